# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""ActiveSync partnerships (reference: List All ActiveSync Devices, Device Details, Request Action)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..records._activesync import GROUPS, eas_details, eas_record
from ..records._fields import text
from ..records._reply import activesync_reply
from ..records._user import user_key
from ..wire._codec import items_at
from ._bulk import BulkCall

if TYPE_CHECKING:
    from ..wire._client import Client


class ActiveSync:
    """The partnerships of mailboxes and devices. Each action is one call for many, and takes no reason."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self.block = BulkCall(client, "eas_block", activesync_reply)
        self.reinstate = BulkCall(client, "eas_reinstate", activesync_reply)
        self.wipe = BulkCall(client, "eas_wipe", activesync_reply)

    def all(self) -> list[dict[str, Any]]:
        """All partnerships, group by group, each once.

        A partnership that is also in the wiped group counts as wiped. One that is in two other groups is marked
        ``ambiguous``; no action touches it.
        """
        answer = self._client.call("list_eas_devices")
        partnerships: dict[str, dict] = {}
        for group, (envelope, _state) in GROUPS.items():
            for raw in items_at(answer.data, envelope) if answer.has_data else []:
                partnership = eas_record(raw, group)
                before = partnerships.get(partnership["uuid"] or "")
                if before and not _is_same(before, partnership):
                    partnership["ambiguous"] = True
                if partnership["uuid"]:
                    partnerships[partnership["uuid"]] = partnership
        return [*partnerships.values()]

    def get(self, uuid: str) -> dict[str, Any] | None:
        """The uuid and the ``details`` of one partnership, the other keys null; None if Core has no details."""
        answer = self._client.call("get_eas_device", uuid=uuid)
        raw = (answer.item() or _bare(answer.data)) if answer.has_data else None
        if raw is None:
            return None
        return dict(eas_record({"uuid": text(raw.get("uuid")) or uuid}, None), details=eas_details(raw))


def _is_same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    if one.get("ambiguous") or user_key(one["user_name"]) != user_key(other["user_name"]):
        return False
    keys = ("mi_device_uuid", *(() if other["group"] == "wiped" else ("group",)))
    return all(one[key] == other[key] for key in keys)


def _bare(data: Any) -> dict | None:
    """The root of this answer is the element itself; the decoded answer has no root."""
    return data if isinstance(data, dict) and "details" in data else None
