# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulated clock, and what is due on it."""

from __future__ import annotations

import heapq
import itertools
import time
from collections.abc import Callable
from datetime import datetime, timezone

Action = Callable[[float], None]


class Clock:
    """Real time plus a movable offset, with a queue of things to be done at a time of that clock."""

    def __init__(self, start: float | None = None) -> None:
        now = time.time()
        self.start = now if start is None else start
        self.offset = self.start - now
        self._queue: list[tuple[float, int, Action]] = []
        self._order = itertools.count()

    def now(self) -> float:
        """Epoch seconds on the simulated clock."""
        return time.time() + self.offset

    def advance(self, seconds: float) -> None:
        """Move the clock forward and do everything that has become due, in order."""
        self.offset += seconds
        self.settle()

    def at(self, when: float, action: Action) -> None:
        """Do something at that time; it is handed the time it was due."""
        heapq.heappush(self._queue, (when, next(self._order), action))

    def settle(self) -> None:
        """Do all that is due; called before every request, so nobody sees a state that is overdue."""
        now = self.now()
        while self._queue and self._queue[0][0] <= now:
            due, _order, action = heapq.heappop(self._queue)
            action(due)


def iso(seconds: float) -> str:
    """Text as device lists carry it: 2011-07-08T01:52:33+00:00."""
    return datetime.fromtimestamp(int(seconds), timezone.utc).isoformat()


def millis(seconds: float) -> int:
    """Epoch milliseconds, as profiles, locations, users and ActiveSync carry them."""
    return int(seconds * 1000)


def parse_time(value: str | float) -> float:
    """Epoch seconds from ISO text (UTC unless it names a zone), epoch seconds or epoch milliseconds."""
    if isinstance(value, str):
        moment = datetime.fromisoformat(value.replace("Z", "+00:00"))
        return (moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)).timestamp()
    return value / 1000 if value > 100_000_000_000 else float(value)
