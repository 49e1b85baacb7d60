# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""mobileiron.core.mi_compliance_report, and the role and playbook compliance_report."""

from __future__ import annotations

import csv
import json
import stat
from pathlib import Path
from typing import Any

import pytest

from tests.integration.harness import KELLER_IPHONE, SMITH_IPHONE, Playbook, Run, Simulator, refusals

NAMES = ["compliance-report.csv", "compliance-report.html", "compliance-report.json"]
ROOTED = "000000a4-0000-4000-8000-000000000001"
TEMPLATE = "000000a5-0000-4000-8000-000000000004"
FORMULA = "000000a5-0000-4000-8000-000000000005"


def content(folder: Path) -> dict[str, Any]:
    """The JSON of the report in a folder."""
    return json.loads((folder / NAMES[2]).read_text(encoding="utf-8"))


def test_a_report_of_all_active_devices(core: Simulator, playbook: Playbook, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "reports"
    task = {"mi_compliance_report": {"dest": str(folder)}}
    listing = {"mi_device_info": {"fields": ["uuid", "compliant", "compromised", "platform_family"]}}
    check, plain = playbook.run(task, check=True), playbook.run(task, listing)
    assert core.effects() == [] and check[0].ok().changed and plain[0].ok().changed
    assert check[0]["summary"] == plain[0]["summary"]
    devices = plain[1]["devices"]
    summary = plain[0]["summary"]
    assert summary["devices"] == plain[0]["count"] == len(devices) > 100
    assert summary["noncompliant"] == sum(device["compliant"] is False for device in devices) > 0
    assert set(plain[0]["noncompliant"]) == {device["uuid"] for device in devices if device["compliant"] is False}
    assert summary["unread_alerts"] + content(folder)["figures"]["alerts"]["of_other_devices"] == len(
        core.alerts(unread=True)
    )


def test_xml_gives_the_report_that_json_gives_and_the_same_again_changes_nothing(
    core: Simulator, playbook: Playbook, tmp_path: Path
) -> None:
    task = {"mi_compliance_report": {"dest": str(tmp_path / "r"), "generated_at": "2030-01-01T00:00:00Z"}}
    assert playbook.run(task)[0].ok().changed
    again = playbook.run(task, response_format="xml")[0].ok()
    assert again.changed is False and again["changes"] is None


def test_the_files_hold_the_devices_and_hostile_names_stay_text(
    core: Simulator, playbook: Playbook, tmp_path: Path
) -> None:
    core.change(TEMPLATE, model="</script><script>alert(1)</script>")
    core.change(FORMULA, model="=1+1")
    (run,) = playbook.run({"mi_compliance_report": {"dest": str(tmp_path / "r"), "title": "<b>&"}})
    folder = tmp_path / "r"
    assert run.ok().changed and sorted(path.name for path in folder.iterdir()) == NAMES
    assert [stat.S_IMODE(path.stat().st_mode) for path in [folder, *folder.iterdir()]] == [0o700] + [0o600] * 3
    assert run["files"] == {name.rpartition(".")[2]: str(folder / name) for name in NAMES}
    report = content(folder)
    assert len(report["devices"]) == run["count"] and run["report"] == report
    with (folder / NAMES[0]).open(encoding="utf-8", newline="") as source:
        rows = {row["uuid"]: row for row in csv.DictReader(source)}
    assert len(rows) == run["count"]
    assert rows[FORMULA]["model"] == "'=1+1" and rows[FORMULA]["user_display_name"].startswith("'=HYPERLINK")
    assert (rows[ROOTED]["verdict"], rows[ROOTED]["compliance"]) == ("noncompliant", "0")
    assert rows[ROOTED]["reasons"] == "compromised"
    page = (folder / NAMES[1]).read_text(encoding="utf-8")
    assert "<script>alert" not in page and "<h1>&lt;b&gt;&amp;</h1>" in page
    assert "{{ lookup(&#x27;pipe&#x27;,&#x27;id&#x27;) }}" in page or "{{ lookup('pipe','id') }}" in page


def test_a_second_report_says_what_changed_and_keeps_the_first(
    core: Simulator, playbook: Playbook, tmp_path: Path
) -> None:
    report = {"dest": str(tmp_path / "r"), "backup": True, "uuids": [KELLER_IPHONE, SMITH_IPHONE]}
    task = {"mi_compliance_report": report}
    first = playbook.run({"mi_compliance_report": {**report, "generated_at": "2026-01-31T08:00:00Z"}})[0].ok()
    assert first["changes"] is None
    core.change(SMITH_IPHONE, compliance=2)
    core.change(KELLER_IPHONE, principal="jsmith")
    second = playbook.run(task)[0].ok()
    assert second["changes"]["since"] == first["generated_at"]
    assert second["changes"]["moves"]["became_noncompliant"] == second["changes"]["moves"]["changed_user"] == 1
    assert second["changes"]["differences"]["noncompliant"] == 1
    assert len(second["backup_files"]) == 3
    kept = next(path for path in second["backup_files"] if "json" in path)
    named = playbook.run({"mi_compliance_report": {**report, "earlier": kept}})[0].ok()
    assert named["changes"]["since"] == first["generated_at"]
    (tmp_path / "r" / NAMES[2]).write_text("[" * 5000)
    third = playbook.run(task)[0].ok()
    assert third["changes"] is None and "not compared" in third.warnings


def test_thresholds_fail_after_the_files_are_written(core: Simulator, playbook: Playbook, tmp_path: Path) -> None:
    core.change(SMITH_IPHONE, compliance=2)
    picked = {"uuids": [KELLER_IPHONE, SMITH_IPHONE], "alerts": False}
    kept, broken = (
        {"mi_compliance_report": {**picked, "dest": str(tmp_path / str(limit)), "max_noncompliant_percent": limit}}
        for limit in (50, 49.5)
    )
    nothing = {"mi_compliance_report": {**picked, "dest": str(tmp_path / "0"), "uuids": [], "max_not_seen_percent": 0}}
    check = playbook.run(kept, broken, nothing, check=True)
    assert not any((tmp_path / name).exists() for name in ("50", "49.5", "0"))
    real = playbook.run(kept, broken, nothing)
    for run in (check, real):
        assert run[0].ok()["exceeded"] == [] and run[1].failed and run[1].changed
        assert run[1]["exceeded"] == [run[1].message] and "1 device (50%) is." in run[1].message
        assert run[1]["noncompliant"] == [SMITH_IPHONE] and run[1]["summary"]["unread_alerts"] is None
        assert run[2].ok()["count"] == 0 and run[2]["thresholds"][0]["exceeded"] is None
        assert "no threshold was checked" in run[2].warnings
    assert sorted(path.name for path in (tmp_path / "49.5").iterdir()) == NAMES
    assert core.requests("list_alerts") == []


def test_what_cannot_be_is_refused_before_anything_is_asked(
    core: Simulator, playbook: Playbook, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "taken" / NAMES[0]).mkdir(parents=True)
    dest, later = str(tmp_path / "new"), tmp_path / "later"
    assert playbook.run({"mi_compliance_report": {"dest": str(later), "generated_at": "2100-01-01"}})[0].ok()
    wrong: list[dict[str, Any]] = [
        {"dest": str(tmp_path / "file")},
        {"dest": str(tmp_path / "file" / "below")},
        {"dest": str(tmp_path / "taken")},
        {"dest": dest, "contact_within_days": 0},
        {"dest": dest, "max_noncompliant_percent": 101},
        {"dest": dest, "max_not_seen_percent": -1},
        {"dest": dest, "title": " "},
        {"dest": dest, "generated_at": "soon"},
        {"dest": dest, "earlier": str(tmp_path / "file")},
        {"dest": dest, "earlier": str(tmp_path / "none")},
        {"dest": dest, "earlier": str(later / NAMES[2])},
        {"dest": dest, "statuses": ["BROKEN"]},
    ]
    words = [
        "not a directory", "not a directory", "is a directory", "contact_within_days", "max_noncompliant_percent",
        "max_not_seen_percent", "title", "generated_at", "earlier", "earlier", "not earlier",
        "BROKEN",
    ]  # fmt: skip
    seen = core.next_entry()
    run = refusals(playbook, *({"mi_compliance_report": options} for options in wrong))
    for result, word in zip(run, words):
        assert word in str(result.values), result.values
    assert core.log(since=seen) == [] and not (tmp_path / "new").exists()


def test_a_report_that_fails_leaves_the_old_files_and_no_new_folder(
    core: Simulator, playbook: Playbook, tmp_path: Path
) -> None:
    old = tmp_path / "old"
    assert playbook.run({"mi_compliance_report": {"dest": str(old)}})[0].ok()
    before = {path.name: path.read_bytes() for path in old.iterdir()}
    core.fault("status", operation="list_alerts", status=500, times=20)
    run = playbook.run(
        {"mi_compliance_report": {"dest": str(old), "retries": 0}},
        {"mi_compliance_report": {"dest": str(tmp_path / "a" / "b"), "retries": 0}},
        {"mi_compliance_report": {"dest": str(tmp_path / "a" / "b"), "mode": "banana"}},
    )
    assert run[2].failed and "mode" in run[2].message and run[0].failed and run[1].failed and not run[0].changed
    assert {path.name: path.read_bytes() for path in old.iterdir()} == before and not (tmp_path / "a").exists()


# -- the role ----------------------------------------------------------------------------------------------------------


def reported(playbook: Playbook, folder: Path, *, check: bool = False, **variables: Any) -> Run:
    """Run mobileiron.core.compliance_report."""
    given = {"compliance_report_dir": str(folder), **variables}
    return playbook.file("mobileiron.core.compliance_report", check, arguments=("-e", json.dumps(given)))


def stats(run: Run) -> dict[str, Any]:
    """What the role handed on with set_stats."""
    return next(line.values["ansible_stats"]["data"] for line in run if "ansible_stats" in line.values)


def test_the_role_writes_the_report_hands_on_artifacts_and_fails_last(
    core: Simulator, playbook: Playbook, tmp_path: Path
) -> None:
    core.change(SMITH_IPHONE, compliance=2)
    folder = tmp_path / "r"
    variables = {
        "compliance_report_title": " Smith & Keller ",
        "compliance_report_not_seen_for_days": "14",
        "compliance_report_selector": {"uuids": [SMITH_IPHONE, TEMPLATE]},
        "compliance_report_max_noncompliant_percent": "49.5",
        "compliance_report_max_not_seen_percent": "",
    }
    run = reported(playbook, folder, **variables)
    assert run.code != 0 and "1 device (50%) is." in run.output
    assert sorted(path.name for path in folder.iterdir()) == NAMES
    report = content(folder)
    assert (report["title"], report["not_seen_for_days"]) == ("Smith & Keller", 14)
    artifacts = stats(run)
    assert artifacts["compliance_report_summary"]["noncompliant"] == 1
    assert artifacts["compliance_report_outstanding"] == [SMITH_IPHONE]
    assert artifacts["compliance_report_evidence"] == report
    assert artifacts["compliance_report_files"]["html"] == str(folder / NAMES[1])
    assert core.effects() == []


def test_the_role_in_check_mode_shows_the_figures_and_writes_nothing(
    core: Simulator, playbook: Playbook, tmp_path: Path
) -> None:
    run = reported(playbook, tmp_path / "r", check=True)
    assert run.code == 0 and not (tmp_path / "r").exists() and core.effects() == []
    assert stats(run)["compliance_report_summary"]["devices"] > 100
    assert "nothing was written" in run.output


@pytest.mark.parametrize(
    "variables, told",
    [
        ({"compliance_report_selector": {"user": ["x"]}}, "user"),
        ({"compliance_report_selector": "all"}, "compliance_report_selector"),
        ({"compliance_report_not_seen_for_days": 0}, "compliance_report_not_seen_for_days"),
        ({"compliance_report_max_not_seen_percent": 101}, "max_not_seen_percent"),
        ({"compliance_report_max_noncomplaint_percent": 5}, "compliance_report_max_noncomplaint_percent"),
    ],
)
def test_the_role_refuses_what_it_does_not_know(
    core: Simulator, playbook: Playbook, tmp_path: Path, variables: dict[str, Any], told: str
) -> None:
    run = reported(playbook, tmp_path / "r", **variables)
    assert run.code != 0 and told in run.output and not (tmp_path / "r").exists()
