# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Acting on one device: retire, lock, unlock, wipe, wakeup, locate, roaming, re-push of profiles."""

from __future__ import annotations

from typing import Any

from . import devices
from .calls import Call, Refused, Reply, route
from .clock import millis
from .model import Device
from .routes_devices import profiles_on

REASON_LIMIT = 512


def reason_of(call: Call, required: bool) -> str:
    """The reason in whatever case its name is written; at most 512 characters."""
    reason = call.query.get("reason") or ""
    if len(reason) > REASON_LIMIT:
        raise Refused(400, f"Reason must not be longer than {REASON_LIMIT} characters")
    if required and not reason and call.core.settings["require_reason"]:
        raise Refused(400, "Reason is required")
    return reason


def refuse_gone(device: Device, action: str) -> None:
    """A wiped device can only be retired, a retired one nothing at all (section "Wipe a Device")."""
    if device.status == "WIPED" and action != "retire":
        raise Refused(400, f"Device {device.uuid} is wiped; the only valid action is retire")
    if device.status == "RETIRED":
        raise Refused(400, f"Device {device.uuid} is retired; action {action} is not possible")


def _success(text: str, device: Device) -> dict[str, Any]:
    return {"messages": {"message": text}, "deviceUuid": device.uuid}


def _retire(call: Call, device: Device) -> Reply:
    reason_of(call, False)
    refuse_gone(device, "retire")
    call.core.checkins.ask(device, "retire")
    call.did("retire")
    return call.answer(_success("Device is retired successfully.", device))


def _lock(call: Call, device: Device) -> Reply:
    """Android and iOS answers carry neither the uuid nor a passcode."""
    reason_of(call, True)
    refuse_gone(device, "lock")
    call.core.checkins.ask(device, "lock")
    call.did("lock")
    tree: dict[str, Any] = {"messages": {"message": "Device is locked successfully."}}
    if device.family not in ("android", "ios"):
        tree.update(deviceUuid=device.uuid, unlockpasscode=None if device.has_passcode else unlock_code(device))
    return call.answer(tree)


def _wipe(call: Call, device: Device) -> Reply:
    """The documented answer has an empty message."""
    reason_of(call, False)
    refuse_gone(device, "wipe")
    call.core.checkins.ask(device, "wipe")
    call.did("wipe")
    return call.answer(_success("", device))


def _unlock(call: Call, device: Device) -> Reply:
    reason_of(call, True)
    refuse_gone(device, "unlock")
    passcode = unlock_device(call, device)
    sent = 0 if passcode["value"] == "NA" else 1
    if sent:
        call.did("unlock")
    tree = {"messages": {"message": f"{sent} passcode(s) sent."}, "passcodes": {"passcode": [passcode]}}
    return call.answer(tree)


def unlock_device(call: Call, device: Device) -> dict[str, Any]:
    """Ask the device to unlock; Q, F and NA as section "Unlock a Device" has them."""
    if device.family == "blackberry":
        value = "" if device.has_passcode else unlock_code(device)
    elif device.family in ("ios", "macos"):
        value = "NA" if not device.mdm_managed else "Q" if device.has_passcode else "F"
    elif device.family == "android":
        able = device.details.get("admin_activated") == "true"
        value = "NA" if not able else "Q" if device.has_passcode else "F"
    else:
        value = "NA"
    if value != "NA":
        call.core.checkins.ask(device, "unlock")
    return {"uuid": device.uuid, "name": device.name, "value": value}


def unlock_code(device: Device) -> str:
    """The passcode Core generates for a device without one of its user's."""
    return f"{10000 + device.id * 7919 % 90000}"


def _wakeup(call: Call, device: Device) -> Reply:
    """A wake-up makes the device check in at once, unless it is silent."""
    refuse_gone(device, "wakeup")
    call.core.checkins.ask(device, "wakeup")
    call.did("wakeup")
    return call.answer(_success(f"Wake up request sent to device with uuid:{device.uuid}", device))


def _locate(call: Call, device: Device) -> Reply:
    """The last known position; with locatenow a new one is taken at the next check-in, except on iOS."""
    refuse_gone(device, "locate")
    now = _flag(call, "locatenow") or False
    if now:
        if device.family != "ios":
            call.core.checkins.ask(device, "locate")
        call.did("locatenow")
    location: dict[str, Any] = {"uuid": device.uuid, "lookupResult": "LookupFailure"}
    if device.fix is not None:
        location.update(
            lookupResult=device.fix.lookup,
            latitude=device.fix.latitude,
            longitude=device.fix.longitude,
            radius=device.fix.radius,
            capturedAt=millis(device.fix.captured),
        )
    tree = {"deviceUuid": device.uuid, "messages": {"message": ""}, "locations": {"location": [location]}}
    return call.answer({**tree, "locateNow": now})


def _flag(call: Call, name: str) -> bool | None:
    try:
        return call.query.flag(name)
    except ValueError as error:
        raise Refused(400, str(error)) from error


def _both(method: str, verb: str, work: Any) -> None:
    """Enter the uuid and the MAC form of one call."""

    def by_uuid(call: Call) -> Reply:
        reply: Reply = work(call, devices.by_uuid(call))
        return reply

    def by_mac(call: Call) -> Reply:
        reply: Reply = work(call, devices.by_mac(call))
        return reply

    route(method, f"dm/devices/{verb}/{{uuid}}", f"{verb}_device")(by_uuid)
    route(method, f"dm/devices/{verb}/mac/{{mac}}", f"{verb}_device_by_mac")(by_mac)


_both("PUT", "retire", _retire)
_both("PUT", "lock", _lock)
_both("PUT", "wipe", _wipe)
_both("GET", "unlock", _unlock)  # a GET that changes the device
_both("GET", "wakeup", _wakeup)  # another
_both("GET", "locate", _locate)  # and with locatenow this one too


@route("PUT", "dm/devices/enableroaming/{uuid}", "enable_roaming")
def enable_roaming(call: Call) -> Reply:
    """Section "Enable Roaming": success whatever the device can do; no voice means no data."""
    device = devices.by_uuid(call)
    voice, data = _flag(call, "voice"), _flag(call, "data")
    if voice is None or data is None:
        raise Refused(400, "voice and data are required")
    refuse_gone(device, "enableroaming")
    values: dict[str, Any] = {
        "Voice Roaming Enabled": str(voice).lower(),
        "DataRoamingEnabled": str(voice and data).lower(),
    }
    if device.family == "ios":
        call.core.checkins.ask(device, "roaming", **values)
    call.did("roaming")
    messages = [
        "Device voice roaming settings updated successfully. The voice roaming setting is available only on "
        "certain carriers. Disabling voice roaming also disables data roaming.",
        "Device data roaming settings updated successfully.",
    ]
    return call.answer({"deviceUuid": device.uuid, "messages": {"message": messages}})


@route("PUT", "dm/devices/repushprofile/{uuid}", "repush_profile")
def repush_profile(call: Call) -> Reply:
    """Section "Re-push Profiles for a Device"; without id and type all of them. The answer says nothing."""
    device = devices.by_uuid(call)
    refuse_gone(device, "repushprofile")
    number, kind = call.query.get("id"), call.query.get("type")
    if (number is None) != (kind is None):
        raise Refused(400, "id and type belong together")
    if kind is not None and kind.upper() not in ("APP", "POLICY"):
        raise Refused(400, "type must be APP or POLICY")
    rows = profiles_on(call.core, device)
    if number is not None:
        rows = [row for row in rows if str(row["@id"]) == number and row["profileType"] == str(kind).upper()]
    if not rows:
        raise Refused(404, "No such profile on this device")
    call.core.checkins.ask(device, "profiles")
    call.did("repush_profile")
    return call.answer({"messages": ""})
