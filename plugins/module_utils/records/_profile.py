# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""A configuration or policy on one device (reference: Get Profiles for a Device)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ._fields import iso_from_epoch_ms, record, text

_TYPES: dict[str, Callable[[Any], Any]] = {
    "id": text,
    "uuid": text,
    "name": text,
    "policy_type": text,
    "profile_type": text,
    "status": text,
    "last_updated_at": iso_from_epoch_ms,
}


def profile_record(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The record of one raw profile. Ids are unique within a ``profile_type`` (``APP`` or ``POLICY``) only."""
    return record(raw, _TYPES)
