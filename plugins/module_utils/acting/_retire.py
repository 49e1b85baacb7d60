# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""Retiring devices (reference: Retire a Device)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..records._device import GONE
from ..records._reply import Reply
from ._action import Action
from ._device_options import DeviceOptions
from ._device_work import DeviceActionWork, Task
from ._target import Target
from ._work import Proof

if TYPE_CHECKING:
    from ..wire._client import Permit


class Retire(DeviceActionWork):
    """RETIRE_PENDING counts as accepted; the retire is done when the device connects."""

    action = Action("retire", "retired", needs_reason=True, default_max_devices=1)
    takes_reason = True
    proof = Proof.WHEN_DEVICE_CONNECTS

    def __init__(self, task: Task, options: DeviceOptions) -> None:
        super().__init__(task, options)
        self.bulk = task.core.devices.retire_many

    def verdict(self, target: Target) -> tuple[str, str | None]:
        if target.state == "WIPED":
            return "planned", None  # the one valid action on a wiped device
        if target.state in GONE:
            return "unchanged", f"The device is {target.state} already."
        return super().verdict(target)

    def expected(self, target: Target) -> dict[str, Any]:
        return {**self.state(target), "status": "RETIRED"}

    def send(self, target: Target, permit: Permit | None) -> Reply:
        return self.core.devices.retire(target.uuid, target.name, self.reason)

    def done(self, target: Target) -> bool:
        return target.state == "RETIRED"

    def asked(self, target: Target) -> bool:
        return target.state in ("RETIRED", "RETIRE_PENDING")
