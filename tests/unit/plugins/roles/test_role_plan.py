# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plan id of a role: what it depends on, what it refuses, and what it shows; and the artifacts of a job."""

from __future__ import annotations

import pytest
from ansible.errors import AnsibleFilterError
from ansible_collections.mobileiron.core.plugins.filter.role_artifacts import role_artifacts
from ansible_collections.mobileiron.core.plugins.filter.role_plan import role_plan
from ansible_collections.mobileiron.core.plugins.module_utils.roles._artifacts import WHOLE_BELOW


def row(uuid="d1", action="retire", **values):
    return {
        "kind": "device", "uuid": uuid, "action": action, "principal": "jdoe", "status": "ACTIVE", "owner": "company",
        "name": f"phone {uuid}", **values,
    }  # fmt: skip


TASKS = {"retire": {"plan_id": "a" * 64, "changed": True}, "wipe": {"skipped": True}}
TEXTS = {"reason": "left (HR-1)"}


def made(*rows, **options):
    return role_plan(list(rows), "offboarding", **{"tasks": TASKS, "texts": TEXTS, **options})


def test_the_id_depends_on_what_is_asked_and_on_nothing_else():
    same = made(row("d1"), row("d2"))["plan_id"]
    assert len(same) == 64
    assert made(row("d2"), row("d1"))["plan_id"] == same
    assert made(row("d1", name="x"), row("d2"), row("d3", "none"), row("d4", "await wipe"))["plan_id"] == same
    assert made(row("d1"), row("d2"), tasks={"retire": {"plan_id": "a" * 64}})["plan_id"] == same
    others = [
        made(row("d1")),
        made(row("d1"), row("d2", "wipe")),
        made(row("d1"), row("d2", principal="other")),
        made(row("d1"), row("d2", status="LOST")),
        made(row("d1"), row("d2", owner="employee")),
        made(row("d1"), row("d2", kind="activesync")),
        made(row("d1"), row("d2"), tasks={"retire": {"plan_id": "b" * 64}}),
        made(row("d1"), row("d2"), texts={"reason": "left (HR-2)"}),
        role_plan([row("d1"), row("d2")], "lost_device", tasks=TASKS, texts=TEXTS),
    ]
    assert len({same, *(other["plan_id"] for other in others)}) == len(others) + 1


def test_the_approved_plan_may_run_however_its_id_is_spelt():
    plan_id = made(row())["plan_id"]
    assert made(row(), approved_id=f" {plan_id.upper()}\n")["refusal"] == ""
    assert made(row())["refusal"] == ""


def test_another_plan_is_refused_and_shown():
    refusal = made(row("d1", name="x"), approved_id="0" * 64)["refusal"]
    assert "offboarding_plan_id: the plan is no longer " + "0" * 64 in refusal
    assert made(row("d1"))["plan_id"] in refusal and "retire device d1 of jdoe" in refusal and "left (HR-1)" in refusal
    assert refusal.endswith("Nothing was done.")


def test_a_refusal_shows_what_changed_if_the_approved_plan_is_at_hand():
    before = made(row("d1"), row("d2"), row("d3"))
    now = [row("d1"), row("d3", status="LOST"), row("d4", "wipe")]
    since = {"approved_id": before["plan_id"], "approved_plan": before["plan"]}
    refusal = made(*now, **since)["refusal"]
    assert "New: wipe device d4" in refusal and "No longer in the plan: retire device d2" in refusal
    assert "Changed: retire device d3 of jdoe, company owner, LOST; it was retire device d3" in refusal
    assert "device d1" not in refusal
    other_words = made(row("d1"), row("d2"), row("d3"), texts={"reason": "left (HR-2)"}, **since)["refusal"]
    assert "The texts are now reason 'left (HR-2)'; they were reason 'left (HR-1)'." in other_words
    # A plan that has another id than the one that was approved says nothing of what changed.
    assert "New:" not in made(*now, approved_id="0" * 64, approved_plan=before["plan"])["refusal"]


def test_a_refusal_stays_on_one_line_whatever_a_name_holds():
    assert "\n" not in made(row("d1", principal="x\ny"), approved_id="0" * 64)["refusal"]


@pytest.mark.parametrize("rows", [(), (row("d1", "none"),), (row("d1", "await wipe"),)])
def test_where_nothing_is_asked_an_id_is_not_checked(rows):
    assert made(*rows, approved_id="0" * 64)["refusal"] == ""


def test_what_are_no_rows_is_an_error_of_the_filter():
    with pytest.raises(AnsibleFilterError, match="role_plan"):
        role_plan([{"uuid": "d1"}], "offboarding")
    with pytest.raises(AnsibleFilterError, match="role_artifacts"):
        role_artifacts({"user": "jdoe"})


def test_artifacts_count_and_hand_the_evidence_on_whole_while_it_is_small():
    rows = [{"uuid": "d1", "outcome": "outstanding"}, {"uuid": "d2", "outcome": "confirmed"}]
    evidence = {"user": "jdoe", "ticket": "HR-1", "devices": [*rows, {"uuid": "d3", "outcome": "confirmed"}], "x": ""}
    small = role_artifacts(evidence, {"file": "/e.json"})
    assert small == {"summary": {"confirmed": 2, "outstanding": 1}, "outstanding": ["d1"], "evidence": evidence}
    large = role_artifacts({**evidence, "x": "x" * WHOLE_BELOW}, {"file": "/e.json"})
    assert large["evidence"] == {"user": "jdoe", "ticket": "HR-1", "file": "/e.json"}
    assert large["summary"] == small["summary"]
