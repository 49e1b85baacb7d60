# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""What changed between two readings of the fleet."""

from __future__ import annotations

import json

import pytest
from ansible_collections.mobileiron.core.plugins.module_utils.services import _device_changes


def device(uuid="u1", **values):
    return {
        "uuid": uuid, "name": "iPhone", "principal": "mkeller", "status": "ACTIVE", "platform_family": "ios",
        "employee_owned": False, "compliance": 0, "compromised": False, "quarantined_status": 0, "block_reason": 0,
        **values,
    }  # fmt: skip


def memory_of(*devices):
    return reloaded(_device_changes.remembered(devices))


def compare(memory, *devices):
    reading = _device_changes.compare(memory, devices)
    return _device_changes.Reading(reading.events, reloaded(reading.memory))


def reloaded(memory):
    """As the next process reads it from the state file."""
    return _device_changes.restored(json.loads(json.dumps(memory)))


def changes(reading):
    return [(event["change"], event["before"], event["after"]) for event in reading.events]


@pytest.mark.parametrize(
    ("values", "change"),
    [
        ({"status": "LOST"}, ("status", "ACTIVE", "LOST")),
        ({"employee_owned": True}, ("owner", False, True)),
        ({"principal": "jsmith"}, ("principal", "mkeller", "jsmith")),
        ({"compliance": 0x22}, ("compliance", [], ["os_version_too_low", "out_of_contact"])),
        ({"compromised": True}, ("compromised", False, True)),
        ({"quarantined_status": 0x1}, ("quarantine", [], ["compromised"])),
        ({"block_reason": 0x200}, ("block", [], ["manually_blocked"])),
    ],
)
def test_each_change_is_one_event_and_only_at_its_edge(values, change):
    reading = compare(memory_of(device()), device(**values))
    assert changes(reading) == [change]
    assert changes(compare(reading.memory, device(**values))) == []
    back = changes(compare(reading.memory, device()))
    assert back == [(change[0], change[2], change[1])]


def test_an_event_is_small_and_says_which_device():
    (event,) = compare(memory_of(device()), device(status="LOST", name="new name")).events
    assert event == {
        "type": "mobileiron.device_change",
        "id": event["id"],
        "change": "status",
        "device": {
            "uuid": "u1", "name": "new name", "principal": "mkeller", "status": "LOST", "platform_family": "ios",
            "employee_owned": False,
        },
        "before": "ACTIVE",
        "after": "LOST",
    }  # fmt: skip


@pytest.mark.parametrize(
    "values",
    [
        {"name": "another"},
        {"principal": "MKeller"},
        {"principal": "*****"},
        {"principal": None, "status": None, "employee_owned": None, "compliance": None, "compromised": None},
    ],
)
def test_what_is_not_told_or_masked_or_only_another_case_is_no_change(values):
    reading = compare(memory_of(device()), device(**values))
    assert changes(reading) == []
    assert changes(compare(reading.memory, device())) == []


def test_nothing_told_and_not_compromised_are_the_same():
    assert changes(compare(memory_of(device(compromised=None)), device(compromised=False))) == []
    assert changes(compare(memory_of(device(compromised=None)), device(compromised=True))) == [
        ("compromised", None, True)
    ]


def test_a_new_device_is_reported_with_the_trouble_it_brings():
    reading = compare(memory_of(), device(compromised=True, compliance=1, status="VERIFIED"))
    assert changes(reading) == [
        ("added", None, "VERIFIED"),
        ("compliance", [], ["compromised"]),
        ("compromised", None, True),
    ]
    assert changes(compare(memory_of(), device())) == [("added", None, "ACTIVE")]


def test_a_device_is_gone_when_two_readings_in_a_row_lack_it():
    memory = memory_of(device(), device("u2"))
    once = compare(memory, device("u2"))
    assert changes(once) == []
    assert changes(compare(once.memory, device(), device("u2"))) == []
    twice = compare(once.memory, device("u2"))
    assert changes(twice) == [("gone", "ACTIVE", None)]
    assert twice.events[0]["device"]["uuid"] == "u1"
    assert changes(compare(twice.memory, device("u2"))) == []


def test_a_device_that_was_missing_once_is_compared_with_what_it_was():
    once = compare(memory_of(device()))
    assert changes(compare(once.memory, device(status="RETIRED"))) == [("status", "ACTIVE", "RETIRED")]


def test_an_unchanged_reading_keeps_the_memory_so_that_nothing_is_written():
    memory = memory_of(device())
    assert _device_changes.compare(memory, [device()]).memory is memory


def test_the_same_change_has_the_same_id_when_it_is_found_again_and_another_one_the_next_time():
    memory = memory_of(device(), device("u2"))
    first = compare(memory, device(status="LOST"), device("u2"))
    assert compare(memory, device(status="LOST"), device("u2", status="LOST")).events[0] == first.events[0]
    back = compare(first.memory, device(), device("u2"))
    again = compare(back.memory, device(status="LOST"), device("u2"))
    ids = {event["id"] for reading in (first, back, again) for event in reading.events}
    assert len(ids) == 3
    assert compare(memory_of(device()), device(status="LOST")).events[0]["id"] not in ids  # a new series


def test_a_device_that_comes_back_has_new_ids():
    ids = []
    reading = compare(memory_of(), device())
    for devices in ((device(),), (), (), (device(),), (), (), (device(),)):
        ids += [event["id"] for event in reading.events]
        reading = compare(reading.memory, *devices)
    ids += [event["id"] for event in reading.events]
    assert len(ids) == len(set(ids)) == 5


def test_names_are_no_templates():
    (event,) = compare(memory_of(device()), device(name="{{ lookup('pipe','id') }}", principal="{% x %}")).events
    assert "{{" not in json.dumps(event) and "{%" not in json.dumps(event)
