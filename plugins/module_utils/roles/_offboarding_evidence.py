# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""The evidence of the role offboarding: the requests and the later reads, combined with earlier evidence.

Nothing is ever removed: later reads are added, and a new action or order keeps the earlier one. A row of the earlier
evidence is ``old`` here; it is empty where there was none.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ._evidence_act import Act, act_of, failure
from ._evidence_seal import SEAL, sealed
from ._offboarding_alerts import alerts, distinct, has_failed, marked_ids
from ._offboarding_plan import ACTS, by_key, in_doubt, under_way
from ._page_text import printable
from ._plan_words import Row, is_awaited, line, open_lines, row_lines

_DONE = {
    "block": frozenset({"registered_blocked", "unregistered_blocked", "blocked", "wiped"}),
    "wipe": frozenset({"WIPED"}),
    "retire": frozenset({"RETIRED", "WIPED"}),
}
"""Action → the states that show that it is done."""
_STEPS = {
    "block": "block mail",
    "wipe": "wipe",
    "retire": "retire",
    "look": "verify",
    "look_mail": "verify mail",
    "alerts": "alerts",
}
"""Step of the role → the name of its failure."""
_IDENTITY = ("device_uuid", "name", "principal", "owner", "platform", "model", "phone_number")
"""The identity of a device, as it was first read."""
_NOTHING_READ = (None, "", "unknown")
_PENDING = "RETIRE_PENDING: retired as soon as the device connects"
_NOT_READ = "its status could not be read afterwards"
_NOT_LISTED = "Core no longer lists it, so nothing more can be seen of it"
_ROLE = "offboarding"
_ORDER = ("user", "ticket", "reason", "wipe_company_owned")
_STAMPS = SEAL | {"updated_at"}
"""What says when evidence was written and after which, and nothing else."""
_ACT = (
    "asked", "reason", "reason_sent", "ticket", "planned_at", "asked_at", "confirmed_at", "status_before",
    "status_after", "outcome", "may_have_acted", "message",
)  # fmt: skip


def evidence(
    rows: Sequence[Row],
    order: Row,
    results: Mapping[str, Row] | None = None,
    earlier: Row | None = None,
    candidates: Sequence[Row] = (),
    others: Sequence[Row] = (),
) -> dict[str, Any]:
    """The selection, the requests and the later reads, combined with the evidence of an earlier run.

    ``rows`` and ``candidates`` are those of the plan. ``order``: ``user``, ``reason``, ``ticket``, ``reason_sent`` (the
    text that was sent to Core), ``alert_comment``, ``wipe_company_owned``, ``core`` (its address), and the times
    ``started_at`` and ``now``. ``others``: the evidence of other runs, and of other hosts of the play, that offboard
    the same person at the same time. ``results``: the results of the modules, by step, with the ``unread`` alerts; None
    before the first request, when all actions are ``planned``.

    Returns the ``evidence``; the uuids that are worth ``waiting`` for; ``problems``, the reasons why the offboarding is
    not complete; and ``lines`` to show. If nothing is new, the earlier evidence is returned unchanged.
    """
    earlier = earlier or {}
    by_step = results or {}
    before = _before(earlier, others)
    seen = {
        "device": _seen(by_step.get("look"), "devices"),
        "activesync": _seen(by_step.get("look_mail"), "eas_devices"),
    }
    devices = [_row(row, before.get((row["kind"], row["uuid"]), {}), results, seen[row["kind"]], order) for row in rows]
    devices += [_elsewhere(old, seen, order) for key, old in before.items() if key not in by_key(rows)]
    failures = [f"{_STEPS[step]}: {failure(by_step[step])}" for step in _STEPS if has_failed(by_step.get(step))]
    marked = marked_ids(by_step.get("alerts") or {})
    report: dict[str, Any] = {
        "role": _ROLE,
        "core": order["core"],
        **{key: order[key] for key in _ORDER},
        "earlier_orders": _earlier_orders([earlier, *others], order),
        "started_at": earlier.get("started_at", order["started_at"]),
        "devices": devices,
        "alerts": alerts([earlier, *others], by_step.get("unread"), marked, order),
        "candidates_not_touched": _not_touched(candidates, earlier, rows),
        "failures": failures,
    }
    return {
        "evidence": _stamped(report, earlier, order),
        "waiting": [row["uuid"] for row in devices if row["kind"] == "device" and is_awaited(row)],
        "problems": _problems(failures, devices[: len(rows)], by_step),
        "lines": [*row_lines(devices), f"Alerts marked as read: {len(marked)}", *open_lines(devices)],
    }


def _stamped(report: Row, earlier: Row, order: Row) -> dict[str, Any]:
    """The evidence with its time and its seal; the earlier evidence if nothing is new."""
    if {key: value for key, value in earlier.items() if key not in _STAMPS} == report and _STAMPS <= set(earlier):
        return dict(earlier)
    return sealed({**report, "updated_at": order["now"]}, earlier)


def meanwhile(file: str | Row, own: Row) -> list[dict[str, Any]]:
    """The evidence in the text of a file, if it is of a different run; ``own`` is the evidence of this run.

    Before ansible-core 2.19 a template makes a mapping of JSON text.
    """
    try:
        record = json.loads(file) if isinstance(file, str) else dict(file)
    except ValueError:
        return []
    is_evidence = isinstance(record, dict) and isinstance(record.get("devices"), list) and "alerts" in record
    return [record] if is_evidence and record != own else []


def _before(earlier: Row, others: Iterable[Row]) -> dict[tuple[str, str], Row]:
    """The earlier rows: those of the earlier evidence, and the requests of other hosts of the play."""
    asked = [row for other in others for row in other["devices"] if row["asked_at"]]
    return {**by_key(earlier.get("devices", ())), **by_key(asked)}


def _earlier_orders(records: Iterable[Row], order: Row) -> list[Row]:
    """The earlier orders of the records, and the order of each record that differs from this one."""
    orders: list[Row] = []
    for record in records:
        last = {key: record[key] for key in (*_ORDER, "updated_at") if key in record}
        is_new = "ticket" in last and any(last.get(key) != order[key] for key in _ORDER)
        orders += [*record.get("earlier_orders", ()), *([last] if is_new else [])]
    return distinct(orders)


def _not_touched(candidates: Sequence[Row], earlier: Row, rows: Iterable[Row]) -> list[Row]:
    mine = {row["uuid"] for row in rows}
    listed = distinct([*earlier.get("candidates_not_touched", ()), *candidates])
    return [candidate for candidate in listed if candidate["uuid"] not in mine]


def _seen(look: Row | None, key: str) -> dict[str, str | None] | None:
    """uuid → the state after the action; None if it could not be read."""
    if not look or has_failed(look) or key not in look:
        return None
    return {read["uuid"]: read.get("group") or read.get("status") for read in look[key]}


def _row(
    row: Row, old: Row, results: Mapping[str, Row] | None, seen: Mapping[str, str | None] | None, order: Row
) -> dict[str, Any]:
    """The evidence's row for a row of the plan."""
    act = None if results is None else act_of(row["uuid"], results.get(row["action"]) or {})
    if row["action"] not in ACTS or _was_done_before(row, old, act):
        status = (seen or {}).get(row["uuid"]) or (act and act.status) or row["status"]
        facts = _untouched(status) if old.get("asked") is None else _asked_before(old, status, order)
        return {**_same_act(row, old, order), **facts, "status_before": old.get("status_before", row["status"])}
    goes_on = old.get("asked") == row["action"] and under_way(old)
    begun = {
        **(_same_act(row, old, order) if goes_on else _new_act(row, old)),
        "asked": row["action"],
        "reason": order["reason_sent"],
        "ticket": order["ticket"],
        "status_before": old.get("status_before") if goes_on else row["status"],
        "planned_at": (old.get("planned_at") if goes_on else None) or order["started_at"],
        "asked_at": old.get("asked_at") if goes_on else None,
        "confirmed_at": None,
    }
    if act is None:
        return {**begun, **_about_to_ask(row, old if goes_on else {})}
    return {**begun, **_asked_now(row, begun, act, seen, goes_on, order)}


def _was_done_before(row: Row, old: Row, act: Act | None) -> bool:
    """Whether the module had nothing to do because the same action was requested before, usually by another host."""
    return (
        act is not None
        and not act.failed
        and not act.sent
        and old.get("asked") == row["action"]
        and bool(old.get("asked_at"))
    )


def _same_act(row: Row, old: Row, order: Row) -> dict[str, Any]:
    """The identity of the device: the first values stay, and different later values are added."""
    stated = {key: row[key] if old.get(key) in _NOTHING_READ else old[key] for key in _IDENTITY}
    reads = list(old.get("later_reads", ()))
    last = dict(stated)
    for read in reads:
        last.update(read)
    news = {key: row[key] for key in _IDENTITY if row[key] not in _NOTHING_READ and row[key] != last[key]}
    reads += [{"read_at": order["now"], **news}] if news else []
    return {**_keys(row), **stated, "later_reads": reads, "earlier_acts": list(old.get("earlier_acts", ()))}


def _new_act(row: Row, old: Row) -> dict[str, Any]:
    """The identity of the device for a new action; all earlier actions and values are kept."""
    read = {key: old.get(key) if row[key] in _NOTHING_READ and key != "owner" else row[key] for key in _IDENTITY}
    acts = list(old.get("earlier_acts", ()))
    acts += [{key: old.get(key) for key in (*_ACT, *_IDENTITY)}] if old.get("asked") else []
    return {**_keys(row), **read, "later_reads": list(old.get("later_reads", ())), "earlier_acts": acts}


def _keys(row: Row) -> dict[str, Any]:
    return {key: row[key] for key in ("kind", "uuid")}


def _about_to_ask(row: Row, old: Row) -> dict[str, Any]:
    """The row before the first effect, in case the run is killed; an earlier action stays in it."""
    return {
        "reason_sent": old.get("reason_sent"),
        "status_after": row["status"],
        "outcome": old.get("outcome", "planned"),
        "may_have_acted": bool(old.get("may_have_acted")),
        "message": None,
    }


def _asked_now(
    row: Row, begun: Row, act: Act, seen: Mapping[str, str | None] | None, goes_on: bool, order: Row
) -> dict[str, Any]:
    """The outcome of a row with a request of this run: by the later read, or by the read of the action itself."""
    read = (seen or {}).get(row["uuid"])
    status = read or act.status
    outcome, message = _outcome(row["action"], status, act)
    if read is None:
        message = "; ".join(filter(None, [message, _NOT_READ if seen is None else _NOT_LISTED]))
    return {
        "reason_sent": act.reason_sent,
        "status_after": status,
        "outcome": outcome,
        "may_have_acted": outcome == "failed" and (act.sent or goes_on),
        "message": message,
        "asked_at": begun["asked_at"] or (order["started_at"] if act.sent else None),
        "confirmed_at": order["now"] if outcome == "confirmed" else None,
    }


def _outcome(asked: str, status: str | None, act: Act | None = None) -> tuple[str, str | None]:
    """The outcome of a request, and its message."""
    if status in _DONE[asked]:
        return "confirmed", act.message if act else None
    if act and act.failed:
        return "failed", act.message
    if asked == "wipe" and status == "RETIRED":
        return "failed", "the device was retired meanwhile, and Core cannot wipe a retired device"
    if status == "RETIRE_PENDING":
        return "outstanding", _PENDING
    return "outstanding", "asked" if status is None else f"asked, and still {status}"


def _untouched(status: str | None) -> dict[str, Any]:
    """A row without any request of this role."""
    pending = status == "RETIRE_PENDING"
    return {
        **dict.fromkeys(("asked", "reason", "reason_sent", "ticket", "planned_at", "asked_at", "confirmed_at")),
        "status_after": status,
        "outcome": "outstanding" if pending else "unchanged",
        "may_have_acted": False,
        "message": _PENDING if pending else None,
    }


def _asked_before(old: Row, status: str | None, order: Row) -> dict[str, Any]:
    """A row with a request of an earlier run, but none of this run."""
    outcome, message = _outcome(old["asked"], status)
    if outcome == old["outcome"] == "confirmed" or _stays_failed(old, outcome, status):
        outcome, message = old["outcome"], old.get("message")
    done = outcome == "confirmed"
    return {
        **{key: old.get(key) for key in ("asked", "reason", "reason_sent", "ticket", "planned_at", "asked_at")},
        "status_after": status,
        "outcome": outcome,
        "may_have_acted": not done and in_doubt(old),
        "message": message,
        "confirmed_at": (old.get("confirmed_at") or order["now"]) if done else None,
    }


def _stays_failed(old: Row, outcome: str, status: str | None) -> bool:
    """Whether there is nothing to wait for: no request for the action reached Core."""
    return outcome == "outstanding" and not under_way(old) and status != "RETIRE_PENDING"


def _elsewhere(old: Row, seen: Mapping[str, Mapping[str, str | None] | None], order: Row) -> dict[str, Any]:
    """A row of the earlier evidence whose device is no longer listed as the person's."""
    listed = seen.get(old["kind"])
    if old.get("asked") is None or not under_way(old) or old["kind"] != "device" or listed is None:
        return dict(old)
    status = listed.get(old["uuid"])
    if status is None:
        return {**old, "status_after": None, "message": _NOT_LISTED}
    return {**old, **_asked_before(old, status, order)}


def _problems(failures: Sequence[str], devices: Iterable[Row], by_step: Mapping[str, Row]) -> list[str]:
    """The steps that failed, and the devices that failed by themselves."""
    whole = [act for act in ACTS if has_failed(by_step.get(act)) and not by_step[act].get("devices")]
    own = [row for row in devices if row["outcome"] == "failed" and row["asked"] not in whole]
    return [
        printable(words) for words in [*failures, *(f"{row['asked']} {line(row)}: {row['message']}" for row in own)]
    ]
