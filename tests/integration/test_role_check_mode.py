# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Check mode of roles, whatever turned it on."""

from __future__ import annotations

import pytest

from tests.integration.harness import Playbook, Simulator
from tests.integration.role_runs import (
    MARTINA,
    TOMAS,
    outcomes,
    plays_with_check_mode,
    recap,
    reports,
    run_role,
    shown_by_role,
    statuses,
)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["offboarding", pytest.param("onboarding", marks=pytest.mark.thorough)])
def test_check_mode_is_the_same_by_any_way(core: Simulator, playbook: Playbook, name: str) -> None:
    variables = {**(MARTINA if name == "offboarding" else TOMAS), f"{name}_report_dir": str(reports(playbook))}
    told = run_role(playbook, name[:2] + {"of": "fboard", "on": "board"}[name[:2]], variables, check=True)
    assert told.code == 0, told.output
    for way in ("play", "role", "import", "block", "apply"):
        run = playbook.play(plays_with_check_mode(way, variables, name))
        assert run.code == 0 and not core.effects() and not reports(playbook).exists(), run.output
        assert shown_by_role(run) == shown_by_role(told), way
        assert recap(run).split("changed=")[1].split()[0] == recap(told).split("changed=")[1].split()[0]


@pytest.mark.thorough
@pytest.mark.parametrize("way", ["play", "apply"])
def test_a_real_run_under_check_is_a_real_run(core: Simulator, playbook: Playbook, way: str) -> None:
    variables = {**MARTINA, "offboarding_report_dir": str(reports(playbook))}
    run = playbook.play(plays_with_check_mode(way, variables, check=False), check=True)
    assert run.code == 0 and "Check mode: nothing" not in run.output, run.output
    assert set(statuses(core).values()) <= {"RETIRED", "RETIRE_PENDING"} and outcomes(playbook)
    onboarding = {**TOMAS, "onboarding_report_dir": str(playbook.folder / "records")}
    run = playbook.play(plays_with_check_mode(way, onboarding, "onboarding", check=False), check=True)
    assert run.code == 0 and list((playbook.folder / "records").glob("*.json")), run.output
    assert core.devices(principal="tnovak")
