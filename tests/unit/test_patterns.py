# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The patterns fit together: folders, playbooks, and surveys that ask for variables of the role and for no guard."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
PATTERNS = sorted((ROOT / "extensions" / "patterns").iterdir())
GUARDS = {
    "offboarding_max_devices",
    "offboarding_protected_labels",
    "offboarding_wipe_company_owned",
    "offboarding_plan_required",
    "compliance_report_url",
}


def templates(folder: Path) -> list[dict[str, Any]]:
    return json.loads((folder / "meta" / "pattern.json").read_text())["aap_resources"]["controller_job_templates"]


@pytest.mark.parametrize("folder", PATTERNS, ids=lambda folder: folder.name)
def test_a_pattern_is_whole(folder: Path) -> None:
    meta = json.loads((folder / "meta" / "pattern.json").read_text())
    assert (meta["schema_version"], meta["name"]) == ("1.0", folder.name) and len(meta["title"]) <= 64
    assert (folder / "README.md").is_file()
    books = {path.name for path in (folder / "playbooks").iterdir()}
    assert {template["playbook"] for template in templates(folder)} == books
    assert [template["primary"] for template in templates(folder)].count(True) == 1


@pytest.mark.parametrize("folder", PATTERNS, ids=lambda folder: folder.name)
def test_a_survey_asks_for_variables_of_the_role_and_for_no_guard(folder: Path) -> None:
    specs = yaml.safe_load((ROOT / "roles" / folder.name / "meta" / "argument_specs.yml").read_text())
    options = specs["argument_specs"]["main"]["options"]
    for template in templates(folder):
        questions = {question["variable"]: question["required"] for question in template["survey"]["spec"]}
        assert questions.keys() <= options.keys() and not questions.keys() & GUARDS
        assert not template["ask_variables_on_launch"] and template["survey_enabled"]
        required = {name for name, option in options.items() if option.get("required")}
        assert required <= {name for name, needed in questions.items() if needed}


def test_the_plan_never_acts_and_nothing_is_done_without_an_approved_plan() -> None:
    folder = ROOT / "extensions" / "patterns" / "offboarding" / "playbooks"
    (plan,) = yaml.safe_load((folder / "plan.yml").read_text())
    (apply,) = yaml.safe_load((folder / "offboard.yml").read_text())
    assert plan["check_mode"] is True
    assert apply["roles"] == [{"role": "mobileiron.core.offboarding", "vars": {"offboarding_plan_required": True}}]
