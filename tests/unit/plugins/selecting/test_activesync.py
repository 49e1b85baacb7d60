# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whose partnership it is."""

from __future__ import annotations

import pytest
from ansible_collections.mobileiron.core.plugins.module_utils.records._activesync import eas_record
from ansible_collections.mobileiron.core.plugins.module_utils.selecting._activesync import (
    PartnershipSelector,
    match_users,
)
from ansible_collections.mobileiron.core.plugins.module_utils.wire._errors import InvalidInput

from tests.unit.plugins.scripted import open_core


def core():
    """A Core whose only user has one device."""
    return open_core(list_devices_by_user={"device": {"uuid": "d-1", "principal": "jdoe", "status": "ACTIVE"}})


def row(uuid, user, mailbox="", device=""):
    return eas_record({"uuid": uuid, "userName": user, "mailboxId": mailbox, "miDeviceUuid": device}, "wiped")


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
    matches = match_users(core(), rows, ["jdoe"])
    assert set(matches.partnerships) == {"by-name", "by-mailbox", "by-device"}
    assert [partnership["uuid"] for partnership in matches.candidates] == ["domain", "address"]
    assert matches.candidates[0]["candidate_for"] == ["jdoe"]
    assert matches.without == []


def test_what_one_user_matches_is_no_candidate_of_another():
    rows = [row("domain", "CORP\\jdoe")]
    matches = match_users(core(), rows, ["jdoe", "CORP\\jdoe"])
    assert set(matches.partnerships) == {"domain"} and matches.candidates == [] and matches.without == ["jdoe"]


@pytest.mark.parametrize("values", [{}, {"uuids": []}, {"users": [" "]}, {"uuids": ["e"], "device_uuids": []}])
def test_nothing_is_never_everything(values):
    with pytest.raises(InvalidInput):
        PartnershipSelector(**values)
