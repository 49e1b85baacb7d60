# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""mi_device_action: what is left out, what each state allows, what a read proves, and what a lost answer means."""

from __future__ import annotations

import pytest

from tests.integration.harness import (
    KELLER_IPHONE,
    KELLER_MAC,
    KELLER_OWN_ANDROID,
    KELLER_RETIRED,
    KELLER_SILENT,
    POOL,
    SMITH_IPHONE,
)

ACTIVE = {KELLER_IPHONE, KELLER_OWN_ANDROID, KELLER_MAC, KELLER_SILENT}
GONE = ("RETIRED", "RETIRE_PENDING", "WIPED")
ACTIONS = ("lock", "unlock", "wakeup", "retire", "wipe", "locate", "set_roaming")
VOICE, DATA = "Voice Roaming Enabled", "DataRoamingEnabled"  # the keys that the simulator has
NOT_KNOWN = "not known whether Core acted; not sent again"


@pytest.fixture
def act(run):
    """Runs an action with a reason."""

    def act(action, *uuids, check_mode=False, **options):
        roaming = {"voice_roaming": True, "data_roaming": True} if action == "set_roaming" else {}
        named = {"uuids": list(uuids)} if uuids else {}
        return run("mi_device_action", check_mode, action=action, reason="Lost", **roaming, **named, **options)

    return act


def uuids(result):
    return {entry["uuid"] for entry in result["devices"]}


# -- which devices ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", GONE)
def test_what_is_gone_is_left_out_unless_it_is_named(core, act, status):
    core.change(SMITH_IPHONE, status=status)
    core.change(SMITH_IPHONE, principal="mkeller", labels=[POOL], phoneNumber="1715550101")
    by_user = act("wakeup", users=["mkeller"], check_mode=True)
    assert uuids(by_user.ok()) == ACTIVE
    by_label = act("wakeup", labels=[POOL], check_mode=True)
    assert by_label.ok()["devices"] == [] and "matches no device" in by_label.warned[0] and not by_label["changed"]
    assert uuids(act("wakeup", phone_numbers=["1715550101"], check_mode=True).ok()) == {KELLER_IPHONE}
    assert uuids(act("wakeup", users=["mkeller"], statuses=["ACTIVE"], check_mode=True).ok()) == ACTIVE
    asked_for = act("wakeup", users=["mkeller"], statuses=[status], check_mode=True, continue_on_error=True).ok()
    assert SMITH_IPHONE in uuids(asked_for)
    assert uuids(act("wakeup", SMITH_IPHONE, check_mode=True, continue_on_error=True).ok()) == {SMITH_IPHONE}
    assert core.did() == []


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("status", GONE)
def test_what_each_action_does_to_a_device_that_is_gone(core, act, action, status):
    core.change(SMITH_IPHONE, status=status)
    result = act(action, SMITH_IPHONE, continue_on_error=True).ok()
    (entry,) = result["devices"]
    if (action, status) == ("retire", "WIPED"):
        assert entry["outcome"] == "confirmed" and core.did() == [("retire", 1)]
    elif (action, status) in (("retire", "RETIRED"), ("retire", "RETIRE_PENDING"), ("wipe", "WIPED")):
        assert (entry["outcome"], entry["changed"]) == ("unchanged", False) and core.did() == []
    else:
        assert (entry["outcome"], entry["changed"]) == ("failed", False) and status in entry["message"]
        assert core.did() == [] and act(action, SMITH_IPHONE).failed


def test_roaming_is_for_ios_only(core, act):
    for check_mode in (True, False):
        result = act("set_roaming", KELLER_IPHONE, KELLER_OWN_ANDROID, check_mode=check_mode, continue_on_error=True)
        assert result.failed and KELLER_OWN_ANDROID in result.message and KELLER_IPHONE not in result.message
    assert core.did() == []


@pytest.mark.parametrize("voice", [True, False])
@pytest.mark.parametrize("data", [True, False])
def test_data_roaming_needs_voice_roaming(core, run, voice, data):
    def once():
        return run(
            "mi_device_action", action="set_roaming", uuids=[KELLER_IPHONE], voice_roaming=voice, data_roaming=data,
            wait=True,
        ).ok()  # fmt: skip

    core.change(KELLER_IPHONE, details={VOICE: str(not voice).lower(), DATA: "true"})
    assert once().outcomes == ["confirmed"]
    details = core.device(KELLER_IPHONE)["details"]
    assert (details[VOICE], details[DATA]) == (
        str(voice).lower(), str(voice and data).lower(),
    )  # fmt: skip
    again = once()
    assert again.outcomes == ["unchanged"] and not again["changed"] and len(core.did()) == 1


# -- what a read proves ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("action", "done"), [("retire", "RETIRED"), ("wipe", "WIPED")])
def test_accepted_is_confirmed_by_a_read_and_by_nothing_else(core, act, action, done):
    accepted = act(action, KELLER_IPHONE).ok()
    assert accepted.outcomes == ["accepted"] and accepted["changed"]
    assert accepted["devices"][0]["after"]["status"] != done
    core.reset()
    confirmed = act(action, KELLER_IPHONE, wait=True).ok()
    assert confirmed.outcomes == ["confirmed"]
    assert (confirmed["devices"][0]["before"]["status"], confirmed["devices"][0]["after"]["status"]) == ("ACTIVE", done)
    assert confirmed["diff"]["before"][KELLER_IPHONE]["status"] == "ACTIVE"
    assert confirmed["diff"]["after"][KELLER_IPHONE]["status"] == done


@pytest.mark.parametrize(("action", "done"), [("retire", "RETIRED"), ("wipe", "WIPED")])
def test_a_plan_shows_the_state_that_is_to_come(core, act, action, done):
    planned = act(action, KELLER_IPHONE, check_mode=True).ok()
    assert planned["diff"]["after"][KELLER_IPHONE]["status"] == done and core.did() == []


@pytest.mark.parametrize("action", ["retire", "wipe"])
def test_a_device_that_does_not_connect_is_outstanding(core, act, action):
    result = act(action, KELLER_SILENT, wait=True, wait_timeout=30).ok()
    assert result.outcomes == ["outstanding"] and result["changed"] and "30 seconds" in result["devices"][0]["message"]
    reads = [entry["time"] for entry in core.requests("get_device")]
    assert 4 <= len(reads) <= 7 and core.did() == [(action, 1)]


@pytest.mark.parametrize("action", ["lock", "unlock", "wakeup", "locate"])
def test_what_leaves_no_trace_is_accepted_and_not_waited_for(core, act, action):
    options = {"locate_now": True} if action == "locate" else {}
    result = act(action, KELLER_IPHONE, wait=True, **options).ok()
    assert result.outcomes == ["accepted"] and result["changed"] and "diff" not in result.values
    assert core.log()[-1]["effect"] or action == "locate"


def test_locate_is_a_read(core, act):
    result = act("locate", KELLER_IPHONE).ok()
    assert result.outcomes == ["unchanged"] and not result["changed"] and core.did() == []
    assert result["devices"][0]["location"]["latitude"]


@pytest.mark.parametrize(
    "takes", [("lock", True), ("unlock", True), ("retire", True), ("wipe", True), ("wakeup", False)]
)
def test_the_reason_goes_to_core_where_the_call_takes_one(core, act, takes):
    action, taken = takes
    (entry,) = act(action, KELLER_IPHONE).ok()["devices"]
    assert entry["reason_sent"] is taken
    assert ("Reason=Lost" in core.effects()[0]["path"]) is taken


# -- what a lost answer means ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("action", ["lock", "unlock", "wakeup", "retire", "wipe"])
def test_a_lost_answer_is_never_sent_again(core, act, action):
    """Where a read can show that Core acted, it settles the matter."""
    core.fault("drop_after", operation=f"{action}_device", times=9)
    result = act(action, KELLER_IPHONE, continue_on_error=True).ok()
    (entry,) = result["devices"]
    assert core.did() == [(action, 1)] and entry["changed"] and result["changed"]
    if action in ("retire", "wipe"):
        assert entry["outcome"] in ("accepted", "confirmed") and "a read shows that Core acted" in entry["message"]
    else:
        assert entry["outcome"] == "failed" and NOT_KNOWN in entry["message"]


@pytest.mark.parametrize("action", ["lock", "unlock", "wakeup", "retire", "wipe"])
def test_an_effect_that_did_not_arrive_is_not_known_and_not_sent_again(core, act, action):
    core.fault("drop_before", operation=f"{action}_device", times=9)
    result = act(action, KELLER_IPHONE)
    (entry,) = result["devices"]
    assert result.failed and result["changed"] and entry["outcome"] == "failed" and NOT_KNOWN in entry["message"]
    assert len(core.requests(f"{action}_device")) == 1


def test_a_refusal_changed_nothing(core, act):
    core.fault("status", operation="lock_device", status=400, body='{"messages": {"message": "no"}}')
    result = act("lock", KELLER_IPHONE)
    (entry,) = result["devices"]
    assert result.failed and not result["changed"] and not entry["changed"] and "no" in entry["message"]


# -- in bulk ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("count", "single"), [(19, 19), (20, 0)])
def test_the_threshold_of_bulk_requests(core, act, count, single):
    core.add(count, labels=[POOL])
    result = act("lock", labels=[POOL]).ok()
    assert len(core.requests("lock_device")) == single and sum(number for _effect, number in core.did()) == count
    assert all(entry["reason_sent"] is bool(single) for entry in result["devices"])
    assert any("takes no reason" in text for text in result.warned) is not bool(single)


def test_a_request_line_stays_short(core, act):
    core.add(300, labels=[POOL])
    act("wakeup", labels=[POOL], max_devices=300).ok()
    assert sum(number for _effect, number in core.did()) == 300 and len(core.did()) == 2
    assert all(len(entry["path"]) < 8000 for entry in core.log())
    core.reset()
    core.settings(max_request_line=100_000)
    core.add(300, labels=[POOL])
    act("wakeup", labels=[POOL], max_devices=300, bulk_size=299).ok()
    assert core.did() == [("wakeup", 299), ("wakeup", 1)]


@pytest.mark.parametrize("goes_on", [False, True])
def test_after_a_refused_bulk_request_no_other_follows(core, act, goes_on):
    core.add(4, labels=[POOL])
    core.fault("status", operation="bulk_action", status=400, body='{"messages": {"message": "no"}}')
    result = act("wakeup", labels=[POOL], bulk_threshold=2, bulk_size=2, continue_on_error=goes_on)
    assert result.failed is not goes_on and result["changed"] is goes_on
    assert result.outcomes == ["failed"] * 2 + (["accepted"] if goes_on else ["skipped"]) * 2
    assert core.did() == ([("wakeup", 2)] if goes_on else [])


def test_after_a_lost_answer_no_other_bulk_request_follows(core, act):
    core.add(4, labels=[POOL])
    core.fault("drop_after", operation="bulk_action")
    result = act("wakeup", labels=[POOL], bulk_threshold=2, bulk_size=2)
    assert result.failed and result["changed"] and result.outcomes == ["failed", "failed", "skipped", "skipped"]
    assert core.did() == [("wakeup", 2)]


def test_a_device_that_left_the_selection_stops_the_bulk_request(core, act):
    uuids = core.add(3, labels=[POOL])
    core.meanwhile("devices_by_label", "PATCH", f"devices/{uuids[0]}", {"labels": []}, skip=1)
    result = act("lock", labels=[POOL], bulk_threshold=2, continue_on_error=True)
    assert result.failed and not result["changed"] and sorted(result.outcomes) == ["failed", "skipped", "skipped"]
    assert "no longer in the selection" in result.message and core.did() == []


# -- what is returned ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("keep", "shown"), [("all", 2), ("problems", 1), ("none", 0)])
def test_the_summary_is_whole_whatever_is_returned(core, act, keep, shown):
    result = act("lock", KELLER_IPHONE, KELLER_RETIRED, continue_on_error=True, return_devices=keep).ok()
    assert len(result["devices"]) == shown
    assert {name: count for name, count in result["summary"].items() if count} == {"accepted": 1, "failed": 1}
    assert set(result["summary"]) == {
        "unchanged", "planned", "accepted", "confirmed", "outstanding", "failed", "skipped",
    }  # fmt: skip


@pytest.mark.parametrize("action", ["lock", "unlock"])
def test_a_passcode_is_returned_only_on_request(core, act, action):
    (uuid,) = core.add(1, family="blackberry", hasPasscode=False)
    (kept,) = act(action, uuid).ok()["devices"]
    (told,) = act(action, uuid, return_passcodes=True).ok()["devices"]
    assert kept["passcode"] is None and len(told["passcode"]) == 5 and told["passcode"] not in str(kept)


def test_an_unlock_that_core_did_not_do_failed(core, act):
    core.change(KELLER_IPHONE, mdmManaged=False)
    result = act("unlock", KELLER_IPHONE)
    assert result.failed and result.outcomes == ["failed"] and "NA" in result.message and not result["changed"]
