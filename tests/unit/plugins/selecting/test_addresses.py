# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Notations of MAC addresses and phone numbers."""

from __future__ import annotations

import pytest
from ansible_collections.mobileiron.core.plugins.module_utils.selecting import _addresses
from ansible_collections.mobileiron.core.plugins.module_utils.wire._errors import InvalidInput


@pytest.mark.parametrize("written", ["38:aa:3c:62:bf:ad", "38-AA-3C-62-BF-AD", "38aa.3c62.bfad", "38AA3C62BFAD"])
def test_mac_addresses_in_common_notations(written):
    assert _addresses.mac_address(written) == "38AA3C62BFAD"


@pytest.mark.parametrize("written", ["38AA3C62BFA", "38AA3C62BFADF", "38AA3C62BFAG", "me"])
def test_what_is_no_mac_address_is_named(written):
    with pytest.raises(InvalidInput, match=written):
        _addresses.mac_address(written)


def test_phone_numbers_lose_their_signs():
    assert _addresses.phone_number("(415) 555-12.12") == "4155551212"


@pytest.mark.parametrize(("written", "said"), [("+14155551212", "leave out the country code"), ("415x", "'415x'")])
def test_what_is_no_phone_number_is_named(written, said):
    with pytest.raises(InvalidInput, match=said):
        _addresses.phone_number(written)


@pytest.mark.parametrize(
    ("number", "may", "surely"),
    [
        ("4155551212", True, True),
        ("14155551212", True, True),
        ("+1 (415) 555-1212", True, True),
        ("94155551212", True, False),
        ("6505551212", False, False),
        ("1212", False, False),
        (None, True, False),
        ("*****", True, False),
        ("PDA", True, False),
    ],
)
def test_a_number_may_have_its_country_code(number, may, surely) -> None:
    device = {"phone_number": number, "country_code": 1}
    assert _addresses.has_number(device, "4155551212") is may
    assert _addresses.has_number(device, "4155551212", surely=True) is surely
    moved = {**device, "phone_number": "6505551212", "current_phone_number": number}
    assert _addresses.has_number(moved, "4155551212", surely=True) is surely
