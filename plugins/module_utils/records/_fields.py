# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""One shape for every field: snake_case keys and real types, the same from JSON and XML.

Unknown fields are kept. Their type is guessed from their text, so that JSON and XML agree; a field that this collection
knows is converted as its record says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from functools import lru_cache
from typing import Any

from ansible.module_utils.common.dict_transformations import camel_dict_to_snake_dict

from ..wire._codec import as_list
from ._dates import parse_iso

_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,17})\Z")
_TEXT_NAMES = re.compile(r"(\A|_)(id|uuid|uid|name|number|phone|version|passcode|pin|imei|imsi|comment|token)\Z")


@lru_cache(maxsize=4096)
def snake(name: str) -> str:
    """``alertText`` → ``alert_text``, ``userUUID`` → ``user_uuid``, ``@id`` → ``id``."""
    return next(iter(camel_dict_to_snake_dict({whole(name.lstrip("@")): None})))


def text(value: Any) -> str | None:
    """Text, or None for an empty or absent value."""
    if isinstance(value, str):  # nearly always
        return whole(value).strip() or None
    if isinstance(value, dict):
        value = content(value)
    if value is None or isinstance(value, (dict, list)):
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    return whole(str(value)).strip() or None


def content(value: Mapping[str, Any]) -> Any:
    """What an element holds beside its attributes, which XML names ``#text`` and JSON ``$``; None for no text."""
    inner = {key: held for key, held in value.items() if key[:1] != "@"}
    return inner.get("#text", inner.get("$")) if len(inner) == 1 else None


def whole(value: str) -> str:
    """Text without halves of a character, such as an emoji that was cut in a device's name; Ansible takes none."""
    return value if value.isascii() else value.encode("utf-8", "replace").decode()


identifier = text
"""Ids are compared and returned as text, whatever their type on the wire."""


def integer(value: Any) -> int | None:
    """A whole number, None if there is none."""
    plain = text(value)
    try:
        return None if plain is None else int(plain)
    except ValueError:
        try:
            return int(float(plain))  # type: ignore[arg-type]
        except (ValueError, OverflowError):
            return None


def number(value: Any) -> float | None:
    """A decimal number, None if there is none."""
    plain = text(value)
    try:
        return None if plain is None else float(plain)
    except ValueError:
        return None


def boolean(value: Any) -> bool | None:
    """True or false, None where the answer says neither. Core's ASCII flags 116 (t) and 102 (f) count too."""
    plain = (text(value) or "").lower()
    if plain in ("true", "1", "t", "yes", "116"):
        return True
    return False if plain in ("false", "0", "f", "no", "102") else None


def _utc(moment: datetime) -> str:
    moment = moment.astimezone(timezone.utc)
    precision = "milliseconds" if moment.microsecond else "seconds"
    return moment.replace(tzinfo=None).isoformat(timespec=precision) + "Z"


def iso_time(value: Any) -> str | None:
    """ISO 8601 text with any offset (none means UTC), or epoch milliseconds, to ISO 8601 UTC with a ``Z``.

    Any other value is returned unchanged, because hiding it would help nobody.
    """
    plain = text(value)
    if plain is None:
        return None
    if _INTEGER.match(plain):
        return iso_from_epoch_ms(plain)
    moment = parse_iso(plain)
    return plain if moment is None else _utc(moment)


def iso_from_epoch_ms(value: Any) -> str | None:
    """Milliseconds since 1970 to ISO 8601 UTC; None for nothing and for 0, which Core uses for never."""
    milliseconds = integer(value)
    if not milliseconds:
        return iso_time(value) if text(value) and milliseconds is None else None
    try:
        seconds, rest = divmod(milliseconds, 1000)
        return _utc(datetime.fromtimestamp(seconds, timezone.utc).replace(microsecond=rest * 1000))
    except (ValueError, OverflowError, OSError):
        return text(value)


def texts(value: Any) -> list[str]:
    """A list of texts from many, one or none."""
    return [plain for plain in map(text, as_list(value)) if plain is not None]


def entries(value: Any, only: frozenset[str] | None = None) -> dict[str, str]:
    """The ``entry`` key-value pairs of details and properties: the keys untouched, every value text.

    ``only``: the keys that are looked for; the others are left out.
    """
    pairs: dict[str, str] = {}
    for holder in as_list(value):
        if not isinstance(holder, dict):
            continue
        listed = [pair for pair in as_list(holder.get("entry")) if isinstance(pair, dict)]
        if only is not None:  # a few of sixty
            listed = [pair for pair in listed if str(pair.get("key")) in only]
        for pair in listed:
            key = pair.get("key")
            if key is not None and key != "":
                pairs[whole(str(key))] = text(pair.get("value")) or ""
    return pairs


def guess(name: str, value: Any) -> Any:
    """An unknown field: numbers and booleans where its text says so, text otherwise, nested data alike."""
    if isinstance(value, dict) and content(value) is None:
        return {snake(key): guess(snake(key), inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [guess(name, inner) for inner in value]
    plain = text(value)
    if plain is None or _TEXT_NAMES.search(name):
        return plain
    if plain in ("true", "false"):
        return plain == "true"
    return int(plain) if _INTEGER.match(plain) else plain


def record(
    raw: Mapping[str, Any],
    types: Mapping[str, Callable[[Any], Any]],
    keys: frozenset[str] | None = None,
    optional: Mapping[str, Callable[[Any], Any]] | None = None,
) -> dict[str, Any]:
    """A record out of a raw element: every key in snake_case, known keys as ``types`` says and always present.

    ``optional``: the types of known keys that are present only where the server sends them. ``keys`` leaves out all
    others before they are converted.
    """
    converted: dict[str, Any] = {}
    for name, value in raw.items():
        key = snake(name)
        if keys is None or key in keys:
            convert = types.get(key) or (optional.get(key) if optional else None)
            if convert is not None:
                converted[key] = convert(value)
            else:
                converted[key] = text(value) if key == "id" else guess(key, value)
    for key, convert in types.items():
        if key not in converted and (keys is None or key in keys):
            converted[key] = convert(None)
    return converted
