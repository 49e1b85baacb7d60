# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Evidence outlives the host that it was written on, and the next run finds it or stops."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.integration.file_server import TOKEN, FileServer
from tests.integration.harness import KELLER_SILENT, SMITH_IPHONE, Playbook, Run, Simulator
from tests.integration.role_runs import (
    MARTINA,
    artifacts,
    evidence,
    lose,
    offboard,
    outcomes,
    recap,
    reports,
    statuses,
    task,
)

JOHN = {"offboarding_user": "jsmith"}
WIPING = {"offboarding_wipe_company_owned": True}


@pytest.fixture
def server() -> Iterator[FileServer]:
    """A server for files."""
    with FileServer() as running:
        yield running


def put_to(server: FileServer, role: str = "offboarding") -> dict[str, Any]:
    """The variables that put the evidence of a role to a server."""
    return {f"{role}_evidence_url": server.url + "/", f"{role}_evidence_headers": {"Authorization": TOKEN}}


def container_gone(playbook: Playbook) -> None:
    """What the job wrote is gone with its file system."""
    shutil.rmtree(reports(playbook), ignore_errors=True)


def message(run: Run, name: str) -> str:
    return " ".join(task(run, name)["msg"].split())


# -- an earlier run of which there is no evidence


@pytest.mark.slow
@pytest.mark.oldest
def test_a_wipe_that_is_awaited_is_not_cancelled_though_its_evidence_is_lost(
    core: Simulator, playbook: Playbook
) -> None:
    assert offboard(playbook, WIPING).code == 0
    container_gone(playbook)
    seen = core.next_entry()
    for check in (True, False):
        run = offboard(playbook, check=check)
        said = message(run, "Fail if a retire may prevent a pending wipe")
        assert run.code != 0 and "all mail is blocked already" in said and KELLER_SILENT in said, run.output
        assert "offboarding_earlier_evidence" in said and "CAUTION" in run.output
    assert not core.effects(since=seen) and not reports(playbook).exists()
    # Asking for the wipe again is harmless; what is told decides.
    assert offboard(playbook, WIPING, check=True).code == 0
    run = offboard(playbook, {"offboarding_earlier_evidence": "none"})
    assert run.code == 0 and statuses(core)[KELLER_SILENT] == "RETIRE_PENDING", run.output


def test_core_s_own_sign_of_a_wipe_is_enough(core: Simulator, playbook: Playbook) -> None:
    core.change(SMITH_IPHONE, wipeReason=1)
    run = offboard(playbook, JOHN)
    assert run.code != 0 and not core.effects(), run.output
    assert f"reason for a wipe ({SMITH_IPHONE})" in message(run, "Fail if a retire may prevent a pending wipe")


# -- put to an address


@pytest.mark.slow
@pytest.mark.oldest
def test_evidence_is_put_to_an_address_and_found_there(core: Simulator, playbook: Playbook, server: FileServer) -> None:
    planned = offboard(playbook, WIPING, put_to(server), check=True, more=("-vvv",))
    assert planned.code == 0 and not server.methods("PUT") and "s3cret" not in planned.output, planned.output
    run = offboard(playbook, WIPING, put_to(server), more=("-vvv",))
    assert run.code == 0 and "s3cret" not in run.output, run.output
    (file,) = reports(playbook).glob("*.json")
    names = sorted(file.with_suffix(suffix).name for suffix in (".json", ".csv", ".html"))
    assert sorted(server.files) == names and server.types[file.with_suffix(".html").name].startswith("text/html")
    assert all(server.files[name] == file.with_name(name).read_bytes() for name in names)
    first = json.loads(server.files[file.name])
    # The container is gone, and the next run asks for no wipe: the one that is awaited is known all the same.
    container_gone(playbook)
    seen = core.next_entry()
    run = offboard(playbook, put_to(server))
    assert run.code == 0 and not core.effects(since=seen), run.output
    assert outcomes(playbook)[KELLER_SILENT] == ("wipe", "outstanding")
    assert evidence(playbook)["previous_sha256"] == first["sha256"]
    # What was replaced is kept, there and here.
    kept = f"{file.stem}-{first['sha256'][:16]}.json"
    assert json.loads(server.files[kept]) == json.loads((reports(playbook) / "earlier" / kept).read_text()) == first
    again = offboard(playbook, put_to(server))
    assert again.code == 0 and " changed=0 " in recap(again) and len(server.files) == 4, recap(again)


@pytest.mark.slow
@pytest.mark.oldest
def test_a_header_may_be_vaulted(core: Simulator, playbook: Playbook, server: FileServer) -> None:
    (playbook.folder / "vault").write_text("key")
    encrypted = subprocess.run(
        [str(Path(sys.executable).with_name("ansible-vault")), "encrypt_string", "--vault-password-file", "vault", TOKEN],
        cwd=playbook.folder, env=playbook._environment(playbook.folder / "x", "json"), capture_output=True, text=True,
        check=True,
    ).stdout  # fmt: skip
    variables = {**MARTINA, "offboarding_report_dir": str(reports(playbook)), "offboarding_evidence_url": server.url}
    lines = [f"    {name}: {json.dumps(value)}" for name, value in variables.items()]
    lines += ["    offboarding_evidence_headers:", "      Authorization: " + encrypted.replace("\n", "\n      ")]
    play = "- hosts: localhost\n  connection: local\n  gather_facts: false\n  vars:\n"
    book = playbook.folder / "vaulted.yml"
    book.write_text(play + "\n".join(lines) + "\n  roles: [mobileiron.core.offboarding]\n", encoding="utf-8")
    run = playbook.file(str(book), check=True, arguments=("--vault-password-file", "vault", "-vvv"))
    assert run.code == 0 and server.methods("GET") and "s3cret" not in run.output, run.output


@pytest.mark.oldest("slow")
@pytest.mark.parametrize("status", [500, *(pytest.param(status, marks=pytest.mark.thorough) for status in (401, 302))])
def test_an_upload_that_fails_loses_nothing(
    core: Simulator, playbook: Playbook, server: FileServer, status: int
) -> None:
    server.statuses["PUT"] = status
    server.headers["Location"] = f"{server.url}/elsewhere"
    run = offboard(playbook, JOHN, put_to(server))
    assert run.code != 0 and statuses(core, "jsmith")[SMITH_IPHONE] == "RETIRED", run.output
    said = message(run, "Fail if the evidence could not be saved everywhere")
    assert f".json: status {status}" in said and "offboarding_evidence_url" in said and "s3cret" not in run.output
    assert str(reports(playbook)) in said and artifacts(run)["offboarding_evidence"] == evidence(playbook)
    assert "elsewhere" not in server.methods("PUT")
    server.statuses.clear()
    seen = core.next_entry()
    run = offboard(playbook, JOHN, put_to(server))
    assert run.code == 0 and not core.effects(since=seen) and len(server.files) == 3, run.output


@pytest.mark.thorough
def test_an_address_that_does_not_answer_ends_the_run_in_time(
    core: Simulator, playbook: Playbook, server: FileServer
) -> None:
    waiting = {**put_to(server), "offboarding_evidence_timeout": 1}
    server.silent.add("PUT")
    run = offboard(playbook, JOHN, waiting)
    assert run.code != 0 and statuses(core, "jsmith")[SMITH_IPHONE] == "RETIRED", run.output
    assert "timed out" in message(run, "Fail if the evidence could not be saved everywhere")
    server.silent.add("GET")
    seen = core.next_entry()
    run = offboard(playbook, waiting)
    assert run.code != 0 and not core.effects(since=seen), run.output
    assert "could not be read" in message(run, "Fail if the address does not show")


@pytest.mark.oldest("slow")
@pytest.mark.parametrize(
    ("status", "content", "said"),
    [
        pytest.param(401, None, "status 401", marks=pytest.mark.thorough),
        (500, None, "status 500"),
        pytest.param(302, None, "status 302", marks=pytest.mark.thorough),
        pytest.param(None, b"", "no JSON", marks=pytest.mark.thorough),
        pytest.param(None, b"<html>\xff</html>", "not be read", marks=pytest.mark.thorough),
        (None, b'{"user": "jsmith", "devices": []}', "evidence of jsmith"),
        pytest.param(
            None,
            b'{"user": "mkeller", "devices": [], "core": "https://other.example.com"}',
            "another Core",
            marks=pytest.mark.thorough,
        ),
        pytest.param(
            None, b'{"user": "mkeller", "devices": [], "sha256": "0"}', "was changed", marks=pytest.mark.thorough
        ),
    ],
)
def test_what_cannot_be_read_at_the_address_is_not_guessed(
    core: Simulator, playbook: Playbook, server: FileServer, status: int | None, content: bytes | None, said: str
) -> None:
    if status:
        server.statuses["GET"] = status
    if content is not None:
        server.files[f"offboarding-mkeller-{hashlib.sha256(b'mkeller').hexdigest()[:8]}.json"] = content
    for check in (True, False):
        run = offboard(playbook, put_to(server), check=check)
        assert run.code != 0 and said in " ".join(run.output.split()) and "Nothing was done" in run.output, run.output
    assert not core.effects() and not server.methods("PUT") and not reports(playbook).exists()


@pytest.mark.thorough
@pytest.mark.parametrize("user", ["template.user", "formula.user", "CORP\\jdoe"])
@pytest.mark.oldest
def test_hostile_names_are_the_same_when_they_come_back(
    core: Simulator, playbook: Playbook, server: FileServer, user: str
) -> None:
    person = {"offboarding_user": user}
    assert offboard(playbook, person, put_to(server)).code == 0
    first = evidence(playbook)
    assert all("/" not in name and name.isascii() for name in server.files)
    container_gone(playbook)
    run = offboard(playbook, person, put_to(server))
    assert run.code == 0 and evidence(playbook) == first, run.output


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"offboarding_evidence_url": "http://files.example.com"}, "loopback only"),
        ({"offboarding_evidence_url": "https://api:pw@files.example.com"}, "credentials never belong in it"),
        ({"offboarding_evidence_headers": {"X": 34}}, "the value of X is no text"),
        ({"offboarding_evidence_uri": "x"}, "misspelt guard"),
        ({"offboarding_earlier_evidence": "lost"}, "the record is needed"),
        ({"offboarding_earlier_evidence": {"user": "jsmith", "devices": []}}, "evidence of jsmith"),
    ],
)
def test_what_cannot_be_taken_is_refused_before_anything_is_done(
    core: Simulator, playbook: Playbook, changed: dict[str, Any], said: str
) -> None:
    run = offboard(playbook, changed)
    assert run.code != 0 and said in " ".join(run.output.split()), run.output
    assert not core.effects() and not reports(playbook).exists()


# -- from job to job


@pytest.mark.slow
@pytest.mark.oldest
@pytest.mark.parametrize(
    "way", ["artifact", *(pytest.param(way, marks=pytest.mark.thorough) for way in ("dict", "json"))]
)
def test_evidence_is_handed_on_or_told(core: Simulator, playbook: Playbook, way: str) -> None:
    whole = artifacts(offboard(playbook, WIPING))["offboarding_evidence"]
    container_gone(playbook)
    given = {
        "artifact": {"offboarding_evidence": whole},
        "dict": {"offboarding_earlier_evidence": whole},
        "json": {"offboarding_earlier_evidence": json.dumps(whole)},
    }[way]
    # Of somebody else it is left aside as an artifact, which every node of a workflow is handed, and refused else.
    other = offboard(playbook, given, JOHN, check=True)
    assert (other.code == 0) is (way == "artifact"), other.output
    seen = core.next_entry()
    run = offboard(playbook, given)
    assert run.code == 0 and not core.effects(since=seen), run.output
    assert outcomes(playbook)[KELLER_SILENT] == ("wipe", "outstanding")
    assert evidence(playbook)["previous_sha256"] == whole["sha256"]


@pytest.mark.thorough
def test_evidence_that_was_changed_by_hand_stops_the_run(core: Simulator, playbook: Playbook) -> None:
    assert offboard(playbook, WIPING).code == 0
    (file,) = reports(playbook).glob("*.json")
    file.write_text(file.read_text(encoding="utf-8").replace('"wipe"', '"retire"'), encoding="utf-8")
    seen = core.next_entry()
    run = offboard(playbook)
    assert run.code != 0 and "was changed since it was written" in run.output and not core.effects(since=seen)


@pytest.mark.thorough
@pytest.mark.oldest
def test_a_lost_device_s_evidence_is_kept_in_the_same_ways(
    core: Simulator, playbook: Playbook, server: FileServer
) -> None:
    run = lose(playbook, put_to(server, "lost_device"))
    assert run.code == 0 and len(server.files) == 3 and "s3cret" not in run.output, run.output
    first = evidence(playbook)
    container_gone(playbook)
    run = lose(playbook, put_to(server, "lost_device"), {"lost_device_state": "found"})
    assert run.code == 0 and evidence(playbook)["previous_sha256"] == first["sha256"], run.output
    assert len(evidence(playbook)["earlier_runs"]) == 1 and "never unlocks" in run.output
    server.statuses["PUT"] = 500
    run = lose(playbook, put_to(server, "lost_device"), {"lost_device_state": "found"})
    assert run.code != 0 and "status 500" in message(run, "Fail if the evidence could not be saved everywhere")
    assert artifacts(run)["lost_device_evidence"] == evidence(playbook)


@pytest.mark.thorough
def test_evidence_of_one_role_is_none_of_the_other(core: Simulator, playbook: Playbook) -> None:
    done = artifacts(offboard(playbook, JOHN))["offboarding_evidence"]
    run = lose(playbook, {"lost_device_earlier_evidence": done})
    assert run.code != 0 and "of the role offboarding" in " ".join(run.output.split()), run.output


# -- whether it is as it was written


@pytest.mark.thorough
@pytest.mark.oldest
def test_a_later_change_of_evidence_shows(core: Simulator, playbook: Playbook) -> None:
    folder = reports(playbook)
    assert offboard(playbook, WIPING).code == 0
    core.control("POST", f"devices/{KELLER_SILENT}/check-in")
    assert offboard(playbook, {"offboarding_ticket": "HR-2"}).code == 0
    assert lose(playbook, {"lost_device_report_dir": str(folder)}).code == 0
    (kept,) = (folder / "earlier").glob("*.json")
    run = _check(playbook, folder)
    assert run.code == 0 and artifacts(run)["evidence_check_summary"] == {"good": 3, "bad": 0}, run.output
    text = kept.read_text(encoding="utf-8")
    kept.write_text(text.replace("left the company", "left in a hurry"), encoding="utf-8")
    (folder / "notes\n.json").write_text("{}")
    run = _check(playbook, folder)
    said = message(run, "Fail if evidence is not as it was written")
    assert run.code != 0 and "3 of 4 files" in said and kept.name in said and "content was changed" in said, run.output
    assert len(artifacts(run)["evidence_check_bad"]) == 3
    kept.unlink()
    run = _check(playbook, folder)
    assert run.code != 0 and "is missing" in message(run, "Fail if evidence is not as it was written")


@pytest.mark.parametrize(("folder", "said"), [("", "evidence_check_dir: it is required"), ("nowhere", "no folder")])
def test_a_folder_that_is_not_there_is_not_good(playbook: Playbook, folder: str, said: str) -> None:
    run = _check(playbook, folder)
    assert run.code != 0 and said in " ".join(run.output.split()), run.output


def _check(playbook: Playbook, folder: object) -> Run:
    return playbook.file("mobileiron.core.evidence_check", arguments=("-e", f"evidence_check_dir={folder}"))


@pytest.mark.thorough
def test_a_compliance_report_is_put_to_an_address_without_showing_the_headers(
    core: Simulator, playbook: Playbook, server: FileServer
) -> None:
    headers = json.dumps({"Authorization": TOKEN})
    given = {"compliance_report_dir": str(reports(playbook)), "compliance_report_url": server.url}
    given["compliance_report_url_headers"] = headers
    run = playbook.file("mobileiron.core.compliance_report", arguments=("-e", json.dumps(given)))
    assert run.code == 0 and len(server.files) == 3 and "s3cret" not in run.output, run.output
    server.statuses["PUT"] = 500
    run = playbook.file("mobileiron.core.compliance_report", arguments=("-e", json.dumps(given)))
    said = message(run, "Fail if files could not be uploaded")
    assert run.code != 0 and "status 500" in said and "s3cret" not in run.output and artifacts(run), run.output
    given["compliance_report_url"] = "http://files.example.com"
    run = playbook.file("mobileiron.core.compliance_report", arguments=("-e", json.dumps(given)))
    assert run.code != 0 and "loopback only" in run.output, run.output
