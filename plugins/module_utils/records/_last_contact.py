# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""The time since the last contact of a device, in whole days and in classes. Never is a class of its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from ._dates import parse_iso

EDGES = (1, 7, 30, 90)
"""Days at which one class ends and the next begins."""
NEVER, UNKNOWN = "never", "unknown"
_AHEAD = timedelta(days=1)
"""How far a clock may be ahead of ours."""


def last_contact(connected_at: str | None, now: datetime, edges: Sequence[int] = EDGES) -> tuple[int | None, str]:
    """Whole days since ``connected_at`` (ISO 8601), and the class that they fall in.

    The days are None for a device that never connected, class ``never``, and for a time that cannot be read or lies in
    the future, class ``unknown``.
    """
    if connected_at is None:
        return None, NEVER
    moment = parse_iso(connected_at)
    if moment is None or moment > now + _AHEAD:
        return None, UNKNOWN
    days = max(now - moment, timedelta()).days
    return days, contact_class(days, edges)


def contact_class(days: int, edges: Sequence[int] = EDGES) -> str:
    """``7-29`` for 10 days, ``90+`` for 100: from the first to the last day of the class."""
    return _span(max([0, *(edge for edge in edges if edge <= days)]), edges)


def contact_classes(edges: Sequence[int] = EDGES) -> list[str]:
    """All classes, the youngest first, then ``never`` and ``unknown``."""
    return [*(_span(start, edges) for start in (0, *edges)), NEVER, UNKNOWN]


def _span(start: int, edges: Sequence[int]) -> str:
    end = next((edge for edge in edges if edge > start), None)
    if end is None:
        return f"{start}+"
    return f"{start}-{end - 1}" if end - 1 > start else str(start)
