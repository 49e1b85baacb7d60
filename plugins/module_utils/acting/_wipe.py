# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""Factory-resetting devices (reference: Wipe a Device)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..records._reply import Reply
from ._action import Action
from ._device_options import DeviceOptions
from ._device_work import DeviceActionWork, Task
from ._target import Target
from ._work import Proof

if TYPE_CHECKING:
    from ..wire._client import Permit


class Wipe(DeviceActionWork):
    """Needs the permit of the guards; it is done when the device connects."""

    action = Action("wipe", "wiped", needs_reason=True, default_max_devices=1, factory_reset=True)
    takes_reason = True
    proof = Proof.WHEN_DEVICE_CONNECTS

    def __init__(self, task: Task, options: DeviceOptions) -> None:
        super().__init__(task, options)
        self.bulk = task.core.devices.wipe_many

    def verdict(self, target: Target) -> tuple[str, str | None]:
        if target.state == "WIPED":
            return "unchanged", "The device is WIPED already."
        return super().verdict(target)

    def expected(self, target: Target) -> dict[str, Any]:
        return {**self.state(target), "status": "WIPED"}

    def send(self, target: Target, permit: Permit | None) -> Reply:
        return self.core.devices.wipe(target.uuid, target.name, self.reason, permit)

    def done(self, target: Target) -> bool:
        return target.state == "WIPED"
