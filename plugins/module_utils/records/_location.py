# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""The location of a device (reference: Locate a Device)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ._fields import integer, iso_from_epoch_ms, number, record, text

_TYPES: dict[str, Callable[[Any], Any]] = {
    "lookup_result": text,
    "latitude": number,
    "longitude": number,
    "radius": number,
    "captured_at": iso_from_epoch_ms,
}


@dataclass(frozen=True)
class Position:
    """The last location of a device: the record, or None and a ``message`` with the reason.

    ``captured``: the time of the fix in epoch milliseconds; 0 if not known.
    """

    location: dict[str, Any] | None
    message: str | None
    captured: int


def latest_position(raws: Iterable[Mapping[str, Any]], uuid: str) -> Position:
    """The latest of some raw ``location`` elements. A location that names another device is ignored."""
    own = [raw for raw in raws if (text(raw.get("uuid")) or uuid).lower() == uuid.lower()]
    if not own:
        return Position(None, "Core has no location of the device.", 0)
    raw = max(own, key=_captured)
    location = record(raw, _TYPES)
    message = None
    if location["lookup_result"] == "LookupFailure":
        message = "Core could not retrieve the location of the device (LookupFailure)."
    elif location["latitude"] is None or location["longitude"] is None:
        message = "Core answered a location without coordinates."
    return Position(None if message else location, message, _captured(raw))


def _captured(raw: Mapping[str, Any]) -> int:
    return integer(raw.get("capturedAt")) or 0
