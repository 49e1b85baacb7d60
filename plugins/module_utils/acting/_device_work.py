# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""The common part of all actions on devices: select them, read them again, leave out devices that are gone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ..core._bulk import BulkCall
from ..records._device import GONE
from ..records._reply import Reply
from ..selecting._devices import Selection, select_devices
from ..selecting._selector import Selector
from ._device_options import DeviceOptions
from ._guards import Guards
from ._outcome_options import OutcomeOptions
from ._target import Target, device_target
from ._work import Work

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..core._core import Core
    from ..wire._client import Permit

DEVICE_KEYS = frozenset({"uuid", "name", "principal", "status", "employee_owned", "platform_family", "block_reasons"})
_STATE_KEYS = ("status", "principal", "employee_owned", "block_reasons")


@dataclass(frozen=True)
class Task:
    """The common input of a module: Core, the selector, the guards and the outcome options."""

    core: Core
    selector: Selector
    guards: Guards
    settings: OutcomeOptions


class DeviceWork(Work):
    """An action on devices. ``keys`` are those of the records that it needs; ``bulk`` is its bulk call, if any."""

    keys = DEVICE_KEYS
    bulk: BulkCall

    def __init__(self, task: Task) -> None:
        task.selector.require()
        self.task = task
        self.core = task.core
        self.reason = task.guards.reason

    def extra(self, target: Target | None) -> dict[str, Any]:
        return {"location": None, "passcode": None}

    # -- before the act ----------------------------------------------------------------------------------------------

    def select(self) -> Selection:
        task = self.task
        return select_devices(self.core, task.selector, self.keys, True, task.settings.concurrency)

    def targets(self, selection: Selection) -> list[Target]:
        return [device_target(device) for device in selection.devices]

    def verdict(self, target: Target) -> tuple[str, str | None]:
        if target.state in GONE:
            effect = self.action.effect
            return "failed", f"The device is {target.state}, so it cannot be {effect}. Nothing was sent to it."
        return "planned", None

    def state(self, target: Target) -> Any:
        return {key: target.record[key] for key in _STATE_KEYS}

    # -- the act -----------------------------------------------------------------------------------------------------

    def read(self, uuid: str) -> Target | None:
        device = self.core.devices.get(uuid, self.keys)
        return device_target(device) if device else None

    def reselect(self) -> dict[str, Target]:
        return {device["uuid"]: device_target(device) for device in self.select().devices}

    def send_many(self, targets: Sequence[Target], permit: Permit | None) -> Reply:
        """Send one bulk request. Core's message concerns all devices, so no entry gets it."""
        return replace(self.bulk(names_of(targets), permit), message=None)

    def batches(self, uuids: list[str], size: int | None) -> Iterator[list[str]]:
        return self.bulk.batches(uuids, size)


class DeviceActionWork(DeviceWork):
    """An action of mi_device_action."""

    def __init__(self, task: Task, options: DeviceOptions) -> None:
        super().__init__(task)
        self.options = options
        self.roaming = {"voice_roaming": options.voice_roaming, "data_roaming": options.data_roaming}


def names_of(targets: Sequence[Target]) -> Mapping[str, str | None]:
    """The name of each target by its uuid."""
    return {target.uuid: target.name for target in targets}
