# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""Countries (reference: List of Countries)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..records._country import country_record

if TYPE_CHECKING:
    from ..wire._client import Client


class Countries:
    """The countries of Core."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def all(self) -> list[dict[str, Any]]:
        """All countries, enabled for registration or not."""
        return [country_record(raw) for raw in self._client.call("list_countries").items()]
