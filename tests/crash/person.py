# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""A person who is onboarded or offboarded in these tests: the runs, what Core holds of the person, and the files."""

from __future__ import annotations

import csv
import json
import shutil
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from tests.integration.harness import START_SECONDS, Playbook, Run, Simulator

CALLBACKS = Path(__file__).parent / "plugins" / "callback"
KILLED = -9


@dataclass
class Person:
    """``variables`` are those of the role that ``playbook`` runs for ``principal``."""

    runner: Playbook
    playbook: str
    principal: str
    variables: dict[str, Any]

    @property
    def core(self) -> Simulator:
        """The simulated Core."""
        return self.runner.core

    @cached_property
    def folder(self) -> Path:
        """Where the evidence goes."""
        return self.runner.folder / "reports"

    def held(self, kill: dict[str, Any], meanwhile: Callable[[], Any], **changes: Any) -> Run:
        """A run that is held at that moment while something else happens."""
        mark = self.runner.folder / "go-on"
        with ThreadPoolExecutor(1) as pool:
            running = pool.submit(self.run, {**kill, "wait": str(mark)}, **changes)
            until = time.monotonic() + START_SECONDS
            while not Path(f"{mark}.waits").exists():
                assert not running.done() and time.monotonic() < until, running.result().output
                time.sleep(0.05)
            try:
                meanwhile()
            finally:
                mark.touch()
            return running.result()

    def run(self, kill: dict[str, Any] | None = None, check: bool = False, **changes: Any) -> Run:
        """Run the playbook, and kill it at that moment (tests/crash/plugins/callback/kill_me.py)."""
        role = {"onboard": "onboarding", "offboard": "offboarding"}[self.playbook]
        variables = {**self.variables, f"{role}_report_dir": str(self.folder), **changes}
        self.runner.count += 1
        return self.runner.file(
            f"mobileiron.core.{self.playbook}",
            check,
            arguments=("-e", json.dumps(variables)),
            environment={"KILL_ME": json.dumps(kill or {})},
        )

    def completed(self, **changes: Any) -> Run:
        """A run that has to come to its end."""
        run = self.run(**changes)
        assert run.code == 0, run.output
        return run

    def state(self) -> dict[str, Any]:
        """What Core holds of the person, without what differs from run to run."""
        devices = [self.core.device(device["uuid"]) for device in self.core.devices(principal=self.principal)]
        facts = ("status", "platform", "phoneNumber", "employeeOwned", "labels", "pending", "wipeReason")
        for device in devices:
            device["pending"] = sorted(set(device["pending"]))  # repeated() tells what was asked twice
        mail = [row for row in self.core.control("GET", "eas")["partnerships"] if row["user_name"] == self.principal]
        users = [row for row in self.core.control("GET", "users")["users"] if row["principal"] == self.principal]
        return {
            "devices": sorted(json.dumps({fact: device[fact] for fact in facts}) for device in devices),
            "mail": sorted((row["uuid"], row["access"]) for row in mail),
            "alerts": sorted((a["id"], a["unread"], a["comments"]) for a in self.core.alerts(principal=self.principal)),
            "users": [(row["source"], row["password"], row["email"]) for row in users],
            "messages": Counter(message["why"] for message in self.core.messages()),
        }

    def repeated(self) -> dict[tuple[str, str], int]:
        """What was done more than once to the same device, alert or account."""
        done = Counter(
            (entry["effect"], subject) for entry in self.core.effects() for subject in entry["devices"] or [""]
        )
        return {key: count for key, count in done.items() if count > 1}

    def forget(self) -> None:
        """Remove all evidence."""
        shutil.rmtree(self.folder)

    def evidence(self) -> dict[str, Any]:
        """The person's only record."""
        (file,) = self.folder.glob("*.json")
        return json.loads(file.read_text(encoding="utf-8"))


def leaver(runner: Playbook, **changes: Any) -> Person:
    """Martina Keller, whose devices are connected but for one."""
    return Person(
        runner,
        "offboard",
        "mkeller",
        {
            "offboarding_user": "mkeller",
            "offboarding_ticket": "HR-2041",
            "offboarding_reason": "left the company",
            "offboarding_wait_timeout": 0,
            **changes,
        },
    )


def newcomer(runner: Playbook, **changes: Any) -> Person:
    """Eric Extern, a local user with a phone."""
    return Person(
        runner,
        "onboard",
        "eric.extern",
        {
            "onboarding_user_id": "eric.extern",
            "onboarding_user_first_name": "Eric",
            "onboarding_user_last_name": "Extern",
            "onboarding_user_email": "eric.extern@example.com",
            "onboarding_platform": "android",
            "onboarding_phone_number": "1515550778",
            "onboarding_country": "DE",
            "onboarding_labels": ["Field Staff"],
            "onboarding_initial_password": "Ch4nged-at-once",
            **changes,
        },
    )


def leavers_evidence(person: Person) -> dict[str, Any]:
    """What the evidence of an offboarding states, in all its files, without times; it is whole, or this fails."""
    record = person.evidence()
    (table,) = person.folder.glob("*.csv")
    (page,) = person.folder.glob("*.html")
    with table.open(encoding="utf-8", newline="") as file:
        rows = {(row["kind"], row["uuid"], row["outcome"]) for row in csv.DictReader(file)}
    assert rows == {(row["kind"], row["uuid"], row["outcome"]) for row in record["devices"]}
    text = page.read_text(encoding="utf-8")
    assert text.rstrip().endswith("</html>") and all(row["uuid"] in text for row in record["devices"])
    assert all(row["planned_at"] for row in record["devices"] if row["asked"])
    assert all(row["confirmed_at"] for row in record["devices"] if row["outcome"] == "confirmed")
    facts = ("kind", "uuid", "principal", "asked", "reason", "ticket", "status_before", "status_after", "outcome")
    return {
        "devices": sorted(str([row[fact] for fact in facts]) for row in record["devices"]),
        "alerts": sorted((row["id"], row["comment"], bool(row["marked_read_at"])) for row in record["alerts"]),
        "failures": record["failures"],
    }


def newcomers_evidence(person: Person) -> dict[str, Any]:
    """What the record of an onboarding states, without uuids and times."""
    record = person.evidence()
    assert record["device_uuid"] and record["passcode_ends_at"]
    facts = ("user_id", "user_source", "password", "platform", "phone_number", "labels", "status", "problems")
    return {fact: record[fact] for fact in facts}
