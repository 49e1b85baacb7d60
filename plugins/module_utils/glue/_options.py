# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""Options that several modules share, in one table; modules, inventory, lookup and event sources read it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

from ..wire._connection import Connection


def variable_of(name: str) -> str:
    """The environment variable of a connection option."""
    return f"MOBILEIRON_{name.upper()}"


def _connection_option(name: str, type_: str, **facts: Any) -> dict:
    return dict(facts, type=type_)


CONNECTION: dict[str, dict] = {
    "url": _connection_option("url", "str", required=True),
    "username": _connection_option("username", "str", required=True),
    "password": _connection_option("password", "str", required=True, no_log=True),
    "validate_certs": _connection_option("validate_certs", "bool", default=True),
    "ca_path": _connection_option("ca_path", "path"),
    "client_cert": _connection_option("client_cert", "path"),
    "client_key": _connection_option("client_key", "path", no_log=False),
    "proxy": _connection_option("proxy", "str"),
    "timeout": _connection_option("timeout", "float", default=30.0),
    "retries": _connection_option("retries", "int", default=3),
    "response_format": _connection_option("response_format", "str", default="json", choices=["json", "xml"]),
    "admin_device_space_id": _connection_option("admin_device_space_id", "int", default=1),
}

PLATFORMS = ["android", "ios", "macos", "windows", "windows_phone"]

SELECTOR: dict[str, dict] = {
    "uuids": {"type": "list", "elements": "str"},
    "mac_addresses": {"type": "list", "elements": "str"},
    "phone_numbers": {"type": "list", "elements": "str"},
    "users": {"type": "list", "elements": "str"},
    "labels": {"type": "list", "elements": "str"},
    "statuses": {"type": "list", "elements": "str"},
    "platforms": {"type": "list", "elements": "str", "choices": PLATFORMS},
    "employee_owned": {"type": "bool"},
    "compliant": {"type": "bool"},
    "not_seen_for_days": {"type": "int"},
}

GUARDS: dict[str, dict] = {
    "reason": {"type": "str"},
    "max_devices": {"type": "int"},
    "allow_employee_owned_wipe": {"type": "bool", "default": False},
    "protected_labels": {"type": "list", "elements": "str", "default": []},
    "expected_user": {"type": "str"},
}

OUTCOMES: dict[str, dict] = {
    "wait": {"type": "bool", "default": False},
    "wait_timeout": {"type": "int", "default": 300},
    "wait_interval": {"type": "int", "default": 10},
    "continue_on_error": {"type": "bool", "default": False},
    "return_devices": {"type": "str", "default": "all", "choices": ["all", "problems", "none"]},
    "bulk_threshold": {"type": "int", "default": 20},
    "bulk_size": {"type": "int"},
    "concurrency": {"type": "int", "default": 8},
}

PLAN: dict[str, dict] = {"plan_id": {"type": "str"}}


def connection_from(values: Mapping[str, Any], warn: Callable[[str], None]) -> Connection:
    """The connection that option values describe; ``warn`` of credentials that look wrong. Raises InvalidInput."""
    given = {field.name: values[field.name] for field in fields(Connection) if values.get(field.name) is not None}
    for name in ("url", "username", "password"):
        given.setdefault(name, "")
    for name in ("username", "password"):
        if given[name] != given[name].strip():
            warn(f"{name}: it {_ends(given[name])}. It is used as it is; remove that if it does not belong to it.")
    return Connection(**given)


def _ends(text: str) -> str:
    if text[-1] in "\r\n":
        return "ends with a line break, as what is read from a file often does"
    return "begins or ends with a blank or a line break"
