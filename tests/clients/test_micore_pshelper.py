# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""MICore.PSHelper, cmdlets for PowerShell: registers a device like another one, with its static labels through v2."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import quote_plus

import pytest

from .conftest import ANDROID, IPHONE, MACBOOK, Answer, basic, escaped, many, member, send


def invoke(sim, method: str, path: str, body: str | None = None) -> Answer:
    """A request as this client sends it: the login at once, no format, and the word of the server awaited before JSON."""
    headers = {"Authorization": basic(sim)}
    if body is None:
        return send(sim.url, sim.ca_path, method, path, b"" if method == "PUT" else None, **headers)
    answer = send(
        sim.url, sim.ca_path, method, path, body.encode(),
        **headers, Content_Type="application/json", Expect="100-continue",
    )  # fmt: skip
    assert answer.told_to_go_on
    return answer


def labels_of(sim, uuid: str) -> list[dict[str, Any]]:
    """The labels of a device."""
    return many(invoke(sim, "GET", f"/api/v2/devices/{uuid}/labels?adminDeviceSpaceId=1").json()["results"])


def change(sim, uuid: str, label: str, verb: str) -> dict[str, Any]:
    """Put a label on a device or take it off."""
    path = f"/api/v2/devices/labels/{escaped(label)}/{verb}?adminDeviceSpaceId=1"
    return invoke(sim, "PUT", path, json.dumps({"deviceUuids": [uuid]})).json()


def register_like(sim, uuid: str, user: str = "") -> dict[str, Any]:
    """Register a device with what Core knows of another one; the answer's ``registration``."""
    device = invoke(sim, "GET", f"/api/v1/dm/devices/{uuid}").json()["device"]
    platform = [entry["value"] for entry in member(device, "details.entry") if entry["key"] == "platform"]
    assert platform[0] in ("iPhone", "iOS", "macOS", "Android")
    phone = device["currentPhoneNumber"]
    query = (
        f"phoneNumber={re.sub('[^0-9]', '', phone)}&userId={user or device['principal']}"
        f"&operator={quote_plus(device['operator'])}&isEmployeeOwned={device['employeeOwned']}&platform=I"
        f"&deviceType={'PDA' if phone == 'PDA' else 'Phone'}&importUserFromLdap=True&notifyuser=False"
        "&notifyuserbysms=False&countryCode=1"
    )
    return invoke(sim, "PUT", f"/api/v1/dm/register?{query}").json()["registration"]


def test_the_status_page_has_a_status_and_a_message(sim):
    page = invoke(sim, "GET", "/status/status.html").text
    pieces = re.split("[\r\n]", page)  # .NET splits at each of the two characters
    assert pieces[0] == "SUCCESS" and pieces[2]


def test_get_device(sim):
    everyone = many(invoke(sim, "GET", "/api/v1/dm/devices").json()["devices"]["device"])
    mine = [device for device in everyone if device["principal"] == "mkeller"]
    assert {IPHONE, ANDROID, MACBOOK} <= {device["uuid"] for device in mine}
    assert all(device[name] for device in mine for name in ("userDisplayName", "model", "platform", "lastConnectedAt"))


def test_windows_tells_its_kind(sim):
    def detail(key: str) -> set[str]:
        return {
            entry["value"]
            for device in many(invoke(sim, "GET", "/api/v1/dm/devices").json()["devices"]["device"])
            if device["platform"].startswith("Windows") and device["details"]
            for entry in member(device, "details.entry")
            if entry["key"] == key
        }

    for family in ("windows", "windows_phone"):
        sim.control("devices", "POST", principal="mkeller", family=family)
    assert detail("wp_os_platform") and detail("wp_phone") == {"True", "False"}


@pytest.mark.parametrize("status", ["SUCCESS", "SUCESS"])
@pytest.mark.parametrize("uuid", [IPHONE, MACBOOK])  # the second is a PDA, whose phone number is sent empty
def test_register_like_another_device_and_copy_its_labels(sim, uuid, status):
    sim.settings(registration_uuid_key="deviceUuid", registration_status_text=status)
    change(sim, uuid, "Loaner Pool", "add")
    found = register_like(sim, uuid)
    assert found["status"] in ("SUCESS", "SUCCESS")
    copied = [label["name"] for label in labels_of(sim, uuid) if label["staticLabel"] is True]
    for name in copied:
        tree = change(sim, found["deviceUuid"], name, "add")
        assert member(tree, "results.records.label") == [name]
        assert member(tree, "results.records.device.message") and not member(tree, "results.records.device.failureCode")
    assert "Loaner Pool" in copied and set(copied) <= set(sim.device(found["deviceUuid"])["labels"])


def test_register_for_someone_in_the_directory(sim):
    assert register_like(sim, IPHONE, "tnovak")["status"] == "SUCCESS"
    assert sim.effects()[0][0] == "register" and sim.control("devices?principal=tnovak")["devices"]


def test_a_label_that_cannot_be_set_says_so_in_a_200(sim):
    tree = change(sim, IPHONE, "Android", "add")
    assert member(tree, "results.records.device.failureCode") == ["LABEL_NOT_STATIC"]
    assert change(sim, IPHONE, "Field Staff", "remove")["successful"] is True
    assert change(sim, IPHONE, "Android", "remove")["successful"] is False


def test_a_refused_registration_is_json_with_messages(sim):
    answer = invoke(sim, "PUT", "/api/v1/dm/register?phoneNumber=1&userId=mkeller&platform=I&countryCode=1")
    assert answer.status == 400 and answer.json()["messages"]["message"]
