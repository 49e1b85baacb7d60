# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""AppConnect analytics (reference: Get Analytics for AppConnect Apps)."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from ..wire._client import Client


class Analytics:
    """The usage reports of AppConnect apps."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def archive(self, app_id: str) -> IO[bytes] | None:
        """The untrusted ZIP file of an app; None if Core has no data about the app."""
        return self._client.download("get_appconnect_analytics", app_id=app_id)
