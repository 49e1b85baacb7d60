# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the offboarding asks of each device, and what its evidence says: only what was sent, and only what was read."""

from __future__ import annotations

import copy
import json

import pytest
from ansible.errors import AnsibleFilterError
from ansible_collections.mobileiron.core.plugins.filter.offboarding_evidence import offboarding_evidence
from ansible_collections.mobileiron.core.plugins.filter.offboarding_plan import offboarding_plan
from ansible_collections.mobileiron.core.plugins.module_utils.roles._offboarding_evidence import evidence, meanwhile
from ansible_collections.mobileiron.core.plugins.module_utils.roles._offboarding_plan import plan
from ansible_collections.mobileiron.core.plugins.module_utils.roles._plan_words import printable

FIRST, LATER = "2026-05-01T10:00:00Z", "2026-05-02T10:00:00Z"


def device(uuid="d1", status="ACTIVE", owned=False, **values):
    return {
        "uuid": uuid, "name": f"phone {uuid}", "principal": "jdoe", "status": status, "employee_owned": owned,
        "platform": "iOS", "model": "iPhone", "phone_number": None, **values,
    }  # fmt: skip


def partnership(uuid="e1", group="registered_allowed", of="d1", **values):
    return {
        "uuid": uuid, "mi_device_uuid": of, "device_id": "APPL1", "user_name": "jdoe", "mailbox_id": "jdoe",
        "platform": "iOS", "model": "iPhone", "phone_number": None, "group": group, **values,
    }  # fmt: skip


def order(when=FIRST, ticket="HR-1"):
    return {
        "user": "jdoe", "ticket": ticket, "reason": "left", "reason_sent": f"left ({ticket})", "alert_comment": "c",
        "wipe_company_owned": False, "core": "https://core.example.com", "started_at": when, "now": when,
    }  # fmt: skip


def entry(uuid="d1", outcome="accepted", after="ACTIVE", changed=True, message=None, key="status"):
    return {
        "uuid": uuid, "outcome": outcome, "changed": changed, "message": message, "reason_sent": True,
        "after": after and {key: after},
    }  # fmt: skip


def step(*entries, **values):
    return {"changed": True, "failed": False, "devices": list(entries), **values}


def refused(changed=False, message="Unauthorized"):
    return {"changed": changed, "failed": True, "msg": message}


def look(**statuses):
    return {"devices": [{"uuid": uuid, "status": status} for uuid, status in statuses.items()], "failed": False}


def told(devices, results=None, earlier=None, wipe=False, mail=(), **orders):
    planned = plan(devices, mail, (), earlier, wipe)
    before = copy.deepcopy(earlier)
    found = evidence(planned["rows"], order(**orders), results, earlier)
    assert earlier == before
    return found


def row(*arguments, **keywords):
    (found,) = told(*arguments, **keywords)["evidence"]["devices"]
    return found


def report(**values):
    """The evidence of a run that asked d1 something, changed as the test says."""
    asked = {
        "kind": "device", "uuid": "d1", "device_uuid": "d1", "name": "phone d1", "principal": "jdoe", "owner": "company",
        "platform": "iOS", "model": "iPhone", "phone_number": None, "asked": "wipe", "reason": "left (HR-0)",
        "reason_sent": True, "ticket": "HR-0", "status_before": "ACTIVE", "status_after": "ACTIVE",
        "outcome": "outstanding", "may_have_acted": False, "message": None, "asked_at": "2026-04-01T00:00:00Z",
        "planned_at": "2026-04-01T00:00:00Z", "confirmed_at": None,
    }  # fmt: skip
    return {"devices": [{**asked, **values}], "started_at": "2026-04-01T00:00:00Z", "alerts": []}


# -- the plan


def action(found, earlier=None, wipe=True):
    return plan([found], [], (), earlier, wipe)["rows"][0]["action"]


@pytest.mark.parametrize(
    ("found", "asked"),
    [
        (device(), "wipe"),
        (device(owned=True), "retire"),
        (device(owned=None), "retire"),
        (device(status="VERIFICATION_PENDING"), "retire"),
        (device(status="EXPIRED"), "retire"),
        (device(status="RETIRED"), "none"),
        (device(status="RETIRE_PENDING"), "none"),
        (device(status="WIPED"), "none"),
    ],
)
def test_only_company_owned_devices_that_enrolled_are_wiped(found, asked):
    assert action(found) == asked
    assert action(found, wipe=False) == ("none" if asked == "none" else "retire")


@pytest.mark.parametrize("owned", [True, None, False])
@pytest.mark.parametrize(
    "asked",
    [
        {"outcome": "planned", "asked_at": None},
        {"outcome": "outstanding"},
        {"outcome": "outstanding", "may_have_acted": True},
        {"outcome": "failed", "may_have_acted": True},
    ],
)
def test_after_a_wipe_was_asked_nothing_is_retired_whatever_its_owner_is_now(asked, owned):
    for wipe in (True, False):
        assert action(device(owned=owned), report(**asked), wipe) in ("await wipe", "wipe")
    assert action(device(owned=owned), report(**asked), False) == "await wipe"


@pytest.mark.parametrize(("asked", "doubt"), [("outstanding", False), ("outstanding", True), ("planned", False)])
def test_a_wipe_is_asked_again_only_if_nobody_knows_whether_it_was_asked(asked, doubt):
    again = action(device(), report(outcome=asked, may_have_acted=doubt)) == "wipe"
    assert again is (doubt or asked == "planned")


def test_the_plan_counts_what_it_acts_on_and_watches_devices_only():
    devices = [device("d1"), device("d2", "RETIRED")]
    result = plan(devices, [partnership("e1", of="d1"), partnership("e2", "blocked", of=None)], (), {}, True)
    acted_on = {
        row["device_uuid"] or row["uuid"] for row in result["rows"] if row["action"] in ("block", "wipe", "retire")
    }
    assert result["count"] == len(acted_on) < len(result["rows"])
    assert sorted(result["watch"]) == ["d1", "d2"]
    assert all(row["model"] == "iPhone" and row["platform"] == "iOS" for row in result["rows"])


def test_a_wipe_that_was_never_sent_awaits_nothing():
    assert action(device(), report(outcome="failed"), wipe=False) == "retire"


def test_mail_is_blocked_where_it_is_allowed_and_a_device_counts_once():
    mail = [partnership(), partnership("e2", "unregistered_allowed", None), partnership("e3", "registered_blocked")]
    found = plan([device()], mail)
    assert found["block"] == ["e1", "e2"] and found["retire"] == ["d1"] and found["wipe"] == [] and found["count"] == 2
    assert [line["owner"] for line in found["rows"]] == ["company", "company", "unknown", "company"]


def test_what_an_earlier_run_awaits_is_looked_at_also_if_it_is_listed_no_more():
    gone, done = report(uuid="d7")["devices"], report(uuid="d8", outcome="confirmed")["devices"]
    assert plan([device()], [], (), {"devices": gone + done})["watch"] == ["d1", "d7"]


@pytest.mark.parametrize("char", ["\n", "\r", "\x0b", "\x0c", "\x1b", "\x85", "\u2028", "\u2029", "\u202e", "\ud800"])
def test_a_name_cannot_look_like_a_line_of_the_plan(char):
    forged = f"x{char}nothing to do: device d9"
    found = plan([device(name=forged, model=forged)], [], [{**partnership(user_name=forged), "candidate_for": []}])
    assert not [line for line in found["lines"] if char in line] and len(found["lines"]) == 2
    planned = evidence(found["rows"], order(), {"retire": step(entry(outcome="failed", message=forged))})
    assert not [line for line in planned["lines"] + planned["problems"] if char in line]
    assert planned["evidence"]["devices"][0]["name"] == forged


BLOCKED = partnership(group="registered_blocked")
BY_POLICY = partnership(group="registered_blocked", action_source_meaning="set by policy enforcement")


@pytest.mark.parametrize(
    ("devices", "mail", "earlier", "sign"),
    [
        ([device()], [], None, ""),
        ([device()], [partnership()], None, ""),
        ([device()], [partnership(), BLOCKED], {}, ""),
        ([device()], [BLOCKED], None, "all mail is blocked"),
        ([device()], [BLOCKED], {}, "all mail is blocked"),
        ([device()], [BLOCKED, BY_POLICY], {}, "all mail is blocked"),
        ([device()], [BY_POLICY], {}, ""),
        ([device(block_reasons=["out_of_contact"])], [BY_POLICY], {}, ""),
        ([device(block_reasons=["manually_blocked"])], [BY_POLICY], {}, "blocked by hand (d1)"),
        ([device(block_reasons=["manually_blocked"])], [partnership()], {}, "blocked by hand (d1)"),
        ([device(wipe_reason=1)], [partnership()], {}, "a reason for a wipe (d1)"),
        ([device(wipe_reason=0), device("d3", wipe_reason=-1)], [partnership()], {}, ""),
        ([device(), device("d2", "WIPED", wipe_reason=1)], [], None, "a device is wiped already"),
        ([device(), device("d2", "RETIRE_PENDING")], [], None, "waits for its retirement"),
        ([device(), device("d2", "RETIRE_PENDING")], [partnership()], None, ""),
        ([device(), device("d2", "RETIRED")], [], None, ""),
        ([device()], [BLOCKED], report(asked="retire"), ""),
        ([device(owned=True)], [BLOCKED], None, ""),
        ([device(owned=None, wipe_reason=1)], [], None, "a reason for a wipe (d1)"),
        ([device(status="VERIFICATION_PENDING")], [BLOCKED], None, ""),
        ([device(status="RETIRED")], [BLOCKED], None, ""),
    ],
)
def test_nothing_is_retired_where_core_shows_an_earlier_run_without_evidence(devices, mail, earlier, sign):
    planned = plan(devices, mail, (), earlier)
    assert bool(planned["doubts"]) is bool(sign) and sign in "".join(planned["doubts"])
    assert [text for text in planned["lines"] if text.startswith("CAUTION")] == planned["doubts"]
    assert plan(devices, mail, (), earlier, no_wipe_awaited=True)["doubts"] == []


def test_asking_for_the_wipe_again_leaves_no_doubt():
    assert plan([device()], [BLOCKED], (), None, wipe_company_owned=True)["doubts"] == []


def test_what_ansible_masks_is_neither_acted_on_nor_stated():
    assert plan([device(principal="m********")], [])["masked"] == ["m********"]
    assert plan([], [partnership(user_name="VALUE_SPECIFIED_IN_NO_LOG_PARAMETER")])["masked"]
    assert plan([], [], [partnership(user_name="CORP\\********")])["masked"]
    # A device's name is its owner's choice: stars in it must not keep it from being retired.
    found = plan([device(name="******** phone")], [partnership(of=None, device_id="********")])
    assert found["masked"] == [] and found["retire"] == ["d1"] and [row["name"] for row in found["rows"]] == [None] * 2
    assert found["lines"][-1].startswith("NO NAME") and found["lines"][-1].endswith(": d1, e1")


# -- the evidence: what once was stated


def test_a_partnership_that_lost_its_device_keeps_owner_and_name():
    mail = {"block": step(entry("e1", "confirmed", "blocked", key="access_state"))}
    results = {**mail, "retire": step(entry()), "look": look(d1="RETIRED"),
               "look_mail": {"eas_devices": [{"uuid": "e1", "group": "registered_blocked"}]}}  # fmt: skip
    first = told([device()], results, mail=[partnership()])["evidence"]
    seen = {"look": look(), "look_mail": results["look_mail"]}
    lost = partnership(group="registered_blocked", of=None)
    for devices in ([], [device(status="RETIRED")]):
        second = told(devices, seen, first, mail=[lost], when=LATER)["evidence"]
        (row_,) = [row_ for row_ in second["devices"] if row_["kind"] == "activesync"]
        assert row_ == next(row_ for row_ in first["devices"] if row_["kind"] == "activesync")


def test_what_is_read_otherwise_later_is_added_once():
    first = told([device()], {"retire": step(entry()), "look": look(d1="RETIRE_PENDING")})["evidence"]
    renamed = device(status="RETIRE_PENDING", name="other", owned=None)
    second = told([renamed], {"look": look(d1="RETIRE_PENDING")}, first, when=LATER)["evidence"]
    (row_,) = second["devices"]
    assert (row_["name"], row_["owner"]) == ("phone d1", "company")
    assert row_["later_reads"] == [{"read_at": LATER, "name": "other"}]
    assert (
        told([renamed], {"look": look(d1="RETIRE_PENDING")}, second, when="2026-05-03T10:00:00Z")["evidence"] == second
    )


def test_a_new_act_and_a_new_order_keep_the_ones_before():
    first = told([device()], {"retire": step(entry(outcome="failed", changed=False, message="no"))})["evidence"]
    results = {"retire": step(entry()), "look": look(d1="RETIRED")}
    second = told([device(name="new", owned=True)], results, first, when=LATER, ticket="HR-2")["evidence"]
    (row_,) = second["devices"]
    assert (row_["ticket"], row_["asked_at"], row_["owner"], row_["name"]) == ("HR-2", LATER, "employee", "new")
    (before,) = row_["earlier_acts"]
    assert (before["ticket"], before["asked_at"], before["outcome"], before["owner"]) == (
        "HR-1",
        None,
        "failed",
        "company",
    )
    assert [kept["ticket"] for kept in second["earlier_orders"]] == ["HR-1"] and second["ticket"] == "HR-2"


def test_what_another_host_of_the_play_asked_is_not_lost():
    asked, found_done = (
        step(entry(after="RETIRED", outcome="confirmed")),
        step(entry(outcome="unchanged", changed=False)),
    )
    seen = {"look": look(d1="RETIRED")}
    planned = plan([device()], [])
    one, other = (
        evidence(planned["rows"], order(), {"retire": result, **seen})["evidence"] for result in (asked, found_done)
    )
    assert other["devices"][0]["asked_at"] is None
    for result, others in ((asked, [other]), (found_done, [one])):
        whole = evidence(planned["rows"], order(LATER), {"retire": result, **seen}, others=others)["evidence"]
        (row_,) = whole["devices"]
        assert (row_["outcome"], row_["asked"]) == ("confirmed", "retire") and row_["asked_at"]


def test_a_candidate_that_was_listed_stays_listed_unless_it_turns_out_to_be_the_person_s():
    near = {"uuid": "e9", "user_name": "CORP\\jdoe", "mailbox_id": None}
    first = evidence([], order(), {}, candidates=[near])["evidence"]
    assert evidence([], order(), {}, first)["evidence"]["candidates_not_touched"] == [near]
    rows = plan([], [partnership("e9", of=None)])["rows"]
    assert evidence(rows, order(), None, first)["evidence"]["candidates_not_touched"] == []


# -- the evidence: what was sent


def test_before_the_first_effect_everything_is_planned():
    found = row([device()])
    assert (found["outcome"], found["asked_at"], found["planned_at"]) == ("planned", None, FIRST)


def test_the_time_of_a_request_that_was_sent_is_the_run_s():
    found = row([device()], {"retire": step(entry()), "look": look(d1="RETIRED")})
    assert (found["outcome"], found["asked_at"], found["confirmed_at"]) == ("confirmed", FIRST, FIRST)


def test_nothing_counts_as_asked_that_was_not_sent():
    results = {"wipe": refused(), "retire": refused(message="of another step"), "look": refused()}
    found = row([device()], results, wipe=True)
    assert (found["outcome"], found["asked_at"], found["may_have_acted"]) == ("failed", None, False)
    assert found["message"] == "Unauthorized; its status could not be read afterwards"
    assert action(device(), {"devices": [found]}, wipe=False) == "retire"


@pytest.mark.parametrize("outcome", ["failed", "skipped"])
def test_an_entry_that_was_not_sent_was_not_asked(outcome):
    found = row([device()], {"retire": step(entry(outcome=outcome, changed=False)), "look": look(d1="ACTIVE")})
    assert (found["outcome"], found["asked_at"], found["may_have_acted"]) == ("failed", None, False)


@pytest.mark.parametrize("result", [refused(changed=True), {"failed": True, "changed": False, "module_stderr": ""}, {}])
def test_a_step_that_may_have_sent_something_may_have_acted(result):
    found = row([device()], {"wipe": result, "look": look(d1="ACTIVE")}, wipe=True)
    assert (found["outcome"], found["asked_at"], found["may_have_acted"]) == ("failed", FIRST, True)


def test_what_may_have_been_asked_before_stays_so_when_asking_again_fails():
    found = row([device()], {"wipe": refused(), "look": look(d1="ACTIVE")}, report(outcome="planned"), True, when=LATER)
    assert (found["outcome"], found["may_have_acted"]) == ("failed", True)


def test_a_new_act_does_not_take_the_times_of_an_earlier_one():
    done = report(asked="block", kind="activesync", uuid="e1", outcome="confirmed", confirmed_at="2026-04-01T00:00:09Z",
                  status_before="unregistered_allowed")  # fmt: skip
    result = step(entry("e1", "confirmed", "blocked", key="access_state"))
    seen = {"eas_devices": [{"uuid": "e1", "group": "registered_blocked"}]}
    found = row([], {"block": result, "look_mail": seen}, done, mail=[partnership()], when=LATER, ticket="HR-77")
    assert (found["ticket"], found["asked_at"], found["confirmed_at"]) == ("HR-77", LATER, LATER)
    assert (found["status_before"], found["planned_at"]) == ("registered_allowed", LATER)


@pytest.mark.parametrize("asked", [{"outcome": "outstanding"}, {"outcome": "failed", "may_have_acted": True}])
def test_an_act_that_goes_on_keeps_the_time_at_which_it_began(asked):
    results = {"retire": step(entry()), "look": look(d1="RETIRED")}
    found = row([device()], results, report(asked="retire", status_before="LOST", **asked), when=LATER)
    assert (found["asked_at"], found["confirmed_at"]) == ("2026-04-01T00:00:00Z", LATER)
    assert found["status_before"] == "LOST"


def test_what_a_killed_run_asked_is_known_to_have_been_asked_after_it_was_planned():
    killed = report(asked="retire", outcome="planned", asked_at=None)
    found = row([device(status="RETIRED")], {"look": look(d1="RETIRED")}, killed, when=LATER)
    assert (found["outcome"], found["asked_at"], found["planned_at"]) == ("confirmed", None, "2026-04-01T00:00:00Z")
    assert found["confirmed_at"] == LATER


@pytest.mark.parametrize("asked", [{"outcome": "planned"}, {"outcome": "failed", "may_have_acted": True}])
def test_what_nobody_knows_stays_in_doubt_while_it_is_awaited(asked):
    found = row([device(owned=True)], {"look": look(d1="ACTIVE")}, report(**asked))
    assert (found["outcome"], found["may_have_acted"]) == ("outstanding", True)
    assert row([device(status="WIPED")], {"look": look(d1="WIPED")}, report(**asked))["may_have_acted"] is False


# -- the evidence: what was read


@pytest.mark.parametrize(
    ("act", "outcome", "status"),
    [
        (entry(outcome="confirmed", after="RETIRED"), "confirmed", "RETIRED"),
        (entry(outcome="accepted", after="RETIRE_PENDING"), "outstanding", "RETIRE_PENDING"),
        (entry(outcome="accepted", after=None), "outstanding", None),
    ],
)
def test_no_status_is_stated_that_nobody_read(act, outcome, status):
    found = row([device()], {"retire": step(act), "look": refused()})
    assert (found["outcome"], found["status_after"]) == (outcome, status)
    assert "could not be read afterwards" in found["message"]
    assert "phone d1: ACTIVE -> ACTIVE" not in str(told([device()], {"retire": step(act), "look": refused()})["lines"])


def test_what_core_lists_no_more_is_no_longer_active():
    found = told([device()], {"retire": step(entry(after=None)), "look": look()})
    (line,) = found["evidence"]["devices"]
    assert line["status_after"] is None and "no longer lists" in line["message"] and found["waiting"] == []
    assert [text for text in found["lines"] if text.startswith("NOT SEEN")]


def test_a_row_of_the_earlier_evidence_is_completed_though_the_device_is_listed_no_more():
    (found,) = told([], {"look": look(d1="WIPED")}, report(), when=LATER)["evidence"]["devices"]
    assert (found["outcome"], found["status_after"], found["confirmed_at"]) == ("confirmed", "WIPED", LATER)
    (found,) = told([], {"look": look()}, report(), when=LATER)["evidence"]["devices"]
    assert (found["outcome"], found["status_after"]) == ("outstanding", None) and "no longer lists" in found["message"]
    (found,) = told([], {"look": refused()}, report(), when=LATER)["evidence"]["devices"]
    assert found == report()["devices"][0]


@pytest.mark.parametrize(
    ("asked", "end", "outcome"),
    [
        ("retire", "WIPED", "confirmed"),
        ("retire", "RETIRED", "confirmed"),
        ("retire", "RETIRE_PENDING", "outstanding"),
        ("wipe", "WIPED", "confirmed"),
        ("wipe", "RETIRED", "failed"),
        ("wipe", "ACTIVE", "outstanding"),
    ],
)
def test_another_end_than_the_one_asked_for_is_an_end(asked, end, outcome):
    new = row([device()], {asked: step(entry()), "look": look(d1=end)}, wipe=asked == "wipe")
    assert new["outcome"] == outcome
    if end != "ACTIVE":
        later = told([device(status=end)], {"look": look(d1=end)}, {"devices": [new]}, when=LATER)
        assert later["evidence"]["devices"][0]["outcome"] == outcome
        assert bool(later["problems"]) is (outcome == "failed")


def test_a_second_look_that_finds_nothing_new_changes_nothing():
    for end in ("RETIRED", "RETIRE_PENDING"):
        first = told([device()], {"retire": step(entry()), "look": look(d1=end)})["evidence"]
        second = told([device(status=end)], {"look": look(d1=end)}, first, when=LATER)["evidence"]
        assert second == first
        other = told([device(status=end)], {"look": look(d1=end)}, first, when=LATER, ticket="HR-2")["evidence"]
        assert other["previous_sha256"] == first["sha256"] and first["previous_sha256"] is None


def test_a_device_that_somebody_else_retired_is_unchanged():
    found = row([device(status="RETIRED")], {"look": look(d1="RETIRED")})
    assert (found["outcome"], found["asked"], found["asked_at"]) == ("unchanged", None, None)
    assert row([device(status="RETIRE_PENDING")], {"look": look(d1="RETIRE_PENDING")})["outcome"] == "outstanding"


def test_a_retirement_that_failed_and_was_then_asked_by_somebody_else_is_awaited():
    failed = report(asked="retire", outcome="failed", message="no")
    found = row([device(status="RETIRE_PENDING")], {"look": look(d1="RETIRE_PENDING")}, failed)
    assert (found["outcome"], found["may_have_acted"]) == ("outstanding", False)


def unread(*ids):
    return {"alerts": [{"id": each} for each in ids]}


def alerts(results, earlier=None, **orders):
    """id → whether it is noted as marked."""
    noted = told([], results, earlier, **orders)["evidence"]["alerts"]
    assert len({row["id"] for row in noted}) == len(noted)
    return {row["id"]: bool(row["marked_read_at"]) for row in noted}


def test_only_alerts_that_are_read_now_count_as_marked():
    rows = [
        {"id": "1", "changed": True, "after": {"read": True}},
        {"id": "2", "changed": True, "after": {"read": None}},
        {"id": "3", "changed": False, "after": {"read": True}},
    ]
    results = {"unread": unread("1", "2", "3"), "alerts": {"failed": True, "msg": "one is not", "alerts": rows}}
    assert alerts(results) == {"1": True, "2": False, "3": False}
    assert told([], results)["problems"] == ["alerts: one is not"]


def test_alerts_are_noted_before_they_are_marked_and_a_run_after_a_kill_sees_which_are():
    killed = told([], {"unread": unread("1", "2")})["evidence"]
    assert [row["marked_read_at"] for row in killed["alerts"]] == [None, None]
    assert alerts(None, killed) == {"1": False, "2": False}
    assert alerts({"unread": {"failed": True, "msg": "no"}}, killed) == {"1": False, "2": False}
    assert alerts({"unread": unread()}, killed) == {"1": True, "2": True}
    again = {"unread": unread("2"), "alerts": {"alerts": [{"id": "2", "changed": True, "after": {"read": True}}]}}
    assert alerts({"unread": unread("2")}, killed) == {"1": True, "2": False}
    assert alerts(again, killed) == {"1": True, "2": True}
    assert alerts(again, killed, ticket="HR-9") == {"1": True, "2": True}
    whole = told([], again, killed)["evidence"]
    assert told([], {"unread": unread()}, whole, when="2027-01-01T00:00:00Z")["evidence"] == whole


def test_what_another_run_wrote_meanwhile_is_kept():
    """Two runs for one person began at once; the other one asked, and wrote its evidence first."""
    planned = plan([device()], [], (), {}, False)
    begun = evidence(planned["rows"], order())["evidence"]
    told_by = {"retire": step(entry(after="RETIRED")), "look": look(d1="RETIRED")}
    theirs = evidence(planned["rows"], order(ticket="HR-2"), told_by, {})["evidence"]
    nothing_left = {
        "retire": step(entry(outcome="unchanged", after="RETIRED", changed=False)),
        "look": look(d1="RETIRED"),
    }

    def joined(file):
        return evidence(planned["rows"], order(), nothing_left, {}, others=meanwhile(file, begun))["evidence"]

    (kept,) = joined(json.dumps(theirs))["devices"]
    assert (kept["ticket"], kept["asked_at"], kept["outcome"]) == ("HR-2", FIRST, "confirmed")
    assert [each["ticket"] for each in joined(json.dumps(theirs))["earlier_orders"]] == ["HR-2"]
    for file in (json.dumps(begun), "", "{", "[]", '{"devices": 1}', json.dumps(theirs)[:50]):
        (own,) = joined(file)["devices"]
        assert own["ticket"] == "HR-1" and joined(file)["earlier_orders"] == []


# -- what people read


def test_a_failed_device_is_named_with_why_and_a_failed_step_once():
    results = {"retire": step(entry(outcome="failed", message="Core said no.")), "look": look(d1="ACTIVE")}
    assert told([device()], results)["problems"] == ["retire device d1, phone d1: Core said no."]
    problems = told([device()], {"retire": refused(), "look": look(d1="ACTIVE")})["problems"]
    assert problems == ["retire: Unauthorized"]
    problems = told([device()], {"retire": refused(), "look": refused(message="down")})["problems"]
    assert problems == ["retire: Unauthorized", "verify: down"]


def test_what_is_outstanding_is_named_once_and_apart_from_what_could_not_be_read():
    mail, act = [partnership()], {"block": step(entry("e1", after="allowed", key="access_state"))}
    lines = told([device()], {**act, "retire": step(entry()), "look": look(d1="RETIRE_PENDING")}, mail=mail)["lines"]
    (line,) = [line for line in lines if line.startswith("OUTSTANDING, ")]
    assert line.endswith(": phone d1 (d1)")
    lines = told([device()], {"retire": step(entry(after=None)), "look": refused()})["lines"]
    assert not [line for line in lines if "connected" in line] and [
        line for line in lines if line.startswith("NOT SEEN")
    ]


def test_the_filters_refuse_what_is_no_record():
    assert offboarding_plan([device()], partnerships=[])["retire"] == ["d1"]
    assert offboarding_evidence([], order())["evidence"]["devices"] == []
    with pytest.raises(AnsibleFilterError, match="not the records"):
        offboarding_plan([{"uuid": "d1"}], partnerships=[])
    with pytest.raises(AnsibleFilterError, match="not the rows"):
        offboarding_evidence([{"uuid": "d1"}], order())


def test_printable_keeps_what_people_write():
    assert printable("Annas iPhöne 📱 東京") == "Annas iPhöne 📱 東京"


def test_the_text_of_a_file_may_come_as_a_mapping():
    other = {"devices": [], "alerts": []}
    assert meanwhile('{"devices": [], "alerts": []}', {}) == meanwhile(other, {}) == [other]
    assert meanwhile(other, other) == meanwhile("", {}) == []
