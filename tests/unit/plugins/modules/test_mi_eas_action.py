# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""mi_eas_action: whose partnerships are acted on, what is done already, and the one wipe that nobody named."""

from __future__ import annotations

import pytest

from tests.integration.harness import KELLER_IPHONE

(IPHONE, OWN_ANDROID, UNREGISTERED, SMITH, CEO, CORP, MAIL, CONTRACTOR, INTERN) = (
    f"000000e1-0000-4000-8000-{number:012x}" for number in range(1, 10)
)
ACCESS = {"Allowed": "allowed", "Blocked": "blocked", "Wiped": "wiped"}
# (action, state before) → whether something is to be done
DUE = {
    ("block", "Allowed"): True, ("block", "Blocked"): False, ("block", "Wiped"): False,
    ("reinstate", "Allowed"): False, ("reinstate", "Blocked"): True, ("reinstate", "Wiped"): True,
    ("wipe", "Allowed"): True, ("wipe", "Blocked"): True, ("wipe", "Wiped"): False,
}  # fmt: skip


@pytest.fixture
def act(run):
    """Runs an action with a reason."""

    def act(action, *uuids, check_mode=False, **options):
        named = {"uuids": list(uuids)} if uuids else {}
        return run("mi_eas_action", check_mode, action=action, reason="Lost", **named, **options)

    return act


@pytest.mark.parametrize(("action", "before"), list(DUE))
def test_what_each_action_does_in_each_state(core, act, action, before):
    core.control("PATCH", f"eas/{IPHONE}", {"access": before})
    result = act(action, IPHONE, wait=True).ok()
    (entry,) = result["devices"]
    assert entry["before"]["access_state"] == ACCESS[before]
    if DUE[action, before]:
        done = {"block": "blocked", "reinstate": "allowed", "wipe": "wiped"}[action]
        assert (entry["outcome"], entry["after"]["access_state"]) == ("confirmed", done)
        assert core.did() == [(f"eas_{action}", 1)] and result["diff"]["after"][IPHONE]["access_state"] == done
    else:
        assert (entry["outcome"], result["changed"], core.did()) == ("unchanged", False, [])


def test_a_wiped_partnership_is_reinstated_only_if_it_is_named(core, act):
    core.control("PATCH", f"eas/{IPHONE}", {"access": "Wiped"})
    core.control("PATCH", f"eas/{OWN_ANDROID}", {"access": "Blocked"})
    by_user = act("reinstate", users=["mkeller"]).ok()
    assert {entry["uuid"] for entry in by_user["devices"]} == {OWN_ANDROID, UNREGISTERED}
    assert core.effects()[0]["devices"] == [OWN_ANDROID] and core.partnership(IPHONE)["access"] == "Wiped"
    only = act("reinstate", users=["gone.intern"])
    assert only.ok()["devices"] == [] and not only["changed"] and "No ActiveSync device" in only.warned[-1]
    for options in ({"uuids": [IPHONE]}, {"device_uuids": [KELLER_IPHONE]}):
        core.control("PATCH", f"eas/{IPHONE}", {"access": "Wiped"})
        act("reinstate", **options).ok()
        assert core.partnership(IPHONE)["access"] == "Allowed"


@pytest.mark.parametrize("action", ["block", "wipe"])
def test_a_wiped_partnership_stays_in_what_a_user_selects_for_the_other_actions(act, action):
    result = act(action, users=["gone.intern"]).ok()
    assert [(entry["uuid"], entry["outcome"]) for entry in result["devices"]] == [(INTERN, "unchanged")]


def test_names_that_only_look_alike_are_never_acted_on(core, act):
    result = act("block", users=["MKeller"]).ok()
    assert {entry["uuid"] for entry in result["devices"]} == {IPHONE, OWN_ANDROID, UNREGISTERED}
    assert {row["uuid"] for row in result["candidates"]} == {CORP, MAIL}
    assert set(core.effects()[0]["devices"]) == {IPHONE, OWN_ANDROID, UNREGISTERED}


def test_what_nobody_owns_is_blocked_and_not_wiped(core, act):
    assert act("block", UNREGISTERED, wait=True).ok().outcomes == ["confirmed"]
    refused = act("wipe", UNREGISTERED)
    assert refused.failed and "allow_employee_owned_wipe" in refused.message and len(core.did()) == 1
    (entry,) = act("wipe", UNREGISTERED, allow_employee_owned_wipe=True, wait=True).ok()["devices"]
    assert (entry["outcome"], entry["device_uuid"], entry["reason_sent"]) == ("confirmed", None, False)


@pytest.mark.parametrize("kind", ["drop_after", "drop_before"])
def test_a_lost_answer_is_settled_by_a_read_and_never_sent_again(core, act, kind):
    core.fault(kind, operation="eas_action", times=9)
    result = act("block", IPHONE, SMITH, continue_on_error=True).ok()
    acted = kind == "drop_after"
    assert result.outcomes == ["confirmed" if acted else "failed"] * 2
    assert len([entry for entry in core.log() if entry["method"] == "PUT"]) == 1
    assert all(entry["changed"] for entry in result["devices"]) is acted or not acted


def test_a_wipe_that_is_not_there_yet_is_outstanding(core, act):
    core.control("PATCH", f"eas/{CEO}", {"silent": True})
    result = act("wipe", CEO, wait=True, wait_timeout=30).ok()
    assert result.outcomes == ["outstanding"] and result["changed"] and core.did() == [("eas_wipe", 1)]
