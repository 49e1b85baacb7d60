# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""Sending devices their profiles again (reference: Re-push Profiles for a Device, Get Profiles for a Device)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..records._fields import text
from ..wire._client import Client, Permit
from ..wire._errors import InvalidInput, MobileIronError
from ._answers import refuse_silent_failure
from ._device_actions import DeviceWork
from ._guards import Action, Target, validate
from ._outcomes import Settings

_ACTION = Action("profile_push", "sent profiles")


def push_profiles(client: Client, params: Mapping[str, Any]) -> dict[str, Any]:
    """Push the selected devices' profiles, or one of them; the result of mi_profile_push.

    Raises InvalidInput before the first request, NotFound and GuardRefused before the first effect, and TaskFailed.
    """
    validate(_ACTION, params)
    return _Push(client, _ACTION, params, Settings.from_params(params)).run()


class _Push(DeviceWork):
    """No later read shows that a device got a profile again."""

    operation = "repush_profiles"

    def __init__(self, client: Client, action: Action, params: Mapping[str, Any], settings: Settings) -> None:
        super().__init__(client, action, params, settings)
        self.profile_id = params.get("profile_id")
        self.profile_type = (params.get("profile_type") or "").upper() or None
        if self.profile_id is not None and not self.profile_id.strip():
            raise InvalidInput("profile_id: the value is empty. Leave it out to push all profiles of the devices.")

    def verdict(self, target: Target) -> tuple[str, str | None]:
        outcome, message = super().verdict(target)
        if outcome != "planned" or self.profile_id is None:
            return outcome, message
        try:
            carried = self._carries(target.uuid)
        except MobileIronError as error:
            return "failed", f"The profiles of the device could not be read. {error.message}"
        if carried:
            return outcome, message
        return (
            "failed",
            f"The device has no profile {self.profile_id} of type {self.profile_type}. Nothing was sent to it.",
        )

    def _carries(self, uuid: str) -> bool:
        profiles = self.client.call("list_device_profiles", uuid=uuid).items()
        return any(
            text(raw.get("@id", raw.get("id"))) == self.profile_id
            and (text(raw.get("profileType")) or "").upper() == self.profile_type
            for raw in profiles
        )

    def send(self, target: Target, permit: Permit | None) -> dict:
        answer = self.client.call(
            self.operation, uuid=target.uuid, profile_id=self.profile_id, profile_type=self.profile_type
        )
        refuse_silent_failure(answer, "device" if self.profile_id is None else "device or profile")
        return self.accepted(answer, target)
