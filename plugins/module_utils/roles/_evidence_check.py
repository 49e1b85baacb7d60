# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""Whether a folder of evidence is as it was written: each file's content, and the links between them.

Evidence that goes on from other evidence names that one's hash. So of each person, or lost device, the evidence forms a
chain: a link that is missing, and two that go on from the same one, show. The newest file of a chain has no successor
that would tell of it, so that nothing shows that it was removed, unless the one before is kept as replaced.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from ._evidence_files import REPLACED
from ._evidence_seal import PREVIOUS, SHA256, is_changed
from ._page_text import printable

ROLES = frozenset({"offboarding", "lost_device", "onboarding"})


@dataclass(frozen=True)
class _File:
    """A file of the folder: its evidence, or the ``fault`` why it has none."""

    path: str
    evidence: Mapping[str, Any]
    fault: str = ""

    @property
    def sha256(self) -> str:
        return str(self.evidence.get(SHA256, ""))

    @property
    def previous(self) -> str:
        return str(self.evidence.get(PREVIOUS) or "")

    @property
    def is_replaced(self) -> bool:
        return PurePosixPath(self.path).parent.name == REPLACED

    @property
    def subject(self) -> tuple[str, ...]:
        """Of which role, from which Core and about whom."""
        about = self.evidence.get("device_uuid") if self.evidence.get("role") == "lost_device" else None
        about = about or self.evidence.get("user") or self.evidence.get("user_id")
        return tuple(str(value).lower() for value in (self.evidence.get("role"), self.evidence.get("core"), about))


def check_evidence(contents: Mapping[str, str | None]) -> dict[str, Any]:
    """The verdict on each file of a folder of evidence.

    ``contents``: the text of each JSON file by its path, None where it could not be read as text.

    Returns ``files`` (``path``, ``is_good``, ``verdict``, and ``role``, ``user``, ``updated_at`` and ``sha256`` where
    known), ``bad`` (how many are not good), and ``lines`` to show.
    """
    files = [_read(path, text) for path, text in sorted(contents.items())]
    faults = _link_faults([file for file in files if not file.fault])
    verdicts = [_row(file, [file.fault] if file.fault else faults[file.path]) for file in files]
    bad = [verdict for verdict in verdicts if not verdict["is_good"]]
    lines = [printable(f"{'ok' if row['is_good'] else 'BAD'}: {row['path']}: {row['verdict']}") for row in verdicts]
    return {"files": verdicts, "bad": len(bad), "lines": lines}


def _read(path: str, text: str | None) -> _File:
    if text is None:
        return _File(path, {}, "it cannot be read as text")
    try:
        evidence = json.loads(text)
    except (ValueError, RecursionError):
        return _File(path, {}, "it is no JSON")
    if not isinstance(evidence, Mapping) or evidence.get("role") not in ROLES:
        return _File(path, {}, "it is no evidence of a role of this collection")
    return _File(path, evidence, _content_fault(evidence))


def _content_fault(evidence: Mapping[str, Any]) -> str:
    if SHA256 not in evidence or PREVIOUS not in evidence:
        return "it has no hash, so nobody can tell whether it was changed"
    if is_changed(evidence):
        return "its content was changed: it no longer has its hash"
    return ""


def _link_faults(files: Iterable[_File]) -> dict[str, list[str]]:
    """path → what is wrong with a file's place in its chain. Copies of the same evidence are one."""
    files = list(files)
    known = {file.sha256: file for file in files}
    successors: dict[str, set[str]] = defaultdict(set)
    for file in files:
        if file.previous:
            successors[file.previous].add(file.sha256)
    current = {file.sha256 for file in files if not file.is_replaced}
    return {file.path: [*_backwards(file, known, successors), *_forwards(file, successors, current)] for file in files}


def _backwards(file: _File, known: Mapping[str, _File], successors: Mapping[str, set[str]]) -> list[str]:
    if not file.previous:
        return []
    before = known.get(file.previous)
    if before is None:
        return [f"the evidence that it goes on from is missing or was changed ({file.previous})"]
    faults = []
    if before.subject != file.subject:
        faults.append(f"it goes on from evidence about somebody else ({before.path})")
    if len(successors[file.previous]) > 1:
        faults.append(f"it is one of several that go on from the same evidence ({before.path})")
    return faults


def _forwards(file: _File, successors: Mapping[str, set[str]], current: set[str]) -> list[str]:
    if file.is_replaced and file.sha256 not in successors and file.sha256 not in current:
        return ["it was replaced, and the evidence that replaced it is missing or was changed"]
    return []


def _row(file: _File, faults: list[str]) -> dict[str, Any]:
    good = "unchanged, and goes on from evidence that is here" if file.previous else "unchanged, the first of its chain"
    names = {key: file.evidence.get(key) for key in ("role", "user", "updated_at", SHA256)}
    return {"path": file.path, "is_good": not faults, "verdict": "; ".join(faults) or good, **names}
