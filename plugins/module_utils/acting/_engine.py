# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""From a task to its outcomes: select, guard, plan, send once, read back, wait, and report each target.

The engine is the same for devices and ActiveSync partnerships; a ``Work`` provides the calls that send one action and
show its effect. Accepted is not done: an entry is confirmed only if a later read showed the effect.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, Any

from ..selecting._devices import Unknown
from ..selecting._parallel import in_parallel
from ..wire._errors import GuardRefused, LostAnswer, MobileIronError, RequestTooLarge
from ._entry import Entry
from ._guards import Guards, check
from ._lost_answer import NOT_DONE, NOT_KNOWN, READS, failure_without_proof, look_again
from ._outcome_options import OutcomeOptions
from ._plan import Plan, plan_id
from ._target import Target
from ._task_result import difference, report, result
from ._work import Proof, Work

if TYPE_CHECKING:
    from ..core._core import Core
    from ..wire._client import Permit


def perform(
    core: Core, work: Work, guards: Guards, settings: OutcomeOptions, plan: Plan | None = None
) -> dict[str, Any]:
    """Do a work, and return the result of the task.

    The result has ``changed``, ``devices``, ``summary`` and ``reason``, ``diff`` if a read can show the effect,
    ``plan_id`` if ``plan`` is an option, and the facts of the work. Raises NotFound and GuardRefused before the first
    effect, and TaskFailed with the same result if entries failed.
    """
    guards.require_reason(work.action)
    try:
        return _perform(core, work, guards, settings, plan)
    except MobileIronError as error:
        error.result.update(work.facts())
        raise


def _perform(core: Core, work: Work, guards: Guards, settings: OutcomeOptions, plan: Plan | None) -> dict[str, Any]:
    selection = work.select()
    for warning in selection.warnings:
        core.warn(warning)
    if not settings.continue_on_error:
        selection.refuse_unknown()
    targets = work.targets(selection)
    entries = [_entry(work, target) for target in targets]
    acting = [entry for entry in entries if entry.outcome == "planned"]
    subjects = [entry.target for entry in acting if entry.target]
    permit = check(core, work.action, targets, subjects, guards)
    facts: dict[str, Any] = {"reason": guards.reason}
    if plan:
        facts["plan_id"] = plan_id(work.action, targets, guards, work.roaming)
        try:
            plan.check(facts["plan_id"], subjects)
        except GuardRefused as refusal:
            refusal.result = dict(result(entries, settings, facts), changed=False)
            raise
    sender = _Sender(core, work, settings, permit, bool(guards.reason))
    if core.check_mode:
        sender.rehearse(acting)
    else:
        sender.run(acting)
    work.enrich(entries)
    entries += [_unknown_entry(work, unknown) for unknown in selection.unknown]
    if work.proof > Proof.NONE:
        facts["diff"] = difference(work, entries)
    return report(entries, settings, core.warn, work.action, {**facts, **work.facts()})


def _entry(work: Work, target: Target) -> Entry:
    entry = Entry(work.action.name, target.uuid, target.name, target.principal, target, extra=work.extra(target))
    _judge(work, entry, target)
    return entry


def _judge(work: Work, entry: Entry, target: Target) -> None:
    """Set the outcome that follows from the target's state alone: planned, unchanged or failed."""
    entry.target = target
    entry.before = work.state(target)
    entry.outcome, entry.message = work.verdict(target)
    entry.after = entry.before if entry.outcome == "unchanged" else None


def _unknown_entry(work: Work, unknown: Unknown) -> Entry:
    """The failed entry of a value that Core does not know."""
    uuid, name = (unknown.value, None) if "uuid" in unknown.kind else (None, unknown.value)
    entry = Entry(work.action.name, uuid, name, extra=work.extra(None))
    entry.fail(unknown.message)
    return entry


class _Sender:
    """Sends one action to the planned entries, once each, and reads back their state."""

    def __init__(
        self, core: Core, work: Work, settings: OutcomeOptions, permit: Permit | None, with_reason: bool
    ) -> None:
        self.core = core
        self.work = work
        self.settings = settings
        self.permit = permit
        self.with_reason = with_reason

    def run(self, acting: list[Entry]) -> None:
        """Send, then read back; the entries have the outcomes."""
        if not acting:
            return
        if self._in_bulk(acting):
            self._bulk(acting)
        else:
            self._each(self._single, acting)
        if self.work.proof > Proof.NONE:
            self._read_back(acting)
        self.work.follow_up([entry for entry in acting if entry.outcome == "accepted"])

    def rehearse(self, acting: list[Entry]) -> None:
        """The same last reads before the action, for check mode; entries that would be sent stay planned."""
        if acting and self._in_bulk(acting):
            self._batches(self._fit(acting))
        elif acting:
            self._each(self._ready, acting)
        for entry in acting:
            entry.changed = entry.outcome == "planned"

    def _in_bulk(self, acting: list[Entry]) -> bool:
        return self.work.only_bulk or (self.work.has_bulk and self.settings.in_bulk(len(acting)))

    def _each(self, step: Callable[[Entry], Any], entries: list[Entry]) -> None:
        def guarded(entry: Entry) -> None:
            try:
                step(entry)
            except Exception as error:  # whatever it is, it must not cost the report of what was done
                entry.fail(
                    f"{type(error).__name__}: {error}. It is {NOT_KNOWN}.", changed=entry.sent, always_fails=True
                )

        in_parallel(guarded, entries, self.settings.concurrency)

    def _unfit(self, entry: Entry, now: Target | None, gone: str) -> bool:
        """Check the target just before the action; true if it must not be sent."""
        if now is None:
            entry.fail(f"{gone} Nothing was sent to it.")
        elif entry.target and now.owner != entry.target.owner:
            entry.fail(
                f"The device changed hands: user {entry.target.principal}, employee owned "
                f"{entry.target.employee_owned} when it was selected, now {now.principal}, {now.employee_owned}. "
                "Nothing was sent to it.",
                always_fails=True,
            )
        else:
            _judge(self.work, entry, now)
        return entry.outcome != "planned"

    # -- one by one --------------------------------------------------------------------------------------------------

    def _ready(self, entry: Entry) -> Target | None:
        """The live target; None if nothing must be sent."""
        try:
            now = self.work.read(str(entry.uuid))
        except MobileIronError as error:
            entry.fail(f"It could not be read just before the action, so nothing was sent. {error.message}")
            return None
        return None if self._unfit(entry, now, "Core no longer knows the device.") else now

    def _single(self, entry: Entry) -> None:
        now = self._ready(entry)
        if now is None:
            return
        entry.reason_sent = self.work.takes_reason and self.with_reason
        entry.sent = True
        try:
            entry.take(self.work.send(now, self.permit))
        except LostAnswer as error:
            self._after_lost_answer(entry, error)
        except MobileIronError as error:
            entry.reason_sent = entry.reason_sent and error.status is not None
            entry.fail(error.message, changed=bool(error.result.get("changed")))

    def _after_lost_answer(self, entry: Entry, lost: LostAnswer) -> None:
        """Read the state after an effect whose answer was lost. The effect is never sent again."""
        reads = READS if self.work.proof > Proof.NONE else 0
        now = look_again(partial(self._look, entry), self.work.asked, reads)
        if now and self.work.asked(now):
            entry.accept("The answer was lost; a read shows that Core acted.")
            entry.outcome = "confirmed" if self.work.done(now) else "accepted"
            return
        message, may_have_acted = failure_without_proof(lost, now is not None and self.work.proof >= Proof.NEXT_READ)
        entry.fail(message, changed=may_have_acted or entry.after != entry.before)

    # -- in bulk -----------------------------------------------------------------------------------------------------

    def _fit(self, acting: list[Entry]) -> list[Entry]:
        """The entries to send after the selecting calls were repeated; none if a device changed hands or left."""
        live = self.work.reselect()
        for entry in acting:
            if self._unfit(entry, live.get(str(entry.uuid)), "The device is no longer in the selection."):
                entry.always_fails = entry.always_fails or str(entry.uuid) not in live
        left = [entry for entry in acting if entry.outcome == "planned"]
        if any(entry.always_fails for entry in acting):
            _skip(left, "Not sent, because another selected device changed hands or left the selection.")
            return []
        return left

    def _bulk(self, acting: list[Entry]) -> None:
        left = self._fit(acting)
        if self.with_reason and left:
            self.core.warn("This call takes no reason, so Core does not receive it; only this result contains it.")
        stopped = None
        for batch in self._batches(left):
            if stopped:
                _skip(batch, stopped)
            else:
                stopped = self._batch(batch)

    def _batches(self, left: list[Entry]) -> list[list[Entry]]:
        """The entries request by request. Raises InvalidInput, before any is sent, if an id fits in no request."""
        by_uuid = {str(entry.uuid): entry for entry in left}
        batches = self.work.batches(list(by_uuid), self.settings.bulk_size)
        return [[by_uuid[uuid] for uuid in batch] for batch in batches]

    def _batch(self, batch: list[Entry]) -> str | None:
        """Send one bulk request; returns the reason if no other request may follow."""
        for entry in batch:
            entry.sent = True
        try:
            reply = self.work.send_many([entry.target for entry in batch if entry.target], self.permit)
        except LostAnswer as error:
            self._each(partial(self._after_lost_answer, lost=error), batch)
            settled = all(entry.outcome != "failed" for entry in batch)
            return None if settled else self._stop("Not sent, because the answer to an earlier request was lost.")
        except MobileIronError as error:
            for entry in batch:
                entry.fail(error.message)
            reason = f"Not sent, because an earlier bulk request was refused: {error.message}"
            return reason if isinstance(error, RequestTooLarge) else self._stop(reason)
        for entry in batch:
            entry.take(reply)
        return None

    def _stop(self, reason: str) -> str | None:
        return None if self.settings.continue_on_error else reason

    # -- afterwards --------------------------------------------------------------------------------------------------

    def _look(self, entry: Entry) -> Target | None:
        try:
            now = self.work.read(str(entry.uuid))
        except MobileIronError:
            return None  # not seen is not confirmed; the entry stays what it is
        if now:
            entry.after = self.work.state(now)
        return now

    def _confirm(self, entry: Entry) -> None:
        now = self._look(entry)
        if now and self.work.done(now):
            entry.outcome = "confirmed"

    def _read_back(self, acting: list[Entry]) -> None:
        """Read until confirmed, once without ``wait``."""
        deadline = time.monotonic() + self.settings.wait_timeout
        if self.work.proof == Proof.ALREADY_DONE:
            refused = [entry for entry in acting if entry.sent and entry.outcome == "failed" and not entry.changed]
            self._each(self._look_at_refused, refused)
        while True:
            pending = [entry for entry in acting if entry.outcome == "accepted"]
            if not pending:
                return
            self._each(self._confirm, pending)
            left = deadline - time.monotonic()
            if not self.settings.wait:
                self._deny(pending)
                return
            if left <= 0:
                break
            if any(entry.outcome == "accepted" for entry in pending):
                time.sleep(min(self.settings.wait_interval, left))
        self._deny(pending)
        for entry in pending:
            if entry.outcome == "accepted":
                entry.outcome = "outstanding"
                entry.say(f"Accepted by Core, and not confirmed within {self.settings.wait_timeout} seconds.")

    def _deny(self, pending: list[Entry]) -> None:
        """Fail the entries that Core accepted and has not done, for actions that are done when Core answers."""
        for entry in pending if self.work.proof == Proof.ALREADY_DONE else ():
            if entry.outcome == "accepted" and entry.after is not None:
                entry.fail(NOT_DONE, changed=entry.after != entry.before)

    def _look_at_refused(self, entry: Entry) -> None:
        """One of several requests for the target may have been done, also where that cannot be read."""
        entry.changed = entry.after != entry.before if self._look(entry) else True


def _skip(entries: Iterable[Entry], message: str) -> None:
    for entry in entries:
        entry.skip(message)
