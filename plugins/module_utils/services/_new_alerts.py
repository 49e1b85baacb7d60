# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""Which of the alerts that Core lists are new (reference: Get All Alerts).

Core lists all alerts it keeps, without a date filter. The memory is therefore the set of alerts that were listed
before, and clocks do not matter: an alert with a past date, after a clock was set back, is still new.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ._events import ALERT, Reading, event_id, harmless

ABSENT_KEPT = 10_000
"""The number of remembered alerts that Core no longer lists, so that an incomplete list causes no repeated events."""


def remembered(alerts: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The memory of alerts that count as known."""
    return {"seen": [_key(alert) for alert in alerts]}


def restored(memory: Mapping[str, Any]) -> dict[str, Any]:
    """A memory from a file. Raises KeyError, TypeError or ValueError if it is not one."""
    if not all(isinstance(key, str) for key in memory["seen"]):
        raise ValueError("seen")
    return {"seen": list(memory["seen"])}


def compare(memory: Mapping[str, Any], alerts: Iterable[dict[str, Any]], server: str) -> Reading:
    """The alerts that ``memory`` does not have, as events, oldest first. ``server``: the address of Core."""
    listed = {_key(alert): alert for alert in alerts}
    seen = memory["seen"]
    known = set(seen)
    new = {key: alert for key, alert in listed.items() if key not in known}
    absent = [key for key in seen if key not in listed]
    if not new and len(absent) <= ABSENT_KEPT:
        return Reading([], memory)  # type: ignore[arg-type]
    events = [alert_event(new[key], server) for key in sorted(new, key=lambda key: _age(new[key]))]
    return Reading(events, {"seen": absent[-ABSENT_KEPT:] + list(listed)})


def alert_event(alert: dict[str, Any], server: str) -> dict[str, Any]:
    """The event of a new alert."""
    return {"type": ALERT, "id": event_id(ALERT, server, _key(alert)), "alert": harmless(alert)}


def kind_of_event(event: Mapping[str, Any]) -> str:
    """The kind of an alert's event in a burst: the alert's type."""
    return event["alert"]["type"] or "unknown"


def _key(alert: Mapping[str, Any]) -> str:
    # A Core that was restored from a backup hands out ids again: with its date, the alert is another one.
    return f"{alert['id']} {alert['alert_date']}"


def _age(alert: Mapping[str, Any]) -> tuple[str, int, str]:
    number = alert["id"] or ""
    return alert["alert_date"] or "", len(number), number
