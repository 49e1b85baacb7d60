# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""mobileiron.core.awx_setup by the real awx.awx, against as much of AWX as that needs.

Run by "make awx", which fetches awx.awx.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.awx.controller import definitions
from tests.awx.fake_awx import TOKEN, FakeAwx
from tests.integration.harness import ROOT

FETCHED = ROOT.parents[3] / "awx"
"""Where "make awx" puts awx.awx."""
PASSWORD = "Core's password"
VARIABLES = {
    "awx_setup_project_url": "https://git.example.com/mobileiron.core.git",
    "awx_setup_image": "registry.example.com/mobileiron:1.0.0",
    "awx_setup_credentials": {
        "core": {"url": "https://core.example.com", "username": "api", "password": PASSWORD},
        "evidence_store": {},
    },
    "awx_setup_variables": {
        "offboarding_protected_labels": ["Legal Hold"],
        "lost_device_protected_labels": ["Legal Hold"],
    },
    "awx_setup_notification": {
        "type": "webhook",
        "configuration": {"url": "https://chat.example.com", "http_method": "POST"},
    },
}


@pytest.fixture
def fake():
    with FakeAwx() as running:
        yield running


def set_up(fake: FakeAwx, folder: Path, *arguments: str, **variables: Any) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    collections = f"{os.environ.get('ANSIBLE_COLLECTIONS_PATH', ROOT.parents[2])}:{FETCHED}"
    settings = {
        "CONTROLLER_HOST": fake.url,
        "CONTROLLER_OAUTH_TOKEN": TOKEN,
        "ANSIBLE_COLLECTIONS_PATH": collections,
        "ANSIBLE_LOCALHOST_WARNING": "false",
        "ANSIBLE_PYTHON_INTERPRETER": sys.executable,
        "ANSIBLE_LOCAL_TEMP": str(folder / "temp"),
        "ANSIBLE_NOCOLOR": "1",
    }
    command = [str(Path(sys.executable).with_name("ansible-playbook")), "-i", "localhost,", "mobileiron.core.awx_setup"]
    command += ["-e", json.dumps({**VARIABLES, **variables}), *arguments]
    return subprocess.run(command, check=False, capture_output=True, text=True, cwd=folder, env={**kept, **settings})


def changed(run: subprocess.CompletedProcess[str]) -> int:
    assert run.returncode == 0, run.stdout + run.stderr
    return int(re.findall(r"changed=(\d+)", run.stdout)[0])


def test_it_makes_everything_once_and_removes_it(fake: FakeAwx, tmp_path: Path) -> None:
    made = set_up(fake, tmp_path)
    assert changed(made) and PASSWORD not in made.stdout + made.stderr
    templates = definitions("job_templates")
    assert {entry["name"] for entry in fake.objects["job_templates"].values()} == {
        f"MobileIron {t['name']}" for t in templates.values()
    }
    _look_at_credentials(fake)
    _look_at_guards(fake)
    _look_at_the_workflow(fake)
    assert len(fake.objects["schedules"]) == len(definitions("schedules"))
    assert [host["name"] for host in fake.objects["hosts"].values()] == ["localhost"]
    fake.changes.clear()
    assert changed(set_up(fake, tmp_path)) == 0 and fake.changes == []
    # What somebody filled in in AWX stays, and what somebody opened is closed again.
    apply = fake.named("job_templates", "MobileIron offboard: apply")
    apply.update(ask_variables_on_launch=True, extra_vars="{}")
    assert changed(set_up(fake, tmp_path)) == 1 and [change[1] for change in fake.changes] == ["job_templates"]
    _look_at_guards(fake)
    assert changed(set_up(fake, tmp_path, awx_setup_state="absent"))
    assert {
        kind: len(entries)
        for kind, entries in fake.objects.items()
        if entries and kind != "workflow_approval_templates"
    } == {"organizations": 1}
    assert changed(set_up(fake, tmp_path, awx_setup_state="absent")) == 0


def _look_at_credentials(fake: FakeAwx) -> None:
    core, store = fake.named("credentials", "MobileIron Core"), fake.named("credentials", "MobileIron evidence store")
    assert core["inputs"]["password"] == "$encrypted$" and fake.secrets[core["id"]]["password"] == PASSWORD
    assert "inputs" not in store
    kind = fake.named("credential_types", "MobileIron Core")
    assert kind["injectors"] == definitions("credential_types")["core"]["injectors"]
    for template in fake.objects["job_templates"].values():
        assert sorted(fake.linked("job_templates", template["id"], "credentials")) == sorted([core["id"], store["id"]])


def _look_at_guards(fake: FakeAwx) -> None:
    asked = [
        name for template in fake.objects["job_templates"].values() for name in template if name.startswith("ask_")
    ]
    assert "ask_variables_on_launch" in asked
    for template in [*fake.objects["job_templates"].values(), *fake.objects["workflow_job_templates"].values()]:
        assert not any(value for name, value in template.items() if name.startswith("ask_")), template["name"]
    variables = json.loads(fake.named("job_templates", "MobileIron offboard: apply")["extra_vars"])
    assert variables == {"offboarding_max_devices": 10, "offboarding_wipe_company_owned": False, "offboarding_plan_required": True,
                         "offboarding_protected_labels": ["Legal Hold"]}  # fmt: skip
    assert json.loads(fake.named("job_templates", "MobileIron onboard")["extra_vars"]) == {}


def _look_at_the_workflow(fake: FakeAwx) -> None:
    workflow = fake.named("workflow_job_templates", "MobileIron offboard")
    nodes = {node["identifier"]: node for node in fake.objects["workflow_job_template_nodes"].values()
             if node["workflow_job_template"] == workflow["id"]}  # fmt: skip
    assert list(nodes) == ["plan", "approval", "apply", "verify", "report"]

    def follows(node: str, how: str) -> list[str]:
        numbers = fake.linked("workflow_job_template_nodes", nodes[node]["id"], how)
        return [name for name, other in nodes.items() if other["id"] in numbers]

    assert follows("plan", "success_nodes") == ["approval"] and follows("plan", "always_nodes") == []
    assert follows("approval", "success_nodes") == ["apply"] and follows("approval", "always_nodes") == []
    assert fake.objects["workflow_approval_templates"][nodes["approval"]["unified_job_template"]]["timeout"] == 259200
    spec = fake.surveys["workflow_job_templates", workflow["id"]]["spec"]
    assert [question["variable"] for question in spec] == [
        "offboarding_user",
        "offboarding_ticket",
        "offboarding_reason",
    ]
    assert all(question["required"] for question in spec)


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({"awx_setup_state": "gone"}, "awx_setup_state: gone is neither present nor absent"),
        ({"awx_setup_project_url": ""}, "awx_setup_project_url: give the address"),
        (
            {"awx_setup_credentials": {"corr": {}}},
            "awx_setup_credentials: expected core and evidence_store, and got corr",
        ),
    ],
)
def test_wrong_variables_fail_before_anything_is_made(
    fake: FakeAwx, tmp_path: Path, variables: dict[str, Any], message: str
) -> None:
    run = set_up(fake, tmp_path, **variables)
    assert run.returncode != 0 and message in run.stdout and fake.changes == []


def test_the_definitions_fit_together() -> None:
    """Every name that one file gives is in another, every playbook is there, and no survey asks for a guard."""
    templates = definitions("job_templates")
    for template in templates.values():
        assert (ROOT / "playbooks" / template["playbook"]).is_file()
        questions = template.get("survey", [])
        assert not template["extra_vars"].keys() & {question["variable"] for question in questions}
    for workflow in definitions("workflows").values():
        identifiers = [node["identifier"] for node in workflow["nodes"]]
        followers = [
            name
            for node in workflow["nodes"]
            for how in ("success_nodes", "always_nodes")
            for name in node.get(how, [])
        ]
        assert sorted([identifiers[0], *followers]) == sorted(identifiers)
        assert all(node["job_template"] in templates for node in workflow["nodes"] if "approval" not in node)
        assert workflow["survey_of"] == workflow["nodes"][0]["job_template"]
        asked = {question["variable"] for question in templates[workflow["survey_of"]]["survey"]}
        used = [templates[node["job_template"]] for node in workflow["nodes"] if "approval" not in node]
        assert not any(asked & template["extra_vars"].keys() for template in used)
    inventory = definitions("inventories")
    assert (ROOT / inventory["devices"]["source"]["path"]).is_file()
    for schedule in definitions("schedules").values():
        assert (
            schedule.get("job_template", "compliance_report") in templates
            and schedule.get("inventory", "devices") in inventory
        )
