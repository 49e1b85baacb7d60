# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which device a registration made whose answer was lost."""

from __future__ import annotations

import pytest
from ansible_collections.mobileiron.core.plugins.module_utils.acting import _lost_answer
from ansible_collections.mobileiron.core.plugins.module_utils.services import _registration
from ansible_collections.mobileiron.core.plugins.module_utils.services._registration_request import Request
from ansible_collections.mobileiron.core.plugins.module_utils.wire._errors import LostAnswer, TaskFailed

from tests.unit.plugins.scripted import open_core

OPTIONS = {"user_id": "jsmith", "platform": "android", "country": "US"}


def device(uuid, number, family="android", status="VERIFICATION_PENDING"):
    return {
        "uuid": uuid, "name": uuid, "principal": "jsmith", "phone_number": number, "platform_family": family,
        "status": status, "country_code": 1,
    }  # fmt: skip


def after_lost_answer(monkeypatch, devices, pending=False, **options):
    monkeypatch.setattr(_registration, "pending_devices", lambda _core: [])
    monkeypatch.setattr(_registration, "devices_of", lambda *_arguments: devices)
    monkeypatch.setattr(_lost_answer.time, "sleep", lambda _seconds: None)
    return _registration._after_lost_answer(
        open_core(), Request(**OPTIONS, **options), {"old"}, LostAnswer("lost.", pending=pending)
    )


PHONE = {"phone_number": "4155551212"}


def test_the_phone_number_tells_the_device_apart(monkeypatch):
    devices = [device("old", "4155551212"), device("other", "6505550000"), device("new", "14155551212")]
    registration, found = after_lost_answer(monkeypatch, devices, **PHONE)
    assert registration["device_uuid"] == found["uuid"] == "new"


def test_a_device_without_a_number_is_none_with_one(monkeypatch):
    devices = [device("other", "6505550000"), device("new", "PDA")]
    assert after_lost_answer(monkeypatch, devices, device_type="pda")[1]["uuid"] == "new"


@pytest.mark.parametrize(("pending", "changed"), [(False, False), (True, True)])
def test_no_new_device(monkeypatch, pending, changed):
    with pytest.raises(TaskFailed) as caught:
        after_lost_answer(
            monkeypatch, [device("other", "6505550000"), device("ios", "4155551212", "ios")], pending, **PHONE
        )
    assert caught.value.result["changed"] is changed
    assert ("not known whether Core acted" in caught.value.message) is changed


def test_several_new_devices_are_ambiguous(monkeypatch):
    with pytest.raises(TaskFailed, match="Several") as caught:
        after_lost_answer(monkeypatch, [device("a", "4155551212"), device("b", "4155551212")], **PHONE)
    assert caught.value.result["changed"] is True
