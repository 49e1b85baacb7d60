# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""The plan of the role offboarding for each device and each ActiveSync partnership of a person.

Nothing is sent from here. Rows are dicts, as in the evidence. A row of an earlier run's evidence is ``old`` here; it is
empty where there was none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..records._device import GONE, NEVER_ENROLLED
from ._offboarding_traces import caution, doubtful, traces
from ._page_text import printable
from ._plan_words import Row, near_lines, plan_lines

ACTS = ("block", "wipe", "retire")
"""The actions, in the order of the role."""
_MASKS = ("********", "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER")
"""Ansible's masks for the account's password in a result: within a text, and for a whole text."""
_CHOSEN = ("name", "model", "phone_number", "platform", "device_id")
"""Keys whose values people or devices choose, so that a mask in them may be part of the value.

All others are Core's.
"""


def plan(
    devices: Sequence[Row],
    partnerships: Sequence[Row],
    candidates: Sequence[Row] = (),
    earlier: Row | None = None,
    wipe_company_owned: bool = False,
    no_wipe_awaited: bool = False,
) -> dict[str, Any]:
    """The plan for each device and partnership of a person.

    Takes the records of mi_device_info and mi_eas_info, the near matches of the latter, and the evidence of an earlier
    run. ``no_wipe_awaited``: a person states that no earlier run requested a wipe, although there is no evidence.

    Returns ``rows``, each with its ``status`` and ``action``; the uuids to ``block``, ``wipe`` and ``retire``; the
    number of these devices (``count``); the uuids to ``watch``; the ``candidates``; the ids and user names that Ansible
    has ``masked``, which the role must not use; ``doubts``, why a retire may cancel a wipe (empty if it does not); and
    ``lines`` to show.
    """
    masked = masked_in([*devices, *partnerships, *candidates])
    devices, partnerships = [without_masks(row) for row in devices], [without_masks(row) for row in partnerships]
    before = by_key((earlier or {}).get("devices", ()))
    by_uuid = {device["uuid"].lower(): device for device in devices}
    rows = [_device_row(device, before.get(("device", device["uuid"]), {}), wipe_company_owned) for device in devices]
    rows += [_partnership_row(row, by_uuid, before.get(("activesync", row["uuid"]), {})) for row in partnerships]
    near = [{key: candidate[key] for key in ("uuid", "user_name", "mailbox_id")} for candidate in candidates]
    asked = [row for row in rows if row["action"] in ACTS]
    is_known = bool(earlier) or no_wipe_awaited
    doubts = [] if is_known else caution(traces(devices, partnerships), doubtful(rows, devices))
    return {
        "rows": rows,
        **{act: [row["uuid"] for row in asked if row["action"] == act] for act in ACTS},
        "count": len({row["device_uuid"] or (row["kind"], row["uuid"]) for row in asked}),
        "watch": _watched(rows, before),
        "candidates": near,
        "masked": masked,
        "doubts": doubts,
        "lines": [*plan_lines(rows), *doubts, *_nameless_lines(rows), *near_lines(near)],
    }


def by_key(rows: Iterable[Row]) -> dict[tuple[str, str], Row]:
    """(kind, uuid) → row."""
    return {(row["kind"], row["uuid"]): row for row in rows}


def _device_row(device: Row, old: Row, wipe_company_owned: bool) -> dict[str, Any]:
    return {
        "kind": "device",
        "device_uuid": device["uuid"],
        "owner": owner_of(device),
        "action": _device_action(device, old, wipe_company_owned),
        **{key: device[key] for key in ("uuid", "name", "principal", "platform", "model", "phone_number", "status")},
    }


def _partnership_row(partnership: Row, by_uuid: Mapping[str, Row], old: Row) -> dict[str, Any]:
    """A partnership loses its device when the device is retired; the earlier evidence then has the device."""
    uuid = partnership["mi_device_uuid"] or old.get("device_uuid")
    device = by_uuid.get((uuid or "").lower())
    return {
        "kind": "activesync",
        "device_uuid": uuid or None,
        "name": device["name"] if device else old.get("name") or partnership["device_id"],
        "principal": partnership["user_name"],
        "owner": owner_of(device or {}),
        "status": partnership["group"],
        "action": "block" if partnership["group"].endswith("_allowed") else "none",
        **{key: partnership[key] for key in ("uuid", "platform", "model", "phone_number")},
    }


def is_masked(value: Any) -> bool:
    """Whether Ansible has put its mask into a text, as it does wherever the account's password is part of one."""
    return isinstance(value, str) and any(mask in value for mask in _MASKS)


def masked_in(rows: Iterable[Row]) -> list[str]:
    texts = [value for row in rows for key, value in row.items() if key not in _CHOSEN and is_masked(value)]
    return [printable(text) for text in dict.fromkeys(texts)]


def without_masks(row: Row) -> Row:
    return {key: None if key in _CHOSEN and is_masked(value) else value for key, value in row.items()}


def owner_of(device: Row) -> str:
    return {True: "employee", False: "company"}.get(device.get("employee_owned"), "unknown")  # type: ignore[arg-type]


def _device_action(device: Row, old: Row, wipe_company_owned: bool) -> str:
    """A device whose wipe was or may have been requested is never retired: Core cannot wipe a retired device."""
    if device["status"] in GONE:
        return "none"
    may_wipe = wipe_company_owned and device["employee_owned"] is False and device["status"] not in NEVER_ENROLLED
    if old.get("asked") == "wipe" and under_way(old) and not (may_wipe and in_doubt(old)):
        return "await wipe"
    return "wipe" if may_wipe else "retire"


def in_doubt(old: Row) -> bool:
    """Whether it is not known if Core acted: the run was killed, or the answer was lost."""
    return old.get("outcome") == "planned" or bool(old.get("may_have_acted"))


def under_way(old: Row) -> bool:
    """Whether a request of an earlier run may still be carried out."""
    return old.get("outcome") == "outstanding" or in_doubt(old)


def _watched(rows: Iterable[Row], before: Mapping[tuple[str, str], Row]) -> list[str]:
    """The devices to read afterwards: those of the plan, and those with a pending request of an earlier run."""
    planned = [row["uuid"] for row in rows if row["kind"] == "device"]
    awaited = [uuid for (kind, uuid), old in before.items() if kind == "device" and under_way(old)]
    return list(dict.fromkeys(planned + awaited))


def _nameless_lines(rows: Iterable[Row]) -> list[str]:
    nameless = [row["uuid"] for row in rows if row["name"] is None]
    return [f"NO NAME, or one in which Ansible masks the account's password: {', '.join(nameless)}"] if nameless else []
