# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""Which evidence of an earlier run a role goes on from: of all that is at hand the newest.

It tells which wipes are awaited. So what cannot be read, what was changed, and what is about somebody else or another
Core stops the role. Only artifacts of another job, which an AWX workflow hands to every node, may be about others.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..records._user import same_user
from ._evidence_seal import PREVIOUS, SHA256, content_sha256, is_changed
from ._page_text import cut, printable

Evidence = Mapping[str, Any]
_Source = tuple[str, Evidence]
"""Where evidence comes from, and what it says."""
NONE = "none"
"""The word that says that there is no earlier evidence, and nothing that it would tell."""
_ROWS = "devices"
"""What evidence has, and an artifact that only says where the evidence lies has not."""
_ROW_TEXTS = ("kind", "uuid", "outcome")


class _Unusable(ValueError):
    """Why evidence must not be gone on from."""


@dataclass(frozen=True)
class _Subject:
    """Whose evidence it is, of which role, from which Core."""

    role: str
    user: str
    device_uuid: str
    core: str

    def other(self, evidence: Evidence) -> str:
        """Whose evidence it is instead; empty if it is this one's. What it does not say is not compared."""
        role, core = evidence.get("role", self.role), evidence.get("core", self.core)
        if role != self.role:
            return f"of the role {role}"
        if self.device_uuid and str(evidence.get("device_uuid", "")).lower() != self.device_uuid.lower():
            return f"of the device {evidence.get('device_uuid')}"
        if not self.device_uuid and not same_user(str(evidence.get("user", "")), self.user):
            return f"of {evidence.get('user')}"
        return f"from another Core, {core}" if str(core).lower() != self.core.lower() else ""


def earlier_evidence(
    sources: Sequence[Mapping[str, Any]], role: str, core: str, user: str = "", device_uuid: str = ""
) -> dict[str, Any]:
    """The newest of the evidence at hand, and why none may be used.

    ``sources``: each with its ``place`` (a name for messages) and its ``content``, which is JSON text, a record, or
    null where there is none; ``shared`` if it may as well be about others and is then left aside. The subject is
    ``device_uuid`` where that is given, else ``user``.

    Returns the ``evidence`` (empty if there is none), the ``place`` that it comes from, ``is_sealed`` (whether it has a
    hash, which then is right), and the ``problem``: empty unless the role must stop.
    """
    subject = _Subject(role, user, device_uuid, core)
    usable: list[_Source] = []
    pointers: list[_Source] = []
    for source in sources:
        place = str(source["place"])
        try:
            evidence = _read(source.get("content"))
            if evidence is None or (source.get("shared") and subject.other(evidence)):
                continue
            if source.get("shared") and _ROWS not in evidence:
                pointers.append((place, evidence))
                continue
            _check(evidence, subject)
            usable.append((place, evidence))
        except _Unusable as fault:
            return _result(problem=_problem(place, str(fault)))
    missing = _missing(pointers, usable)
    return _result(problem=missing) if missing else _result(*_newest(usable))


def _result(place: str = "", evidence: Evidence | None = None, problem: str = "") -> dict[str, Any]:
    record = dict(evidence or {})
    return {"evidence": record, "place": place, "is_sealed": not record or SHA256 in record, "problem": problem}


def _read(content: Any) -> dict[str, Any] | None:
    """The record in a content; None if there is none."""
    if content is None or content == NONE or content == {}:
        return None
    if isinstance(content, str):
        try:
            content = json.loads(content)
        except (ValueError, RecursionError):
            raise _Unusable("it is no JSON, so it cannot be read") from None
    if not isinstance(content, Mapping):
        raise _Unusable("it is no evidence")
    return dict(content)


def _check(evidence: Evidence, subject: _Subject) -> None:
    """Raise _Unusable for what is no evidence, was changed, or is about others."""
    rows = evidence.get(_ROWS)
    if not isinstance(rows, Sequence) or isinstance(rows, str) or not all(_is_row(row) for row in rows):
        raise _Unusable("it is no evidence")
    other = subject.other(evidence)
    if other:
        raise _Unusable(f"it is evidence {other}")
    if is_changed(evidence):
        raise _Unusable("it was changed since it was written: its content no longer has its sha256")


def _is_row(row: Any) -> bool:
    return isinstance(row, Mapping) and all(isinstance(row.get(key), str) for key in _ROW_TEXTS)


def _newest(usable: Iterable[_Source]) -> _Source:
    """The newest of some evidence: the one that goes on from another, else the one that was written last."""
    newest: _Source = ("", {})
    for place, evidence in usable:
        if not newest[1] or _is_newer(evidence, newest[1]):
            newest = (place, evidence)
    return newest


def _is_newer(evidence: Evidence, known: Evidence) -> bool:
    if content_sha256(known) == evidence.get(PREVIOUS):
        return True
    return _age(evidence) > _age(known) and content_sha256(evidence) != known.get(PREVIOUS)


def _age(evidence: Evidence) -> str:
    return str(evidence.get("updated_at", ""))


def _missing(pointers: Iterable[_Source], usable: Iterable[_Source]) -> str:
    """Why an artifact that only says where evidence lies is not enough; empty if that or newer evidence is at hand."""
    ages = [_age(evidence) for _place, evidence in usable]
    for place, pointer in pointers:
        if not any(age >= _age(pointer) for age in ages):
            lies = pointer.get("url") or pointer.get("file") or "a place that it does not name"
            return _problem(place, f"it names {lies} as the place of the evidence, and there is none")
    return ""


def _problem(place: str, fault: str) -> str:
    return printable(
        f"The evidence of an earlier run, {place}: {cut(fault, 300)}. It shows which wipes are pending, and a "
        "device with a pending wipe must not be retired. Nothing was done."
    )
