# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""Values of options before they select anything: lists of text, MAC addresses and phone numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ..records._words import empty, empty_value
from ..wire._errors import InvalidInput

_EXACT = frozenset({"labels", "names", "label", "policy"})
"""Options whose values Core compares exactly, so that blanks around them count."""


def filled(option: str, values: Sequence[Any]) -> list[str]:
    """The values as text, each once. Raises InvalidInput for an empty one, which would select nothing or anything."""
    texts = [str(value) for value in values]
    if not all(text.strip() for text in texts):
        raise InvalidInput(empty_value(option))
    return list(dict.fromkeys(text if option in _EXACT else text.strip() for text in texts))


def refuse_empty(option: str, value: str | None, required: bool = False) -> None:
    """Raise InvalidInput for an empty or blank text; None is not given, which is allowed."""
    if value is not None and not value.strip():
        raise InvalidInput(empty(option, required))


def selects_nothing(lists: Mapping[str, Sequence[Any] | None], warn: Callable[[str], None]) -> bool:
    """Whether a selecting list was given empty, which selects nothing, ever; the author is warned, by option name."""
    names = [name for name, values in lists.items() if values is not None and not values]
    if names:
        warn(f"{', '.join(names)}: given but empty, which selects nothing.")
    return bool(names)


def mac_address(value: str) -> str:
    """Twelve upper-case hexadecimal digits from any common notation. Raises InvalidInput naming the value."""
    digits = re.sub(r"[\s:.\-]", "", value).upper()
    if not re.fullmatch(r"[0-9A-F]{12}", digits):
        raise InvalidInput(f"mac_addresses: {value!r} is not a MAC address; expected twelve hexadecimal digits.")
    return digits


def phone_number(value: str, option: str = "phone_numbers") -> str:
    """Digits only (reference: Phone Number Formats). Raises InvalidInput naming the value."""
    digits = re.sub(r"[\s().\-]", "", value)
    if digits.startswith("+"):
        raise InvalidInput(f"{option}: {value!r} starts with +; leave out the country code.")
    if not re.fullmatch(r"[0-9]+", digits):
        raise InvalidInput(f"{option}: {value!r} is not a phone number; expected digits, without country code.")
    return digits


def has_number(device: Mapping[str, Any], phone: str, surely: bool = False) -> bool:
    """Whether a device may have a phone number, of which Core may keep the country code too; True if it tells none.

    ``surely``: whether it has this very number, with its own country code or without; False if it tells none.
    """
    numbers = {re.sub(r"\D", "", device.get(key) or "") for key in ("phone_number", "current_phone_number")} - {""}
    if surely:
        return bool(numbers & {phone, f"{device.get('country_code') or ''}{phone}"})
    return not numbers or any(number.endswith(phone) for number in numbers)
