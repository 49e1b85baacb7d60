# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Registration records."""

from __future__ import annotations

import pytest
from ansible_collections.mobileiron.core.plugins.module_utils.records._registration import (
    registration_record,
    succeeded,
)


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
