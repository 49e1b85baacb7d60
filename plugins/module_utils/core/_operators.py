# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""Operators (reference: List of Operators)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..records._country import operator_record

if TYPE_CHECKING:
    from ..wire._client import Client


class Operators:
    """The mobile operators of Core."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def all(self) -> list[dict[str, Any]]:
        """All operators, enabled or not."""
        return [operator_record(raw) for raw in self._client.call("list_operators").items()]
