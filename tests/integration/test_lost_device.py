# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role lost_device, run as the collection's playbook."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.harness import KELLER_OWN_ANDROID, SMITH_IPHONE, Playbook, Simulator
from tests.integration.role_runs import (
    LOST,
    artifacts,
    evidence,
    lose,
    plays_with_check_mode,
    recap,
    reports,
    shown_by_role,
    task,
)


@pytest.mark.oldest
def test_a_lost_device_is_secured_and_a_found_one_gets_its_mail_back(core: Simulator, playbook: Playbook) -> None:
    planned = lose(playbook, {"lost_device_message": "Please call 555"}, check=True)
    assert planned.code == 0 and not core.effects() and not reports(playbook).exists(), planned.output
    plan = artifacts(planned)
    assert "lost_device_evidence" not in plan and plan["lost_device_summary"]["planned"] == 4
    run = lose(playbook, plan, {"lost_device_message": "Please call 555"})
    assert run.code == 0, run.output
    assert [effect for effect, _count in core.did()] == ["eas_block", "locatenow", "message", "lock"]
    acts = {row["asked"]: row for row in evidence(playbook)["devices"]}
    assert (
        acts["block"]["outcome"] == "confirmed" and acts["lock"]["outcome"] == "accepted" and acts["locate"]["location"]
    )
    assert (reports(playbook) / f"lost_device-{SMITH_IPHONE}.html").read_text(encoding="utf-8").startswith("<!DOCTYPE")
    assert artifacts(run)["lost_device_evidence"]["device_uuid"] == SMITH_IPHONE
    seen = core.next_entry()
    found = lose(playbook, {"lost_device_state": "found"})
    assert found.code == 0 and [effect for effect, _count in core.did(since=seen)] == ["eas_reinstate"], found.output
    assert "never unlocks" in found.output and len(evidence(playbook)["earlier_runs"]) == 1
    seen = core.next_entry()
    again = lose(playbook, {"lost_device_state": "found"})
    assert again.code == 0 and not core.effects(since=seen), recap(again)


@pytest.mark.slow
@pytest.mark.oldest
def test_a_wipe_of_a_lost_device_has_to_be_approved(core: Simulator, playbook: Playbook) -> None:
    wiping = {"lost_device_wipe": True}
    run = lose(playbook, wiping)
    assert run.code != 0 and not core.effects() and not reports(playbook).exists()
    assert "lost_device_wipe needs lost_device_plan_id" in task(run, "Fail if a wipe was not approved")["msg"]
    plan = artifacts(lose(playbook, wiping, check=True))
    run = lose(playbook, wiping, {"lost_device_plan_id": plan["lost_device_plan_id"]})
    assert run.code == 0 and core.device(SMITH_IPHONE)["status"] == "WIPED", run.output


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"lost_device_uuid": KELLER_OWN_ANDROID, "lost_device_wipe": True}, "employee"),
        ({"lost_device_uuid": "", "lost_device_user": "mkeller"}, "Several devices match"),
        ({"lost_device_uuid": ""}, "Give lost_device_uuid"),
        ({"lost_device_user": "mkeller"}, "Core knows no device"),
        ({"lost_device_protect_labels": "x"}, "misspelt guard"),
        ({"lost_device_plan_id": "0" * 64}, "the plan is no longer"),
        ({"lost_device_state": "stolen"}, "'stolen' is none of lost, found"),
    ],
)
def test_a_lost_device_is_left_alone_if_anything_is_wrong(
    core: Simulator, playbook: Playbook, changed: dict[str, Any], message: str
) -> None:
    run = lose(playbook, changed)
    messages = " ".join(str(result.message) for result in run)
    assert run.code != 0 and message in messages, run.output
    assert not core.effects() and not reports(playbook).exists()


def test_a_protected_device_is_left_alone(core: Simulator, playbook: Playbook) -> None:
    label = core.device(SMITH_IPHONE)["labels"][0]
    run = lose(playbook, {"lost_device_protected_labels": label})
    assert run.code != 0 and not core.effects() and f"'{label}' is carried by" in run.output, run.output


@pytest.mark.thorough
def test_check_mode_is_the_same_by_any_way(core: Simulator, playbook: Playbook) -> None:
    # A wipe too: in check mode it needs no approval, and by every way nothing is sent.
    wiping = {**LOST, "lost_device_report_dir": str(reports(playbook)), "lost_device_wipe": True}
    told = lose(playbook, wiping, check=True)
    assert told.code == 0, told.output
    for way in ("play", "role", "import", "block", "apply"):
        run = playbook.play(plays_with_check_mode(way, wiping, "lost_device"))
        assert run.code == 0 and not core.effects() and not reports(playbook).exists(), run.output
        assert shown_by_role(run) == shown_by_role(told), way
        assert artifacts(run) == artifacts(told), way
