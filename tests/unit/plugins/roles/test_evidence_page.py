# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of a role's evidence: everything that stands in the evidence stands on it, and names stay text."""

from __future__ import annotations

from typing import Any

import pytest
from ansible.errors import AnsibleFilterError
from ansible_collections.mobileiron.core.plugins.filter.evidence_page import evidence_page

from .test_compliance_page import HOSTILE, Checked

ROW: dict[str, Any] = {
    "kind": "device",
    "uuid": "000000a1-0000-4000-8000-000000000001",
    "device_uuid": "000000a1-0000-4000-8000-000000000001",
    "name": "mkeller:iOS 15.1:1715550101",
    "principal": "mkeller",
    "owner": "company",
    "platform": "iOS 15.1",
    "model": "iPhone 13",
    "phone_number": "1715550101",
    "asked": "wipe",
    "reason": "left the company",
    "reason_sent": True,
    "ticket": "HR-2041",
    "status_before": "ACTIVE",
    "status_after": "WIPED",
    "outcome": "confirmed",
    "message": None,
    "may_have_acted": False,
    "asked_at": "2026-11-27T08:00:00Z",
    "confirmed_at": "2026-11-27T08:01:00Z",
    "planned_at": "2026-11-27T07:59:00Z",
}
EVIDENCE: dict[str, Any] = {
    "user": "mkeller",
    "ticket": "HR-2041",
    "reason": "left the company",
    "wipe_company_owned": True,
    "started_at": "2026-11-27T07:59:00Z",
    "updated_at": "2026-11-27T08:01:00Z",
    "sha256": "9f86d081",
    "devices": [
        ROW,
        {**ROW, "uuid": "u-2", "kind": "activesync", "asked": "block", "outcome": "failed", "message": "refused"},
        {
            **ROW,
            "uuid": "u-3",
            "asked": None,
            "outcome": "unchanged",
            "owner": "unknown",
            "location": {"latitude": 1.5},
        },
        {**ROW, "uuid": "u-4", "outcome": "outstanding", "may_have_acted": True, "status_after": None},
    ],
    "alerts": [{"id": "12", "comment": "left (HR-2041)", "marked_read_at": "2026-11-27T08:01:00Z"}],
    "candidates_not_touched": [],
    "failures": ["block mail: refused"],
}


def told(evidence: Any, **options: Any) -> str:
    """The text of the page, checked to be well-formed."""
    checked = Checked(evidence_page(evidence, **options))
    assert "script" not in checked.tags and len(checked.ids) == len(set(checked.ids))
    return " ".join("".join(checked.text).split())


def test_everything_in_the_evidence_is_on_the_page():
    text = told(EVIDENCE, title="Offboarding of mkeller")
    for words in (
        "Offboarding of mkeller", "HR-2041", "Wipe company owned", "27 November 2026, 08:01 UTC", "9f86d081",
        "3 devices and 1 ActiveSync partnership. Not everything was done.", "ACTIVE → WIPED", "ACTIVE → not read",
        "The reason was sent to Core", "block mail: refused", "Latitude: 1.5", "It is not known whether Core acted.",
        "Owner not known", "Only looked alike; not touched", "left (HR-2041)", "u-2", "u-3", "u-4",
    ):  # fmt: skip
        assert words in text, words


@pytest.mark.parametrize(
    "outcomes, expected",
    [
        (["confirmed", "unchanged"], "Everything that was requested is confirmed."),
        (["confirmed", "outstanding"], "Something is still outstanding."),
        (["planned"], "Something is still outstanding."),
        (["accepted", "confirmed"], "Core accepted everything that was requested."),
        (["confirmed", "failed", "outstanding"], "Not everything was done."),
        (["a new outcome"], "Not everything was done."),
        ([None], "Not everything was done."),
    ],
)
def test_what_is_open_is_never_called_done(outcomes, expected):
    rows = [{**ROW, "outcome": outcome} for outcome in outcomes]
    assert expected in told({"devices": rows})


@pytest.mark.parametrize("name", HOSTILE)
def test_names_stay_text(name):
    rows = [dict.fromkeys(ROW, name)]
    evidence = {"user": name, name: name, "devices": rows, "alerts": [{name: name}], "failures": [name], "more": [name]}
    checked = Checked(evidence_page(evidence, title=name))
    assert "script" not in checked.tags and "img" not in checked.tags
    assert len(checked.ids) == len(set(checked.ids))


def test_evidence_without_devices_is_a_page():
    assert "names no device" in told({"user": "x", "devices": []})
    assert "names no device" in told({})


@pytest.mark.parametrize("wrong", [None, "text", [], {"devices": ["x"]}, {"devices": [None]}])
def test_what_is_no_evidence_is_refused(wrong):
    with pytest.raises(AnsibleFilterError, match="evidence_page: expected"):
        evidence_page(wrong)
