# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""MAC addresses and phone numbers in Core's form (reference: Phone Number Formats)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..wire._errors import InvalidInput


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
    """Whether a device may have a phone number, with or without a country code; True if its number is not known.

    ``surely``: whether it has exactly this number, with its own country code or without; False if its number is not
    known.
    """
    numbers = {re.sub(r"\D", "", device.get(key) or "") for key in ("phone_number", "current_phone_number")} - {""}
    if surely:
        return bool(numbers & {phone, f"{device.get('country_code') or ''}{phone}"})
    return not numbers or any(number.endswith(phone) for number in numbers)
