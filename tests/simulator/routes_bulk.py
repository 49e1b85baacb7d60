# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many devices in one request: sections "Send Action to bulk devices" and "Send message to devices"."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from .calls import Call, Refused, Reply, route
from .model import Device
from .routes_actions import unlock_device
from .state import Core

ACTIONS = {"LOCK": "lock", "UNLOCK": "unlock", "WAKEUP_DEVICE": "wakeup", "RETIRE": "retire", "WIPE": "wipe"}

# What the reference's table has inside ``messages``, which it never closes. For messages its table closes it.
BULK_TABLE = ("invalidDevices", "passcodes", "failedDevices")


def _placed(call: Call, results: dict[str, Any], table: tuple[str, ...] = ()) -> dict[str, Any]:
    """The answer with its results beside ``messages`` or inside, as the settings have it."""
    inside = {"beside": (), "table": table, "inside": tuple(results)}[call.core.settings["bulk_results"]]
    if call.core.settings["sent_message"] == "inside":
        inside = (*inside, "message")
    messages = {key: value for key, value in results.items() if key in inside}
    return {"messages": messages or "", **{key: value for key, value in results.items() if key not in inside}}


def _named(call: Call, names: list[str], find: Callable[[str], Device | None]) -> tuple[list[Device], list[str]]:
    """The devices named in the query, each once, and the names that mean none."""
    if not names:
        raise Refused(400, "No devices given")
    if len(names) > call.core.settings["bulk_max_devices"]:
        raise Refused(400, f"More than {call.core.settings['bulk_max_devices']} devices given")
    found: dict[str, Device] = {}
    invalid = []
    for name in names:
        device = find(name)
        if device is None:
            invalid.append(name)
        else:
            found[device.uuid] = device
    return list(found.values()), invalid


@route("POST", "dm/bulk/devices/{action}", "bulk_action")
def bulk_action(call: Call) -> Reply:
    """Answers first and acts afterwards, except for UNLOCK; what is wrong is said in a 200."""
    action = call.arg("action")
    if action not in ACTIONS:
        return call.answer({"messages": {"message": "Invalid action"}})
    found, invalid = _named(call, call.query.all("deviceuids"), call.core.devices.get)
    results: dict[str, Any] = {"invalidDevices": {"uuid": invalid}} if invalid else {}
    kind = ACTIONS[action]
    if kind == "unlock":
        reached = _unlock_all(call, found, results)
    else:
        reached = [device for device in found if _takes(device, kind)]
        when = call.core.clock.now() + call.core.settings["bulk_act_delay"]
        call.core.clock.at(when, partial(_act, call.core, reached, kind))
    if reached:
        call.did(kind, *[device.uuid for device in reached])
    return call.answer(_placed(call, results, BULK_TABLE))


def _takes(device: Device, kind: str) -> bool:
    return device.status != "RETIRED" and (device.status != "WIPED" or kind == "retire")


def _act(core: Core, asked: list[Device], kind: str, when: float) -> None:
    for device in asked:
        if _takes(device, kind):
            core.checkins.ask(device, kind, when)


def _unlock_all(call: Call, found: list[Device], results: dict[str, Any]) -> list[Device]:
    """Put the passcodes and the failures into the results, and return the devices that are unlocked."""
    unlocked, passcodes, failed = [], [], []
    for device in found:
        passcode = unlock_device(call, device) if _takes(device, "unlock") else None
        if passcode is None or passcode["value"] == "NA":
            failed.append(f"Unlock failed for device {device.uuid}")
        else:
            unlocked.append(device)
            passcodes.append(passcode)
    if passcodes:
        results["passcodes"] = {"passcode": passcodes}
    if failed:
        results["failedDevices"] = {"message": failed}
    return unlocked


@route("POST", "dm/bulk/sendmessage", "send_message")
def send_message(call: Call) -> Reply:
    """By device uuid; the list parameter has no "s" at its end."""
    return _send(call, call.query.all("deviceuuid"), call.core.devices.get)


@route("POST", "dm/bulk/mac/sendmessage", "send_message_by_mac")
def send_message_by_mac(call: Call) -> Reply:
    """By Wi-Fi MAC address; the table and the example name the parameter differently, both work."""
    names = call.query.all("devicewifimacaddress") + call.query.all("macaddress")
    return _send(call, names, call.core.device_by_mac)


def _send(call: Call, names: list[str], find: Callable[[str], Device | None]) -> Reply:
    mode, text = (call.query.get("mode") or "").lower(), call.query.get("message")
    if mode not in ("sms", "email", "pns"):
        raise Refused(400, "mode must be sms, email or pns")
    if not text:
        raise Refused(400, "message is required")
    found, invalid = _named(call, names, find)
    subject = call.query.get("subject") or "" if mode == "email" else ""
    reached = [device for device in found if _address(device, mode)]
    for device in reached:
        call.core.send(mode, _address(device, mode), text, "message", device, subject)
    if reached:
        call.did("message", *[device.uuid for device in reached])
    if not invalid and len(reached) == len(found):
        results: dict[str, Any] = {"message": "Message sent successfully for all devices."}
    else:
        wrong = {"invalidDevices": {"uuid": invalid}} if invalid else {}
        results = {"message": "Message was not sent to all devices.", **wrong, "messageSentFailed": ""}
    return call.answer(_placed(call, results))


def _address(device: Device, mode: str) -> str:
    if device.status in ("RETIRED", "WIPED"):
        return ""
    if mode == "sms":
        return device.phone if device.phone.isdigit() else ""
    if mode == "email":
        return device.email
    return device.uuid if device.family in ("android", "ios", "macos") and device.details else ""
