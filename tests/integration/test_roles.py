# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The roles, run as the collection's playbooks, judged by what Core logged and what became of its devices."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime, timezone
from html import escape
from pathlib import Path
from typing import Any

import pytest

from tests.integration.harness import (
    CEO_IPHONE,
    KELLER_IPHONE,
    KELLER_MAC,
    KELLER_OWN_ANDROID,
    KELLER_RETIRED,
    KELLER_SILENT,
    SMITH_IPHONE,
    Playbook,
    Run,
    Simulator,
)

MAIL = [f"000000e1-0000-4000-8000-00000000000{number}" for number in (1, 2, 3)]
LOOKALIKES = [f"000000e1-0000-4000-8000-00000000000{number}" for number in (6, 7)]
TOMAS = {
    "onboarding_user_id": "tnovak",
    "onboarding_platform": "ios",
    "onboarding_phone_number": "1515550777",
    "onboarding_country": "DE",
    "onboarding_operator": "Telekom.de",
    "onboarding_import_user_from_ldap": True,
    "onboarding_labels": ["Field Staff"],
    "onboarding_wait_interval": 1,
}
MARTINA = {
    "offboarding_user": "mkeller",
    "offboarding_ticket": "HR-2041",
    "offboarding_reason": "left the company",
    "offboarding_wait_timeout": 4,
    "offboarding_wait_interval": 1,
}


def onboard(playbook: Playbook, *changes: dict[str, Any], **keywords: Any) -> Run:
    """Run mobileiron.core.onboard for Tomas, with changed variables."""
    return _run(playbook, "onboard", {"onboarding_report_dir": str(reports(playbook))}, TOMAS, *changes, **keywords)


def offboard(playbook: Playbook, *changes: dict[str, Any], **keywords: Any) -> Run:
    """Run mobileiron.core.offboard for Martina, with changed variables."""
    return _run(playbook, "offboard", {"offboarding_report_dir": str(reports(playbook))}, MARTINA, *changes, **keywords)


def _run(playbook: Playbook, name: str, *variables: dict[str, Any], more: tuple[str, ...] = (), **keywords: Any) -> Run:
    return playbook.file(f"mobileiron.core.{name}", arguments=("-e", _merged(*variables), *more), **keywords)


def _merged(*variables: dict[str, Any]) -> str:
    return json.dumps({key: value for values in variables for key, value in values.items()})


def reports(playbook: Playbook) -> Path:
    """Where the reports of a test go."""
    return playbook.folder / "reports"


def evidence(playbook: Playbook) -> dict[str, Any]:
    """The only JSON report."""
    (file,) = reports(playbook).glob("*.json")
    assert oct(file.stat().st_mode & 0o777) == "0o600"
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def outcomes(playbook: Playbook) -> dict[str, tuple[Any, Any]]:
    """uuid → what was asked, and how it ended."""
    return {row["uuid"]: (row["asked"], row["outcome"]) for row in evidence(playbook)["devices"]}


def statuses(core: Simulator, principal: str = "mkeller") -> dict[str, str]:
    """uuid → status of a person's devices."""
    return {device["uuid"]: device["status"] for device in core.devices(principal=principal)}


def recap(run: Run) -> str:
    """The last line of Ansible's recap."""
    return next(line for line in run.output.splitlines() if line.startswith("localhost ") and "changed=" in line)


def words(run: Run) -> str:
    """The messages of all tasks, and all that was printed, where backslashes may be doubled."""
    return " ".join([*(result.message for result in run), *run.output.split()])


def task(run: Run, name: str) -> dict[str, Any]:
    """What the task with that name in it returned."""
    return next(result.values for result in run if name in result.name)


# -- onboarding


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


LOCAL = {
    "onboarding_user_id": "eric.extern",
    "onboarding_platform": "android",
    "onboarding_phone_number": "",
    "onboarding_operator": "",
    "onboarding_import_user_from_ldap": False,
    "onboarding_user_first_name": "Eric",
    "onboarding_user_last_name": "Extern",
    "onboarding_user_email": "eric.extern@example.com",
}


@pytest.mark.thorough
def test_onboarding_replaces_the_password_of_a_local_user(core: Simulator, playbook: Playbook) -> None:
    run = onboard(playbook, LOCAL)
    assert run.code == 0 and "PASSWORD EQUALS THE USER ID" in run.output, run.output
    assert evidence(playbook)["password"].startswith("WARNING") and _password(core) == "eric.extern"
    # The next run mends it.
    run = onboard(playbook, LOCAL, {"onboarding_initial_password": "Ch4nged-at-once"})
    assert run.code == 0 and "Ch4nged" not in run.output, run.output
    assert _password(core) == "Ch4nged-at-once"


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
    planned = onboard(playbook, LOCAL, survey, check=True)
    assert planned.code == 0 and not core.effects(), planned.output
    assert task(planned, "Show the record")["onboarding_record"]["password"].startswith("planned")
    core.fault("status", operation="change_password", status=400)
    run = onboard(playbook, LOCAL, survey)
    assert run.code != 0 and "Ch4nged" not in run.output, run.output
    record = evidence(playbook)
    assert record["password"].startswith("WARNING") and record["problems"][0].startswith("registration: ")
    assert record["labels"] == ["Field Staff", "Executives"] and record["employee_owned"] is False
    assert all(record["device_uuid"] in core.label_members(label) for label in record["labels"])
    assert [message["why"] for message in core.messages()] == ["registration"]
    run = onboard(playbook, LOCAL, survey)
    assert run.code == 0 and _password(core) == "Ch4nged-at-once", run.output
    assert evidence(playbook)["password"].startswith("replaced") and oct(reports(playbook).stat().st_mode)[-3:] == "755"


def _password(core: Simulator) -> str:
    return next(u["password"] for u in core.control("GET", "users")["users"] if u["principal"] == "eric.extern")


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"onboarding_country": "Atlantis"}, "not known to Core"),
        ({"onboarding_country": "BR", "onboarding_operator": ""}, "not enabled for registration"),
        ({"onboarding_country": "US", "onboarding_operator": "Sprint"}, "not enabled"),
        ({"onboarding_labels": ["Germany"]}, "Germany"),
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
    ],
)
def test_onboarding_preflight(core: Simulator, playbook: Playbook, changed: dict[str, Any], told: str) -> None:
    run = onboard(playbook, changed)
    assert run.code != 0 and told in " ".join(run.output.split()), run.output
    assert not core.effects()


def test_onboarding_in_check_mode_fails_for_who_is_not_found_in_ldap(core: Simulator, playbook: Playbook) -> None:
    run = onboard(playbook, {"onboarding_user_id": "nobody.at.all"}, check=True)
    assert run.code != 0 and "nobody.at.all is not known to Core or LDAP" in " ".join(run.output.split()), run.output


@pytest.mark.oldest
def test_onboarding_preflight_says_why_core_does_not_answer(core: Simulator, playbook: Playbook) -> None:
    run = onboard(playbook, environment={"MOBILEIRON_PASSWORD": "wrong"})
    assert run.code != 0 and "401" in task(run, "Fail if Core cannot be reached")["msg"], run.output
    run = onboard(playbook, environment={"MOBILEIRON_URL": "https://127.0.0.1:9"})
    assert run.code != 0 and "127.0.0.1" in task(run, "Fail if Core cannot be reached")["msg"], run.output


# -- offboarding


@pytest.mark.oldest
def test_offboarding_in_check_mode_touches_nothing(core: Simulator, playbook: Playbook) -> None:
    before = statuses(core)
    run = offboard(playbook, check=True)
    assert run.code == 0 and KELLER_SILENT in run.output, run.output
    assert core.log() and not core.effects()
    assert statuses(core) == before and not reports(playbook).exists()


@pytest.mark.oldest
@pytest.mark.parametrize("response_format", ["json", pytest.param("xml", marks=pytest.mark.thorough)])
def test_offboarding_end_to_end(core: Simulator, playbook: Playbook, response_format: str) -> None:
    run = offboard(playbook, response_format=response_format)
    assert run.code == 0, run.output
    effects = core.effects()
    assert effects[0]["effect"] == "eas_block" and sorted(effects[0]["devices"]) == MAIL
    assert "wipe" not in {entry["effect"] for entry in effects}
    assert all(core.partnership(uuid)["access"] == "Allowed" for uuid in LOOKALIKES)
    found = statuses(core)
    assert [found[uuid] for uuid in (KELLER_IPHONE, KELLER_OWN_ANDROID, KELLER_MAC)] == ["RETIRED"] * 3
    assert found[KELLER_SILENT] == "RETIRE_PENDING"
    assert outcomes(playbook)[KELLER_SILENT] == ("retire", "outstanding")
    assert outcomes(playbook)[KELLER_RETIRED] == (None, "unchanged")
    assert all(
        alert["comments"] == "left the company (HR-2041)"
        for alert in core.alerts(principal="mkeller")
        if alert["comments"]
    )
    assert not core.alerts(principal="mkeller", unread=True)

    seen = core.next_entry()
    files = {file: file.read_bytes() for file in reports(playbook).iterdir()}
    again = offboard(playbook, response_format=response_format)
    assert again.code == 0 and " changed=0 " in recap(again), again.output
    assert not core.effects(since=seen) and files == {file: file.read_bytes() for file in reports(playbook).iterdir()}

    core.control("POST", f"devices/{KELLER_SILENT}/check-in")
    completed = offboard(playbook, response_format=response_format)
    assert completed.code == 0 and not core.effects(since=seen), completed.output
    assert outcomes(playbook)[KELLER_SILENT] == ("retire", "confirmed")


def test_offboarding_wipes_company_owned_only_and_never_retires_after_it(core: Simulator, playbook: Playbook) -> None:
    run = offboard(playbook, {"offboarding_wipe_company_owned": True})
    assert run.code == 0, run.output
    found = statuses(core)
    assert (found[KELLER_IPHONE], found[KELLER_MAC], found[KELLER_OWN_ANDROID]) == ("WIPED", "WIPED", "RETIRED")
    assert outcomes(playbook)[KELLER_SILENT] == ("wipe", "outstanding")
    # Later, without the wish to wipe: what was asked stays asked.
    seen = core.next_entry()
    run = offboard(playbook, {"offboarding_wipe_company_owned": "false"})
    assert run.code == 0 and not core.effects(since=seen), run.output
    core.control("POST", f"devices/{KELLER_SILENT}/check-in")
    assert offboard(playbook).code == 0
    assert statuses(core)[KELLER_SILENT] == "WIPED" and outcomes(playbook)[KELLER_SILENT] == ("wipe", "confirmed")


@pytest.mark.parametrize("owner", [True, pytest.param("", marks=pytest.mark.thorough)])
def test_offboarding_never_retires_after_a_wipe_though_the_owner_changed(
    core: Simulator, playbook: Playbook, owner: Any
) -> None:
    # The answer to the wipe is lost, so nobody knows whether it was asked.
    core.change(SMITH_IPHONE, silent=True)
    core.fault("drop_after", operation="wipe_device")
    wiping = {"offboarding_user": "jsmith", "offboarding_wipe_company_owned": True}
    assert offboard(playbook, wiping).code != 0
    core.change(SMITH_IPHONE, employeeOwned=owner)
    seen = core.next_entry()
    run = offboard(playbook, wiping)
    assert run.code == 0 and not core.effects(since=seen), run.output
    assert outcomes(playbook)[SMITH_IPHONE] == ("wipe", "outstanding")


@pytest.mark.thorough
@pytest.mark.oldest
def test_offboarding_takes_what_a_survey_gives(core: Simulator, playbook: Playbook) -> None:
    survey = {
        "offboarding_user": "MKeller",
        "offboarding_ticket": " 2041\r\n",
        "offboarding_reason": "2026",
        "offboarding_wipe_company_owned": "Y",
        "offboarding_max_devices": "",
        "offboarding_wait_timeout": "4",
        "offboarding_protected_labels": "Executives\nLoaner Pool",
        "offboarding_report_dir": "",
    }
    run = offboard(playbook, survey)
    assert run.code == 0 and statuses(core)[KELLER_IPHONE] == "WIPED", run.output
    # The default folder counts from where the run was started, not from where the collection lies.
    (file,) = (playbook.folder / "offboarding-evidence").glob("*.json")
    assert str(file) in run.output
    found = json.loads(file.read_text(encoding="utf-8"))
    assert (found["ticket"], found["reason"], found["wipe_company_owned"]) == ("2041", "2026", True)
    # Another spelling is the same person: the wipe that is awaited is not forgotten.
    seen = core.next_entry()
    spelt = {"offboarding_user": " mkeller", "offboarding_wipe_company_owned": "", "offboarding_wait_timeout": 0}
    run = offboard(playbook, survey, spelt)
    assert run.code == 0 and not core.effects(since=seen), run.output
    assert list((playbook.folder / "offboarding-evidence").glob("*.json")) == [file]


@pytest.mark.thorough
def test_offboarding_looks_a_last_time_when_the_wait_is_over(core: Simulator, playbook: Playbook) -> None:
    core.settings(check_in_delay=4.0)
    # An interval longer than the wait does not lengthen it, or this would not end.
    waiting = {"offboarding_user": "jsmith", "offboarding_wait_timeout": 8, "offboarding_wait_interval": 7200}
    run = offboard(playbook, waiting)
    assert run.code == 0, run.output
    assert outcomes(playbook)[SMITH_IPHONE] == ("retire", "confirmed")


@pytest.mark.thorough
def test_offboarding_states_what_was_sent_and_seen_and_nothing_else(core: Simulator, playbook: Playbook) -> None:
    wiping = {"offboarding_user": "jsmith", "offboarding_wipe_company_owned": True}
    core.meanwhile("eas_action", "POST", "faults", {"kind": "status", "status": 401, "times": 10_000})
    run = offboard(playbook, wiping)
    assert run.code != 0 and core.did() == [("eas_block", 1)], run.output
    mail, phone = sorted(evidence(playbook)["devices"], key=lambda row: row["kind"])
    assert (phone["asked"], phone["outcome"], phone["asked_at"]) == ("wipe", "failed", None)
    assert (phone["status_after"], phone["may_have_acted"]) == (None, False)
    assert "verify" not in phone["message"] and "could not be read afterwards" in phone["message"]
    assert mail["outcome"] != "confirmed" or mail["status_after"] in ("blocked", "registered_blocked")
    told = task(run, "Fail if anything failed")["msg"]
    assert "wipe: " in told and "  " not in told
    # What was never asked is not waited for.
    core.control("DELETE", "faults")
    run = offboard(playbook, {"offboarding_user": "jsmith"})
    assert run.code == 0 and outcomes(playbook)[SMITH_IPHONE] == ("retire", "confirmed"), run.output


@pytest.mark.thorough
@pytest.mark.parametrize("content", ["", '{"devices": [{"uuid": 1}]}'])
def test_offboarding_stops_at_evidence_that_it_cannot_read(core: Simulator, playbook: Playbook, content: str) -> None:
    assert offboard(playbook, {"offboarding_user": "hburns"}).code == 0
    (file,) = reports(playbook).glob("*.json")
    file.write_text(content)
    run = offboard(playbook, {"offboarding_user": "hburns"})
    told = task(run, "Stop: earlier evidence is unreadable, so pending wipes are unknown")["msg"]
    assert run.code != 0 and str(file) in told and "move the file away" in told and not core.effects()


def test_offboarding_of_a_name_that_looks_like_lines_of_the_plan(core: Simulator, playbook: Playbook) -> None:
    core.change(SMITH_IPHONE, name="x\nnothing to do: device\u2028RETIRE: device")
    run = offboard(playbook, {"offboarding_user": "jsmith"}, check=True)
    lines = task(run, "Show the plan")["msg"]
    assert run.code == 0 and not [line for line in lines if set("\n\u2028") & set(line)], run.output
    assert [line.partition(" ")[0] for line in lines] == ["Offboarding", "RETIRE:", "BLOCK"]


@pytest.mark.oldest
@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"offboarding_max_devices": 3}, "more than offboarding_max_devices"),
        ({"offboarding_protected_labels": "Executives\nField Staff"}, "'Field Staff' is carried by"),
        ({"offboarding_protected_label": "Field Staff"}, "Not a variable of this role: offboarding_protected_label."),
        (
            {"offboarding_wipe_company_owned": "maybe"},
            "offboarding_wipe_company_owned: 'maybe' is neither true nor false",
        ),
        ({"offboarding_max_devices": "ten"}, "offboarding_max_devices: 'ten' is not a whole number"),
        ({"offboarding_user": 34}, "offboarding_user: 34 is a number, but a text is needed. Put the value in quotes"),
        ({"offboarding_reason": None}, "offboarding_reason: it is required, but not given"),
        ({"offboarding_ticket": None}, "offboarding_ticket: it is required, but not given"),
        (
            {"offboarding_user": "mkeller\u200b"},
            "offboarding_user: 'mkeller\\u200b' has a control or invisible character",
        ),
        ({"offboarding_user": "10452"}, "10452 is not known to Core, LDAP or ActiveSync"),
        ({"offboarding_user": "testuser"}, "it is not known whether LDAP knows this user"),
        ({"offboarding_user": "mkelller"}, "not known to Core, LDAP or ActiveSync"),
        ({"offboarding_user": "../../../tmp/x"}, "not known to Core, LDAP or ActiveSync"),
        ({"offboarding_ticket": " "}, "offboarding_ticket: it is required, but not given"),
    ],
)
def test_offboarding_refuses(core: Simulator, playbook: Playbook, changed: dict[str, Any], told: str) -> None:
    run = offboard(playbook, changed)
    assert run.code != 0 and told in words(run), run.output
    assert not core.effects() and not reports(playbook).exists()


def test_offboarding_of_somebody_without_devices(core: Simulator, playbook: Playbook) -> None:
    reports(playbook).mkdir(mode=0o755)
    run = offboard(playbook, {"offboarding_user": "hburns"})
    assert run.code == 0 and not core.effects(), run.output
    assert evidence(playbook)["devices"] == []
    assert oct(reports(playbook).stat().st_mode)[-3:] == "755"  # somebody else's folder is left as it is


@pytest.mark.thorough
def test_offboarding_that_fails_in_part_writes_its_evidence_and_is_completed(
    core: Simulator, playbook: Playbook
) -> None:
    core.fault("status", operation="retire_device", status=400, times=1)
    run = offboard(playbook)
    assert run.code != 0, run.output
    failed = [uuid for uuid, (_asked, outcome) in outcomes(playbook).items() if outcome == "failed"]
    assert len(failed) == 1 and failed[0] in run.output
    core.control("DELETE", "faults")
    seen = core.next_entry()
    run = offboard(playbook)
    assert run.code == 0, run.output
    assert [entry["devices"] for entry in core.effects(since=seen) if entry["effect"] == "retire"] == [failed]
    assert set(statuses(core).values()) <= {"RETIRED", "RETIRE_PENDING"}


@pytest.mark.thorough
def test_offboarding_that_is_killed_is_completed(core: Simulator, playbook: Playbook) -> None:
    variables = {**MARTINA, "offboarding_report_dir": str(reports(playbook))}
    command = [str(Path(sys.executable).with_name("ansible-playbook")), "-i", "localhost,", "mobileiron.core.offboard"]
    environment = playbook._environment(playbook.folder / "killed.jsonl", "json")
    process = subprocess.Popen(
        [*command, "-e", json.dumps(variables)], cwd=playbook.folder, env=environment,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    until = time.monotonic() + 120
    while not core.effects() and process.poll() is None and time.monotonic() < until:
        time.sleep(0.05)
    process.kill()
    process.wait()
    assert core.effects()
    assert {outcome for _asked, outcome in outcomes(playbook).values()} == {"planned", "unchanged"}
    run = offboard(playbook)
    assert run.code == 0, run.output
    assert set(statuses(core).values()) <= {"RETIRED", "RETIRE_PENDING"}
    assert all(core.partnership(uuid)["access"] == "Blocked" for uuid in MAIL)
    assert {outcome for _asked, outcome in outcomes(playbook).values()} == {"confirmed", "outstanding", "unchanged"}
    # When the killed run asked is known as well as it can be.
    assert all(
        row["planned_at"] and row["confirmed_at"] for row in evidence(playbook)["devices"] if row["uuid"] in MAIL
    )


@pytest.mark.oldest
@pytest.mark.parametrize(
    "user",
    [
        "template.user",
        pytest.param("formula.user", marks=pytest.mark.thorough),
        pytest.param("CORP\\jdoe", marks=pytest.mark.thorough),
    ],
)
def test_offboarding_of_hostile_names(core: Simulator, playbook: Playbook, user: str) -> None:
    run = offboard(playbook, {"offboarding_user": user})
    assert run.code == 0, run.output
    assert set(statuses(core, user).values()) == {"RETIRED"}
    names = {device["name"] for device in core.devices(principal=user)}
    assert {row["name"] for row in evidence(playbook)["devices"] if row["kind"] == "device"} == names
    (table,) = reports(playbook).glob("*.csv")
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows and not [cell for row in rows for cell in row.values() if cell.startswith(tuple("=+-@\t\r"))]
    (page,) = reports(playbook).glob("*.html")
    text = page.read_text(encoding="utf-8")
    assert all(escape(name) in text for name in names) and "<script" not in text
    assert statuses(core, "vip.ceo")[CEO_IPHONE] == "ACTIVE"


# -- what Ansible and AWX hand over


@pytest.fixture
def as_given(playbook: Playbook) -> Callable[..., Run]:
    """Runs the role on a play written as YAML, so that values are what YAML makes of them."""

    def run(play: str, check: bool = False, arguments: tuple[str, ...] = ()) -> Run:
        playbook.count += 1
        book = playbook.folder / f"given-{playbook.count}.yml"
        book.write_text(play, encoding="utf-8")
        return playbook.file(str(book), check, arguments=arguments)

    return run


GIVEN = """
- hosts: localhost
  connection: local
  gather_facts: false
  vars:
    people: [{{id: 0042, day: 2026-11-27, left: NO, none: null}}]
  tasks:
    - ansible.builtin.include_role: {{name: mobileiron.core.offboarding}}
      vars:
        offboarding_user: {user}
        offboarding_reason: {reason}
        offboarding_ticket: {ticket}
        offboarding_wait_timeout: 0
"""


@pytest.mark.parametrize(
    ("user", "reason", "ticket", "message"),
    [
        ("0042", "left", "HR-1", "offboarding_user: 34 is a number"),
        ('"{{ people[0].id }}"', "left", "HR-1", "offboarding_user: 34 is a number"),
        ("NO", "left", "HR-1", "offboarding_user: false is a boolean"),
        ("10:20:30:40:50:55", "left", "HR-1", "offboarding_user: 8041827055 is a number"),
        ("mkeller", "2026-11-27", "HR-1", "offboarding_reason: 2026-11-27 is a date"),
        ("mkeller", '"{{ people[0].day }}"', "HR-1", "offboarding_reason: 2026-11-27 is a date"),
        ("mkeller", '"{{ people[0].none }}"', "HR-1", "offboarding_reason: it is required"),
        ("mkeller", '"{{ nothing | default(omit) }}"', "HR-1", "offboarding_reason"),
        ("mkeller", "left", '"HR-1\\u200b"', "offboarding_ticket: 'HR-1\\u200b' has a control or invisible character"),
    ],
)
def test_what_yaml_makes_of_a_name_is_refused(
    core: Simulator, as_given: Callable[..., Run], user: str, reason: str, ticket: str, message: str
) -> None:
    run = as_given(GIVEN.format(user=user, reason=reason, ticket=ticket))
    assert run.code != 0 and message in words(run), run.output
    assert not core.effects()


def test_answers_that_are_null_are_not_given(core: Simulator, playbook: Playbook) -> None:
    survey = {"offboarding_wipe_company_owned": True, "offboarding_report_dir": None}
    survey |= {"offboarding_max_devices": None, "offboarding_protected_labels": None, "offboarding_wait_timeout": 0}
    assert offboard(playbook, survey).code == 0 and not (playbook.folder / "None").exists()
    (file,) = (playbook.folder / "offboarding-evidence").glob("*.json")
    # The next run finds the wipe that is awaited, though it is not told to wipe.
    seen = core.next_entry()
    assert offboard(playbook, survey, {"offboarding_wipe_company_owned": None}).code == 0
    assert statuses(core)[KELLER_SILENT] == "ACTIVE"
    assert not [entry for entry in core.effects(since=seen) if KELLER_SILENT in entry["devices"]]
    assert list((playbook.folder / "offboarding-evidence").glob("*.json")) == [file]


@pytest.mark.thorough
def test_a_person_who_is_spelt_in_two_ways_is_one(core: Simulator, playbook: Playbook) -> None:
    core.change(KELLER_MAC, principal="MKeller")
    run = offboard(playbook)
    assert run.code == 0, run.output
    assert {core.control("GET", f"devices/{uuid}")["status"] for uuid in (KELLER_MAC, KELLER_IPHONE)} == {"RETIRED"}


def test_a_vaulted_password_is_taken(core: Simulator, playbook: Playbook, as_given: Callable[..., Run]) -> None:
    (playbook.folder / "vault").write_text("key")
    vault = str(Path(sys.executable).with_name("ansible-vault"))
    encrypted = subprocess.run(
        [vault, "encrypt_string", "--vault-password-file", "vault", "Ch4nged-at-once"],
        cwd=playbook.folder, env=playbook._environment(playbook.folder / "x", "json"), capture_output=True, text=True,
        check=True,
    ).stdout  # fmt: skip
    variables = {**LOCAL, "onboarding_country": "DE", "onboarding_labels": []}
    lines = [f"    {name}: {json.dumps(value)}" for name, value in variables.items()]
    lines += ["    onboarding_initial_password: " + encrypted.replace("\n", "\n    ")]
    play = "- hosts: localhost\n  connection: local\n  gather_facts: false\n  vars:\n"
    play += "\n".join(lines) + "\n  roles: [mobileiron.core.onboarding]\n"
    run = as_given(play, arguments=("--vault-password-file", "vault", "-vvv"))
    assert run.code == 0 and _password(core) == "Ch4nged-at-once" and "Ch4nged" not in run.output, run.output


@pytest.mark.thorough
def test_a_person_on_three_hosts_of_one_play_has_one_evidence(core: Simulator, playbook: Playbook) -> None:
    variables = {**MARTINA, "offboarding_report_dir": str(reports(playbook))}
    play = {"hosts": "one,two,three", "connection": "local", "gather_facts": False, "vars": variables}
    play |= {"roles": ["mobileiron.core.offboarding"]}
    run = playbook.file(_written(playbook, [play]), arguments=("-i", "one,two,three,"))
    assert run.code == 0, run.output
    asked = [row for row in evidence(playbook)["devices"] if row["asked"]]
    assert len(asked) == 7 and all(row["asked_at"] for row in asked)
    assert set(statuses(core).values()) <= {"RETIRED", "RETIRE_PENDING"}


def _written(playbook: Playbook, plays: list[dict[str, Any]]) -> str:
    playbook.count += 1
    book = playbook.folder / f"written-{playbook.count}.yml"
    book.write_text(json.dumps(plays), encoding="utf-8")
    return str(book)


@pytest.mark.thorough
def test_evidence_keeps_what_it_stated(core: Simulator, playbook: Playbook) -> None:
    assert offboard(playbook).code == 0
    first = {row["uuid"]: row for row in evidence(playbook)["devices"]}
    core.control("POST", f"devices/{KELLER_SILENT}/check-in")
    assert offboard(playbook, {"offboarding_ticket": "HR-2"}).code == 0
    for row in evidence(playbook)["devices"]:
        kept = ("name", "owner", "principal", "device_uuid", "asked", "asked_at", "ticket", "status_before")
        assert {key: row[key] for key in kept} == {key: first[row["uuid"]][key] for key in kept}
    assert [order["ticket"] for order in evidence(playbook)["earlier_orders"]] == ["HR-2041"]


def test_a_password_that_is_part_of_a_user_name_is_said_loudly(core: Simulator, playbook: Playbook) -> None:
    core.change(SMITH_IPHONE, principal=f"j{core.password}")
    run = offboard(playbook, {"offboarding_user": f"j{core.password}"})
    assert run.code != 0 and "Ansible masks it" in " ".join(run.output.split()), run.output
    assert not core.effects() and not reports(playbook).exists()


# -- check mode, however it got there

ROLE = {"name": "mobileiron.core.offboarding"}


def _plays(way: str, variables: dict[str, Any], name: str = "offboarding", check: bool = True) -> list[dict[str, Any]]:
    play: dict[str, Any] = {"hosts": "localhost", "connection": "local", "gather_facts": False, "vars": variables}
    role = {"name": f"mobileiron.core.{name}"}
    if way == "play":
        return [{**play, "check_mode": check, "roles": [role["name"]]}]
    if way == "role":
        return [{**play, "roles": [{"role": role["name"], "check_mode": check}]}]
    if way == "import":
        return [{**play, "tasks": [{"import_role": role, "check_mode": check}]}]
    if way == "block":
        return [{**play, "tasks": [{"block": [{"include_role": role}], "check_mode": check}]}]
    return [{**play, "tasks": [{"include_role": {**role, "apply": {"check_mode": check}}}]}]


def _shown(run: Run) -> list[tuple[str, str, Any]]:
    """What the role's tasks showed: name, how it ended, message and change."""
    times = [(r.name, r.ended, r.get("msg"), r.changed) for r in run if "include" not in r.name.lower()]
    return [row for row in times if "mobileiron.core" in row[0]]


@pytest.mark.parametrize("name", ["offboarding", pytest.param("onboarding", marks=pytest.mark.thorough)])
def test_check_mode_is_the_same_by_any_way(core: Simulator, playbook: Playbook, name: str) -> None:
    variables = {**(MARTINA if name == "offboarding" else TOMAS), f"{name}_report_dir": str(reports(playbook))}
    told = _run(playbook, name[:2] + {"of": "fboard", "on": "board"}[name[:2]], variables, check=True)
    assert told.code == 0, told.output
    for way in ("play", "role", "import", "block", "apply"):
        run = playbook.play(_plays(way, variables, name))
        assert run.code == 0 and not core.effects() and not reports(playbook).exists(), run.output
        assert _shown(run) == _shown(told), way
        assert recap(run).split("changed=")[1].split()[0] == recap(told).split("changed=")[1].split()[0]


@pytest.mark.thorough
@pytest.mark.parametrize("way", ["play", "apply"])
def test_a_real_run_under_check_is_a_real_run(core: Simulator, playbook: Playbook, way: str) -> None:
    variables = {**MARTINA, "offboarding_report_dir": str(reports(playbook))}
    run = playbook.play(_plays(way, variables, check=False), check=True)
    assert run.code == 0 and "Check mode: nothing" not in run.output, run.output
    assert set(statuses(core).values()) <= {"RETIRED", "RETIRE_PENDING"} and outcomes(playbook)
    onboarding = {**TOMAS, "onboarding_report_dir": str(playbook.folder / "records")}
    run = playbook.play(_plays(way, onboarding, "onboarding", check=False), check=True)
    assert run.code == 0 and list((playbook.folder / "records").glob("*.json")), run.output
    assert core.devices(principal="tnovak")
