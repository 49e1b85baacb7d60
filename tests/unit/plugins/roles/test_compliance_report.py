# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which earlier report a compliance report is compared with."""

from __future__ import annotations

import pytest
from ansible_collections.mobileiron.core.plugins.module_utils.roles._compliance_report import (
    ReportOptions,
    make_report,
    read_earlier,
)
from ansible_collections.mobileiron.core.plugins.module_utils.wire._errors import InvalidInput

MOMENT = "2026-11-27T08:45:30Z"


@pytest.fixture
def earlier(tmp_path):
    """The path of a report of that moment."""
    terms = ReportOptions(generated_at=MOMENT).terms({}, "https://core.example.com")
    path = tmp_path / "compliance-report.json"
    path.write_text(make_report([], None, terms, None).contents["json"], encoding="utf-8")
    return str(path)


def test_an_earlier_report_is_compared(earlier):
    after = "2026-11-27T08:45:31Z"
    assert read_earlier(ReportOptions(generated_at=after), earlier, pytest.fail)["generated_at"] == MOMENT
    named = ReportOptions(generated_at=after, earlier=earlier)
    assert read_earlier(named, "nowhere", pytest.fail)["generated_at"] == MOMENT


@pytest.mark.parametrize("moment", [MOMENT, "2026-11-27T08:45:29Z"])
def test_a_report_that_is_not_earlier_is_not_compared(earlier, moment):
    """A report that is made again for the same moment stays the same."""
    assert read_earlier(ReportOptions(generated_at=moment), earlier, pytest.fail) is None
    with pytest.raises(InvalidInput, match="it is not earlier than this report"):
        read_earlier(ReportOptions(generated_at=moment, earlier=earlier), "nowhere", pytest.fail)
