# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""A label as playbooks see it (reference: Get all Labels)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ._fields import boolean, identifier, integer, record, text, whole

_STATIC = ("isStatic", "static")
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
    """The record of one raw label. Negative ids are default labels; a static label has no query.

    Its name is left as it is, blanks included, because labels are asked for and compared by it. Version 2 spells
    ``staticLabel`` in two other ways too.
    """
    label = record({name: value for name, value in raw.items() if name not in _STATIC}, _TYPES)
    spelt = next((raw[name] for name in ("staticLabel", *_STATIC) if raw.get(name) is not None), None)
    return dict(label, name=label_name(raw), static_label=boolean(spelt))


def label_name(raw: Mapping[str, Any]) -> str | None:
    """The name of a raw label, None where it has none."""
    name = raw.get("name")
    return whole(name) if isinstance(name, str) and name.strip() else text(name)
