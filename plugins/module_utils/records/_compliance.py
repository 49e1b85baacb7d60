# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""The compliance of a device, from Core's bitmaps and the device's details (reference: the bitmap table)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ._fields import boolean

_REASONS = {
    0x1: "compromised",
    0x2: "os_version_too_low",
    0x4: "hardware_not_allowed",
    0x8: "data_protection_disabled",
    0x10: "policy_out_of_date",
    0x20: "out_of_contact",
    0x40: "app_control_violation",
    0x80: "mailbox_limit_exceeded",
    0x100: "not_registered",
    0x200: "manually_blocked",
    0x400: "exchange_reported",
    0x800: "device_admin_deactivated",
    0x1000: "disallowed_app",
    0x2000: "required_app_missing",
    0x4000: "app_not_in_allowed_list",
    0x8000: "user_logged_out",
    0x10000: "attestation_failed",
    0x400000: "unknown_reason",
}


def reasons(bitmap: int | None) -> list[str]:
    """The names of the bits of compliance, quarantinedStatus and blockReason, lowest first, by their hex values."""
    value = bitmap or 0
    bits = (1 << position for position in range(value.bit_length()))
    return [_REASONS.get(bit, f"unknown_bit_{bit:#x}") for bit in bits if value & bit]


def compromised(device: Mapping[str, Any]) -> bool | None:
    """Whether the device is rooted or jailbroken; None if not known.

    The bitmap's bit stays 0 for a rooted Android device (reference: note under the bitmap table), so on Android only
    the detail ``security_state`` shows that it is not rooted. An unset bit also proves nothing for a device that never
    connected. An explicit detail counts on every platform.
    """
    family, details = device["platform_family"], device["details"]
    state, reported = details.get("security_state", "").lower(), boolean(details.get("DeviceCompromised"))
    signs = [
        bool(device["compliance"] & 1) if device["compliance"] is not None else None,
        {"compromised": True, "ok": False if family == "android" else None}.get(state),
        reported if family == "ios" else reported or None,
        {"0": True, "1": False}.get(state) if family == "ios" else None,
    ]
    if signs[0] is False and (family == "android" or device["last_connected_at"] is None):
        signs[0] = None
    known = [value for value in signs if value is not None]
    return any(known) if known else None


def compliant(device: Mapping[str, Any]) -> bool | None:
    """Whether a device is compliant: false if a bit is set or it is compromised; None if Core reports no bitmap."""
    if device["compliance"] or device["compromised"]:
        return False
    return None if device["compliance"] is None else True
