# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""Configurations and policies on one device (reference: Get Profiles for a Device, Re-push Profiles for a Device)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..records._profile import profile_record
from ..records._reply import Reply, single_reply

if TYPE_CHECKING:
    from ..wire._client import Client


class Profiles:
    """The configurations and policies of single devices."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def of_device(self, uuid: str) -> list[dict[str, Any]]:
        """The profiles of one device."""
        return [profile_record(raw) for raw in self._client.call("list_device_profiles", uuid=uuid).items()]

    def push(
        self, uuid: str, name: str | None, profile_id: str | None = None, profile_type: str | None = None
    ) -> Reply:
        """Send a device all its profiles again, or the one with this id and type (``APP``, ``POLICY``).

        ``name`` is the device's. Raises RefusedRequest where Core did not.
        """
        answer = self._client.call("repush_profiles", uuid=uuid, profile_id=profile_id, profile_type=profile_type)
        return single_reply(answer, uuid, name, "device" if profile_id is None else "device or profile")
