# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""What the answer to an effect says of single devices, and what is said where there was none. A 200 is no success.

Reference: Send Action to bulk devices, Send message to devices, Unlock a Device. The tables of the bulk calls leave
open which element stands inside which, so each is looked for wherever it stands.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..records._fields import text, texts
from ..wire._client import Answer
from ..wire._codec import as_list
from ..wire._errors import RefusedRequest

NOT_KNOWN = "not known whether Core acted; not sent again"
DID_NOT_ACT = "A read shows that Core did not act; it was not sent again."
"""What is said of an effect whose answer was lost, where no read tells and where one does."""
NOT_DONE = "Core accepted the request, and a read shows that it is not done."


# English, and never beside a success. In another language an effect that no read shows counts as accepted.
_FAILURE = re.compile(
    r"(?i)\b(fail(ed|ure)?|error|invalid|unable|can ?not|can't|could ?n[o']t|denied|unauthori[sz]ed|rejected|refused"
    r"|no such|not (found|allowed|permitted|supported|possible|exist|sent|applied|valid|known))\b"
)
_SUCCESS = re.compile(r"(?i)(?<!un)success")


def refuse_silent_failure(answer: Answer, what: str = "device") -> None:
    """Raise RefusedRequest for what Core says inside a 404 or a 200 without having acted; ``what`` was not found."""
    name, status, said = answer.operation.name, answer.status, " ".join(answer.messages)
    if not answer.found:
        raise RefusedRequest(f"{name}: Core found no such {what}" + (f": {said}" if said else "."), name, status)
    if said_failure(answer):
        raise RefusedRequest(f"{name}: Core did not do it: {said}", name, status)


def said_failure(answer: Answer) -> bool:
    """Whether one of Core's messages is the "descriptive error message" of the reference instead of a success."""
    return any(_FAILURE.search(text) and not _SUCCESS.search(text) for text in answer.messages)


def lists_in(data: Any, name: str) -> list[Any] | None:
    """The values of every key ``name`` in an answer, wherever it stands; None where there is no such key."""
    if isinstance(data, list):
        found = [lists_in(inner, name) for inner in data]
    elif isinstance(data, dict):
        wanted = name.lower()
        found = [as_list(inner) if key.lower() == wanted else lists_in(inner, name) for key, inner in data.items()]
    else:
        return None
    known = [values for values in found if values is not None]
    return [value for values in known for value in values] if known else None


def passcodes(data: Any) -> dict[str, str | None]:
    """The unlock passcodes of an answer by lower-case uuid ("" where an answer names none)."""
    rows = [row for row in lists_in(data, "passcode") or [] if isinstance(row, dict)]
    return {(text(row.get("uuid")) or "").lower(): text(row.get("value")) for row in rows}


@dataclass
class Told:
    """What an answer says of devices that it failed for: ``failures`` by lower-case uuid, and ``unplaced``, the words
    that name none of the devices that were asked for."""

    failures: dict[str, str] = field(default_factory=dict)
    unplaced: list[str] = field(default_factory=list)

    @property
    def said(self) -> str:
        """The words that name nobody, in one sentence."""
        return "; ".join(self.unplaced[:3])


def told_failures(
    data: Any, names: Mapping[str, str | None], invalid: str = "Core says that the device is invalid for this action."
) -> Told:
    """What stands below ``invalidDevices``, ``failedDevices`` and ``messageSentFailed``, in whatever shape.

    ``names``: the name of each device of the request by its uuid. ``invalid``: what is said of an invalid device.
    """
    told = Told()
    for key, sentence in (("invalidDevices", invalid), ("failedDevices", None), ("messageSentFailed", None)):
        for words in _leaves(lists_in(data, key)):
            if words.lower() in ("false", "0"):
                continue
            named = [uuid.lower() for uuid, name in names.items() if _names(words, uuid, name)]
            told.failures.update(dict.fromkeys(named, sentence or f"Core says: {words}"))
            if not named:
                told.unplaced.append(words)
    return told


def _leaves(value: Any) -> list[str]:
    """All texts below a value, but for attributes."""
    if isinstance(value, dict):
        return [leaf for key, inner in value.items() if key[:1] != "@" for leaf in _leaves(inner)]
    if isinstance(value, list):
        return [leaf for inner in value for leaf in _leaves(inner)]
    return texts(value)


def _names(words: str, uuid: str, name: str | None) -> bool:
    """Whether words name a device: by its uuid, which may stand among others, or by its name."""
    whole = rf"(?<![\w-]){re.escape(uuid)}(?![\w-])"
    return re.search(whole, words, re.IGNORECASE) is not None or (name or "\0").lower() in words.lower()
