# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""Messages to devices, always by the bulk call (reference: Send message to devices)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..records._reply import Reply
from ..selecting._values import refuse_empty
from ..wire._errors import InvalidInput
from ._action import Action
from ._device_work import DeviceWork, Task, names_of
from ._engine import perform
from ._target import Target

if TYPE_CHECKING:
    from ..wire._client import Permit


@dataclass(frozen=True)
class Message:
    """The message of mi_message.

    The constructor raises InvalidInput for an empty text, and for a subject without email.
    """

    mode: str = field(metadata={"choices": ("sms", "email", "push")})
    message: str
    subject: str | None = None

    def __post_init__(self) -> None:
        refuse_empty("message", self.message, required=True)
        if self.subject is not None and self.mode != "email":
            raise InvalidInput(f"subject: valid only with mode email; mode is {self.mode}.")


def send(task: Task, message: Message) -> dict[str, Any]:
    """Send a message to the selected devices; the result of mi_message.

    Raises InvalidInput before the first request, NotFound and GuardRefused before the first effect, and TaskFailed.
    """
    return perform(task.core, SendMessage(task, message), task.guards, task.settings)


class SendMessage(DeviceWork):
    """No read can show a message. Core's message goes into each entry."""

    action = Action("message", "sent the message")
    only_bulk = True

    def __init__(self, task: Task, message: Message) -> None:
        super().__init__(task)
        self.bulk = task.core.messages.message(message.mode, message.message, message.subject)

    def extra(self, target: Target | None) -> dict[str, Any]:
        return {}

    def send_many(self, targets: Sequence[Target], permit: Permit | None) -> Reply:
        return self.bulk(names_of(targets))
