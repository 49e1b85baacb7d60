# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""The plan id: one number for the plan of a task, which limits a later run to the same plan."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..selecting._values import refuse_empty
from ..wire._errors import GuardRefused
from ._action import Action
from ._guards import Guards
from ._target import Target

_ROAMING = ("voice_roaming", "data_roaming")


@dataclass(frozen=True)
class Plan:
    """The plan option of a task. ``plan_id``: apply only if the plan, recomputed from the live state, has this id."""

    plan_id: str | None = None

    def __post_init__(self) -> None:
        refuse_empty("plan_id", self.plan_id)

    def check(self, current: str, acting: Sequence[Target]) -> None:
        """Raise GuardRefused if an id is given, there is something to do, and the plan has changed."""
        if self.plan_id is not None and acting and self.plan_id.strip().lower() != current:
            raise GuardRefused(
                f"plan_id: the plan is no longer {self.plan_id}; recomputed from the live state, it is {current}. "
                "Review the new plan and give its id. Nothing was done."
            )


def plan_id(
    action: Action, targets: Sequence[Target], guards: Guards, roaming: Mapping[str, bool | None] | None = None
) -> str:
    """SHA-256 in hex of the action and its targets with their state and owner; of nothing else."""
    plan = {
        "action": action.name,
        "reason": guards.reason,
        **{name: (roaming or {}).get(name) for name in _ROAMING},
        "allow_employee_owned_wipe": guards.allow_employee_owned_wipe,
        "targets": [list(target.plan) for target in sorted(targets, key=lambda target: target.uuid)],
    }
    canonical = json.dumps(plan, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()
