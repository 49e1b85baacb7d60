# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""kill -9 at every step of onboarding and offboarding, and then the run again.

What lasts changes with a request that has an effect and with a file that is written, so a run is killed about each of
these. The run after it is killed at the next step, and so on; the last one is left alone. It has to come to the end that
a run comes to which nobody kills: the same state of Core, nothing done twice, and evidence that states the same.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.crash.person import KILLED, Person, leavers_evidence, newcomers_evidence
from tests.integration.harness import KELLER_SILENT

MOMENTS = ("before", "sent", "answered")
OFFBOARDING = {
    "block the mail": "PUT .*/eas/devices",
    "retire a device": "PUT .*/devices/retire/",
    "retire the next": "PUT .*/devices/retire/",
    "mark the alerts": "PUT .*/alerts",
}
WIPING = {"wipe a device": "PUT .*/devices/wipe/"}
ONBOARDING = {
    "register the device": "PUT .*/dm/register",
    "replace the password": "PUT .*/sm/authentication/users/",
    "put the device into its label": "PUT .*/devices/labels/",
}
REMINDING = {"remind the person": "POST .*/bulk/sendmessage"}
FILES = ("json", "csv", "html")
WIPE = {"offboarding_wipe_company_owned": True}
WAIT = {"onboarding_wait_for_enrolment": True, "onboarding_wait_timeout": 1, "onboarding_remind_before_hours": 120}

Told = Callable[[Person], dict[str, Any]]
_ENDS: dict[str, tuple[Any, Any]] = {}
"""How the runs end that nobody kills, by the playbook and the variables."""


def expected(person: Person, told: Told, changes: dict[str, Any]) -> tuple[Any, Any]:
    """The state and the evidence of a run that nobody kills; Core and the folder are fresh afterwards."""
    key = f"{person.playbook} {changes}"
    if key not in _ENDS:
        person.completed(**changes)
        assert not person.repeated()
        _ENDS[key] = person.state(), told(person)
        person.core.reset()
        person.forget()
    return _ENDS[key]


def killed_and_run_again(person: Person, told: Told, kills: list[dict[str, Any]], **changes: Any) -> None:
    """Kill a run at each of these moments, and judge the one after them."""
    end = expected(person, told, changes)
    for kill in kills:
        run = person.run(kill, **changes)
        assert run.code == KILLED, f"{kill}: {run.output}"
    person.completed(**changes)
    assert (person.state(), told(person)) == end


def about(steps: dict[str, str], moment: str) -> list[dict[str, Any]]:
    """The kills about the requests of these steps."""
    return [{"request": pattern, "moment": moment} for pattern in steps.values()]


@pytest.mark.parametrize("moment", MOMENTS)
def test_offboarding_is_killed_about_each_request(martina: Person, moment: str) -> None:
    killed_and_run_again(martina, leavers_evidence, about(OFFBOARDING, moment))
    assert not martina.repeated()


@pytest.mark.parametrize("moment", MOMENTS)
def test_offboarding_is_killed_about_a_wipe(martina: Person, moment: str) -> None:
    killed_and_run_again(martina, leavers_evidence, about(WIPING, moment), **WIPE)
    # Core does not show that a silent device was told to wipe itself. Where nobody knows it is told again.
    assert set(martina.repeated()) <= {("wipe", KELLER_SILENT)}


def test_offboarding_is_killed_once_it_wrote_each_file(martina: Person) -> None:
    killed_and_run_again(martina, leavers_evidence, [{"file": f"{kind}$"} for kind in FILES])
    assert not martina.repeated()


@pytest.mark.parametrize("moment", ["before", pytest.param("sent", marks=pytest.mark.sample), "answered"])
def test_onboarding_is_killed_about_each_request(eric: Person, moment: str) -> None:
    killed_and_run_again(eric, newcomers_evidence, about(ONBOARDING, moment))
    assert not eric.repeated()


@pytest.mark.parametrize("moment", MOMENTS)
def test_onboarding_is_killed_about_the_reminder(eric: Person, moment: str) -> None:
    """Core does not show that a reminder was sent. Where nobody knows it is not sent again."""
    assert eric.run(about(REMINDING, moment)[0], **WAIT).code == KILLED
    assert eric.evidence()["reminder_asked_at"] and not eric.evidence()["reminder_sent_at"]
    eric.completed(**WAIT)
    assert not eric.repeated() and eric.state()["messages"].get("message", 0) == (moment != "before")
    assert eric.evidence()["reminder_asked_at"]
    newcomers_evidence(eric)


def test_onboarding_is_killed_once_it_wrote_its_record(eric: Person) -> None:
    killed_and_run_again(eric, newcomers_evidence, [{"file": "json$"}])
    assert not eric.repeated()
