# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""Words, numbers and times as the pages show them."""

from __future__ import annotations

import unicodedata
from datetime import datetime, timezone
from typing import Any

from ..records._dates import parse_iso

_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def printable(value: Any) -> str:
    """Text on one line. People choose names: a name must not begin a new line or reverse the text."""
    text = str(value)
    if text.isascii() and text.isprintable():
        return text
    return "".join("\ufffd" if unicodedata.category(char) in _UNPRINTABLE else char for char in text)


def cut(text: str, length: int) -> str:
    """The text, with an ellipsis in place of what is beyond ``length`` characters."""
    return text if len(text) <= length else text[: length - 1] + "…"


def number(value: int) -> str:
    """1234 → ``1,234``."""
    return f"{value:,}"


def signed(value: int) -> str:
    """-3 → ``−3``, 3 → ``+3``, 0 → ``±0``."""
    return f"+{value:,}" if value > 0 else f"−{-value:,}" if value < 0 else "±0"


def percent(part: int, whole: int) -> str:
    """A share with one decimal place. Only nothing is shown as 0, and only everything as 100."""
    if not whole:
        return "–"
    share = 100 * part / whole
    if 0 < share < 0.05:
        return "<0.1%"
    if 99.95 <= share < 100:
        return ">99.9%"
    return f"{share:.0f}%" if part in (0, whole) else f"{share:.1f}%"


def plural(count: int, one: str, many: str | None = None) -> str:
    """2, ``device`` → ``2 devices``."""
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


def day(moment: datetime) -> str:
    """``27 November 2026``, in UTC and in English whatever the locale."""
    utc = moment.astimezone(timezone.utc)
    return f"{utc.day} {_MONTHS[utc.month - 1]} {utc.year}"


def minute(moment: datetime) -> str:
    """``27 November 2026, 08:45 UTC``."""
    return f"{day(moment)}, {moment.astimezone(timezone.utc):%H:%M} UTC"


def shown_time(value: Any) -> str:
    """An ISO 8601 time as ``minute`` shows it; any other text as it is."""
    moment = parse_iso(value) if isinstance(value, str) else None
    return minute(moment) if moment else printable(value)


def table_time(moment: datetime) -> str:
    """``2026-11-27 08:45``, in UTC, for a column of times."""
    return f"{moment.astimezone(timezone.utc):%Y-%m-%d %H:%M}"
