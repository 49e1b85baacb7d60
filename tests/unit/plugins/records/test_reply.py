# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""How Core answers an effect: what it says of single devices, in every place and shape where it may stand."""

from __future__ import annotations

import pytest
from ansible_collections.mobileiron.core.plugins.module_utils.records import _reply
from ansible_collections.mobileiron.core.plugins.module_utils.wire._client import Answer
from ansible_collections.mobileiron.core.plugins.module_utils.wire._errors import RefusedRequest
from ansible_collections.mobileiron.core.plugins.module_utils.wire._operations import OPERATIONS

NAMES = {"U-1": "jdoe:Android 13:1", "u-2": "jdoe:iOS 16:PDA", "u-3": None, "u-10": None}


def answer(data, operation="bulk_lock", has_data=True):
    return Answer(OPERATIONS[operation], 200 if has_data else 404, has_data, data)


def words(*messages):
    return {"messages": {"message": list(messages)}}


@pytest.mark.parametrize(
    "data",
    [
        {"invalidDevices": {"uuid": "U-1"}},
        {"messages": {"message": None, "invalidDevices": {"uuid": ["u-1"]}}},
        {"invalidDevices": [{"uuid": "u-1"}]},
        {"invalidDevices": "u-1"},
        {"invaliddevices": {"device": [{"@id": "u-2", "uuid": {"@x": "u-3", "#text": "u-1"}}]}},
    ],
)
def test_invalid_devices_are_found_wherever_they_stand(data):
    reply = _reply.bulk_reply(answer(data), NAMES, "no")
    assert reply.failures == {"u-1": "no"} and not reply.unplaced
    with pytest.raises(RefusedRequest, match="lock_device: Core says that the device is invalid"):
        _reply.single_reply(answer(data, "lock_device"), "u-1")


@pytest.mark.parametrize(
    "data",
    [{"messages": ""}, {"invalidDevices": ""}, {"failedDevices": None}, None, "text", {"messageSentFailed": False}],
)
def test_nothing_that_failed(data):
    assert _reply.bulk_reply(answer(data), NAMES) == _reply.single_reply(answer(data), "u-1") == _reply.Reply()


@pytest.mark.parametrize(
    ("message", "failed", "unplaced"),
    [
        ("Unlock failed for device U-2", {"u-2"}, ""),
        ("Unlock failed for jdoe:iOS 16:PDA", {"u-2"}, ""),
        ("Unlock failed for JDOE:android 13:1, and for u-3", {"u-1", "u-3"}, ""),
        ("u-10", {"u-10"}, ""),
        ("u-2,u-3", {"u-2", "u-3"}, ""),
        ("something", set(), "something"),
        ("u-4", set(), "u-4"),
    ],
)
@pytest.mark.parametrize("key", ["failedDevices", "messageSentFailed"])
def test_a_failure_belongs_to_whom_it_names(key, message, failed, unplaced):
    for data in ({key: {"message": message}}, {"messages": {key: [{"message": [message]}]}}):
        reply = _reply.bulk_reply(answer(data), NAMES)
        assert set(reply.failures) == failed and reply.unplaced == unplaced


def test_words_that_name_nobody_are_few():
    data = {"failedDevices": {"message": ["one", "two", "three", "four"]}}
    assert _reply.bulk_reply(answer(data), NAMES).unplaced == "one; two; three"


@pytest.mark.parametrize(("has_data", "data"), [(False, None), (True, words("Invalid action"))])
def test_what_core_did_not_do_is_a_refusal(has_data, data):
    for read in (_reply.single_reply, _reply.locked_reply, _reply.unlocked_reply):
        with pytest.raises(RefusedRequest):
            read(answer(data, "lock_device", has_data), "u-1", "Phone")
    for read in (_reply.bulk_reply, _reply.bulk_unlocked_reply, _reply.message_reply, _reply.activesync_reply):
        with pytest.raises(RefusedRequest):
            read(answer(data, has_data=has_data), NAMES)


def test_what_was_not_found_is_named():
    with pytest.raises(RefusedRequest, match="found no such device or profile: Gone"):
        _reply.single_reply(answer(words("Gone"), has_data=False), "u-1", None, "device or profile")


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
    for messages in ([message], ["Device voice roaming settings updated successfully.", message]):
        if failed:
            with pytest.raises(RefusedRequest, match="Core did not do it"):
                _reply.refuse_failure(answer(words(*messages)))
        else:
            _reply.refuse_failure(answer(words(*messages)))


# -- passcodes ---------------------------------------------------------------------------------------------------------


def passcodes(**values):
    return {"passcodes": {"passcode": [{"uuid": uuid, "value": value} for uuid, value in values.items()]}}


@pytest.mark.parametrize("wrap", [lambda data: data, lambda data: {"messages": data}])
def test_a_passcode_is_found_wherever_it_stands(wrap):
    reply = _reply.unlocked_reply(answer(wrap(passcodes(U1="4711"))), "u1", "Phone")
    assert reply == _reply.Reply(passcodes={"u1": "4711"})
    with pytest.raises(RefusedRequest, match="could not unlock"):
        _reply.unlocked_reply(answer(wrap(passcodes(u1="NA"))), "u1", "Phone")


@pytest.mark.parametrize(("value", "notes"), [("F", {"u1": "The device has no passcode."}), ("q", {}), ("", {})])
def test_what_stands_in_the_place_of_a_passcode_is_none(value, notes):
    reply = _reply.unlocked_reply(answer(passcodes(u1=value)), "u1", "Phone")
    assert reply == _reply.Reply(notes=notes)


def test_a_passcode_without_a_uuid_is_that_of_the_only_device():
    data = {"passcodes": {"passcode": {"value": "4711"}}}
    assert _reply.unlocked_reply(answer(data), "u1", "Phone").passcodes == {"u1": "4711"}


def test_a_lock_may_tell_the_passcode():
    reply = _reply.locked_reply(answer({"messages": {"message": "ok", "unlockPasscode": "4711"}}), "U1", "Phone")
    assert reply.passcodes == {"u1": "4711"} and reply.message == "ok"
    assert _reply.locked_reply(answer(words("ok")), "U1", "Phone").passcodes == {}


def test_of_many_only_those_with_a_passcode_are_unlocked():
    reply = _reply.bulk_unlocked_reply(answer(passcodes(a="4711", b="NA", c="F")), dict.fromkeys("abcd"))
    assert reply.passcodes == {"a": "4711"} and reply.notes == {"c": "The device has no passcode."}
    assert set(reply.failures) == {"b", "d"} and "passcodes for others" in reply.failures["d"]


def test_a_failure_that_names_nobody_is_of_those_without_a_passcode():
    data = {**passcodes(a="4711"), "failedDevices": {"message": "one failed"}}
    reply = _reply.bulk_unlocked_reply(answer(data), dict.fromkeys("ab"))
    assert set(reply.failures) == {"b"} and "one failed" in reply.failures["b"] and not reply.unplaced
    assert _reply.bulk_unlocked_reply(answer(words("ok")), dict.fromkeys("ab")).failures == {}


# -- messages, labels --------------------------------------------------------------------------------------------------


def test_an_empty_element_says_that_sending_failed():
    reply = _reply.message_reply(answer({"messageSentFailed": "", "messages": {"message": "Sent some"}}), NAMES)
    assert reply.unplaced == "Sent some" and not reply.failures
    assert _reply.message_reply(answer({"messageSentFailed": ""}), NAMES).unplaced == "messageSentFailed"
    reply = _reply.message_reply(answer({"messageSentFailed": "false", "messages": {"message": "Sent"}}), NAMES)
    assert reply == _reply.Reply("Sent")
    reply = _reply.message_reply(answer({"invalidDevices": {"uuid": "u-2"}, "messageSentFailed": ""}), NAMES)
    assert set(reply.failures) == {"u-2"} and "no message was sent" in reply.failures["u-2"] and not reply.unplaced


@pytest.mark.parametrize("wrap", [lambda rows: rows, lambda rows: {"records": rows}])
def test_a_label_that_a_device_did_not_get(wrap):
    rows = [{"device": {"uuid": "A", "failureCode": 7, "message": "no"}}, {"device.uuid": "b", "device.failureCode": 0}]
    reply = _reply.label_reply(answer({"results": wrap(rows)}, "add_device_label"), "L", ["A", "b"])
    assert reply.failures == {"a": "Label 'L': Core says no (7)."}


def test_a_label_failure_that_names_nobody_is_everybodys():
    data = {"results": [{"device": {"failureCode": "7"}}]}
    reply = _reply.label_reply(answer(data, "add_device_label"), "L", ["A", "b"])
    assert reply.failures == dict.fromkeys(["a", "b"], "Label 'L': Core says no more than (7).")


@pytest.mark.parametrize(("has_data", "data"), [(False, None), (True, {"successful": False})])
def test_a_label_call_that_did_nothing_is_a_refusal(has_data, data):
    with pytest.raises(RefusedRequest):
        _reply.label_reply(answer(data, "add_device_label", has_data), "L", ["a"])
