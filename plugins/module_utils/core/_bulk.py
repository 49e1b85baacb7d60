# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""Calls that act on many devices in one request."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from ..records._reply import Reply, bulk_reply

if TYPE_CHECKING:
    from ..wire._client import Answer, Client, Permit


class BulkCall:
    """One effect on many devices: called with some of them it sends one request."""

    def __init__(
        self,
        client: Client,
        operation: str,
        read: Callable[[Answer, Mapping[str, str | None]], Reply] = bulk_reply,
        **values: Any,
    ) -> None:
        self._client = client
        self._operation = operation
        self._read = read
        self._values = values

    def __call__(self, devices: Mapping[str, str | None], permit: Permit | None = None) -> Reply:
        """Send one request for ``devices`` (uuid → name). Raises RefusedRequest if Core did nothing at all."""
        return self._read(
            self._client.call(self._operation, permit=permit, uuids=list(devices), **self._values), devices
        )

    def batches(self, uuids: list[str], size: int | None = None) -> Iterator[list[str]]:
        """``uuids`` request by request: ``size`` in each, or as many as every server accepts in a request line.

        Raises InvalidInput if one fits in no request.
        """
        return self._client.batches(self._operation, "uuids", uuids, size, **self._values)
