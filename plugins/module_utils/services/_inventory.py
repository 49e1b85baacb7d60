# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""The fleet as an inventory: a flat dict of variables for each device, and a name for each host."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ..records._device import ALL_BUT_DETAILS
from ..records._last_contact import last_contact
from ..selecting._devices import select_devices
from ..selecting._parallel import in_parallel
from ..selecting._selector import Selector
from ..wire._errors import InvalidInput, PathRefused
from ._device_info import cutter

if TYPE_CHECKING:
    from ..core._core import Core

PREFIX = "mi_"
DERIVED = ("days_since_contact", "contact")
"""Keys calculated from ``last_connected_at`` when the inventory is made, so that they are right with a cache too."""
_SOURCE = "last_connected_at"
_NO_WORD = re.compile(r"\W")
# What Ansible reads as a template, a pattern, a range or a path, and what nobody can type.
_UNFIT = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff{}\[\]()<>:;,!&*?|/\\\"'`$#]+")


@dataclass(frozen=True)
class FleetOptions:
    """The data of each device in an inventory. The constructor raises InvalidInput."""

    include: list[str] | None = field(default=None, metadata={"choices": ("labels",)})
    fields: list[str] | None = None

    def __post_init__(self) -> None:
        if self.fields is not None and (not self.fields or not all(name.strip() for name in self.fields)):
            raise InvalidInput("fields: expected the names of keys, got an empty list or an empty name.")

    @property
    def keys(self) -> frozenset[str]:
        """The keys of the records that are read."""
        if self.fields is None:
            return ALL_BUT_DETAILS
        keys = {name.split(".", 1)[0] for name in self.fields}
        return frozenset(keys - set(DERIVED)) | ({_SOURCE} if keys & set(DERIVED) else set()) | {"uuid"}


@dataclass
class Fleet:
    """The result of a reading: the ``devices`` as plain dicts, sorted by uuid, and ``warnings`` for the author."""

    devices: list[dict[str, Any]]
    warnings: list[str]


def read_fleet(core: Core, selector: Selector, options: FleetOptions) -> Fleet:
    """The selected devices with the keys in ``options``, and the names of their ``labels`` if requested.

    Labels cost one request for each label that has devices, none for a device.
    """
    selection = select_devices(core, selector, options.keys)
    devices, warnings = selection.devices, selection.warnings
    if options.fields is not None:
        kept = [name for name in (*options.fields, "uuid") if name not in DERIVED]
        source = [_SOURCE] if _SOURCE in options.keys else []
        devices = list(map(cutter([*kept, *source]), devices))
    if "labels" in (options.include or ()) and devices:
        carried = _labels(core, {device["uuid"] for device in devices}, warnings.append)
        for device in devices:
            device["labels"] = sorted(carried.get(device["uuid"], ()))
    return Fleet(devices, warnings)


def _labels(core: Core, uuids: set[str], warn: Callable[[str], None]) -> dict[str, list[str]]:
    """The names of the labels that each of the devices carries."""

    def members(label: str) -> list[str]:
        try:
            carriers = core.devices.by_label(label, frozenset({"uuid"}))
            return [device["uuid"] for device in carriers if device["uuid"] in uuids]
        except PathRefused as error:
            warn(f"include: {error.message} The label {label!r} is left out.")
            return []

    names = [label["name"] for label in core.labels.all() if label["name"] and label["device_count"] != 0]
    carried: dict[str, list[str]] = {}
    for name, carriers in zip(names, in_parallel(members, names)):
        for uuid in carriers:
            carried.setdefault(uuid, []).append(name)
    return carried


def host_variables(device: dict[str, Any], fields: Sequence[str] | None, now: datetime) -> dict[str, Any]:
    """The variables of a host: the keys of the device record with the prefix ``mi_``, and the derived ones."""
    days, contact = last_contact(device.get(_SOURCE), now)
    derived: dict[str, Any] = {"days_since_contact": days, "contact": contact}
    if fields is None:
        values = {**device, **derived}
    else:
        beside: dict[str, Any] = {name: device[name] for name in ("uuid", "labels") if name in device}
        names = dict.fromkeys(name.split(".", 1)[0] for name in fields)
        values = {**{name: derived[name] if name in derived else device.get(name) for name in names}, **beside}
    return {_variable(name): value for name, value in values.items()}


@lru_cache(maxsize=1024)
def _variable(name: str) -> str:
    return PREFIX + _NO_WORD.sub("_", name)


def host_name(text: Any) -> str:
    """A text as a name that Ansible reads as one host: special characters become ``_``."""
    return _UNFIT.sub("_", "" if text is None else str(text)).strip("_")


def unique_names(names: Iterable[tuple[str, str]]) -> tuple[dict[str, str], list[str]]:
    """The host of each uuid, from (uuid, name) pairs; and the names that several devices have.

    If several devices have the same name, each gets its uuid appended. A device without a name gets its uuid. A name
    that equals another device's uuid, or its name with the uuid, is treated alike.
    """
    pairs = [(uuid, name or uuid) for uuid, name in names]
    count = Counter(name.casefold() for _uuid, name in pairs)
    shared = {name.casefold() for _uuid, name in pairs if count[name.casefold()] > 1}
    hosts = {uuid: f"{name}_{uuid}" if name.casefold() in shared else name for uuid, name in pairs}
    taken = Counter(host.casefold() for host in hosts.values())
    hosts = {uuid: host if taken[host.casefold()] == 1 else f"{host}_{uuid}" for uuid, host in hosts.items()}
    return hosts, sorted({name for _uuid, name in pairs if name.casefold() in shared}, key=_by_name)


def _by_name(name: str) -> tuple[str, str]:
    return name.casefold(), name
