# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two runs at once, a device that changes hands, a disk that is full or read-only, broken files, and wrong clocks."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from tests.crash.person import Person, leaver, leavers_evidence, newcomers_evidence
from tests.integration.harness import KELLER_IPHONE, Launcher, Playbook, Simulator

DAY = 86400
FILLING = "filling"


def statuses(person: Person) -> dict[str, str]:
    """uuid → status of the person's devices."""
    return {device["uuid"]: device["status"] for device in person.core.devices(principal=person.principal)}


def end_of(person: Person) -> Any:
    """The state that a run comes to that nobody disturbs; Core is fresh afterwards."""
    person.completed()
    state = person.state()
    person.core.reset()
    person.forget()
    return state


# -- two runs


@pytest.fixture
def second(martina: Person) -> Iterator[Person]:
    """The same person, who can be offboarded at the same time into the same folder."""
    starting = Launcher(fresh=False)
    folder = martina.runner.folder / "second"
    folder.mkdir()
    other = leaver(Playbook(martina.core, folder, martina.runner.extra, launcher=starting))
    other.folder = martina.folder
    yield other
    starting.stop()


@pytest.mark.parametrize("moment", ["^Block the person", "^Retire the person", "^Find the person's unread alerts"])
def test_two_offboardings_of_one_person_at_once(martina: Person, second: Person, moment: str) -> None:
    end = end_of(martina)
    run = martina.held({"task": moment}, second.completed, offboarding_ticket="HR-9")
    assert run.code == 0, run.output
    assert martina.state()["devices"] == end["devices"] and martina.state()["mail"] == end["mail"]
    assert not martina.repeated()
    leavers_evidence(martina)
    record = martina.evidence()
    assert all(row["asked_at"] for row in record["devices"] if row["asked"])
    assert sorted(int(row["id"]) for row in record["alerts"]) == [
        a["id"] for a in martina.core.alerts(principal="mkeller") if a["comments"]
    ]
    assert {order["ticket"] for order in [record, *record["earlier_orders"]]} == {"HR-9", "HR-2041"}


def test_two_offboardings_that_send_at_once(martina: Person, second: Person) -> None:
    end = end_of(martina)
    run = martina.held({"request": "PUT .*/devices/retire/", "moment": "before"}, second.completed)
    # Core refuses to retire what is retired, and says so; the device is in the state that was asked for.
    assert run.code == 0, run.output
    assert martina.state() == end and not martina.repeated()
    leavers_evidence(martina)


# -- a device that changes hands


@pytest.mark.parametrize("moment", ["^Ask the guards whether the devices", "^Retire the person"])
def test_a_device_that_changes_hands_is_left_alone(martina: Person, moment: str) -> None:
    run = martina.held({"task": moment}, lambda: martina.core.change(KELLER_IPHONE, principal="jsmith"))
    assert run.code != 0 and "jsmith" in run.output, run.output
    assert ("retire", KELLER_IPHONE) not in [(e["effect"], *e["devices"][:1]) for e in martina.core.effects()]
    martina.completed()
    assert martina.core.device(KELLER_IPHONE)["status"] == "ACTIVE"
    assert set(statuses(martina).values()) == {"RETIRED", "RETIRE_PENDING"}
    leavers_evidence(martina)


# -- the disk


@pytest.fixture
def small_disk(martina: Person) -> Iterator[Path]:
    """A file system for the evidence, of a quarter of a megabyte."""
    martina.folder.mkdir()
    if os.geteuid() != 0:
        pytest.skip("only root may mount a file system")
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", martina.folder], check=False)
    if mounted.returncode:
        pytest.skip("no file system may be mounted here")
    yield martina.folder
    subprocess.run(["umount", martina.folder], check=True)


def fill(folder: Path) -> None:
    """Leave no byte on the disk."""
    with (folder / FILLING).open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            pass


@pytest.mark.sample
def test_a_full_disk_stops_an_offboarding_before_it_acts(martina: Person, small_disk: Path) -> None:
    fill(small_disk)
    run = martina.run()
    assert run.code != 0 and "No space left" in run.output and "Nothing was done." in run.output, run.output
    assert not martina.core.effects()
    (small_disk / FILLING).unlink()
    martina.completed()
    leavers_evidence(martina)


@pytest.mark.parametrize("moment", ["^Retire the person", "^Mark the person's alerts"])
def test_a_disk_that_fills_up_meanwhile_loses_no_evidence(martina: Person, small_disk: Path, moment: str) -> None:
    run = martina.held({"task": moment}, lambda: fill(small_disk))
    assert run.code != 0 and "No space left" in run.output, run.output
    assert "could not be written to" in run.output and "run it again" in run.output, run.output
    assert set(statuses(martina).values()) == {"RETIRED", "RETIRE_PENDING"}
    assert {row["outcome"] for row in martina.evidence()["devices"]} >= {"unchanged"}  # what is there is whole
    (small_disk / FILLING).unlink()
    martina.completed()
    leavers_evidence(martina)
    assert not martina.repeated()


def test_a_read_only_folder_stops_an_offboarding_before_it_acts(martina: Person, small_disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    run = martina.run()
    assert run.code != 0 and str(small_disk) in run.output and "Nothing was done." in run.output, run.output
    assert not martina.core.effects()


def test_a_record_of_an_onboarding_that_cannot_be_written_is_said(eric: Person) -> None:
    eric.folder.write_text("a file, where a folder is to be")
    run = eric.run()
    assert run.code != 0 and str(eric.folder) in run.output, run.output
    eric.folder.unlink()
    eric.completed()
    newcomers_evidence(eric)
    assert not eric.repeated()


# -- files that are cut


@pytest.mark.parametrize("part", [0.0, 0.5, 0.98])
def test_evidence_cut_in_the_middle_stops_an_offboarding_before_it_acts(martina: Person, part: float) -> None:
    martina.run({"request": "PUT .*/devices/retire/", "nth": 1, "moment": "before"})
    (file,) = martina.folder.glob("*.json")
    whole = file.read_bytes()
    file.write_bytes(whole[: int(len(whole) * part)])
    seen = martina.core.next_entry()
    run = martina.run()
    assert run.code != 0 and "Restore the evidence" in run.output, run.output
    assert not martina.core.effects(since=seen)
    file.write_bytes(whole)
    martina.completed()
    leavers_evidence(martina)


def test_a_record_cut_in_the_middle_sends_no_second_reminder(eric: Person) -> None:
    waiting = {
        "onboarding_wait_for_enrolment": True,
        "onboarding_wait_timeout": 1,
        "onboarding_remind_before_hours": 120,
    }
    eric.completed(**waiting)
    (file,) = eric.folder.glob("*.json")
    file.write_bytes(file.read_bytes()[:100])
    run = eric.run(**waiting)
    assert run.code != 0 and "cannot be read or is no record" in run.output, run.output
    assert eric.state()["messages"] == {"registration": 1, "message": 1}
    file.unlink()
    eric.completed(**waiting)
    assert not eric.repeated()


# -- clocks


@pytest.fixture(params=[-1, 1], ids=["Core is a day behind", "Core is a day ahead"])
def skewed(request: pytest.FixtureRequest, tmp_path) -> Iterator[Simulator]:
    """A Core whose clock is wrong by a day."""
    start = datetime.now(timezone.utc) + timedelta(days=request.param)
    running = Simulator(tmp_path, 20, arguments=("--clock-start", start.strftime("%Y-%m-%dT%H:%M:%S")))
    running.settings(check_in_delay=0.0, bulk_act_delay=0.0)
    yield running
    running.stop()


def test_a_clock_that_is_off_by_a_day(skewed: Simulator, martina: Person, eric: Person) -> None:
    for person, told in ((martina, leavers_evidence), (eric, newcomers_evidence)):
        person.runner.core = skewed
        person.completed()
        facts, files = told(person), {file: file.read_bytes() for file in person.folder.rglob("*.*")}
        seen = skewed.next_entry()
        person.completed()
        assert not skewed.effects(since=seen) and told(person) == facts
        assert files == {file: file.read_bytes() for file in files}
        for name, moment in _times(person.evidence()):
            # A passcode lives for 120 hours; when a device was registered is what Core says.
            due = timedelta(hours=120 if name == "passcode_ends_at" else 0)
            assert name == "registered_at" or abs(moment - due - datetime.now(timezone.utc)) < timedelta(hours=1), name
        person.forget()


def _times(tree: Any) -> Iterator[tuple[str, datetime]]:
    """The times in a record, by their names."""
    for name, value in tree.items():
        if name.endswith("_at") and value:
            yield name, datetime.fromisoformat(value.replace("Z", "+00:00"))
        for inner in value if isinstance(value, list) else ():
            if isinstance(inner, dict):
                yield from _times(inner)
