# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Selectors before the first request, and what counts as seen."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from ansible_collections.mobileiron.core.plugins.module_utils.services import _targets
from ansible_collections.mobileiron.core.plugins.module_utils.services._targets import Selector
from ansible_collections.mobileiron.core.plugins.module_utils.wire._client import Answer
from ansible_collections.mobileiron.core.plugins.module_utils.wire._errors import BadAnswer, InvalidInput
from ansible_collections.mobileiron.core.plugins.module_utils.wire._operations import OPERATIONS


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
    assert _targets.has_number(device, "4155551212") is may
    assert _targets.has_number(device, "4155551212", surely=True) is surely
    moved = {**device, "phone_number": "6505551212", "current_phone_number": number}
    assert _targets.has_number(moved, "4155551212", surely=True) is surely


class Lists:
    """A Core whose list of a label names one device twice."""

    def __init__(self, *rows):
        self.rows = rows

    def call(self, name, **values):
        found = {"labels": {"label": {"name": "L"}}} if name == "list_labels" else {"device": self.rows[0]}
        return Answer(OPERATIONS[name], 200, True, found)

    def stream(self, _name, **_values):
        return iter(self.rows)


def row(principal, owned="false", uuid="u-1"):
    return {"uuid": uuid, "principal": principal, "employeeOwned": owned, "status": "ACTIVE"}


@pytest.mark.parametrize("other", [row("own"), row("jdoe", "true"), row("jdoe", "")])
def test_a_device_that_is_listed_with_two_owners_is_ambiguous(other) -> None:
    for rows in ((row("jdoe"), other), (other, row("jdoe"))):
        found = _targets.resolve(Lists(*rows), Selector(labels=["L"]), changing=True)
        assert found.devices == [] and found.unknown[0][1] == "u-1" and "different owners" in found.unknown[0][2]
        assert len(_targets.resolve(Lists(*rows), Selector(labels=["L"])).devices) == 1


def test_a_device_that_is_listed_twice_alike_is_one() -> None:
    client = Lists(row("jdoe"), row("JDoe"))  # whose case does not matter
    for selector in (Selector(labels=["L"]), Selector(uuids=["U-1"])):
        assert len(_targets.resolve(client, selector, changing=True).devices) == 1


def test_another_device_than_asked_for_is_no_answer() -> None:
    with pytest.raises(BadAnswer, match="asked for the device u-2 and answered u-1"):
        _targets.resolve(Lists(row("jdoe")), Selector(uuids=["u-2"]), changing=True)
