# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""What the role offboarding decides: what each device of a person is asked, and what the evidence says became of it.

Nothing is sent from here. Rows are dicts, as they stand in the evidence: one for each registered device and one for
each ActiveSync partnership. A row of an earlier run's evidence is ``old`` here; it is empty where there was none.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..records._device import GONE

Row = Mapping[str, Any]

ACTS = ("block", "wipe", "retire")
"""What can be asked, in the order in which the role asks it."""
_NEVER_ENROLLED = frozenset({"VERIFICATION_PENDING", "EXPIRED"})  # no client is there that could be wiped
_DONE = {
    "block": frozenset({"registered_blocked", "unregistered_blocked", "blocked", "wiped"}),
    "wipe": frozenset({"WIPED"}),
    "retire": frozenset({"RETIRED", "WIPED"}),
}
"""Act → the states that show that it is done."""
_STEPS = {
    "block": "block mail",
    "wipe": "wipe",
    "retire": "retire",
    "look": "verify",
    "look_mail": "verify mail",
    "alerts": "alerts",
}
"""Step of the role → what a failure of it is called."""
_FOUND = (
    "kind", "uuid", "device_uuid", "name", "principal", "owner", "platform", "model", "phone_number",
)  # fmt: skip
_PENDING = "RETIRE_PENDING: retired as soon as the device connects"
_NOT_READ = "its status could not be read afterwards"
_NOT_LISTED = "Core no longer lists it, so nothing more can be seen of it"
_TOLD = {
    "block": "BLOCK mail",
    "retire": "RETIRE",
    "wipe": "WIPE",
    "await wipe": "WAIT for the wipe asked before",
    "none": "nothing to do",
}
_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_OWNERS = {"company": "company owned", "employee": "employee owned", "unknown": "owner unknown"}


# -- the plan ----------------------------------------------------------------------------------------------------------


def plan(
    devices: Sequence[Row],
    partnerships: Sequence[Row],
    candidates: Sequence[Row] = (),
    earlier: Row | None = None,
    wipe_company_owned: bool = False,
) -> dict[str, Any]:
    """What each device and partnership of a person is asked.

    Takes the records of mi_device_info and mi_eas_info, the latter's near matches, and the evidence of an earlier run.
    Returns ``rows``, each with its ``status`` and ``action``; the uuids to ``block``, ``wipe`` and ``retire``; how many
    devices that are (``count``); the uuids to ``watch``; the ``candidates``; and ``lines`` to show.
    """
    before = _by_key((earlier or {}).get("devices", ()))
    by_uuid = {device["uuid"].lower(): device for device in devices}
    rows = [_device_row(device, before.get(("device", device["uuid"]), {}), wipe_company_owned) for device in devices]
    rows += [_partnership_row(found, by_uuid.get((found["mi_device_uuid"] or "").lower())) for found in partnerships]
    near = [{key: found[key] for key in ("uuid", "user_name", "mailbox_id")} for found in candidates]
    asked = [row for row in rows if row["action"] in ACTS]
    return {
        "rows": rows,
        **{act: [row["uuid"] for row in asked if row["action"] == act] for act in ACTS},
        "count": len({row["device_uuid"] or (row["kind"], row["uuid"]) for row in asked}),
        "watch": _watched(rows, before),
        "candidates": near,
        "lines": [*_plan_lines(rows), *_caution(rows, earlier), *_near_lines(near)],
    }


def _by_key(rows: Iterable[Row]) -> dict[tuple[str, str], Row]:
    return {(row["kind"], row["uuid"]): row for row in rows}


def _device_row(device: Row, old: Row, wipe_company_owned: bool) -> dict[str, Any]:
    return {
        "kind": "device",
        "device_uuid": device["uuid"],
        "owner": _owner(device),
        "action": _device_action(device, old, wipe_company_owned),
        **{key: device[key] for key in ("uuid", "name", "principal", "platform", "model", "phone_number", "status")},
    }


def _partnership_row(partnership: Row, device: Row | None) -> dict[str, Any]:
    return {
        "kind": "activesync",
        "device_uuid": partnership["mi_device_uuid"] or None,
        "name": device["name"] if device else partnership["device_id"],
        "principal": partnership["user_name"],
        "owner": _owner(device or {}),
        "status": partnership["group"],
        "action": "block" if partnership["group"].endswith("_allowed") else "none",
        **{key: partnership[key] for key in ("uuid", "platform", "model", "phone_number")},
    }


def _owner(device: Row) -> str:
    return {True: "employee", False: "company"}.get(device.get("employee_owned"), "unknown")  # type: ignore[arg-type]


def _device_action(device: Row, old: Row, wipe_company_owned: bool) -> str:
    """A device whose wipe was asked, or may have been, is never retired: a retired device would not take the wipe."""
    if device["status"] in GONE:
        return "none"
    may_wipe = wipe_company_owned and device["employee_owned"] is False and device["status"] not in _NEVER_ENROLLED
    if old.get("asked") == "wipe" and _under_way(old) and not (may_wipe and _in_doubt(old)):
        return "await wipe"
    return "wipe" if may_wipe else "retire"


def _in_doubt(old: Row) -> bool:
    """Whether nobody knows if Core was asked: the run was killed, or the answer lost."""
    return old.get("outcome") == "planned" or bool(old.get("may_have_acted"))


def _under_way(old: Row) -> bool:
    """Whether what an earlier run asked, or may have asked, may still come to be done."""
    return old.get("outcome") == "outstanding" or _in_doubt(old)


def _watched(rows: Iterable[Row], before: Mapping[tuple[str, str], Row]) -> list[str]:
    """The devices to look at afterwards: those of the plan, and those of which an earlier run awaits something."""
    found = [row["uuid"] for row in rows if row["kind"] == "device"]
    awaited = [uuid for (kind, uuid), old in before.items() if kind == "device" and _under_way(old)]
    return list(dict.fromkeys(found + awaited))


# -- the evidence ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Act:
    """What came of asking one device. ``sent``: Core was asked, or may have been."""

    failed: bool
    sent: bool
    message: str | None
    reason_sent: bool | None
    status: str | None


def evidence(
    rows: Sequence[Row],
    order: Row,
    results: Mapping[str, Row] | None = None,
    earlier: Row | None = None,
    candidates: Sequence[Row] = (),
) -> dict[str, Any]:
    """What was found, asked and seen, joined with what an earlier run wrote.

    ``rows`` and ``candidates`` are those of the plan. ``order``: ``user``, ``reason``, ``ticket``, ``reason_sent`` (the
    text that Core was told), ``alert_comment``, ``wipe_company_owned``, and the times ``started_at`` and ``now``.
    ``results``: what the modules returned, by step; None before anything was asked, and then all that is to be asked
    is ``planned``.

    Returns the ``evidence``; the uuids that are worth ``waiting`` for; ``problems``, why the offboarding is not
    complete; and ``lines`` to show. Evidence that says nothing new keeps its ``updated_at``.
    """
    earlier = earlier or {}
    told = results or {}
    before = _by_key(earlier.get("devices", ()))
    seen = {"device": _seen(told.get("look"), "devices"), "activesync": _seen(told.get("look_mail"), "eas_devices")}
    devices = [_row(row, before.get((row["kind"], row["uuid"]), {}), results, seen[row["kind"]], order) for row in rows]
    devices += [_elsewhere(old, seen, order) for key, old in before.items() if key not in _by_key(rows)]
    failures = [f"{_STEPS[step]}: {_reason(told[step])}" for step in _STEPS if _has_failed(told.get(step))]
    alerts = _marked(told.get("alerts") or {}, order)
    report: dict[str, Any] = {
        **{key: order[key] for key in ("user", "ticket", "reason", "wipe_company_owned")},
        "started_at": earlier.get("started_at", order["started_at"]),
        "devices": devices,
        "alerts": [*earlier.get("alerts", ()), *alerts],
        "candidates_not_touched": list(candidates),
        "failures": failures,
    }
    unchanged = {key: value for key, value in earlier.items() if key != "updated_at"} == report
    report["updated_at"] = earlier["updated_at"] if unchanged and "updated_at" in earlier else order["now"]
    return {
        "evidence": report,
        "waiting": [row["uuid"] for row in devices if row["kind"] == "device" and _is_awaited(row)],
        "problems": _problems(failures, devices[: len(rows)], told),
        "lines": [*_row_lines(devices), f"Alerts marked as read: {len(alerts)}", *_open_lines(devices)],
    }


def _has_failed(result: Row | None) -> bool:
    return bool(result and result.get("failed"))


def _reason(result: Row) -> str:
    return str(result.get("msg") or "failed")


def _seen(look: Row | None, key: str) -> dict[str, str | None] | None:
    """uuid → the state that was read after the act; None if it could not be read."""
    if not look or _has_failed(look) or key not in look:
        return None
    return {found["uuid"]: found.get("group") or found.get("status") for found in look[key]}


def _marked(result: Row, order: Row) -> list[dict[str, Any]]:
    moved = [alert for alert in result.get("alerts", ()) if alert["changed"] and alert["after"]["read"]]
    return [{"id": alert["id"], "comment": order["alert_comment"], "marked_read_at": order["now"]} for alert in moved]


def _row(
    row: Row, old: Row, results: Mapping[str, Row] | None, seen: Mapping[str, str | None] | None, order: Row
) -> dict[str, Any]:
    """The evidence's row for a row of the plan."""
    if row["action"] not in ACTS:
        status = (seen or {}).get(row["uuid"]) or row["status"]
        facts = _untouched(status) if old.get("asked") is None else _asked_before(old, status, order)
        return {**_found(row), **facts, "status_before": old.get("status_before", row["status"])}
    goes_on = old.get("asked") == row["action"] and _under_way(old)
    begun = {
        "asked": row["action"],
        "reason": order["reason_sent"],
        "ticket": order["ticket"],
        "status_before": old.get("status_before") if goes_on else row["status"],
        "planned_at": (old.get("planned_at") if goes_on else None) or order["started_at"],
        "asked_at": old.get("asked_at") if goes_on else None,
        "confirmed_at": None,
    }
    if results is None:
        return {**_found(row), **begun, **_about_to_ask(row, old if goes_on else {})}
    act = _act_of(row, results.get(row["action"]) or {})
    return {**_found(row), **begun, **_asked_now(row, begun, act, seen, goes_on, order)}


def _found(row: Row) -> dict[str, Any]:
    return {key: row[key] for key in _FOUND}


def _about_to_ask(row: Row, old: Row) -> dict[str, Any]:
    """Before the first effect, for the case that the run is killed: what is known of an earlier act stays known."""
    return {
        "reason_sent": old.get("reason_sent"),
        "status_after": row["status"],
        "outcome": old.get("outcome", "planned"),
        "may_have_acted": bool(old.get("may_have_acted")),
        "message": None,
    }


def _act_of(row: Row, result: Row) -> _Act:
    """What the module told of a row. Without an entry the step failed before anything was sent, or it was killed."""
    entry = next((entry for entry in result.get("devices", ()) if entry["uuid"] == row["uuid"]), None)
    if entry is None:
        killed = "changed" not in result or "module_stderr" in result
        return _Act(True, bool(killed or result["changed"]), _reason(result), None, None)
    failed = entry["outcome"] in ("failed", "skipped")
    after = entry.get("after") or {}
    return _Act(
        failed,
        entry["changed"] if failed else entry["outcome"] != "unchanged",
        entry["message"],
        entry["reason_sent"],
        after.get("access_state") or after.get("status"),
    )


def _asked_now(
    row: Row, begun: Row, act: _Act, seen: Mapping[str, str | None] | None, goes_on: bool, order: Row
) -> dict[str, Any]:
    """What became of a row that this run asked: by what was read afterwards, else by what the act itself read."""
    read = (seen or {}).get(row["uuid"])
    status = read or act.status
    outcome, message = _verdict(row["action"], status, act)
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


def _verdict(asked: str, status: str | None, act: _Act | None = None) -> tuple[str, str | None]:
    """The outcome of what was asked, and what there is to say of it."""
    if status in _DONE[asked]:
        return "confirmed", act.message if act else None
    if act and act.failed:
        return "failed", act.message
    if asked == "wipe" and status == "RETIRED":
        return "failed", "it was retired meanwhile, and a retired device does not take the wipe"
    if status == "RETIRE_PENDING":
        return "outstanding", _PENDING
    return "outstanding", "asked" if status is None else f"asked, and still {status}"


def _untouched(status: str | None) -> dict[str, Any]:
    """A row of which nothing was ever asked here."""
    pending = status == "RETIRE_PENDING"
    return {
        **dict.fromkeys(("asked", "reason", "reason_sent", "ticket", "planned_at", "asked_at", "confirmed_at")),
        "status_after": status,
        "outcome": "outstanding" if pending else "unchanged",
        "may_have_acted": False,
        "message": _PENDING if pending else None,
    }


def _asked_before(old: Row, status: str | None, order: Row) -> dict[str, Any]:
    """A row that an earlier run asked, and this one did not."""
    outcome, message = _verdict(old["asked"], status)
    if outcome == old["outcome"] == "confirmed" or _stays_failed(old, outcome, status):
        outcome, message = old["outcome"], old.get("message")
    done = outcome == "confirmed"
    return {
        **{key: old.get(key) for key in ("asked", "reason", "reason_sent", "ticket", "planned_at", "asked_at")},
        "status_after": status,
        "outcome": outcome,
        "may_have_acted": not done and _in_doubt(old),
        "message": message,
        "confirmed_at": (old.get("confirmed_at") or order["now"]) if done else None,
    }


def _stays_failed(old: Row, outcome: str, status: str | None) -> bool:
    """Whether there is nothing to wait for: the request never reached Core, and nobody else made it either."""
    return outcome == "outstanding" and not _under_way(old) and status != "RETIRE_PENDING"


def _elsewhere(old: Row, seen: Mapping[str, Mapping[str, str | None] | None], order: Row) -> dict[str, Any]:
    """A row of the earlier evidence whose device is no longer listed as the person's."""
    listed = seen.get(old["kind"])
    if old.get("asked") is None or not _under_way(old) or old["kind"] != "device" or listed is None:
        return dict(old)
    status = listed.get(old["uuid"])
    if status is None:
        return {**old, "status_after": None, "message": _NOT_LISTED}
    return {**old, **_asked_before(old, status, order)}


def _is_awaited(row: Row) -> bool:
    """Whether looking again may show something new."""
    return row["outcome"] == "outstanding" and row["status_after"] is not None


# -- lines for people --------------------------------------------------------------------------------------------------


def printable(value: Any) -> str:
    """Text on one line: names come from people, and must not look like a line of ours or turn the text round."""
    return "".join("\ufffd" if unicodedata.category(char) in _UNPRINTABLE else char for char in str(value))


def _line(row: Row) -> str:
    return f"{row['kind']} {row['uuid']}, {row['name']}"


def _plan_lines(rows: Sequence[Row]) -> list[str]:
    lines = [
        f"{_TOLD[row['action']]}: {_line(row)}, {row['model']}, {_OWNERS[row['owner']]}, now {row['status']}"
        for row in rows
    ]
    return [printable(line) for line in lines] or ["No devices are registered, and none sync mail."]


def _caution(rows: Iterable[Row], earlier: Row | None) -> list[str]:
    owned = [row for row in rows if row["action"] == "retire" and _may_await_a_wipe(row)]
    if earlier or not owned:
        return []
    return [
        "CAUTION: no evidence of an earlier run is in this folder. If an earlier run asked for the wipe of one of the "
        "company owned devices, retiring it now means that it is not wiped. Use the folder of that run."
    ]


def _may_await_a_wipe(row: Row) -> bool:
    return row["owner"] == "company" and row["status"] not in _NEVER_ENROLLED


def _near_lines(candidates: Iterable[Row]) -> list[str]:
    return [
        printable(f"NOT TOUCHED, only looks alike: activesync {near['uuid']} of {near['user_name']}")
        for near in candidates
    ]


def _row_lines(devices: Iterable[Row]) -> list[str]:
    return [
        printable(
            f"{row['outcome'].upper()}: {row['asked'] or 'nothing asked'}, {_line(row)}: {row['status_before']} -> "
            f"{row['status_after'] or 'not read'}" + (f" ({row['message']})" if row["message"] else "")
        )
        for row in devices
    ]


def _open_lines(devices: Sequence[Row]) -> list[str]:
    """What is left to come, a device and its partnership once."""
    left = [row for row in devices if row["outcome"] == "outstanding"]
    lines = [
        f"{title}: {_names(rows)}"
        for title, rows in (
            ("OUTSTANDING, run this again when they have connected", [row for row in left if _is_awaited(row)]),
            ("NOT SEEN, run this again when Core tells of them", [row for row in left if not _is_awaited(row)]),
        )
        if rows
    ]
    return lines or ["Nothing is outstanding."]


def _names(rows: Iterable[Row]) -> str:
    named = {row["device_uuid"] or row["uuid"]: f"{row['name']} ({row['device_uuid'] or row['uuid']})" for row in rows}
    return printable(", ".join(named.values()))


def _problems(failures: Sequence[str], devices: Iterable[Row], told: Mapping[str, Row]) -> list[str]:
    """The steps that failed, and the devices that failed by themselves."""
    whole = [act for act in ACTS if _has_failed(told.get(act)) and not told[act].get("devices")]
    own = [row for row in devices if row["outcome"] == "failed" and row["asked"] not in whole]
    return [printable(line) for line in [*failures, *(f"{row['asked']} {_line(row)}: {row['message']}" for row in own)]]
