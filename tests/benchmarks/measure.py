# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measuring sides next to each other: in turns, several times, wall time beside processor time, medians with their spread."""

from __future__ import annotations

import resource
import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

Side = TypeVar("Side")


@dataclass
class Times:
    """What one side took, once for each round: seconds on the clock, and seconds of processors."""

    wall: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)

    def __sub__(self, other: Times) -> Times:
        """What this side took more, round by round."""
        return Times(_each(self.wall, other.wall), _each(self.processor, other.processor))

    def __truediv__(self, count: float) -> Times:
        return Times([value / count for value in self.wall], [value / count for value in self.processor])

    def __mul__(self, count: float) -> Times:
        return self / (1 / count)

    def __add__(self, other: Times) -> Times:
        return self - other * -1


def _each(first: list[float], second: list[float]) -> list[float]:
    return [one - other for one, other in zip(first, second)]


def shown(values: list[float]) -> str:
    """The median, and the least and the most."""
    scale, unit = (1000, "ms") if statistics.median(values) < 1 else (1, "s")
    middle, least, most = (value * scale for value in (statistics.median(values), min(values), max(values)))
    digits = 0 if scale == 1000 else 2 if middle < 10 else 1
    return f"{middle:.{digits}f} {unit} ({least:.{digits}f} to {most:.{digits}f})"


@contextmanager
def processor_of_children(times: Times) -> Iterator[None]:
    """Add the processor time of the processes that are started and end inside of the block."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    yield
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    times.processor.append(after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)


def in_turns(rounds: int, warm: bool = False, **sides: Callable[[], object]) -> dict[str, Times]:
    """Run the sides one after the other, ``rounds`` times; each second round begins at the other end.

    A side starts processes and waits for them. So that files are in the cache, all run once before it counts, unless
    they are ``warm`` already.
    """
    times = {name: Times() for name in sides}
    for side in () if warm else sides.values():
        side()
    for name, side in turns(rounds, sides):
        with processor_of_children(times[name]):
            started = time.perf_counter()
            side()
            times[name].wall.append(time.perf_counter() - started)
    return times


def turns(rounds: int, sides: Mapping[str, Side]) -> Iterator[tuple[str, Side]]:
    """The sides in the order in which they are measured: all of them in each round, in each second one backwards."""
    for number in range(rounds):
        yield from list(sides.items())[:: 1 if number % 2 == 0 else -1]


@dataclass
class Table:
    """Prints rows of ours next to theirs, and remembers whether each target was reached."""

    missed: list[str] = field(default_factory=list)

    def head(self, title: str, ours: str, theirs: str, ratio: str) -> None:
        """What follows; ``ratio`` says which way the ratio goes."""
        print(f"\n{title}\n  {'':<30} {ours:>27} {theirs:>29} {ratio:>12}   target")

    def times(
        self, what: str, ours: Times, theirs: Times, at_most: float = 0, at_least: float = 0, faster: bool = False
    ) -> None:
        """A row of wall times, which a target is compared with, and one of processor times."""
        for name, mine, other, limits in (
            (what, ours.wall, theirs.wall, (at_most, at_least)),
            ("  processor time", ours.processor, theirs.processor, (0, 0)),
        ):
            ratio = statistics.median(mine) / statistics.median(other)
            self.row(name, shown(mine), shown(other), 1 / ratio if faster else ratio, *limits)

    def row(self, what: str, ours: str, theirs: str, ratio: float, at_most: float = 0, at_least: float = 0) -> None:
        """A row whose ratio is compared with a target, if it has one."""
        good = (not at_most or ratio <= at_most) and ratio >= at_least
        target = f"at most {at_most:g}" if at_most else f"at least {at_least:g}" if at_least else ""
        self._print(what, ours, theirs, f"{ratio:.2f}", target, good)

    def figure(self, what: str, ours: float, theirs: float, unit: str, at_most: float) -> None:
        """A row of two figures, ours with a limit of its own."""
        shown_ours, shown_theirs = (f"{value:.0f} {unit}" for value in (ours, theirs))
        self._print(what, shown_ours, shown_theirs, "", f"at most {at_most:g} {unit}", ours <= at_most)

    def _print(self, what: str, ours: str, theirs: str, ratio: str, target: str, good: bool) -> None:
        verdict = f"{target}: {'reached' if good else 'MISSED'}" if target else ""
        print(f"  {what:<30} {ours:>27} {theirs:>29} {ratio:>12}   {verdict}".rstrip(), flush=True)
        if not good:
            self.missed.append(what)
