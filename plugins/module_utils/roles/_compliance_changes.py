# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""The changes since an earlier compliance report (the content of its JSON file), and the report as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..records._dates import parse_iso
from ._compliance_figures import COLUMNS, Row, Terms, figures, main_figures, rows, thresholds, unread_by_device

FORMAT = "mobileiron.core.compliance_report"
VERSION = 1
_MOVES = (
    ("became_noncompliant", lambda old, new: new["verdict"] == "noncompliant" != old["verdict"]),
    ("no_longer_noncompliant", lambda old, new: old["verdict"] == "noncompliant" != new["verdict"]),
    ("became_unknown", lambda old, new: new["verdict"] == "unknown" != old["verdict"]),
    ("became_compromised", lambda old, new: bool(new["compromised"]) and not old["compromised"]),
    ("no_longer_seen", lambda old, new: new["not_seen"] and not old["not_seen"]),
    ("seen_again", lambda old, new: old["not_seen"] and not new["not_seen"]),
    ("became_quarantined", lambda old, new: bool(new["quarantined"]) and not old["quarantined"]),
    ("became_blocked", lambda old, new: bool(new["blocked"]) and not old["blocked"]),
    ("changed_owner", lambda old, new: new["owner"] != old["owner"]),
    ("changed_user", lambda old, new: _user(new) != _user(old)),
)
MOVES = ("appeared", "gone", *(name for name, _test in _MOVES))
"""The possible changes of a device since an earlier report."""


def _user(row: Mapping[str, Any]) -> str:
    return (row["principal"] or "").lower()


def is_report(data: Any) -> bool:
    """Whether the content of a JSON file is a report that this version can compare."""
    if not isinstance(data, dict) or (data.get("format"), data.get("version")) != (FORMAT, VERSION):
        return False
    devices = data.get("devices")
    rows_ok = isinstance(devices, list) and all(map(_is_row, devices))
    return rows_ok and parse_iso(data.get("generated_at")) is not None and _has_figures(data.get("figures"))


def _is_row(row: Any) -> bool:
    if not isinstance(row, dict) or not set(COLUMNS) <= set(row):
        return False
    return isinstance(row["uuid"], str) and isinstance(row["principal"], (str, type(None)))


def _has_figures(counted: Any) -> bool:
    try:
        values = main_figures(counted).values()
    except (AttributeError, KeyError, TypeError):
        return False
    return all(isinstance(value, (int, type(None))) for value in values)


def changes(devices: Sequence[Row], counted: Mapping[str, Any], terms: Terms, earlier: Mapping[str, Any]) -> dict:
    """What changed since ``earlier``, the content of another report's JSON: the uuids of each of ``MOVES``, and the
    differences of the main figures, None where one of both reports did not count."""
    before = {row["uuid"]: row for row in earlier["devices"]}
    now = {row["uuid"]: row for row in devices}
    both = [(before[uuid], row) for uuid, row in now.items() if uuid in before]
    moves = {name: [new["uuid"] for old, new in both if test(old, new)] for name, test in _MOVES}
    return {
        "since": earlier["generated_at"],
        "same_selection": earlier.get("selection") == dict(terms.selection) and earlier.get("server") == terms.server,
        "same_not_seen_for_days": earlier.get("not_seen_for_days") == terms.not_seen_for_days,
        "differences": _differences(main_figures(counted), main_figures(earlier["figures"])),
        "appeared": [uuid for uuid in now if uuid not in before],
        "gone": [uuid for uuid in before if uuid not in now],
        **moves,
    }


def _differences(now: Mapping[str, int | None], before: Mapping[str, int | None]) -> dict[str, int | None]:
    return {
        key: value - before[key] if value is not None and before.get(key) is not None else None  # type: ignore[operator]
        for key, value in now.items()
    }


# -- the whole ---------------------------------------------------------------------------------------------------------


def report(
    records: Iterable[Mapping[str, Any]],
    terms: Terms,
    alerts: Sequence[Mapping[str, Any]] | None = None,
    earlier: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The report: the content of its JSON file.

    ``earlier`` is the content of an earlier one, accepted by ``is_report``.
    """
    devices = rows(records, terms, None if alerts is None else unread_by_device(alerts))
    counted = figures(devices, terms, alerts)
    return {
        "format": FORMAT,
        "version": VERSION,
        "title": terms.title,
        "generated_at": f"{terms.generated_at:%Y-%m-%dT%H:%M:%SZ}",
        "server": terms.server,
        "selection": dict(terms.selection),
        "not_seen_for_days": terms.not_seen_for_days,
        "figures": counted,
        "thresholds": thresholds(counted, terms),
        "changes": changes(devices, counted, terms, earlier) if earlier else None,
        "devices": devices,
    }
