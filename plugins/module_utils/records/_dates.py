# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""Dates that people write, in the formats that Core's own API takes (reference: Date Formats).

The times in answers of Core are in ``_fields``.
"""

from __future__ import annotations

import re
from datetime import datetime, timezone

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FULL_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_CLOCK = r"(?P<hour>\d{1,2}):(?P<minute>\d\d):(?P<second>\d\d)"
_WORDS = re.compile(rf"(?P<month>[A-Za-z]+)\s+(?P<day>\d{{1,2}}),?\s+(?P<year>\d{{4}})(?:,?\s+{_CLOCK})?\Z")
_NUMBERS = re.compile(rf"(?P<month>\d\d)-(?P<day>\d\d)-(?P<year>\d{{4}})(?:\s+{_CLOCK})?\Z")
EXPECTED = "Jan 1 2010; January 1, 2010; January 1, 2010, 00:00:00; 2010-03-10T15:04:06+00:00; or 03-12-2010 13:23:12"


def parse_date(value: str) -> datetime:
    """The moment of ``value``, aware and in UTC; without an offset, UTC is assumed.

    Raises ValueError for any other format than the documented ones.
    """
    # strptime would read the month's name in the language of whoever runs the task.
    match = _WORDS.match(value.strip()) or _NUMBERS.match(value.strip())
    if match:
        parts = match.groupdict()
        day, hour, minute, second = (int(parts[name] or 0) for name in ("day", "hour", "minute", "second"))
        return datetime(int(parts["year"]), _month(parts["month"]), day, hour, minute, second, tzinfo=timezone.utc)
    moment = parse_iso(value)
    if moment is None:
        raise ValueError(f"expected a date such as {EXPECTED}")
    return moment


def parse_iso(value: str | None) -> datetime | None:
    """An ISO 8601 time as an aware datetime in UTC, without an offset taken as UTC; None for anything else."""
    cleaned = re.sub(r"([+-]\d\d)(\d\d)\Z", r"\1:\2", re.sub(r"[Zz]\Z", "+00:00", (value or "").strip()))
    try:
        moment = datetime.fromisoformat(cleaned)
    except ValueError:
        return None
    return moment.replace(tzinfo=timezone.utc) if moment.tzinfo is None else moment.astimezone(timezone.utc)


def _month(name: str) -> int:
    if name.isdigit():
        return int(name)
    for names in (_MONTHS, _FULL_MONTHS):
        if name.lower() in names:
            return names.index(name.lower()) + 1
    raise ValueError(f"{name!r} is not the English name of a month")
