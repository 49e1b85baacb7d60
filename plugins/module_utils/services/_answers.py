# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""What the answer to an effect says of single devices, and what is said where there was none. A 200 is no success.

Reference: Send Action to bulk devices, Send message to devices, Unlock a Device. The tables of the bulk calls leave
open which element stands inside which, so each is looked for wherever it stands.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from ..records._fields import text, texts
from ..wire._codec import as_list
from ..wire._errors import RefusedRequest
from ..wire._session import Answer

NOT_KNOWN = "not known whether Core acted; not sent again"
DID_NOT_ACT = "A read shows that Core did not act; it was not sent again."
"""What is said of an effect whose answer was lost, where no read tells and where one does."""


def refuse_silent_failure(answer: Answer) -> None:
    """Raise RefusedRequest for what Core says inside a 404 or a 200 without having acted."""
    said = " ".join(answer.messages)
    if not answer.found:
        raise RefusedRequest(
            f"{answer.operation.name}: Core found no such device" + (f": {said}" if said else "."), status=answer.status
        )
    if "invalid action" in said.lower():
        raise RefusedRequest(f"{answer.operation.name}: Core refused the request: {said}", status=answer.status)


def lists_in(data: Any, name: str) -> list[Any] | None:
    """The values of every key ``name`` in an answer, wherever it stands; None where there is no such key."""
    if isinstance(data, list):
        found = [lists_in(inner, name) for inner in data]
    elif isinstance(data, dict):
        found = [as_list(data[name])] if name in data else []
        found += [lists_in(inner, name) for key, inner in data.items() if key != name]
    else:
        return None
    known = [values for values in found if values is not None]
    return [value for values in known for value in values] if known else None


def uuids_in(data: Any, name: str) -> list[str]:
    """The uuids below the key ``name`` (``invalidDevices``), lower case."""
    found = []
    for holder in lists_in(data, name) or []:
        found += texts(holder.get("uuid") if isinstance(holder, dict) else holder)
    return [uuid.lower() for uuid in found]


def invalid_devices(data: Any, text_of: str) -> dict[str, str]:
    """The devices that Core calls invalid, by lower-case uuid, each with the sentence ``text_of``."""
    return dict.fromkeys(uuids_in(data, "invalidDevices"), text_of)


def passcodes(data: Any) -> dict[str, str | None]:
    """The unlock passcodes of an answer by lower-case uuid ("" where an answer names none)."""
    rows = [row for row in lists_in(data, "passcode") or [] if isinstance(row, dict)]
    return {(text(row.get("uuid")) or "").lower(): text(row.get("value")) for row in rows}


def failed_devices(data: Any, names: Mapping[str, str | None], settled: Collection[str]) -> dict[str, str]:
    """The failures in ``failedDevices``, whose messages name a device in words, by lower-case uuid.

    ``names``: the name of each device of the request by its uuid; ``settled``: the devices, lower case, of which the
    answer tells already. A message that names no device belongs to one that it does not tell of; then all of those
    count as failed, because Core does not tell which.
    """
    found: dict[str, str] = {}
    unsettled = [uuid.lower() for uuid in names if uuid.lower() not in settled]
    for message in _messages(lists_in(data, "failedDevices") or []):
        said = message.lower()
        named = [uuid.lower() for uuid, name in names.items() if uuid.lower() in said or (name or "\0").lower() in said]
        found.update({uuid: f"Core says: {message}" for uuid in named or unsettled})
    return found


def _messages(holders: Iterable[Any]) -> list[str]:
    return [
        message
        for holder in holders
        for message in texts(holder.get("message", holder.get("uuid")) if isinstance(holder, dict) else holder)
    ]
