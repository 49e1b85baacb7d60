# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""The outcome options of a task: how effects are sent, waited for and reported."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..selecting._parallel import CONCURRENCY
from ..wire._errors import InvalidInput

NEVER = 0
"""The bulk threshold that means single calls only."""
_RANGES: dict[str, tuple[int, int | None]] = {
    "wait_timeout": (0, None),
    "wait_interval": (1, None),
    "bulk_size": (1, 20_000),
    "concurrency": (1, 64),
}


def check_bulk_size(size: int | None) -> None:
    """Raise InvalidInput if Core does not accept this number of ids in one request."""
    _check_range("bulk_size", size)


def _check_range(name: str, value: int | None) -> None:
    lowest, highest = _RANGES[name]
    if value is not None and (value < lowest or (highest is not None and value > highest)):
        expected = f"{lowest} to {highest}" if highest else f"{lowest} or more"
        raise InvalidInput(f"{name}: expected {expected}, got {value}.")


@dataclass(frozen=True)
class OutcomeOptions:
    """The outcome options. ``wait_timeout`` and ``wait_interval`` in seconds. Raises InvalidInput when made."""

    wait: bool = False
    wait_timeout: int = 300
    wait_interval: int = 10
    continue_on_error: bool = False
    return_devices: str = field(default="all", metadata={"choices": ("all", "problems", "none")})
    bulk_threshold: int = 20
    bulk_size: int | None = None
    concurrency: int = CONCURRENCY

    def __post_init__(self) -> None:
        for name in _RANGES:
            _check_range(name, getattr(self, name))
        if self.bulk_threshold != NEVER and self.bulk_threshold < 2:
            raise InvalidInput(f"bulk_threshold: expected 2 or more, or 0 for never, got {self.bulk_threshold}.")

    def in_bulk(self, count: int) -> bool:
        """Whether an effect on so many devices goes out by a bulk call."""
        return self.bulk_threshold != NEVER and count >= self.bulk_threshold
