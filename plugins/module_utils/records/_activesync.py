# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""An ActiveSync partnership as playbooks see it (reference: List All ActiveSync Devices, and Device Details)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ._fields import entries, identifier, integer, iso_from_epoch_ms, record, text

GROUPS = {
    "registered_allowed": ("registeredAllowedDevices.registeredAllowedDevice", "allowed"),
    "registered_blocked": ("registeredBlockedDevices.registeredBlockedDevice", "blocked"),
    "unregistered_allowed": ("unregisteredAllowedDevices.unregisteredAllowedDevice", "allowed"),
    "unregistered_blocked": ("unregisteredBlockedDevices.unregisteredBlockedDevice", "blocked"),
    "wiped": ("wipedDevices.wipedDevice", "wiped"),
}
"""Group → where the answer has it, and the access state of its partnerships."""

_SOURCES = {
    "EXCHANGE": ("e", "initial state set by the Exchange server"),
    "AUTOBLOCK": ("a", "set by the auto block action"),
    "POLICY": ("p", "set by policy enforcement"),
    "MANUAL": ("m", "set by an administrator"),
    "UNKNOWN": ("u", "unknown"),
}
_SPELLINGS = {
    spelling: meaning
    for name, (letter, meaning) in _SOURCES.items()
    for spelling in (name, letter.upper(), {"AUTOBLOCK": "AUTO"}.get(name, name))
}
_SECRETS = frozenset({"recoverypassword"})

_TYPES: dict[str, Callable[[Any], Any]] = {
    "uuid": text,
    "domain": text,
    "device_id": identifier,
    "mailbox_id": identifier,
    "user_name": text,
    "phone_number": text,
    "model": text,
    "platform": text,
    "platform_code": integer,
    "status": text,
    "active_sync_status": text,
    "first_sync_time": iso_from_epoch_ms,
    "last_sync_time": iso_from_epoch_ms,
    "mi_device_uuid": text,
    "action_source": text,
}


def eas_record(raw: Mapping[str, Any], group: str | None) -> dict[str, Any]:
    """The record of one raw list element of ``group``.

    Derived: ``group``, ``access_state`` (allowed, blocked or wiped, from the group), and ``action_source_meaning``.
    """
    partnership = record(raw, _TYPES)
    partnership["group"] = group
    partnership["access_state"] = GROUPS[group][1] if group else None
    partnership["action_source_meaning"] = source_meaning(partnership["action_source"])
    return partnership


def source_meaning(source: str | None) -> str | None:
    """Who set the state, in words; Core names it in capitals, as a word or by a letter."""
    return _SPELLINGS.get((source or "").upper())


def eas_details(raw: Mapping[str, Any]) -> dict[str, str | None]:
    """The details that ActiveSync gives of a partnership, keys untouched, the recovery password never shown."""
    details: dict[str, str | None] = dict(entries(raw.get("details")))
    return {key: None if key.lower() in _SECRETS else value for key, value in details.items()}
