# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""Ids in batches, so that every server accepts each request line."""

from __future__ import annotations

from collections.abc import Iterator

from ._errors import InvalidInput
from ._request import REQUEST_LINE_LIMIT, Request, as_pair, as_text

_LONG_TEXT = 200  # characters of a value that is named where a request line is too long


def batches(request: Request, parameter: str, ids: list[str]) -> Iterator[list[str]]:
    """``ids`` in lists, each of which keeps the request line below the limit; ``request`` is the call without them.

    Raises InvalidInput if not even one id fits.
    """
    (wire,) = (entry.wire for entry in request.operation.parameters if entry.name == parameter)
    empty = length = len(request.line)
    batch: list[str] = []
    for entry in ids:
        cost = len(as_pair(wire, entry)) + 1
        if empty + cost >= REQUEST_LINE_LIMIT:
            texts = ", ".join(
                sorted(name for name, value in request.values.items() if len(as_text(value)) > _LONG_TEXT)
            )
            raise InvalidInput(
                f"{texts or parameter}: too long. The request line would have {empty + cost} bytes, where servers "
                f"take less than {REQUEST_LINE_LIMIT}. Shorten it, or set bulk_size if your server takes more."
            )
        if batch and length + cost >= REQUEST_LINE_LIMIT:
            yield batch
            batch, length = [], empty
        batch.append(entry)
        length += cost
    if batch:
        yield batch
