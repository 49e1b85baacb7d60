# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""A policy and its rules as playbooks see them (reference: Get Policies, Policy Rules)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..wire._codec import as_list
from ._fields import boolean, identifier, integer, record, text

PROFILE_TYPES = ("SECURITY", "PRIVACY", "LOCKDOWN", "SYNC")

_ON_OFF = {"on": "yes", "off": "no", "true": "yes", "false": "no"}
_STORED = {"store": "synchronized", "off": "not synchronized"}
_LOCKED = {"on": "not disabled", "off": "disabled"}
_NUMBERS = {
    "EAS_BLOCK_OOC_DAYS": "days",
    "EAS_BLOCK_POLICY_DAYS": "days",
    "SECURITY_GRACE_PERIOD": "minutes",
    "SECURITY_PWD_HISTORY": "passwords remembered",
    "SECURITY_PWD_LENGTH": "characters",
    "SECURITY_PWD_MAX_AGE": "days",
    "SECURITY_PWD_MAX_FAILED_ATTEMPTS": "attempts",
    "SECURITY_PWD_MIN_COMPLEX_CHAR": "special characters",
    "SECURITY_WIPE": "days",
    "SYNC_HEARTBEAT_INTERVAL": "minutes",
    "SYNC_INTERVAL": "minutes",
    "SYNC_MULTITASK_INTERVAL": "minutes",
    "SYNC_MIN_BATTERY_POWER": "%",
    "SYNC_MIN_FILE_UPLOAD_BATTERY_POWER": "%",
}
"""Rule → the unit of its number."""
_ACTIONS = {"0": "no action", "1": "send alert", "2": "block ActiveSync and send alert"}
_NO_VALUE = {
    "SEC_NCA_APP_CONTROL": "no action",
    "SECURITY_BLACK_WHITE_BMW_ACLS": "none",
    "SECURITY_MANDATORY_BMW_ACLS": "none",
    "PRIVACY_SYNC_OTHER_MEDIA": "files of all types",
}
"""Rule → the meaning of a missing value; it is not documented for other rules."""
_HARDWARE = {
    "1": "iPhone",
    "2": "iPhone 3G",
    "3": "iPhone 3GS",
    "4": "iPod touch, 1st generation",
    "5": "iPod touch, 2nd generation",
    "6": "iPod touch, 3rd generation",
    "7": "iPad",
    "16": "iPhone 4",
    "18": "iPod touch, 4th generation",
    "22": "iPad 2",
    "28": "iPhone 4s",
}
_WORDS: dict[str, dict[str, str]] = {
    "EAS_BLOCK_IPHONE_HW": {"false": "no devices are disallowed"},
    "EAS_BLOCK_IPHONE_JAILBROKEN": {"true": "compromised", "false": "not compromised"},
    "SECURITY_BLACK_WHITE_BMW_OPTION": {"WHITE": "allowed apps", "BLACK": "disallowed apps"},
    "SECURITY_PWD_MAX_AGE": {"0": "no limit"},
    "SECURITY_PWD_TYPE": {
        "alphanumeric": "alphanumeric characters",
        "simple": "simple numeric characters",
        "simple,alphanumeric": "simple or alphanumeric characters",
        "nc": "no restrictions",
    },
    "SECURITY_REQUIRE_PWD": {"on": "mandatory", "off": "optional"},
    "SECURITY_ENCRYPT_DEVICE": {"on": "required", "off": "not required"},
    "SECURITY_ENCRYPT_SDCARD": {"on": "required", "off": "not required"},
    "LOCKDOWN_BLUETOOTH": {
        "on": "audio and data not disabled",
        "audio": "audio not disabled, data disabled",
        "off": "audio and data disabled",
    },
    "LOCKDOWN_CAMERA": _LOCKED,
    "LOCKDOWN_IRDA": _LOCKED,
    "LOCKDOWN_SDCARD": _LOCKED,
    "LOCKDOWN_WIFI": _LOCKED,
    "SYNC_BLOCK_WHEN_ROAMING": {
        "on": "everything is synchronized",
        "mai": "only voice, SMS and data traffic are synchronized",
        "roamingStatus": "only new country notifications are synchronized",
        "off": "nothing is synchronized",
    },
    "SYNC_REQUIRE_TLS": {"on": "required", "off": "not required"},
    "PRIVACY_SYNC_APPS": {"track": "synchronized", "off": "not synchronized"},
    "PRIVACY_SYNC_DATA_LOG": {"track": "synchronized", "off": "not synchronized"},
    "PRIVACY_SYNC_CALLLOGS": {"store": "statistics collected", "off": "not collected"},
    "PRIVACY_SYNC_CONTACTS": _STORED,
    "PRIVACY_SYNC_DOCUMENTS": _STORED,
    "PRIVACY_SYNC_MUSIC": _STORED,
    "PRIVACY_SYNC_PICTURES": _STORED,
    "PRIVACY_SYNC_VIDEO": _STORED,
    "PRIVACY_SYNC_LOCATION": {"celltower": "cell tower", "gps": "GPS position", "off": "not synchronized"},
    "PRIVACY_SYNC_SMSLOGS": {
        "track": "statistics collected",
        "store": "statistics collected and messages stored",
        "off": "not collected",
    },
}

_RESOURCE = dict.fromkeys(("name", "resource_type", "value"), text)
_TYPES: dict[str, Callable[[Any], Any]] = {
    "id": identifier,
    "policy_name": text,
    "policy_type": text,
    "profile_type": text,
    "status": text,
    "active": boolean,
    "default_policy": boolean,
    "description": text,
    "device_count": integer,
    "pending_count": integer,
    "priority": integer,
}


def policy_record(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The record of one raw policy, its rules as a dict from type to value.

    A value is text, None where the rule has none, or a list of resources (``name``, ``resource_type``, ``value``).
    The deprecated clientValue is left out. Derived: ``name``, and ``rules_decoded``, the values in words.
    """
    policy = record({name: value for name, value in raw.items() if name != "rules"}, _TYPES)
    policy["name"] = policy["policy_name"]
    policy["rules"] = _rules(raw.get("rules"))
    policy["rules_decoded"] = {kind: decode(kind, value) for kind, value in policy["rules"].items()}
    return policy


def _rules(value: Any) -> dict[str, Any]:
    rules: dict[str, Any] = {}
    for holder in as_list(value):
        for rule in as_list(holder.get("rule")) if isinstance(holder, dict) else []:
            kind = text(rule.get("type")) if isinstance(rule, dict) else None
            if kind:
                rules[kind] = _value(rule)
    return rules


def _value(rule: Mapping[str, Any]) -> Any:
    if "resourceDTOs" not in rule:
        return text(rule.get("value"))
    resources = (entry for entry in as_list(rule["resourceDTOs"]) if isinstance(entry, dict))
    return [record(entry, _RESOURCE) for entry in resources]


def decode(kind: str, value: Any) -> str | None:
    """A rule's value in words, with its unit; the value itself if the reference gives no other meaning."""
    if isinstance(value, list):
        return ", ".join(f"{entry['name']}: {entry['value']}" for entry in value) or "none"
    if value is None:
        return _NO_VALUE.get(kind)
    if kind.startswith("SEC_NCA_"):
        return _action(value)
    if value in _WORDS.get(kind, {}):
        return _WORDS[kind][value]
    if kind in _NUMBERS:
        return f"{value} {_NUMBERS[kind]}"
    if kind == "EAS_BLOCK_IPHONE_HW":
        return ", ".join(_HARDWARE.get(code.strip(), f"model {code.strip()}") for code in value.split(","))
    return _ON_OFF.get(value, value)


def _action(code: str) -> str:
    custom = f"compliance action {code}, which an administrator created" if code.isdigit() else code
    return _ACTIONS.get(code, custom)
