# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""Policies: finding one by name or id, and applying it to a label (reference: Policies)."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches

from ..records._policy import policy_record
from ..wire._client import Client
from ..wire._errors import InvalidInput, LostAnswer, MobileIronError, NotFound, TaskFailed
from ._answers import NOT_KNOWN, refuse_silent_failure
from ._targets import known_labels, unknown_label

_OPERATIONS = {"present": "apply_policy_label", "absent": "remove_policy_label"}


def list_policies(
    client: Client,
    names: Collection[str] | None = None,
    profile_types: Collection[str] | None = None,
    device_uuid: str | None = None,
) -> list[dict]:
    """The policies of Core, or those in force on one device; an argument that is None does not filter."""
    if device_uuid is None:
        answer = client.call("list_policies")
    else:
        answer = client.call("list_device_policies", uuid=device_uuid)
    policies = map(policy_record, answer.items())
    return [
        policy
        for policy in policies
        if (names is None or policy["name"] in names)
        and (profile_types is None or (policy["profile_type"] or "").upper() in profile_types)
    ]


def find_policy(client: Client, wanted: str) -> dict:
    """The one policy with this name or this id, both compared exactly.

    Raises NotFound, with names like it, and InvalidInput where several policies are meant.
    """
    policies = list_policies(client)
    found = [policy for policy in policies if wanted in (policy["name"], policy["id"])]
    if not found:
        near = get_close_matches(wanted, [policy["name"] for policy in policies if policy["name"]])
        hint = f" Did you mean {' or '.join(map(repr, near))}?" if near else ""
        raise NotFound(f"policy: Core has no policy with the name or id {wanted!r}.{hint} Nothing was done.")
    if len(found) > 1:
        listed = ", ".join(f"{policy['name']!r} (id {policy['id']})" for policy in found)
        raise InvalidInput(
            f"policy: {wanted!r} is ambiguous, it stands for {listed}. Give an id that is no policy's name. "
            "Nothing was done."
        )
    return found[0]


def require_label(client: Client, name: str) -> None:
    """Raise NotFound, with names like it, unless Core has a label of exactly this name."""
    known = known_labels(client)
    if name not in known:
        raise NotFound(f"label: {unknown_label(name, known)} Nothing was done.")


def set_policy_label(client: Client, policy: dict, label: str, state: str) -> str | None:
    """Apply the policy to the label (``present``), or remove it from there (``absent``); returns Core's message.

    Which labels a policy has cannot be read, so this is sent whatever the state is. Raises TaskFailed, with
    ``changed``, where Core did not answer that it did it.
    """
    facts = {"policy": {"id": policy["id"], "name": policy["name"]}, "label": label, "outcome": "failed"}
    try:
        answer = client.call(_OPERATIONS[state], policy_id=policy["id"], label=label)
        refuse_silent_failure(answer, "policy or label")
    except MobileIronError as error:
        lost = isinstance(error, LostAnswer)
        text = f"{error.message} It is {NOT_KNOWN}." if lost else error.message
        result = dict(facts, changed=lost, message=error.message)
        raise TaskFailed(text, error.operation, error.status, error.url, result) from error
    return " ".join(answer.messages) or None
