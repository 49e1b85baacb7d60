# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Selectors before the first request, and what counts as seen."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from ansible_collections.mobileiron.core.plugins.module_utils.services import _targets
from ansible_collections.mobileiron.core.plugins.module_utils.services._targets import Selector
from ansible_collections.mobileiron.core.plugins.module_utils.wire._errors import InvalidInput


@pytest.mark.parametrize("written", ["38:aa:3c:62:bf:ad", "38-AA-3C-62-BF-AD", "38aa.3c62.bfad", "38AA3C62BFAD"])
def test_mac_addresses_in_common_notations(written):
    assert _targets.mac_address(written) == "38AA3C62BFAD"


@pytest.mark.parametrize("written", ["38AA3C62BFA", "38AA3C62BFADF", "38AA3C62BFAG", "me"])
def test_what_is_no_mac_address_is_named(written):
    with pytest.raises(InvalidInput, match=written):
        _targets.mac_address(written)


def test_phone_numbers_lose_their_signs():
    assert _targets.phone_number("(415) 555-12.12") == "4155551212"


@pytest.mark.parametrize(("written", "said"), [("+14155551212", "leave out the country code"), ("415x", "'415x'")])
def test_what_is_no_phone_number_is_named(written, said):
    with pytest.raises(InvalidInput, match=said):
        _targets.phone_number(written)


def test_all_statuses_and_any_case():
    assert Selector(statuses=["Active"]).validate(False).statuses == ["ACTIVE"]
    assert Selector(statuses=["all"]).validate(False).statuses == list(_targets.STATUSES)
    with pytest.raises(InvalidInput, match="'BROKEN'"):
        Selector(statuses=["BROKEN"]).validate(False)


@pytest.mark.parametrize("option", ["uuids", "users", "labels", "phone_numbers", "mac_addresses", "statuses"])
def test_nothing_is_never_everything(option):
    empty = Selector.from_params({option: []})
    assert empty.validate(changing=False).empty == (option,)
    with pytest.raises(InvalidInput, match=option):
        empty.validate(changing=True)
    for changing in (False, True):
        with pytest.raises(InvalidInput, match=option):
            Selector.from_params({option: ["x", " "]}).validate(changing)


def test_a_filter_is_no_selector():
    only_filter = Selector(platforms=["ios"], compliant=False)
    assert only_filter.validate(changing=False) == only_filter
    with pytest.raises(InvalidInput, match="filter alone"):
        only_filter.validate(changing=True)


def test_an_unknown_label_suggests_near_ones():
    assert "'Field Staff'" in _targets.unknown_label("field staff", ["iOS", "Field Staff"])
    assert "Did you mean" not in _targets.unknown_label("zzz", ["iOS"])


@pytest.mark.parametrize(("days_ago", "seen"), [(1, True), (29, True), (31, False), (None, False)])
def test_never_connected_is_not_seen(days_ago, seen):
    moment = None
    if days_ago is not None:
        moment = (datetime.now(timezone.utc) - timedelta(days=days_ago)).isoformat().replace("+00:00", "Z")
    assert _targets._seen_since(moment, 30) is seen
