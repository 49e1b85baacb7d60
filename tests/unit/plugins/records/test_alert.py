# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Alerts: the inverted flag, the two spellings of the lists, dates, and what a filter lets through."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest
from ansible_collections.mobileiron.core.plugins.module_utils.records._alert import alert_record
from ansible_collections.mobileiron.core.plugins.module_utils.records._dates import parse_date, parse_iso


def test_active_means_unread():
    assert alert_record({"@id": "5", "isActive": True, "isAlertRead": "true"})["read"] is False
    assert alert_record({"@id": "5", "isActive": "false", "isAlertRead": "true"})["read"] is True
    assert alert_record({"@id": "5"})["read"] is None


def test_the_lists_differ_only_on_the_wire():
    everything = {"@id": "5", "userId": "u-1", "isActive": True, "alertDefnname": "SYSTEM_ALERT", "retries": 2}
    of_a_user = {"id": 5, "userUuid": "u-1", "isActive": "true", "alertDefnname": "SYSTEM_ALERT", "retries": "2"}
    assert alert_record(everything) == alert_record(of_a_user)
    assert alert_record(everything)["type"] == "SYSTEM_ALERT"


@pytest.mark.parametrize(
    "written",
    [
        "Mar 12 2010 13:23:12",
        "March 12, 2010, 13:23:12",
        "2010-03-12T13:23:12+00:00",
        "2010-03-12T15:23:12+0200",
        "2010-03-12T13:23:12Z",
        "2010-03-12 13:23:12",
        "03-12-2010 13:23:12",
    ],
)
def test_dates_in_all_documented_formats(written):
    assert parse_date(written) == datetime(2010, 3, 12, 13, 23, 12, tzinfo=timezone.utc)


def test_a_date_without_a_time_is_midnight():
    midnight = datetime(2010, 1, 1, tzinfo=timezone.utc)
    assert parse_date("Jan 1 2010") == parse_date("January 1, 2010") == parse_date("2010-01-01") == midnight


@pytest.mark.parametrize(
    "written", ["", "yesterday", "Janvier 1 2010", "13-13-2010 00:00:00", "Feb 30 2010", "1300000000"]
)
def test_other_dates_are_refused(written):
    with pytest.raises(ValueError):
        parse_date(written)


def test_what_is_no_time_is_none():
    assert parse_iso(None) is None and parse_iso("soon") is None
