# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which device a registration made whose answer was lost."""

from __future__ import annotations

import pytest
from ansible_collections.mobileiron.core.plugins.module_utils.services import _registration
from ansible_collections.mobileiron.core.plugins.module_utils.services._registration import Wanted
from ansible_collections.mobileiron.core.plugins.module_utils.wire._errors import LostAnswer, TaskFailed

OPTIONS = {
    "user_id": "jsmith", "platform": "android", "employee_owned": False, "import_user_from_ldap": False,
    "notify_user": True, "notify_user_by_sms": False, "return_passcode": False, "country": "US",
}  # fmt: skip


class Client:
    def __init__(self):
        self.warnings = []
        self.warn = self.warnings.append


def device(uuid, number, family="android", status="VERIFICATION_PENDING"):
    return {
        "uuid": uuid, "name": uuid, "principal": "jsmith", "phone_number": number, "platform_family": family,
        "status": status, "country_code": 1,
    }  # fmt: skip


def settle(monkeypatch, devices, pending=False, **options):
    monkeypatch.setattr(_registration, "_pending", lambda _client: [])
    monkeypatch.setattr(_registration, "_devices", lambda *_arguments: devices)
    monkeypatch.setattr(_registration.time, "sleep", lambda _seconds: None)
    lost = LostAnswer("lost.")
    lost.pending = pending
    return _registration._settle(Client(), Wanted.from_params({**OPTIONS, **options}), {"old"}, lost)


PHONE = {"phone_number": "4155551212"}


def test_the_phone_number_tells_the_device_apart(monkeypatch):
    devices = [device("old", "4155551212"), device("other", "6505550000"), device("new", "14155551212")]
    registration, found = settle(monkeypatch, devices, **PHONE)
    assert registration["device_uuid"] == found["uuid"] == "new"


def test_a_device_without_a_number_is_none_with_one(monkeypatch):
    devices = [device("other", "6505550000"), device("new", "PDA")]
    assert settle(monkeypatch, devices, device_type="pda")[1]["uuid"] == "new"


@pytest.mark.parametrize(("pending", "changed"), [(False, False), (True, True)])
def test_no_new_device(monkeypatch, pending, changed):
    with pytest.raises(TaskFailed) as caught:
        settle(monkeypatch, [device("other", "6505550000"), device("ios", "4155551212", "ios")], pending, **PHONE)
    assert caught.value.result["changed"] is changed
    assert ("not known whether Core acted" in caught.value.message) is changed


def test_several_new_devices_are_ambiguous(monkeypatch):
    with pytest.raises(TaskFailed, match="Several") as caught:
        settle(monkeypatch, [device("a", "4155551212"), device("b", "4155551212")], **PHONE)
    assert caught.value.result["changed"] is True
