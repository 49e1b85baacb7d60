# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""mobileiron.core.mi_user_password and mobileiron.core.mi_user_authenticate."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.integration.harness import four_ways

NEW = "new & Secret%42"


def password(user: str, old: str, new: str, **options: Any) -> dict[str, Any]:
    return {"mi_user_password": {"target_username": user, "old_password": old, "new_password": new, **options}}


def user_of(core, principal: str) -> dict[str, Any]:
    return next(u for u in core.control("GET", "users")["users"] if u["principal"] == principal)


@pytest.mark.oldest
def test_changing_a_password(core, playbook) -> None:
    ways = four_ways(
        playbook,
        password("pwuser", "pwuser", NEW, update_password="on_change"),
        password("jsmith", "smith-secret-1", "short"),
        password("nobody.at.all", "smith-secret-1", NEW),
        password("jsmith", "smith-secret-1", "x" * 21),
    )
    assert ways.plain[0].ok().changed and ways.check[0].changed
    assert ways.again[0].ok().changed is False and ways.repeated == []
    texts = [result.message for result in ways.plain.results[1:]]
    assert "new_password" in texts[0] and "nobody.at.all" in texts[1] and "new_password" in texts[2]
    assert user_of(core, "pwuser")["password"] == NEW
    assert user_of(core, "jsmith")["password"] == "smith-secret-1"
    assert core.did() == [("password_change", 0)]
    for entry in core.log():
        assert "password=" not in entry["path"].lower() and "secret" not in entry["path"].lower()
    for secret in (NEW, "smith-secret-1"):
        assert all(secret not in run.output for run in (ways.plain, ways.again, ways.check, ways.xml))


def test_a_wrong_old_password_is_told_from_a_refused_new_one(core, playbook) -> None:
    run = playbook.run(password("jsmith", "wrong-old-1", NEW), password("jsmith", "smith-secret-1", "smith-secret-1"))
    assert run[0].failed and "old password" in run[0].message and not run[0].changed
    assert run[1].failed and "old password given" not in run[1].message
    assert core.effects() == [] and "wrong-old-1" not in run.output


def test_always_is_not_idempotent_and_fails_on_the_old_password(core, playbook) -> None:
    run = playbook.run(password("hburns", "burns-secret-1", NEW), password("hburns", "burns-secret-1", NEW))
    assert run[0].ok().changed and run[1].failed
    assert len(core.effects()) == 1


def test_a_lost_answer_is_settled_by_an_authentication_or_told(core, playbook) -> None:
    core.fault("drop_after", operation="change_password", times=5)
    result = playbook.run(password("pwuser", "pwuser", NEW))[0]
    assert result.changed and len(core.requests("change_password")) == 1
    assert user_of(core, "pwuser")["password"] == NEW


def test_authentication_is_a_result(core, playbook) -> None:
    def authenticate(user: str, secret: str) -> dict[str, Any]:
        return {"mi_user_authenticate": {"target_username": user, "target_password": secret}}

    ways = four_ways(
        playbook,
        authenticate("jsmith", "smith-secret-1"),
        authenticate("jsmith", "wrong-secret-1"),
        authenticate("nobody.at.all", "wrong-secret-1"),
    )
    assert [result.ok()["authenticated"] for result in ways.plain] == [True, False, False]
    assert ways.plain[0]["user"]["principal"] == "jsmith" and ways.plain[1]["user"] is None
    assert len(core.requests("authenticate")) == 3 and core.effects() == []
    assert "smith-secret-1" not in ways.plain.output and "wrong-secret-1" not in ways.plain.output


def test_a_401_of_ones_own_is_not_taken_for_the_targets(core, playbook) -> None:
    result = playbook.run(
        {
            "mi_user_authenticate": {
                "target_username": "jsmith",
                "target_password": "smith-secret-1",
                "password": "wrong-own-1",
            }
        }
    )[0]
    assert result.failed and "apiadmin" in result.message
    assert core.requests("authenticate") == []


def test_authentication_is_never_repeated(core, playbook) -> None:
    core.fault("status", status=503, operation="authenticate", times=5)
    result = playbook.run({"mi_user_authenticate": {"target_username": "jsmith", "target_password": "smith-secret-1"}})[
        0
    ]
    assert result.failed and len(core.requests("authenticate")) == 1


def test_an_answer_that_shows_no_user_authenticates_nobody(core, playbook) -> None:
    bodies = [{"messages": "", "user": None}, {"user": {"principal": "somebody.else"}}, {"user": {"@id": "1"}}]
    for body in bodies:
        headers = {"Content-Type": "application/json"}
        core.fault("status", status=200, body=json.dumps(body), headers=headers, operation="authenticate")
    task = {"mi_user_authenticate": {"target_username": "jsmith", "target_password": "wrong-secret-1"}}
    for result in playbook.run(*[task] * len(bodies)):
        assert result.failed and result.get("authenticated") is None


def test_a_user_may_be_described_by_another_form_of_the_name(core, playbook) -> None:
    for user in ({"principal": "CORP\\jsmith"}, {"principal": "js", "email": "jsmith@example.com"}):
        body = json.dumps({"user": user})
        core.fault(
            "status", status=200, body=body, headers={"Content-Type": "application/json"}, operation="authenticate"
        )
    names = ["jsmith", "JSmith@example.com"]
    tasks = [{"mi_user_authenticate": {"target_username": name, "target_password": "x-secret-1"}} for name in names]
    assert [result.ok()["authenticated"] for result in playbook.run(*tasks)] == [True, True]


def test_a_change_that_the_account_may_not_make(core, playbook) -> None:
    core.fault("status", status=403, operation="change_password")
    result = playbook.run(password("jsmith", "smith-secret-1", NEW))[0]
    assert result.failed and "apiadmin" in result.message and result.get("cause") is None
    assert core.requests("authenticate") == []
