# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""mobileiron.core.mi_device_action: each action, its guards, its outcomes, bulk, and lost answers."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.integration.harness import (
    CEO_IPHONE,
    KELLER_IPHONE,
    KELLER_MAC,
    KELLER_OWN_ANDROID,
    KELLER_RETIRED,
    KELLER_SILENT,
    POOL,
    ROOTED_ANDROID,
    SMITH_IPHONE,
    UNKNOWN,
    Result,
    four_ways,
    refusals,
)

REASON = "Lost & found: ticket #42 / 100% sure"
NOW = {"wait": True, "wait_interval": 1, "wait_timeout": 15}


def act(action: str, *uuids: str, **options: Any) -> dict[str, Any]:
    values: dict[str, Any] = {"action": action, **options}
    if uuids:
        values["uuids"] = list(uuids)
    if action in ("lock", "unlock", "retire", "wipe"):
        values.setdefault("reason", REASON)
    return {"mi_device_action": {key: value for key, value in values.items() if value is not None}}


def outcomes(result: Result) -> list[str]:
    return [device["outcome"] for device in result["devices"]]


def test_single_actions(core, playbook) -> None:
    ways = four_ways(
        playbook,
        act("lock", KELLER_IPHONE),
        act("wakeup", KELLER_IPHONE),
        act("unlock", KELLER_MAC),
        act("locate", KELLER_IPHONE),
        act("locate", KELLER_SILENT, locate_now=True),
        act("retire", KELLER_OWN_ANDROID, **NOW),
        act("wipe", SMITH_IPHONE, **NOW),
        act("wipe", CEO_IPHONE, mac_addresses=["A3:00:00:00:00:01"], expected_user="vip.ceo", **NOW),
        {"mi_device_action": {"action": "retire", "users": ["comment.user"], "reason": REASON, **NOW}},
    )
    assert [outcomes(result) for result in ways.check] == [
        ["planned"], ["planned"], ["planned"], ["unchanged"], ["planned"], ["planned"], ["planned"], ["planned"], ["planned"],
    ]  # fmt: skip
    assert [outcomes(result) for result in ways.plain] == [
        ["accepted"], ["accepted"], ["accepted"], ["unchanged"], ["accepted"], ["confirmed"], ["confirmed"], ["confirmed"],
        ["confirmed"],
    ]  # fmt: skip
    for check, plain in zip(ways.check, ways.plain):
        assert check["plan_id"] == plain["plan_id"] and len(plain["plan_id"]) == 64
        assert check.changed == plain.changed
        assert sum(plain["summary"].values()) == 1
    lock, retire = ways.plain[0]["devices"][0], ways.plain[5]["devices"][0]
    assert (lock["uuid"], lock["principal"], lock["action"], lock["reason_sent"]) == (
        KELLER_IPHONE,
        "mkeller",
        "lock",
        True,
    )
    assert retire["before"]["status"] == "ACTIVE" and retire["after"]["status"] == "RETIRED"
    assert retire["before"]["employee_owned"] is True
    assert [result.changed for result in ways.plain] == [True, True, True, False, True, True, True, True, True]
    location = ways.plain[3]["devices"][0]["location"]
    assert location and isinstance(location["latitude"], float)
    # The run again asks lock, wakeup, unlock and locate-now once more, which leave no trace to read, and nothing else.
    # A retired device that is found by its user is left out.
    assert [outcomes(result) for result in ways.again][5:] == [["unchanged"], ["unchanged"], ["unchanged"], []]
    assert [result.changed for result in ways.again][5:] == [False] * 4
    assert [entry["effect"] for entry in ways.repeated] == ["lock", "wakeup", "unlock", "locatenow"]
    # The XML run was the last one, on a fresh Core.
    assert [entry["effect"] for entry in core.effects()] == [
        "lock", "wakeup", "unlock", "locatenow", "retire", "wipe", "wipe", "retire",
    ]  # fmt: skip
    assert core.device(KELLER_OWN_ANDROID)["status"] == "RETIRED"
    assert core.device(SMITH_IPHONE)["status"] == core.device(CEO_IPHONE)["status"] == "WIPED"
    assert core.device(KELLER_IPHONE)["status"] == "ACTIVE"
    for operation in ("lock_device", "retire_device", "wipe_device", "unlock_device"):
        sent = [entry["path"] for entry in core.requests(operation)]
        assert sent, operation
        for path in sent:
            assert "Reason=Lost%20%26%20found%3A%20ticket%20%2342%20%2F%20100%25%20sure" in path


@pytest.mark.slow
def test_roaming(core, playbook) -> None:
    ways = four_ways(
        playbook,
        act("set_roaming", KELLER_IPHONE, voice_roaming=True, data_roaming=True, **NOW),
        act("set_roaming", SMITH_IPHONE, voice_roaming=False, data_roaming=True, **NOW),
    )
    assert [outcomes(result.ok()) for result in ways.plain] == [["confirmed"], ["confirmed"]]
    assert [outcomes(result) for result in ways.again] == [["unchanged"], ["unchanged"]]
    assert ways.repeated == []
    # Data roaming without voice roaming is off, whatever was asked for.
    details = core.device(SMITH_IPHONE)["details"]
    assert (details["Voice Roaming Enabled"], details["DataRoamingEnabled"]) == ("false", "false")
    assert core.device(KELLER_IPHONE)["details"]["DataRoamingEnabled"] == "true"
    core.reset()
    run = playbook.run(
        act("set_roaming", KELLER_OWN_ANDROID, voice_roaming=True, data_roaming=True),
        act("set_roaming", KELLER_IPHONE, voice_roaming=True),
    )
    assert run[0].failed and KELLER_OWN_ANDROID in run[0].message
    assert run[1].failed and "data_roaming" in run[1].message
    assert core.effects() == []


def test_guards_refuse_before_any_effect(core, playbook) -> None:
    def unknown_owner() -> None:
        core.change(SMITH_IPHONE, employeeOwned=None)

    refused = refusals(
        playbook,
        act("lock"),
        act("lock", uuids=[]),
        act("lock", uuids=[""]),
        act("lock", KELLER_IPHONE, UNKNOWN),
        act("lock", users=["nobody.at.all"]),
        act("lock", labels=["No such label"]),
        act("lock", mac_addresses=["FFFFFFFFFFFF"]),
        act("lock", KELLER_IPHONE, reason=""),
        act("retire", KELLER_IPHONE, reason="x" * 513),
        act("wipe", KELLER_OWN_ANDROID, continue_on_error=True),
        act("wipe", SMITH_IPHONE),
        act("retire", KELLER_IPHONE, KELLER_OWN_ANDROID, continue_on_error=True),
        act("lock", KELLER_IPHONE, CEO_IPHONE, protected_labels=["Executives"], continue_on_error=True),
        act("lock", KELLER_IPHONE, protected_labels=["No such label"]),
        act("lock", KELLER_IPHONE, SMITH_IPHONE, expected_user="mkeller", continue_on_error=True),
        act("wipe", KELLER_IPHONE, plan_id="0" * 64),
        act("lock", labels=["All-Smartphones"]),
        prepare=unknown_owner,
    )
    words = [
        "uuids", "uuids", "uuids", UNKNOWN, "nobody.at.all", "No such label", "FFFFFFFFFFFF", "reason", "512", "employee",
        "employee", "max_devices: 2 devices", "Executives", "No such label", "mkeller", "plan", "max_devices",
    ]  # fmt: skip
    for result, word in zip(refused, words):
        assert word in result.message, (word, result.message)
    assert len(refused[15]["plan_id"]) == 64
    assert all(core.device(uuid)["status"] == "ACTIVE" for uuid in (KELLER_IPHONE, CEO_IPHONE, SMITH_IPHONE))


def test_employee_owned_wipe_only_by_name(core, playbook) -> None:
    result = playbook.run(act("wipe", KELLER_OWN_ANDROID, allow_employee_owned_wipe=True))[0].ok()
    assert outcomes(result) == ["accepted"] and [entry["effect"] for entry in core.effects()] == ["wipe"]


@pytest.mark.oldest
def test_plan_is_applied_only_while_it_is_true(core, playbook) -> None:
    task = act("retire", KELLER_IPHONE, KELLER_MAC, max_devices=2)
    plan = playbook.run(task, check=True)[0].ok()["plan_id"]
    task["mi_device_action"]["plan_id"] = plan
    core.change(KELLER_MAC, principal="jsmith")
    refused = playbook.run(task)[0]
    assert refused.failed and refused["plan_id"] != plan and core.effects() == []
    other = act("retire", KELLER_IPHONE, KELLER_MAC, max_devices=2, plan_id=plan, reason="another")
    core.change(KELLER_MAC, principal="mkeller")
    assert playbook.run(other)[0].failed and core.effects() == []
    applied = playbook.run(task, act("retire", KELLER_IPHONE, KELLER_MAC, max_devices=2, plan_id=plan, **NOW))
    assert outcomes(applied[0].ok()) == ["accepted", "accepted"]
    # Everything is asked for already, so the plan, which is another one by now, is not looked at.
    assert not applied[1].failed and len(core.effects()) == 2


def test_devices_that_are_gone(core, playbook) -> None:
    core.change(SMITH_IPHONE, status="WIPED")
    ways = playbook.run(
        act("lock", KELLER_RETIRED),
        act("retire", KELLER_RETIRED),
        act("wipe", SMITH_IPHONE),
        act("lock", SMITH_IPHONE),
        act("retire", SMITH_IPHONE),
        act("lock", users=["mkeller"]),
        act("retire", users=["nora.quist"], labels=["Executives"]),
        act("lock", labels=[POOL]),
    )
    assert outcomes(ways[0]) == ["failed"] and ways[0].failed
    assert outcomes(ways[1].ok()) == ["unchanged"]
    assert outcomes(ways[2].ok()) == ["unchanged"]
    assert outcomes(ways[3]) == ["failed"] and ways[3].failed
    assert outcomes(ways[4].ok())[0] in ("accepted", "confirmed")
    assert {d["uuid"] for d in ways[5].ok()["devices"]} == {
        KELLER_IPHONE,
        KELLER_OWN_ANDROID,
        KELLER_MAC,
        KELLER_SILENT,
    }
    assert ways[6].failed
    empty = ways[7].ok()
    assert (empty["devices"], empty.changed) == ([], False) and empty.warnings
    assert [entry["effect"] for entry in core.effects()].count("lock") == 4
    assert core.device(SMITH_IPHONE)["status"] == "RETIRED"


def test_outstanding_is_not_done_and_not_a_failure(core, playbook) -> None:
    quick = {"wait": True, "wait_interval": 1, "wait_timeout": 3}
    run = playbook.run(
        act("retire", KELLER_SILENT, **quick), act("retire", KELLER_SILENT), act("wipe", ROOTED_ANDROID, **quick)
    )
    assert outcomes(run[0].ok()) == ["outstanding"] and run[0].changed
    assert outcomes(run[1].ok()) == ["unchanged"]
    assert outcomes(run[2].ok()) == ["confirmed"]
    assert core.device(KELLER_SILENT)["status"] == "RETIRE_PENDING"


@pytest.mark.oldest
def test_partial_failure(core, playbook) -> None:
    core.fault(
        "status", operation="lock_device", status=400, body='{"messages": {"message": "no"}}', path_regex=KELLER_MAC
    )
    uuids = (KELLER_IPHONE, KELLER_MAC, SMITH_IPHONE)
    result = playbook.run(act("lock", *uuids))[0]
    assert result.failed and result.changed
    assert {d["uuid"]: d["outcome"] for d in result["devices"]} == {
        KELLER_IPHONE: "accepted", KELLER_MAC: "failed", SMITH_IPHONE: "accepted",
    }  # fmt: skip
    assert result["summary"]["failed"] == 1 and result["summary"]["accepted"] == 2
    assert len(core.effects()) == 2
    run = playbook.run(
        act("lock", KELLER_IPHONE, UNKNOWN, continue_on_error=True),
        act("lock", KELLER_IPHONE, KELLER_RETIRED, continue_on_error=True, return_devices="problems"),
        act("wakeup", KELLER_IPHONE, return_devices="none"),
    )
    assert {d["uuid"]: d["outcome"] for d in run[0].ok()["devices"]} == {KELLER_IPHONE: "accepted", UNKNOWN: "failed"}
    assert [d["uuid"] for d in run[1].ok()["devices"]] == [KELLER_RETIRED] and run[1]["summary"]["accepted"] == 1
    assert run[2].ok()["devices"] == [] and run[2]["summary"]["accepted"] == 1


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "drop_after"},
        {"kind": "status", "status": 502, "act": True},
        {"kind": "truncate"},
        {"kind": "html", "act": True},
    ],
    ids=["dropped", "502", "truncated", "html"],
)
def test_lost_answers_of_calls_that_acted(core, playbook, fault: dict) -> None:
    for operation in ("lock_device", "retire_device", "wipe_device", "wakeup_device"):
        core.fault(operation=operation, times=9, **fault)
    run = playbook.run(
        act("retire", KELLER_IPHONE),
        act("wipe", SMITH_IPHONE, **NOW),
        act("lock", KELLER_MAC),
        act("wakeup", KELLER_MAC),
    )
    assert outcomes(run[0].ok())[0] in ("accepted", "confirmed") and run[0].changed
    assert outcomes(run[1].ok()) == ["confirmed"]
    for result in run.results[2:]:
        entry = result["devices"][0]
        assert result.failed and result.changed and entry["outcome"] == "failed" and entry["changed"] is True
        assert "not known whether Core acted" in entry["message"]
    for operation in ("lock_device", "retire_device", "wipe_device", "wakeup_device"):
        assert len(core.requests(operation)) == 1, operation


def test_lost_answers_of_calls_that_did_not_act(core, playbook) -> None:
    for operation in ("lock_device", "retire_device"):
        core.fault("drop_before", operation=operation, times=9)
    core.fault("status", status=503, operation="wipe_device", times=9)
    run = playbook.run(act("lock", KELLER_MAC), act("retire", KELLER_IPHONE), act("wipe", SMITH_IPHONE))
    for result in run:
        assert result.failed and outcomes(result) == ["failed"], result.values
        assert "not known whether Core acted" in result["devices"][0]["message"]
    assert core.effects() == []
    for operation in ("lock_device", "retire_device", "wipe_device"):
        assert len(core.requests(operation)) == 1, operation


@pytest.mark.oldest
def test_unlock_says_what_core_says(core, playbook) -> None:
    core.change(KELLER_IPHONE, mdmManaged=False)
    core.change(KELLER_MAC, hasPasscode=True)
    run = playbook.run(
        act("unlock", KELLER_IPHONE), act("unlock", KELLER_MAC), act("unlock", KELLER_MAC, return_passcodes=True)
    )
    assert run[0].failed and outcomes(run[0]) == ["failed"]
    assert outcomes(run[1].ok()) == ["accepted"] and run[1]["devices"][0]["passcode"] is None
    assert outcomes(run[2].ok()) == ["accepted"]
    assert [entry["effect"] for entry in core.effects()] == ["unlock", "unlock"]


def test_locate_without_a_fix(core, playbook) -> None:
    run = playbook.run(
        act("locate", KELLER_MAC),
        act("locate", KELLER_OWN_ANDROID, locate_now=True, wait=True, wait_interval=1, wait_timeout=10),
    )
    entry = run[0].ok()["devices"][0]
    assert entry["location"] is None and entry["message"] and entry["outcome"] == "unchanged"
    assert run[1].ok()["devices"][0]["outcome"] in ("accepted", "confirmed")


def test_bulk(core, playbook) -> None:
    pool: list[str] = []

    def fill() -> None:
        pool[:] = core.fill_pool(25)

    ways = four_ways(
        playbook,
        act("lock", labels=[POOL], protected_labels=["Executives"]),
        act("wakeup", labels=[POOL], bulk_size=10),
        act("lock", labels=[POOL], max_devices=24),
        act("wipe", labels=[POOL], max_devices=25, **NOW),
        prepare=fill,
    )
    lock, wakeup, capped, wipe = ways.plain
    assert set(outcomes(lock.ok())) == {"accepted"} and lock["summary"]["accepted"] == 25
    assert lock.warnings and not any(d["reason_sent"] for d in lock["devices"])
    assert capped.failed and "25" in capped.message
    assert set(outcomes(wipe.ok())) == {"confirmed"}
    assert core.did() == [("lock", 25), ("wakeup", 10), ("wakeup", 10), ("wakeup", 5), ("wipe", 25)]
    assert {core.device(uuid)["status"] for uuid in pool} == {"WIPED"}
    assert sum(d["status"] == "WIPED" for d in core.devices()) - 25 == sum(
        d["status"] == "WIPED" and d["uuid"] not in pool for d in core.devices()
    )
    # Wiped devices found by label are left out, so that the run again has nothing to do.
    assert ways.repeated == []


def test_below_the_threshold_each_call_carries_its_reason(core, playbook) -> None:
    pool = core.fill_pool(6)
    run = playbook.run(
        act("lock", labels=[POOL], bulk_threshold=7, concurrency=3),
        act("retire", labels=[POOL], max_devices=6, bulk_threshold=6, wait=True, wait_interval=1),
    )
    assert run[0].ok()["summary"]["accepted"] == 6 and all(d["reason_sent"] for d in run[0]["devices"])
    assert len(core.requests("lock_device")) == 6 and len(core.requests("bulk_action")) == 1
    assert run[1].ok()["summary"]["confirmed"] == 6
    assert [core.device(uuid)["status"] for uuid in pool] == ["RETIRED"] * 6


def test_bulk_failures(core, playbook) -> None:
    pool = core.fill_pool(25)
    core.settings(max_request_line=300)
    long = playbook.run(act("wakeup", labels=[POOL]))[0]
    assert long.failed and "bulk_size" in long.message and core.effects() == []
    assert not long.changed
    core.settings(max_request_line=8192)
    core.fault("drop_after", operation="bulk_action")
    lost = playbook.run(act("retire", labels=[POOL], max_devices=25, **NOW))[0].ok()
    assert set(outcomes(lost)) == {"confirmed"} and core.did() == [("retire", 25)]
    assert {core.device(uuid)["status"] for uuid in pool} == {"RETIRED"}


def test_bulk_devices_that_core_calls_invalid(core, playbook) -> None:
    pool = core.fill_pool(20)
    core.fault(
        "status",
        operation="bulk_action",
        status=200,
        headers={"Content-Type": "application/json"},
        body=json.dumps({"messages": "", "invalidDevices": {"uuid": pool[0]}}),
    )
    result = playbook.run(act("wakeup", labels=[POOL]))[0]
    assert result.failed and result["summary"] == {**result["summary"], "failed": 1, "accepted": 19}
    failed = [d["uuid"] for d in result["devices"] if d["outcome"] == "failed"]
    assert failed == [pool[0]]


@pytest.mark.parametrize("count, operation", [(1, "get_device"), (20, "devices_by_label")])
def test_a_device_that_changes_hands_meanwhile_is_refused(core, playbook, count: int, operation: str) -> None:
    """It belongs to somebody else by the time it is read again, just before the act."""
    pool = core.fill_pool(count)
    core.meanwhile(operation, "PATCH", f"devices/{pool[0]}", {"principal": "hburns"}, skip=1)
    task = act("retire", pool[0]) if count == 1 else act("retire", labels=[POOL], max_devices=count)
    result = playbook.run(task)[0]
    assert result.failed and f"({pool[0]}): The device changed hands" in result.message
    assert core.device(pool[0])["status"] == "ACTIVE"
    assert core.effects() == []


@pytest.mark.oldest
def test_diff(core, playbook) -> None:
    result = playbook.run(act("retire", KELLER_IPHONE, **NOW), arguments=("--diff",))[0].ok()
    diff = result["diff"] if isinstance(result["diff"], dict) else result["diff"][0]
    assert "ACTIVE" in str(diff["before"]) and "RETIRED" in str(diff["after"])


@pytest.mark.oldest
def test_null_is_not_left_out(core, playbook) -> None:
    """A template that found nothing leaves null, which must not widen the selection or lift a guard."""
    names = ["users", "uuids", "statuses", "expected_user", "plan_id", "protected_labels", "not_seen_for_days"]
    names += ["employee_owned", "max_devices", "platforms"]
    tasks = [act("lock", labels=["Field Staff"]) for _name in names]
    for task, name in zip(tasks, names):
        task["mi_device_action"][name] = None
    for result, name in zip(refusals(playbook, *tasks), names):
        assert name in result.message, result.message
    found = playbook.run(
        {"mi_device_info": {"users": None}}, {"mi_device_info": {"users": "{{ x }}"}, "vars": {"x": None}}
    )
    assert found[0].ok()["devices"] == [] and "users: given but empty" in found[0].warnings
    assert found[1].failed or found[1]["devices"] == []


def test_a_label_that_cannot_be_read_protects(core, playbook) -> None:
    """Whatever a list leaves out, a guard would not see."""
    guarded = act("wipe", SMITH_IPHONE, protected_labels=["Executives"])
    for body in (
        {"messages": {"message": "Database error"}, "devices": ""},
        {"totalCount": 1, "devices": ""},
        {"messages": {"message": "1 Device(s) returned"}, "devices": ""},
        {"totalCount": 2, "devices": {"device": {"uuid": CEO_IPHONE}}},
        {"devices": {"uuid": CEO_IPHONE}},
        {"messages": "", "devices": ""},
        {},
    ):
        headers = {"Content-Type": "application/json"}
        fault = {"status": 200, "body": json.dumps(body), "headers": headers, "operation": "devices_by_label"}
        core.fault("status", **fault)
    for result in playbook.run(*[guarded] * 7):
        assert result.failed and not result.changed
    assert core.effects() == [] and len(core.requests("devices_by_label")) == 7


@pytest.mark.parametrize("results", ["beside", "table", "inside"])
def test_bulk_results_wherever_they_stand(core, playbook, results: str) -> None:
    core.settings(bulk_results=results)
    pool = core.fill_pool(3, family="ios")
    run = playbook.run(
        act("unlock", *pool, bulk_threshold=2),
        {"mi_message": {"mode": "sms", "message": "hi", "uuids": [KELLER_IPHONE, KELLER_MAC]}},
    )
    assert run[0].ok()["summary"]["accepted"] == 3
    assert run[1].failed and "without naming the devices" in run[1].message


@pytest.mark.parametrize("phone_field", ["phoneNumber", "currentPhoneNumber"])
def test_a_device_found_by_its_number(core, playbook, phone_field: str) -> None:
    core.settings(phone_field=phone_field)
    result = playbook.run(act("lock", phone_numbers=["1715550101"]))[0].ok()
    assert [entry["uuid"] for entry in result["devices"]] == [KELLER_IPHONE]


def test_a_list_that_is_not_whole(core, playbook) -> None:
    """With a device missing, a guard would look at less than there is."""
    core.fault("short_list", operation="devices_by_user", times=9)
    result = playbook.run(act("lock", users=["mkeller"]))[0]
    assert result.failed and "incomplete" in result.message and core.effects() == []


def test_a_200_that_says_that_it_failed(core, playbook) -> None:
    body = json.dumps({"messages": {"message": "Failed to lock the device."}})
    core.fault("status", status=200, body=body, headers={"Content-Type": "application/json"}, operation="lock_device")
    result = playbook.run(act("lock", KELLER_IPHONE))[0]
    assert result.failed and not result.changed and "Failed to lock" in result.message
