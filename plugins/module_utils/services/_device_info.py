# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""Devices as mi_device_info returns them: selected, filtered by app, limited to fields, with further data."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

from ..records._messages import empty
from ..records._registration import PLATFORM_CODES
from ..selecting._devices import select_devices
from ..selecting._parallel import in_parallel
from ..selecting._selector import Selector
from ..selecting._values import refuse_empty
from ..wire._errors import InvalidInput

if TYPE_CHECKING:
    from ..core._core import Core

INCLUDES = ("profiles", "policies", "app_settings", "labels")


@dataclass(frozen=True)
class Listing:
    """How devices are returned: the options that only mi_device_info has. Raises InvalidInput when made."""

    include: list[str] | None = field(default=None, metadata={"choices": INCLUDES})
    fields: list[str] | None = None
    app_name: str | None = None
    app_platform: str | None = None
    limit: int | None = None

    def __post_init__(self) -> None:
        if self.fields is not None and (not self.fields or not all(name.strip() for name in self.fields)):
            raise InvalidInput("fields: expected the names of keys, got an empty list or an empty name.")
        if self.limit is not None and self.limit < 1:
            raise InvalidInput(f"limit: expected 1 or more, got {self.limit}.")
        refuse_empty("app_name", self.app_name)
        if self.app_platform is not None:
            if self.app_name is None:
                raise InvalidInput("app_platform: it needs app_name.")
            object.__setattr__(self, "app_platform", _family(self.app_platform))

    @property
    def keys(self) -> frozenset[str] | None:
        """The keys of the records that the fields are made of, None for all."""
        if self.fields is None:
            return None
        return frozenset(name.split(".", 1)[0] for name in self.fields) | {"uuid"}


def _family(platform: str) -> str:
    """A platform family, or Core's letter for it, as the family. Raises InvalidInput for anything else."""
    if not platform.strip():
        raise InvalidInput(empty("app_platform"))
    for family, letter in PLATFORM_CODES.items():
        if platform.strip().lower() in (family, letter.lower()):
            return family
    raise InvalidInput(f"app_platform: {platform!r} is no platform. Expected one of {', '.join(PLATFORM_CODES)}.")


def list_devices(core: Core, selector: Selector, listing: Listing) -> list[dict[str, Any]]:
    """The records of the selected devices, ordered by uuid."""
    app = None
    if listing.app_name is not None:
        app = core.apps.device_uuids(listing.app_name, listing.app_platform)
    selection = select_devices(core, selector, listing.keys)
    for warning in selection.warnings:
        core.warn(warning)
    having = (device for device in selection.devices if app is None or device["uuid"].lower() in app)
    devices = list(islice(having, listing.limit))
    extras = list(_included(core, devices, listing.include or ()))
    if listing.fields is not None:
        devices = list(map(cutter(listing.fields), devices))
    return [{**device, **extra} for device, extra in zip(devices, extras)] if extras else devices


def cutter(fields: Sequence[str]) -> Callable[[dict], dict]:
    """A function that keeps only ``fields`` of a record; a key that a device does not have is null."""
    details = [name.split(".", 1)[1] for name in fields if name.startswith("details.")]
    plain = [name for name in dict.fromkeys(fields) if not name.startswith("details.")]

    def cut(device: dict) -> dict:
        kept = {name: device.get(name) for name in plain}
        if details and "details" not in kept:
            kept["details"] = {key: device["details"].get(key) for key in details}
        return kept

    return cut


def _included(core: Core, devices: Sequence[dict], include: Sequence[str]) -> Iterator[dict]:
    """The further data of each device; empty if not requested."""
    readers: dict[str, Callable[[str], list[dict]]] = {
        "profiles": core.profiles.of_device,
        "policies": core.policies.of_device,
        "app_settings": core.app_settings.of_device,
        "labels": core.labels.of_device,
    }
    chosen = {name: readers[name] for name in include}

    def read(device: dict) -> dict:
        return {name: of_device(device["uuid"]) for name, of_device in chosen.items()}

    yield from in_parallel(read, devices if chosen else ())
