# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Policies, application settings, and AppConnect analytics."""

from __future__ import annotations

import io
import zipfile
from random import Random
from typing import Any

from . import catalog, devices, profiles
from .calls import APP_SETTINGS, POLICIES, Call, Refused, Reply, route
from .model import AppSetting, Device, Policy
from .render import Pairs
from .routes_devices import has_app


def _policy_tree(policy: Policy, count: int, pending: int) -> dict[str, Any]:
    return {
        "@id": policy.id,
        "policyName": policy.name,
        "policyType": policy.kind,
        "profileType": policy.family,
        "status": "Active" if policy.active else "Inactive",
        "active": policy.active,
        "defaultPolicy": policy.kind == "DEFAULT",
        "description": policy.description,
        "deviceCount": count,
        "pendingCount": pending,
        "priority": policy.priority,
        "rules": {"rule": policy.rules},
    }


def _policy_listing(call: Call, rows: list[dict[str, Any]]) -> Reply:
    if not rows:
        raise Refused(404, "No policies found")
    text = f"{len(rows)} {'policy' if len(rows) == 1 else 'policies'} returned."
    return call.answer({"messages": {"message": text}, "policies": {"policy": rows}})


@route("GET", "policies", "list_policies", POLICIES)
def list_policies(call: Call) -> Reply:
    """Section "Get Policies"."""
    core = call.core
    counts: dict[int, list[int]] = {policy.id: [0, 0] for policy in core.policies}
    for device in core.devices.values():
        waiting = any(command.kind == "profiles" for command in device.pending)
        for policy in profiles.policies_of(device, core.policies, core.labels):
            counts[policy.id][1 if waiting else 0] += 1
    return _policy_listing(call, [_policy_tree(policy, *counts[policy.id]) for policy in core.policies])


@route("GET", "policies/devices/{uuid}", "policies_of_device", POLICIES)
def policies_of_device(call: Call) -> Reply:
    """Section "Get Policies by DeviceUUID"; the counts do not apply here."""
    device = devices.by_uuid(call)
    found = profiles.policies_of(device, call.core.policies, call.core.labels)
    return _policy_listing(call, [_policy_tree(policy, 0, 0) for policy in found])


@route("PUT", "policies/{id}", "policy_label", POLICIES)
def policy_label(call: Call) -> Reply:
    """Section "Apply/Remove policy for a label."."""
    policy = next((p for p in call.core.policies if str(p.id) == call.arg("id")), None)
    if policy is None:
        raise Refused(404, f"No policy found: {call.arg('id')}")
    action, name = call.query.get("action"), call.query.get("label")
    if action not in ("apply_label", "remove_label") or not name:
        raise Refused(400, "action (apply_label or remove_label) and label are required")
    label = call.core.label(name)
    if label is None:
        raise Refused(404, f"No label found: {name}")
    if action == "apply_label":
        policy.labels.add(label.id)
        text, effect = f"Policy applied to label {label.name} successfully.", "policy_label_apply"
    else:
        policy.labels.discard(label.id)
        text, effect = f"Policy removed from label {label.name} successfully.", "policy_label_remove"
    call.did(effect)
    return call.answer({"messages": {"message": text}})


def _setting_rows(call: Call, found: list[AppSetting]) -> list[AppSetting]:
    wanted = call.query.get("type")
    if wanted is None:
        return found
    if wanted.upper() not in profiles.APP_TYPES:
        raise Refused(400, f"Invalid type: {wanted}")
    return [setting for setting in found if setting.app_type == wanted.upper()]


def _setting_listing(call: Call, rows: list[dict[str, Any]]) -> Reply:
    if not rows:
        raise Refused(404, "No application settings found")
    text = f"{len(rows)} application setting(s) returned."
    return call.answer({"messages": {"message": text}, "appsettings": {"appsetting": rows}})


def _setting_tree(setting: AppSetting, **more: Any) -> dict[str, Any]:
    return {
        "@id": setting.id,
        "name": setting.name,
        "description": setting.description,
        "appType": setting.app_type,
        **more,
        "type": setting.kind,
        "clearCertificateCacheForSCEPSetting": False,
        "properties": Pairs(setting.properties),
    }


@route("GET", "appsettings", "list_app_settings", APP_SETTINGS)
def list_app_settings(call: Call) -> Reply:
    """Section "Get all Application Settings"; labels and their names are repeated scalars."""
    core = call.core
    rows = []
    for setting in _setting_rows(call, core.app_settings):
        labels = [label for label in core.labels if label.id in setting.labels]
        users = [d for d in core.devices.values() if profiles.app_settings_of(d, [setting], labels)]
        row = _setting_tree(setting, deviceCount=len(users), pendingCount=0, quarantinedCount=0)
        row["quarantinedCount"] = sum(1 for device in users if device.quarantined)
        row.update(labels=[label.id for label in labels], labelNames=[label.name for label in labels])
        rows.append(row)
    return _setting_listing(call, rows)


@route("GET", "appsettings/devices/{uuid}", "app_settings_of_device", APP_SETTINGS)
def app_settings_of_device(call: Call) -> Reply:
    """Section "Get Application Settings by Device UUID"; state is the ASCII code of C or D."""
    device = devices.by_uuid(call)
    found = profiles.app_settings_of(device, call.core.app_settings, call.core.labels)
    rows = [_setting_tree(s, deviceCount=0, pendingCount=0, state=s.state) for s in _setting_rows(call, found)]
    return _setting_listing(call, rows)


@route("GET", "apps/appconnect/analytics", "appconnect_analytics", APP_SETTINGS)
def appconnect_analytics(call: Call) -> Reply:
    """Section "Get Analytics for AppConnect Apps": a ZIP with a folder for each device."""
    wanted = call.query.get("appid")
    if not wanted:
        raise Refused(400, "appid is required")
    app = next((app for app in catalog.APPS if app.identifier and app.identifier == wanted), None)
    used = [d for d in call.core.devices.values() if app and has_app(d, app.name)]
    if app is None or not used:
        raise Refused(404, f"No analytics for {wanted}")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for device in used:
            folder = f"{wanted}/{device.uuid}"
            archive.writestr(zipfile.ZipInfo(f"{folder}/{wanted}.csv"), _sessions(device))
            archive.writestr(zipfile.ZipInfo(f"{folder}/version.txt"), f"{app.version}\n")
    name = {"Content-Disposition": f'attachment; filename="{wanted}.zip"'}
    return Reply(200, buffer.getvalue(), "application/zip", name)


def _sessions(device: Device) -> str:
    """Start in milliseconds, duration in seconds, minutes from Greenwich, bytes; no heading."""
    rng = Random(device.uuid)
    start = int(device.registered * 1000)
    rows = []
    for _session in range(rng.randint(1, 6)):
        start += rng.randint(60, 86400) * 1000
        rows.append(f"{start},{rng.randint(1, 900)},{rng.choice((-420, 0, 60))},{rng.randrange(10**6)}\n")
    return "".join(rows)
