# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""mobileiron.core.mi_register."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.harness import KELLER_MAC, four_ways, refusals

PHONE = "4155559999"
NEW_USER = {"user_first_name": "Rosa", "user_last_name": "Neu", "user_email": "rosa.neu@example.com"}


def register(user: str, platform: str = "ios", **options: Any) -> dict[str, Any]:
    values = {"user_id": user, "platform": platform, **options}
    if "country" not in values and "country_code" not in values:
        values["country"] = "US"
    if "phone_number" not in values and "device_type" not in values:
        values["phone_number"] = PHONE
    return {"mi_register": values}


JSON = {"Content-Type": "application/json"}


def user_of(core, principal: str) -> dict[str, Any] | None:
    return next((u for u in core.control("GET", "users")["users"] if u["principal"] == principal), None)


def test_registering(core, playbook) -> None:
    ways = four_ways(
        playbook,
        register(
            "jsmith", phone_number="(415) 555-9999", operator="AT&T", employee_owned=True, notify_user_by_sms=True
        ),
        register("tnovak", "android", import_user_from_ldap=True, phone_number="4155559998"),
        register("rosa.neu", "ios", device_type="pda", initial_password="first & pw 1", **NEW_USER),
        register("mkeller", "macos", device_type="pda", country="Germany"),
        register("jsmith", phone_number="4155550201"),
    )
    assert [result.ok().changed for result in ways.plain] == [True, True, True, False, False]
    assert [result.ok().changed for result in ways.check] == [True, True, True, False, False]
    assert [result.ok().changed for result in ways.again] == [False] * 5 and ways.repeated == []
    first = ways.plain[0]
    assert first["registration"]["status"].upper() == "SUCCESS" and first["registration"]["passcode_ttl_hours"] == 120
    assert first["registration"]["passcode"] is None and first["registration"]["registration_url"]
    assert first["device"]["uuid"] == first["registration"]["device_uuid"]
    assert (first["device"]["status"], first["device"]["principal"]) == ("VERIFICATION_PENDING", "jsmith")
    again = ways.again[0]
    assert again["registration"] is None and "match_on" in again.warnings
    assert ways.plain[3]["device"]["uuid"] == KELLER_MAC
    # The state is that of the XML run.
    assert [entry["effect"] for entry in core.effects()] == ["register", "register", "register", "password_change"]
    (pending,) = core.devices(principal="jsmith", status="VERIFICATION_PENDING")
    assert (pending["phoneNumber"], pending["employeeOwned"]) == (PHONE, True)
    assert user_of(core, "tnovak") is not None
    assert user_of(core, "rosa.neu")["password"] == "first & pw 1"
    sent = [(m["transport"], m["principal"]) for m in core.messages()]
    assert ("sms", "jsmith") in sent and ("email", "jsmith") in sent and ("email", "rosa.neu") in sent
    assert "first & pw 1" not in ways.plain.output
    assert all("first" not in entry["path"] or "userFirstName" in entry["path"] for entry in core.log())


def test_registration_errors(core, playbook) -> None:
    refused = refusals(
        playbook,
        register("rosa.neu"),
        register("jsmith", country="Atlantis"),
        register("jsmith", country_code=999),
        register("jsmith", phone_number="+14155559999"),
        register("jsmith", phone_number="call me"),
        register("jsmith", phone_number="1715550101", country="DE"),
        register("jsmith", initial_password="short"),
        register("jsmith", "symbian"),
        {"mi_register": {"user_id": "jsmith", "platform": "ios", "country": "US"}},
    )
    words = [
        "user_first_name",
        "Atlantis",
        "999",
        "+",
        "call me",
        "mkeller",
        "initial_password",
        "symbian",
        "phone_number",
    ]
    for result, word in zip(refused, words):
        assert word in result.message, (word, result.message)


@pytest.mark.oldest
def test_a_country_that_is_disabled_is_warned_of(core, playbook) -> None:
    result = playbook.run(
        register("jsmith", country="BR", phone_number="119999999"),
        register("jsmith", country="US", notify_user=False, phone_number="4155551111"),
    )
    assert "Brazil" in result[0].ok().warnings
    assert "passcode" in result[1].ok().warnings.lower()


def test_match_on(core, playbook) -> None:
    core.control("POST", "devices", {"principal": "jsmith", "family": "android", "phoneNumber": "4155550777"})
    core.control("POST", "devices", {"principal": "jsmith", "family": "android", "phoneNumber": "4155550778"})
    run = playbook.run(
        register("jsmith", "ios", match_on="user_platform"),
        register("jsmith", "android", match_on="user_platform"),
        register("jsmith", "ios", match_on="never", return_passcode=True),
    )
    assert run[0].ok().changed is False and run[0]["registration"] is None
    assert run[1].failed and "several" in run[1].message.lower() or "2" in run[1].message
    assert run[2].ok().changed and run[2]["registration"]["passcode"]
    (pending,) = core.devices(principal="jsmith", status="VERIFICATION_PENDING")
    assert run[2]["registration"]["passcode"] == pending["passcode"]
    assert len(core.effects()) == 1


@pytest.mark.parametrize("key, status", [("deviceUuid", "SUCESS"), ("deviceUid", "SUCCESS")])
def test_spellings_of_the_answer(core, playbook, key: str, status: str) -> None:
    core.settings(registration_uuid_key=key, registration_status_text=status)
    result = playbook.run(register("jsmith"))[0].ok()
    assert (
        result["registration"]["device_uuid"]
        == core.devices(principal="jsmith", status="VERIFICATION_PENDING")[0]["uuid"]
    )


def test_a_registration_that_core_calls_failed_fails(core, playbook) -> None:
    core.settings(registration_status_text="FAILURE")
    result = playbook.run(register("jsmith"))[0]
    assert result.failed and "FAILURE" in result.message


def test_a_lost_answer_is_settled_by_reading(core, playbook) -> None:
    core.fault("drop_after", operation="register_device", times=5)
    kept = playbook.run(register("jsmith"))[0]
    assert kept.changed and len(core.requests("register_device")) == 1
    (pending,) = core.devices(principal="jsmith", status="VERIFICATION_PENDING")
    assert kept.failed or kept["device"]["uuid"] == pending["uuid"]
    core.reset()
    core.fault("drop_before", operation="register_device", times=5)
    lost = playbook.run(register("jsmith"))[0]
    assert lost.failed and len(core.requests("register_device")) == 1 and core.effects() == []


@pytest.mark.oldest
def test_an_interrupted_run_is_completed(core, playbook) -> None:
    """The device was registered, but the password of its new user was not changed."""
    task = register("rosa.neu", **NEW_USER)
    assert playbook.run(task)[0].ok().changed
    assert user_of(core, "rosa.neu")["password"] == "rosa.neu"
    task["mi_register"]["initial_password"] = "first-pw-1"
    run = playbook.run(task, task)
    assert run[0].ok().changed and run[1].ok().changed is False
    assert user_of(core, "rosa.neu")["password"] == "first-pw-1"
    core.reset()
    core.fault("status", status=400, operation="change_password", times=5, body='{"messages": {"message": "refused"}}')
    failed = playbook.run(task)[0]
    assert failed.failed and failed.changed and core.did() == [("register", 1)]


def test_a_new_user_that_cannot_be_read_gets_the_password_all_the_same(core, playbook) -> None:
    """Or the account would be left with its user id as password, in silence."""
    task = register("rosa.neu", initial_password="first-pw-1", **NEW_USER)
    core.fault("status", status=404, body='{"messages": ""}', operation="find_user", times=9, headers=JSON)
    result = playbook.run(task)[0].ok()
    assert result["initial_password_set"] and user_of(core, "rosa.neu")["password"] == "first-pw-1"


def test_a_user_whose_source_core_does_not_tell(core, playbook) -> None:
    body = '{"user": {"@id": "1", "principal": "jsmith", "email": "j@example.com"}}'
    core.fault("status", status=200, body=body, operation="find_user", times=9, headers=JSON)
    result = playbook.run(register("jsmith", initial_password="first-pw-1"))[0].ok()
    assert "NOT SET" in result.warnings and result["initial_password_set"] is False


def test_a_device_that_waits_for_its_passcode_is_found_where_the_lists_leave_it_out(core, playbook) -> None:
    task = register("jsmith", phone_number="4155550779")
    first = playbook.run(task)[0].ok()
    for operation in ("devices_by_user", "devices_by_phone"):
        core.fault(
            "status", status=404, body='{"messages": "", "totalCount": 0}', operation=operation, times=9, headers=JSON
        )
    again = playbook.run(task)[0].ok()
    assert not again.changed and again["device"]["uuid"] == first["registration"]["device_uuid"]
    assert len(core.effects()) == 1
