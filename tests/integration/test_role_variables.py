# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Variables of roles as Ansible and AWX hand them over."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.integration.harness import KELLER_SILENT, Playbook, Run, Simulator
from tests.integration.role_runs import ERIC, offboard, password_of_eric, slow, statuses, words


@pytest.fixture
def as_given(playbook: Playbook) -> Callable[..., Run]:
    """Runs the role on a play written as YAML, so that values are what YAML makes of them."""

    def run(play: str, check: bool = False, arguments: tuple[str, ...] = ()) -> Run:
        playbook.count += 1
        book = playbook.folder / f"given-{playbook.count}.yml"
        book.write_text(play, encoding="utf-8")
        return playbook.file(str(book), check, arguments=arguments)

    return run


GIVEN = """
- hosts: localhost
  connection: local
  gather_facts: false
  vars:
    people: [{{id: 0042, day: 2026-11-27, left: NO, none: null}}]
  tasks:
    - ansible.builtin.include_role: {{name: mobileiron.core.offboarding}}
      vars:
        offboarding_user: {user}
        offboarding_reason: {reason}
        offboarding_ticket: {ticket}
        offboarding_wait_timeout: 0
"""


@pytest.mark.parametrize(
    ("user", "reason", "ticket", "message"),
    [
        ("0042", "left", "HR-1", "offboarding_user: 34 is a number"),
        ('"{{ people[0].id }}"', "left", "HR-1", "offboarding_user: 34 is a number"),
        *slow(
            ("NO", "left", "HR-1", "offboarding_user: false is a boolean"),
            ("10:20:30:40:50:55", "left", "HR-1", "offboarding_user: 8041827055 is a number"),
            ("mkeller", "2026-11-27", "HR-1", "offboarding_reason: 2026-11-27 is a date"),
            ("mkeller", '"{{ people[0].day }}"', "HR-1", "offboarding_reason: 2026-11-27 is a date"),
            ("mkeller", '"{{ people[0].none }}"', "HR-1", "offboarding_reason: it is required"),
            ("mkeller", '"{{ nothing | default(omit) }}"', "HR-1", "offboarding_reason"),
            (
                "mkeller",
                "left",
                '"HR-1\\u200b"',
                "offboarding_ticket: 'HR-1\\u200b' has a control or invisible character",
            ),
        ),
    ],
)
def test_what_yaml_makes_of_a_name_is_refused(
    core: Simulator, as_given: Callable[..., Run], user: str, reason: str, ticket: str, message: str
) -> None:
    run = as_given(GIVEN.format(user=user, reason=reason, ticket=ticket))
    assert run.code != 0 and message in words(run), run.output
    assert not core.effects()


@pytest.mark.slow
def test_answers_that_are_null_are_not_given(core: Simulator, playbook: Playbook) -> None:
    survey = {"offboarding_wipe_company_owned": True, "offboarding_report_dir": None}
    survey |= {"offboarding_max_devices": None, "offboarding_protected_labels": None, "offboarding_wait_timeout": 0}
    assert offboard(playbook, survey).code == 0 and not (playbook.folder / "None").exists()
    (file,) = (playbook.folder / "offboarding-evidence").glob("*.json")
    # The next run finds the wipe that is awaited, though it is not told to wipe.
    seen = core.next_entry()
    assert offboard(playbook, survey, {"offboarding_wipe_company_owned": None}).code == 0
    assert statuses(core)[KELLER_SILENT] == "ACTIVE"
    assert not [entry for entry in core.effects(since=seen) if KELLER_SILENT in entry["devices"]]
    assert list((playbook.folder / "offboarding-evidence").glob("*.json")) == [file]


def test_a_vaulted_password_is_taken(core: Simulator, playbook: Playbook, as_given: Callable[..., Run]) -> None:
    (playbook.folder / "vault").write_text("key")
    vault = str(Path(sys.executable).with_name("ansible-vault"))
    encrypted = subprocess.run(
        [vault, "encrypt_string", "--vault-password-file", "vault", "Ch4nged-at-once"],
        cwd=playbook.folder, env=playbook._environment(playbook.folder / "x", "json"), capture_output=True, text=True,
        check=True,
    ).stdout  # fmt: skip
    variables = {**ERIC, "onboarding_country": "DE", "onboarding_labels": []}
    lines = [f"    {name}: {json.dumps(value)}" for name, value in variables.items()]
    lines += ["    onboarding_initial_password: " + encrypted.replace("\n", "\n    ")]
    play = "- hosts: localhost\n  connection: local\n  gather_facts: false\n  vars:\n"
    play += "\n".join(lines) + "\n  roles: [mobileiron.core.onboarding]\n"
    run = as_given(play, arguments=("--vault-password-file", "vault", "-vvv"))
    assert run.code == 0 and password_of_eric(core) == "Ch4nged-at-once" and "Ch4nged" not in run.output, run.output
