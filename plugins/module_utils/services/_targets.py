# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""From a selector to devices (reference: Get Devices by Status, Get Device Details for a Phone Number/User/Label/...).

Several selectors intersect, the values of one unite. Nothing is everything: an empty selector selects no device.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from difflib import get_close_matches
from typing import Any

from ..records._device import STATUSES, device_record, wire_names
from ..records._label import label_name
from ..records._user import same_user, user_key
from ..wire._client import Client
from ..wire._errors import (
    BadAnswer,
    InvalidInput,
    MissingCall,
    MobileIronError,
    NotFound,
    PathRefused,
    RefusedRequest,
    ServerFailed,
)
from ._values import filled

GONE = frozenset({"RETIRED", "RETIRE_PENDING", "WIPED"})
"""Devices in these statuses are left out of actions unless they are named."""

_UNSURE_STATUS = "RETIRE_PENDING"  # servers before it existed answer 400 or 404
_FILTER_KEYS = {
    "platforms": "platform_family",
    "employee_owned": "employee_owned",
    "compliant": "compliant",
    "not_seen_for_days": "last_connected_at",
}
_SELECTORS = ("uuids", "mac_addresses", "phone_numbers", "users", "labels", "statuses")


@dataclass(frozen=True)
class Selector:
    """Which devices are meant; a field is None where the option was not given. The last four are filters."""

    uuids: list[str] | None = None
    mac_addresses: list[str] | None = None
    phone_numbers: list[str] | None = None
    users: list[str] | None = None
    labels: list[str] | None = None
    statuses: list[str] | None = None
    platforms: list[str] | None = None
    employee_owned: bool | None = None
    compliant: bool | None = None
    not_seen_for_days: int | None = None

    @classmethod
    def from_params(cls, params: Mapping[str, Any]) -> Selector:
        """The selector in option values; other options are ignored."""
        names = (*_SELECTORS, *_FILTER_KEYS)
        return cls(**{name: params[name] for name in names if params.get(name) is not None})

    @property
    def given(self) -> tuple[str, ...]:
        """The names of the selectors that were given, also those that were given empty."""
        return tuple(name for name in _SELECTORS if getattr(self, name) is not None)

    @property
    def empty(self) -> tuple[str, ...]:
        """The names of the selectors that were given without a value."""
        return tuple(name for name in self.given if not getattr(self, name))

    def validate(self, changing: bool) -> Selector:
        """The selector in the wire's notation. Raises InvalidInput, naming option and value, before any request."""
        clean = {name: filled(name, getattr(self, name)) for name in self.given}
        if changing and not self.given:
            raise InvalidInput(
                f"No device is selected: give at least one of {', '.join(_SELECTORS)}. A filter alone is no selector."
            )
        if changing and self.empty:
            raise InvalidInput(
                f"{self.empty[0]}: the list is empty, which selects no device. Leave the option out or name devices."
            )
        if changing and self.platforms == []:
            raise InvalidInput("platforms: the list is empty, which keeps no device. Leave it out or name platforms.")
        if self.not_seen_for_days is not None and self.not_seen_for_days < 0:
            raise InvalidInput(f"not_seen_for_days: expected 0 or more days, got {self.not_seen_for_days}.")
        for name, convert in _NOTATIONS.items():
            if name in clean:
                clean[name] = [convert(value) for value in clean[name]]
        if "ALL" in clean.get("statuses", ()):
            clean["statuses"] = list(STATUSES)
        return replace(self, **{name: list(dict.fromkeys(values)) for name, values in clean.items()})  # type: ignore


@dataclass
class Resolution:
    """What a selector found: ``devices`` sorted by uuid, ``unknown`` as (kind, value, message), the uuids that were
    named by uuid or MAC address, and warnings for the playbook's author."""

    devices: list[dict] = field(default_factory=list)
    unknown: list[tuple[str, str, str]] = field(default_factory=list)
    named: set[str] = field(default_factory=set)
    warnings: list[str] = field(default_factory=list)


def mac_address(value: str) -> str:
    """Twelve upper-case hexadecimal digits from any common notation. Raises InvalidInput naming the value."""
    digits = re.sub(r"[\s:.\-]", "", value).upper()
    if not re.fullmatch(r"[0-9A-F]{12}", digits):
        raise InvalidInput(f"mac_addresses: {value!r} is not a MAC address; expected twelve hexadecimal digits.")
    return digits


def phone_number(value: str, option: str = "phone_numbers") -> str:
    """Digits only (reference: Phone Number Formats). Raises InvalidInput naming the value."""
    digits = re.sub(r"[\s().\-]", "", value)
    if digits.startswith("+"):
        raise InvalidInput(f"{option}: {value!r} starts with +; leave out the country code.")
    if not re.fullmatch(r"[0-9]+", digits):
        raise InvalidInput(f"{option}: {value!r} is not a phone number; expected digits, without country code.")
    return digits


def _status(value: str) -> str:
    status = value.upper()
    if status != "ALL" and status not in STATUSES:
        raise InvalidInput(f"statuses: {value!r} is not a status. Expected {', '.join(STATUSES)} or all.")
    return status


_NOTATIONS: dict[str, Callable[[str], str]] = {
    "mac_addresses": mac_address,
    "phone_numbers": phone_number,
    "statuses": _status,
}


def known_labels(client: Client) -> dict[str, dict]:
    """All labels of Core by their exact name, raw (reference: Get all Labels)."""
    named = ((label_name(raw), raw) for raw in client.call("list_labels").items())
    return {name: raw for name, raw in named if name}


def unknown_label(name: str, known: Iterable[str]) -> str:
    """A sentence for a label that Core does not have, with names like it."""
    names = list(known)
    near = [label for label in names if label.lower() == name.lower()] or get_close_matches(name, names)
    hint = f" Did you mean {' or '.join(repr(label) for label in near)}?" if near else ""
    return f"Core has no label {name!r}; label names are compared exactly.{hint}"


def resolve(
    client: Client,
    selector: Selector,
    keys: frozenset[str] | None = None,
    changing: bool = False,
    concurrency: int = 8,
) -> Resolution:
    """The devices of ``selector`` as records with at least ``keys`` (None: everything).

    ``changing``: the rules of modules that change something: every value has to be known, and devices that are gone
    are left out unless named. Without a selector all ACTIVE devices, if not ``changing``. Raises InvalidInput before
    the first request, and PathRefused for a label that the server refuses in a path.
    """
    return _Search(client, selector.validate(changing), keys, changing, concurrency).run()


class _Search:
    def __init__(
        self, client: Client, selector: Selector, keys: frozenset[str] | None, changing: bool, concurrency: int
    ) -> None:
        self.client = client
        self.selector = selector
        self.changing = changing
        self.concurrency = concurrency
        needed = {_FILTER_KEYS[name] for name in _FILTER_KEYS if getattr(selector, name) is not None}
        if selector.phone_numbers:
            needed |= {"phone_number", "current_phone_number", "country_code"}
        self.keys = None if keys is None else keys | needed | {"uuid", "status", "principal"}
        self.wanted = wire_names(self.keys)
        self.found = Resolution()

    def run(self) -> Resolution:
        empty = self.selector.empty + (("platforms",) if self.selector.platforms == [] else ())
        if empty:
            self.found.warnings.append(f"{', '.join(empty)}: given but empty, which selects no device.")
            return self.found
        selected = self._intersection()
        devices = [device for device in selected.values() if self._matches(device)]
        self.found.devices = sorted(devices, key=lambda device: device["uuid"])
        if self.changing and not devices and not self.found.unknown:
            self.found.warnings.append("The selector matches no device; nothing is to be done.")
        return self.found

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
                found = self._collected(source(values))
                selected = {uuid: found[uuid] for uuid in found if selected is None or uuid in selected}
        if selected is None:
            return self._collected(self._by_status(self.selector.statuses or ["ACTIVE"]))
        statuses = self.selector.statuses
        return {uuid: device for uuid, device in selected.items() if not statuses or device["status"] in statuses}

    def _collected(self, devices: Iterable[dict]) -> dict[str, dict]:
        """The devices by uuid. One that is listed twice, with different owners, is ambiguous and changes nothing."""
        found: dict[str, dict] = {}
        owners: dict[str, dict[tuple, str | None]] = {}
        for device in devices:
            if device["uuid"]:
                found[device["uuid"]] = device
                owner = user_key(device["principal"]), device.get("employee_owned")
                owners.setdefault(device["uuid"], {})[owner] = device["principal"]
        for uuid, known in owners.items():
            if self.changing and len(known) > 1:
                del found[uuid]
                users = ", ".join(repr(user) for user in known.values())
                self._unknown("uuid", uuid, f"Core lists the device {uuid} twice, with different owners ({users}).")
        return found

    # -- sources -------------------------------------------------------------------------------------------------

    def _by_uuid(self, uuids: list[str]) -> Iterator[dict]:
        def read(uuid: str) -> list[dict]:
            return [the_one(self._record(raw), uuid) for raw in self.client.call("get_device", uuid=uuid).items()]

        return self._one_each("uuid", uuids, read)

    def _by_mac(self, macs: list[str]) -> Iterator[dict]:
        def read(mac: str) -> list[dict]:
            return list(map(self._record, self.client.call("get_device_by_mac", mac=mac).items()))

        return self._one_each("MAC address", macs, read)

    def _one_each(self, kind: str, values: list[str], read: Callable[[str], list[dict]]) -> Iterator[dict]:
        """The device of each value. Several for one are an ambiguous name, which changes nothing."""

        def attempt(value: str) -> tuple[list[dict], str]:
            try:
                return read(value), f"Core knows no device with the {kind} {value}."
            except RefusedRequest as error:
                return [], error.message

        for value, (found, message) in self._pooled(values, attempt):
            devices = list(self._collected(found).values())
            if not devices:
                self._unknown(kind, value, message)
            elif len(devices) > 1 and self.changing:
                uuids = ", ".join(sorted(device["uuid"] for device in devices))
                self._unknown(kind, value, f"Core knows several devices with the {kind} {value}: {uuids}. Name one.")
            else:
                self.found.named.update(device["uuid"] for device in devices)
                yield from devices

    def _by_phone(self, phones: list[str]) -> Iterator[dict]:
        def read(phone: str) -> list[dict]:
            listed = list(self._stream("list_devices_by_phone", phone=phone))
            devices = [device for device in listed if has_number(device, phone, surely=self.changing)]
            self._left_out(
                "phone_numbers", phone, "have another number, or none that Core tells,", len(listed) - len(devices)
            )
            return devices

        for _phone, devices in self._pooled(phones, read):
            yield from devices

    def _by_user(self, users: list[str]) -> Iterator[dict]:
        for user, devices in self._pooled(users, self._of_user):
            yield from devices
            if self.changing and not devices:
                self._check_user(user)

    def _of_user(self, user: str) -> list[dict]:
        try:
            listed = list(self._stream("list_devices_by_user", user=user))
        except PathRefused:
            fleet = self._by_status(list(STATUSES))
            return [device for device in fleet if same_user(device["principal"], user)]
        devices = [device for device in listed if same_user(device["principal"], user)]
        self._left_out("users", user, "belong to somebody else", len(listed) - len(devices))
        return devices

    def _left_out(self, option: str, value: str, why: str, count: int) -> None:
        if count:
            self.found.warnings.append(
                f"{option}: of the devices that Core lists for {value!r}, {count} {why} and were left out."
            )

    def _check_user(self, user: str) -> None:
        try:
            known, message = self.client.call("get_user", user=user).found, f"Core knows no user {user!r}."
        except PathRefused as error:
            known, message = False, f"{error.message} Whether the user {user!r} exists could not be read."
        if not known:
            self._unknown("user", user, message)

    def _by_label(self, labels: list[str]) -> Iterator[dict]:
        known = known_labels(self.client)
        for label in labels:
            if label in known:
                yield from self._stream("list_devices_by_label", label=label)
            else:
                self._unknown("label", label, unknown_label(label, known))

    def _by_status(self, statuses: list[str]) -> Iterator[dict]:
        for status in statuses:
            dropped = 0
            for device in self._of_status(status):
                if (device["status"] or "").upper() == status:
                    yield device
                else:
                    dropped += 1
            if dropped and status != _UNSURE_STATUS:
                self.found.warnings.append(
                    f"statuses: Core listed {dropped} devices of another status for {status}; they were left out."
                )

    def _of_status(self, status: str) -> Iterator[dict]:
        try:
            yield from self._stream("list_devices", status=status)
        except MobileIronError as error:
            if status != _UNSURE_STATUS or not _may_not_know(error):
                raise
            if not isinstance(error, (RefusedRequest, MissingCall)):
                self.found.warnings.append(f"statuses: {error.message} The server is taken not to know {status}.")

    # -- helpers -------------------------------------------------------------------------------------------------

    def _stream(self, operation: str, **values: Any) -> Iterator[dict]:
        return map(self._record, self.client.stream(operation, wanted=self.wanted, **values))

    def _record(self, raw: dict) -> dict:
        return device_record(raw, self.keys)

    def _pooled(self, values: list[str], work: Callable[[str], Any]) -> Iterator[tuple[str, Any]]:
        """Each value with what ``work`` makes of it, in order; several at a time where there are several."""
        if len(values) == 1:
            yield values[0], work(values[0])
            return
        with ThreadPoolExecutor(self.concurrency) as pool:
            yield from zip(values, pool.map(work, values))

    def _unknown(self, kind: str, value: str, message: str) -> None:
        self.found.unknown.append((kind, value, message))
        if not self.changing:
            self.found.warnings.append(message)

    def _matches(self, device: dict) -> bool:
        chosen = self.selector
        asked_for = not self.changing or bool(chosen.statuses) or device["uuid"] in self.found.named
        if device["status"] in GONE and not asked_for:
            return False
        if chosen.platforms is not None and device["platform_family"] not in chosen.platforms:
            return False
        for name in ("employee_owned", "compliant"):
            wanted = getattr(chosen, name)
            if wanted is not None and device[name] is not wanted:
                return False
        days = chosen.not_seen_for_days
        return days is None or not _seen_since(device["last_connected_at"], days)


def the_one(device: dict, uuid: str) -> dict:
    """The record of the device that was asked for. Raises BadAnswer for another one."""
    if (device["uuid"] or "").lower() != uuid.lower():
        raise BadAnswer(f"Core was asked for the device {uuid} and answered {device['uuid']}.", "get_device")
    return device


def _may_not_know(error: MobileIronError) -> bool:
    """Whether a server may answer so to a status that it does not know."""
    failed = isinstance(error, ServerFailed) and error.status == 500
    return failed or isinstance(error, (RefusedRequest, MissingCall, BadAnswer))


def has_number(device: Mapping[str, Any], phone: str, surely: bool = False) -> bool:
    """Whether a device may have a phone number, of which Core may keep the country code too; True if it tells none.

    ``surely``: whether it has this very number, with its own country code or without; False if it tells none.
    """
    numbers = {re.sub(r"\D", "", device.get(key) or "") for key in ("phone_number", "current_phone_number")} - {""}
    if surely:
        return bool(numbers & {phone, f"{device.get('country_code') or ''}{phone}"})
    return not numbers or any(number.endswith(phone) for number in numbers)


def _seen_since(connected_at: str | None, days: int) -> bool:
    """Whether a device connected within the last ``days``. What cannot be read as a time counts as seen."""
    if connected_at is None:
        return False
    try:
        moment = datetime.fromisoformat(connected_at.replace("Z", "+00:00"))
    except ValueError:
        return True
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=timezone.utc)
    return moment > datetime.now(timezone.utc) - timedelta(days=days)


def refuse_unknown(resolution: Resolution) -> None:
    """Raise NotFound, naming everything that Core does not know; nothing was sent."""
    if resolution.unknown:
        messages = [message for _kind, _value, message in resolution.unknown]
        shown = " ".join(messages[:5]) + (f" And {len(messages) - 5} more." if len(messages) > 5 else "")
        raise NotFound(f"{shown} Nothing was done.")
