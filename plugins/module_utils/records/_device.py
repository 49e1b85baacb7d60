# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""A device as playbooks see it (reference: Get Devices by Status, and the Android and iOS detail tables)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from typing import Any

from ._compliance import compliant, compromised, reasons
from ._fields import boolean, entries, integer, iso_time, record, snake, text

STATUSES = (
    "ACTIVE",
    "IENROLL_VERIFIED",
    "IENROLL_INPROGRESS",
    "IENROLL_COMPLETE",
    "INFECTED",
    "LOST",
    "RETIRED",
    "VERIFIED",
    "VERIFICATION_PENDING",
    "EXPIRED",
    "WIPED",
    "RETIRE_PENDING",
)
"""The eleven documented names, and RETIRE_PENDING, which newer servers have."""

GONE = frozenset({"RETIRED", "RETIRE_PENDING", "WIPED"})
"""Devices in these statuses are left out of actions unless they are named."""

NEVER_ENROLLED = frozenset({"VERIFICATION_PENDING", "EXPIRED"})
"""Devices in these statuses have no client that could be wiped."""

PLATFORM_FAMILIES = ("android", "ios", "macos", "windows", "windows_phone")
"""The platforms that an option names; a device of any other has the family ``other``."""

_STATUS_CODES = {
    97: "ACTIVE", 98: "BLOCKED", 100: "IENROLL_VERIFIED", 101: "IENROLL_INPROGRESS", 102: "IENROLL_COMPLETE",
    105: "INFECTED", 108: "LOST", 112: "VERIFICATION_PENDING", 114: "RETIRED", 117: "RETIRE_PENDING", 118: "VERIFIED",
    119: "WIPED", 120: "EXPIRED",
}  # fmt: skip


def user_source(value: Any) -> str | None:
    """76 is ASCII L for a local user, 68 is D for a directory (LDAP) user."""
    code = text(value)
    return {"76": "local", "l": "local", "local": "local", "68": "ldap", "d": "ldap", "ldap": "ldap"}.get(
        (code or "").lower(), code
    )


_TYPES: dict[str, Callable[[Any], Any]] = {
    "id": text,
    "uuid": text,
    "name": text,
    "principal": text,
    "status": lambda value: (text(value) or "").upper() or None,
    "status_code": integer,
    "platform": text,
    "model": text,
    "manufacturer": text,
    "phone_number": text,
    "email_address": text,
    "user_display_name": text,
    "user_first_name": text,
    "user_last_name": text,
    "user_uuid": text,
    "employee_owned": boolean,
    "mdm_managed": boolean,
    "notify_user": boolean,
    "last_connected_at": iso_time,
    "registered_at": iso_time,
    "eas_uuid": text,
    "operator": text,
    "country_code": integer,
    "country_name": text,
    "home_operator": text,
    "language_id": text,
    "user_source": user_source,
    "compliance": integer,
    "quarantined_status": integer,
    "block_reason": integer,
    "client_id": text,
    "comment": text,
    "country_id": text,
    "current_phone_number": text,
    "device_count": integer,
    "eas_last_sync_attempt": iso_time,
    "email_domain": text,
    "i_phone_version": text,
    "language_country_id": text,
    "mdm_profile_url_id": text,
    "operator_id": text,
    "pin": text,
    "reg_count": integer,
    "reg_type": text,
    "details": entries,
}
"""The fields of the reference's tables."""
_TELLING_DETAILS = frozenset({"DeviceCompromised", "OSVersion", "platform_name", "security_state"})
"""The details that derived keys look at."""
_TYPES_WITHOUT_DETAILS: dict[str, Callable[[Any], Any]] = {**_TYPES, "details": partial(entries, only=_TELLING_DETAILS)}
# Fields that servers send beyond the reference, present only where they do.
_OPTIONAL: dict[str, Callable[[Any], Any]] = {
    "created_at": iso_time,
    "platform_type": text,
    "migration_status": text,
    "user_id": text,
    "tlv_version": integer,
    "wipe_reason": integer,
    "non_gms": boolean,
    "auth_only": boolean,
    "multi_user": boolean,
    "temporary_session_only": boolean,
}

_VERSION = re.compile(r"\d+(\.\d+)*")
_FAMILIES = (
    ("android", re.compile(r"\Aandroid|\AA\Z", re.IGNORECASE)),
    ("windows_phone", re.compile(r"windows phone|\Awp\s?\d|\AM\Z", re.IGNORECASE)),
    ("macos", re.compile(r"\Amac|os x|\AL\Z", re.IGNORECASE)),
    ("ios", re.compile(r"\A(ios|iphone|ipad|ipod)|\AI\Z", re.IGNORECASE)),
    ("windows", re.compile(r"\Awindows(?! (mobile|ce)\b)|\AE\Z", re.IGNORECASE)),
)


@lru_cache(maxsize=1024)
def platform_family(platform: str | None, platform_type: str | None = None) -> str:
    """``android``, ``ios``, ``macos``, ``windows``, ``windows_phone``, or ``other``, from Core's platform text.

    ``platform_type``, which some servers also send, is used if that text does not show the platform.
    """
    descriptions = (platform or "", platform_type or "")
    return next((name for words in descriptions for name, pattern in _FAMILIES if pattern.search(words)), "other")


def os_version(device: Mapping[str, Any]) -> str | None:
    """The version number of the operating system; None if not known.

    The report of the device takes precedence, because ``platform`` comes from the registration (reference: details
    ``OSVersion`` of iOS and ``platform_name`` of Android).
    """
    details = device["details"]
    sources = (details.get("OSVersion"), details.get("platform_name"), device["platform"])
    numbers = (_VERSION.search(words) for words in sources if words)
    return next((match.group() for match in numbers if match), None)


_PLATFORM = frozenset({"platform_family", "platform", "platform_type"})
_DERIVED: dict[str, tuple[Callable[[Mapping[str, Any]], Any], frozenset[str]]] = {
    "platform_family": (
        lambda device: platform_family(device["platform"], device.get("platform_type")),
        _PLATFORM,
    ),
    "os_version": (os_version, frozenset({"details", "platform"})),
    "compliance_reasons": (lambda device: reasons(device["compliance"]), frozenset({"compliance"})),
    "quarantine_reasons": (lambda device: reasons(device["quarantined_status"]), frozenset({"quarantined_status"})),
    "block_reasons": (lambda device: reasons(device["block_reason"]), frozenset({"block_reason"})),
    "compromised": (compromised, frozenset({"compliance", "details", "last_connected_at", *_PLATFORM})),
    "compliant": (
        compliant,
        frozenset({"compliance", "compromised", "details", "last_connected_at", *_PLATFORM}),
    ),
}
"""Key → how it is derived, and the keys that it is derived from. The order is that of derivation."""


class _AllBut(frozenset):
    """A set of all keys except those that it contains, for membership tests."""

    def __contains__(self, key: object) -> bool:
        return not super().__contains__(key)

    def __or__(self, others: Any) -> _AllBut:
        return _AllBut(set(self) - set(others))

    def union(self, *others: Any) -> _AllBut:
        """Every key but those that none of them has."""
        return _AllBut(set(self).difference(*others))


ALL_BUT_DETAILS: frozenset[str] = _AllBut({"details"})
"""The ``keys`` of everything that a record has, but for the details, which are most of its size."""


def device_record(raw: Mapping[str, Any], keys: frozenset[str] | None = None) -> dict[str, Any]:
    """The record of one raw device element, with only ``keys`` where they are given.

    The detail keys are the device's own and untouched. ``phone_number`` falls back to ``currentPhoneNumber``, which
    some calls and servers send instead, and ``status`` to what ``statusCode`` means.
    """
    needed = _needed(keys)
    # Of sixty details a few are looked at, and converting them all would take most of the time.
    types = _TYPES if keys is None or "details" in keys else _TYPES_WITHOUT_DETAILS
    device = record(raw, types, needed, _OPTIONAL)
    if device.get("status", "") is None:
        device["status"] = _STATUS_CODES.get(integer(raw.get("statusCode")) or 0)
    if device.get("phone_number", "") is None:
        device["phone_number"] = text(raw.get("currentPhoneNumber"))
    for key, (derive, _sources) in _DERIVED.items():
        if needed is None or key in needed:
            device[key] = derive(device)
    return device if keys is None else {key: device[key] for key in device if key in keys}


@lru_cache(maxsize=64, typed=True)  # by type too: a set of all keys but some equals the set of those
def _needed(keys: frozenset[str] | None) -> frozenset[str] | None:
    if keys is None:
        return None
    sources = (needs for key, (_derive, needs) in _DERIVED.items() if key in keys)
    return keys.union(*sources)


class _WireNames(frozenset):
    """The wire names whose snake_case key is in a set of keys, tested by membership."""

    def __contains__(self, name: object) -> bool:
        return super().__contains__(snake(str(name))) or name in ("currentPhoneNumber", "statusCode")


def wire_names(keys: frozenset[str] | None) -> frozenset[str] | None:
    """What ``Client.stream`` needs as ``fields`` so that ``device_record`` can make ``keys``."""
    needed = _needed(keys)
    return None if needed is None or isinstance(needed, _AllBut) else _WireNames(needed)
