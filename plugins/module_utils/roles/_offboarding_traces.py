# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""What in Core points to an earlier offboarding of which there is no evidence, and what must not be done then.

Core tells nobody that a wipe is awaited: until the device connects, it is ACTIVE. A device that is retired meanwhile is
never wiped. So without evidence a trace of an earlier run forbids retiring what that run may have wiped.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..records._device import NEVER_ENROLLED
from ._page_text import printable
from ._plan_words import Row, line

_AUTOMATIC = frozenset({"set by the auto block action", "set by policy enforcement"})
"""Who else blocks mail. Core keeps only the last one, so a block by Exchange or by nobody known counts as ours."""


def traces(devices: Iterable[Row], partnerships: Sequence[Row]) -> list[str]:
    """What an earlier run may have left in Core: it blocks all mail by hand first, and then it retires or wipes.

    Takes the records of mi_device_info and mi_eas_info.
    """
    devices = list(devices)
    by_hand = [device["uuid"] for device in devices if "manually_blocked" in (device.get("block_reasons") or ())]
    asked = [device["uuid"] for device in devices if _wipe_reason(device)]
    signs = {
        "all mail is blocked already": _is_all_blocked(partnerships),
        f"mail was blocked by hand ({', '.join(by_hand)})": by_hand,
        f"Core has a reason for a wipe ({', '.join(asked)})": asked,
        "a device is wiped already": any(device["status"] == "WIPED" for device in devices),
        "a device waits for its retirement": not _has_mail(partnerships) and _is_pending(devices),
    }
    return [printable(sign) for sign, is_there in signs.items() if is_there]


def doubtful(rows: Iterable[Row], devices: Iterable[Row]) -> list[Row]:
    """The rows to retire whose wipe may be awaited: of company owned devices that enrolled, and any with a reason."""
    asked = {device["uuid"] for device in devices if _wipe_reason(device)}
    retired = [row for row in rows if row["action"] == "retire" and row["status"] not in NEVER_ENROLLED]
    return [row for row in retired if row["owner"] == "company" or row["uuid"] in asked]


def caution(signs: Sequence[str], rows: Sequence[Row]) -> list[str]:
    """Why these rows must not be retired; nothing if no trace is there, or no such row."""
    if not signs or not rows:
        return []
    named = "; ".join(line(row) for row in rows)
    return [
        printable(
            f"CAUTION: {', '.join(signs)}. So this person may have been offboarded before, but there is no evidence of "
            f"it. That run may have requested the wipe of these devices; a retire now would prevent that wipe: {named}."
        )
    ]


def _wipe_reason(device: Row) -> bool:
    """Whether Core notes why a device that is still there is wiped. The number's meaning is not documented."""
    return device["status"] != "WIPED" and (device.get("wipe_reason") or 0) > 0


def _is_all_blocked(partnerships: Sequence[Row]) -> bool:
    others = [row for row in partnerships if row.get("action_source_meaning") not in _AUTOMATIC]
    return bool(others) and not _has_mail(partnerships)


def _has_mail(partnerships: Iterable[Row]) -> bool:
    return any(row["group"].endswith("_allowed") for row in partnerships)


def _is_pending(devices: Iterable[Row]) -> bool:
    return any(device["status"] == "RETIRE_PENDING" for device in devices)
