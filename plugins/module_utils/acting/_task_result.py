# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""From entries to the result of a task."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ..records._messages import sentences
from ..wire._errors import TaskFailed
from ._action import Action
from ._entry import OUTCOMES, PROBLEMS, Entry
from ._outcome_options import OutcomeOptions
from ._work import Work

RESULT_LIMIT = 500_000
"""Characters of a JSON result from which a warning is given."""
_CAUSES = 3  # in the error of a task
_KEPT = {"all": frozenset(OUTCOMES), "problems": PROBLEMS, "none": frozenset()}


def result(entries: Sequence[Entry], settings: OutcomeOptions, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The result for the playbook: ``changed``, ``devices``, ``summary`` and the ``facts``."""
    return {
        "changed": any(entry.changed for entry in entries),
        "devices": [entry.record() for entry in entries if entry.outcome in _KEPT[settings.return_devices]],
        "summary": {outcome: sum(entry.outcome == outcome for entry in entries) for outcome in OUTCOMES},
        **facts,
    }


def difference(work: Work, entries: Sequence[Entry]) -> dict[str, dict]:
    """The ``before`` and ``after`` of diff mode."""
    changing = [entry for entry in entries if entry.changed and entry.target and entry.uuid]
    after = {
        entry.uuid: work.expected(entry.target) if entry.outcome == "planned" and entry.target else entry.after
        for entry in changing
    }
    return {"before": {entry.uuid: entry.before for entry in changing}, "after": after}


def report(
    entries: Sequence[Entry],
    settings: OutcomeOptions,
    warn: Callable[[str], None],
    action: Action,
    facts: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The result of a task. Raises TaskFailed with it if an entry failed, unless this is tolerated."""
    whole = result(entries, settings, facts or {})
    size = len(json.dumps({key: value for key, value in whole.items() if key != "diff"}))
    if size > RESULT_LIMIT:
        warn(f"The result has {size} characters. Set return_devices to problems or none to keep it small.")
    failed = [entry for entry in entries if entry.outcome in ("failed", "skipped")]
    if any(entry.always_fails for entry in failed) or (failed and not settings.continue_on_error):
        message = f"{len(failed)} of {len(entries)} could not be {action.effect}. {_causes(failed)}"
        raise TaskFailed(message, result=whole)
    return whole


def _causes(failed: Sequence[Entry]) -> str:
    """The causes of the failures, each once, with the first devices that it concerns."""
    by_cause: dict[str | None, list[Entry]] = {}
    for entry in failed:
        by_cause.setdefault(entry.message, []).append(entry)
    causes = [
        f"{entry.name or 'without a name'} ({entry.uuid})"
        + (f" and {len(others)} more" if others else "")
        + f": {message}"
        for message, (entry, *others) in by_cause.items()
    ]
    return sentences(causes, _CAUSES, "more causes")
