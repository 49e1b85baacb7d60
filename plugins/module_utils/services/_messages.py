# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""Messages to devices, always by the bulk call (reference: Send message to devices)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..wire._client import Client, Permit
from ..wire._errors import InvalidInput
from ._answers import lists_in, refuse_silent_failure, told_failures
from ._device_actions import DeviceWork
from ._guards import Action, Target, validate
from ._outcomes import BatchAnswer, Settings

ACTION = Action("message", "sent the message")
MODES = {"sms": "sms", "email": "email", "push": "pns"}
"""The option's values, and the wire's."""


def send(client: Client, params: Mapping[str, Any]) -> dict[str, Any]:
    """Send ``message`` to the selected devices; the result of mi_message.

    Raises InvalidInput before the first request, NotFound and GuardRefused before the first effect, and TaskFailed.
    """
    _check(params)
    validate(ACTION, params)
    return _MessageWork(client, ACTION, params, Settings.from_params(params)).run()


def _check(params: Mapping[str, Any]) -> None:
    if not params["message"].strip():
        raise InvalidInput("message: the text is empty.")
    if params.get("subject") is not None and params["mode"] != "email":
        raise InvalidInput(f"subject: only an email has one; mode is {params['mode']}.")


class _MessageWork(DeviceWork):
    bulk_operation = "send_message"
    only_bulk = True
    extra: Mapping[str, Any] = {}

    def __init__(self, client: Client, action: Action, params: Mapping[str, Any], settings: Settings) -> None:
        super().__init__(client, action, params, settings)
        self.bulk_values = {
            "mode": MODES[params["mode"]],
            "message": params["message"],
            "subject": params.get("subject"),
        }

    def send_many(self, targets: Sequence[Target], permit: Permit | None) -> BatchAnswer:
        """Core validates, answers, and sends afterwards. What it says of failures may name nobody."""
        names = {target.uuid: target.name for target in targets}
        answer = self.client.call(str(self.bulk_operation), uuids=list(names), **self.bulk_values)
        said = " ".join(answer.messages)
        failed = told_failures(answer.data, names, "Core says that the device is invalid; it got no message.")
        told = BatchAnswer(failed.failures, unplaced=failed.said)
        told.extras = {uuid.lower(): {"message": said or None} for uuid in names}
        if not failed.failures and _sent_failed(answer.data):
            told.unplaced = failed.said or said or "messageSentFailed"
        elif not failed.failures and not failed.unplaced:
            refuse_silent_failure(answer)
        return told


def _sent_failed(data: Any) -> bool:
    """Whether the answer holds ``messageSentFailed``, which Core answers as an empty element."""
    found = lists_in(data, "messageSentFailed")
    return found is not None and not any(str(value).lower() in ("false", "0") for value in found)
