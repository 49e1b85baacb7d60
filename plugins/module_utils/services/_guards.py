# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""What stands between a task and the first effect. Every service that changes something on devices passes here.

This is the only place that makes a permit for a factory reset. A refusal fails the task, whatever continue_on_error.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..records._device import device_record, wire_names
from ..records._fields import integer
from ..records._user import same_user, user_key
from ..wire._client import Client, Permit
from ..wire._errors import GuardRefused, InvalidInput
from ._targets import known_labels, unknown_label

REASON_LIMIT = 512
"""Characters (reference: Retire, Lock, Unlock and Wipe a Device)."""
_SHOWN = 10  # names in a message before it only counts


@dataclass(frozen=True)
class Action:
    """What the guards have to know of an action. ``name`` is the option's value, ``effect`` completes "would be"."""

    name: str
    effect: str
    needs_reason: bool = False
    max_devices: int = 100
    factory_reset: bool = False


@dataclass(frozen=True)
class Target:
    """A device or an ActiveSync partnership, as far as guards, plan and outcomes look at it.

    ``state`` is the device status, or the access state of a partnership. ``device_uuid`` is the MobileIron device that
    carries the labels; None for a partnership without one, whose owner is then unknown. ``plan`` is what the plan id
    says of it.
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
        """What must not change between the plan and the effect."""
        return user_key(self.principal), self.employee_owned

    def __str__(self) -> str:
        return f"{self.name or 'without a name'} ({self.uuid}, user {self.principal or 'unknown'})"


def device_target(device: Mapping[str, Any]) -> Target:
    """The target that a device record stands for."""
    uuid, principal, status, owned = (device[key] for key in ("uuid", "principal", "status", "employee_owned"))
    return Target(uuid, device["name"], principal, status, owned, uuid, (uuid, principal, status, owned), device)


def validate(action: Action, options: Mapping[str, Any]) -> None:
    """Raise InvalidInput for a guard option that is wrong in itself. Call it before the first request."""
    reason = options.get("reason")
    if action.needs_reason and not (reason or "").strip():
        raise InvalidInput(f"reason: required for {action.name}. Say why; it is kept with the result.")
    if reason is not None and len(reason) > REASON_LIMIT:
        raise InvalidInput(f"reason: {len(reason)} characters given, at most {REASON_LIMIT} allowed.")
    limit = options.get("max_devices")
    if limit is not None and limit < 1:
        raise InvalidInput(f"max_devices: expected 1 or more, got {limit}.")
    for name in ("expected_user", "plan_id"):
        given = options.get(name)
        if given is not None and not given.strip():
            raise InvalidInput(f"{name}: the value is empty. Leave the option out or give a value.")
    if any(not label.strip() for label in options.get("protected_labels") or ()):
        raise InvalidInput("protected_labels: a value is empty. A template that came out empty must not lift a guard.")


def check(
    client: Client, action: Action, targets: Sequence[Target], acting: Sequence[Target], options: Mapping[str, Any]
) -> Permit | None:
    """Refuse, or let the action pass; for a factory reset with the permit that the client asks for.

    ``targets`` are all that the task means, ``acting`` those that would receive the effect. Raises InvalidInput for
    wrong options and GuardRefused, naming the devices, for everything else.
    """
    validate(action, options)
    _expect_user(targets, options.get("expected_user"))
    _protect_labels(client, targets, options.get("protected_labels") or ())
    _limit(action, acting, options.get("max_devices"))
    if not action.factory_reset:
        return None
    _refuse_employee_owned(acting, bool(options.get("allow_employee_owned_wipe")))
    return Permit(frozenset(target.uuid for target in acting))


def _expect_user(targets: Sequence[Target], user: str | None) -> None:
    if user is None:
        return
    others = [target for target in targets if not same_user(target.principal, user)]
    if others:
        raise GuardRefused(f"expected_user: not of user {user!r}: {_named(others)}. Nothing was done.")


def _protect_labels(client: Client, targets: Sequence[Target], labels: Sequence[str]) -> None:
    """The members of a label are streamed; of a fleet only the uuids in question are kept."""
    if not labels:
        return
    known = known_labels(client)
    for label in labels:
        if label not in known:
            raise GuardRefused(f"protected_labels: {unknown_label(label, known)} Nothing was done.")
    by_device = {target.device_uuid.lower(): target for target in targets if target.device_uuid}
    keys = frozenset({"uuid"})
    for label in labels if by_device else ():
        members = client.stream("list_devices_by_label", wanted=wire_names(keys), label=label)
        carrying = {(device_record(raw, keys)["uuid"] or "").lower() for raw in members}
        if not carrying and integer(known[label].get("deviceCount")):
            raise GuardRefused(
                f"protected_labels: Core counts devices in {label!r} and lists none, so that it cannot be told whom "
                "the label protects. Nothing was done."
            )
        uuids = carrying & set(by_device)
        if uuids:
            carriers = [by_device[uuid] for uuid in sorted(uuids)]
            raise GuardRefused(f"protected_labels: {label!r} is carried by {_named(carriers)}. Nothing was done.")


def _limit(action: Action, acting: Sequence[Target], limit: int | None) -> None:
    allowed = action.max_devices if limit is None else limit
    if len(acting) > allowed:
        raise GuardRefused(
            f"max_devices: {len(acting)} devices would be {action.effect}, and at most {allowed} may be. "
            f"Check the selection; set max_devices to {len(acting)} if it is right. Nothing was done."
        )


def _refuse_employee_owned(acting: Sequence[Target], allowed: bool) -> None:
    owned = [target for target in acting if target.employee_owned is not False]
    if owned and not allowed:
        raise GuardRefused(
            "A factory reset erases personal data, and these devices are employee owned or of unknown owner: "
            f"{_named(owned)}. Retire them, or set allow_employee_owned_wipe. Nothing was done."
        )


def _named(targets: Sequence[Target]) -> str:
    shown = ", ".join(str(target) for target in targets[:_SHOWN])
    return shown + (f" and {len(targets) - _SHOWN} more" if len(targets) > _SHOWN else "")


def plan_id(action: Action, targets: Sequence[Target], options: Mapping[str, Any]) -> str:
    """SHA-256 in hex of what a task would do to which targets, in which state and of which owner; nothing else."""
    plan = {
        "action": action.name,
        "reason": options.get("reason"),
        "voice_roaming": options.get("voice_roaming"),
        "data_roaming": options.get("data_roaming"),
        "allow_employee_owned_wipe": bool(options.get("allow_employee_owned_wipe")),
        "targets": [list(target.plan) for target in sorted(targets, key=lambda target: target.uuid)],
    }
    canonical = json.dumps(plan, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()


def check_plan(given: str | None, current: str, acting: Sequence[Target]) -> None:
    """Raise GuardRefused where a plan id was given, something is to be done, and the plan is another one now."""
    if given is not None and acting and given.strip().lower() != current:
        raise GuardRefused(
            f"plan_id: the plan is no longer {given}; made anew from the live state it is {current}. Look at the new "
            "plan and give its id. Nothing was done."
        )
