# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The roles, run as the collection's playbooks, judged by what Core logged and what became of its devices."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import time
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


def _run(playbook: Playbook, name: str, *variables: dict[str, Any], **keywords: Any) -> Run:
    return playbook.file(f"mobileiron.core.{name}", arguments=("-e", _merged(*variables)), **keywords)


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


# -- onboarding


def test_onboarding_in_check_mode_touches_nothing(core: Simulator, playbook: Playbook) -> None:
    run = onboard(playbook, check=True)
    assert run.code == 0, run.output
    assert core.log() and not core.effects()
    assert not core.devices(principal="tnovak") and not reports(playbook).exists()


@pytest.mark.parametrize("response_format", ["json", "xml"])
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


def test_onboarding_states_the_expiry_if_no_reminder_is_due(core: Simulator, playbook: Playbook) -> None:
    run = onboard(playbook, {"onboarding_wait_for_enrolment": True, "onboarding_wait_timeout": 2})
    assert run.code == 0, run.output
    assert [message["why"] for message in core.messages()] == ["registration"]
    record = evidence(playbook)
    assert record["reminder_sent_at"] is None and record["passcode_ends_at"] in record["enrolment"]


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


def test_onboarding_replaces_the_password_of_a_local_user(core: Simulator, playbook: Playbook) -> None:
    run = onboard(playbook, LOCAL)
    assert run.code == 0 and "PASSWORD EQUALS THE USER ID" in run.output, run.output
    assert evidence(playbook)["password"].startswith("WARNING") and _password(core) == "eric.extern"
    # The next run mends it.
    run = onboard(playbook, LOCAL, {"onboarding_initial_password": "Ch4nged-at-once"})
    assert run.code == 0 and "Ch4nged" not in run.output, run.output
    assert _password(core) == "Ch4nged-at-once"


def _password(core: Simulator) -> str:
    return next(u["password"] for u in core.control("GET", "users")["users"] if u["principal"] == "eric.extern")


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"onboarding_country": "Atlantis"}, "not known to Core"),
        ({"onboarding_country": "BR", "onboarding_operator": ""}, "not enabled for registration"),
        ({"onboarding_country": "US", "onboarding_operator": "Sprint"}, "not enabled"),
        ({"onboarding_labels": ["Germany"]}, "Germany"),
        ({"onboarding_user_id": "nobody.at.all"}, "not known to Core or LDAP"),
        ({"onboarding_user_id": "nobody.at.all", "onboarding_import_user_from_ldap": False}, "first_name"),
    ],
)
def test_onboarding_preflight(core: Simulator, playbook: Playbook, changed: dict[str, Any], told: str) -> None:
    run = onboard(playbook, changed)
    assert run.code != 0 and told in " ".join(run.output.split()), run.output
    assert not core.effects()


# -- offboarding


def test_offboarding_in_check_mode_touches_nothing(core: Simulator, playbook: Playbook) -> None:
    before = statuses(core)
    run = offboard(playbook, check=True)
    assert run.code == 0 and KELLER_SILENT in run.output, run.output
    assert core.log() and not core.effects()
    assert statuses(core) == before and not reports(playbook).exists()


@pytest.mark.parametrize("response_format", ["json", "xml"])
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
    again = offboard(playbook, response_format=response_format)
    assert again.code == 0 and " changed=0 " in recap(again), again.output
    assert not core.effects(since=seen)

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


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"offboarding_max_devices": 3}, "more than offboarding_max_devices"),
        ({"offboarding_protected_labels": "Field Staff"}, "Field Staff"),
        ({"offboarding_user": "mkelller"}, "not known to Core, LDAP or ActiveSync"),
        ({"offboarding_user": "../../../tmp/x"}, "not known to Core, LDAP or ActiveSync"),
        ({"offboarding_ticket": " "}, "must not be empty"),
    ],
)
def test_offboarding_refuses(core: Simulator, playbook: Playbook, changed: dict[str, Any], told: str) -> None:
    run = offboard(playbook, changed)
    assert run.code != 0 and told in " ".join(run.output.split()), run.output
    assert not core.effects() and not reports(playbook).exists()


def test_offboarding_of_somebody_without_devices(core: Simulator, playbook: Playbook) -> None:
    run = offboard(playbook, {"offboarding_user": "hburns"})
    assert run.code == 0 and not core.effects(), run.output
    assert evidence(playbook)["devices"] == []


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


@pytest.mark.parametrize("user", ["template.user", "formula.user", "CORP\\jdoe"])
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
    assert statuses(core, "vip.ceo")[CEO_IPHONE] == "ACTIVE"
