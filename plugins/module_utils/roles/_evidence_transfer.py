# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""What went wrong when evidence was put to an address, or read from one, in words without secrets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..wire._redact import clean
from ._page_text import cut, printable

PUT = frozenset({200, 201, 202, 204})
"""The statuses that say that a file was taken."""
GET = frozenset({200, 404})
"""The statuses that tell whether there is a file."""


def transfer_faults(results: Iterable[Mapping[str, Any]], method: str, headers: Mapping[str, str]) -> list[str]:
    """Why requests of ansible.builtin.uri failed, one text for each that did.

    ``method``: PUT or GET. ``headers``: those that were sent; their values are secrets, and never shown.
    """
    accepted = {"PUT": PUT, "GET": GET}[method]
    failed = [result for result in results if result.get("status") not in accepted and not result.get("skipped")]
    return [_fault(result, headers) for result in failed]


def _fault(result: Mapping[str, Any], headers: Mapping[str, str]) -> str:
    secrets = [part for value in headers.values() for part in (value, value.rpartition(" ")[2])]
    answered = (result.get("status") or 0) > 0
    reason = f"status {result['status']}" if answered else clean(str(result.get("msg") or "no answer"), secrets)
    return printable(f"{result.get('url') or 'the address'}: {cut(reason, 200)}")
