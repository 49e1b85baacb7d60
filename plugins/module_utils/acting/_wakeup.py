# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""Making clients check in (reference: Wakeup Client)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..records._reply import Reply
from ._action import Action
from ._device_options import DeviceOptions
from ._device_work import DeviceActionWork, Task
from ._target import Target

if TYPE_CHECKING:
    from ..wire._client import Permit


class Wakeup(DeviceActionWork):
    """No read can show a wakeup, and the call takes no reason."""

    action = Action("wakeup", "woken up")

    def __init__(self, task: Task, options: DeviceOptions) -> None:
        super().__init__(task, options)
        self.bulk = task.core.devices.wakeup_many

    def send(self, target: Target, permit: Permit | None) -> Reply:
        return self.core.devices.wakeup(target.uuid, target.name)
