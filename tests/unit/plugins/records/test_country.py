# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Country and operator records."""

from __future__ import annotations

import pytest
from ansible_collections.mobileiron.core.plugins.module_utils.records._country import (
    countries_named,
    country_record,
    operator_record,
    operators_of,
)

_COUNTRIES = [
    country_record({"countryName": name, "countryCode": code, "isoAlpha2Code": iso, "enabledForRegistration": flag})
    for name, code, iso, flag in (
        ("United States", 1, "US", 116),
        ("Canada", "1", "CA", "102"),
        ("Germany", 49, "DE", "116"),
    )
]
_OPERATORS = [
    operator_record({"id": 269, "carrierShortName": "AT&T", "countryCode": 1, "countryName": "United States"}),
    operator_record({"id": "270", "carrierShortName": "Rogers", "countryCode": "1", "countryName": "Canada"}),
    operator_record({"id": 300, "carrierShortName": "Telekom", "countryCode": 49, "countryName": "Germany"}),
]


def test_the_flag_is_a_bool() -> None:
    assert [country["enabled_for_registration"] for country in _COUNTRIES] == [True, False, True]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [("us", ["US"]), ("germany", ["DE"]), ("1", ["US", "CA"]), ("German", []), ("", [])],
)
def test_countries_by_code_or_name(wanted: str, expected: list) -> None:
    assert [country["iso_alpha2_code"] for country in countries_named(_COUNTRIES, wanted)] == expected


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [("US", ["269"]), ("Canada", ["270"]), ("1", ["269", "270"]), ("de", ["300"]), ("FR", [])],
)
def test_operators_of_a_country(wanted: str, expected: list) -> None:
    assert [operator["id"] for operator in operators_of(_OPERATORS, _COUNTRIES, wanted)] == expected
