# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""Alerts: select them by a filter, and mark them read or unread with a later check.

Reference: Alerts (Get All Alerts, for a user, a phone number, and both; Update Alert; Update List of Alerts).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

from ..acting._lost_answer import DID_NOT_ACT, NOT_DONE, NOT_KNOWN
from ..acting._outcome_options import check_bulk_size
from ..records._alert import SEVERITIES, TYPES
from ..records._dates import parse_date, parse_iso
from ..records._messages import empty_list, listed
from ..selecting._addresses import phone_number
from ..selecting._values import filled, refuse_empty
from ..wire._errors import InvalidInput, LostAnswer, MobileIronError, NotFound, RefusedRequest, TaskFailed

if TYPE_CHECKING:
    from ..core._core import Core

LISTS = ("users", "phone_numbers", "types", "severities")
"""The options of a filter that are lists."""
COMMENT_LIMIT = 255  # characters


@dataclass(frozen=True)
class AlertFilter:
    """The filter of alerts; a field is None if it does not matter.

    Values of one list unite; the fields intersect. ``since`` is a date in one of the documented formats. An alert
    without a date is neither after nor before it. The constructor raises InvalidInput, naming option and value.
    """

    users: list[str] | None = None
    phone_numbers: list[str] | None = None
    types: list[str] | None = field(default=None, metadata={"choices": TYPES})
    severities: list[str] | None = field(default=None, metadata={"choices": SEVERITIES})
    read: bool | None = None
    since: str | None = None
    older_than_days: int | None = None

    def __post_init__(self) -> None:
        for name in LISTS:
            values = getattr(self, name)
            if values is not None:
                texts = filled(name, values)
                numbers = name == "phone_numbers"
                object.__setattr__(self, name, [phone_number(text) for text in texts] if numbers else texts)
        object.__setattr__(self, "_earliest", _earliest(self.since))
        object.__setattr__(self, "_latest", _latest(self.older_than_days))

    @property
    def lists(self) -> dict[str, list[str] | None]:
        """The options that are lists, by name."""
        return {name: getattr(self, name) for name in LISTS}

    def matches(self, alert: Mapping[str, Any]) -> bool:
        """Whether an alert passes the filters that Core's lists lack or may ignore."""
        values = {"type": self.types, "severity": self.severities}
        if any(allowed is not None and alert[key] not in allowed for key, allowed in values.items()):
            return False
        if self.read is not None and alert["read"] is not self.read:
            return False
        return self._is_in_time(parse_iso(alert["alert_date"]))

    def _is_in_time(self, moment: datetime | None) -> bool:
        earliest: datetime | None = self._earliest  # type: ignore[attr-defined]
        latest: datetime | None = self._latest  # type: ignore[attr-defined]
        if earliest is None and latest is None:
            return True
        if moment is None:
            return False
        return (earliest is None or moment >= earliest) and (latest is None or moment <= latest)


def _earliest(value: str | None) -> datetime | None:
    try:
        return None if value is None else parse_date(value)
    except ValueError as error:
        raise InvalidInput(f"since: {value!r} cannot be read: {error}.") from error


def _latest(days: int | None) -> datetime | None:
    if days is None:
        return None
    if days < 0:
        raise InvalidInput(f"older_than_days: expected 0 or more days, got {days}.")
    try:
        return datetime.now(timezone.utc) - timedelta(days=days)
    except OverflowError as error:
        raise InvalidInput(f"older_than_days: {days} days ago is before the calendar begins.") from error


def select_alerts(core: Core, chosen: AlertFilter) -> list[dict[str, Any]]:
    """The alerts of a filter, each once, in Core's order. No data is an empty list."""
    alerts: dict[str, dict] = {}
    for user in [None] if chosen.users is None else chosen.users:
        for phone in [None] if chosen.phone_numbers is None else chosen.phone_numbers:
            for alert in core.alerts.find(user, phone, chosen.read):
                if chosen.matches(alert):
                    alerts.setdefault(alert["id"], alert)
    return list(alerts.values())


# -- marking -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class AlertChange:
    """The change of mi_alert: the alerts in ``ids``, those of the ``chosen`` filter, or ``all``.

    The constructor raises InvalidInput if both or nothing is selected, a list is empty, or the comment is missing or
    too long.
    """

    comments: str
    read: bool = True
    ids: list[str] | None = None
    all: bool = False
    bulk_size: int | None = None
    chosen: AlertFilter = field(default=AlertFilter(), metadata={"option": False})

    def __post_init__(self) -> None:
        refuse_empty("comments", self.comments, required=True)
        if len(self.comments) > COMMENT_LIMIT:
            raise InvalidInput(f"comments: expected at most {COMMENT_LIMIT} characters, got {len(self.comments)}.")
        check_bulk_size(self.bulk_size)
        lists = {"ids": self.ids, **self.chosen.lists}
        filters = [name for name in (*LISTS, "older_than_days") if getattr(self.chosen, name) is not None]
        if self.ids is None and not filters and not self.all:
            raise InvalidInput(
                f"No alert is selected: give ids, a filter ({', '.join(LISTS)}, older_than_days), or all: true."
            )
        if self.ids is not None and (filters or self.all):
            raise InvalidInput(f"ids: cannot be combined with {', '.join(filters) or 'all'}; give either.")
        for name, values in lists.items():
            if values is not None and not values:
                raise InvalidInput(empty_list(name, "selects no alert"))
        if self.ids is not None:
            object.__setattr__(self, "ids", filled("ids", self.ids))


def change_alerts(core: Core, change: AlertChange) -> dict[str, Any]:
    """Mark the selected alerts and return ``changed``, ``count``, ``alerts`` and ``diff``.

    Only alerts in another state are sent, and the list is read afterwards. Check mode returns the requested state and
    sends nothing. Raises NotFound for an unknown id before anything is sent, and TaskFailed, with the whole result, if
    an alert is not in the requested state afterwards.
    """
    alerts = select_alerts(core, change.chosen) if change.ids is None else _with_ids(core, change.ids)
    if not alerts:
        core.warn("No alert matches the filter; nothing to do.")
    return _mark(core, alerts, change)


def _with_ids(core: Core, ids: Sequence[str]) -> list[dict]:
    known = {alert["id"]: alert for alert in select_alerts(core, AlertFilter())}
    unknown = [number for number in ids if number not in known]
    if unknown:
        raise NotFound(f"ids: Core has no alert with the id {', '.join(unknown)}. Nothing was done.")
    return [known[number] for number in ids]


@dataclass
class _Sent:
    """The outcome of sending: the ids that were ``due``, ``problems`` by id, whether each is read ``after``wards, and
    the error that kept it from being read (``unread``).
    """

    due: list[str]
    after: dict[str, bool | None]
    problems: dict[str, MobileIronError] = field(default_factory=dict)
    unread: MobileIronError | None = None

    def may_act(self, number: str) -> bool:
        """Whether Core may have changed, or may still change, an alert that no read shows in the requested state."""
        problem = self.problems.get(number)
        if isinstance(problem, LostAnswer):
            return problem.pending or self.unread is not None
        return problem is None and self.unread is not None

    def why(self, number: str) -> str:
        """Why an alert is not in the requested state."""
        problem = self.problems.get(number)
        if problem is not None and not isinstance(problem, LostAnswer):
            return problem.message
        if self.may_act(number):
            error: Any = problem or self.unread
            return f"{error.message.rstrip('.')}. It is {NOT_KNOWN}."
        if number not in self.after:
            return "Core no longer lists the alert."
        return NOT_DONE if problem is None else f"{problem.message} {DID_NOT_ACT}"


def _mark(core: Core, alerts: list[dict], change: AlertChange) -> dict[str, Any]:
    due = [alert["id"] for alert in alerts if alert["read"] is not change.read]
    sent = _Sent(due, dict.fromkeys(due, change.read))
    if due and not core.check_mode:
        sent.problems = _send(core, due, change)
        try:
            sent.after = {alert["id"]: alert["read"] for alert in select_alerts(core, AlertFilter())}
        except MobileIronError as error:
            sent.after, sent.unread = {}, error
    entries = [_entry(alert, change.read, sent) for alert in alerts]
    return _result(entries, core.check_mode)


def _send(core: Core, ids: list[str], change: AlertChange) -> dict[str, MobileIronError]:
    """Send the update in as many requests as necessary; returns the problems by alert."""
    problems: dict[str, MobileIronError] = {}
    stopped: MobileIronError | None = None
    for batch in list(core.alerts.batches(ids, change.read, change.comments, change.bulk_size)):
        if stopped:
            problems.update(dict.fromkeys(batch, stopped))
            continue
        try:
            core.alerts.mark(batch, change.read, change.comments)
        except MobileIronError as error:
            problems.update(dict.fromkeys(batch, error))
            if not isinstance(error, RefusedRequest):
                stopped = RefusedRequest(f"Not sent, because an earlier request failed: {error.message}")
    return problems


def _entry(alert: Mapping[str, Any], read: bool, sent: _Sent) -> dict[str, Any]:
    """One alert's result; ``message`` is the problem, or None."""
    number, before = alert["id"], alert["read"]
    due = number in sent.due
    now = sent.after.get(number) if due else before
    missed = due and now is not read
    return {
        "id": number,
        "changed": due and (now is read or sent.may_act(number)),
        "before": {"read": before},
        "after": {"read": now},
        "message": sent.why(number) if missed else None,
    }


def _result(entries: list[dict], check_mode: bool) -> dict[str, Any]:
    moved = [entry for entry in entries if entry["changed"]]
    result = {
        "changed": bool(moved),
        "count": len(entries),
        "alerts": entries,
        "diff": {side: {"alerts": {entry["id"]: entry[side] for entry in moved}} for side in ("before", "after")},
    }
    failed = [entry for entry in entries if entry["message"]]
    if failed and not check_mode:
        by_cause: dict[str, list[str]] = {}
        for entry in failed:
            by_cause.setdefault(entry["message"], []).append(entry["id"])
        causes = " ".join(f"{listed(ids)}: {cause}" for cause, ids in by_cause.items())
        message = f"{len(failed)} of {len(entries)} alerts are not in the requested state. {causes}"
        raise TaskFailed(message, result=result)
    return result
