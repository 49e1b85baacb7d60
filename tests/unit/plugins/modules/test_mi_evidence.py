# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of a role's evidence: read, written together, and the replaced evidence kept."""

from __future__ import annotations

import base64
import errno
import json

import pytest
from ansible_collections.mobileiron.core.plugins.module_utils.roles._evidence_seal import content_sha256, sealed

FIRST = sealed({"user": "jdoe", "devices": [{"uuid": "u-1", "name": "Jane's phone"}]})
SECOND = sealed({"user": "jdoe", "devices": [{"uuid": "u-1", "name": "=1+1"}, {"uuid": "u-2"}]}, FIRST)


@pytest.fixture
def dest(tmp_path):
    return str(tmp_path / "new" / "folder" / "offboarding-jdoe")


def files_in(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_the_three_files_are_written_for_their_owner_only(core, run, tmp_path, dest):
    written = run("mi_evidence", dest=dest, evidence=SECOND, title="Offboarding of <jdoe>").ok()
    assert written["changed"] and written["content"] is None and written["core"] == core.url
    assert written["files"] == {kind: f"{dest}.{kind}" for kind in ("json", "csv", "html")}
    folder = tmp_path / "new" / "folder"
    texts = {kind: (folder / f"offboarding-jdoe.{kind}").read_text() for kind in written["files"]}
    assert json.loads(texts["json"]) == SECOND and "Offboarding of &lt;jdoe&gt;" in texts["html"]
    assert texts["csv"].splitlines()[1].split(",")[3] == "'=1+1" and len(texts["csv"].splitlines()) == 3
    modes = {path.name: path.stat().st_mode & 0o777 for path in (folder, folder.parent, *folder.iterdir())}
    assert {name: oct(mode) for name, mode in modes.items()} == {
        name: "0o600" if "." in name else "0o700" for name in modes
    }
    assert core.log() == []


def test_a_second_time_changes_nothing_and_returns_what_was_there(run, dest):
    run("mi_evidence", dest=dest, evidence=FIRST).ok()
    again = run("mi_evidence", dest=dest, evidence=FIRST, replaced=FIRST).ok()
    assert not again["changed"] and "replaced" not in again["files"]
    assert json.loads(base64.b64decode(again["content"])) == FIRST
    read = run("mi_evidence", dest=dest).ok()
    assert (read["content"], read["files"], read["changed"]) == (again["content"], {}, False)


def test_what_is_replaced_is_kept_under_its_hash(run, dest, tmp_path):
    run("mi_evidence", dest=dest, evidence=FIRST).ok()
    written = run("mi_evidence", dest=dest, evidence=SECOND, replaced=FIRST).ok()
    name = f"earlier/offboarding-jdoe-{content_sha256(FIRST)[:16]}.json"
    folder = tmp_path / "new" / "folder"
    assert written["files"]["replaced"] == str(folder / name) and json.loads((folder / name).read_text()) == FIRST
    assert list(written["files"])[0] == "replaced"  # uploaded first, so that the chain has no gap


def test_evidence_without_a_hash_is_kept_too(run, dest):
    unsealed = {"user": "jdoe", "devices": []}
    assert "replaced" in run("mi_evidence", dest=dest, evidence=unsealed, replaced=unsealed).ok()["files"]


def test_check_mode_writes_nothing(run, dest, tmp_path):
    planned = run("mi_evidence", True, dest=dest, evidence=SECOND, replaced=FIRST).ok()
    assert planned["changed"] and set(planned["files"]) == {"replaced", "json", "csv", "html"}
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_replaces_no_file_and_leaves_nothing(run, dest, tmp_path, monkeypatch):
    run("mi_evidence", dest=dest, evidence=FIRST).ok()
    before = {name: (tmp_path / name).read_bytes() for name in files_in(tmp_path)}
    from ansible_collections.mobileiron.core.plugins.module_utils.glue import _files

    made = []
    original = _files.tempfile.NamedTemporaryFile

    def full(*args, **keywords):
        file = original(*args, **keywords)
        made.append(file)
        if len(made) == 3:

            def write(_data):
                raise OSError(errno.ENOSPC, "No space left on device")

            file.write = write
        return file

    monkeypatch.setattr(_files.tempfile, "NamedTemporaryFile", full)
    failed = run("mi_evidence", dest=dest, evidence=SECOND, replaced=FIRST)
    assert failed.failed and "No space left on device" in failed.message and "bug" not in failed.message
    assert {name: (tmp_path / name).read_bytes() for name in files_in(tmp_path)} == before
    assert not (tmp_path / "new" / "folder" / "earlier").exists()


@pytest.mark.parametrize("evidence", [{}, {"devices": "none"}, {"devices": None}, {"devices": ["u-1"]}])
def test_what_is_no_evidence_is_not_written(run, dest, tmp_path, evidence):
    failed = run("mi_evidence", dest=dest, evidence=evidence)
    assert failed.failed and failed.message.startswith("evidence: expected") and list(tmp_path.iterdir()) == []


def test_a_record_without_devices_is_written_as_json_only(run, tmp_path):
    written = run("mi_evidence", dest=str(tmp_path / "x"), evidence={"user_id": "jdoe"}, formats=["json"]).ok()
    assert written["files"] == {"json": f"{tmp_path}/x.json"} and files_in(tmp_path) == ["x.json"]


def test_null_formats_are_refused_before_anything_is_written(run, tmp_path):
    refused = run("mi_evidence", dest=str(tmp_path / "x"), evidence=FIRST, formats=None)
    assert refused.failed and "formats" in refused.message and files_in(tmp_path) == []


def test_a_file_that_cannot_be_read_is_an_error_not_no_file(run, tmp_path):
    (tmp_path / "x.json").mkdir()
    failed = run("mi_evidence", dest=str(tmp_path / "x"))
    assert failed.failed and f"{tmp_path}/x.json cannot be read" in failed.message


def test_the_invocation_leaves_the_evidence_out(run, dest):
    arguments = run("mi_evidence", dest=dest, evidence=SECOND, replaced=FIRST).ok()["invocation"]["module_args"]
    assert arguments["dest"] == dest and not {"evidence", "replaced"} & set(arguments)
