# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Splunk SOAR's connector: lists, locks, unlocks and shows devices, and declares every field with its type."""

from __future__ import annotations

import re
from typing import Any

import pytest
import requests

from .conftest import IPHONE

NUMBERS = (
    "countryCode userSource userId deviceCount languageCountryId countryId languageId mdmProfileUrlId quarantinedStatus "
    "operatorId wipeReason compliance clientId regCount blockReason statusCode"
).split()
FLAGS = "notifyUser employeeOwned mdmManaged".split()
TEXTS = (
    "comment userFirstName homeOperator operator platformType createdAt principal uuid platform lastConnectedAt "
    "registeredAt status currentPhoneNumber countryName emailAddress userDisplayName regType @id manufacturer name "
    "emailDomain userUUID userLastName model"
).split()
VERSION_4 = re.compile(r"[a-f0-9]{8}-[a-f0-9]{4}-4[a-f0-9]{3}-[89ab][a-f0-9]{3}-[a-f0-9]{12}", re.IGNORECASE)


def call(sim, path: str, method: str = "GET", **params: str) -> requests.Response:
    """A request as the connector makes it: JSON asked for, the login sent at once, all else in the query."""
    return requests.request(
        method,
        f"{sim.url}/api/v1{path}",
        auth=sim.session.auth,
        params=params,
        headers={"Accept": "application/json"},
        verify=sim.ca_path,
        timeout=30,
    )


def devices(tree: dict[str, Any]) -> list[dict[str, Any]]:
    """The connector goes on only if there is a count and something under ``devices``; one device is an object."""
    assert tree["totalCount"] and tree["devices"]
    found = tree["devices"]["device"]
    return [found] if isinstance(found, dict) else found


def assert_declared(device: dict[str, Any]) -> None:
    """Every field that the connector declares is there, with the type it declares."""
    for name in NUMBERS:
        assert isinstance(device[name], int) and not isinstance(device[name], bool), name
    assert all(isinstance(device[name], bool) for name in FLAGS)
    assert all(isinstance(device[name], str) for name in TEXTS)
    pairs = [pair for details in device["details"] for pair in details["entry"]]
    assert pairs and all(isinstance(pair["key"], str) and isinstance(pair["value"], str) for pair in pairs)


def test_the_test_of_the_connection(sim):
    answer = call(sim, "/dm/devices", limit="1")
    assert answer.status_code == 200 and answer.json()["devices"]


@pytest.mark.parametrize("heeded", [False, True])
def test_list_devices(sim, heeded):
    sim.settings(device_paging=heeded)
    everyone = devices(call(sim, "/dm/devices", offset="0", limit="1000").json())
    page = devices(call(sim, "/dm/devices", offset="1", limit="2").json())
    assert page == (everyone[1:3] if heeded else everyone)
    one = devices(call(sim, "/dm/devices", offset="0", limit="1").json())
    assert [device["uuid"] for device in one] == [device["uuid"] for device in (everyone[:1] if heeded else everyone)]
    assert_declared(next(device for device in everyone if device["uuid"] == IPHONE))
    assert all(VERSION_4.fullmatch(device["uuid"]) for device in everyone)


def test_get_system_info(sim):
    tree = call(sim, f"/dm/devices/{IPHONE}").json()
    assert "message" not in tree["messages"]  # asked of text; null would be a crash
    assert_declared(tree["device"])
    assert not {"phoneNumber", "easUuid", "iPhoneVersion", "easLastSyncAttempt"} & set(tree["device"])


def test_lock_and_unlock(sim):
    locked = call(sim, f"/dm/devices/lock/{IPHONE}", "PUT", reason="Lost. Locked via Phantom")
    assert "locked" in locked.json()["messages"]["message"]
    unlocked = call(sim, f"/dm/devices/unlock/{IPHONE}", reason="Unlocked via Phantom")
    assert "1 passcode(s) sent" in unlocked.json()["messages"]["message"]
    assert sim.effects() == [("lock", [IPHONE]), ("unlock", [IPHONE])]


def test_failures_have_a_text(sim):
    unknown = call(sim, "/dm/devices/lock/ffffffff-0000-4000-8000-ffffffffffff", "PUT", reason="Locked via Phantom")
    assert unknown.status_code == 404 and "No device found" in unknown.text
    wrong = requests.get(
        f"{sim.url}/api/v1/dm/devices",
        auth=("apiadmin", "wrong"),
        params={"limit": "1"},
        verify=sim.ca_path,
        timeout=30,
    )
    assert wrong.status_code == 401 and re.sub(r"<[^>]*>", "", wrong.text).strip()
