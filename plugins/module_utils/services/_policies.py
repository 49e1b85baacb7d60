# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""Policies: finding one by name or id, and applying it to a label (reference: Policies)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..acting._lost_answer import failure_without_proof
from ..records._messages import did_you_mean, near
from ..records._policy import PROFILE_TYPES
from ..selecting._labels import labels_by_name, unknown_label
from ..selecting._values import filled
from ..wire._errors import InvalidInput, LostAnswer, MobileIronError, NotFound, TaskFailed

if TYPE_CHECKING:
    from ..core._core import Core


@dataclass(frozen=True)
class PolicyFilter:
    """Which policies mi_policy_info lists; a field that is None does not filter. Raises InvalidInput when made."""

    names: list[str] | None = None
    profile_types: list[str] | None = field(default=None, metadata={"choices": PROFILE_TYPES})
    device_uuid: str | None = None

    def __post_init__(self) -> None:
        if self.names is not None:
            object.__setattr__(self, "names", filled("names", self.names))
        if self.device_uuid is not None:
            object.__setattr__(self, "device_uuid", filled("device_uuid", [self.device_uuid])[0])


def list_policies(core: Core, chosen: PolicyFilter) -> list[dict[str, Any]]:
    """The policies of Core, or those in force on one device."""
    uuid, names, types = chosen.device_uuid, chosen.names, chosen.profile_types
    return [
        policy
        for policy in (core.policies.all() if uuid is None else core.policies.of_device(uuid))
        if (names is None or policy["name"] in names)
        and (types is None or (policy["profile_type"] or "").upper() in types)
    ]


@dataclass(frozen=True)
class PolicyLabel:
    """The change of mi_policy_label; ``policy`` is a name or an id. The constructor raises InvalidInput."""

    policy: str
    label: str
    state: str = field(default="present", metadata={"choices": ("present", "absent")})

    def __post_init__(self) -> None:
        for name in ("policy", "label"):
            object.__setattr__(self, name, filled(name, [getattr(self, name)])[0])


def set_policy_label(core: Core, order: PolicyLabel) -> dict[str, Any]:
    """Apply the policy to the label (``present``), or remove it from there (``absent``).

    No read can show the labels of a policy, so the request is always sent, except in check mode. Raises NotFound and
    InvalidInput before that, and TaskFailed, with ``changed``, if Core did not do it.
    """
    policy = find_policy(core, order.policy)
    known = labels_by_name(core)
    if order.label not in known:
        raise NotFound(f"label: {unknown_label(order.label, known)} Nothing was done.")
    result: dict[str, Any] = {
        "changed": True,
        "policy": {"id": policy["id"], "name": policy["name"]},
        "label": order.label,
        "outcome": "planned" if core.check_mode else "accepted",
        "message": None,
    }
    if not core.check_mode:
        result["message"] = _send(core, policy["id"], order, result)
    return result


def _send(core: Core, policy_id: str, order: PolicyLabel, result: dict[str, Any]) -> str | None:
    put = core.policies.apply_to_label if order.state == "present" else core.policies.remove_from_label
    try:
        return put(policy_id, order.label).message
    except MobileIronError as error:
        text, may_have_acted = error.message, False
        if isinstance(error, LostAnswer):
            text, may_have_acted = failure_without_proof(error, shows_old_state=False)
        failed = dict(result, changed=may_have_acted, outcome="failed", message=error.message)
        raise TaskFailed(text, error.operation, error.status, error.url, failed) from error


def find_policy(core: Core, name: str) -> dict[str, Any]:
    """The one policy with this name or this id, both compared exactly.

    Raises NotFound, with similar names, and InvalidInput if several policies match.
    """
    everything = core.policies.all()
    policies = [policy for policy in everything if name in (policy["name"], policy["id"])]
    if not policies:
        hint = did_you_mean(near(name, [policy["name"] for policy in everything if policy["name"]]))
        raise NotFound(f"policy: Core has no policy with the name or id {name!r}.{hint} Nothing was done.")
    if len(policies) > 1:
        candidates = ", ".join(f"{policy['name']!r} (id {policy['id']})" for policy in policies)
        raise InvalidInput(
            f"policy: {name!r} is ambiguous, it stands for {candidates}. Give an id that is no policy's name. "
            "Nothing was done."
        )
    return policies[0]
