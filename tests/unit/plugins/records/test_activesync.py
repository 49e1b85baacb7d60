# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""ActiveSync: records and secrets."""

from __future__ import annotations

import pytest
from ansible_collections.mobileiron.core.plugins.module_utils.records._activesync import (
    eas_details,
    eas_record,
    source_meaning,
)

ROW = {
    "uuid": "e-1",
    "userName": "jdoe",
    "mailboxId": "jdoe",
    "firstSyncTime": 1326179585000,
    "miDeviceUuid": "",
    "platformCode": "11",
    "actionSource": "EXCHANGE",
}


def test_a_row():
    found = eas_record(ROW, "unregistered_blocked")
    assert found["first_sync_time"] == "2012-01-10T07:13:05Z"
    assert found["mi_device_uuid"] is None and found["last_sync_time"] is None
    assert (found["group"], found["access_state"], found["platform_code"]) == ("unregistered_blocked", "blocked", 11)
    assert found == eas_record(dict(ROW, firstSyncTime="1326179585000", platformCode=11), "unregistered_blocked")


@pytest.mark.parametrize("source", ["AUTOBLOCK", "Auto", "a"])
def test_a_source_in_all_its_spellings(source):
    assert source_meaning(source) == "set by the auto block action"
    assert source_meaning(None) is None and source_meaning("NEW") is None


def test_the_recovery_password_is_never_shown():
    entry = [{"key": "RecoveryPassword", "value": "secret"}, {"key": "Guid", "value": "g"}]
    for details in ({"entry": entry}, [{"entry": entry}]):
        assert eas_details({"details": details}) == {"RecoveryPassword": None, "Guid": "g"}
    assert eas_details({"details": ""}) == {}
