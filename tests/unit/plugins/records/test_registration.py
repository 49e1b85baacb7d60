# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Registration records."""

from __future__ import annotations

import pytest
from ansible_collections.mobileiron.core.plugins.module_utils.records._registration import (
    registration_record,
    succeeded,
)
from ansible_collections.mobileiron.core.plugins.module_utils.services._registration import Wanted
from ansible_collections.mobileiron.core.plugins.module_utils.wire._errors import InvalidInput

_PARAMS = {
    "user_id": "jdoe",
    "platform": "android",
    "phone_number": "(415) 555-1212",
    "country": "US",
    "country_code": None,
    "employee_owned": False,
    "import_user_from_ldap": False,
    "notify_user": True,
    "notify_user_by_sms": False,
    "return_passcode": False,
}


@pytest.mark.parametrize("key", ["deviceUid", "deviceUuid"])
@pytest.mark.parametrize("ttl", [120, "120"])
def test_record(key: str, ttl: object) -> None:
    raw = {key: "caba", "status": "SUCCESS", "passcode": 63460, "passcodeTTL": ttl, "registrationUrl": "http://x/v/1"}
    expected = {
        "device_uuid": "caba",
        "status": "SUCCESS",
        "registration_url": "http://x/v/1",
        "passcode_ttl_hours": 120,
        "passcode": None,
    }
    assert registration_record(raw, False) == expected
    assert registration_record(raw, True) == dict(expected, passcode="63460")


@pytest.mark.parametrize(
    ("status", "expected"), [("SUCCESS", True), ("Sucess", True), ("FAILURE", False), (None, False), ("", False)]
)
def test_succeeded(status: str | None, expected: bool) -> None:
    assert succeeded(registration_record({"status": status}, False)) is expected


def test_phone_matches_by_number_and_pda_by_platform() -> None:
    phone = Wanted.from_params(_PARAMS)
    assert (phone.phone, phone.pda, phone.match_on, phone.country) == ("4155551212", False, "phone", "US")
    pda = Wanted.from_params(dict(_PARAMS, phone_number=None, device_type="pda", country=None, country_code=49))
    assert (pda.phone, pda.pda, pda.match_on, pda.country) == (None, True, "user_platform", "49")


@pytest.mark.parametrize(
    ("changes", "option"),
    [
        ({"phone_number": "+14155551212"}, "phone_number"),
        ({"phone_number": None}, "phone_number"),
        ({"phone_number": None, "device_type": "pda", "match_on": "phone"}, "match_on"),
        ({"user_id": " "}, "user_id"),
        ({"initial_password": "seven77"}, "initial_password"),
        ({"initial_password": "x" * 21}, "initial_password"),
        ({"user_id": "longenough", "initial_password": "longenough"}, "initial_password"),
    ],
)
def test_bad_input_names_the_option(changes: dict, option: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        Wanted.from_params(dict(_PARAMS, **changes))
    assert caught.value.message.startswith(f"{option}:")
    assert "seven77" not in caught.value.message
