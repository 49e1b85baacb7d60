# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role onboarding, judged by what Core logged and what became of its devices."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import Any

import pytest

from tests.integration.harness import Playbook, Simulator
from tests.integration.role_runs import ERIC, evidence, onboard, password_of_eric, recap, reports, slow, task


def test_onboarding_in_check_mode_touches_nothing(core: Simulator, playbook: Playbook) -> None:
    run = onboard(playbook, check=True)
    assert run.code == 0, run.output
    assert core.log() and not core.effects()
    assert not core.devices(principal="tnovak") and not reports(playbook).exists()


@pytest.mark.oldest
@pytest.mark.parametrize("response_format", ["json", pytest.param("xml", marks=pytest.mark.thorough)])
def test_onboarding_end_to_end_and_again(core: Simulator, playbook: Playbook, response_format: str) -> None:
    core.settings(auto_enrol_after=2.0, check_in_delay=0.2)
    waiting = {"onboarding_wait_for_enrolment": True, "onboarding_wait_timeout": 60}
    run = onboard(playbook, waiting, response_format=response_format)
    assert run.code == 0, run.output
    (device,) = core.devices(principal="tnovak")
    assert device["status"] == "ACTIVE" and not device["employeeOwned"]
    assert device["uuid"] in core.label_members("Field Staff")
    assert [effect for effect, _count in core.did()][:1] == ["register"] and len(core.did()) == 2
    assert [message["why"] for message in core.messages()] == ["registration"]
    record = evidence(playbook)
    assert record["complete"] and record["compliant"] and record["policies_applied"] and record["policies"]

    seen = core.next_entry()
    again = onboard(playbook, waiting, response_format=response_format)
    assert again.code == 0 and " changed=0 " in recap(again), again.output
    assert not core.effects(since=seen)


@pytest.mark.slow
def test_onboarding_reminds_once(core: Simulator, playbook: Playbook) -> None:
    # The passcode lives 120 hours: the reminder is due at once, and the wait goes on after it.
    waiting = {
        "onboarding_wait_for_enrolment": True,
        "onboarding_wait_timeout": 4,
        "onboarding_remind_before_hours": 120,
    }
    run = onboard(playbook, waiting)
    assert run.code == 0, run.output
    assert [message["why"] for message in core.messages()] == ["registration", "message"]
    record = evidence(playbook)
    assert record["reminder_sent_at"] and record["status"] == "VERIFICATION_PENDING" and not record["complete"]
    seen = core.next_entry()
    assert onboard(playbook, waiting).code == 0
    assert not core.effects(since=seen)


@pytest.mark.thorough
def test_onboarding_reminds_by_its_own_clock(core: Simulator, playbook: Playbook) -> None:
    # By Core's clock the passcode ends five hours later than it does, and the reminder would not be due yet.
    core.advance(5 * 3600)
    waiting = {
        "onboarding_wait_for_enrolment": "yes",
        "onboarding_wait_timeout": "3",
        "onboarding_remind_before_hours": "120",
        "onboarding_remind_by": "",
    }
    run = onboard(playbook, waiting)
    assert run.code == 0, run.output
    assert [message["why"] for message in core.messages()] == ["registration", "message"]
    ends = datetime.fromisoformat(evidence(playbook)["passcode_ends_at"].replace("Z", "+00:00"))
    assert abs((ends - datetime.now(timezone.utc)).total_seconds() - 120 * 3600) < 600


@pytest.mark.thorough
def test_onboarding_states_the_expiry_if_no_reminder_is_due(core: Simulator, playbook: Playbook) -> None:
    # An interval longer than the wait does not lengthen it, or this would not end.
    waiting = {"onboarding_wait_for_enrolment": "t", "onboarding_wait_timeout": 4, "onboarding_wait_interval": 7200}
    run = onboard(playbook, waiting)
    assert run.code == 0, run.output
    assert [message["why"] for message in core.messages()] == ["registration"]
    record = evidence(playbook)
    assert record["reminder_sent_at"] is None and record["passcode_ends_at"] in record["enrolment"]


@pytest.mark.slow
def test_onboarding_that_fails_after_the_registration_is_recorded_and_completed(
    core: Simulator, playbook: Playbook
) -> None:
    core.fault("status", operation="send_message", status=500)
    core.fault("status", operation="v2_add_labels", status=400)
    waiting = {
        "onboarding_wait_for_enrolment": True,
        "onboarding_wait_timeout": 2,
        "onboarding_remind_before_hours": 120,
        "onboarding_report_dir": "reports",  # counts from where the run is started
    }
    run = onboard(playbook, waiting)
    assert run.code != 0 and str(reports(playbook)) in run.output, run.output
    record = evidence(playbook)
    assert [problem.partition(":")[0] for problem in record["problems"]] == ["labels", "reminder"]
    assert record["device_uuid"] and record["reminder_failed"] and not record["reminder_sent_at"]
    # Also if the name is spelt otherwise: the person has one record.
    run = onboard(playbook, waiting, {"onboarding_user_id": "TNovak"})
    assert run.code == 0 and len(core.devices(principal="tnovak")) == 1, run.output
    assert [message["why"] for message in core.messages()] == ["registration", "message"]
    record = evidence(playbook)
    assert record["reminder_sent_at"] and not record["reminder_failed"] and not record["problems"]
    assert record["device_uuid"] in core.label_members("Field Staff")


@pytest.mark.thorough
def test_onboarding_knows_applied_profiles_however_they_are_spelt(core: Simulator, playbook: Playbook) -> None:
    core.settings(auto_enrol_after=0.1, check_in_delay=0.1)
    rows = [{"id": 1, "name": "WiFi", "status": "APPLIED"}, {"id": 2, "name": "Mail", "status": "applied"}]
    body = json.dumps({"profiles": {"profile": rows}})
    answer = {"status": 200, "body": body, "headers": {"Content-Type": "application/json"}, "times": 99}
    core.fault("status", operation="profiles_of_device", **answer)
    run = onboard(playbook, {"onboarding_wait_for_enrolment": True, "onboarding_verify_timeout": 2})
    assert run.code == 0 and evidence(playbook)["policies_applied"], run.output


@pytest.mark.thorough
@pytest.mark.parametrize(("country", "sent"), [("", None), ("0", 0)])
def test_core_decides_about_a_pda_without_a_country(
    core: Simulator, playbook: Playbook, country: str, sent: int | None
) -> None:
    pda = {"onboarding_phone_number": "", "onboarding_country": country, "onboarding_operator": ""}
    run = onboard(playbook, pda)
    assert run.code == 0 and len(core.devices(principal="tnovak")) == 1, run.output
    assert evidence(playbook)["country"] == (country or None)
    (request,) = core.requests("register_device")
    assert ("countryCode=0" in request["path"]) == (sent == 0)
    core.reset()
    core.settings(require_country=True)
    run = onboard(playbook, pda)
    assert run.code != 0 and not core.effects(), run.output


@pytest.mark.thorough
def test_onboarding_replaces_the_password_of_a_local_user(core: Simulator, playbook: Playbook) -> None:
    run = onboard(playbook, ERIC)
    assert run.code == 0 and "PASSWORD EQUALS THE USER ID" in run.output, run.output
    assert evidence(playbook)["password"].startswith("WARNING") and password_of_eric(core) == "eric.extern"
    # The next run mends it.
    run = onboard(playbook, ERIC, {"onboarding_initial_password": "Ch4nged-at-once"})
    assert run.code == 0 and "Ch4nged" not in run.output, run.output
    assert password_of_eric(core) == "Ch4nged-at-once"


@pytest.mark.thorough
@pytest.mark.oldest
def test_onboarding_records_a_password_that_was_not_replaced(core: Simulator, playbook: Playbook) -> None:
    # What a survey leaves empty is the default; a folder that exists is left as it is.
    reports(playbook).mkdir(mode=0o755)
    survey = {
        "onboarding_initial_password": "Ch4nged-at-once",
        "onboarding_employee_owned": "",
        "onboarding_import_user_from_ldap": "",
        "onboarding_notify_user": "",
        "onboarding_wait_timeout": "",
        "onboarding_wait_interval": "",
        "onboarding_remind_before_hours": "",
        "onboarding_remind_by": "",
        "onboarding_labels": "Field Staff\r\nExecutives",
    }
    planned = onboard(playbook, ERIC, survey, check=True)
    assert planned.code == 0 and not core.effects(), planned.output
    assert task(planned, "Show the record")["onboarding_record"]["password"].startswith("planned")
    core.fault("status", operation="change_password", status=400)
    run = onboard(playbook, ERIC, survey)
    assert run.code != 0 and "Ch4nged" not in run.output, run.output
    record = evidence(playbook)
    assert record["password"].startswith("WARNING") and record["problems"][0].startswith("registration: ")
    assert record["labels"] == ["Field Staff", "Executives"] and record["employee_owned"] is False
    assert all(record["device_uuid"] in core.label_members(label) for label in record["labels"])
    assert [message["why"] for message in core.messages()] == ["registration"]
    run = onboard(playbook, ERIC, survey)
    assert run.code == 0 and password_of_eric(core) == "Ch4nged-at-once", run.output
    assert evidence(playbook)["password"].startswith("replaced") and oct(reports(playbook).stat().st_mode)[-3:] == "755"


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"onboarding_country": "Atlantis"}, "not known to Core"),
        ({"onboarding_country": "BR", "onboarding_operator": ""}, "not enabled for registration"),
        ({"onboarding_country": "US", "onboarding_operator": "Sprint"}, "not enabled"),
        ({"onboarding_labels": ["Germany"]}, "Germany"),
        *slow(
            ({"onboarding_country": None}, "onboarding_country: it is required with onboarding_phone_number"),
            ({"onboarding_country": "0"}, "onboarding_operator: Telekom.de needs a country"),
            ({"onboarding_user_id": "nobody.at.all"}, "nobody.at.all was not found in LDAP"),
            ({"onboarding_user_id": "nobody.at.all", "onboarding_import_user_from_ldap": "n"}, "first_name"),
            ({"onboarding_user_id": "10452"}, "10452 was not found in LDAP"),
            ({"onboarding_user_id": None}, "onboarding_user_id: it is required, but not given"),
            ({"onboarding_phone_number": 255250523}, "onboarding_phone_number: 255250523 is a number"),
            ({"onboarding_country": False}, "onboarding_country: false is a boolean"),
            ({"onboarding_platform": " "}, "onboarding_platform: it is required"),
            ({"onboarding_initial_password": 12345678}, "onboarding_initial_password: it is a number"),
            ({"onboarding_user_id": "testuser"}, "testuser was not found in LDAP"),
            (
                {"onboarding_wait_for_enrolment": "maybe"},
                "onboarding_wait_for_enrolment: 'maybe' is neither true nor false",
            ),
            ({"onboarding_wait_timeout": "1h"}, "onboarding_wait_timeout: '1h' is not a whole number of 0 or more"),
        ),
    ],
)
def test_onboarding_preflight(core: Simulator, playbook: Playbook, changed: dict[str, Any], told: str) -> None:
    run = onboard(playbook, changed)
    assert run.code != 0 and told in " ".join(run.output.split()), run.output
    assert not core.effects()


def test_onboarding_in_check_mode_fails_for_who_is_not_found_in_ldap(core: Simulator, playbook: Playbook) -> None:
    run = onboard(playbook, {"onboarding_user_id": "nobody.at.all"}, check=True)
    assert run.code != 0 and "nobody.at.all is not known to Core or LDAP" in " ".join(run.output.split()), run.output


@pytest.mark.slow
@pytest.mark.oldest
def test_onboarding_preflight_says_why_core_does_not_answer(core: Simulator, playbook: Playbook) -> None:
    run = onboard(playbook, environment={"MOBILEIRON_PASSWORD": "wrong"})
    assert run.code != 0 and "401" in task(run, "Fail if Core cannot be reached")["msg"], run.output
    run = onboard(playbook, environment={"MOBILEIRON_URL": "https://127.0.0.1:9"})
    assert run.code != 0 and "127.0.0.1" in task(run, "Fail if Core cannot be reached")["msg"], run.output
