# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""Application settings (reference: Get all Application Settings, Get Application Settings by Device UUID)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..records._app_setting import app_setting_record

if TYPE_CHECKING:
    from ..wire._client import Client


class AppSettings:
    """The application settings of Core and of single devices."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def all(self, app_type: str | None = None) -> list[dict[str, Any]]:
        """All settings, or those of one type; a server may ignore the type."""
        return [app_setting_record(raw) for raw in self._client.call("list_app_settings", type=app_type).items()]

    def of_device(self, uuid: str) -> list[dict[str, Any]]:
        """The settings of one device, of every type."""
        return [app_setting_record(raw) for raw in self._client.call("list_device_app_settings", uuid=uuid).items()]
