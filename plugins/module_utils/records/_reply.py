# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""The meaning of Core's answer to an effect. A 200 is not a success: its entries for single devices and its messages
count.

Reference: Send Action to bulk devices, Send message to devices, Unlock a Device. The tables of the bulk calls do not
show how the elements are nested, so each element is accepted at any place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..wire._codec import as_list
from ..wire._errors import RefusedRequest
from ._fields import boolean, text, texts

if TYPE_CHECKING:
    from ..wire._client import Answer

# English, and never beside a success. In another language an effect that no read shows counts as accepted.
_FAILURE = re.compile(
    r"(?i)\b(fail(ed|ure)?|error|invalid|unable|can ?not|can't|could ?n[o']t|denied|unauthori[sz]ed|rejected|refused"
    r"|no such|not (found|allowed|permitted|supported|possible|exist|sent|applied|valid|known))\b"
)
_SUCCESS = re.compile(r"(?i)(?<!un)success")
_INVALID = "Core says that the device is invalid for this action."
_NOT_UNLOCKED = "Core could not unlock the device (NA): it is not managed by MDM, or the unlock failed."
_REFUSED = "NA"
_NO_PASSCODE = {"Q": None, "F": "The device has no passcode."}
"""Values in place of a passcode, with their meaning; the meaning of Q is not documented."""
_WORDS_SHOWN = 3


@dataclass
class Reply:
    """Core's answer to an effect that it did not refuse as a whole.

    ``message``: Core's own message, or None. ``failures``: why the effect failed, by lower-case uuid. ``unplaced``:
    Core's message about failures that name no device of the request. No device then counts as accepted, and Core may
    have acted on each. ``passcodes`` and ``notes`` belong to one device, by lower-case uuid.
    """

    message: str | None = None
    failures: dict[str, str] = field(default_factory=dict)
    unplaced: str = ""
    passcodes: dict[str, str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)


def message_of(answer: Answer) -> str | None:
    """Core's messages in one line; None without messages."""
    return " ".join(answer.messages) or None


def refuse_failure(answer: Answer, what: str = "device") -> None:
    """Raise RefusedRequest if a 404 or a 200 reports that Core did not act; ``what`` is the missing thing."""
    name, status, message = answer.operation.name, answer.status, message_of(answer)
    if not answer.has_data:
        raise RefusedRequest(f"{name}: Core found no such {what}" + (f": {message}" if message else "."), name, status)
    # The "descriptive error message" of the reference instead of a success.
    if any(_FAILURE.search(words) and not _SUCCESS.search(words) for words in answer.messages):
        raise RefusedRequest(f"{name}: Core did not do it: {message}", name, status)


def single_reply(answer: Answer, uuid: str, name: str | None = None, what: str = "device") -> Reply:
    """The reply to an effect on one device. Raises RefusedRequest for any failure in the answer."""
    refuse_failure(answer, what)
    failures, unplaced = _failures(answer.data, {uuid: name})
    for why in (*failures.values(), *unplaced):
        raise RefusedRequest(f"{answer.operation.name}: {why}", answer.operation.name, answer.status)
    return Reply(message_of(answer))


def bulk_reply(answer: Answer, devices: Mapping[str, str | None], invalid: str = _INVALID) -> Reply:
    """The reply to an effect on ``devices`` (uuid → name).

    Raises RefusedRequest if Core did nothing at all. ``invalid``: the message for a device in ``invalidDevices``.
    """
    failures, unplaced = _failures(answer.data, devices, invalid)
    if not failures and not unplaced:
        refuse_failure(answer)
    return Reply(message_of(answer), failures, "; ".join(unplaced[:_WORDS_SHOWN]))


# -- passcodes ---------------------------------------------------------------------------------------------------------


def locked_reply(answer: Answer, uuid: str, name: str | None) -> Reply:
    """The reply to a lock of one device, which may have the passcode that unlocks it."""
    reply = single_reply(answer, uuid, name)
    _keep_passcode(reply, uuid.lower(), text((_below(answer.data, "unlockpasscode") or [None])[0]))
    return reply


def unlocked_reply(answer: Answer, uuid: str, name: str | None) -> Reply:
    """The reply to an unlock of one device. Raises RefusedRequest for the passcode NA, which is not a success."""
    single_reply(answer, uuid, name)
    values = _passcodes(answer.data)
    if any(_is_refused(value) for value in values.values()):
        raise RefusedRequest(_NOT_UNLOCKED, status=answer.status)
    reply = Reply()
    _keep_passcode(reply, uuid.lower(), values.get(uuid.lower(), values.get("")))
    return reply


def bulk_unlocked_reply(answer: Answer, devices: Mapping[str, str | None]) -> Reply:
    """The reply to unlocking many devices: Core unlocks before it answers, with a passcode for each unlocked device.

    A failure without a device concerns one of those without a passcode. None of these then counts as unlocked.
    """
    reply, values = bulk_reply(answer, devices), _passcodes(answer.data)
    for uuid, value in values.items():
        _keep_passcode(reply, uuid, value)
        if _is_refused(value):
            reply.failures[uuid] = _NOT_UNLOCKED
    silent = {uuid.lower() for uuid in devices} - set(values) - set(reply.failures)
    if silent and (values or reply.unplaced):
        why = reply.unplaced or "Core sent passcodes for others only"
        reply.failures.update(dict.fromkeys(silent, f"Core does not confirm that it unlocked the device: {why}."))
        reply.unplaced = ""
    return reply


def _passcodes(data: Any) -> dict[str, str | None]:
    """The unlock passcodes of an answer by lower-case uuid ("" where an answer names none)."""
    rows = [row for row in _below(data, "passcode") or [] if isinstance(row, dict)]
    return {(text(row.get("uuid")) or "").lower(): text(row.get("value")) for row in rows}


def _keep_passcode(reply: Reply, uuid: str, value: str | None) -> None:
    note = _NO_PASSCODE.get((value or "").upper())
    if note:
        reply.notes[uuid] = note
    if value and value.upper() not in (*_NO_PASSCODE, _REFUSED):
        reply.passcodes[uuid] = value


def _is_refused(value: str | None) -> bool:
    return (value or "").upper() == _REFUSED


# -- messages, ActiveSync, labels --------------------------------------------------------------------------------------


def message_reply(answer: Answer, devices: Mapping[str, str | None]) -> Reply:
    """The reply to a message: Core validates, answers, and then sends. Its failures may name no device."""
    failures, unplaced = _failures(
        answer.data, devices, "Core says that the device is invalid; no message was sent to it."
    )
    reply = Reply(message_of(answer), failures, "; ".join(unplaced[:_WORDS_SHOWN]))
    if not failures and _sending_failed(answer.data):
        reply.unplaced = reply.unplaced or reply.message or "messageSentFailed"
    elif not failures and not unplaced:
        refuse_failure(answer)
    return reply


def _sending_failed(data: Any) -> bool:
    """Whether the answer holds ``messageSentFailed``, which Core answers as an empty element."""
    values = _below(data, "messageSentFailed")
    return values is not None and not any(str(value).lower() in ("false", "0") for value in values)


def activesync_reply(answer: Answer, partnerships: Iterable[str]) -> Reply:
    """The reply to an ActiveSync action. Raises RefusedRequest for "0 device(s) modified" too."""
    reply = bulk_reply(answer, dict.fromkeys(partnerships))
    if not reply.failures and not reply.unplaced and re.match(r"0\b", reply.message or ""):
        name = answer.operation.name
        raise RefusedRequest(f"{name}: Core did not do it: {reply.message}", name)
    return reply


def label_reply(answer: Answer, label: str, uuids: Iterable[str]) -> Reply:
    """The reply to putting a label on devices or taking it off, by version 2, where a 200 can hide failures.

    A failure without a device concerns all devices of the request, because Core does not name one. Raises
    RefusedRequest if Core did nothing at all.
    """
    name = answer.operation.name
    if not answer.has_data:
        message = message_of(answer) or "without a message"
        raise RefusedRequest(f"{name}: Core found no such label or device ({message}).", name, 404)
    failures = _label_failures(answer.data, label)
    if not failures:
        refuse_unsuccessful(answer)
    unattributed = failures.pop("", None)
    return Reply(failures={**({uuid.lower(): unattributed for uuid in uuids} if unattributed else {}), **failures})


def _label_failures(data: Any, label: str) -> dict[str, str]:
    results = data.get("results") if isinstance(data, dict) else None
    failures = {}
    for row in as_list(results.get("records") if isinstance(results, dict) else results):
        device = row.get("device") if isinstance(row, dict) else None
        device = device if isinstance(device, dict) else {}
        code = text(device.get("failureCode", row.get("device.failureCode")))
        uuid = text(device.get("uuid", row.get("device.uuid")))
        if code not in (None, "0"):
            words = text(device.get("message", row.get("device.message")))
            failures[(uuid or "").lower()] = f"Label {label!r}: Core says {words or 'no more than'} ({code})."
    return failures


def refuse_unsuccessful(answer: Answer) -> None:
    """Raise RefusedRequest for a version 2 answer with ``successful: false``, whatever its status."""
    data = answer.data if isinstance(answer.data, dict) else {}
    if boolean(data.get("successful")) is False:
        raise RefusedRequest(
            f"{answer.operation.name}: Core says that it failed ({message_of(answer) or 'without a message'}). Check "
            "admin_device_space_id and the account's roles there.",
            answer.operation.name,
            answer.status,
        )


# -- failures of single devices ----------------------------------------------------------------------------------------


def _failures(
    data: Any, devices: Mapping[str, str | None], invalid: str = _INVALID
) -> tuple[dict[str, str], list[str]]:
    """The content of ``invalidDevices``, ``failedDevices`` and ``messageSentFailed``, in any shape.

    Returns the failures by lower-case uuid, and the texts that name none of ``devices``.
    """
    failures: dict[str, str] = {}
    unplaced: list[str] = []
    for key, sentence in (("invalidDevices", invalid), ("failedDevices", None), ("messageSentFailed", None)):
        for words in _leaves(_below(data, key)):
            if words.lower() in ("false", "0"):
                continue
            named = [uuid.lower() for uuid, name in devices.items() if _is_named(words, uuid, name)]
            failures.update(dict.fromkeys(named, sentence or f"Core says: {words}"))
            if not named:
                unplaced.append(words)
    return failures, unplaced


def _below(data: Any, key: str) -> list[Any] | None:
    """The values of every ``key`` in an answer, at any place and in any case; None without such a key."""
    if isinstance(data, list):
        inner = [_below(element, key) for element in data]
    elif isinstance(data, dict):
        inner = [as_list(value) if name.lower() == key.lower() else _below(value, key) for name, value in data.items()]
    else:
        return None
    known = [values for values in inner if values is not None]
    return [value for values in known for value in values] if known else None


def _leaves(value: Any) -> list[str]:
    """All texts below a value, but for attributes."""
    if isinstance(value, dict):
        return [leaf for key, inner in value.items() if key[:1] != "@" for leaf in _leaves(inner)]
    if isinstance(value, list):
        return [leaf for inner in value for leaf in _leaves(inner)]
    return texts(value)


def _is_named(words: str, uuid: str, name: str | None) -> bool:
    """Whether a text names a device: by its uuid, possibly among others, or by its name."""
    whole = rf"(?<![\w-]){re.escape(uuid)}(?![\w-])"
    return re.search(whole, words, re.IGNORECASE) is not None or (name or "\0").lower() in words.lower()
