# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a compliance report counts: unknown is never good, silence is not compliance, thresholds count what is not known."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone

import pytest
from ansible_collections.mobileiron.core.plugins.module_utils.records._device import device_record
from ansible_collections.mobileiron.core.plugins.module_utils.roles import _compliance_changes as changes_
from ansible_collections.mobileiron.core.plugins.module_utils.roles import _compliance_figures as figures

NOW = datetime(2026, 11, 27, 8, 45, 30, tzinfo=timezone.utc)
TERMS = figures.Terms(NOW, server="core.example.com")


def device(number=1, days=0.5, details=None, **raw):
    """A record as the selection returns it; ``days`` since the last contact, None for never."""
    connected = None if days is None else (NOW - timedelta(days=days)).isoformat()
    known = {
        "uuid": f"00000000-0000-4000-8000-{number:012d}",
        "principal": f"user{number}",
        "status": "ACTIVE",
        "platform": "iOS 17.6",
        "employeeOwned": False,
        "compliance": 0,
        "quarantinedStatus": 0,
        "blockReason": 0,
        "lastConnectedAt": connected,
        "details": {"entry": [{"key": key, "value": value} for key, value in (details or {}).items()]},
    }
    return device_record({**known, **raw}, figures.RECORD_KEYS)


def made(*devices, terms=TERMS, alerts=None, earlier=None):
    return changes_.report(devices, terms, alerts, earlier)


def verdict(**facts):
    return made(device(**facts))["devices"][0]["verdict"]


ANDROID = {"platform": "Android 14"}


@pytest.mark.parametrize(
    "facts, expected",
    [
        ({}, "compliant"),
        ({"compliance": 0x2}, "noncompliant"),
        ({"compliance": None}, "unknown"),
        ({"days": 29.9}, "compliant"),
        ({"days": 30}, "compliant_when_last_seen"),
        ({"days": None}, "unknown"),
        ({"days": 300, "compliance": 0x20}, "noncompliant"),
        ({"lastConnectedAt": "yesterday"}, "compliant_when_last_seen"),
        ({**ANDROID, "details": {"security_state": "Ok"}}, "compliant"),
        ({**ANDROID, "details": {"security_state": "Compromised"}}, "noncompliant"),
        ({**ANDROID}, "unknown"),
    ],
)
def test_a_device_is_compliant_only_where_that_is_known(facts, expected):
    assert verdict(**facts) == expected


def test_a_rooted_android_device_has_its_reason_although_its_bitmap_is_zero():
    report = made(device(**ANDROID, details={"security_state": "Compromised"}), device(2, compliance=0x1 | 0x2))
    counted = report["figures"]
    assert counted["reasons"] == {"compromised": 2, "os_version_too_low": 1}
    assert counted["compromised"] == {"yes": 2, "no": 0, "unknown": 0}
    assert counted["compromised_with_bitmap_zero"] == 1


@pytest.mark.parametrize(
    "days, threshold, expected, not_seen",
    [
        (0, 30, "0", False),
        (0.99, 30, "0", False),
        (1, 30, "1-6", False),
        (6.9, 30, "1-6", False),
        (7, 30, "7-29", False),
        (30, 30, "30-89", True),
        (90, 30, "90+", True),
        (13.9, 14, "7-13", False),
        (14, 14, "14-29", True),
        (200, 180, "180+", True),
        (None, 30, "never", True),
        (-0.5, 30, "0", False),
        (-2, 30, "unknown", True),
    ],
)
def test_contact_ages_have_the_threshold_as_an_edge(days, threshold, expected, not_seen):
    (row,) = made(device(days=days), terms=figures.Terms(NOW, threshold))["devices"]
    assert (row["contact"], row["not_seen"]) == (expected, not_seen)


def test_the_worst_come_first_and_then_the_longest_silent():
    devices = [
        device(1),
        device(2, days=3),
        device(3, compliance=2),
        device(4, compliance=2, days=9),
        device(5, days=None),
    ]
    assert [row["uuid"][-1] for row in made(*devices)["devices"]] == ["4", "3", "5", "2", "1"]


def test_figures_by_platform_and_owner_hold_every_device_once():
    devices = [
        device(1, employeeOwned=True),
        device(2, employeeOwned=None, compliance=2),
        device(3, **ANDROID),
        device(4, platform="Symbian"),
    ]
    counted = made(*devices)["figures"]
    assert list(counted["by_platform"]) == ["android", "ios", "other"]
    assert counted["by_platform"]["ios"] == {
        "noncompliant": 1, "unknown": 0, "compliant_when_last_seen": 0, "compliant": 1,
    }  # fmt: skip
    assert {owner: sum(parts.values()) for owner, parts in counted["by_owner"].items()} == {
        "company": 2, "employee": 1, "unknown": 1,
    }  # fmt: skip


def test_versions_are_those_that_devices_report_newest_first():
    devices = [
        device(1, details={"OSVersion": "17.6.10"}),
        device(2, details={"OSVersion": "17.6.9"}),
        device(3, details={"OSVersion": "9.3"}),
        device(4, platform="iPhone"),
    ]
    assert list(made(*devices)["figures"]["os_versions"]["ios"]) == ["17.6.10", "17.6.9", "9.3", "unknown"]


def test_quarantine_and_block_that_core_does_not_tell_are_unknown():
    counted = made(device(1, quarantinedStatus=None, blockReason=0x200), device(2))["figures"]
    assert counted["quarantined"] == {"yes": 0, "no": 1, "unknown": 1}
    assert counted["blocked"] == {"yes": 1, "no": 1, "unknown": 0}
    assert counted["block_reasons"] == {"manually_blocked": 1}


def test_alerts_of_the_devices_are_counted_apart_from_others():
    ours = device()
    alerts = [
        {"device_uuid": ours["uuid"].upper(), "severity": "CRITICAL", "type": "SYSTEM_ALERT"},
        {"device_uuid": ours["uuid"], "severity": "odd", "type": None},
        {"device_uuid": "another", "severity": "WARNING", "type": "SYSTEM_ALERT"},
        {"device_uuid": None, "severity": "WARNING", "type": "SYSTEM_ALERT"},
    ]
    report = made(ours, alerts=alerts)
    assert report["devices"][0]["unread_alerts"] == 2
    assert report["figures"]["alerts"] == {
        "unread": 2,
        "devices": 1,
        "by_severity": {"CRITICAL": 1, "WARNING": 0, "INFORMATION": 0, "unknown": 1},
        "by_type": {"SYSTEM_ALERT": 1, "unknown": 1},
        "of_other_devices": 2,
    }
    unread = made(ours)
    assert unread["figures"]["alerts"] is None and unread["devices"][0]["unread_alerts"] is None


# -- thresholds --------------------------------------------------------------------------------------------------------


def judged(*devices, **limits):
    return {
        entry["name"]: entry["exceeded"] for entry in made(*devices, terms=figures.Terms(NOW, **limits))["thresholds"]
    }


def test_what_is_not_known_counts_against_the_threshold():
    fleet = [device(1), device(2), device(3, compliance=2), device(4, compliance=None)]
    assert judged(*fleet, max_noncompliant_percent=49.9) == {"noncompliant": True}
    assert judged(*fleet, max_noncompliant_percent=50) == {"noncompliant": False}


def test_never_seen_counts_as_not_seen():
    fleet = [device(1), device(2, days=None), device(3, days=31), device(4, lastConnectedAt="?")]
    assert judged(*fleet, max_not_seen_percent=74) == {"not_seen": True}
    assert judged(*fleet, max_not_seen_percent=75) == {"not_seen": False}


def test_a_threshold_of_zero_is_a_threshold():
    assert judged(device(compliance=2), max_noncompliant_percent=0) == {"noncompliant": True}
    assert judged(device(), max_noncompliant_percent=0) == {"noncompliant": False}
    assert judged(device()) == {}


def test_without_a_device_nothing_is_judged():
    assert judged(max_noncompliant_percent=0, max_not_seen_percent=0) == {"noncompliant": None, "not_seen": None}


# -- since an earlier report -------------------------------------------------------------------------------------------


def earlier_of(*devices, **facts):
    return json.loads(json.dumps({**made(*devices, alerts=[]), **facts}))


def test_what_changed_since_an_earlier_report():
    before = earlier_of(
        device(1), device(2, compliance=2), device(3), device(4, days=40), device(5), device(6, **ANDROID), device(7)
    )
    after = [
        device(1, compliance=2, quarantinedStatus=2, blockReason=2),
        device(2),
        device(3, days=31),
        device(4),
        device(6, **ANDROID, details={"security_state": "Compromised"}, employeeOwned=True),
        device(7, principal="somebody"),
        device(8),
    ]
    changes = made(*after, alerts=[], earlier=before)["changes"]
    moves = {name: [uuid[-1] for uuid in changes[name]] for name in changes_.MOVES if changes[name]}
    assert moves == {
        "appeared": ["8"],
        "gone": ["5"],
        "became_noncompliant": ["1", "6"],
        "no_longer_noncompliant": ["2"],
        "became_compromised": ["6"],
        "no_longer_seen": ["3"],
        "seen_again": ["4"],
        "became_quarantined": ["1"],
        "became_blocked": ["1"],
        "changed_owner": ["6"],
        "changed_user": ["7"],
    }
    assert changes["differences"]["noncompliant"] == 1 and changes["differences"]["devices"] == 0
    assert changes["same_selection"] and changes["same_not_seen_for_days"]


def test_a_user_in_another_case_is_the_same_user():
    changes = made(device(principal="JDOE"), earlier=earlier_of(device(principal="jdoe")))["changes"]
    assert changes["changed_user"] == []


def test_a_report_about_other_devices_is_called_so():
    changes = made(device(), earlier=earlier_of(device(), selection={"labels": ["x"]}, not_seen_for_days=7))["changes"]
    assert not changes["same_selection"] and not changes["same_not_seen_for_days"]


def test_alerts_that_one_report_did_not_read_have_no_difference():
    assert made(device(), earlier=earlier_of(device()))["changes"]["differences"]["unread_alerts"] is None


@pytest.mark.parametrize(
    "data", [None, [], {}, {"format": changes_.FORMAT}, {"format": "x", "version": 1, "devices": []}]
)
def test_other_files_are_no_reports(data):
    assert not changes_.is_report(data)


def test_a_report_that_was_written_is_one():
    report = earlier_of(device())
    assert changes_.is_report(report) and not changes_.is_report({**report, "version": 2})
    assert not changes_.is_report({**report, "devices": [{"uuid": "1"}]})
    assert not changes_.is_report({**report, "devices": [{**report["devices"][0], "uuid": ["1"]}]})
    assert not changes_.is_report({**report, "figures": {"devices": 1}})
    assert not changes_.is_report({**report, "figures": {**report["figures"], "verdicts": {"compliant": "1"}}})
    assert not changes_.is_report({**report, "generated_at": "yesterday"})
