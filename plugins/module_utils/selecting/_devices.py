# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""From a selector to devices (reference: Get Devices by Status, Get Device Details for a Phone Number/User/...)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

from ..records._dates import parse_iso
from ..records._device import GONE
from ..records._messages import sentences
from ..records._user import same_user, user_key
from ..wire._errors import NotFound, PathRefused, RefusedRequest
from ._addresses import has_number
from ._labels import labels_by_name, unknown_label
from ._parallel import CONCURRENCY, in_parallel
from ._selector import FILTER_KEYS, Selector

if TYPE_CHECKING:
    from ..core._core import Core

_MESSAGES = 5  # of what Core does not know, in one error


@dataclass(frozen=True)
class Unknown:
    """A value that Core does not know: its ``kind`` (``uuid``, ``user``, ...), and a ``message`` for the author."""

    kind: str
    value: str
    message: str


@dataclass
class Selection:
    """The result of a selector: ``devices`` sorted by uuid, the values that Core does not know, the uuids that were
    ``named`` by uuid or MAC address, and warnings for the playbook's author.
    """

    devices: list[dict[str, Any]] = field(default_factory=list)
    unknown: list[Unknown] = field(default_factory=list)
    named: set[str] = field(default_factory=set)
    warnings: list[str] = field(default_factory=list)

    def refuse_unknown(self) -> None:
        """Raise NotFound, naming the unknown values; nothing was sent."""
        if self.unknown:
            messages = [unknown.message for unknown in self.unknown]
            raise NotFound(f"{sentences(messages, _MESSAGES)} Nothing was done.")


def select_devices(
    core: Core,
    selector: Selector,
    keys: frozenset[str] | None = None,
    changing: bool = False,
    concurrency: int = CONCURRENCY,
) -> Selection:
    """The devices of ``selector`` as records with at least ``keys`` (None: everything).

    ``changing``: the rules of modules that change something: Core must know every value, and devices that are gone are
    left out unless named. Without a selector all ACTIVE devices, if not ``changing``. Raises InvalidInput before the
    first request, and PathRefused for a label that the server refuses in a path.
    """
    if changing:
        selector.require()
    return _Search(core, selector, keys, changing, concurrency).run()


class _Search:
    def __init__(
        self, core: Core, selector: Selector, keys: frozenset[str] | None, changing: bool, concurrency: int
    ) -> None:
        self.core = core
        self.selector = selector
        self.changing = changing
        self.concurrency = concurrency
        needed = {FILTER_KEYS[name] for name in FILTER_KEYS if getattr(selector, name) is not None}
        if selector.phone_numbers:
            needed |= {"phone_number", "current_phone_number", "country_code"}
        self.keys = None if keys is None else keys | needed | {"uuid", "status", "principal"}
        self.selection = Selection()

    def run(self) -> Selection:
        if self.selector.empty:
            names = ", ".join(self.selector.empty)
            self.selection.warnings.append(f"{names}: given but empty, which selects no device.")
            return self.selection
        devices = [device for device in self._intersection().values() if self._matches(device)]
        self.selection.devices = sorted(devices, key=lambda device: device["uuid"])
        if self.changing and not devices and not self.selection.unknown:
            self.selection.warnings.append("The selector matches no device; nothing to do.")
        return self.selection

    def _intersection(self) -> dict[str, dict]:
        sources: dict[str, Callable[[list[str]], Iterable[dict]]] = {
            "uuids": self._by_uuid,
            "mac_addresses": self._by_mac,
            "phone_numbers": self._by_phone,
            "users": self._by_user,
            "labels": self._by_label,
        }
        selected: dict[str, dict] | None = None
        for name, source in sources.items():
            values = getattr(self.selector, name)
            if values:
                devices = self._collected(source(values))
                selected = {uuid: devices[uuid] for uuid in devices if selected is None or uuid in selected}
        if selected is None:
            return self._collected(self._by_status(self.selector.statuses or ["ACTIVE"]))
        statuses = self.selector.statuses
        return {uuid: device for uuid, device in selected.items() if not statuses or device["status"] in statuses}

    def _collected(self, devices: Iterable[dict]) -> dict[str, dict]:
        """The devices by uuid. One that is listed twice, with different owners, is ambiguous and changes nothing."""
        collected: dict[str, dict] = {}
        owners: dict[str, dict[tuple, str | None]] = {}
        for device in devices:
            if not device["uuid"]:
                continue
            collected[device["uuid"]] = device
            if self.changing:
                owner = user_key(device["principal"]), device.get("employee_owned")
                owners.setdefault(device["uuid"], {})[owner] = device["principal"]
        for uuid, known in owners.items():
            if len(known) > 1:
                del collected[uuid]
                users = ", ".join(repr(user) for user in known.values())
                self._unknown("uuid", uuid, f"Core lists the device {uuid} twice, with different owners ({users}).")
        return collected

    # -- sources -----------------------------------------------------------------------------------------------------

    def _by_uuid(self, uuids: list[str]) -> Iterator[dict]:
        return self._one_each("uuid", uuids, lambda uuid: self.core.devices.by_uuid(uuid, self.keys))

    def _by_mac(self, macs: list[str]) -> Iterator[dict]:
        return self._one_each("MAC address", macs, lambda mac: self.core.devices.by_mac(mac, self.keys))

    def _one_each(self, kind: str, values: list[str], read: Callable[[str], list[dict]]) -> Iterator[dict]:
        """The device of each value. Several devices for one value are ambiguous and change nothing."""

        def attempt(value: str) -> tuple[list[dict], str]:
            try:
                return read(value), f"Core knows no device with the {kind} {value}."
            except RefusedRequest as error:
                return [], error.message

        for value, (listed, message) in zip(values, self._each(attempt, values)):
            devices = list(self._collected(listed).values())
            if not devices:
                self._unknown(kind, value, message)
            elif len(devices) > 1 and self.changing:
                uuids = ", ".join(sorted(device["uuid"] for device in devices))
                self._unknown(kind, value, f"Core knows several devices with the {kind} {value}: {uuids}. Name one.")
            else:
                self.selection.named.update(device["uuid"] for device in devices)
                yield from devices

    def _by_phone(self, phones: list[str]) -> Iterator[dict]:
        def read(phone: str) -> list[dict]:
            listed = list(self.core.devices.by_phone(phone, self.keys))
            devices = [device for device in listed if has_number(device, phone, surely=self.changing)]
            why = "have a different number, or one that Core does not report,"
            self._left_out("phone_numbers", phone, why, len(listed) - len(devices))
            return devices

        for devices in self._each(read, phones):
            yield from devices

    def _by_user(self, users: list[str]) -> Iterator[dict]:
        for user, devices in zip(users, self._each(self._of_user, users)):
            yield from devices
            if self.changing and not devices:
                self._check_user(user)

    def _of_user(self, user: str) -> list[dict]:
        listed = list(self.core.devices.by_user(user, self.keys, self.selection.warnings.append))
        devices = [device for device in listed if same_user(device["principal"], user)]
        self._left_out("users", user, "belong to somebody else", len(listed) - len(devices))
        return devices

    def _left_out(self, option: str, value: str, why: str, count: int) -> None:
        if count:
            self.selection.warnings.append(
                f"{option}: of the devices that Core lists for {value!r}, {count} {why} and were left out."
            )

    def _check_user(self, user: str) -> None:
        try:
            known, message = self.core.users.exists(user), f"Core knows no user {user!r}."
        except PathRefused as error:
            known, message = False, f"{error.message} Whether the user {user!r} exists could not be read."
        if not known:
            self._unknown("user", user, message)

    def _by_label(self, labels: list[str]) -> Iterator[dict]:
        known = labels_by_name(self.core)
        for label in labels:
            if label in known:
                yield from self.core.devices.by_label(label, self.keys)
            else:
                self._unknown("label", label, unknown_label(label, known))

    def _by_status(self, statuses: list[str]) -> Iterator[dict]:
        for status in statuses:
            yield from self.core.devices.by_status(status, self.keys, self.selection.warnings.append)

    # -- helpers -----------------------------------------------------------------------------------------------------

    def _each(self, read: Callable[[str], Any], values: list[str]) -> list[Any]:
        return in_parallel(read, values, self.concurrency)

    def _unknown(self, kind: str, value: str, message: str) -> None:
        self.selection.unknown.append(Unknown(kind, value, message))
        if not self.changing:
            self.selection.warnings.append(message)

    def _matches(self, device: Mapping[str, Any]) -> bool:
        selector = self.selector
        asked_for = not self.changing or bool(selector.statuses) or device["uuid"] in self.selection.named
        if device["status"] in GONE and not asked_for:
            return False
        if selector.platforms is not None and device["platform_family"] not in selector.platforms:
            return False
        for name in ("employee_owned", "compliant"):
            expected = getattr(selector, name)
            if expected is not None and device[name] is not expected:
                return False
        days = selector.not_seen_for_days
        return days is None or not was_seen(device["last_connected_at"], days)


def was_seen(connected_at: str | None, days: int) -> bool:
    """Whether a device connected within the last ``days``. A time that cannot be read counts as seen."""
    if connected_at is None:
        return False
    moment = parse_iso(connected_at)
    return moment is None or moment > datetime.now(timezone.utc) - timedelta(days=days)
