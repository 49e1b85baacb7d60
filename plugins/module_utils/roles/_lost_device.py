# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""The decisions of the role lost_device: the actions on a lost or found device, and its evidence.

Nothing is sent from here. Rows are dicts like those of the role offboarding, one for each action.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..records._device import GONE, NEVER_ENROLLED
from ._evidence_act import Act, act_of
from ._evidence_seal import sealed
from ._offboarding_plan import masked_in, owner_of, without_masks
from ._plan_words import Row, line, plan_lines, printable, row_lines

STEPS = ("block", "locate", "message", "lock", "wipe", "reinstate")
"""The actions, in the order of the role: mail first, the location before a wipe."""
_ROLE = "lost_device"
_ORDER = ("user", "device_uuid", "state", "ticket", "reason", "text", "wipe")
_ROW = ("kind", "uuid", "device_uuid", "name", "principal", "owner", "platform", "model", "phone_number")
_REMAINS = {
    "wipe": "The wipe cannot be undone: what was on the device is gone.",
    "lock": "The lock stays until the person enters the passcode. The role never unlocks: that clears the passcode.",
    "message": "The message cannot be called back.",
    "locate": "The location that was read stays in the evidence.",
}
"""Action → why it is not undone when the device is found."""


def plan(
    devices: Sequence[Row],
    partnerships: Sequence[Row],
    state: str = "lost",
    wipe: bool = False,
    message: str = "",
    earlier: Row | None = None,
) -> dict[str, Any]:
    """The plan for a lost or found device.

    Takes the matching records of mi_device_info, and those of mi_eas_info of their owner. Returns the ``device`` (null
    unless exactly one matches; ``problem`` explains this), ``rows`` with their ``action``, the uuids for each step, the
    texts that Ansible has ``masked``, what ``remains`` when a device is found, and ``lines`` to show.
    """
    masked = masked_in([*devices, *partnerships])
    records = [without_masks(device) for device in devices]
    device = _the_one(records)
    if device is None:
        return {"device": None, "problem": _ambiguous(records), "rows": [], "masked": masked, "lines": []}
    mail = [without_masks(row) for row in partnerships if _is_of(row, device)]
    rows = [*_mail_rows(mail, device, state), *_device_rows(device, state, wipe, message)]
    remains = _remains(earlier or {}, device) if state == "found" else []
    return {
        "device": device,
        "problem": "",
        "rows": rows,
        **{step: [row["uuid"] for row in rows if row["action"] == step] for step in STEPS},
        "masked": masked,
        "is_ios": device["platform_family"] == "ios",
        "remains": remains,
        "lines": [*plan_lines(rows), *remains],
    }


def _the_one(devices: Sequence[Row]) -> Row | None:
    """The device: the only one, or the only one that is not gone."""
    here = [device for device in devices if device["status"] not in GONE]
    matches = here or list(devices)
    return matches[0] if len(matches) == 1 else None


def _ambiguous(devices: Sequence[Row]) -> str:
    if not devices:
        return "Core knows no such device."
    listed = "; ".join(f"{line({**device, 'kind': 'device'})}, {device['status']}" for device in devices)
    return printable(f"Several devices match: {listed}. Give lost_device_uuid.")


def _is_of(partnership: Row, device: Row) -> bool:
    return (partnership["mi_device_uuid"] or "").lower() == device["uuid"].lower()


def _mail_rows(partnerships: Sequence[Row], device: Row, state: str) -> list[dict[str, Any]]:
    act, ending = ("block", "_allowed") if state == "lost" else ("reinstate", "_blocked")
    return [
        {
            **_identity(device, "activesync"),
            **{key: row[key] for key in ("uuid", "platform", "model", "phone_number")},
            "principal": row["user_name"],
            "status": row["group"],
            "action": act if row["group"].endswith(ending) else "none",
        }
        for row in partnerships
    ]


def _device_rows(device: Row, state: str, wipe: bool, message: str) -> list[dict[str, Any]]:
    can_act = state == "lost" and device["status"] not in GONE | NEVER_ENROLLED
    acts = ["locate", *(["message"] if message else []), "lock", *(["wipe"] if wipe else [])] if can_act else ["none"]
    return [{**_identity(device, "device"), "status": device["status"], "action": act} for act in acts]


def _identity(device: Row, kind: str) -> dict[str, Any]:
    keys = ("uuid", "name", "principal", "platform", "model", "phone_number")
    return {
        **{key: device[key] for key in keys},
        "kind": kind,
        "device_uuid": device["uuid"],
        "owner": owner_of(device),
    }


def _remains(earlier: Row, device: Row) -> list[str]:
    """What cannot be undone of the actions in the evidence; without evidence, of all possible actions."""
    runs = [*earlier.get("earlier_runs", ()), earlier] if earlier else []
    asked = {row["asked"] for run in runs for row in run["devices"] if row["asked_at"]}
    known = [text for act, text in _REMAINS.items() if act in asked]
    if not runs:
        known = ["There is no evidence of an earlier run, so its actions are not known.", _REMAINS["lock"]]
    gone = [f"The device is {device['status']}: it has to be enrolled again."] if device["status"] in GONE else []
    return [*known, *gone]


def evidence(
    rows: Sequence[Row],
    order: Row,
    results: Mapping[str, Row] | None = None,
    earlier: Row | None = None,
    remains: Sequence[str] = (),
) -> dict[str, Any]:
    """The evidence: the actions on the device and their outcomes. ``earlier_runs`` keeps the whole evidence of earlier
    runs.

    ``order``: ``user``, ``device_uuid``, ``state``, ``ticket``, ``reason``, ``reason_sent``, ``text`` (the message),
    ``wipe``, ``core`` (its address), ``started_at`` and ``now``. ``results``: the results of the modules, by step; None
    before the first request.

    Returns the ``evidence``, ``problems`` (empty if nothing failed) and ``lines`` to show.
    """
    devices = [_evidence_row(row, order, results) for row in rows]
    before = dict(earlier or {})
    runs = [*before.pop("earlier_runs", ()), before] if earlier else []
    report = {
        "role": _ROLE,
        "core": order["core"],
        **{key: order[key] for key in _ORDER},
        "started_at": order["started_at"],
        "updated_at": order["now"],
        "devices": devices,
        "remains": list(remains),
        "earlier_runs": runs,
    }
    failed = [row for row in devices if row["outcome"] == "failed"]
    problems = [printable(f"{row['asked']} {line(row)}: {row['message']}") for row in failed]
    places = [printable(f"LOCATION: {row['location']}") for row in devices if row["location"]]
    lines = [*row_lines(devices), *places, *remains]
    return {"evidence": sealed(report, earlier), "problems": problems, "lines": lines}


def _evidence_row(row: Row, order: Row, results: Mapping[str, Row] | None) -> dict[str, Any]:
    asked = None if row["action"] == "none" else row["action"]
    facts = {
        **{key: row[key] for key in _ROW},
        "asked": asked,
        "reason": order["reason_sent"] if asked else None,
        "ticket": order["ticket"] if asked else None,
        "planned_at": order["started_at"] if asked else None,
        "status_before": row["status"],
    }
    if asked is None or results is None:
        return {**facts, **_nothing_sent(row, "planned" if asked else "unchanged")}
    answer = _answer(act_of(row["uuid"], results.get(asked) or {}), order)
    if asked == "locate" and not answer["location"]:
        answer["location"] = _last_known(row, results.get("place") or {})
    return {**facts, **answer}


def _last_known(row: Row, result: Row) -> Any:
    """The last known location, if there is no new one; ``captured_at`` shows its age."""
    return next((entry.get("location") for entry in result.get("devices", ()) if entry["uuid"] == row["uuid"]), None)


def _nothing_sent(row: Row, outcome: str) -> dict[str, Any]:
    empty = dict.fromkeys(("reason_sent", "message", "asked_at", "confirmed_at", "location"))
    return {**empty, "status_after": row["status"], "outcome": outcome, "may_have_acted": False}


def _answer(act: Act, order: Row) -> dict[str, Any]:
    return {
        "reason_sent": act.reason_sent,
        "status_after": act.status,
        "outcome": act.outcome,
        "may_have_acted": act.failed and act.sent,
        "message": act.message,
        "asked_at": order["started_at"] if act.sent else None,
        "confirmed_at": order["now"] if act.outcome == "confirmed" else None,
        "location": act.location,
    }
