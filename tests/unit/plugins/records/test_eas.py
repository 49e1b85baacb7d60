# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""ActiveSync: records, secrets, and whose partnership it is."""

from __future__ import annotations

import pytest
from ansible_collections.mobileiron.core.plugins.module_utils.records._eas import (
    eas_details,
    eas_record,
    source_meaning,
)
from ansible_collections.mobileiron.core.plugins.module_utils.services._eas import bare_name, match_users

ROW = {
    "uuid": "e-1",
    "userName": "jdoe",
    "mailboxId": "jdoe",
    "firstSyncTime": 1326179585000,
    "miDeviceUuid": "",
    "platformCode": "11",
    "actionSource": "EXCHANGE",
}


class Core:
    """A client whose only user has one device."""

    def stream(self, operation, wanted=None, **values):
        if values == {"user": "jdoe"}:
            yield {"uuid": "d-1", "principal": "jdoe", "status": "ACTIVE"}


def row(uuid, user, mailbox="", device=""):
    return eas_record({"uuid": uuid, "userName": user, "mailboxId": mailbox, "miDeviceUuid": device}, "wiped")


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


def test_bare_names():
    assert {bare_name(name) for name in ("jdoe", "CORP\\JDoe", "jdoe@example.com", "CORP\\jdoe@x")} == {"jdoe"}
    assert bare_name(None) == ""


def test_near_matches_are_listed_and_not_matched():
    rows = [
        row("by-name", "JDOE"),
        row("by-mailbox", "other", "jdoe"),
        row("by-device", "sync-account", "", "d-1"),
        row("domain", "CORP\\jdoe"),
        row("address", "jdoe@example.com"),
        row("stranger", "jdoe2"),
        row("nobody", ""),
    ]
    people = match_users(Core(), rows, ["jdoe"])
    assert set(people.matches) == {"by-name", "by-mailbox", "by-device"}
    assert [found["uuid"] for found in people.candidates] == ["domain", "address"]
    assert people.candidates[0]["candidate_for"] == ["jdoe"]
    assert people.without == []


def test_what_one_user_matches_is_no_candidate_of_another():
    rows = [row("domain", "CORP\\jdoe")]
    people = match_users(Core(), rows, ["jdoe", "CORP\\jdoe"])
    assert set(people.matches) == {"domain"} and people.candidates == [] and people.without == ["jdoe"]
