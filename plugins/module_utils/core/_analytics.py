# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""AppConnect analytics (reference: Get Analytics for AppConnect Apps)."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from ..wire._client import Client


class Analytics:
    """What AppConnect apps report of their use."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def archive(self, app_id: str) -> IO[bytes] | None:
        """The ZIP file of an app, to be treated as hostile; None where Core has no data of it."""
        return self._client.download("get_appconnect_analytics", app_id=app_id)
