# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""Alerts: which ones a filter selects, and marking them read or unread with a check afterwards.

Reference: Alerts (Get All Alerts, for a user, a phone number, and both; Update Alert; Update List of Alerts).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from ..records._alert import alert_record
from ..records._dates import parse_date, parse_iso
from ..records._user import same_user
from ..wire._client import Client
from ..wire._errors import InvalidInput, LostAnswer, MobileIronError, NotFound, PathRefused, RefusedRequest, TaskFailed
from ._answers import DID_NOT_ACT, NOT_DONE, NOT_KNOWN, refuse_silent_failure
from ._targets import phone_number
from ._values import filled

LISTS = ("users", "phone_numbers", "types", "severities")
"""The options of a filter that are lists."""
COMMENT_LIMIT = 255  # characters
BULK_LIMIT = 20000  # ids in one request


@dataclass(frozen=True)
class AlertFilter:
    """Which alerts are meant; a field is None where it does not matter. Values of one list unite, the fields intersect.

    ``since`` is the earliest and ``before`` the latest alert date; an alert without a date is in neither.
    """

    users: list[str] | None = None
    phone_numbers: list[str] | None = None
    types: list[str] | None = None
    severities: list[str] | None = None
    read: bool | None = None
    since: datetime | None = None
    before: datetime | None = None

    @classmethod
    def from_params(cls, params: Mapping[str, Any]) -> AlertFilter:
        """The filter in option values. Raises InvalidInput, naming option and value."""
        lists: dict[str, Any] = {name: filled(name, params[name]) for name in LISTS if params.get(name) is not None}
        if "phone_numbers" in lists:
            lists["phone_numbers"] = [phone_number(value) for value in lists["phone_numbers"]]
        return cls(since=_since(params.get("since")), before=_before(params.get("older_than_days")), **lists)

    def matches(self, alert: Mapping[str, Any]) -> bool:
        """Whether an alert passes what Core's lists do not filter, and what they claim to filter but may not."""
        wanted = {"type": self.types, "severity": self.severities}
        if any(values is not None and alert[key] not in values for key, values in wanted.items()):
            return False
        if self.read is not None and alert["read"] is not self.read:
            return False
        return self._in_time(parse_iso(alert["alert_date"]))

    def _in_time(self, moment: datetime | None) -> bool:
        if self.since is None and self.before is None:
            return True
        if moment is None:
            return False
        return (self.since is None or moment >= self.since) and (self.before is None or moment <= self.before)


def _since(value: str | None) -> datetime | None:
    try:
        return None if value is None else parse_date(value)
    except ValueError as error:
        raise InvalidInput(f"since: {value!r} cannot be read: {error}.") from error


def _before(days: int | None) -> datetime | None:
    if days is None:
        return None
    if days < 0:
        raise InvalidInput(f"older_than_days: expected 0 or more days, got {days}.")
    try:
        return datetime.now(timezone.utc) - timedelta(days=days)
    except OverflowError as error:
        raise InvalidInput(f"older_than_days: {days} days ago is before the calendar begins.") from error


def select(client: Client, wanted: AlertFilter) -> list[dict]:
    """The alerts that ``wanted`` describes, each once, in Core's order. No data is an empty list."""
    found: dict[str, dict] = {}
    for raw in _listed(client, wanted):
        alert = alert_record(raw)
        if wanted.matches(alert):
            found.setdefault(alert["id"], alert)
    return list(found.values())


def _listed(client: Client, wanted: AlertFilter) -> Iterator[dict]:
    users, phones = wanted.users, wanted.phone_numbers
    if users is None and phones is None:
        yield from client.call("list_alerts", is_read=wanted.read).items()
    for user in users or []:
        for phone in phones or [None]:  # type: ignore[list-item]
            yield from _of_user(client, user, phone, wanted.read)
    for phone in (phones or []) if users is None else []:
        yield from client.call("list_alerts_by_phone", phone=phone, is_read=wanted.read).items()


def _of_user(client: Client, user: str, phone: str | None, read: bool | None) -> Iterable[dict]:
    """The user's alerts; where the server refuses the name in a path, those of a wider list that bear it."""
    try:
        if phone is None:
            return client.call("list_alerts_by_user", user=user, is_read=read).items()
        return client.call("list_alerts_by_user_and_phone", user=user, phone=phone, is_read=read).items()
    except PathRefused:
        if phone is None:
            listed = client.call("list_alerts", is_read=read).items()
        else:
            listed = client.call("list_alerts_by_phone", phone=phone, is_read=read).items()
        return [raw for raw in listed if same_user(alert_record(raw)["user_name"], user)]


def targets(client: Client, params: Mapping[str, Any]) -> list[dict]:
    """The alerts to change: those in ``ids``, or those of the filter.

    Raises InvalidInput if both or nothing is given, or an empty list, and NotFound for an unknown id.
    """
    filters = [name for name in (*LISTS, "older_than_days") if params[name] is not None]
    ids = params["ids"]
    if ids is None and not filters and not params["all"]:
        raise InvalidInput(
            f"No alert is selected: give ids, a filter ({', '.join(LISTS)}, older_than_days), or all: true."
        )
    if ids is not None and (filters or params["all"]):
        raise InvalidInput(f"ids: cannot be combined with {', '.join(filters) or 'all'}; give either.")
    empty = [name for name in ("ids", *LISTS) if params[name] is not None and not params[name]]
    if empty:
        raise InvalidInput(f"{empty[0]}: the list is empty, which selects no alert. Leave it out or give values.")
    return select(client, AlertFilter.from_params(params)) if ids is None else select_ids(client, ids)


def select_ids(client: Client, ids: list[str]) -> list[dict]:
    """The alerts with these ids. Raises NotFound naming the ids that Core does not have; nothing was sent."""
    wanted = filled("ids", ids)
    known = {alert["id"]: alert for alert in select(client, AlertFilter())}
    unknown = [alert for alert in wanted if alert not in known]
    if unknown:
        raise NotFound(f"ids: Core has no alert with the id {', '.join(unknown)}. Nothing was done.")
    return [known[alert] for alert in wanted]


def validate_comments(comments: str) -> str:
    """The comment that Core keeps with the alerts. Raises InvalidInput for none and for more than 255 characters."""
    if not comments.strip():
        raise InvalidInput("comments: Core needs a comment for the alert, at least one character that is not blank.")
    if len(comments) > COMMENT_LIMIT:
        raise InvalidInput(f"comments: expected at most {COMMENT_LIMIT} characters, got {len(comments)}.")
    return comments


def validate_bulk_size(size: int | None) -> int | None:
    """How many ids go into one request. Raises InvalidInput outside of 1 to 20,000."""
    if size is not None and not 1 <= size <= BULK_LIMIT:
        raise InvalidInput(f"bulk_size: expected 1 to {BULK_LIMIT}, got {size}.")
    return size


def mark(client: Client, alerts: list[dict], read: bool, comments: str, bulk_size: int | None = None) -> dict:
    """Mark ``alerts`` read or unread and return ``changed``, ``count``, ``alerts`` and ``diff``.

    Only alerts in another state are sent, and the list is read afterwards; in check mode the wanted state is returned
    and nothing is sent. Raises TaskFailed, with all of it, if an alert is not in the wanted state then.
    """
    due = [alert["id"] for alert in alerts if alert["read"] is not read]
    problems: dict[str, MobileIronError] = {}
    after = dict.fromkeys(due, read)
    unsettled: MobileIronError | None = None
    if due and not client.check_mode:
        problems = _send(client, due, read, comments, bulk_size)
        try:
            after = {alert["id"]: alert["read"] for alert in select(client, AlertFilter())}
        except MobileIronError as error:
            after, unsettled = {}, error
    entries = [_entry(alert, alert["id"] in due, read, after, problems, unsettled) for alert in alerts]
    return _result(entries, client.check_mode)


def _send(
    client: Client, ids: list[str], read: bool, comments: str, bulk_size: int | None
) -> dict[str, MobileIronError]:
    """Send the update in as many requests as it takes; what went wrong, by alert."""
    problems: dict[str, MobileIronError] = {}
    values: dict[str, Any] = {"is_read": read, "comments": comments}
    stopped: MobileIronError | None = None
    for batch in list(client.batches("update_alerts", "ids", ids, bulk_size, **values)):
        if stopped:
            problems.update(dict.fromkeys(batch, stopped))
            continue
        try:
            one = len(batch) == 1
            wanted: dict[str, Any] = {"alert_id": batch[0]} if one else {"ids": batch}
            answer = client.call("update_alert" if one else "update_alerts", **wanted, **values)
            refuse_silent_failure(answer, "alert")
        except MobileIronError as error:
            problems.update(dict.fromkeys(batch, error))
            if not isinstance(error, RefusedRequest):
                stopped = RefusedRequest(f"Not sent, because an earlier request failed: {error.message}")
    return problems


def _entry(
    alert: dict,
    due: bool,
    read: bool,
    after: Mapping[str, bool | None],
    problems: Mapping[str, MobileIronError],
    unsettled: MobileIronError | None,
) -> dict:
    """One alert's result; ``message`` says what went wrong, None if nothing did."""
    number, before = alert["id"], alert["read"]
    now = after.get(number) if due else before
    message = None
    if due and now is not read:
        message = _explain(number in after, problems.get(number), unsettled)
    unknown = due and now is not read and _may_act(problems.get(number), unsettled)
    return {
        "id": number,
        "changed": unknown or (due and now is read),
        "before": {"read": before},
        "after": {"read": now},
        "message": message,
    }


def _may_act(problem: MobileIronError | None, unsettled: MobileIronError | None) -> bool:
    """Whether Core may have changed, or still change, an alert that no reading shows in the wanted state."""
    if isinstance(problem, LostAnswer):
        return problem.pending or unsettled is not None
    return problem is None and unsettled is not None


def _explain(listed: bool, problem: MobileIronError | None, unsettled: MobileIronError | None) -> str:
    if problem is not None and not isinstance(problem, LostAnswer):
        return problem.message
    if _may_act(problem, unsettled):
        return f"{(problem or unsettled).message.rstrip('.')}. It is {NOT_KNOWN}."  # type: ignore[union-attr]
    if not listed:
        return "Core no longer lists the alert."
    if problem is not None:
        return f"{problem.message} {DID_NOT_ACT}"
    return NOT_DONE


def _result(entries: list[dict], check_mode: bool) -> dict:
    moved = [entry for entry in entries if entry["changed"]]
    result = {
        "changed": bool(moved),
        "count": len(entries),
        "alerts": entries,
        "diff": {side: {"alerts": {entry["id"]: entry[side] for entry in moved}} for side in ("before", "after")},
    }
    failed = [entry for entry in entries if entry["message"]]
    if failed and not check_mode:
        causes = " ".join(f"{_ids(failed, cause)}: {cause}" for cause in dict.fromkeys(e["message"] for e in failed))
        message = f"{len(failed)} of {len(entries)} alerts are not in the wanted state. {causes}"
        raise TaskFailed(message, result=result)
    return result


def _ids(failed: list[dict], cause: str) -> str:
    ids = [entry["id"] for entry in failed if entry["message"] == cause]
    return ", ".join(ids[:10]) + (f" and {len(ids) - 10} more" if len(ids) > 10 else "")
