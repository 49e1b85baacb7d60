# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""mobileiron.core.mi_eas_info and mobileiron.core.mi_eas_action."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.harness import (
    KELLER_IPHONE,
    KELLER_OWN_ANDROID,
    SMITH_IPHONE,
    UNKNOWN,
    Result,
    four_ways,
    refusals,
)

# The ActiveSync uuids that are in every fleet; tests/simulator/README.md tells about them.
(IPHONE, OWN_ANDROID, UNREGISTERED, SMITH, CEO, CORP, MAIL, CONTRACTOR, INTERN) = (
    f"000000e1-0000-4000-8000-{number:012x}" for number in range(1, 10)
)
NOW = {"wait": True, "wait_interval": 1, "wait_timeout": 15}


def info(**options: Any) -> dict[str, Any]:
    return {"mi_eas_info": options}


def act(action: str, *uuids: str, **options: Any) -> dict[str, Any]:
    values: dict[str, Any] = {"action": action, **options}
    if uuids:
        values["uuids"] = list(uuids)
    if action != "reinstate":
        values.setdefault("reason", "HR-2026-118")
    return {"mi_eas_action": values}


def outcomes(result: Result) -> dict[str, str]:
    return {device["uuid"]: device["outcome"] for device in result["devices"]}


def test_eas_info(core, playbook) -> None:
    ways = four_ways(
        playbook,
        info(),
        info(uuids=[IPHONE, UNKNOWN]),
        info(groups=["unregistered_blocked", "wiped"]),
        info(users=["MKeller"]),
        info(users=["nobody.at.all"]),
        info(users=[]),
    )
    rows = {row["uuid"]: row for row in core.control("GET", "eas")["partnerships"]}
    everything = ways.plain[0].ok()
    assert {e["uuid"] for e in everything["eas_devices"]} == set(rows) and everything["count"] == len(rows)
    groups = {
        "registeredAllowed": "registered_allowed",
        "wiped": "wiped",
        "unregisteredBlocked": "unregistered_blocked",
    }
    for entry in everything["eas_devices"]:
        real = rows[entry["uuid"]]
        assert entry["group"] == groups.get(real["group"], entry["group"])
        assert (entry["user_name"], entry["mi_device_uuid"] or "") == (real["user_name"], real["mi_device_uuid"])
    (details,) = ways.plain[1].ok()["eas_devices"]
    assert details["uuid"] == IPHONE and details["details"]["RecoveryPassword"] is None
    assert details["details"]["DeviceAccessState"] == "Allowed"
    assert {e["uuid"] for e in ways.plain[2].ok()["eas_devices"]} == {
        uuid for uuid, row in rows.items() if row["group"] in ("unregisteredBlocked", "wiped")
    }
    mine = ways.plain[3].ok()
    assert {e["uuid"] for e in mine["eas_devices"]} == {IPHONE, OWN_ANDROID, UNREGISTERED}
    assert {CORP, MAIL} == {c["uuid"] for c in mine["candidates"]}
    assert ways.plain[4].ok()["count"] == ways.plain[5].ok()["count"] == 0
    assert "RP-" not in str([result.values for result in ways.plain]) and core.effects() == []


def test_block_reinstate_and_wipe(core, playbook) -> None:
    ways = four_ways(
        playbook,
        act("block", users=["mkeller"], **NOW),
        act("block", device_uuids=[SMITH_IPHONE], **NOW),
        act("reinstate", CONTRACTOR, **NOW),
        act("wipe", CEO, max_devices=1, **NOW),
    )
    assert set(outcomes(ways.plain[0].ok())) == {IPHONE, OWN_ANDROID, UNREGISTERED}
    assert [set(outcomes(result.ok()).values()) for result in ways.plain] == [{"confirmed"}] * 4
    assert [set(outcomes(result.ok()).values()) for result in ways.check] == [{"planned"}] * 4
    for check, plain in zip(ways.check, ways.plain):
        assert check["plan_id"] == plain["plan_id"]
    by_uuid = {e["uuid"]: e for e in ways.plain[0]["devices"]}
    assert by_uuid[IPHONE]["device_uuid"] == KELLER_IPHONE and by_uuid[UNREGISTERED]["device_uuid"] is None
    assert by_uuid[IPHONE]["reason_sent"] is False
    assert (
        by_uuid[IPHONE]["before"]["access_state"] == "allowed" and by_uuid[IPHONE]["after"]["access_state"] == "blocked"
    )
    assert {value for result in ways.again for value in outcomes(result.ok()).values()} == {"unchanged"}
    assert ways.repeated == []
    for uuid in (IPHONE, OWN_ANDROID, UNREGISTERED, SMITH):
        assert core.partnership(uuid)["access"] == "Blocked"
    assert core.partnership(CONTRACTOR)["access"] == "Allowed" and core.partnership(CEO)["access"] == "Wiped"
    assert core.partnership(CORP)["access"] == core.partnership(MAIL)["access"] == "Allowed"
    assert [entry["effect"] for entry in core.effects()] == ["eas_block", "eas_block", "eas_reinstate", "eas_wipe"]


def test_guards(core, playbook) -> None:
    refused = refusals(
        playbook,
        act("block"),
        act("block", users=[]),
        act("block", uuids=[""]),
        act("block", IPHONE, UNKNOWN),
        act("block", users=["nobody.at.all"]),
        act("block", device_uuids=[UNKNOWN]),
        act("block", IPHONE, reason=""),
        act("wipe", OWN_ANDROID),
        act("wipe", UNREGISTERED),
        act("wipe", IPHONE, SMITH, continue_on_error=True),
        act("block", IPHONE, CEO, protected_labels=["Executives"]),
        act("block", IPHONE, protected_labels=["No such label"]),
        act("block", IPHONE, SMITH, expected_user="mkeller"),
        act("block", IPHONE, plan_id="0" * 64),
    )
    words = [
        "uuids", "users", "uuids", UNKNOWN, "nobody.at.all", UNKNOWN, "reason", "employee", "employee", "max_devices: 2 ",
        "Executives", "No such label", "mkeller", "plan_id",
    ]  # fmt: skip
    for result, word in zip(refused, words):
        assert word in result.message, (word, result.message)


def test_wiping_what_is_not_registered_only_by_name(core, playbook) -> None:
    run = playbook.run(
        act("wipe", UNREGISTERED, allow_employee_owned_wipe=True, **NOW),
        act("wipe", INTERN, allow_employee_owned_wipe=True),
    )
    assert outcomes(run[0].ok()) == {UNREGISTERED: "confirmed"}
    assert outcomes(run[1].ok()) == {INTERN: "unchanged"}
    assert core.did() == [("eas_wipe", 1)]


@pytest.mark.oldest
def test_plan_roundtrip(core, playbook) -> None:
    plan = playbook.run(act("block", users=["mkeller"]), check=True)[0].ok()["plan_id"]
    core.control("PATCH", f"eas/{IPHONE}", {"access": "Blocked"})
    refused = playbook.run(act("block", users=["mkeller"], plan_id=plan))[0]
    assert refused.failed and refused["plan_id"] != plan and core.effects() == []
    applied = playbook.run(act("block", users=["mkeller"], plan_id=refused["plan_id"]))[0].ok()
    assert outcomes(applied)[IPHONE] == "unchanged" and core.did() == [("eas_block", 2)]


def test_outstanding_wipe(core, playbook) -> None:
    core.change(KELLER_OWN_ANDROID, silent=True)
    task = act("wipe", OWN_ANDROID, allow_employee_owned_wipe=True, wait=True, wait_interval=1, wait_timeout=3)
    result = playbook.run(task)[0].ok()
    assert outcomes(result) == {OWN_ANDROID: "outstanding"} and result.changed
    assert core.partnership(OWN_ANDROID)["wipe_pending"] is True


def test_lost_answers(core, playbook) -> None:
    core.fault("drop_after", operation="eas_action", times=5)
    result = playbook.run(act("block", IPHONE, SMITH))[0].ok()
    assert list(outcomes(result).values()) == ["confirmed"] * 2 and core.did() == [("eas_block", 2)]
    core.reset()
    core.fault("drop_before", operation="eas_action", times=5)
    lost = playbook.run(act("block", IPHONE, SMITH))[0]
    assert lost.failed and set(outcomes(lost).values()) == {"failed"} and core.effects() == []
    assert len([entry for entry in core.log() if entry["method"] == "PUT"]) == 1
