# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""PSMobileIron, cmdlets for PowerShell: the login is sent only once Core has asked for it, and no format is named."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from .conftest import ANDROID, IPHONE, MACBOOK, Answer, basic, escaped, many, member, send

AGENT = "Mozilla/5.0 (Windows NT; Windows NT 10.0; en-US) WindowsPowerShell/5.1"
STATUSES = (
    "ACTIVE IENROLL_VERIFIED IENROLL_INPROGRESS IENROLL_COMPLETE INFECTED LOST VERIFIED VERIFICATION_PENDING EXPIRED WIPED"
).split()


def request(sim, method: str, path: str) -> Answer:
    """A request as .NET sends it: first without the login, and again with it when it is asked for; bodies are empty."""
    body = b"" if method in ("PUT", "POST") else None
    target = "/api/v1/" + escaped(path.replace("\\", "/"))  # .NET takes a backslash for a slash
    first = send(sim.url, sim.ca_path, method, target, body, User_Agent=AGENT)
    assert first.status == 401 and first.headers["WWW-Authenticate"].startswith("Basic ")
    return send(sim.url, sim.ca_path, method, target, body, User_Agent=AGENT, Authorization=basic(sim))


def invoke(sim, method: str, path: str) -> Any:
    """The JSON of an answer, which must be a success."""
    answer = request(sim, method, path)
    assert answer.status == 200, answer.text
    return answer.json()


def uuids(found: Any) -> list[str]:
    """The uuids of devices as a pipeline gets them."""
    return [device["uuid"] for device in many(found)]


def test_get_device_with_each_status(sim):
    found, empty = [], []
    for status in STATUSES:
        answer = request(sim, "GET", f"dm/devices?status={status}")
        if answer.status == 404:  # nothing is in this status
            empty.append(status)
        else:
            found += many(member(answer.json(), "Devices.Device"))
    assert {device["status"] for device in found} == set(STATUSES) - set(empty) >= {"ACTIVE", "WIPED"}
    for device in [device for device in found if device["status"] == "LOST"]:
        sim.control(f"devices/{device['uuid']}", "PATCH", status="ACTIVE")
    assert request(sim, "GET", "dm/devices?status=LOST").status == 404


def test_get_device_by_each_key(sim):
    for path in (f"dm/devices/{IPHONE}", "dm/devices/mac/A10000000001"):
        assert uuids(member(invoke(sim, "GET", path), "Device")) == [IPHONE]
    assert uuids(member(invoke(sim, "GET", "dm/phones/1715550101"), "Devices.Device")) == [IPHONE]
    assert IPHONE in uuids(member(invoke(sim, "GET", "dm/users/mkeller"), "Devices.Device"))
    for label in ("Field Staff", "Außendienst"):
        assert IPHONE in uuids(member(invoke(sim, "GET", f"dm/labels/{label}"), "Devices.Device"))


def test_names_that_this_client_cannot_reach(sim):
    for path in ("dm/users/CORP\\jdoe", "dm/labels/Field/Sales"):
        assert request(sim, "GET", path).status == 404


def test_get_label_and_user(sim):
    assert {"iOS", "Field Staff"} < set(member(invoke(sim, "GET", "dm/labels"), "Labels.Label.Name"))
    sim.settings(withdrawn_label_calls=True)  # this client is of 2021
    mine = member(invoke(sim, "GET", f"dm/labels/devices/{IPHONE}"), "Labels.Label.Name")
    assert {"iOS", "Field Staff"} <= set(mine)
    assert member(invoke(sim, "GET", "sm/users/mkeller"), "User.Principal") == "mkeller"


@pytest.mark.parametrize("key", ["deviceUid", "deviceUuid"])
@pytest.mark.parametrize(
    "rest, phone",
    [
        ("&phoneNumber=pda&devicetype=pda&importuserfromldap=true", "PDA"),  # no country at all
        ("&phonenumber=5551212&countrycode=0&operator=none&importuserfromldap=true", "5551212"),
        ("&phonenumber=5551212&countrycode=0&operator=none&notifyuser=true&notifyuserbysms=true", "5551212"),
    ],
)
def test_add_device(sim, rest, phone, key):
    sim.settings(registration_uuid_key=key)
    found = member(invoke(sim, "PUT", f"dm/register?userId=mkeller&platform=I{rest}"), "Registration")
    assert found["status"] == "SUCCESS" and found["passcode"] and found["registrationUrl"]
    assert sim.device(found[key])["phoneNumber"] == phone
    assert sim.effects() == [("register", [found[key]])]


def test_add_device_of_a_new_local_user(sim):
    person = "&userfirstname=John&userlastname=Doe&userEmailAddress=jd@example.com"
    path = f"dm/register?userId=johnd&platform=A&phoneNumber=pda&devicetype=pda{person}"
    assert member(invoke(sim, "PUT", path), "registration.status") == "SUCCESS"
    assert member(invoke(sim, "GET", "sm/users/johnd"), "user.email") == "jd@example.com"


def test_acts_without_and_with_a_reason(sim):
    for method, verb in (("PUT", "lock"), ("GET", "unlock"), ("PUT", "wipe")):
        tree = invoke(sim, method, f"dm/devices/{verb}/{IPHONE}")
        assert isinstance(member(tree, "messages.message"), str)
        invoke(sim, method, f"dm/devices/{verb}/mac/A10000000001?Reason={quote('Device was stolen', safe='')}")
    assert member(invoke(sim, "PUT", f"dm/devices/retire/{ANDROID}?Reason=gone"), "messages.message")
    assert [effect for effect, _uuids in sim.effects()] == [*["lock"] * 2, *["unlock"] * 2, *["wipe"] * 2, "retire"]
    sim.settings(require_reason=True)
    assert request(sim, "PUT", f"dm/devices/lock/{MACBOOK}").status == 400


def test_send_message(sim):
    text = quote("Have a good day", safe="")
    tree = invoke(sim, "POST", f"dm/bulk/sendmessage/?mode=sms&message={text}&deviceUuid={IPHONE}&deviceUuid={ANDROID}")
    assert member(tree, "messages.message") == "Message sent successfully for all devices."
    assert {row["text"] for row in sim.control("messages")["messages"]} == {"Have a good day"}


def test_set_and_remove_labels(sim):
    sim.settings(withdrawn_label_calls=True)
    path = f"dm/labels/{quote('Executives,Loaner Pool', safe='')}/{IPHONE},{ANDROID}"  # the comma is encoded
    assert member(invoke(sim, "PUT", f"{path}?action=apply"), "messages.message")
    assert all({"Executives", "Loaner Pool"} <= set(sim.device(uuid)["labels"]) for uuid in (IPHONE, ANDROID))
    assert member(invoke(sim, "PUT", f"{path}?action=remove"), "messages.message")
    assert not {"Executives", "Loaner Pool"} & set(sim.device(IPHONE)["labels"])
