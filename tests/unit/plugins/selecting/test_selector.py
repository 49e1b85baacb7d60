# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Selectors before the first request."""

from __future__ import annotations

import pytest
from ansible_collections.mobileiron.core.plugins.module_utils.records._device import STATUSES
from ansible_collections.mobileiron.core.plugins.module_utils.selecting._selector import Selector
from ansible_collections.mobileiron.core.plugins.module_utils.wire._errors import InvalidInput


def test_all_statuses_and_any_case():
    assert Selector(statuses=["Active"]).statuses == ["ACTIVE"]
    assert Selector(statuses=["all"]).statuses == list(STATUSES)
    with pytest.raises(InvalidInput, match="'BROKEN'"):
        Selector(statuses=["BROKEN"])


@pytest.mark.parametrize("option", ["uuids", "users", "labels", "phone_numbers", "mac_addresses", "statuses"])
def test_nothing_is_never_everything(option):
    nothing = Selector(**{option: []})
    assert nothing.empty == nothing.given == (option,)
    with pytest.raises(InvalidInput, match=f"^{option}: the list is empty"):
        nothing.require()
    with pytest.raises(InvalidInput, match=f"^{option}: a value is empty"):
        Selector(**{option: ["x", " "]})


def test_a_filter_is_no_selector():
    only_filter = Selector(platforms=["ios"], compliant=False)
    assert only_filter.given == only_filter.empty == ()
    with pytest.raises(InvalidInput, match="filter alone"):
        only_filter.require()
    with pytest.raises(InvalidInput, match="platforms: the list is empty"):
        Selector(users=["a"], platforms=[]).require()
    with pytest.raises(InvalidInput, match="not_seen_for_days: expected 0 or more days, got -1"):
        Selector(not_seen_for_days=-1)


def test_values_are_in_the_notation_of_the_wire_and_each_once():
    selector = Selector(mac_addresses=["38:aa:3c:62:bf:ad", "38AA3C62BFAD"], phone_numbers=["415 555", "415555"])
    assert selector.mac_addresses == ["38AA3C62BFAD"] and selector.phone_numbers == ["415555"]
    selector.require()
