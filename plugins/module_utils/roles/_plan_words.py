# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""The texts of the role offboarding: its plan, the outcome of each device, and why it is not complete."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ._page_text import printable

Row = Mapping[str, Any]

_ACTION_WORDS = {
    "block": "BLOCK mail",
    "retire": "RETIRE",
    "wipe": "WIPE",
    "await wipe": "WAIT for the wipe asked before",
    "none": "nothing to do",
    "locate": "LOCATE",
    "message": "SEND the message",
    "lock": "LOCK",
    "reinstate": "REINSTATE mail",
}
_OWNERS = {"company": "company owned", "employee": "employee owned", "unknown": "owner unknown"}


def line(row: Row) -> str:
    """The row in words."""
    return f"{row['kind']} {row['uuid']}, {row['name']}"


def plan_lines(rows: Sequence[Row]) -> list[str]:
    """The action of each row in words."""
    lines = [
        f"{_ACTION_WORDS[row['action']]}: {line(row)}, {row['model']}, {_OWNERS[row['owner']]}, now {row['status']}"
        for row in rows
    ]
    return [printable(line) for line in lines] or ["No devices are registered, and none sync mail."]


def near_lines(candidates: Iterable[Row]) -> list[str]:
    """The partnerships that only look alike."""
    return [
        printable(f"NOT TOUCHED, only looks alike: activesync {near['uuid']} of {near['user_name']}")
        for near in candidates
    ]


def row_lines(devices: Iterable[Row]) -> list[str]:
    """The outcome of each row in words."""
    return [
        printable(
            f"{row['outcome'].upper()}: {row['asked'] or 'nothing asked'}, {line(row)}: {row['status_before']} -> "
            f"{row['status_after'] or 'not read'}" + (f" ({row['message']})" if row["message"] else "")
        )
        for row in devices
    ]


def is_awaited(row: Row) -> bool:
    """Whether a later read may show something new."""
    return row["outcome"] == "outstanding" and row["status_after"] is not None


def open_lines(devices: Sequence[Row]) -> list[str]:
    """The outstanding devices; a device and its partnership count once."""
    left = [row for row in devices if row["outcome"] == "outstanding"]
    lines = [
        f"{title}: {_names(rows)}"
        for title, rows in (
            ("OUTSTANDING, run this again when they have connected", [row for row in left if is_awaited(row)]),
            ("NOT SEEN, run this again when Core lists them", [row for row in left if not is_awaited(row)]),
        )
        if rows
    ]
    return lines or ["Nothing is outstanding."]


def _names(rows: Iterable[Row]) -> str:
    named = {row["device_uuid"] or row["uuid"]: f"{row['name']} ({row['device_uuid'] or row['uuid']})" for row in rows}
    return printable(", ".join(named.values()))
