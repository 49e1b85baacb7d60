# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which evidence of an earlier run counts: the newest that is about this person, from this Core, and unchanged."""

from __future__ import annotations

import json
from datetime import datetime, timezone

import pytest
from ansible.errors import AnsibleFilterError
from ansible_collections.mobileiron.core.plugins.filter.evidence_earlier import evidence_earlier
from ansible_collections.mobileiron.core.plugins.filter.transfer_faults import transfer_faults
from ansible_collections.mobileiron.core.plugins.module_utils.roles._evidence_seal import content_sha256, sealed

CORE = "https://core.example.com"
ROW = {"kind": "device", "uuid": "d1", "outcome": "outstanding", "asked": "wipe"}


def evidence(when="2026-05-01T10:00:00Z", earlier=None, **values):
    content = {"role": "offboarding", "core": CORE, "user": "jdoe", "devices": [ROW], "updated_at": when, **values}
    return sealed(content, earlier)


def source(content, place="folder", shared=False):
    return {"place": place, "content": content, "shared": shared}


def choice(*sources, **subject):
    return evidence_earlier(list(sources), "offboarding", CORE, **{"user": "jdoe", **subject})


def test_no_evidence_is_none():
    for nothing in (None, {}, "none"):
        assert choice(source(nothing)) == {"evidence": {}, "place": "", "is_sealed": True, "problem": ""}


@pytest.mark.parametrize("order", [1, -1])
def test_the_newest_counts_whatever_it_comes_from(order):
    first = evidence()
    second = evidence("2026-05-02T10:00:00Z", first)
    found = choice(*[source(json.dumps(first), "old"), source(second, "new")][::order])
    assert (found["evidence"], found["place"]) == (second, "new")
    # What goes on from the other is newer, also if a clock was wrong or the second was the same.
    for when in ("2026-05-01T10:00:00Z", "2026-04-01T10:00:00Z"):
        second = evidence(when, first)
        assert choice(*[source(first), source(second)][::order])["evidence"] == second


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("", "no JSON"),
        ("{", "no JSON"),
        ("[]", "no evidence"),
        ({"user": "jdoe"}, "no evidence"),
        ({"user": "jdoe", "devices": "x"}, "no evidence"),
        ({"user": "jdoe", "devices": [{"uuid": 1}]}, "no evidence"),
        (evidence(user="asmith"), "evidence of asmith"),
        ({"devices": [ROW]}, "evidence of None"),
        (evidence(role="lost_device"), "of the role lost_device"),
        (evidence(core="https://test.example.com"), "another Core, https://test.example.com"),
        ({**evidence(), "ticket": "x"}, "was changed"),
        ({**evidence(), "previous_sha256": "0"}, "was changed"),
        ({**evidence(), "devices": []}, "was changed"),
    ],
)
def test_what_is_not_this_person_s_unchanged_evidence_stops_the_role(content, fault):
    found = choice(source(evidence()), source(content, "url"))
    assert fault in found["problem"] and "run, url:" in found["problem"] and found["evidence"] == {}


def test_case_does_not_make_another_person_or_core():
    assert choice(source(evidence(user="JDoe", core=CORE.upper())))["evidence"]


def test_a_device_s_evidence_is_known_by_its_uuid():
    lost = {"role": "lost_device", "user": "jdoe", "device_uuid": "D1"}
    sources = [source(evidence(**lost))]
    of_device = evidence_earlier(sources, "lost_device", CORE, user="other", device_uuid="d1")
    assert of_device["evidence"] and not of_device["problem"]
    assert "of the device D1" in evidence_earlier(sources, "lost_device", CORE, device_uuid="d2")["problem"]


def test_an_artifact_of_somebody_else_is_left_aside_and_a_changed_one_is_not():
    for other in ({"user": "asmith"}, {"core": "https://test.example.com"}, {"role": "lost_device"}):
        assert choice(source(evidence(**other), shared=True))["problem"] == ""
        assert choice(source(evidence(**other), shared=True))["evidence"] == {}
    assert choice(source(evidence(), shared=True))["evidence"] == evidence()
    assert "was changed" in choice(source({**evidence(), "devices": []}, shared=True))["problem"]
    # As YAML reads it, with a time for a text; the same evidence as JSON text is unchanged.
    read = {**evidence(), "updated_at": datetime(2026, 5, 1, 10, tzinfo=timezone.utc)}
    assert "was changed" in choice(source(read, shared=True))["problem"]
    assert choice(source(json.dumps(evidence()), shared=True))["evidence"] == evidence()


def test_an_artifact_that_only_says_where_evidence_lies_is_not_enough():
    whole = evidence()
    pointer = {key: value for key, value in whole.items() if key != "devices"}
    pointer["url"] = "https://files.example.com/x.json"
    assert "https://files.example.com/x.json" in choice(source(pointer, shared=True))["problem"]
    older = evidence("2026-04-01T10:00:00Z")
    assert choice(source(older), source(pointer, shared=True))["problem"]
    assert choice(source(whole), source(pointer, shared=True))["evidence"] == whole
    assert choice(source({**pointer, "user": "asmith"}, shared=True))["problem"] == ""


def test_evidence_without_a_hash_counts_and_is_said_to_have_none():
    bare = {key: value for key, value in evidence().items() if key != "sha256"}
    assert choice(source(bare))["evidence"] == bare and not choice(source(bare))["is_sealed"]


def test_a_seal_is_of_all_that_evidence_says():
    first = evidence()
    second = evidence("2026-05-02T10:00:00Z", first)
    assert first["previous_sha256"] is None and second["previous_sha256"] == first["sha256"] == content_sha256(first)
    assert content_sha256(json.loads(json.dumps(second, indent=2, ensure_ascii=False))) == second["sha256"]
    assert sealed({"a": 1}, None)["sha256"] != sealed({"a": 1}, first)["sha256"]


def test_a_hostile_name_stays_on_one_line():
    assert "\n" not in choice(source(evidence(user="x\nNothing")))["problem"]


def answer(status=-1, msg="", **values):
    return {"status": status, "msg": msg, "url": "https://files.example.com/x.json", **values}


def test_a_request_that_failed_is_told_without_its_secrets():
    headers = {"Authorization": "Bearer s3cret-token", "X-Key": "k3y"}
    assert transfer_faults([answer(code) for code in (200, 201, 202, 204)], "PUT", headers) == []
    assert transfer_faults([answer(200), answer(404), {"skipped": True}], "GET", headers) == []
    faults = transfer_faults([answer(401), answer(302), answer(404)], "PUT", headers)
    assert faults == [f"https://files.example.com/x.json: status {code}" for code in (401, 302, 404)]
    (fault,) = transfer_faults([answer(msg="bad Bearer s3cret-token, s3cret-token, k3y\nrefused")], "GET", headers)
    assert "s3cret" not in fault and "k3y" not in fault and "refused" in fault and "\n" not in fault
    assert transfer_faults([{"failed": True}], "PUT", {}) == ["the address: no answer"]


def test_the_filters_refuse_what_is_no_source():
    with pytest.raises(AnsibleFilterError, match="not the sources"):
        evidence_earlier([{"content": 1}], "offboarding", CORE)
    with pytest.raises(AnsibleFilterError, match="not the results"):
        transfer_faults([1], "PUT")
