# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a filter of alerts lets through, and what mi_alert refuses."""

from __future__ import annotations

import pytest
from ansible_collections.mobileiron.core.plugins.module_utils.records._alert import alert_record
from ansible_collections.mobileiron.core.plugins.module_utils.services._alerts import AlertChange, AlertFilter
from ansible_collections.mobileiron.core.plugins.module_utils.wire._errors import InvalidInput


def test_a_filter_checks_what_the_server_claims_to_have_filtered():
    unread = alert_record(
        {"@id": "5", "isActive": True, "severity": "WARNING", "alertDate": "2010-05-01T01:02:00+00:00"}
    )
    assert AlertFilter(read=False).matches(unread)
    assert not AlertFilter(read=True).matches(unread)
    assert not AlertFilter(severities=["CRITICAL"]).matches(unread)


def test_an_alert_without_a_date_is_neither_new_nor_old():
    undated = alert_record({"@id": "5", "isActive": True})
    assert not AlertFilter(since="2010-01-01T00:00:00Z").matches(undated)
    assert not AlertFilter(older_than_days=1).matches(undated)


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"all": False},
        {"ids": []},
        {"users": []},
        {"all": True, "types": []},
        {"ids": ["1"], "users": ["jdoe"]},
        {"ids": ["1"], "all": True},
        {"users": [""]},
        {"phone_numbers": ["+16505551212"]},
        {"older_than_days": -1},
    ],
)
def test_nothing_is_never_everything(given):
    with pytest.raises(InvalidInput):
        chosen = AlertFilter(**{name: value for name, value in given.items() if name not in ("ids", "all")})
        AlertChange("c", ids=given.get("ids"), all=given.get("all", False), chosen=chosen)


def test_comments_have_a_length():
    AlertChange("x" * 255, all=True)
    for wrong in ("", "  ", "x" * 256):
        with pytest.raises(InvalidInput, match="comments"):
            AlertChange(wrong, all=True)
