# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""The guards between a task and its first effect.

Every action on devices passes here. The default of ``max_devices`` is stated with the action, for example in
``_wipe``. Only this file makes permits for factory resets. A refusal fails the task, even with continue_on_error.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..records._messages import empty_value, listed
from ..records._user import same_user
from ..selecting._labels import labels_by_name, unknown_label
from ..selecting._values import refuse_empty
from ..wire._client import Permit
from ..wire._errors import GuardRefused, InvalidInput
from ._action import Action
from ._target import Target

if TYPE_CHECKING:
    from ..core._core import Core

REASON_LIMIT = 512
"""Characters (reference: Retire, Lock, Unlock and Wipe a Device)."""


@dataclass(frozen=True)
class Guards:
    """The guard options of a task. The constructor raises InvalidInput, naming the option, for an invalid value."""

    reason: str | None = None
    max_devices: int | None = None
    allow_employee_owned_wipe: bool = False
    protected_labels: list[str] = field(default_factory=list)
    expected_user: str | None = None

    def __post_init__(self) -> None:
        if self.reason is not None and len(self.reason) > REASON_LIMIT:
            raise InvalidInput(f"reason: {len(self.reason)} characters given, at most {REASON_LIMIT} allowed.")
        if self.max_devices is not None and self.max_devices < 1:
            raise InvalidInput(f"max_devices: expected 1 or more, got {self.max_devices}.")
        refuse_empty("expected_user", self.expected_user)
        if any(not label.strip() for label in self.protected_labels):
            raise InvalidInput(empty_value("protected_labels"))

    def require_reason(self, action: Action) -> None:
        """Raise InvalidInput if an action needs a reason and has none. Call this before the first request."""
        if action.needs_reason and not (self.reason or "").strip():
            raise InvalidInput(f"reason: required for {action.name}. State why; the result keeps it.")


def check(
    core: Core, action: Action, targets: Sequence[Target], acting: Sequence[Target], guards: Guards
) -> Permit | None:
    """Refuse the action or let it pass; for a factory reset, return the permit that the client requires.

    ``targets`` are all targets of the task, ``acting`` those that would receive the effect. Raises InvalidInput for a
    missing reason and GuardRefused, naming the devices, for everything else.
    """
    guards.require_reason(action)
    _expect_user(targets, guards.expected_user)
    _protect_labels(core, targets, guards.protected_labels)
    _limit(action, acting, guards.max_devices)
    if not action.factory_reset:
        return None
    _refuse_employee_owned(acting, guards.allow_employee_owned_wipe)
    return Permit(frozenset(target.uuid for target in acting))


def _expect_user(targets: Sequence[Target], user: str | None) -> None:
    if user is None:
        return
    others = [target for target in targets if not same_user(target.principal, user)]
    if others:
        raise GuardRefused(f"expected_user: these do not belong to user {user!r}: {_named(others)}. Nothing was done.")


def _protect_labels(core: Core, targets: Sequence[Target], labels: Sequence[str]) -> None:
    """The members of a label are streamed; only the uuids of targets are kept."""
    if not labels:
        return
    known = labels_by_name(core)
    for label in labels:
        if label not in known:
            raise GuardRefused(f"protected_labels: {unknown_label(label, known)} Nothing was done.")
    by_device = {target.device_uuid.lower(): target for target in targets if target.device_uuid}
    for label in labels if by_device else ():
        members = core.devices.by_label(label, frozenset({"uuid"}))
        carrying = {(device["uuid"] or "").lower() for device in members}
        if not carrying and known[label]["device_count"]:
            raise GuardRefused(
                f"protected_labels: Core counts devices in {label!r} but lists none, so it is not known which "
                "devices the label protects. Nothing was done."
            )
        uuids = carrying & set(by_device)
        if uuids:
            carriers = [by_device[uuid] for uuid in sorted(uuids)]
            raise GuardRefused(f"protected_labels: {label!r} is carried by {_named(carriers)}. Nothing was done.")


def _limit(action: Action, acting: Sequence[Target], limit: int | None) -> None:
    allowed = action.default_max_devices if limit is None else limit
    if len(acting) > allowed:
        raise GuardRefused(
            f"max_devices: {len(acting)} devices would be {action.effect}, but at most {allowed} may be. Check the "
            f"selection. If it is right, set max_devices to {len(acting)}. Nothing was done."
        )


def _refuse_employee_owned(acting: Sequence[Target], allowed: bool) -> None:
    owned = [target for target in acting if target.employee_owned is not False]
    if owned and not allowed:
        raise GuardRefused(
            "A factory reset erases personal data, and these devices are employee owned or of unknown owner: "
            f"{_named(owned)}. Retire them, or set allow_employee_owned_wipe. Nothing was done."
        )


def _named(targets: Sequence[Target]) -> str:
    return listed([str(target) for target in targets])
