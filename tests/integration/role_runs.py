# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs of the roles, as the collection's playbooks, and what became of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.integration.harness import SMITH_IPHONE, Playbook, Run, Simulator

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
    "offboarding_wait_timeout": 2,
    "offboarding_wait_interval": 1,
}
ERIC = {
    "onboarding_user_id": "eric.extern",
    "onboarding_platform": "android",
    "onboarding_phone_number": "",
    "onboarding_operator": "",
    "onboarding_import_user_from_ldap": False,
    "onboarding_user_first_name": "Eric",
    "onboarding_user_last_name": "Extern",
    "onboarding_user_email": "eric.extern@example.com",
}
LOST = {
    "lost_device_uuid": SMITH_IPHONE,
    "lost_device_reason": "left in a train",
    "lost_device_ticket": "SEC-7",
    "lost_device_wait_timeout": 2,
}


def onboard(playbook: Playbook, *changes: dict[str, Any], **keywords: Any) -> Run:
    """Run mobileiron.core.onboard for Tomas, with changed variables."""
    return run_role(playbook, "onboard", {"onboarding_report_dir": str(reports(playbook))}, TOMAS, *changes, **keywords)


def offboard(playbook: Playbook, *changes: dict[str, Any], **keywords: Any) -> Run:
    """Run mobileiron.core.offboard for Martina, with changed variables."""
    return run_role(
        playbook, "offboard", {"offboarding_report_dir": str(reports(playbook))}, MARTINA, *changes, **keywords
    )


def lose(playbook: Playbook, *changes: dict[str, Any], **keywords: Any) -> Run:
    """Run mobileiron.core.lost_device for John's iPhone, with changed variables."""
    return run_role(
        playbook, "lost_device", {"lost_device_report_dir": str(reports(playbook))}, LOST, *changes, **keywords
    )


def run_role(
    playbook: Playbook, name: str, *variables: dict[str, Any], more: tuple[str, ...] = (), **keywords: Any
) -> Run:
    """Run a playbook of the collection; later variables replace earlier ones."""
    return playbook.file(f"mobileiron.core.{name}", arguments=("-e", merged(*variables), *more), **keywords)


def merged(*variables: dict[str, Any]) -> str:
    """Variables as the option -e takes them."""
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


def password_of_eric(core: Simulator) -> str:
    """His password in Core."""
    return next(u["password"] for u in core.control("GET", "users")["users"] if u["principal"] == "eric.extern")


def plays_with_check_mode(
    way: str, variables: dict[str, Any], name: str = "offboarding", check: bool = True
) -> list[dict[str, Any]]:
    """Plays that run a role with check mode set in one of the ways that Ansible has."""
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


def shown_by_role(run: Run) -> list[tuple[str, str, Any]]:
    """What the role's tasks showed: name, how it ended, message and change."""
    times = [(r.name, r.ended, r.get("msg"), r.changed) for r in run if "include" not in r.name.lower()]
    return [row for row in times if "mobileiron.core" in row[0]]


def artifacts(run: Run) -> dict[str, Any]:
    """What a run published for the next job."""
    found: dict[str, Any] = {}
    for result in run:
        found.update(result.get("ansible_stats", {}).get("data", {}))
    return found


def slow(*cases: tuple[Any, ...]) -> list[Any]:
    """Cases of a parametrized test that make test leaves to make rest."""
    return [pytest.param(*case, marks=pytest.mark.slow) for case in cases]
