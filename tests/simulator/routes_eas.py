# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Exchange ActiveSync: the grouped list, the details of one partnership, and actions."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from . import devices
from .calls import EAS, EAS_DEVICE, EAS_LIST, Call, Refused, Reply, route
from .clock import millis
from .model import Partnership

GROUPS = {
    "registeredAllowed": "registeredAllowedDevice",
    "registeredBlocked": "registeredBlockedDevice",
    "unregisteredAllowed": "unregisteredAllowedDevice",
    "unregisteredBlocked": "unregisteredBlockedDevice",
    "wiped": "wipedDevice",
}
ACTIONS = {"BLOCK_DEVICE": "eas_block", "REINSTATE_DEVICE": "eas_reinstate", "WIPE": "eas_wipe"}


def row(found: Partnership) -> dict[str, Any]:
    """A partnership as the list shows it; ``miDeviceUuid`` is empty if no device is registered."""
    return {
        "uuid": found.uuid,
        "domain": found.domain,
        "deviceId": found.device_id,
        "mailboxId": found.mailbox_id,
        "userName": found.user_name,
        "phoneNumber": found.phone,
        "model": found.model,
        "platform": found.platform,
        "platformCode": found.platform_code,
        "status": "Registered" if found.mi_device_uuid else "Unregistered",
        "activeSyncStatus": found.access,
        "firstSyncTime": millis(found.first_sync),
        "lastSyncTime": millis(found.last_sync),
        "miDeviceUuid": found.mi_device_uuid,
        "actionSource": found.source.upper(),
    }


@route("GET", "eas/devices", "list_eas_devices", EAS_LIST)
def list_eas_devices(call: Call) -> Reply:
    """Section "List All ActiveSync Devices": five groups, each under an element of its own name."""
    everything = list(call.core.partnerships.values())
    if not everything:
        raise Refused(404, "No devices found")
    tree: dict[str, Any] = {"messages": {"message": f"{len(everything)} Device(s) returned"}}
    for group, element in GROUPS.items():
        rows = [row(found) for found in everything if found.group == group]
        tree[f"{element}s"] = {element: rows} if rows else ""
    return call.answer(tree)


def _us_time(seconds: float) -> str:
    moment = datetime.fromtimestamp(seconds, timezone.utc)
    clock = f"{moment.hour % 12 or 12}:{moment:%M:%S} {'AM' if moment.hour < 12 else 'PM'}"
    return f"{moment.month}/{moment.day}/{moment.year} {clock}"


@route("GET", "eas/devices/{eas}", "get_eas_device", EAS_DEVICE)
def get_eas_device(call: Call) -> Reply:
    """Section "Device Details for ActiveSync": key-value pairs that ActiveSync determines."""
    found = call.core.partnerships.get(call.arg("eas"))
    if found is None:
        raise Refused(404, f"No device found for uuid: {call.arg('eas')}")
    name = f"{found.domain}/Users/{found.user_name}/ExchangeActiveSyncDevices/{found.model}${found.device_id}"
    details = {
        "ActionSource": found.source,
        "LastPingHeartbeat": "600",
        "DeviceID": found.device_id,
        "FirstSyncTime": _us_time(found.first_sync),
        "DevicePolicyApplicationStatus": "AppliedInFull",
        "LastSyncAttemptTime": _us_time(found.last_sync),
        "NumberOfFoldersSynced": "2",
        "DeviceType": found.model,
        "DeviceModel": found.model,
        "DeviceUserAgent": "Apple-iPhone/705.18",
        "Status": "DeviceWipePending" if found.wipe_pending else "DeviceOk",
        "Guid": found.uuid,
        "DeviceAccessState": found.access,
        "DeviceEnableOutboundSMS": "False",
        "Identity": name,
        "DeviceAccessStateReason": "Individual",
        "DevicePolicyApplied": "Default",
        "LastPolicyUpdateTime": _us_time(found.first_sync + 1),
        "IsRemoteWipeSupported": "True",
        "LastSuccessSync": _us_time(found.last_sync),
        "RecoveryPassword": f"RP-{found.device_id}",
        "DeviceActiveSyncVersion": "14.1",
    }
    return call.answer({"uuid": found.uuid, "details": devices.details(call.core, details)})


@route("PUT", "eas/devices", "eas_action", EAS)
def eas_action(call: Call) -> Reply:
    """Section "Request Action on ActiveSync Device"; a wipe is done at the device's next sync."""
    action = call.query.get("action") or ""
    if action not in ACTIONS:
        raise Refused(400, f"Invalid action: {action}")
    names = list(dict.fromkeys(call.query.all("uuids")))
    if not names:
        raise Refused(400, "uuids is required")
    found = [call.core.partnerships[name] for name in names if name in call.core.partnerships]
    if not found:
        raise Refused(404, "No devices found")
    for partnership in found:
        call.core.checkins.eas_action(partnership, action)
    call.did(ACTIONS[action], *[partnership.uuid for partnership in found])
    return call.answer({"messages": {"message": f"{len(found)} device(s) modified to {action} status"}})
