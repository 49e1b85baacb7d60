# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Devices: platform families, what tells that one is compromised, and the same keys whatever the server sends."""

from __future__ import annotations

from itertools import product

import pytest
from ansible_collections.mobileiron.core.plugins.module_utils.records._compliance import reasons
from ansible_collections.mobileiron.core.plugins.module_utils.records._device import (
    device_record,
    platform_family,
    wire_names,
)

SEEN = "2014-07-30T07:14:05Z"


def details(**pairs: str) -> dict:
    return {"entry": [{"key": key, "value": value} for key, value in pairs.items()]}


@pytest.mark.parametrize(
    ("platform", "family"),
    [
        ("Android 13.0", "android"),
        ("iOS 16.6", "ios"),
        ("iPhone OS 5", "ios"),
        ("macOS 13.4", "macos"),
        ("Mac OS X 10.9", "macos"),
        ("Windows 10", "windows"),
        ("Windows Phone 8.1", "windows_phone"),
        ("WP8.1", "windows_phone"),
        ("Windows Mobile 6.1 Standard", "other"),
        ("Samsung KNOX 2.4", "other"),
        (None, "other"),
    ],
)
def test_platform_families(platform, family) -> None:
    assert platform_family(platform) == family


def test_the_platform_type_helps_where_the_platform_tells_nothing() -> None:
    assert platform_family(None, "A") == "android" and platform_family("Samsung KNOX 2.4", "A") == "android"
    assert platform_family("iOS 16", "A") == "ios"
    assert device_record({"platformType": "I"}, frozenset({"platform_family"})) == {"platform_family": "ios"}


@pytest.mark.parametrize(
    ("platform", "compliance", "told", "compromised"),
    [
        ("Android 13", 1, {}, True),
        ("Android 13", 0, {}, None),
        ("Android 13", 0, {"security_state": "Ok"}, False),
        ("Android 13", 0, {"security_state": "COMPROMISED"}, True),
        ("Android 13", None, {}, None),
        ("iOS 16", 0, {}, False),
        ("iOS 16", None, {}, None),
        ("iOS 16", 0, {"DeviceCompromised": "true"}, True),
        ("iOS 16", None, {"DeviceCompromised": "false"}, False),
        ("iOS 16", 0, {"security_state": "0"}, True),
        ("iOS 16", None, {"security_state": "1"}, False),
        (None, 0, {"security_state": "Compromised"}, True),
        ("tvOS 14", 0, {"DeviceCompromised": "true"}, True),
        ("tvOS 14", None, {"DeviceCompromised": "false"}, None),
        ("macOS 13", 0, {}, False),
    ],
)
def test_compromised(platform, compliance, told, compromised) -> None:
    raw = {"platform": platform, "compliance": compliance, "lastConnectedAt": SEEN, "details": details(**told)}
    device = device_record(raw)
    assert device["compromised"] is compromised
    expected = False if compliance or compromised else None if compliance is None else True
    assert device["compliant"] is expected


@pytest.mark.parametrize(
    ("compliance", "told", "compromised"),
    [
        (0, {}, None),
        (32, {}, None),
        (1, {}, True),
        (0, {"security_state": "0"}, True),
        (0, {"security_state": "1"}, False),
        (0, {"DeviceCompromised": "false"}, False),
    ],
)
@pytest.mark.parametrize("seen", [{}, {"lastConnectedAt": None}, {"lastConnectedAt": ""}])
def test_a_device_that_never_connected_says_nothing(compliance, told, compromised, seen) -> None:
    """An unset bit of it means that nobody has looked. What Core counts against it still makes it not compliant."""
    raw = {"platform": "iOS 16", "compliance": compliance, "details": details(**told), **seen}
    device = device_record(raw)
    assert device["compromised"] is compromised
    assert device["compliant"] is (compliance == 0 and not compromised)
    keys = frozenset({"compromised"})
    assert device_record(raw, keys) == {"compromised": compromised} and "lastConnectedAt" in wire_names(keys)


def test_documented_keys_are_always_there() -> None:
    whole = device_record({})
    for key in ("uuid", "comment", "eas_last_sync_attempt", "operator_id", "reg_type", "i_phone_version", "pin"):
        assert whole[key] is None
    assert whole["details"] == {} and whole["compliance_reasons"] == []
    assert set(device_record({"comment": None, "mdmProfileUrlId": ""})) == set(whole)


@pytest.mark.parametrize(
    "employee_owned", ["false", False, {"@type": "b", "#text": "false"}, {"@type": "b", "$": False}]
)
def test_an_attribute_hides_no_value(employee_owned) -> None:
    device = device_record({"employeeOwned": employee_owned, "newField": {"@x": "1", "#text": "7"}})
    assert device["employee_owned"] is False and device["new_field"] == 7


@pytest.mark.parametrize(
    ("raw", "status"), [({"status": "Retired"}, "RETIRED"), ({"statusCode": 119}, "WIPED"), ({}, None)]
)
def test_a_status_is_read_in_any_case_and_from_its_code(raw, status) -> None:
    """One that is not known to be gone would be acted on."""
    assert device_record(raw)["status"] == status
    read = {name: value for name, value in raw.items() if name in wire_names(frozenset({"status"}))}
    assert device_record(read, frozenset({"status"})) == {"status": status}


def test_half_a_character_is_replaced() -> None:
    device = device_record({"name": "Anna \ud83d", "newText": "b\ud83d", "details": details(**{"k\udc00": "v\ud83d"})})
    assert (device["name"], device["new_text"], device["details"]) == ("Anna ?", "b?", {"k?": "v?"})


def test_reasons_are_named_by_their_hexadecimal_value() -> None:
    assert reasons(0x2010) == ["policy_out_of_date", "required_app_missing"]
    assert reasons(0x20000000 | 1) == ["compromised", "unknown_bit_0x20000000"] and reasons(None) == []


def test_what_is_wanted_is_read_and_nothing_else() -> None:
    raw = {"uuid": "u", "platform": "iOS 1", "compliance": 1, "name": "n", "currentPhoneNumber": "1", "details": ""}
    for keys in product(("uuid", "compliant", "phone_number", "platform_family"), repeat=2):
        wanted = frozenset(keys)
        read = {name: value for name, value in raw.items() if name in wire_names(wanted)}
        assert device_record(read, wanted) == {k: v for k, v in device_record(raw).items() if k in wanted}
