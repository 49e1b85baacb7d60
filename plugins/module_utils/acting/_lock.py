# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""Locking devices (reference: Lock a Device)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ..records._reply import Reply
from ..wire._redact import MASK
from ._action import Action
from ._device_options import DeviceOptions
from ._device_work import DeviceActionWork, Task
from ._target import Target

if TYPE_CHECKING:
    from ..wire._client import Permit


class Lock(DeviceActionWork):
    """The answer may have a passcode; the entry has it if the task asks for it."""

    action = Action("lock", "locked", needs_reason=True)
    takes_reason = True

    def __init__(self, task: Task, options: DeviceOptions) -> None:
        super().__init__(task, options)
        self.bulk = task.core.devices.lock_many

    def send(self, target: Target, permit: Permit | None) -> Reply:
        return self.without_passcodes(self.core.devices.lock(target.uuid, target.name, self.reason))

    def without_passcodes(self, reply: Reply) -> Reply:
        """The reply, without passcodes unless the task asks for them."""
        if self.options.return_passcodes:
            return reply
        message = reply.message
        for passcode in reply.passcodes.values():
            message = (message or "").replace(passcode, MASK) or None
        return replace(reply, message=message, passcodes={})
