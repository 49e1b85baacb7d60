# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a lost device is asked, what a found one gets back, and what the evidence says of it."""

from __future__ import annotations

import pytest
from ansible.errors import AnsibleFilterError
from ansible_collections.mobileiron.core.plugins.filter.lost_device_evidence import lost_device_evidence
from ansible_collections.mobileiron.core.plugins.filter.lost_device_plan import lost_device_plan

from .test_offboarding import device as any_device
from .test_offboarding import partnership


def device(*arguments, **values):
    return any_device(*arguments, **{"platform_family": "ios", **values})


def acts(planned):
    return [(row["kind"], row["uuid"], row["action"]) for row in planned["rows"]]


def order(**values):
    return {
        "user": "jdoe", "device_uuid": "d1", "state": "lost", "ticket": "SEC-1", "reason": "lost",
        "reason_sent": "lost (SEC-1)", "text": None, "wipe": False, "core": "https://core.example.com", "started_at": "T1", "now": "T2", **values,
    }  # fmt: skip


def entry(outcome, uuid="d1", **values):
    changed = outcome != "unchanged"
    return {"uuid": uuid, "outcome": outcome, "changed": changed, "message": None, "reason_sent": True, **values}


def test_a_lost_device_is_cut_off_located_and_locked_and_never_unlocked():
    mail = [partnership("e1"), partnership("e2", of="d2"), partnership("e3", "registered_blocked")]
    planned = lost_device_plan([device()], mail, message="call us")
    assert acts(planned) == [
        ("activesync", "e1", "block"), ("activesync", "e3", "none"),
        ("device", "d1", "locate"), ("device", "d1", "message"), ("device", "d1", "lock"),
    ]  # fmt: skip
    assert planned["block"] == ["e1"] and planned["lock"] == planned["locate"] == ["d1"] and planned["wipe"] == []
    assert [row[2] for row in acts(lost_device_plan([device()], []))] == ["locate", "lock"]


def test_a_wipe_comes_last():
    assert [row[2] for row in acts(lost_device_plan([device()], [], wipe=True))] == ["locate", "lock", "wipe"]


@pytest.mark.parametrize("status", ["RETIRED", "RETIRE_PENDING", "WIPED", "VERIFICATION_PENDING", "EXPIRED"])
def test_a_device_that_cannot_be_asked_only_loses_its_mail(status):
    planned = lost_device_plan([device(status=status)], [partnership()], wipe=True)
    assert [row[2] for row in acts(planned)] == ["block", "none"]


def test_a_found_device_gets_its_mail_back_and_nothing_else():
    mail = [partnership("e1", "registered_blocked"), partnership("e2"), partnership("e3", "wiped")]
    planned = lost_device_plan([device()], mail, state="found", wipe=True, message="x")
    assert [row[2] for row in acts(planned)] == ["reinstate", "none", "none", "none"]
    assert any("never unlocks" in line for line in planned["lines"])


def test_a_found_device_is_told_what_cannot_be_undone():
    rows = lost_device_plan([device()], [], wipe=True)["rows"]
    results = {step: {"devices": [entry("accepted")]} for step in ("locate", "lock", "wipe")}
    before = lost_device_evidence(rows, order(), results)["evidence"]
    remains = lost_device_plan([device(status="WIPED")], [], state="found", earlier=before)["remains"]
    assert [line.split()[1] for line in remains] == ["wipe", "lock", "location", "device"]
    # Still so when the lost run is not the last one.
    again = lost_device_evidence([], order(state="found"), {}, earlier=before)["evidence"]
    assert lost_device_plan([device()], [], state="found", earlier=again)["remains"] == remains[:-1]


def test_one_device_is_meant_or_none():
    planned = lost_device_plan([device("d1"), device("d2", name="x\ny")], [])
    assert planned["device"] is None and "device d1" in planned["problem"] and "lost_device_uuid" in planned["problem"]
    assert "\n" not in planned["problem"] and planned["rows"] == []
    assert lost_device_plan([device("d1", status="RETIRED"), device("d2")], [])["device"]["uuid"] == "d2"
    assert lost_device_plan([], [])["problem"] == "Core knows no such device."


def test_evidence_states_what_was_sent_and_what_came_of_it():
    rows = lost_device_plan([device()], [partnership()], message="call us")["rows"]
    place = {"latitude": 1.0}
    results = {
        "block": {"devices": [entry("confirmed", "e1", after={"access_state": "Blocked"})]},
        "locate": {"devices": [entry("accepted", location=place)]},
        "message": {"failed": True, "changed": False, "msg": "refused"},
        "lock": {"devices": [{**entry("failed"), "message": "not known whether Core acted"}]},
    }
    made = lost_device_evidence(rows, order(), results)
    block, locate, message, lock = made["evidence"]["devices"]
    assert (block["outcome"], block["status_after"], block["confirmed_at"]) == ("confirmed", "Blocked", "T2")
    assert (locate["outcome"], locate["location"], locate["status_after"]) == ("accepted", place, None)
    assert (message["outcome"], message["asked_at"], message["may_have_acted"]) == ("failed", None, False)
    assert (lock["outcome"], lock["asked_at"], lock["may_have_acted"]) == ("failed", "T1", True)
    assert len(made["problems"]) == 2 and "refused" in made["problems"][0]


@pytest.mark.parametrize("result", [{"failed": True, "changed": False, "module_stderr": ""}, {}])
def test_a_step_that_was_killed_may_have_acted(result):
    rows = lost_device_plan([device()], [])["rows"]
    lock = lost_device_evidence(rows, order(), {"lock": result})["evidence"]["devices"][1]
    assert (lock["outcome"], lock["asked_at"], lock["may_have_acted"]) == ("failed", "T1", True)


def test_evidence_is_planned_before_anything_is_asked_and_keeps_earlier_runs():
    rows = lost_device_plan([device()], [])["rows"]
    first = lost_device_evidence(rows, order())["evidence"]
    assert {row["outcome"] for row in first["devices"]} == {"planned"} and first["earlier_runs"] == []
    second = lost_device_evidence(rows, order(ticket="SEC-2"), earlier=first)["evidence"]
    third = lost_device_evidence(rows, order(ticket="SEC-3"), earlier=second)["evidence"]
    assert [run["ticket"] for run in third["earlier_runs"]] == ["SEC-1", "SEC-2"]
    assert not any("earlier_runs" in run for run in third["earlier_runs"])


def test_what_are_no_records_is_an_error_of_the_filters():
    with pytest.raises(AnsibleFilterError, match="lost_device_plan"):
        lost_device_plan([{"uuid": "d1"}], [])
    with pytest.raises(AnsibleFilterError, match="lost_device_evidence"):
        lost_device_evidence([{"uuid": "d1"}], order())


def test_the_last_known_place_stands_in_only_where_no_new_one_came():
    rows = lost_device_plan([device()], [])["rows"]
    results = {"locate": {"devices": [entry("accepted", location=None)]}, "lock": {"devices": [entry("accepted")]}}
    results["place"] = {"devices": [entry("unchanged", location={"latitude": 2.0})]}
    locate, lock = lost_device_evidence(rows, order(), results)["evidence"]["devices"]
    assert locate["location"] == {"latitude": 2.0} and locate["outcome"] == "accepted" and lock["location"] is None
    results["locate"]["devices"][0]["location"] = {"latitude": 1.0}
    assert lost_device_evidence(rows, order(), results)["evidence"]["devices"][0]["location"] == {"latitude": 1.0}


def test_an_ios_device_is_not_waited_for_to_tell_its_place():
    assert lost_device_plan([device()], [])["is_ios"] is True
    assert lost_device_plan([device(platform_family="android")], [])["is_ios"] is False
