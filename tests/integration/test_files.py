# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The modules that write files: mobileiron.core.mi_device_export and mobileiron.core.mi_appconnect_analytics."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import stat
import zipfile

import pytest

from tests.integration.harness import KELLER_IPHONE

pytestmark = pytest.mark.oldest


def test_device_export(core, playbook, tmp_path) -> None:
    dest = tmp_path / "devices.csv"
    export = {"mi_device_export": {"dest": str(dest)}}
    check = playbook.run(export, check=True)[0].ok()
    assert check.changed and not dest.exists()
    plain = playbook.run(export, export)
    assert plain[0].ok().changed and plain[1].ok().changed is False
    assert plain[0]["rows"] == 200 and plain[0]["dest"] == str(dest)
    assert stat.S_IMODE(dest.stat().st_mode) == 0o600
    raw = dest.read_bytes()
    rows = list(csv.reader(io.StringIO(raw.decode())))
    assert len(rows) == 201
    assert plain[0]["checksum"] == hashlib.sha256(raw).hexdigest()
    core.change(KELLER_IPHONE, status="LOST")
    run = playbook.run({"mi_device_export": {"dest": str(dest), "backup": True, "mode": "0640"}}, response_format="xml")
    assert run[0].ok().changed and stat.S_IMODE(dest.stat().st_mode) == 0o640
    assert [path for path in tmp_path.iterdir() if path.name.startswith("devices.csv") and path != dest]
    assert core.effects() == []


def test_a_broken_export_leaves_the_old_file(core, playbook, tmp_path) -> None:
    dest = tmp_path / "devices.csv"
    dest.write_text("old")
    core.fault("truncate", operation="export_devices", times=5)
    core.fault("html", operation="export_devices", times=5)
    task = {"mi_device_export": {"dest": str(dest), "retries": 0}}
    run = playbook.run(task, *[task] * 5, {"mi_device_export": {"dest": str(tmp_path / "none" / "devices.csv")}})
    assert all(result.failed for result in run)
    assert dest.read_text() == "old" and not [p for p in tmp_path.iterdir() if "devices" in p.name and p != dest]


APP = "com.mycompany.myapp"


def test_appconnect_analytics(core, playbook, tmp_path) -> None:
    dest = tmp_path / "analytics.zip"
    tasks = [
        {"mi_appconnect_analytics": {"app_id": APP}},
        {"mi_appconnect_analytics": {"app_id": APP, "dest": str(dest)}},
        {"mi_appconnect_analytics": {"app_id": "com.example.unknown"}},
    ]
    check = playbook.run(*tasks, check=True)
    assert check[1].ok().changed and not dest.exists()
    plain = playbook.run(*tasks)
    assert plain[0].ok().changed is False and plain[1].ok().changed
    assert plain[0]["sessions"] and plain[0]["devices"]
    assert plain[0]["sessions"] == plain[1]["sessions"] == check[0]["sessions"]
    with zipfile.ZipFile(dest) as archive:
        names = archive.namelist()
    folders = {name.split("/")[1] for name in names}
    assert {device["device_id"] for device in plain[0]["devices"]} == folders
    assert (plain[2].ok()["sessions"], plain[2]["devices"]) == ([], [])
    again = playbook.run(*tasks, response_format="xml")
    assert again[0].ok()["sessions"] == plain[0]["sessions"] and again[1].ok().changed is False
    assert core.effects() == []


def test_a_destination_that_cannot_be_fails_before_anything_is_asked(core, playbook, tmp_path) -> None:
    dest = tmp_path / "devices.csv"
    dest.write_text("old")
    wrong = [
        {"dest": ""},
        {"dest": f"{tmp_path}/new/"},
        {"dest": str(tmp_path)},
        {"dest": str(tmp_path / "none" / "devices.csv")},
        {"dest": str(dest), "mode": "banana"},
        {"dest": str(dest), "owner": "no-such-user"},
        {"dest": str(dest), "group": "no-such-group"},
    ]
    words = ["dest", "dest", "dest", "dest", "mode", "no-such-user", "no-such-group"]
    tasks = [{"mi_device_export": options} for options in wrong]
    tasks += [{"mi_appconnect_analytics": {"app_id": APP, **options}} for options in wrong]
    for run in (playbook.run(*tasks, check=True), playbook.run(*tasks)):
        for result, word in zip(run, words * 2):
            assert result.failed and not result.changed and word in str(result.values), result.values
    assert core.log() == [] and dest.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir() if "mobileiron" in path.name] == []


def test_a_relative_destination(core, playbook, tmp_path) -> None:
    result = playbook.run({"mi_device_export": {"dest": "devices.csv"}})[0].ok()
    assert result.changed and result["dest"].endswith("/devices.csv") and csv.reader(open(result["dest"]))


def test_words_in_place_of_a_file(core, playbook) -> None:
    for text in ("No data found", "Internal failure"):
        body = json.dumps({"messages": {"message": text}})
        headers = {"Content-Type": "application/json"}
        core.fault("status", status=200, body=body, headers=headers, operation="appconnect_analytics")
    nothing, failure = playbook.run(*[{"mi_appconnect_analytics": {"app_id": APP}}] * 2)
    assert nothing.ok()["sessions"] == [] and failure.failed and "Internal failure" in failure.message
