# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Messages, profiles, policies on labels, application settings, the export, and what a server says of itself."""

from __future__ import annotations

import json

import pytest

from tests.integration.harness import KELLER_IPHONE, KELLER_RETIRED, SMITH_IPHONE

NOT_KNOWN = "not known whether Core acted; not sent again"


# -- mi_message ------------------------------------------------------------------------------------------------------


def test_one_request_sends_the_message_to_all(core, run):
    result = run("mi_message", mode="email", subject="S", message="m & m", uuids=[KELLER_IPHONE, SMITH_IPHONE]).ok()
    assert result.outcomes == ["accepted"] * 2 and core.did() == [("message", 2)]
    assert {(sent["subject"], sent["text"]) for sent in core.messages()} == {("S", "m & m")}


@pytest.mark.parametrize(("mode", "wire"), [("sms", "sms"), ("email", "email"), ("push", "pns")])
def test_the_mode_has_another_name_on_the_wire(core, run, mode, wire):
    run("mi_message", mode=mode, message="m", uuids=[KELLER_IPHONE]).ok()
    assert f"mode={wire}" in core.effects()[0]["path"]


def test_a_message_is_checked_before_anything_is_asked(core, run):
    for options in ({"message": " ", "mode": "sms"}, {"message": "m", "mode": "sms", "subject": "s"}):
        assert run("mi_message", uuids=[KELLER_IPHONE], **options).failed
    assert core.log() == []


def answers(core, operation, tree):
    headers = {"Content-Type": "application/json"}
    core.fault("status", operation=operation, status=200, headers=headers, body=json.dumps(tree))


def test_a_device_that_core_calls_invalid_got_no_message(core, run):
    answers(core, "send_message", {"messages": "", "invalidDevices": {"uuid": KELLER_IPHONE}})
    result = run("mi_message", mode="sms", message="m", uuids=[KELLER_IPHONE, SMITH_IPHONE])
    assert result.failed and {e["uuid"]: e["outcome"] for e in result["devices"]} == {
        KELLER_IPHONE: "failed", SMITH_IPHONE: "accepted",
    }  # fmt: skip


@pytest.mark.parametrize(
    "tree", [{"messages": "", "messageSentFailed": ""}, {"messages": {"message": "Unable to send"}}]
)
def test_a_message_that_failed_for_nobody_by_name_failed_for_all(core, run, tree):
    answers(core, "send_message", tree)
    result = run("mi_message", mode="sms", message="m", uuids=[KELLER_IPHONE, SMITH_IPHONE])
    assert result.failed and result.outcomes == ["failed"] * 2


def test_no_message_to_a_retired_device(core, run):
    assert run("mi_message", mode="sms", message="m", uuids=[KELLER_RETIRED]).failed and core.did() == []


# -- mi_profile_push -------------------------------------------------------------------------------------------------


def test_all_profiles_are_pushed_unless_one_is_named(core, run):
    result = run("mi_profile_push", uuids=[KELLER_IPHONE, SMITH_IPHONE], reason="New Wi-Fi").ok()
    assert result.outcomes == ["accepted"] * 2 and core.did() == [("repush_profile", 1)] * 2
    assert all("profileId" not in entry["path"] for entry in core.effects()) and result["changed"]


def test_a_profile_that_a_device_does_not_have_is_not_pushed(core, run):
    result = run("mi_profile_push", uuids=[KELLER_IPHONE], profile_id="99999", profile_type="policy")
    assert result.failed and "no profile 99999 of type POLICY" in result.message and core.did() == []


def test_a_profile_is_named_by_id_and_type(core, run):
    info = run("mi_device_info", uuids=[KELLER_IPHONE], include=["profiles"]).ok()
    (first, *_more) = info["devices"][0]["profiles"]
    kind = first["profile_type"].lower()
    other = "app" if kind == "policy" else "policy"
    push = {"uuids": [KELLER_IPHONE], "profile_id": first["id"]}
    assert run("mi_profile_push", profile_type=other, **push).failed or core.did() == [("repush_profile", 1)]
    before = len(core.did())
    assert run("mi_profile_push", profile_type=kind, **push).ok().outcomes == ["accepted"]
    assert len(core.did()) == before + 1 and first["id"] in core.effects()[-1]["path"]
    assert run("mi_profile_push", profile_id=" ", profile_type=kind, uuids=[KELLER_IPHONE]).failed
    assert run("mi_profile_push", **push).failed


# -- mi_policy_label -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("policy", ["Strict Security", "11"])
@pytest.mark.parametrize(("state", "effect"), [("present", "policy_label_apply"), ("absent", "policy_label_remove")])
def test_a_policy_is_named_by_name_or_id(core, run, policy, state, effect):
    options = {"policy": policy, "label": "Field Staff", "state": state}
    planned = run("mi_policy_label", True, **options).ok()
    assert (planned["changed"], planned["outcome"], core.did()) == (True, "planned", [])
    done = run("mi_policy_label", **options).ok()
    assert (done["changed"], done["outcome"]) == (True, "accepted")
    assert done["policy"] == {"id": "11", "name": "Strict Security"} and [e for e, _n in core.did()] == [effect]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"policy": "strict security", "label": "Field Staff"}, "Did you mean 'Strict Security'"),
        ({"policy": "11", "label": "field staff"}, "Did you mean 'Field Staff'"),
        ({"policy": "11", "label": " "}, "label"),
        ({"policy": "", "label": "Field Staff"}, "policy"),
    ],
)
def test_an_unknown_policy_or_label_fails_in_check_mode_too(core, run, options, words):
    for check_mode in (True, False):
        result = run("mi_policy_label", check_mode, **options)
        assert result.failed and words in result.message and core.did() == []


def test_a_name_that_is_the_id_of_another_policy_is_ambiguous(core, run):
    core.server.core.policies[-1].name = "11"
    result = run("mi_policy_label", policy="11", label="Field Staff")
    assert result.failed and "ambiguous" in result.message and core.did() == []


@pytest.mark.parametrize(
    ("fault", "changed"),
    [
        ({"kind": "drop_after"}, True),
        ({"kind": "status", "status": 502}, True),
        ({"kind": "status", "status": 400}, False),
    ],
    ids=str,
)
def test_a_lost_answer_to_a_policy_is_not_known(core, run, fault, changed):
    core.fault(operation="policy_label", times=9, **fault)
    result = run("mi_policy_label", policy="11", label="Field Staff")
    assert result.failed and result["changed"] is changed and (NOT_KNOWN in result.message) is changed
    assert len(core.requests("policy_label")) == 1


# -- mi_app_setting_info, mi_policy_info -----------------------------------------------------------------------------


def test_app_settings_are_asked_by_type_and_listed_once(core, run):
    everything = run("mi_app_setting_info").ok()
    types = sorted({setting["app_type"] for setting in everything["app_settings"]})[:2]
    some = run("mi_app_setting_info", types=[*types, types[0]]).ok()
    assert {setting["app_type"] for setting in some["app_settings"]} == set(types)
    assert len(core.requests("list_app_settings")) == 1 + len(types)
    assert some["count"] == sum(setting["app_type"] in types for setting in everything["app_settings"])


def test_app_settings_of_one_device(core, run):
    mine = run("mi_app_setting_info", device_uuid=KELLER_IPHONE).ok()
    types = {setting["app_type"] for setting in mine["app_settings"]}
    assert mine["count"] and len(core.requests("app_settings_of_device")) == 1
    one = sorted(types)[0]
    only = run("mi_app_setting_info", device_uuid=KELLER_IPHONE, types=[one]).ok()
    assert {setting["app_type"] for setting in only["app_settings"]} == {one}
    assert run("mi_app_setting_info", device_uuid=" ").failed


def test_policies_by_name_type_and_device(core, run):
    everything = run("mi_policy_info").ok()
    assert run("mi_policy_info", names=["No Camera"]).ok()["policies"][0]["id"] == "12"
    kind = everything["policies"][0]["profile_type"]
    assert {p["profile_type"] for p in run("mi_policy_info", profile_types=[kind]).ok()["policies"]} == {kind}
    mine = run("mi_policy_info", device_uuid=KELLER_IPHONE).ok()
    assert 0 < mine["count"] < everything["count"] and len(core.requests("policies_of_device")) == 1
    nothing = run("mi_policy_info", names=[])
    assert nothing.ok()["policies"] == [] and nothing.warned


# -- mi_device_export ------------------------------------------------------------------------------------------------


def test_an_export_is_written_once_and_not_in_check_mode(core, run, tmp_path):
    dest = tmp_path / "devices.csv"
    planned = run("mi_device_export", True, dest=str(dest)).ok()
    assert planned["changed"] and not dest.exists() and planned["rows"] == len(core.devices())
    assert list(tmp_path.iterdir()) == []
    written = run("mi_device_export", dest=str(dest)).ok()
    assert written["changed"] and written["checksum"] == planned["checksum"] and dest.stat().st_mode & 0o777 == 0o600
    again = run("mi_device_export", dest=str(dest)).ok()
    assert not again["changed"] and list(tmp_path.iterdir()) == [dest]


@pytest.mark.parametrize(
    "body",
    ["", "a,b\n1,2\n", "Device UUID,Principal,Status Code\n1,2\n", 'Device UUID,Principal,Status Code\n"1,2,3'],
    ids=str,
)
def test_an_export_that_is_none_replaces_nothing(core, run, tmp_path, body):
    dest = tmp_path / "devices.csv"
    dest.write_text("kept")
    core.fault("status", operation="export_devices", status=200, headers={"Content-Type": "text/csv"}, body=body)
    assert run("mi_device_export", dest=str(dest)).failed and dest.read_text() == "kept"
    assert list(tmp_path.iterdir()) == [dest]


@pytest.mark.parametrize("dest", ["", "/", "/nowhere/at/all/x.csv"])
def test_an_impossible_destination_is_told_before_anything_is_asked(core, run, dest):
    assert "dest" in run("mi_device_export", dest=dest).message and core.log() == []


# -- mi_system_info --------------------------------------------------------------------------------------------------


def test_a_server_says_who_it_is(core, run):
    told = run("mi_system_info").ok()
    assert (told["reachable"], told["authenticated"], told["role_present"]) == (True, True, True)
    assert told["versions"]["core"] and told["tls"] == {"used": False, "verified": False}
    answered = {row["name"]: row["answered"] for row in told["operations"]}
    assert answered["list_labels"] and answered["wipe_device"] and core.did() == []


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"password": "wrong"}, (True, False, False)),
        ({"username": "norole"}, (True, False, False)),
        ({"url": "http://127.0.0.1:9"}, (False, False, False)),
    ],
    ids=["password", "role", "nobody"],
)
def test_what_is_wrong_is_a_result(core, run, options, expected):
    told = run("mi_system_info", **options).ok()
    assert (told["reachable"], told["authenticated"], told["role_present"]) == expected and told["message"]
    assert {row["how"] for row in told["operations"]} == {"not asked"}


def test_a_server_without_version_2(core, run):
    core.settings(v2=False)
    told = run("mi_system_info").ok()
    assert told["reachable"] and told["versions"] == {"api_version": None, "core": None}
    assert {row["name"]: row["answered"] for row in told["operations"]}["ping"] is False
