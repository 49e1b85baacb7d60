# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Dates as people write them, in the formats that Core's own API takes."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest
from ansible_collections.mobileiron.core.plugins.module_utils.records._dates import parse_date, parse_iso


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
