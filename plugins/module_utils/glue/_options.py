# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""Options that several modules share, in one table; modules, inventory, lookup and event sources read it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

from ansible.module_utils.basic import env_fallback

from ..wire._connection import Connection
from ..wire._errors import InvalidInput


def _connection_option(name: str, type_: str, **facts: Any) -> dict:
    return dict(facts, type=type_, fallback=(env_fallback, [f"MOBILEIRON_{name.upper()}"]))


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


_SELECTING = ("uuids", "mac_addresses", "phone_numbers", "users", "labels", "statuses", "device_uuids", "names", "ids")
_FILTERING = ("platforms", "types", "severities", "groups", "profile_types")
_GUARDING = (
    "employee_owned", "compliant", "not_seen_for_days", "older_than_days", "read", "protected_labels", "expected_user",
    "plan_id", "max_devices", "device_uuid",
)  # fmt: skip


def settle_nulls(given: dict[str, Any]) -> list[str]:
    """Nulls that were given, as a template leaves them that found nothing: they must not count as not given.

    Lists that select become empty in ``given``, which selects nothing. Returns the names of the other options whose
    null would widen a selection or lift a guard.
    """
    nulls = [name for name, value in given.items() if value is None]
    given.update({name: [] for name in nulls if name in _SELECTING + _FILTERING})
    return [name for name in nulls if name in _GUARDING]


def refuse_nulls(names: Iterable[str]) -> None:
    """Raise InvalidInput for the first of the options that ``settle_nulls`` returned."""
    for name in names:
        raise InvalidInput(
            f"{name}: it is null, as a template leaves it that found nothing. Give a value, or leave the option out "
            "(omit)."
        )


def connection_from(values: Mapping[str, Any]) -> Connection:
    """The connection that option values describe. Raises InvalidInput, naming the option."""
    given = {field.name: values[field.name] for field in fields(Connection) if values.get(field.name) is not None}
    for name in ("url", "username", "password"):
        given.setdefault(name, "")
    return Connection(**given)
