# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""Unlocking devices (reference: Unlock a Device)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..records._reply import Reply
from ._action import Action
from ._device_options import DeviceOptions
from ._device_work import Task
from ._lock import Lock
from ._target import Target

if TYPE_CHECKING:
    from ..wire._client import Permit


class Unlock(Lock):
    """Core's answer has a passcode for each unlocked device."""

    action = Action("unlock", "unlocked", needs_reason=True)

    def __init__(self, task: Task, options: DeviceOptions) -> None:
        super().__init__(task, options)
        self.bulk = task.core.devices.unlock_many

    def send(self, target: Target, permit: Permit | None) -> Reply:
        return self.without_passcodes(self.core.devices.unlock(target.uuid, target.name, self.reason))

    def send_many(self, targets: Sequence[Target], permit: Permit | None) -> Reply:
        return self.without_passcodes(super().send_many(targets, permit))
