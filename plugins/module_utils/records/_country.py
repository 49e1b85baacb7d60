# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""Countries and operators as playbooks see them (reference: List of Countries, List of Operators)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ._fields import boolean, integer, record, text

_COUNTRY: dict[str, Callable[[Any], Any]] = {
    "country_name": text,
    "country_code": integer,
    "iso_alpha2_code": text,
    "enabled_for_registration": boolean,
}
_OPERATOR: dict[str, Callable[[Any], Any]] = {
    "id": text,
    "carrier_short_name": text,
    "carrier_type": text,
    "country_code": integer,
    "country_id": text,
    "country_name": text,
    "enabled": boolean,
}


def country_record(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The record of one raw country; ``enabled_for_registration`` is 116 or 102 (ASCII t and f) on the wire."""
    return record(raw, _COUNTRY)


def operator_record(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The record of one raw operator."""
    return record(raw, _OPERATOR)


def _same(one: Any, other: Any) -> bool:
    left, right = text(one), text(other)
    return left is not None and right is not None and left.casefold() == right.casefold()


def countries_named(countries: Iterable[dict], value: str) -> list[dict]:
    """The countries whose ISO code, name or calling code is ``value``, ignoring case; a calling code may be shared."""
    keys = ("iso_alpha2_code", "country_name", "country_code")
    return [country for country in countries if any(_same(country[key], value) for key in keys)]


def operators_of(operators: Iterable[dict], countries: Iterable[dict], value: str) -> list[dict]:
    """The operators of the country ``value``. Operators have no ISO code, so ``countries`` gives its name."""
    names = [country["country_name"] for country in countries if _same(country["iso_alpha2_code"], value)]
    return [
        operator
        for operator in operators
        if any(_same(operator["country_name"], name) for name in (*names, value))
        or _same(operator["country_code"], value)
    ]
