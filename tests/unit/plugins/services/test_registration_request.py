# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""What mi_register is asked for."""

from __future__ import annotations

import pytest
from ansible_collections.mobileiron.core.plugins.module_utils.services._registration_request import Request
from ansible_collections.mobileiron.core.plugins.module_utils.wire._errors import InvalidInput

OPTIONS = {"user_id": "jdoe", "platform": "android", "phone_number": "(415) 555-1212", "country": "US"}


def test_phone_matches_by_number_and_pda_by_platform() -> None:
    phone = Request(**OPTIONS)
    assert (phone.phone_number, phone.pda, phone.match_on, phone.country_words) == ("4155551212", False, "phone", "US")
    pda = Request("jdoe", "android", device_type="pda", country_code=49)
    assert (pda.phone_number, pda.pda, pda.match_on, pda.country_words) == (None, True, "user_platform", "49")


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
        Request(**{**OPTIONS, **changes})
    assert caught.value.message.startswith(f"{option}:")
    assert "seven77" not in caught.value.message
