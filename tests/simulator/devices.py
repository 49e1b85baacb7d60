# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a device looks on the wire, call by call, and how calls find the devices they are about.

The three documented field lists differ: by status (section "Get Devices by Status"), by uuid ("Get Device
details for a specific device"), and by phone, user, label or MAC ("Get Device Details for a Phone
Number/User/Label/Wi-Fi MAC Address"). ``device_fields`` chooses between them as documented, with what clients of
real servers declare besides (``seen``), and every field everywhere (``full``).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from . import catalog
from .calls import Call, Refused, Reply
from .clock import iso, millis
from .model import STATUS_CODES, Device
from .render import HOLE, Entries, Pairs, Stream
from .state import Core

# Clients of real servers declare these in every device answer, though no table has them all.
ADDED = [
    "currentPhoneNumber",
    "userId",
    "platformType",
    "createdAt",
    "registeredAt",
    "wipeReason",
    "nonGMS",
    "authOnly",
    "multiUser",
    "TLVVersion",
    "migrationStatus",
    "temporarySessionOnly",
]
COMMON = [
    "@id",
    "uuid",
    "principal",
    "blockReason",
    "clientId",
    "compliance",
    "countryCode",
    "details",
    "deviceCount",
    "emailAddress",
    "employeeOwned",
    "languageCountryId",
    "languageId",
    "lastConnectedAt",
    "manufacturer",
    "mdmManaged",
    "mdmProfileUrlId",
    "model",
    "name",
    "notifyUser",
    "operator",
    "operatorId",
    "platform",
    "quarantinedStatus",
    "regCount",
    "regType",
    "status",
    "statusCode",
    "userDisplayName",
    "userFirstName",
    "userLastName",
    "userUUID",
]
ONLY_BY_STATUS = ["comment", "easLastSyncAttempt", "easUuid", "pin", "userSource", "iPhoneVersion"]
PLACE = ["countryId", "countryName", "emailDomain", "homeOperator"]


class Fields(NamedTuple):
    """The fields of one call's devices: as the reference's table has them, and as real servers answer."""

    documented: frozenset[str]
    seen: frozenset[str]


def _fields(documented: list[str], added: list[str]) -> Fields:
    return Fields(frozenset(documented), frozenset(documented + added))


BY_STATUS = _fields(COMMON + ONLY_BY_STATUS + PLACE + ["phoneNumber"], ADDED)
BY_UUID = _fields(COMMON + ["userSource", "currentPhoneNumber"], [*ADDED, "comment", *PLACE])
BY_SEARCH = _fields(COMMON + PLACE + ["phoneNumber", "registeredAt"], ADDED)
EMAIL_DOMAINS = {operator.id: operator.domain for operator in catalog.OPERATORS}
OTHER_PHONE = {"phoneNumber": "currentPhoneNumber", "currentPhoneNumber": "phoneNumber"}
PERSONAL = ("emailAddress", "phoneNumber", "currentPhoneNumber", "userDisplayName", "userFirstName", "userLastName")


def _everything(core: Core, device: Device) -> dict[str, Any]:
    status = core.shown_status(device)
    last, sync = device.last_connected, device.eas_last_sync
    return {
        "@id": device.id,
        "uuid": device.uuid,
        "principal": device.principal,
        "blockReason": device.block_reason,
        "clientId": 1073741824 + device.id,
        "comment": device.comment,
        "compliance": device.compliance,
        "countryCode": device.country_code,
        "countryId": device.country_id,
        "countryName": device.country_name,
        "createdAt": iso(device.registered),
        "currentPhoneNumber": device.phone,
        "details": details(core, device.details),
        "deviceCount": 0,
        "easLastSyncAttempt": iso(sync) if sync else None,
        "easUuid": device.eas_uuid or None,
        "emailAddress": device.email,
        "emailDomain": EMAIL_DOMAINS.get(device.operator_id, ""),
        "employeeOwned": device.employee_owned,
        "homeOperator": device.home_operator,
        "languageCountryId": 0,
        "languageId": 1,
        "lastConnectedAt": iso(last) if last else None,
        "manufacturer": device.manufacturer,
        "mdmManaged": device.ios_mdm,
        "mdmProfileUrlId": device.id if device.ios_mdm else "",
        "migrationStatus": "NOT_APPLICABLE",
        "model": device.model,
        "multiUser": False,
        "name": device.name,
        "nonGMS": False,
        "authOnly": False,
        "temporarySessionOnly": False,
        "notifyUser": device.notify_user,
        "operator": device.operator,
        "operatorId": device.operator_id,
        "phoneNumber": device.phone,
        "pin": device.pin or None,
        "platform": device.platform,
        "platformType": device.family.upper(),
        "quarantinedStatus": device.quarantined,
        "regCount": 0,
        "regType": "DEFAULT",
        "registeredAt": iso(device.registered),
        "status": status,
        "statusCode": STATUS_CODES[status],
        "TLVVersion": 0,
        "userDisplayName": device.display_name,
        "userFirstName": device.first_name,
        "userId": device.user_id,
        "userLastName": device.last_name,
        "userSource": device.user_source,
        "userUUID": device.user_uuid,
        "wipeReason": device.wipe_reason,
        "iPhoneVersion": device.os_build if device.family == "ios" else None,
    }


def details(core: Core, pairs: dict[str, str]) -> Entries:
    """Key-value pairs in the shape that this Core gives to ``details``."""
    return Pairs(pairs) if core.settings["details_object"] else Entries(pairs)


def view(core: Core, device: Device, fields: Fields) -> dict[str, Any]:
    """One device with the fields that call shows."""
    tree = _everything(core, device)
    if core.settings["device_fields"] != "full":
        shown = fields.seen if core.settings["device_fields"] == "seen" else fields.documented
        tree = {key: value for key, value in tree.items() if key in shown}
    phone = core.settings["phone_field"]
    if phone in tree:
        tree.pop(OTHER_PHONE[phone], None)
    if core.settings["mask_personal_fields"]:
        tree.update({key: "*****" for key in PERSONAL if key in tree})
    return tree


def listing(call: Call, devices: list[Device], fields: Fields, first: dict[str, Any] | None = None) -> Reply:
    """A list of devices, or the page of it that was asked for; ``first`` stands where its message would.

    No table of these calls has limit and offset, so they are heeded only where ``device_paging`` is set.
    """
    page = devices
    if call.core.settings["device_paging"]:
        limit, offset = call.number("limit", len(devices)), call.number("offset", 0)
        if limit < 0 or offset < 0:
            raise Refused(400, "Invalid limit or offset")
        page = devices[offset : offset + limit]
    return listed(call, page, fields, len(devices), first)


def listed(call: Call, devices: list[Device], fields: Fields, total: int, first: dict[str, Any] | None = None) -> Reply:
    """These devices under ``devices``; none are a 404, and one is rendered as an object."""
    if not devices:
        raise Refused(404, "No devices found")
    kept = call.kept(devices)
    views = (view(call.core, device, fields) for device in kept)
    tree = {**(returned(len(devices)) if first is None else first), "devices": {"device": HOLE}, "totalCount": total}
    if len(kept) > 1:
        return call.stream(tree, "device", Stream(views))
    return call.answer({**tree, "devices": {"device": list(views)}})


def returned(count: int) -> dict[str, Any]:
    """The status message of a list."""
    return {"messages": {"message": f"{count} Device(s) returned"}}


def by_uuid(call: Call, name: str = "uuid") -> Device:
    """The device of the path's uuid; 404 if there is none."""
    device = call.core.devices.get(call.arg(name).lower())
    if device is None:
        raise Refused(404, f"No device found for uuid: {call.arg(name)}")
    if not call.devices:
        call.devices.append(device.uuid)
    return device


def by_mac(call: Call) -> Device:
    """The device of the path's MAC address; 404 if there is none."""
    device = call.core.device_by_mac(call.arg("mac"))
    if device is None:
        raise Refused(404, f"No device found for MAC address: {call.arg('mac')}")
    if not call.devices:
        call.devices.append(device.uuid)
    return device


CSV_COLUMNS = [
    "Operator",
    "Country",
    "Device UUID",
    "Phone Number",
    "Principal",
    "Name",
    "Platform",
    "Manufacturer",
    "Model",
    "Email Address",
    "Status Code",
    "Employee Owned",
    "Compliance",
    "Quarantine Status",
    "IMSI",
    "IMEI",
    "UDID",
    "Client Version",
    "MDM Enabled",
    "Serial Number",
    "Last Connected At",
    "Active Sync UUID",
    "Active Sync Last Sync Attempt",
    "Wi-Fi MAC Address",
    "Device Encryption",
    "Last MDM Check-In",
    "Last Security State Changed On",
    "Registered On",
]


def csv_row(core: Core, device: Device) -> list[Any]:
    """The values of section "Exporting Device Information to a CSV"."""
    found = device.details
    last = iso(device.last_connected) if device.last_connected else ""
    return [
        device.operator,
        device.country_name,
        device.uuid,
        device.phone,
        device.principal,
        device.name,
        device.platform,
        device.manufacturer,
        device.model,
        device.email,
        STATUS_CODES[core.shown_status(device)],
        str(device.employee_owned).lower() if isinstance(device.employee_owned, bool) else "",
        device.compliance,
        device.quarantined,
        found.get("imsi", ""),
        found.get("imei", ""),
        found.get("iPhone UDID", ""),
        found.get("client_version", found.get("Client_version", "")),
        str(device.ios_mdm).lower(),
        device.serial,
        last,
        device.eas_uuid,
        iso(device.eas_last_sync) if device.eas_last_sync else "",
        device.mac,
        found.get("priv_device_encryption", ""),
        last if device.ios_mdm else "",
        iso(device.registered),
        iso(device.registered),
    ]


def profile_rows(core: Core, device: Device, policies: Iterable[Any], settings: Iterable[Any]) -> list[dict[str, Any]]:
    """The rows of section "Get Profiles for a Device": policies with a uuid, configurations without."""
    waiting = any(command.kind == "profiles" for command in device.pending)
    stamp = {"status": "Pending" if waiting else "Applied", "lastUpdatedAt": millis(device.profiles_at)}
    rows: list[dict[str, Any]] = [
        _policy_row(-7, "misystem-default-docs-policy", "Default Docs@Work Policy", "DOCS", stamp)
    ]
    rows += [_policy_row(p.id, p.uuid, p.name, p.family, stamp) for p in policies]
    for setting in settings:
        rows.append(
            {
                "@id": setting.id,
                "name": setting.name,
                "policyType": setting.app_type,
                "status": stamp["status"],
                "profileType": "APP",
                "lastUpdatedAt": stamp["lastUpdatedAt"],
            }
        )
    return rows


def _policy_row(number: int, uuid: str, name: str, kind: str, stamp: dict[str, Any]) -> dict[str, Any]:
    return {
        "@id": number,
        "uuid": uuid,
        "name": name,
        "policyType": kind,
        "status": stamp["status"],
        "profileType": "POLICY",
        "lastUpdatedAt": stamp["lastUpdatedAt"],
    }
