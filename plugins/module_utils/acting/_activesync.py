# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""Blocking, reinstating and wiping ActiveSync partnerships (reference: Request Action on ActiveSync Device)."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ..records._reply import Reply
from ..records._user import user_key
from ..selecting._activesync import PartnershipSelector, select_partnerships
from ..selecting._devices import Selection
from ..selecting._parallel import in_parallel
from ._action import Action
from ._engine import perform
from ._guards import Guards
from ._outcome_options import OutcomeOptions
from ._plan import Plan
from ._target import Target
from ._work import Proof, Work

if TYPE_CHECKING:
    from ..core._core import Core
    from ..wire._client import Permit

ACTIONS = {
    "block": Action("block", "blocked", needs_reason=True),
    "reinstate": Action("reinstate", "reinstated"),
    "wipe": Action("wipe", "wiped", needs_reason=True, default_max_devices=1, factory_reset=True),
}
_STATES = {"block": "blocked", "reinstate": "allowed", "wipe": "wiped"}
"""Action → the access state that it brings about."""
_OWNER_KEYS = frozenset({"uuid", "principal", "status", "employee_owned", "block_reasons"})


def act(
    core: Core, action: str, selector: PartnershipSelector, guards: Guards, settings: OutcomeOptions, plan: Plan
) -> dict[str, Any]:
    """Carry out an action on the selected partnerships.

    Returns the result of ``perform`` and the ``candidates``. Raises NotFound before any effect if Core does not know a
    value, unless continue_on_error, and every error of ``perform``. Each error has the candidates.
    """
    work = PartnershipWork(core, action, selector, settings.concurrency)
    return perform(core, work, guards, settings, plan)


class PartnershipWork(Work):
    """Block, reinstate or wipe, which Core takes for many partnerships in one call, and without a reason."""

    only_bulk = True

    def __init__(self, core: Core, action: str, selector: PartnershipSelector, concurrency: int) -> None:
        self.core = core
        self.action = ACTIONS[action]
        self.selector = selector
        self.concurrency = concurrency
        self.end_state = _STATES[action]
        # Of a wipe a read shows only the end.
        self.proof = Proof.WHEN_DEVICE_CONNECTS if self.action.factory_reset else Proof.NEXT_READ
        calls = {"block": core.activesync.block, "reinstate": core.activesync.reinstate, "wipe": core.activesync.wipe}
        self._call = calls[action]
        self._candidates: list[dict] = []
        self._planned: dict[str, Target] = {}
        self._lock = threading.Lock()
        self._rows: dict[str, dict] | None = None
        self._served: set[str] = set()

    def extra(self, target: Target | None) -> dict[str, Any]:
        return {"location": None, "passcode": None, "device_uuid": target.device_uuid if target else None}

    def facts(self) -> dict[str, Any]:
        """The near matches of the users."""
        return {"candidates": self._candidates}

    # -- before the act ----------------------------------------------------------------------------------------------

    def select(self) -> Selection:
        selection = select_partnerships(self.core, self.selector)
        self._candidates = selection.candidates
        return selection

    def targets(self, selection: Selection) -> list[Target]:
        """The targets. They are remembered, so that a change before the action is noticed."""
        rows = self._named(selection.devices)
        if not rows and not selection.unknown:
            self.core.warn("No ActiveSync device is selected; nothing to do.")
        targets = self._with_owners(rows)
        self._planned = {target.uuid: target for target in targets}
        return targets

    def _named(self, rows: list[dict]) -> list[dict]:
        """A reinstatement leaves out wiped partnerships that were selected only by user."""
        if self.action.name != "reinstate" or self.selector.uuids or self.selector.device_uuids:
            return rows
        return [row for row in rows if row["access_state"] != "wiped"]

    def _with_owners(self, rows: Iterable[dict]) -> list[Target]:
        return in_parallel(self._target, rows, self.concurrency)

    def _target(self, row: dict) -> Target:
        """A partnership with its owner, who is unknown if Core has no device for it."""
        uuid = row["mi_device_uuid"]
        device = self.core.devices.get(uuid, _OWNER_KEYS) if uuid else None
        return Target(
            uuid=row["uuid"],
            name=row["model"] or row["device_id"],
            principal=(device["principal"] if device else None) or row["user_name"],
            state=row["access_state"],
            employee_owned=device["employee_owned"] if device else None,
            device_uuid=device["uuid"] if device else uuid,
            plan=(row["uuid"], row["user_name"], row["access_state"]),
            record=dict(row, device=device),
        )

    def verdict(self, target: Target) -> tuple[str, str | None]:
        if target.state == self.end_state:
            return "unchanged", None
        if self.action.name == "block" and target.state == "wiped":
            return "unchanged", "It was wiped through ActiveSync; there is nothing left to block."
        return "planned", None

    def state(self, target: Target) -> dict[str, Any]:
        device = target.record["device"] or {}
        return {
            "access_state": target.state,
            "principal": target.principal,
            "employee_owned": target.employee_owned,
            "status": device.get("status"),
            "block_reasons": device.get("block_reasons", []),
        }

    def expected(self, target: Target) -> dict[str, Any]:
        return dict(self.state(target), access_state=self.end_state)

    # -- the act -----------------------------------------------------------------------------------------------------

    def read(self, uuid: str) -> Target | None:
        row = self._row(uuid)
        return self._target(row) if row else None

    def _row(self, uuid: str) -> dict | None:
        """The live row. One list serves one read of each partnership; then the list is read again."""
        with self._lock:
            if self._rows is None or uuid in self._served:
                self._rows = {row["uuid"]: row for row in self.core.activesync.all()}
                self._served = set()
            self._served.add(uuid)
            return self._rows.get(uuid)

    def reselect(self) -> dict[str, Target]:
        rows = [row for row in self.select().devices if row["uuid"] in self._planned]
        return {target.uuid: self._as_seen(target) for target in self._with_owners(rows)}

    def _as_seen(self, target: Target) -> Target:
        """A partnership that syncs for another user now has changed hands, also on the same person's device."""
        user = target.record["user_name"]
        same = user_key(user) == user_key(self._planned[target.uuid].record["user_name"])
        return target if same else replace(target, principal=user)

    def batches(self, uuids: list[str], size: int | None) -> Iterator[list[str]]:
        return self._call.batches(uuids, size)

    def send_many(self, targets: Sequence[Target], permit: Permit | None) -> Reply:
        try:
            return self._call({target.uuid: None for target in targets}, permit)
        finally:
            self._rows = None

    def done(self, target: Target) -> bool:
        return target.state == self.end_state
