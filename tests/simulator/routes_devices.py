# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading devices, labels, operators, countries, profiles and installed apps."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from . import catalog, devices, profiles
from .calls import Call, Refused, Reply, route
from .model import STATUS_CODES, Device, Label
from .state import Core

LIVE_FLAG = {True: ord("t"), False: ord("f")}


@route("GET", "dm/devices", "list_devices")
def list_devices(call: Call) -> Reply:
    """Section "Get Devices by Status"; without a status the ACTIVE ones."""
    status = call.query.get("status") or "ACTIVE"
    known = [s for s in STATUS_CODES if s != "RETIRE_PENDING" or call.core.settings["retire_pending_known"]]
    if status.upper() not in known:
        raise Refused(400, f"Invalid status: {status}")
    found = [d for d in call.core.devices.values() if call.core.shown_status(d) == status.upper()]
    return devices.listing(call, found, devices.BY_STATUS)


@route("GET", "dm/devices/{uuid}", "get_device")
def get_device(call: Call) -> Reply:
    """Section "Get Device details for a specific device": singular ``device``, empty messages."""
    device = devices.by_uuid(call)
    tree = {"messages": "", "device": devices.view(call.core, device, devices.BY_UUID), "totalCount": 1}
    return call.answer(tree)


@route("GET", "dm/devices/mac/{mac}", "get_device_by_mac")
def get_device_by_mac(call: Call) -> Reply:
    """Section "Get Device Details for a ... Wi-Fi MAC Address"; real servers answer it like the uuid call."""
    device = devices.by_mac(call)
    tree = {"messages": "", "device": devices.view(call.core, device, devices.BY_SEARCH), "totalCount": 1}
    return call.answer(tree)


@route("GET", "dm/phones/{phones}", "devices_by_phone")
def devices_by_phone(call: Call) -> Reply:
    """Section "Get Device Details for a Phone Number"; several numbers separated by commas."""
    phones = [phone.strip() for phone in call.names("phones") if phone.strip()]
    if not all(phone.isdigit() for phone in phones):
        raise Refused(400, "Phone numbers consist of digits only")
    found = call.core.by_phone(phones)
    if not found:
        tree = {"phoneNumber": ",".join(phones), "messages": {"message": "No devices found"}, "totalCount": 0}
        return call.answer(tree, 404)
    first = {"phoneNumber": phones[0], "messages": ""} if len(phones) == 1 else None
    return devices.listing(call, found, devices.BY_SEARCH, first)


@route("GET", "dm/users/{user}", "devices_by_user")
def devices_by_user(call: Call) -> Reply:
    """Section "Get Device Details for a ... User"."""
    return devices.listing(call, call.core.devices_of(call.arg("user")), devices.BY_SEARCH)


@route("GET", "dm/labels/{label}", "devices_by_label")
def devices_by_label(call: Call) -> Reply:
    """Section "Get Device Details for a ... Label"."""
    label = call.core.label(call.arg("label"))
    if label is None:
        raise Refused(404, f"No label found: {call.arg('label')}")
    return devices.listing(call, carriers(call.core, label), devices.BY_SEARCH)


def carriers(core: Core, label: Label) -> list[Device]:
    """The devices that carry a label now."""
    if label.static:
        return [core.devices[uuid] for uuid in sorted(label.members) if uuid in core.devices]
    return [device for device in core.devices.values() if label.holds(device)]


@route("GET", "dm/devices.csv", "export_devices")
def export_devices(call: Call) -> Reply:
    """Section "Exporting Device Information to a CSV": all devices in whatever status."""
    return Reply(200, _csv(call.core), "text/csv", {"Content-Disposition": 'attachment; filename="devices.csv"'})


def _csv(core: Core) -> Iterator[bytes]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(devices.CSV_COLUMNS)
    for number, device in enumerate(list(core.devices.values()), 1):
        writer.writerow(devices.csv_row(core, device))
        if number % 200 == 0:
            yield buffer.getvalue().encode("utf-8", "replace")
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode("utf-8", "replace")


def label_tree(core: Core, label: Label) -> dict[str, Any]:
    """A label as the v1 list shows it; a static one has no query."""
    return {
        "@id": label.id,
        "name": label.name,
        "description": label.description,
        "staticLabel": label.static,
        "query": label.query or None,
        "deviceCount": len(carriers(core, label)),
        "isESSearch": LIVE_FLAG[not label.static],
    }


@route("GET", "dm/labels", "list_labels")
def list_labels(call: Call) -> Reply:
    """Section "Get all Labels"."""
    rows = [label_tree(call.core, label) for label in call.core.labels]
    return call.answer({"messages": {"message": f"{len(rows)} Label (s) returned"}, "labels": {"label": rows}})


@route("GET", "dm/labels/devices/{uuid}", "labels_of_device_v1", setting="withdrawn_label_calls")
def labels_of_device_v1(call: Call) -> Reply:
    """The call whose documentation was withdrawn; see "Deprecation update"."""
    device = devices.by_uuid(call)
    rows = [label_tree(call.core, label) for label in call.core.labels if label.holds(device)]
    if not rows:
        raise Refused(404, "No labels found")
    return call.answer({"messages": {"message": f"{len(rows)} Label (s) returned"}, "labels": {"label": rows}})


@route("PUT", "dm/labels/{names}/{uuids}", "change_labels_v1", setting="withdrawn_label_calls")
def change_labels_v1(call: Call) -> Reply:
    """The other withdrawn calls: comma-separated labels and devices, action=apply or remove."""
    action = call.query.get("action")
    if action not in ("apply", "remove"):
        raise Refused(400, "Invalid action")
    labels = [call.core.label(name) for name in call.names("names")]
    found = [call.core.devices.get(uuid) for uuid in call.names("uuids")]
    if None in labels or None in found:
        raise Refused(404, "No such label or device")
    for label in labels:
        assert label is not None
        if not label.static:
            raise Refused(400, f"Label {label.name} is not a static label")
    for label in labels:
        for device in found:
            assert label is not None and device is not None
            (label.members.add if action == "apply" else label.members.discard)(device.uuid)
    call.did(f"label_{'add' if action == 'apply' else 'remove'}", *[d.uuid for d in found if d])
    return call.answer({"messages": {"message": "Label(s) changed successfully."}})


@route("GET", "dm/operators", "list_operators")
def list_operators(call: Call) -> Reply:
    """Section "List of Operators"."""
    rows = [
        {
            "carrierShortName": operator.name,
            "carrierType": operator.kind,
            "countryCode": operator.country.code,
            "countryId": operator.country.id,
            "countryName": operator.country.name,
            "enabled": operator.enabled,
            "id": operator.id,
        }
        for operator in catalog.OPERATORS
    ]
    return call.answer({"messages": {"message": f"{len(rows)} Operator (s) returned"}, "operators": {"operator": rows}})


@route("GET", "dm/countries", "list_countries")
def list_countries(call: Call) -> Reply:
    """Section "List of Countries"; the flag is the ASCII code of t or f."""
    rows = [
        {
            "countryName": country.name,
            "countryCode": country.code,
            "isoAlpha2Code": country.iso,
            "enabledForRegistration": LIVE_FLAG[country.enabled],
        }
        for country in catalog.COUNTRIES
    ]
    return call.answer({"messages": {"message": f"{len(rows)} Countries returned"}, "countries": {"country": rows}})


@route("GET", "dm/devices/profiles/{uuid}", "profiles_of_device")
def profiles_of_device(call: Call) -> Reply:
    """Section "Get Profiles for a Device"."""
    device = devices.by_uuid(call)
    rows = profiles_on(call.core, device)
    if not rows:
        raise Refused(404, "No profiles found")
    return call.answer({"messages": "", "profiles": {"profile": rows}})


def profiles_on(core: Core, device: Device) -> list[dict[str, Any]]:
    """The profiles that lie on a device; none unless it is enrolled."""
    policies = profiles.policies_of(device, core.policies, core.labels)
    settings = profiles.app_settings_of(device, core.app_settings, core.labels)
    return devices.profile_rows(core, device, policies, settings) if policies else []


@route("GET", "apps/inventory/app", "devices_with_app")
def devices_with_app(call: Call) -> Reply:
    """Section "Using offset and limit Parameters": devices on which an app is installed, page by page."""
    name = call.query.get("appname")
    if not name:
        raise Refused(400, "appname is required")
    family = catalog.PLATFORM_LETTERS.get((call.query.get("platform") or "").upper())
    if call.query.get("platform") and family is None:
        raise Refused(400, "Invalid platform")
    limit, offset = call.number("limit", 100), call.number("offset", 0)
    if limit < -1 or offset < 0:
        raise Refused(400, "Invalid limit or offset")
    found = [d for d in call.core.devices.values() if has_app(d, name) and family in (None, d.family)]
    page = found[offset:] if limit == -1 else found[offset : offset + min(limit, call.core.settings["app_page_limit"])]
    return _app_listing(call, page)


def _app_listing(call: Call, page: list[Device]) -> Reply:
    """The answer is documented nowhere, so there is a choice of shapes."""
    shape = call.core.settings["app_inventory"]
    if shape == "devices" or not page:
        return devices.listed(call, page, devices.BY_SEARCH, len(page))
    uuids = [device.uuid for device in call.kept(page)]
    shown = {"uuids": {"uuid": uuids}} if shape == "uuids" else {"devices": {"device": uuids}}
    return call.answer({**devices.returned(len(page)), **shown, "totalCount": len(page)})


def has_app(device: Device, name: str) -> bool:
    """Whether an app is installed, by its name or its name and version, ignoring case."""
    for number, app in enumerate(catalog.APPS):
        if name.casefold() in (app.name.casefold(), f"{app.name} {app.version}".casefold()):
            on = bool(device.apps >> number & 1) and device.family in app.families
            if on and device.details:
                return True
    return False
