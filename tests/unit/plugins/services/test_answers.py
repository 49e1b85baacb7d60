# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the answer to an effect says of single devices, in every place and shape where it may stand."""

from __future__ import annotations

import pytest
from ansible_collections.mobileiron.core.plugins.module_utils.services import _answers
from ansible_collections.mobileiron.core.plugins.module_utils.wire._errors import RefusedRequest
from ansible_collections.mobileiron.core.plugins.module_utils.wire._operations import OPERATIONS
from ansible_collections.mobileiron.core.plugins.module_utils.wire._session import Answer

NAMES = {"U-1": "jdoe:Android 13:1", "u-2": "jdoe:iOS 16:PDA", "u-3": None}


@pytest.mark.parametrize(
    "answer",
    [
        {"invalidDevices": {"uuid": "U-1"}},
        {"messages": {"message": None, "invalidDevices": {"uuid": ["u-1"]}}},
        {"invalidDevices": [{"uuid": "u-1"}]},
        {"invalidDevices": "u-1"},
    ],
)
def test_invalid_devices_are_found_wherever_they_stand(answer):
    assert _answers.invalid_devices(answer, "no") == {"u-1": "no"}
    assert _answers.invalid_devices({"messages": ""}, "no") == {}


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
    ("message", "failed"),
    [
        ("Unlock failed for device U-2", {"u-2"}),
        ("Unlock failed for jdoe:iOS 16:PDA", {"u-2"}),
        ("Unlock failed for JDOE:android 13:1, and for u-3", {"u-1", "u-3"}),
        ("something", {"u-2", "u-3"}),
    ],
)
def test_a_failure_belongs_to_whom_it_names_else_to_all_that_are_not_said_to_be_done(message, failed):
    for answer in ({"failedDevices": {"message": message}}, {"messages": {"failedDevices": [{"message": [message]}]}}):
        assert set(_answers.failed_devices(answer, NAMES, {"u-1"})) == failed


@pytest.mark.parametrize(("found", "data"), [(False, None), (True, {"messages": {"message": "Invalid action"}})])
def test_what_core_did_not_do_is_a_refusal(found, data):
    with pytest.raises(RefusedRequest):
        _answers.refuse_silent_failure(Answer(OPERATIONS["bulk_lock"], 200, found, data))
