# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""mobileiron.core.mi_device_info: selectors, filters, records, fields, include, app_name."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from tests.integration.harness import (
    KELLER_IPHONE,
    KELLER_MAC,
    KELLER_OWN_ANDROID,
    KELLER_RETIRED,
    KELLER_SILENT,
    ROOTED_ANDROID,
    SMITH_IPHONE,
    UNKNOWN,
    Result,
    comparable,
    four_ways,
    refusals,
)

HOSTILE = [f"000000a5-0000-4000-8000-{number:012x}" for number in range(1, 7)]


def info(**options: Any) -> dict[str, Any]:
    return {"mi_device_info": options}


def uuids(result: Result) -> set[str]:
    result.ok()
    assert result["count"] == len(result["devices"]) and not result.changed
    return {device["uuid"] for device in result["devices"]}


def test_selectors_and_filters(core, playbook) -> None:
    ways = four_ways(
        playbook,
        info(fields=["uuid"]),
        info(uuids=[KELLER_IPHONE, UNKNOWN, SMITH_IPHONE]),
        info(users=["MKeller", "jsmith"]),
        info(labels=["Executives", "Außendienst"]),
        info(statuses=["RETIRED", "LOST"], fields=["uuid"]),
        info(statuses=["all"], fields=["uuid"]),
        info(mac_addresses=["a1:00:00:00:00:01", "A100.0000.0003", "a1-00-00-00-00-02"]),
        info(phone_numbers=["(171) 555-0101", "172.555 0503"]),
        info(users=["mkeller"], labels=["Field Staff"], statuses=["ACTIVE"]),
        info(users=["mkeller"], platforms=["android", "macos"]),
        info(employee_owned=True, fields=["uuid"]),
        info(compliant=False, fields=["uuid"]),
        info(not_seen_for_days=30, fields=["uuid"]),
        info(users=["nobody.at.all"]),
        info(labels=["No such label"]),
        info(users=[]),
    )
    state = core.devices()
    active = {d["uuid"]: d for d in state if d["status"] == "ACTIVE"}
    month = datetime.now(timezone.utc) - timedelta(days=30)
    expected = [
        set(active),
        {KELLER_IPHONE, SMITH_IPHONE},
        {d["uuid"] for d in state if d["principal"] in ("mkeller", "jsmith")},
        set(core.label_members("Executives")) | set(core.label_members("Außendienst")),
        {d["uuid"] for d in state if d["status"] in ("RETIRED", "LOST")},
        {d["uuid"] for d in state},
        {KELLER_IPHONE, KELLER_MAC, KELLER_OWN_ANDROID},
        {KELLER_IPHONE, HOSTILE[2]},
        {KELLER_IPHONE, KELLER_OWN_ANDROID, KELLER_SILENT},
        {KELLER_OWN_ANDROID, KELLER_SILENT, KELLER_MAC},
        {uuid for uuid, d in active.items() if d["employeeOwned"] is True},
    ]
    for result, wanted in zip(ways.plain, expected):
        assert uuids(result) == wanted, result.name
    noncompliant = uuids(ways.plain[11])
    assert {uuid for uuid, d in active.items() if d["compliance"]} | {ROOTED_ANDROID} <= noncompliant
    assert uuids(ways.plain[12]) == {
        uuid
        for uuid, d in active.items()
        if d["lastConnectedAt"] and datetime.fromisoformat(d["lastConnectedAt"]) < month
    }
    assert uuids(ways.plain[13]) == uuids(ways.plain[14]) == uuids(ways.plain[15]) == set()
    assert ways.plain[15].warnings
    assert core.effects() == []


def test_bad_values_are_errors(core, playbook) -> None:
    run = playbook.run(
        info(uuids=[""]),
        info(labels=["Executives", ""]),
        info(phone_numbers=["+491715550101"]),
        info(phone_numbers=["call me"]),
        info(mac_addresses=["A1:00"]),
        info(statuses=["BROKEN"]),
        info(platforms=["symbian"]),
    )
    words = ["uuids", "labels", "+", "call me", "A1:00", "BROKEN", "symbian"]
    for result, word in zip(run, words):
        assert result.failed and word in result.message, result.message
    assert "country code" in run[2].message
    assert core.log() == []


def test_records_of_the_whole_fleet_are_the_same_from_json_and_xml(core, playbook) -> None:
    core.settings(device_fields="full")
    task = info(statuses=["all"])
    from_json, from_xml = playbook.run(task)[0].ok(), playbook.run(task, response_format="xml")[0].ok()
    assert from_json["devices"] == from_xml["devices"]
    core.settings(numeric_text_as_numbers=True)
    assert playbook.run(task)[0].ok()["devices"] == from_json["devices"]
    assert len(from_json["devices"]) == 200
    for device in from_json["devices"]:
        real = core.device(device["uuid"]) if device["uuid"].startswith("000000a") else None
        if real:
            assert device["details"] == real["details"]
            assert (device["name"], device["principal"]) == (real["name"], real["principal"])
        assert all(isinstance(value, str) for value in device["details"].values())
        assert isinstance(device["id"], str) and isinstance(device["compliance"], int)
        assert device["employee_owned"] in (True, False, None)
        assert device["last_connected_at"] is None or device["last_connected_at"].endswith("Z")
        assert isinstance(device["compliance_reasons"], list)


def test_derived_keys(core, playbook) -> None:
    core.change(SMITH_IPHONE, compliance=0x2 | 0x400000 | 0x20000000, blockReason=0x200)
    (smith,) = playbook.run(info(uuids=[SMITH_IPHONE]))[0].ok()["devices"]
    assert smith["compliance_reasons"] == ["os_version_too_low", "unknown_reason", "unknown_bit_0x20000000"]
    assert smith["block_reasons"] == ["manually_blocked"]
    assert smith["compliant"] is False and smith["compromised"] is False
    assert (smith["platform_family"], smith["user_source"], smith["mdm_managed"]) == ("ios", "local", True)
    run = playbook.run(info(users=["compromised.android", "compromised.ios"]), info(users=["mkeller"]))
    assert [(d["compromised"], d["compliant"]) for d in run[0]["devices"]] == [(True, False)] * 2
    assert {d["uuid"]: d["status_code"] for d in run[1]["devices"]}[KELLER_RETIRED] == 114


@pytest.mark.oldest
def test_fields_and_limit(core, playbook) -> None:
    ways = four_ways(
        playbook,
        info(users=["mkeller"], fields=["uuid", "details.Model", "details.wifi_mac", "compliant"]),
        info(statuses=["all"], platforms=["ios"], fields=["uuid", "platform_family"], limit=3),
    )
    for device in ways.plain[0].ok()["devices"]:
        assert set(device) == {"uuid", "details", "compliant"}
        assert set(device["details"]) <= {"Model", "wifi_mac"}
    limited = ways.plain[1].ok()
    assert limited["count"] == len(limited["devices"]) == 3
    assert all(set(d) == {"uuid", "platform_family"} and d["platform_family"] == "ios" for d in limited["devices"])


def test_include(core, playbook) -> None:
    ways = four_ways(playbook, info(uuids=[KELLER_IPHONE], include=["profiles", "policies", "app_settings", "labels"]))
    (device,) = ways.plain[0].ok()["devices"]
    labels = device["labels"]
    names = {label["name"] if isinstance(label, dict) else label for label in labels}
    assert names == set(core.device(KELLER_IPHONE)["labels"])
    assert any("Travel Sync" in str(policy) for policy in device["policies"])
    assert device["profiles"] and device["app_settings"]
    assert "exch-secret-31" not in ways.plain.output


def test_devices_with_an_app(core, playbook) -> None:
    both = info(app_name="LinkedIn", statuses=["all"], fields=["uuid", "platform_family"])
    only = [info(app_name="LinkedIn", app_platform=name, **{"statuses": ["all"]}) for name in ("ios", "android", "A")]
    ways = four_ways(playbook, both, *only, info(app_name="No such app"))
    everywhere = {device["uuid"]: device["platform_family"] for device in ways.plain[0].ok()["devices"]}
    assert set(everywhere.values()) == {"ios", "android"}
    for result, family in zip(ways.plain.results[1:], ("ios", "android", "android")):
        assert uuids(result) == {uuid for uuid, found in everywhere.items() if found == family}
    assert uuids(ways.plain[4]) == set()
    refusals(playbook, info(app_name="LinkedIn", app_platform="symbian"), info(app_platform="ios"), info(app_name=" "))


@pytest.mark.parametrize("envelope", ["devices", "uuids", "device_uuids"])
def test_an_answer_that_is_documented_nowhere(core, playbook, envelope: str) -> None:
    task = info(app_name="LinkedIn", statuses=["all"], fields=["uuid"])
    whole = uuids(playbook.run(task)[0].ok())
    core.settings(app_inventory=envelope)
    for response_format in ("json", "xml"):
        assert uuids(playbook.run(task, response_format=response_format)[0].ok()) == whole


@pytest.mark.parametrize(
    "setting", [{"details_object": True}, {"empty_messages": "null"}, {"empty_messages": "absent"}]
)
def test_other_shapes_of_the_same(core, playbook, setting: dict) -> None:
    tasks = [info(uuids=[KELLER_IPHONE]), info(users=["mkeller"])]
    first = [result.ok()["devices"] for result in playbook.run(*tasks)]
    core.settings(**setting)
    assert [result.ok()["devices"] for result in playbook.run(*tasks)] == first


@pytest.mark.oldest
def test_half_a_character_in_a_name(core, playbook) -> None:
    core.change(KELLER_IPHONE, name="Anna \ud83d\nphone")
    for response_format in ("json", "xml"):
        (device,) = playbook.run(info(uuids=[KELLER_IPHONE]), response_format=response_format)[0].ok()["devices"]
        assert device["name"].startswith("Anna ?")


def test_the_devices_with_an_app_are_read_to_the_last_page(core, playbook) -> None:
    task = info(app_name="LinkedIn", statuses=["all"], fields=["uuid"])
    whole = uuids(playbook.run(task)[0].ok())
    core.settings(app_page_limit=7)
    assert uuids(playbook.run(task)[0].ok()) == whole and len(whole) > 14
    core.settings(app_page_limit=1000)
    core.fault("ignore_offset", operation="devices_with_app", times=99)
    assert uuids(playbook.run(task)[0].ok()) == whole
    core.reset(devices=1500)
    core.settings(app_page_limit=100)
    core.fault("ignore_offset", operation="devices_with_app", times=99)
    seen = core.next_entry()
    cut = playbook.run(task)[0]
    assert cut.failed and "is incomplete" in cut.message
    assert len(core.requests("devices_with_app", since=seen)) == 2


@pytest.mark.oldest
def test_hostile_names(core, playbook) -> None:
    tasks = [
        info(users=["CORP\\jdoe"], fields=["uuid"]),
        info(users=["o'brien"], fields=["uuid"]),
        info(users=["anna.müller"], fields=["uuid"]),
        info(labels=["Field/Sales"], fields=["uuid"]),
        info(labels=["R&D, EMEA 100%"], fields=["uuid"]),
        info(labels=["Außendienst"], fields=["uuid"]),
        info(users=["../labels/Executives"], fields=["uuid"]),
        info(users=["a?status=RETIRED#"], fields=["uuid"]),
        info(uuids=[HOSTILE[3], HOSTILE[4]], fields=["uuid", "name", "user_display_name"]),
    ]
    ways = four_ways(playbook, *tasks)
    found = [uuids(result) for result in ways.plain]
    assert found[:3] == [{HOSTILE[0]}, {HOSTILE[1]}, {HOSTILE[2]}]
    for index, label in ((3, "Field/Sales"), (4, "R&D, EMEA 100%"), (5, "Außendienst")):
        assert found[index] == set(core.label_members(label))
    assert found[6] == found[7] == set()
    by_uuid = {device["uuid"]: device for device in ways.plain[8]["devices"]}
    assert by_uuid[HOSTILE[3]]["name"] == "{{ lookup('pipe','id') }}"
    assert by_uuid[HOSTILE[4]]["user_display_name"] == '=HYPERLINK("http://evil","x")'


@pytest.mark.oldest
def test_hostile_names_are_not_templated_when_reused(core, playbook) -> None:
    play = {
        "hosts": "localhost",
        "connection": "local",
        "gather_facts": False,
        "tasks": [
            {"mobileiron.core.mi_device_info": {"uuids": [HOSTILE[3]]}, "register": "found"},
            {"ansible.builtin.debug": {"msg": "{{ found.devices[0].name }}"}},
        ],
    }
    run = playbook.play([play])
    assert run[1]["msg"] == "{{ lookup('pipe','id') }}"


def test_a_server_that_refuses_encoded_slashes(core, playbook) -> None:
    core.settings(refuse_encoded_slashes=True)
    run = playbook.run(info(users=["CORP\\jdoe"]), info(labels=["Field/Sales"]), info(labels=["Executives"]))
    assert uuids(run[0]) == {HOSTILE[0]}
    assert run[1].failed and "Field/Sales" in run[1].message and "slash" in run[1].message
    assert len(uuids(run[2])) >= 1
    assert comparable(run[0]) is not None


def test_a_server_that_does_not_know_retire_pending(core, playbook) -> None:
    core.settings(retire_pending_known=False)
    run = playbook.run(info(statuses=["all"], fields=["uuid"]), info(statuses=["RETIRE_PENDING"], fields=["uuid"]))
    assert run[0].ok()["count"] == 200
    assert run[1].ok()["count"] == 0
