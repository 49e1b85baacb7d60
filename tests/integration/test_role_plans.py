# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plan, approve, apply: a role runs the plan that was approved and no other, and hands its artifacts to the next job."""

from __future__ import annotations

import pytest

from tests.integration.harness import KELLER_IPHONE, KELLER_SILENT, SMITH_IPHONE, Playbook, Simulator
from tests.integration.role_runs import artifacts, offboard, onboard, recap, reports, statuses, task

JOHN = {"offboarding_user": "jsmith"}


@pytest.mark.oldest("slow")
def test_only_the_approved_plan_runs(core: Simulator, playbook: Playbook) -> None:
    planned = offboard(playbook, check=True)
    assert planned.code == 0, planned.output
    plan = artifacts(planned)
    assert f"Plan id: {plan['offboarding_plan_id']}" in planned.output
    assert plan["offboarding_summary"]["planned"] and plan["offboarding_outstanding"] == []
    assert "offboarding_evidence" not in plan
    # Neither folder nor waiting time belong to the plan, and artifacts come back as variables of the next job.
    run = offboard(playbook, plan, {"offboarding_wait_timeout": 3, "offboarding_max_devices": 9})
    assert run.code == 0, run.output
    assert statuses(core)[KELLER_IPHONE] == "RETIRED"
    done = artifacts(run)
    assert done["offboarding_plan_id"] == plan["offboarding_plan_id"]
    assert KELLER_SILENT in done["offboarding_outstanding"] and done["offboarding_summary"]["outstanding"]
    assert done["offboarding_evidence"]["user"] == "mkeller" and done["offboarding_evidence"]["devices"]
    # Where everything is done already an id is not checked.
    seen = core.next_entry()
    again = offboard(playbook, done)
    assert again.code == 0 and " changed=0 " in recap(again) and not core.effects(since=seen), again.output


@pytest.mark.slow
@pytest.mark.oldest
def test_another_plan_than_the_approved_one_leaves_no_file_and_no_effect(core: Simulator, playbook: Playbook) -> None:
    plan = artifacts(offboard(playbook, JOHN, check=True))
    core.change(SMITH_IPHONE, employeeOwned=True)
    run = offboard(playbook, JOHN, plan)
    message = task(run, "Fail if this is not the plan that was approved")["msg"]
    assert run.code != 0 and not core.effects() and not reports(playbook).exists()
    assert plan["offboarding_plan_id"] in message and f"Changed: retire device {SMITH_IPHONE}" in message
    assert "employee owner, ACTIVE; it was" in message
    # With the id alone it shows the plan as it is; in check mode it fails too.
    only = {"offboarding_plan_id": plan["offboarding_plan_id"]}
    run = offboard(playbook, JOHN, only, check=True)
    message = task(run, "Fail if this is not the plan that was approved")["msg"]
    assert run.code != 0 and "The plan is now: block activesync" in message and SMITH_IPHONE in message


@pytest.mark.slow
def test_a_change_between_the_plan_and_the_act_is_refused(core: Simulator, playbook: Playbook) -> None:
    plan = artifacts(offboard(playbook, JOHN, check=True))
    body = {"employeeOwned": True}
    core.meanwhile("eas_action", "PATCH", f"devices/{SMITH_IPHONE}", body)
    run = offboard(playbook, JOHN, {"offboarding_plan_id": plan["offboarding_plan_id"]})
    assert run.code != 0 and core.did() == [("eas_block", 1)], run.output
    assert "plan_id: the plan is no longer" in task(run, "Fail if anything failed")["msg"]
    assert statuses(core, "jsmith")[SMITH_IPHONE] == "ACTIVE"


@pytest.mark.slow
@pytest.mark.oldest
def test_where_a_plan_has_to_be_approved_nothing_is_done_without_its_id(core: Simulator, playbook: Playbook) -> None:
    required = {**JOHN, "offboarding_plan_required": "true", "offboarding_fail_on_outstanding": "true"}
    run = offboard(playbook, required)
    assert run.code != 0 and not core.effects() and not reports(playbook).exists()
    assert "offboarding_plan_required" in task(run, "Fail if no plan was approved where one has to be")["msg"]
    planned = offboard(playbook, required, check=True)
    assert planned.code == 0, planned.output
    core.change(SMITH_IPHONE, silent=True)
    run = offboard(playbook, required, artifacts(planned))
    assert run.code != 0 and statuses(core, "jsmith")[SMITH_IPHONE] == "RETIRE_PENDING", run.output
    assert SMITH_IPHONE in task(run, "Fail while something is outstanding, where that was asked for")["msg"]
    assert reports(playbook).exists() and artifacts(run)["offboarding_outstanding"] == [SMITH_IPHONE]
    # Where nothing is left to ask, no id is needed.
    core.change(SMITH_IPHONE, status="RETIRED")
    assert offboard(playbook, required).code == 0


def test_a_misspelt_plan_id_approves_nothing(core: Simulator, playbook: Playbook) -> None:
    run = offboard(playbook, {"offboarding_planid": "0" * 64})
    assert run.code != 0 and not core.effects() and "offboarding_planid" in run.output


@pytest.mark.thorough
def test_artifacts_hold_hostile_names_as_they_are(core: Simulator, playbook: Playbook) -> None:
    for user in ("template.user", "formula.user"):
        done = artifacts(offboard(playbook, {"offboarding_user": user}))
        names = {device["name"] for device in core.devices(principal=user)}
        assert {row["name"] for row in done["offboarding_evidence"]["devices"] if row["kind"] == "device"} == names
        assert {row["principal"] for row in done["offboarding_plan"]["devices"]} == {user}


@pytest.mark.slow
def test_onboarding_hands_its_record_on(core: Simulator, playbook: Playbook) -> None:
    plan = artifacts(onboard(playbook, check=True))
    assert plan == {"onboarding_summary": {"planned": 1}, "onboarding_outstanding": []}
    done = artifacts(onboard(playbook))
    uuid = done["onboarding_evidence"]["device_uuid"]
    assert done["onboarding_summary"] == {"outstanding": 1} and done["onboarding_outstanding"] == [uuid]
