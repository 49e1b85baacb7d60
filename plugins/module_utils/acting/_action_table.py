# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""The actions of mi_device_action, by name (reference: Retire a Device to Enable Roaming)."""

from __future__ import annotations

from typing import Any

from ._device_options import DeviceOptions
from ._device_work import DeviceActionWork, Task
from ._engine import perform
from ._locate import Locate
from ._lock import Lock
from ._plan import Plan
from ._retire import Retire
from ._roaming import SetRoaming
from ._unlock import Unlock
from ._wakeup import Wakeup
from ._wipe import Wipe

WORKS: dict[str, type[DeviceActionWork]] = {
    work.action.name: work for work in (Lock, Unlock, Wakeup, Retire, Wipe, Locate, SetRoaming)
}


def act(task: Task, action: str, options: DeviceOptions, plan: Plan) -> dict[str, Any]:
    """Carry out an action on the selected devices; the result of mi_device_action.

    Raises InvalidInput before the first request, NotFound and GuardRefused before the first effect, and TaskFailed.
    """
    return perform(task.core, WORKS[action](task, options), task.guards, task.settings, plan)
