# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""Policies (reference: Get Policies, Get Policies by DeviceUUID, Apply/Remove policy for a label)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..records._policy import policy_record
from ..records._reply import Reply, message_of, refuse_failure

if TYPE_CHECKING:
    from ..wire._client import Client


class Policies:
    """The policies of Core."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def all(self) -> list[dict[str, Any]]:
        """All policies."""
        return [policy_record(raw) for raw in self._client.call("list_policies").items()]

    def of_device(self, uuid: str) -> list[dict[str, Any]]:
        """The policies in force on one device."""
        return [policy_record(raw) for raw in self._client.call("list_device_policies", uuid=uuid).items()]

    def apply_to_label(self, policy_id: str, label: str) -> Reply:
        """Apply a policy to the devices of a label. Raises RefusedRequest if Core did not."""
        return self._put("apply_policy_label", policy_id, label)

    def remove_from_label(self, policy_id: str, label: str) -> Reply:
        """Remove a policy from the devices of a label. Raises RefusedRequest if Core did not."""
        return self._put("remove_policy_label", policy_id, label)

    def _put(self, operation: str, policy_id: str, label: str) -> Reply:
        answer = self._client.call(operation, policy_id=policy_id, label=label)
        refuse_failure(answer, "policy or label")
        return Reply(message_of(answer))
