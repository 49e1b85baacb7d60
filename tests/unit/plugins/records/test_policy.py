# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Policies: rules as a dict, and their values in words."""

from __future__ import annotations

import pytest
from ansible_collections.mobileiron.core.plugins.module_utils.records._policy import decode, policy_record

RESOURCE = {"name": "PIM", "resourceType": "PIM", "value": "on"}


def policy(rules):
    return policy_record({"@id": "-2", "policyName": "Default", "deviceCount": "1", "active": "true", "rules": rules})


def test_rules_become_a_dict_without_the_client_value():
    rule = {"type": "SYNC_HEARTBEAT_INTERVAL", "value": 14, "clientValue": "840"}
    for rules in ({"rule": [rule]}, {"rule": rule}, [{"rule": rule}]):
        assert policy(rules)["rules"] == {"SYNC_HEARTBEAT_INTERVAL": "14"}
    assert policy({"rule": rule})["rules_decoded"] == {"SYNC_HEARTBEAT_INTERVAL": "14 minutes"}


@pytest.mark.parametrize("rules", ["", None, {}, {"rule": ""}])
def test_no_rules(rules):
    assert policy(rules)["rules"] == {}


def test_resources_are_a_list_also_if_there_is_one():
    wanted = [{"name": "PIM", "resource_type": "PIM", "value": "on"}]
    for resources in (RESOURCE, [RESOURCE]):
        found = policy({"rule": {"type": "SECURITY_ENCRYPT_DATA_TYPE", "resourceDTOs": resources}})
        assert found["rules"]["SECURITY_ENCRYPT_DATA_TYPE"] == wanted


def test_the_name_is_there_under_both_names():
    found = policy(None)
    assert (found["id"], found["name"], found["policy_name"], found["device_count"]) == ("-2", "Default", "Default", 1)


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        ("SEC_NCA_IOS_SW", "0", "no action"),
        ("SEC_NCA_IOS_SW", "2", "block ActiveSync and send alert"),
        ("SEC_NCA_IOS_SW", "9003", "compliance action 9003, which an administrator created"),
        ("SEC_NCA_APP_CONTROL", None, "no action"),
        ("SEC_NCA_IOS_SW", None, None),
        ("SECURITY_WIPE", "90", "90 days"),
        ("SECURITY_PWD_MAX_AGE", "0", "no limit"),
        ("SYNC_MIN_BATTERY_POWER", "20", "20 %"),
        ("EAS_BLOCK_IPHONE_HW", "1,22,99", "iPhone, iPad 2, model 99"),
        ("LOCKDOWN_CAMERA", "off", "disabled"),
        ("SYNC_SERVERIP", "core.example.com", "core.example.com"),
        ("A_NEW_RULE", "on", "yes"),
    ],
)
def test_values_in_words(kind, value, words):
    assert decode(kind, value) == words
