# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a selector selects: what counts as seen, and devices that Core lists in two ways."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from ansible_collections.mobileiron.core.plugins.module_utils.selecting._devices import select_devices, was_seen
from ansible_collections.mobileiron.core.plugins.module_utils.selecting._selector import Selector
from ansible_collections.mobileiron.core.plugins.module_utils.wire._errors import BadAnswer, InvalidInput, NotFound

from tests.unit.plugins.scripted import NO_DATA, open_core


@pytest.mark.parametrize(("days_ago", "seen"), [(1, True), (29, True), (31, False), (None, False)])
def test_never_connected_is_not_seen(days_ago, seen):
    moment = None
    if days_ago is not None:
        moment = (datetime.now(timezone.utc) - timedelta(days=days_ago)).isoformat().replace("+00:00", "Z")
    assert was_seen(moment, 30) is seen


def lists(*rows):
    """A Core whose list of a label has these rows, and whose device is the first."""
    labels = {"labels": {"label": {"name": "L"}}}
    devices = {"devices": {"device": list(rows)}}
    return open_core(list_labels=labels, list_devices_by_label=devices, get_device={"device": rows[0]})


def row(principal, owned="false", uuid="u-1"):
    return {"uuid": uuid, "principal": principal, "employeeOwned": owned, "status": "ACTIVE"}


@pytest.mark.parametrize("other", [row("own"), row("jdoe", "true"), row("jdoe", "")])
def test_a_device_that_is_listed_with_two_owners_is_ambiguous(other) -> None:
    for rows in ((row("jdoe"), other), (other, row("jdoe"))):
        selection = select_devices(lists(*rows), Selector(labels=["L"]), changing=True)
        assert (
            selection.devices == []
            and selection.unknown[0].value == "u-1"
            and "different owners" in selection.unknown[0].message
        )
        assert len(select_devices(lists(*rows), Selector(labels=["L"])).devices) == 1


def test_a_device_that_is_listed_twice_alike_is_one() -> None:
    core = lists(row("jdoe"), row("JDoe"))  # whose case does not matter
    for selector in (Selector(labels=["L"]), Selector(uuids=["U-1"])):
        assert len(select_devices(core, selector, changing=True).devices) == 1


def test_another_device_than_asked_for_is_no_answer() -> None:
    with pytest.raises(BadAnswer, match="asked for the device u-2 but answered with u-1"):
        select_devices(lists(row("jdoe")), Selector(uuids=["u-2"]), changing=True)


def test_what_core_does_not_know_is_told_and_refused():
    core = open_core(get_device=NO_DATA)
    selection = select_devices(core, Selector(uuids=["u-1", "u-2"]))
    assert len(selection.warnings) == 2 and selection.devices == []
    selection = select_devices(core, Selector(uuids=[f"u-{number}" for number in range(7)]), changing=True)
    with pytest.raises(NotFound, match=r"uuid u-0.*And 2 more\. Nothing was done"):
        selection.refuse_unknown()


def test_a_changing_module_needs_a_selector():
    with pytest.raises(InvalidInput, match="No device is selected"):
        select_devices(open_core(), Selector(), changing=True)
    core = open_core(list_devices={"devices": ""})
    assert select_devices(core, Selector()).devices == [] and core.client.calls == [
        ("list_devices", {"status": "ACTIVE"})
    ]


def test_an_empty_selector_asks_nothing():
    core = open_core()
    assert "uuids: given but empty" in select_devices(core, Selector(uuids=[], users=["jdoe"])).warnings[0]
    assert core.client.calls == []
