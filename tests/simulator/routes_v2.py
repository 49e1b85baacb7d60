# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The few v2 calls that took over where v1 ones were withdrawn (JSON only, ``adminDeviceSpaceId`` 1)."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import unquote

from .calls import Call, Reply, json_reply, route
from .model import Device, Label
from .routes_devices import carriers

KEYS = "com.mobileiron.vsp.messages"


def _failed(text: str, status: int = 200) -> Reply:
    message = {"type": "Error", "messageKey": f"{KEYS}.failed", "localizedMessage": text}
    return json_reply({"successful": False, "messages": [message]}, status)


def _space_refusal(call: Call) -> Reply | None:
    """Missing device space: a 400. Another one than 1: a failure inside a 200."""
    space = call.query.get("admindevicespaceid")
    if not space:
        return _failed("adminDeviceSpaceId is required", 400)
    return None if space == "1" else _failed(f"No such device space: {space}")


@route("GET", "ping", "v2_ping", api="v2", setting="v2")
def ping(_call: Call) -> Reply:
    """Version of API and Core; there really is a blank at the end."""
    return json_reply({"results": {"apiVersion": 2.0, "vspVersion": "VSP 10.8.0.0 Build 1 "}})


@route("GET", "devices/{uuid}/labels", "v2_labels_of_device", api="v2", setting="v2")
def labels_of_device(call: Call) -> Reply:
    """The labels of a device; the id is text here, and a number in the summary."""
    refusal = _space_refusal(call)
    if refusal:
        return refusal
    device = call.core.devices.get(call.arg("uuid"))
    if device is None:
        return _failed(f"No such device: {call.arg('uuid')}", 404)
    call.devices.append(device.uuid)
    found = [label for label in call.core.labels if label.holds(device)]
    rows = [{"id": str(label.id), "name": label.name, **_static(call, label, "staticLabel")} for label in found]
    return _page(call, rows, len(rows), False)


def _static(call: Call, label: Label, documented: str) -> dict[str, bool]:
    """Whether a label is static, under the one of three names that is documented there or set."""
    key = call.core.settings["static_key"]
    return {documented if key == "documented" else key: label.static}


def _page(call: Call, rows: list[dict[str, Any]], total: int, more: bool) -> Reply:
    kept = call.kept(rows)
    return json_reply({"results": kept, "totalCount": total, "resultCount": len(kept), "hasMore": more})


@route("PUT", "devices/labels/{names}/add", "v2_add_labels", api="v2", setting="v2")
def add_labels(call: Call) -> Reply:
    """Put static labels on devices."""
    return _change(call, True)


@route("PUT", "devices/labels/{names}/remove", "v2_remove_labels", api="v2", setting="v2")
def remove_labels(call: Call) -> Reply:
    """Take static labels off devices."""
    return _change(call, False)


def _names(call: Call) -> list[str]:
    """A comma separates names unless the whole is the name of a label, or the comma is encoded.

    With ``split_encoded_commas`` every comma separates, and the names are not trimmed.
    """
    if call.core.settings["split_encoded_commas"]:
        return call.arg("names").split(",")
    if call.core.label(call.arg("names")):
        return [call.arg("names")]
    return [unquote(name) for name in call.raw_args["names"].split(",")]


def _change(call: Call, add: bool) -> Reply:
    refusal = _space_refusal(call)
    if refusal:
        return refusal
    uuids = _body_uuids(call)
    if uuids is None:
        return _failed("A JSON body with deviceUuids is required", 400)
    records, changed = [], []
    for name in _names(call):
        label = call.core.label(name)
        for uuid in uuids:
            device = call.core.devices.get(uuid)
            code = _failure(label, device)
            if code is None and label and device:
                (label.members.add if add else label.members.discard)(device.uuid)
                changed.append(device.uuid)
            text = code or f"{KEYS}.device.label.successful"
            records.append({"label": name, "device": {"uuid": uuid, "message": text, "failureCode": code}})
    if changed:
        call.did("label_add" if add else "label_remove", *dict.fromkeys(changed))
    successful = all(record["device"]["failureCode"] is None for record in records)  # type: ignore[index]
    return json_reply({"results": {"records": records}, "successful": successful})


def _failure(label: Label | None, device: Device | None) -> str | None:
    if label is None:
        return "LABEL_NOT_FOUND"
    if not label.static:
        return "LABEL_NOT_STATIC"
    return "DEVICE_NOT_FOUND" if device is None else None


def _body_uuids(call: Call) -> list[str] | None:
    if call.content_type.partition(";")[0].strip().lower() != "application/json":
        return None
    try:
        body = json.loads(call.body)
        uuids = body["deviceUuids"]
    except (ValueError, KeyError, TypeError):
        return None
    good = isinstance(uuids, list) and uuids and all(isinstance(uuid, str) for uuid in uuids)
    return uuids if good else None


@route("GET", "labels/label_summary", "v2_label_summary", api="v2", setting="v2")
def label_summary(call: Call) -> Reply:
    """All labels, page by page; limit is at most 200."""
    refusal = _space_refusal(call)
    if refusal:
        return refusal
    try:
        limit, offset = int(call.query.get("limit") or 200), int(call.query.get("offset") or 0)
    except ValueError:
        return _failed("limit and offset must be numbers", 400)
    if not 0 <= limit <= 200 or offset < 0:
        return _failed("limit must be between 0 and 200", 400)
    everything = call.core.labels
    page = everything[offset : offset + limit]
    more = offset + limit < len(everything)
    return _page(call, [_summary(call, label) for label in page], len(everything), more)


def _summary(call: Call, label: Label) -> dict[str, Any]:
    return {
        "id": label.id,
        "name": label.name,
        "description": label.description,
        **_static(call, label, "isStatic"),
        "criteria": label.query,
        "deviceCount": len(carriers(call.core, label)),
        "deviceSpaceId": 1,
        "deviceSpaceName": "Global",
        "deviceSpacePath": "/1/",
        "rowType": "SYSTEM" if label.id < 0 else "ADMIN",
    }
