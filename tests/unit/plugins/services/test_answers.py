# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the answer to an effect says of single devices, in every place and shape where it may stand."""

from __future__ import annotations

import pytest
from ansible_collections.mobileiron.core.plugins.module_utils.services import _answers
from ansible_collections.mobileiron.core.plugins.module_utils.wire._client import Answer
from ansible_collections.mobileiron.core.plugins.module_utils.wire._errors import RefusedRequest
from ansible_collections.mobileiron.core.plugins.module_utils.wire._operations import OPERATIONS

NAMES = {"U-1": "jdoe:Android 13:1", "u-2": "jdoe:iOS 16:PDA", "u-3": None, "u-10": None}


@pytest.mark.parametrize(
    "answer",
    [
        {"invalidDevices": {"uuid": "U-1"}},
        {"messages": {"message": None, "invalidDevices": {"uuid": ["u-1"]}}},
        {"invalidDevices": [{"uuid": "u-1"}]},
        {"invalidDevices": "u-1"},
        {"invaliddevices": {"device": [{"@id": "u-2", "uuid": {"@x": "u-3", "#text": "u-1"}}]}},
    ],
)
def test_invalid_devices_are_found_wherever_they_stand(answer):
    told = _answers.told_failures(answer, NAMES, "no")
    assert told.failures == {"u-1": "no"} and not told.unplaced


@pytest.mark.parametrize(
    "answer",
    [{"messages": ""}, {"invalidDevices": ""}, {"failedDevices": None}, None, "text", {"messageSentFailed": False}],
)
def test_nothing_that_failed(answer):
    told = _answers.told_failures(answer, NAMES)
    assert told.failures == {} and told.unplaced == []


@pytest.mark.parametrize(
    "answer",
    [
        {"passcodes": {"passcode": {"uuid": "U-1", "value": "NA"}}},
        {"messages": {"passcodes": {"passcode": [{"uuid": "u-1", "value": "NA"}]}}},
    ],
)
def test_passcodes_are_found_wherever_they_stand(answer):
    assert _answers.passcodes(answer) == {"u-1": "NA"}


@pytest.mark.parametrize(
    ("message", "failed", "unplaced"),
    [
        ("Unlock failed for device U-2", {"u-2"}, []),
        ("Unlock failed for jdoe:iOS 16:PDA", {"u-2"}, []),
        ("Unlock failed for JDOE:android 13:1, and for u-3", {"u-1", "u-3"}, []),
        ("u-10", {"u-10"}, []),
        ("u-2,u-3", {"u-2", "u-3"}, []),
        ("something", set(), ["something"]),
        ("u-4", set(), ["u-4"]),
    ],
)
@pytest.mark.parametrize("key", ["failedDevices", "messageSentFailed"])
def test_a_failure_belongs_to_whom_it_names(key, message, failed, unplaced):
    for answer in ({key: {"message": message}}, {"messages": {key: [{"message": [message]}]}}):
        told = _answers.told_failures(answer, NAMES)
        assert set(told.failures) == failed and told.unplaced == unplaced


@pytest.mark.parametrize(("found", "data"), [(False, None), (True, {"messages": {"message": "Invalid action"}})])
def test_what_core_did_not_do_is_a_refusal(found, data):
    with pytest.raises(RefusedRequest):
        _answers.refuse_silent_failure(Answer(OPERATIONS["bulk_lock"], 200, found, data))


@pytest.mark.parametrize(
    ("message", "failed"),
    [
        ("Failed to lock the device.", True),
        ("Label not found", True),
        ("The device could not be retired", True),
        ("Unsuccessful: error 7", True),
        ("Device is retired successfully.", False),
        ("Policy applied to label Failed Devices successfully.", False),
        ("Wake up request sent to device with uuid:cf667a65", False),
        ("1 device(s) modified to BLOCK_DEVICE status", False),
        ("Gesperrt", False),
        ("", False),
    ],
)
def test_a_200_that_says_that_it_failed(message, failed):
    answer = Answer(OPERATIONS["lock_device"], 200, True, {"messages": {"message": message}})
    assert _answers.said_failure(answer) is failed
    both = {"messages": {"message": ["Device voice roaming settings updated successfully.", message]}}
    assert _answers.said_failure(Answer(OPERATIONS["set_roaming"], 200, True, both)) is failed
