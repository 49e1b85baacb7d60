# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""Sending devices their profiles again (reference: Re-push Profiles for a Device, Get Profiles for a Device)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..records._reply import Reply
from ..selecting._values import refuse_empty
from ..wire._errors import MobileIronError
from ._action import Action
from ._device_work import DeviceWork, Task
from ._engine import perform
from ._target import Target

if TYPE_CHECKING:
    from ..wire._client import Permit


@dataclass(frozen=True)
class Profile:
    """Which profile mi_profile_push sends; without one, all of the device. Raises InvalidInput when made."""

    profile_id: str | None = None
    profile_type: str | None = field(default=None, metadata={"choices": ("app", "policy")})

    def __post_init__(self) -> None:
        refuse_empty("profile_id", self.profile_id)

    @property
    def wire_type(self) -> str | None:
        """The type as Core names it."""
        return None if self.profile_type is None else self.profile_type.upper()


def push_profiles(task: Task, profile: Profile) -> dict[str, Any]:
    """Push the selected devices' profiles, or one of them; the result of mi_profile_push.

    Raises InvalidInput before the first request, NotFound and GuardRefused before the first effect, and TaskFailed.
    """
    return perform(task.core, PushProfiles(task, profile), task.guards, task.settings)


class PushProfiles(DeviceWork):
    """No later read shows that a device got a profile again."""

    action = Action("profile_push", "sent profiles")
    has_bulk = False

    def __init__(self, task: Task, profile: Profile) -> None:
        super().__init__(task)
        self.profile = profile

    def verdict(self, target: Target) -> tuple[str, str | None]:
        outcome, message = super().verdict(target)
        if outcome != "planned" or self.profile.profile_id is None:
            return outcome, message
        try:
            carried = self._carries(target.uuid)
        except MobileIronError as error:
            return "failed", f"The profiles of the device could not be read. {error.message}"
        if carried:
            return outcome, message
        profile = f"{self.profile.profile_id} of type {self.profile.wire_type}"
        return "failed", f"The device has no profile {profile}. Nothing was sent to it."

    def _carries(self, uuid: str) -> bool:
        return any(
            profile["id"] == self.profile.profile_id
            and (profile["profile_type"] or "").upper() == self.profile.wire_type
            for profile in self.core.profiles.of_device(uuid)
        )

    def send(self, target: Target, permit: Permit | None) -> Reply:
        profile = self.profile
        return self.core.profiles.push(target.uuid, target.name, profile.profile_id, profile.wire_type)
