# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""Alerts (reference: Get All Alerts, for a user, a phone number, and both; Update Alert; Update List of Alerts)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from ..records._alert import alert_record
from ..records._reply import refuse_failure
from ..records._user import same_user
from ..wire._errors import PathRefused

if TYPE_CHECKING:
    from ..wire._client import Client


class Alerts:
    """Core's alerts about devices."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def find(self, user: str | None = None, phone: str | None = None, read: bool | None = None) -> list[dict[str, Any]]:
        """The alerts of a user, of a phone number, of both, or all, in Core's order; ``read`` is what Core filters by.

        If the server refuses the user's name in a path, the alerts of the wider list with this name.
        """
        try:
            return self._list(user, phone, read)
        except PathRefused:
            if user is None:
                raise
            return [alert for alert in self._list(None, phone, read) if same_user(alert["user_name"], user)]

    def _list(self, user: str | None, phone: str | None, read: bool | None) -> list[dict[str, Any]]:
        if user is not None and phone is not None:
            answer = self._client.call("list_alerts_by_user_and_phone", user=user, phone=phone, is_read=read)
        elif user is not None:
            answer = self._client.call("list_alerts_by_user", user=user, is_read=read)
        elif phone is not None:
            answer = self._client.call("list_alerts_by_phone", phone=phone, is_read=read)
        else:
            answer = self._client.call("list_alerts", is_read=read)
        return [alert_record(raw) for raw in answer.items()]

    def mark(self, ids: Iterable[str], read: bool, comments: str) -> None:
        """Mark alerts read or unread in one request. Raises RefusedRequest if Core did not."""
        one, *others = ids
        if others:
            answer = self._client.call("update_alerts", ids=[one, *others], is_read=read, comments=comments)
        else:
            answer = self._client.call("update_alert", alert_id=one, is_read=read, comments=comments)
        refuse_failure(answer, "alert")

    def batches(self, ids: list[str], read: bool, comments: str, size: int | None = None) -> Iterator[list[str]]:
        """``ids`` request by request. Raises InvalidInput for comments that fit in no request."""
        return self._client.batches("update_alerts", "ids", ids, size, is_read=read, comments=comments)
