# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role offboarding, judged by what Core logged and what became of its devices."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import time
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
    Simulator,
)
from tests.integration.role_runs import (
    LOOKALIKES,
    MAIL,
    MARTINA,
    evidence,
    offboard,
    outcomes,
    recap,
    reports,
    slow,
    statuses,
    task,
    words,
)


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


@pytest.mark.slow
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
        *slow(
            ({"offboarding_max_devices": "ten"}, "offboarding_max_devices: 'ten' is not a whole number"),
            (
                {"offboarding_user": 34},
                "offboarding_user: 34 is a number, but a text is needed. Put the value in quotes",
            ),
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
        ),
    ],
)
def test_offboarding_refuses(core: Simulator, playbook: Playbook, changed: dict[str, Any], told: str) -> None:
    run = offboard(playbook, changed)
    assert run.code != 0 and told in words(run), run.output
    assert not core.effects() and not reports(playbook).exists()


@pytest.mark.slow
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


@pytest.mark.thorough
def test_a_person_who_is_spelt_in_two_ways_is_one(core: Simulator, playbook: Playbook) -> None:
    core.change(KELLER_MAC, principal="MKeller")
    run = offboard(playbook)
    assert run.code == 0, run.output
    assert {core.control("GET", f"devices/{uuid}")["status"] for uuid in (KELLER_MAC, KELLER_IPHONE)} == {"RETIRED"}


@pytest.mark.thorough
def test_a_person_on_three_hosts_of_one_play_has_one_evidence(core: Simulator, playbook: Playbook) -> None:
    variables = {**MARTINA, "offboarding_report_dir": str(reports(playbook))}
    play = {"hosts": "one,two,three", "connection": "local", "gather_facts": False, "vars": variables}
    play |= {"roles": ["mobileiron.core.offboarding"]}
    run = playbook.play([play], arguments=("-i", "one,two,three,"))
    assert run.code == 0, run.output
    asked = [row for row in evidence(playbook)["devices"] if row["asked"]]
    assert len(asked) == 7 and all(row["asked_at"] for row in asked)
    assert set(statuses(core).values()) <= {"RETIRED", "RETIRE_PENDING"}


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
