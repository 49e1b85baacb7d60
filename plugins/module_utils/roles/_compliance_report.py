# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""The compliance report of a module: its options, the earlier report, and the result."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any
from urllib.parse import urlsplit

from ..records._dates import parse_date, parse_iso
from ..wire._errors import InvalidInput
from ._compliance_changes import MOVES, is_report, report
from ._compliance_figures import Terms, main_figures
from ._compliance_files import contents
from ._compliance_words import exceeded

_UUIDS = 5_000
"""The maximum number of noncompliant devices in the result."""
_WHOLE = 300_000
"""Characters of the JSON of a report that is returned whole."""


@dataclass(frozen=True)
class ReportOptions:
    """The options of mi_compliance_report beside the selector. The constructor raises InvalidInput."""

    title: str = "Device compliance"
    contact_within_days: int = 30
    max_noncompliant_percent: float | None = None
    max_not_seen_percent: float | None = None
    alerts: bool = True
    earlier: str | None = None
    generated_at: str | None = None

    def __post_init__(self) -> None:
        if not self.title.strip():
            raise InvalidInput("title: it is empty. Leave the option out or give a title.")
        if self.contact_within_days < 1:
            raise InvalidInput(f"contact_within_days: expected 1 or more days, got {self.contact_within_days}.")
        for name in ("max_noncompliant_percent", "max_not_seen_percent"):
            limit = getattr(self, name)
            if limit is not None and not 0 <= limit <= 100:
                raise InvalidInput(f"{name}: expected a percentage from 0 to 100, got {limit:g}.")
        object.__setattr__(self, "_moment", self._time())

    def _time(self) -> datetime:
        try:
            moment = datetime.now(timezone.utc) if self.generated_at is None else parse_date(self.generated_at)
        except ValueError as error:
            raise InvalidInput(f"generated_at: {self.generated_at!r} cannot be read: {error}.") from error
        return moment.replace(microsecond=0)

    @property
    def moment(self) -> datetime:
        """The time of the report, to the second; without ``generated_at``, the time when the options were made."""
        moment: datetime = self._moment  # type: ignore[attr-defined]
        return moment

    def terms(self, selector: Mapping[str, Any], url: str) -> Terms:
        """The parameters of the figures: these options, the selector, and the server's address."""
        parts = urlsplit(url)
        return Terms(
            generated_at=self.moment,
            not_seen_for_days=self.contact_within_days,
            title=self.title.strip(),
            server=f"{parts.hostname or ''}{parts.path.rstrip('/')}",
            selection={name: value for name, value in selector.items() if value is not None},
            max_noncompliant_percent=self.max_noncompliant_percent,
            max_not_seen_percent=self.max_not_seen_percent,
        )


@dataclass(frozen=True)
class Report:
    """``contents``: the text of each file, by its kind. ``result``: the result of the module."""

    contents: dict[str, str]
    result: dict[str, Any]


def read_earlier(options: ReportOptions, replaced: str, warn: Callable[[str], None]) -> dict[str, Any] | None:
    """The report to compare with: the one in ``options.earlier``, or the one in the file that is ``replaced``.

    Raises InvalidInput if the named file is not an earlier report. A replaced file that is not one is ignored.
    """
    path = options.earlier
    if path is None and not os.path.exists(replaced):
        return None
    data, problem = _read(path or replaced)
    moment = parse_iso(data["generated_at"]) if data else None
    is_later = moment is not None and moment >= options.moment
    if path is not None and (problem or is_later):
        problem = problem or "it is not earlier than this report"
        raise InvalidInput(f"earlier: {path}: {problem}. Give the compliance-report.json of an earlier report.")
    if problem:
        warn(f"{replaced}: {problem}. The new report is not compared with it, and replaces it.")
    return None if is_later else data


def _read(path: str) -> tuple[dict[str, Any] | None, str | None]:
    """The report in a file, or the problem with it."""
    try:
        with open(path, encoding="utf-8") as source:
            data = json.load(source)
    except (OSError, ValueError, RecursionError) as error:
        return None, f"it cannot be read: {error}"
    if is_report(data):
        return data, None
    return None, "it is not a report of this collection, or comes from another version"


def make_report(
    devices: Iterable[Mapping[str, Any]],
    alerts: Sequence[Mapping[str, Any]] | None,
    terms: Terms,
    earlier: Mapping[str, Any] | None,
) -> Report:
    """The report of these records, of the unread ``alerts`` if they were read, compared with an ``earlier`` report."""
    made = report(devices, terms, alerts, earlier)
    texts = contents(made)
    return Report(texts, _result(made, earlier, len(texts["json"])))


def _result(made: Mapping[str, Any], earlier: Mapping[str, Any] | None, length: int) -> dict[str, Any]:
    uuids = [row["uuid"] for row in made["devices"] if row["verdict"] == "noncompliant"]
    summary = main_figures(made["figures"])
    return {
        "count": len(made["devices"]),
        "generated_at": made["generated_at"],
        "summary": summary,
        "thresholds": made["thresholds"],
        "exceeded": exceeded(made),
        "noncompliant": uuids if len(uuids) <= _UUIDS else None,
        "changes": _changes(made["changes"]) if made["changes"] else None,
        "report": made if length <= _WHOLE else None,
        "diff": {"before": main_figures(earlier["figures"]) if earlier else {}, "after": summary},
    }


def _changes(changes: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "since": changes["since"],
        "differences": changes["differences"],
        "moves": {name: len(changes[name]) for name in MOVES},
    }
