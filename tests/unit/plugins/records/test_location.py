# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a device is: the latest position of its own, or why there is none."""

from __future__ import annotations

import pytest
from ansible_collections.mobileiron.core.plugins.module_utils.records._location import latest_position


def raw(**values):
    return {"uuid": "U-1", "latitude": "52.5", "longitude": 13.4, "radius": 8, "capturedAt": "1347343156739", **values}


def test_the_latest_position_of_this_device():
    fix = latest_position([raw(capturedAt=1), raw(), raw(uuid="u-2", capturedAt=1999999999999)], "u-1")
    assert fix.captured == 1347343156739 and fix.message is None
    assert fix.location["latitude"] == 52.5 and fix.location["captured_at"] == "2012-09-11T05:59:16.739Z"


def test_a_position_that_names_no_device_is_of_the_one_that_was_asked_for():
    assert latest_position([raw(uuid=None)], "u-1").location


@pytest.mark.parametrize(
    ("raws", "message"),
    [
        ([], "no location"),
        ([raw(uuid="u-2")], "no location"),
        ([raw(lookupResult="LookupFailure")], "LookupFailure"),
        ([raw(latitude=None)], "without coordinates"),
    ],
)
def test_why_there_is_no_position(raws, message):
    fix = latest_position(raws, "u-1")
    assert fix.location is None and message in fix.message
