# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""Messages to devices, always by the bulk call (reference: Send message to devices)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..records._reply import message_reply
from ._bulk import BulkCall

if TYPE_CHECKING:
    from ..wire._client import Client

_MODES = {"sms": "sms", "email": "email", "push": "pns"}


class Messages:
    """Messages to devices by SMS, email or push notification."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def message(self, mode: str, text: str, subject: str | None = None) -> BulkCall:
        """The call that sends ``text``. ``mode``: ``sms``, ``email`` or ``push``; only an email has a ``subject``."""
        return BulkCall(self._client, "send_message", message_reply, mode=_MODES[mode], message=text, subject=subject)
