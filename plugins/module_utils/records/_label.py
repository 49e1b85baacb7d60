# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""A label as playbooks see it (reference: Get all Labels)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ._fields import boolean, identifier, integer, record, text

_TYPES: dict[str, Callable[[Any], Any]] = {
    "id": identifier,
    "name": text,
    "description": text,
    "static_label": boolean,
    "query": text,
    "device_count": integer,
    "is_es_search": integer,
}


def label_record(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The record of one raw label. Negative ids are default labels; a static label has no query."""
    return record(raw, _TYPES)
