# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""Roaming of iOS devices (reference: Enable Roaming)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..records._fields import boolean
from ..records._messages import listed
from ..records._reply import Reply
from ..selecting._devices import Selection
from ..wire._errors import GuardRefused, InvalidInput
from ._action import Action
from ._device_options import DeviceOptions
from ._device_work import DEVICE_KEYS, DeviceActionWork, Task
from ._target import Target
from ._work import Proof

if TYPE_CHECKING:
    from ..wire._client import Permit

_VOICE = ("VoiceRoamingEnabled", "Voice Roaming Enabled")
_DATA = ("DataRoamingEnabled", "Data Roaming Enabled")


class SetRoaming(DeviceActionWork):
    """Without voice roaming there is no data roaming. The details of the device tell the settings."""

    action = Action("set_roaming", "given these roaming settings")
    has_bulk = False
    keys = DEVICE_KEYS | {"details"}
    proof = Proof.WHEN_DEVICE_CONNECTS

    def __init__(self, task: Task, options: DeviceOptions) -> None:
        super().__init__(task, options)
        voice, data = options.voice_roaming, options.data_roaming
        if voice is None or data is None:
            raise InvalidInput(f"{'voice' if voice is None else 'data'}_roaming: required for set_roaming.")
        self.voice, self.data = voice, voice and data
        explained = "Data roaming needs voice roaming, so it is off too."
        self._dependency = explained if data and not voice else None

    def targets(self, selection: Selection) -> list[Target]:
        """The targets. Raises GuardRefused where not all are iOS devices."""
        targets = super().targets(selection)
        others = [str(target) for target in targets if target.record["platform_family"] != "ios"]
        if others:
            raise GuardRefused(f"set_roaming works on iOS devices only; not iOS: {listed(others)}. Nothing was done.")
        return targets

    def state(self, target: Target) -> dict[str, Any]:
        voice, data = _settings(target)
        return {**super().state(target), "voice_roaming": voice, "data_roaming": data}

    def expected(self, target: Target) -> dict[str, Any]:
        return {**super().state(target), "voice_roaming": self.voice, "data_roaming": self.data}

    def verdict(self, target: Target) -> tuple[str, str | None]:
        outcome, message = super().verdict(target)
        if outcome == "planned" and self.done(target):
            return "unchanged", self._dependency
        return outcome, message or self._dependency

    def done(self, target: Target) -> bool:
        return _settings(target) == (self.voice, self.data)

    def send(self, target: Target, permit: Permit | None) -> Reply:
        return self.core.devices.set_roaming(target.uuid, target.name, self.voice, self.data)


def _settings(target: Target) -> tuple[bool | None, bool | None]:
    """Voice and data roaming, by either spelling of the details' keys."""
    details = target.record["details"]

    def setting(keys: Sequence[str]) -> bool | None:
        return next((boolean(details[key]) for key in keys if key in details), None)

    return setting(_VOICE), setting(_DATA)
