# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an inventory makes of devices: variables, and names that Ansible reads as one host each."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest
from ansible_collections.mobileiron.core.plugins.module_utils.records._device import ALL_BUT_DETAILS, device_record
from ansible_collections.mobileiron.core.plugins.module_utils.services._inventory import (
    FleetOptions,
    host_name,
    host_variables,
    unique_names,
)
from ansible_collections.mobileiron.core.plugins.module_utils.wire._errors import InvalidInput

NOW = datetime(2026, 3, 31, 12, tzinfo=timezone.utc)
RAW = {
    "uuid": "u-1",
    "platform": "Android 13",
    "lastConnectedAt": "2026-03-01T12:00:00Z",
    "compliance": 0,
    "newField": "new",
    "details": {"entry": [{"key": "security_state", "value": "Compromised"}, {"key": "Model", "value": "X"}]},
}


def test_everything_but_details():
    """The details are looked at for what is derived from them, and left out; unknown fields come through."""
    whole, without = device_record(RAW), device_record(RAW, ALL_BUT_DETAILS)
    assert "details" in whole and whole["new_field"] == "new"
    assert without == {key: value for key, value in whole.items() if key != "details"}
    assert without["compromised"] is True and without["compliant"] is False


def test_keys_that_are_needed_beside():
    """What the filters need is added to everything but the details, or is there already."""
    assert "details" not in ALL_BUT_DETAILS | {"uuid"}
    assert "details" in ALL_BUT_DETAILS.union({"details"}) and "name" in ALL_BUT_DETAILS


def test_details_by_name_only():
    """Where details are asked for, all of them are there, not only those that something is derived from."""
    assert device_record(RAW, frozenset({"details"})) == {"details": {"security_state": "Compromised", "Model": "X"}}


@pytest.mark.parametrize("fields", [[], [" "]])
def test_empty_fields(fields):
    with pytest.raises(InvalidInput, match="fields:"):
        FleetOptions(fields=fields)


def test_keys_of_fields():
    """A derived key is read by its source."""
    assert FleetOptions(fields=["contact", "details.IMEI"]).keys == {"last_connected_at", "details", "uuid"}


def test_variables():
    """The prefix, the derived words, and only what was named."""
    device = {"uuid": "u-1", "name": "n", "last_connected_at": "2026-03-01T12:00:00Z", "odd-key": 1}
    assert host_variables(device, None, NOW) == {
        "mi_uuid": "u-1", "mi_name": "n", "mi_last_connected_at": "2026-03-01T12:00:00Z", "mi_odd_key": 1,
        "mi_days_since_contact": 30, "mi_contact": "30-89",
    }  # fmt: skip
    assert host_variables(device, ["contact", "model"], NOW) == {
        "mi_contact": "30-89", "mi_model": None, "mi_uuid": "u-1",
    }  # fmt: skip
    assert host_variables({"uuid": "u", "last_connected_at": None}, ["contact", "days_since_contact"], NOW) == {
        "mi_contact": "never", "mi_days_since_contact": None, "mi_uuid": "u",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ward 3 phone", "Ward_3_phone"),
        ("{{ lookup('pipe', 'id') }}", "lookup_pipe_id"),
        ("a:b,c&d!e[1:9]", "a_b_c_d_e_1_9"),
        ("../../etc/passwd", ".._.._etc_passwd"),
        ("Außendienst-7", "Außendienst-7"),
        ("zero\u200bwidth\r\n", "zero_width"),
        (None, ""),
        (7, "7"),
    ],
)
def test_host_names(text, expected):
    """No text of a person is a template, a pattern, a range or a path."""
    assert host_name(text) == expected


def test_unique_names():
    """No host is two devices, whatever they are called."""
    hosts, shared = unique_names(
        [("1", "iPhone"), ("2", "iphone"), ("3", ""), ("4", "Pad"), ("5", "3"), ("6", "Pad_4")]
    )
    assert hosts == {"1": "iPhone_1", "2": "iphone_2", "3": "3_3", "4": "Pad", "5": "3_5", "6": "Pad_4"}
    assert shared == ["3", "iPhone", "iphone"]
    hosts, _shared = unique_names([("1", "a"), ("2", "a"), ("3", "a_1")])
    assert len(set(hosts.values())) == 3
