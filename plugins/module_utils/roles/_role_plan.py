# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""The plan of a role, its id, and the comparison with the approved plan.

A role's plan has all actions and their devices, with the plan ids of its tasks. Its id depends on nothing else, so
folders, waiting times and guards may differ between the check run and the real run.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ._plan_words import Row, printable

_ASKED = ("kind", "uuid", "action", "principal", "status", "owner")
"""The keys of a row that are part of the plan."""
_NOT_ASKED = frozenset({"none", "await wipe"})
_TEXTS = "texts"


def role_plan(
    rows: Iterable[Row],
    role: str,
    tasks: Mapping[str, Row] | None = None,
    texts: Mapping[str, str] | None = None,
    approved_id: str = "",
    approved_plan: Row | None = None,
) -> dict[str, Any]:
    """The plan of a role, and why it must not run.

    ``rows``: those of the role's own plan. ``tasks``: the results of its tasks in check mode, by step; a skipped task
    has no plan id. ``texts``: the texts that the role sends (reasons, messages). ``approved_id`` and ``approved_plan``:
    the id of the approved plan, and that plan if available, to show what has changed since.

    Returns the ``plan``, its ``plan_id``, and the ``refusal``: empty where the plan may run. Where nothing is asked of
    any device, an approved id is not checked.
    """
    asked = sorted(({key: row[key] for key in _ASKED} for row in rows if row["action"] not in _NOT_ASKED), key=_order)
    ids = {step: task["plan_id"] for step, task in sorted((tasks or {}).items()) if task.get("plan_id")}
    plan = {"role": role, "devices": asked, "tasks": ids, _TEXTS: dict(texts or {})}
    current = plan_id(plan)
    expected = approved_id.strip().lower()
    is_refused = expected and asked and expected != current
    refusal = _refusal(role, expected, approved_plan or {}, plan) if is_refused else ""
    return {"plan": plan, "plan_id": current, "refusal": refusal}


def plan_id(plan: Mapping[str, Any]) -> str:
    """SHA-256 in hex over the canonical JSON of a plan."""
    canonical = json.dumps(plan, sort_keys=True, separators=(",", ":"), ensure_ascii=True, default=str)
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()


def _order(row: Row) -> tuple[str, str, str]:
    return row["kind"], row["uuid"], row["action"]


def _refusal(role: str, expected: str, approved: Row, plan: Row) -> str:
    changes = _changes(approved, plan) if approved and plan_id(approved) == expected else _unknown_changes(role, plan)
    return printable(
        f"{role}_plan_id: the plan is no longer {expected}; recomputed from the live state, it is {plan_id(plan)}. "
        f"{' '.join(changes)} Review the new plan in check mode and give its id. Nothing was done."
    )


def _unknown_changes(role: str, plan: Row) -> list[str]:
    """Without the approved plan, show the present plan."""
    return [
        f"The plan is now: {'; '.join(_line(row) for row in plan['devices'])}. Texts: {_wording(plan[_TEXTS])}. "
        f"({role}_plan, which the check run published beside the id, would show what changed.)"
    ]


def _changes(approved: Row, plan: Row) -> list[str]:
    """The changes since the approval, one sentence for each."""
    before, now = _by_device(approved["devices"]), _by_device(plan["devices"])
    changes = [f"New: {_line(now[key])}." for key in now if key not in before]
    changes += [f"No longer in the plan: {_line(before[key])}." for key in before if key not in now]
    changes += [
        f"Changed: {_line(now[key])}; it was {_line(before[key])}."
        for key in now
        if key in before and now[key] != before[key]
    ]
    if approved[_TEXTS] != plan[_TEXTS]:
        changes.append(f"The texts are now {_wording(plan[_TEXTS])}; they were {_wording(approved[_TEXTS])}.")
    return changes or ["An option of its tasks changed."]


def _by_device(rows: Sequence[Row]) -> dict[tuple[str, str, str], Row]:
    return {_order(row): row for row in rows}


def _line(row: Row) -> str:
    return f"{row['action']} {row['kind']} {row['uuid']} of {row['principal']}, {row['owner']} owner, {row['status']}"


def _wording(texts: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {text!r}" for name, text in texts.items()) or "none"
