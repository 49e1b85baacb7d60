# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers in the shapes that Core has, written as JSON and as XML. They are where the search for bad ones begins."""

from __future__ import annotations

import json
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from tests.fuzz.questions import OTHER, UUID

_DEVICE = {
    "@id": 7,
    "uuid": UUID,
    "principal": "jdoe",
    "status": "ACTIVE",
    "statusCode": 97,
    "platform": "iOS 17.1",
    "employeeOwned": False,
    "compliance": 0,
    "lastConnectedAt": "2011-03-10T15:04:06+00:00",
    "registeredAt": 1299769446000,
    "currentPhoneNumber": "4155551212",
    "details": {"entry": [{"key": "OSVersion", "value": "17.1"}, {"key": "empty", "value": None}]},
}
_LISTED = {"devices": {"device": [_DEVICE, {**_DEVICE, "uuid": OTHER, "name": "Zoë \U0001f600"}]}}
_USER = {
    "user": {"@id": 3, "uuid": OTHER, "principal": "jdoe", "email": "j@example.com", "userSource": 76,
             "createdAt": 1299769446000, "roles": ["ROLE_USER", "ROLE_API"], "enabled": True}
}  # fmt: skip
_POLICY = {"policies": {"policy": [{"@id": 1, "name": "Default", "type": "SECURITY", "priority": 1, "version": 2}]}}
_SETTING = {"@id": 5, "name": "Mail", "properties": {"entry": [{"key": "password", "value": "x"}]}, "state": 67}
_EAS = {
    "uuid": UUID,
    "userName": "jdoe",
    "deviceType": "iPhone",
    "status": 1,
    "mailboxEAS": "x",
    "lastSync": 1299769446,
}
_INVALID = {"messages": {"message": "some failed"}, "invalidDevices": {"device": [OTHER]}, "failedDevices": None}
_V2 = {"successful": True, "results": {"apiVersion": 2, "vspVersion": "11.4.0.0"}, "messages": []}

DOCUMENTS: tuple[tuple[str, Any], ...] = (
    ("devices.get", {"devices": {"device": _DEVICE}}),
    ("devices.by_status", _LISTED),
    ("devices.by_label", {"devices": {"device": []}, "totalCount": 0}),
    ("devices.by_phone", {"messages": {"message": "no data found"}}),
    ("devices.location", {"locations": {"location": [{"capturedAt": 1299769446000, "lookupResult": "S", "latitude": 1.5, "longitude": 2}]}}),
    ("activesync.all", {"registeredAllowedDevices": {"registeredAllowedDevice": [_EAS]}, "wipedDevices": None}),
    ("activesync.get", {"easDevice": {**_EAS, "details": {"entry": [{"key": "a", "value": "b"}]}}}),
    ("alerts.find", {"alerts": {"alert": [{"@id": 9, "alertText": "x", "isActive": True, "alertDate": 1299769446000}]}}),
    ("app_settings.all", {"appsettings": {"appsetting": [_SETTING, {**_SETTING, "labels": ["a", "b"]}]}}),
    ("apps.device_uuids", {"totalCount": 2, "devices": {"device": [{"deviceUuid": UUID}, {"deviceUuid": OTHER}]}}),
    ("countries.all", {"countries": {"country": [{"countryCode": 1, "countryName": "US", "enabledForRegistration": 116}]}}),
    ("labels.all", {"labels": {"label": [{"@id": -1, "name": "All", "deviceCount": 2, "isDynamic": True}]}}),
    ("labels.of_device", {**_V2, "results": [{"name": "Sales", "id": 4}]}),
    ("operators.all", {"operators": {"operator": [{"@id": 1, "carrierShortName": "AT&T", "enabled": True}]}}),
    ("policies.all", _POLICY),
    ("policies.of_device", {"policies": {"policy": [{"@id": 1, "complianceStatus": True, "ruleStatuses": None}]}}),
    ("profiles.of_device", {"profiles": {"profile": [{"profileId": 1, "type": "APP", "status": "S", "name": "n"}]}}),
    ("server.version", _V2),
    ("users.find", _USER),
    ("users.search_ldap", {"users": _USER}),
    ("users.authenticate", _USER),
    ("devices.lock", {"messages": {"message": "Device is locked"}, "unlockpasscode": "1234"}),
    ("devices.unlock", {"passcodes": {"passcode": {"uuid": UUID, "value": "NA"}}}),
    ("devices.unlock_many", {"passcodes": {"passcode": [{"uuid": UUID, "value": "1"}, {"uuid": OTHER, "value": "NA"}]}}),
    ("devices.retire", {"messages": {"message": "Invalid action"}}),
    ("devices.retire_many", _INVALID),
    ("devices.wipe_many", {"messages": {"message": "done"}, "invalidDevices": {"invalidDevice": [UUID]}}),
    ("messages.message", {"messageSentFailed": {"device": [OTHER]}, "messages": {"message": "sent"}}),
    ("labels.add", {**_V2, "results": {"records": [{"device": {"uuid": UUID, "failureCode": 3, "message": "no"}}]}}),
    ("policies.apply_to_label", {"messages": {"message": "applied"}}),
    ("registrations.register", {"registration": {"status": "SUCCESS", "deviceUid": UUID, "passcode": "63460",
                                                 "passcodeTTL": 120, "registrationUrl": "http://x/v/1"}}),
    ("users.change_password", {"messages": {"message": "Password changed successfully"}}),
)  # fmt: skip


def as_json(document: Any) -> bytes:
    """The document in JSON."""
    return json.dumps(document).encode()


def as_xml(document: Any, root: str = "webServiceResponse") -> bytes:
    """The document in XML below an element ``root``: a list as elements beside each other, None as an empty one."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{_element(root, document)}'.encode(errors="replace")


def _element(name: str, value: Any) -> str:
    if isinstance(value, list):
        return "".join(_element(name, inner) for inner in value)
    if isinstance(value, bool):
        value = "true" if value else "false"
    if not isinstance(value, dict):
        return f"<{name}/>" if value is None else f"<{name}>{escape(str(value))}</{name}>"
    attributes = [(key[1:], held) for key, held in value.items() if key[:1] == "@" and held is not None]
    inner = [_element(key, held) for key, held in value.items() if key[:1] != "@"]
    stated = "".join(f" {key}={quoteattr(str(held))}" for key, held in attributes)
    return f"<{name}{stated}>{''.join(inner)}</{name}>"
