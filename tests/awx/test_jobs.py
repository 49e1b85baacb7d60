# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plan, approval, apply and verify, as jobs of a workflow in AWX: each in a container of its own that is gone afterwards.

Run by "make awx".
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.awx.controller import EVENT_LIMIT, Awx, Job, definitions
from tests.integration.file_server import TOKEN, FileServer
from tests.integration.harness import KELLER_IPHONE, KELLER_SILENT, SMITH_IPHONE, Simulator

MARTINA = {"offboarding_user": "mkeller", "offboarding_ticket": "HR-2041", "offboarding_reason": "left the company"}
JOHN = {**MARTINA, "offboarding_user": "jsmith"}
LOST = {"lost_device_uuid": SMITH_IPHONE, "lost_device_user": "", "lost_device_ticket": "SEC-7", "lost_device_reason": "left in a train",
        "lost_device_state": "lost", "lost_device_message": None}  # fmt: skip


@pytest.fixture
def store(awx: Awx) -> Iterator[FileServer]:
    """Where evidence goes, with a credential for it in each job."""
    with FileServer() as server:
        awx.evidence_store = {"url": server.url, "authorization": TOKEN}
        yield server


def successful(job: Job) -> Job:
    assert job.status == "successful", job.output
    return job


def left_over(awx: Awx) -> list[Path]:
    return [path for path in awx.folder.rglob("*") if path.is_file()]


def test_plan_approve_apply_and_verify_each_in_a_container_that_is_gone_afterwards(core: Simulator, awx: Awx) -> None:
    plan = successful(awx.launch("offboard_plan", MARTINA))
    assert not core.effects() and not left_over(awx)
    assert f"Plan id: {plan.artifacts['offboarding_plan_id']}" in plan.output
    # The approval is of that job's plan; the next job gets its artifacts, and the answers to the workflow's survey.
    apply = successful(awx.launch("offboard_apply", MARTINA, plan.artifacts))
    assert core.device(KELLER_IPHONE)["status"] == "RETIRED" and not left_over(awx)
    assert apply.artifacts["offboarding_plan_id"] == plan.artifacts["offboarding_plan_id"]
    assert {row["uuid"] for row in apply.artifacts["offboarding_evidence"]["devices"]} >= {KELLER_IPHONE, KELLER_SILENT}
    # Looking again asks nothing, and fails because a device that is switched off has not done it yet.
    seen = core.next_entry()
    handed_on = {**plan.artifacts, **apply.artifacts}
    verify = awx.launch("offboard_verify", MARTINA, handed_on)
    assert verify.status == "failed" and not core.effects(since=seen), verify.output
    assert verify.failure.startswith(f"Outstanding: {KELLER_SILENT}.")
    assert verify.artifacts["offboarding_outstanding"] == [KELLER_SILENT]
    core.change(KELLER_SILENT, status="RETIRED")
    assert not successful(awx.launch("offboard_verify", MARTINA, handed_on)).artifacts["offboarding_outstanding"]


def test_another_plan_than_the_approved_one_is_refused(core: Simulator, awx: Awx) -> None:
    plan = successful(awx.launch("offboard_plan", JOHN))
    core.change(SMITH_IPHONE, employeeOwned=True)
    apply = awx.launch("offboard_apply", JOHN, plan.artifacts)
    assert apply.status == "failed" and not core.effects() and not left_over(awx)
    assert f"Changed: retire device {SMITH_IPHONE}" in apply.failure
    # Other words than those that were approved are another plan too.
    core.change(SMITH_IPHONE, employeeOwned=False)
    other = awx.launch("offboard_apply", {**JOHN, "offboarding_reason": "something else"}, plan.artifacts)
    assert other.status == "failed" and not core.effects() and "The texts are now" in other.failure


def test_without_the_artifacts_of_a_plan_nothing_is_applied(core: Simulator, awx: Awx) -> None:
    for template in ("offboard_apply", "offboard_verify"):
        job = awx.launch(template, JOHN, {})
        assert job.status == "failed" and not core.effects() and "offboarding_plan_id" in job.failure, job.output
    job = awx.launch("lost_device_wipe_apply", LOST, {})
    assert job.status == "failed" and not core.effects() and "lost_device_plan_id" in job.failure, job.output


def test_a_survey_cannot_answer_for_the_guards(core: Simulator, awx: Awx) -> None:
    guards = {"offboarding_max_devices": 0, "offboarding_protected_labels": ["iOS"]}
    awx.settings = {"offboard_plan": guards}
    answers = {**MARTINA, "offboarding_max_devices": 99, "offboarding_protected_labels": []}
    job = awx.launch("offboard_plan", answers)
    assert job.status == "failed" and "more than offboarding_max_devices (0)" in job.output


@pytest.mark.parametrize("nothing", [None, "  "])
def test_unanswered_questions_are_null_or_empty(core: Simulator, awx: Awx, nothing: str | None) -> None:
    answers = {**LOST, "lost_device_user": nothing, "lost_device_message": nothing}
    job = successful(awx.launch("lost_device", answers))
    assert {entry["effect"] for entry in core.effects()} == {"eas_block", "locatenow", "lock"}, job.output
    report = successful(awx.launch("compliance_report", dict.fromkeys(asked("compliance_report"), nothing)))
    assert report.artifacts["compliance_report_summary"]
    new = dict.fromkeys(asked("onboard"), nothing)
    new |= {"onboarding_user_id": "tnovak", "onboarding_platform": "ios", "onboarding_country": "DE", "onboarding_employee_owned": "false",
            "onboarding_import_user_from_ldap": "true"}  # fmt: skip
    assert successful(awx.launch("onboard", new)).artifacts["onboarding_outstanding"]


def asked(template: str) -> list[str]:
    return [question["variable"] for question in definitions("job_templates")[template]["survey"]]


def test_a_required_answer_that_is_missing_fails_before_anything_is_done(core: Simulator, awx: Awx) -> None:
    job = awx.launch("offboard_plan", {**MARTINA, "offboarding_ticket": None})
    assert job.status == "failed" and "offboarding_ticket" in job.failure and not core.log()


def test_numbers_flags_and_lists_come_as_text(core: Simulator, awx: Awx) -> None:
    awx.settings = {"offboard_plan": {"offboarding_max_devices": "10", "offboarding_protected_labels": "Loaner Pool\nExecutives\n",
                                      "offboarding_wipe_company_owned": "true"}}  # fmt: skip
    plan = successful(awx.launch("offboard_plan", MARTINA)).artifacts["offboarding_plan"]
    assert "wipe" in {row["action"] for row in plan["devices"]}
    # YAML makes 34 of 0042, and nobody can tell what it was. In quotes it stays what it is.
    for user in (42, "0042", "no", "2026-11-27"):
        job = awx.launch("offboard_plan", {**MARTINA, "offboarding_user": user})
        assert job.status == "failed" and "Put the value in quotes" in job.failure and not core.effects()
    job = awx.launch("offboard_plan", {**MARTINA, "offboarding_user": '"0042"', "offboarding_ticket": "'4711'"})
    assert job.status == "failed" and "0042 is not known" in job.failure
    thresholds = {"compliance_report_max_noncompliant_percent": 0.5, "compliance_report_not_seen_for_days": 30}
    assert awx.launch("compliance_report", thresholds).failure


def test_what_people_type_is_no_template(core: Simulator, awx: Awx) -> None:
    typed = "{{ lookup('pipe', 'touch " + str(awx.folder / "hacked") + "') }} {% raw %}"
    plan = successful(
        awx.launch("offboard_plan", {**JOHN, "offboarding_reason": typed, "offboarding_ticket": typed[:90]})
    )
    answers = {**JOHN, "offboarding_reason": typed, "offboarding_ticket": typed[:90]}
    apply = successful(awx.launch("offboard_apply", answers, plan.artifacts))
    assert apply.artifacts["offboarding_evidence"]["reason"] == typed and not left_over(awx)


def test_the_credential_comes_as_environment_and_files(core: Simulator, awx: Awx) -> None:
    # An empty certificate is no certificate: the system's authorities do not know the simulator's.
    job = awx.launch("offboard_plan", JOHN, ca_certificate="")
    assert job.status == "failed" and "certificate" in job.output and not core.log()
    successful(awx.launch("offboard_plan", JOHN, ca_certificate="", insecure=True))
    assert core.password not in json.dumps(list(job.events), default=str)
    # A client certificate goes along as a file.
    job = awx.launch("offboard_plan", JOHN, client_certificate="no certificate", client_key="no key")
    assert job.status == "failed" and "client_cert" in job.output


def test_the_source_of_the_inventory_makes_hosts_of_devices_and_slices_act_once_on_each(
    core: Simulator, awx: Awx
) -> None:
    devices = [device["uuid"] for device in core.devices(status="ACTIVE")][:6]
    book = [{"hosts": "all", "connection": "local", "gather_facts": False, "tasks": [
        {"name": "Send", "mobileiron.core.mi_message": {"uuids": ["{{ mi_uuid }}"], "mode": "push", "message": "Hello"}},
    ]}]  # fmt: skip
    path = awx.folder / "slices.yml"
    path.write_text(json.dumps(book))
    for slice_number in range(2):
        mine = devices[slice_number::2]
        hosts = {uuid: {"mi_uuid": uuid} for uuid in mine}
        job = awx.launch(
            "compliance_report", inventory={"all": {"hosts": mine}, "_meta": {"hostvars": hosts}}, playbook=str(path)
        )
        successful(job)
    sent = [uuid for entry in core.effects() for uuid in entry["devices"]]
    assert sorted(sent) == sorted(devices)


def test_evidence_outlives_the_containers_and_is_verified(core: Simulator, awx: Awx, store: FileServer) -> None:
    plan = successful(awx.launch("offboard_plan", MARTINA))
    assert store.methods("PUT") == []
    apply = successful(awx.launch("offboard_apply", MARTINA, plan.artifacts))
    # Another workflow, later, has no artifacts of this one and goes on from the evidence in the store.
    core.change(KELLER_SILENT, status="RETIRED")
    again = successful(awx.launch("offboard_plan", MARTINA))
    seen = core.next_entry()
    last = successful(awx.launch("offboard_apply", MARTINA, again.artifacts))
    assert not core.effects(since=seen) and not left_over(awx)
    assert (
        last.artifacts["offboarding_evidence"]["previous_sha256"] == apply.artifacts["offboarding_evidence"]["sha256"]
    )
    events = "".join(json.dumps(event, default=str) for job in (plan, apply, again, last) for event in job.events)
    assert TOKEN not in events and TOKEN.removeprefix("Bearer ") not in events
    kept = awx.folder / "kept"
    kept.mkdir()
    for name, content in store.files.items():
        (kept / name).write_bytes(content)
    awx.settings["evidence_check"] = {"evidence_check_dir": str(kept)}
    check = successful(awx.launch("evidence_check"))
    assert (
        check.artifacts["evidence_check_summary"]["bad"] == 0 and check.artifacts["evidence_check_summary"]["good"] > 1
    )
    newest = next(
        path for path in kept.glob("*.json") if last.artifacts["offboarding_evidence"]["sha256"] in path.read_text()
    )
    newest.write_text(newest.read_text().replace("left the company", "went on holiday"))
    check = awx.launch("evidence_check")
    assert check.status == "failed" and newest.name in "".join(check.artifacts["evidence_check_bad"])


def test_a_job_that_is_cancelled_in_the_middle_is_completed_by_the_next_one(
    core: Simulator, awx: Awx, store: FileServer
) -> None:
    plan = successful(awx.launch("offboard_plan", MARTINA))
    cancelled = awx.launch("offboard_apply", MARTINA, plan.artifacts, cancel=lambda: bool(core.effects()))
    assert cancelled.status == "canceled" and core.effects() and cancelled.artifacts == {}
    asked_before = {(entry["effect"], uuid) for entry in core.effects() for uuid in entry["devices"]}
    # It left another plan, which is looked at and approved anew; what was asked before is not asked again.
    again = successful(awx.launch("offboard_plan", MARTINA))
    seen = core.next_entry()
    done = successful(awx.launch("offboard_apply", MARTINA, again.artifacts))
    asked_now = {(entry["effect"], uuid) for entry in core.effects(since=seen) for uuid in entry["devices"]}
    blocked = {pair for pair in asked_before if pair[0] == "eas_block"}
    assert blocked and not blocked & asked_now
    assert core.device(KELLER_IPHONE)["status"] == "RETIRED"
    assert done.artifacts["offboarding_evidence"]["previous_sha256"]


def test_a_wipe_needs_the_template_and_an_approved_plan(core: Simulator, awx: Awx) -> None:
    job = successful(awx.launch("lost_device", {**LOST, "lost_device_wipe": True}))
    assert "wipe" not in {entry["effect"] for entry in core.effects()}, job.output
    plan = successful(awx.launch("lost_device_wipe_plan", LOST))
    apply = awx.launch("lost_device_wipe_apply", LOST, plan.artifacts)
    assert "wipe" in {entry["effect"] for entry in core.effects()}, apply.output


def test_results_stay_below_what_awx_keeps(core: Simulator, awx: Awx) -> None:
    core.reset(devices=5000)
    report = successful(awx.launch("compliance_report", {}))
    assert report.largest_result < EVENT_LIMIT
    core.reset(devices=200)
