# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""The target of an action: a device or an ActiveSync partnership."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..records._user import user_key


@dataclass(frozen=True)
class Target:
    """A device or an ActiveSync partnership, with the facts that guards, plan and outcomes need.

    ``state`` is the device status, or the access state of a partnership. ``device_uuid`` is the MobileIron device that
    carries the labels; None for a partnership without one, whose owner is then unknown. ``plan`` is its part of the
    plan id.
    """

    uuid: str
    name: str | None
    principal: str | None
    state: str | None
    employee_owned: bool | None
    device_uuid: str | None
    plan: tuple
    record: Mapping[str, Any]

    @property
    def owner(self) -> tuple[str | None, bool | None]:
        """The facts that must not change between the plan and the effect."""
        return user_key(self.principal), self.employee_owned

    def __str__(self) -> str:
        return f"{self.name or 'without a name'} ({self.uuid}, user {self.principal or 'unknown'})"


def device_target(device: Mapping[str, Any]) -> Target:
    """The target that a device record stands for."""
    uuid, principal, status, owned = (device[key] for key in ("uuid", "principal", "status", "employee_owned"))
    return Target(uuid, device["name"], principal, status, owned, uuid, (uuid, principal, status, owned), device)
