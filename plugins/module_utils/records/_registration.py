# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""A registration as playbooks see it (reference: Register a Device)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ._fields import integer, text

PLATFORM_CODES = {"android": "A", "ios": "I", "windows": "E", "windows_phone": "M", "macos": "L"}
"""Platform family → the letter that the registration takes."""

FINISHED = frozenset({"RETIRED", "RETIRE_PENDING", "WIPED", "EXPIRED"})
"""Statuses of devices that do not count as a match for a new registration."""


def registration_record(raw: Mapping[str, Any], return_passcode: bool) -> dict[str, Any]:
    """The record of the raw ``registration`` element.

    Servers name the uuid ``deviceUid`` or ``deviceUuid``. The passcode is a secret: null unless requested.
    """
    return {
        "device_uuid": text(raw.get("deviceUid")) or text(raw.get("deviceUuid")),
        "status": text(raw.get("status")),
        "registration_url": text(raw.get("registrationUrl")),
        "passcode_ttl_hours": integer(raw.get("passcodeTTL")),
        "passcode": text(raw.get("passcode")) if return_passcode else None,
    }


def succeeded(registration: Mapping[str, Any]) -> bool:
    """Whether Core registered the device. Some servers misspell their success."""
    return (registration["status"] or "").upper() in ("SUCCESS", "SUCESS")
