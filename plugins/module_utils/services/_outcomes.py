# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""From cleared targets to outcomes: send once, never blindly again, read back, wait, and report each target.

The engine is the same for devices and ActiveSync partnerships; a ``Work`` tells it how one action is sent and seen.
Accepted is not done: an entry is confirmed only where a later read showed it.
"""

from __future__ import annotations

import json
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from ..wire._client import Client, Permit
from ..wire._errors import GuardRefused, InvalidInput, LostAnswer, MobileIronError, RequestTooLarge, TaskFailed
from ._answers import DID_NOT_ACT, NOT_DONE, NOT_KNOWN
from ._guards import Action, Target, check, check_plan, plan_id

OUTCOMES = ("unchanged", "planned", "accepted", "confirmed", "outstanding", "failed", "skipped")
PROBLEMS = frozenset({"failed", "outstanding", "skipped"})
_ENTRY_KEYS = (
    "uuid", "name", "principal", "action", "outcome", "changed", "reason_sent", "message", "before", "after",
)  # fmt: skip
RESULT_LIMIT = 500_000
"""Characters of a JSON result from which a warning is given."""
_SETTLE_READS = 3
_SETTLE_PAUSE = 0.5  # seconds between the reads that settle a lost answer


@dataclass(frozen=True)
class Settings:
    """The outcome options, checked. ``wait_timeout`` and ``wait_interval`` in seconds."""

    wait: bool = False
    wait_timeout: int = 300
    wait_interval: int = 10
    continue_on_error: bool = False
    return_devices: str = "all"
    bulk_threshold: int = 20
    bulk_size: int | None = None
    concurrency: int = 8

    @classmethod
    def from_params(cls, params: Mapping[str, Any]) -> Settings:
        """The settings in option values. Raises InvalidInput naming the option."""
        found = cls(**{name: params[name] for name in cls.__dataclass_fields__ if params.get(name) is not None})
        for name, lowest, highest in (
            ("wait_timeout", 0, None),
            ("wait_interval", 1, None),
            ("bulk_threshold", 2, None),
            ("bulk_size", 1, 20_000),
            ("concurrency", 1, 64),
        ):
            value = getattr(found, name)
            if value is not None and (value < lowest or (highest is not None and value > highest)):
                expected = f"{lowest} to {highest}" if highest else f"{lowest} or more"
                raise InvalidInput(f"{name}: expected {expected}, got {value}.")
        return found


@dataclass
class Entry:
    """One target's line in the report, while it is being made."""

    action: str
    uuid: str | None
    name: str | None = None
    principal: str | None = None
    target: Target | None = None
    outcome: str = "planned"
    changed: bool = False
    reason_sent: bool = False
    message: str | None = None
    before: Any = None
    after: Any = None
    extra: dict[str, Any] = field(default_factory=dict)
    hard: bool = False
    """Fails the task whatever continue_on_error says."""
    sent: bool = False
    """A request with an effect on this target was made."""

    def fail(self, message: str, changed: bool = False, hard: bool = False) -> None:
        """The outcome ``failed``. ``changed``: Core acted or may have."""
        self.outcome, self.message, self.changed, self.hard = "failed", message, changed, self.hard or hard

    def say(self, message: str | None) -> None:
        """Add a sentence to the message."""
        if message:
            self.message = f"{self.message} {message}" if self.message else message

    def record(self) -> dict[str, Any]:
        """What the playbook gets."""
        return {**{name: getattr(self, name) for name in _ENTRY_KEYS}, **self.extra}


@dataclass
class BatchAnswer:
    """What a bulk request answered: the failed targets with why, and what else belongs to a target's entry.

    ``unplaced`` is what Core says of failures that it names no device for: then none of the others counts as accepted,
    and Core may have acted on each.
    """

    failures: dict[str, str] = field(default_factory=dict)
    extras: dict[str, dict] = field(default_factory=dict)
    unplaced: str = ""


class Work(ABC):
    """One action on one kind of target, as the engine sees it. Subclasses say how it is sent and what is seen of it.

    ``bulk_operation``: the row of the bulk call, None where there is none, and ``bulk_values`` its other parameters;
    ``only_bulk``: there is no single call. ``readable``: a later read can show that the action is done; ``at_once``: so
    can the next, because no device has to connect first; ``by_answer``: it is done when Core answers, so that a read
    which does not show it is a failure, and tells what a failed request changed all the same.
    ``takes_reason``: the single call sends the reason. ``extra``: further keys of an entry.
    """

    action: Action
    extra: Mapping[str, Any] = {"location": None, "passcode": None}
    bulk_operation: str | None = None
    bulk_values: Mapping[str, Any] = {}
    only_bulk = False
    readable = False
    at_once = False
    by_answer = False
    takes_reason = False

    @abstractmethod
    def verdict(self, target: Target) -> tuple[str, str | None]:
        """``planned`` (to be done), ``unchanged`` or ``failed``, and why."""

    @abstractmethod
    def state(self, target: Target) -> Any:
        """The ``before`` and ``after`` of an entry."""

    @abstractmethod
    def read(self, uuid: str) -> Target | None:
        """The live target; None where Core no longer knows it."""

    @abstractmethod
    def reselect(self) -> dict[str, Target]:
        """The selecting calls once more: the live targets by uuid."""

    def send(self, target: Target, permit: Permit | None) -> dict:
        """Send the single call; returns what it adds to the entry. Raises a MobileIronError if Core did not accept."""
        raise TypeError(f"{self.action.name} has no single call")

    @abstractmethod
    def send_many(self, targets: Sequence[Target], permit: Permit | None) -> BatchAnswer:
        """Send one bulk request."""

    def expected(self, target: Target) -> Any:
        """The state after the action, for the diff of a planned entry."""
        return self.state(target)

    def done(self, target: Target) -> bool:
        """Whether a read target shows that the action is done."""
        return False

    def asked(self, target: Target) -> bool:
        """Whether a read target shows that Core accepted the action, done or not."""
        return self.done(target)

    def enrich(self, entries: list[Entry]) -> None:
        """Add to the finished entries what is read beside the action; runs in check mode too."""
        return None

    def follow_up(self, entries: list[Entry]) -> None:
        """Add to the accepted entries what is to be read after the action."""
        return None


def carry_out(
    client: Client,
    work: Work,
    targets: Sequence[Target],
    params: Mapping[str, Any],
    unknown: Sequence[tuple[str, str, str]] = (),
) -> dict[str, Any]:
    """Guard, plan, send, read back and report. ``params`` are the guard, plan and outcome options of the task.

    ``unknown``: what Core does not know, as (kind, value, message), where the task goes on despite it. Returns
    ``changed``, ``devices``, ``summary``, ``reason``, ``diff`` where a read shows the effect, and ``plan_id`` where
    that is an option. Raises GuardRefused before the first
    effect, and TaskFailed with that same result where entries failed.
    """
    settings = Settings.from_params(params)
    entries = [_entry(work, target) for target in targets]
    acting = [entry for entry in entries if entry.outcome == "planned"]
    subjects = [entry.target for entry in acting if entry.target]
    permit = check(client, work.action, targets, subjects, params)
    current = plan_id(work.action, targets, params)
    facts: dict[str, Any] = {"reason": params.get("reason")}
    if "plan_id" in params:
        facts["plan_id"] = current
    try:
        check_plan(params.get("plan_id"), current, subjects)
    except GuardRefused as refusal:
        refusal.result = dict(_result(entries, settings, facts), changed=False)
        raise
    sender = _Sender(client, work, settings, permit, bool(params.get("reason")))
    if client.check_mode:
        sender.rehearse(acting)
    else:
        sender.run(acting)
    work.enrich(entries)
    entries += unknown_entries(work, unknown)
    if work.readable:
        facts["diff"] = _diff(work, entries)
    return report(entries, settings, client.warn, work.action, facts)


def _entry(work: Work, target: Target) -> Entry:
    entry = Entry(work.action.name, target.uuid, target.name, target.principal, target, extra=dict(work.extra))
    _judge(work, entry, target)
    return entry


def _judge(work: Work, entry: Entry, target: Target) -> None:
    """Set what the target's state alone tells: to be done, already so, or impossible."""
    entry.target = target
    entry.before = work.state(target)
    entry.outcome, entry.message = work.verdict(target)
    entry.after = entry.before if entry.outcome == "unchanged" else None


def unknown_entries(work: Work, unknown: Iterable[tuple[str, str, str]]) -> list[Entry]:
    """The failed entries of what Core does not know."""
    entries = []
    for kind, value, message in unknown:
        uuid, name = (value, None) if "uuid" in kind else (None, value)
        entry = Entry(work.action.name, uuid, name, extra=dict(work.extra))
        entry.fail(message)
        entries.append(entry)
    return entries


def _diff(work: Work, entries: list[Entry]) -> dict[str, dict]:
    changing = [entry for entry in entries if entry.changed and entry.target and entry.uuid]
    after = {
        entry.uuid: work.expected(entry.target) if entry.outcome == "planned" and entry.target else entry.after
        for entry in changing
    }
    return {"before": {entry.uuid: entry.before for entry in changing}, "after": after}


class _Sender:
    """Sends one action to the entries that are to be acted on, once each, and reads back what can be read."""

    def __init__(
        self, client: Client, work: Work, settings: Settings, permit: Permit | None, with_reason: bool
    ) -> None:
        self.client = client
        self.work = work
        self.settings = settings
        self.permit = permit
        self.with_reason = with_reason

    def run(self, acting: list[Entry]) -> None:
        """Send, then read back; the entries tell the rest."""
        if not acting:
            return
        if self._in_bulk(acting):
            self._bulk(acting)
        else:
            self._pooled(self._single, acting)
        if self.work.readable:
            self._read_back(acting)
        self.work.follow_up([entry for entry in acting if entry.outcome == "accepted"])

    def rehearse(self, acting: list[Entry]) -> None:
        """The same last looks before the act, for check mode; what would be sent stays planned."""
        if acting and self._in_bulk(acting):
            self._batches(self._fit(acting))
        elif acting:
            self._pooled(self._ready, acting)
        for entry in acting:
            entry.changed = entry.outcome == "planned"

    def _in_bulk(self, acting: list[Entry]) -> bool:
        enough = len(acting) >= self.settings.bulk_threshold
        return self.work.only_bulk or (self.work.bulk_operation is not None and enough)

    def _pooled(self, step: Callable[[Entry], Any], entries: list[Entry]) -> None:
        def guarded(entry: Entry) -> None:
            try:
                step(entry)
            except Exception as error:  # whatever it is, it must not cost the report of what was done
                entry.fail(f"{type(error).__name__}: {error}. It is {NOT_KNOWN}.", changed=entry.sent, hard=True)

        with ThreadPoolExecutor(self.settings.concurrency) as pool:
            list(pool.map(guarded, entries))

    def _unfit(self, entry: Entry, now: Target | None, gone: str) -> bool:
        """Judge the target as it is just before the act; whether it must not be sent."""
        if now is None:
            entry.fail(f"{gone} Nothing was sent to it.")
        elif entry.target and now.owner != entry.target.owner:
            entry.fail(
                f"The device changed hands: user {entry.target.principal}, employee owned "
                f"{entry.target.employee_owned} when it was selected, now {now.principal}, {now.employee_owned}. "
                "Nothing was sent to it.",
                hard=True,
            )
        else:
            _judge(self.work, entry, now)
        return entry.outcome != "planned"

    # -- one by one ----------------------------------------------------------------------------------------------

    def _ready(self, entry: Entry) -> Target | None:
        """The target as it is now, None where nothing is to be sent."""
        try:
            now = self.work.read(str(entry.uuid))
        except MobileIronError as error:
            entry.fail(f"It could not be read just before the act, so nothing was sent. {error.message}")
            return None
        return None if self._unfit(entry, now, "Core no longer knows the device.") else now

    def _single(self, entry: Entry) -> None:
        now = self._ready(entry)
        if now is None:
            return
        entry.reason_sent = self.work.takes_reason and self.with_reason
        entry.sent = True
        try:
            extra = dict(self.work.send(now, self.permit))
        except LostAnswer as error:
            self._settle(entry, error)
        except MobileIronError as error:
            entry.reason_sent = entry.reason_sent and error.status is not None
            entry.fail(error.message, changed=bool(error.result.get("changed")))
        else:
            self._accept(entry, extra)

    def _accept(self, entry: Entry, extra: Mapping[str, Any]) -> None:
        entry.outcome, entry.changed = "accepted", True
        entry.say(extra.get("message"))
        entry.extra.update({key: value for key, value in extra.items() if key != "message"})

    def _settle(self, entry: Entry, error: LostAnswer) -> None:
        """Read what became of an effect whose answer was lost. It is never sent again."""
        now = None
        for attempt in range(_SETTLE_READS if self.work.readable else 0):
            time.sleep(_SETTLE_PAUSE if attempt else 0)
            now = self._look(entry)
            if now and self.work.asked(now):
                self._accept(entry, {"message": "The answer was lost; a read shows that Core acted."})
                entry.outcome = "confirmed" if self.work.done(now) else "accepted"
                return
        if now and self.work.at_once and not error.pending:
            entry.fail(f"{error.message} {DID_NOT_ACT}", changed=entry.after != entry.before)
        else:
            entry.fail(f"{error.message} It is {NOT_KNOWN}.", changed=True)

    # -- in bulk -------------------------------------------------------------------------------------------------

    def _fit(self, acting: list[Entry]) -> list[Entry]:
        """The entries to send after the selecting calls were repeated: none where a device changed hands or left."""
        live = self.work.reselect()
        for entry in acting:
            if self._unfit(entry, live.get(str(entry.uuid)), "The device is no longer in the selection."):
                entry.hard = entry.hard or str(entry.uuid) not in live
        left = [entry for entry in acting if entry.outcome == "planned"]
        if any(entry.hard for entry in acting):
            _skip(left, "Not sent, because another selected device changed hands or left the selection.")
            return []
        return left

    def _bulk(self, acting: list[Entry]) -> None:
        left = self._fit(acting)
        if self.with_reason and left:
            self.client.warn("This call of Core takes no reason; it is kept in this result only.")
        stopped = None
        for batch in self._batches(left):
            if stopped:
                _skip(batch, stopped)
            else:
                stopped = self._batch(batch)

    def _batches(self, left: list[Entry]) -> list[list[Entry]]:
        """The entries request by request. Raises InvalidInput, before any is sent, for what fits in no request."""
        by_uuid = {str(entry.uuid): entry for entry in left}
        operation, size = str(self.work.bulk_operation), self.settings.bulk_size
        uuids = self.client.batches(operation, "uuids", list(by_uuid), size, **self.work.bulk_values)
        return [[by_uuid[uuid] for uuid in batch] for batch in uuids]

    def _batch(self, batch: list[Entry]) -> str | None:
        """Send one bulk request; returns why no other is to follow, if so."""
        for entry in batch:
            entry.sent = True
        try:
            answer = self.work.send_many([entry.target for entry in batch if entry.target], self.permit)
        except LostAnswer as error:
            self._pooled(partial(self._settle, error=error), batch)
            settled = all(entry.outcome != "failed" for entry in batch)
            return None if settled else self._stop("Not sent, because the answer to an earlier request was lost.")
        except MobileIronError as error:
            for entry in batch:
                entry.fail(error.message)
            reason = f"Not sent, because an earlier bulk request was refused: {error.message}"
            return reason if isinstance(error, RequestTooLarge) else self._stop(reason)
        for entry in batch:
            failure = answer.failures.get(str(entry.uuid).lower())
            if failure is not None:
                entry.fail(failure)
            elif answer.unplaced:
                entry.fail(f"Core says that it failed for some, and not for which: {answer.unplaced}", changed=True)
            else:
                self._accept(entry, answer.extras.get(str(entry.uuid).lower(), {}))
        return None

    def _stop(self, reason: str) -> str | None:
        return None if self.settings.continue_on_error else reason

    # -- afterwards ----------------------------------------------------------------------------------------------

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
        if self.work.by_answer:
            refused = [entry for entry in acting if entry.sent and entry.outcome == "failed" and not entry.changed]
            self._pooled(self._look_at_refused, refused)
        while True:
            pending = [entry for entry in acting if entry.outcome == "accepted"]
            if not pending:
                return
            self._pooled(self._confirm, pending)
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
        """Fail what Core accepted and has not done, where it would have by its answer."""
        for entry in pending if self.work.by_answer else ():
            if entry.outcome == "accepted" and entry.after is not None:
                entry.fail(NOT_DONE, changed=entry.after != entry.before)

    def _look_at_refused(self, entry: Entry) -> None:
        """One of several requests for the target may have been done, also where that cannot be read."""
        entry.changed = entry.after != entry.before if self._look(entry) else True


def _skip(entries: Iterable[Entry], message: str) -> None:
    for entry in entries:
        entry.outcome, entry.message, entry.changed = "skipped", message, False


def _result(entries: Sequence[Entry], settings: Settings, facts: Mapping[str, Any]) -> dict[str, Any]:
    keep = {"all": frozenset(OUTCOMES), "problems": PROBLEMS, "none": frozenset()}[settings.return_devices]
    return {
        "changed": any(entry.changed for entry in entries),
        "devices": [entry.record() for entry in entries if entry.outcome in keep],
        "summary": {outcome: sum(entry.outcome == outcome for entry in entries) for outcome in OUTCOMES},
        **facts,
    }


def report(
    entries: Sequence[Entry],
    settings: Settings,
    warn: Callable[[str], None],
    action: Action,
    facts: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The result of a task. Raises TaskFailed with it where an entry failed and that is not to be tolerated."""
    result = _result(entries, settings, facts or {})
    size = len(json.dumps({key: value for key, value in result.items() if key != "diff"}))
    if size > RESULT_LIMIT:
        warn(f"The result has {size} characters. Set return_devices to problems or none to keep it small.")
    failed = [entry for entry in entries if entry.outcome in ("failed", "skipped")]
    if any(entry.hard for entry in failed) or (failed and not settings.continue_on_error):
        text = f"{len(failed)} of {len(entries)} could not be {action.effect}. {_causes(failed)}"
        raise TaskFailed(text, result=result)
    return result


def _causes(failed: Sequence[Entry]) -> str:
    """Why entries failed, each cause once, with the first of those that it holds for."""
    by_cause: dict[str | None, list[Entry]] = {}
    for entry in failed:
        by_cause.setdefault(entry.message, []).append(entry)
    shown = [
        f"{entry.name or 'without a name'} ({entry.uuid})"
        + (f" and {len(others)} more" if others else "")
        + f": {message}"
        for message, (entry, *others) in list(by_cause.items())[:3]
    ]
    return " ".join(shown) + (f" And {len(by_cause) - 3} more causes." if len(by_cause) > 3 else "")
