# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""What changed between two readings of the fleet (reference: Get Devices by Status).

Only transitions count: a device that stays compromised gives one event. A missing value (null, or a text that Core
masks) is not a change; the last known value stays.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from ..records._compliance import reasons
from ._events import DEVICE_CHANGE, Reading, event_id, harmless

DEVICE_KEYS = frozenset(
    {
        "uuid", "name", "principal", "status", "platform_family", "employee_owned",
        "compliance", "compromised", "quarantined_status", "block_reason",
    }
)  # fmt: skip
"""The keys of a device record that the comparison needs."""

CHANGES = ("added", "gone", "status", "owner", "principal", "compliance", "compromised", "quarantine", "block")
"""The kinds of changes."""

_GONE_AFTER = 2  # readings in a row: a device that changes its status meanwhile can be missing in all the lists of one


class Row(NamedTuple):
    """The memory of a device.

    ``events``: its number of events; ``absent``: the number of consecutive readings that lack it.
    """

    name: str | None = None
    principal: str | None = None
    status: str | None = None
    platform_family: str | None = None
    employee_owned: bool | None = None
    compliance: int | None = None
    compromised: bool | None = None
    quarantined_status: int | None = None
    block_reason: int | None = None
    events: int = 0
    absent: int = 0


_TROUBLE: dict[str, Callable[[Row], Any]] = {
    "compliance": lambda row: reasons(row.compliance),
    "compromised": lambda row: row.compromised,
    "quarantine": lambda row: reasons(row.quarantined_status),
    "block": lambda row: reasons(row.block_reason),
}
"""Kinds in which a new device is compared with a device without problems."""
_VALUES: dict[str, Callable[[Row], Any]] = {
    "status": lambda row: row.status,
    "owner": lambda row: row.employee_owned,
    "principal": lambda row: row.principal,
    **_TROUBLE,
}
"""Change → the value that is compared, and becomes ``before`` and ``after``."""


def remembered(devices: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The memory of devices that count as known, with a series of event ids of its own."""
    rows = {device["uuid"]: _row(Row(), device) for device in devices}
    return {"series": secrets.token_hex(16), "count": 0, "devices": rows}


def restored(memory: Mapping[str, Any]) -> dict[str, Any]:
    """A memory from a file. Raises KeyError, TypeError or ValueError if it is not one."""
    rows = {uuid: Row(*row) for uuid, row in memory["devices"].items()}
    return {"series": str(memory["series"]), "count": int(memory["count"]), "devices": rows}


def compare(memory: Mapping[str, Any], devices: Iterable[Mapping[str, Any]]) -> Reading:
    """The changes from ``memory`` to ``devices``, as events in the order of the uuids."""
    comparison = _Comparison(memory)
    read = {device["uuid"]: device for device in devices}
    known: Mapping[str, Row] = memory["devices"]
    rows: dict[str, Row] = {}
    for uuid in sorted(known.keys() | read.keys()):
        row = comparison.device(uuid, known.get(uuid), read.get(uuid))
        if row:
            rows[uuid] = row
    if not comparison.events and rows == known:
        return Reading([], memory)  # type: ignore[arg-type]
    count = memory["count"] + len(comparison.events)
    return Reading(comparison.events, {"series": memory["series"], "count": count, "devices": rows})


def kind_of_event(event: Mapping[str, Any]) -> str:
    """The kind of a device's event in a burst."""
    return event["change"]


class _Comparison:
    def __init__(self, memory: Mapping[str, Any]) -> None:
        self.memory = memory
        self.events: list[dict[str, Any]] = []

    def device(self, uuid: str, known: Row | None, device: Mapping[str, Any] | None) -> Row | None:
        """The new row of a device; None if it is gone."""
        if device is None:
            return self._missing(uuid, known) if known else None
        if known is None:
            # It counts on from all events so far: should it have been here before, its ids are others.
            row = _row(Row(events=self.memory["count"]), device)
            row = self._event(uuid, row, "added", None, row.status)
            return self._changes(uuid, Row(), row, _TROUBLE)
        return self._changes(uuid, known, _row(known, device), _VALUES)

    def _missing(self, uuid: str, known: Row) -> Row | None:
        row = known._replace(absent=known.absent + 1)
        if row.absent < _GONE_AFTER:
            return row
        self._event(uuid, row, "gone", row.status, None)
        return None

    def _changes(self, uuid: str, before: Row, row: Row, values: Mapping[str, Callable[[Row], Any]]) -> Row:
        for change, value in values.items():
            old, new = value(before), value(row)
            if _differ(change, old, new):
                row = self._event(uuid, row, change, old, new)
        return row

    def _event(self, uuid: str, row: Row, change: str, before: Any, after: Any) -> Row:
        identity = event_id(DEVICE_CHANGE, self.memory["series"], uuid, change, before, after, row.events)
        device = {
            "uuid": uuid,
            "name": row.name,
            "principal": row.principal,
            "status": row.status,
            "platform_family": row.platform_family,
            "employee_owned": row.employee_owned,
        }
        self.events.append(
            {
                "type": DEVICE_CHANGE,
                "id": identity,
                "change": change,
                "device": harmless(device),
                "before": harmless(before),
                "after": harmless(after),
            }
        )
        return row._replace(events=row.events + 1)


def _differ(change: str, before: Any, after: Any) -> bool:
    if change == "compromised":
        return bool(before) is not bool(after)  # nothing known and not compromised are the same
    if change == "principal":
        return (before or "").lower() != (after or "").lower()
    return before != after


def _row(known: Row, device: Mapping[str, Any]) -> Row:
    """``known`` with the values of ``device``."""
    values = {name: device[name] for name in Row._fields if name in device and not _untold(device[name])}
    return known._replace(**values, absent=0)


def _untold(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip("* "))
