# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The request log: what was asked, what was answered, and what it did."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, field
from typing import Any

_SECRET = re.compile(r"((?:^|[?&])(?:old|new)?password=)[^&]*", re.IGNORECASE)


@dataclass(slots=True)
class Entry:
    """One request; ``effect`` is None if it changed nothing and sent nothing, ``status`` 0 if no answer arrived."""

    time: float
    method: str
    path: str
    operation: str = "unknown"
    status: int = 0
    effect: str | None = None
    devices: list[str] = field(default_factory=list)
    fault: str | None = None
    user: str = ""
    user_agent: str = ""
    accept: str = ""
    seq: int = 0


class Journal:
    """Entries are only ever added; seq starts at 1 and never repeats."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def add(self, entry: Entry) -> None:
        """Number an entry and keep it."""
        entry.seq = len(self.entries) + 1
        self.entries.append(entry)

    def since(self, number: int, effects_only: bool) -> dict[str, Any]:
        """The entries with seq from ``number`` on, and where to go on from."""
        found = self.entries[max(0, number - 1) :]
        rows = [asdict(entry) for entry in found if entry.effect or not effects_only]
        return {"entries": rows, "next": len(self.entries) + 1}


def masked(path: str) -> str:
    """A raw path with the passwords in its query blotted out."""
    return _SECRET.sub(r"\1***", path)
