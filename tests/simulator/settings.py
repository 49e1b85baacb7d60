# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The switches that make this Core behave like another release or another installation."""

from __future__ import annotations

from typing import Any

DEFAULTS: dict[str, Any] = {
    # How fast devices and people react, in seconds.
    "check_in_delay": 1.0,
    "bulk_act_delay": 0.2,
    "auto_enrol_after": None,
    # What releases differ in.
    "v2": True,
    "withdrawn_label_calls": False,
    "retire_pending_known": True,
    "registration_uuid_key": "deviceUid",
    "registration_status_text": "SUCCESS",
    "device_fields": "seen",
    "device_paging": False,
    "phone_field": "both",
    "numeric_text_as_numbers": False,
    "details_object": False,
    "empty_messages": "empty",
    "bulk_results": "beside",
    "sent_message": "inside",
    "app_inventory": "devices",
    "static_key": "documented",
    "split_encoded_commas": False,
    "split_encoded_commas_v1": True,
    # How an installation is configured.
    "save_user_password": True,
    "require_reason": False,
    "require_country": False,
    "refuse_disabled_countries": False,
    "mask_personal_fields": False,
    "bulk_max_devices": 20000,
    "app_page_limit": 1000,
    "ldap_search_limit": 100,
    # The servlet container and what stands in front of it.
    "refuse_encoded_slashes": False,
    "max_request_line": 8192,
    "max_request_line_status": 414,
}
CHOICES: dict[str, tuple[Any, ...]] = {
    "registration_uuid_key": ("deviceUid", "deviceUuid"),
    "device_fields": ("seen", "documented", "full"),
    "phone_field": ("both", "phoneNumber", "currentPhoneNumber"),
    "empty_messages": ("empty", "null", "absent"),
    "bulk_results": ("beside", "table", "inside"),
    "sent_message": ("inside", "beside"),
    "app_inventory": ("devices", "uuids", "device_uuids"),
    "static_key": ("documented", "staticLabel", "isStatic", "static"),
    "max_request_line_status": (413, 414, 431, 400),
}
NUMBERS = ("check_in_delay", "bulk_act_delay", "auto_enrol_after")
LONGEST_REQUEST_LINE = 4 * 1024 * 1024


class Settings:
    """The current values; unknown names and impossible values are refused."""

    def __init__(self, **changed: Any) -> None:
        self.values = dict(DEFAULTS)
        self.update(changed)

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    def update(self, changed: dict[str, Any]) -> None:
        """Change some values; raises ValueError, and changes none, if one of them is wrong."""
        for name, value in changed.items():
            _check(name, value)
        self.values.update(changed)


def _check(name: str, value: Any) -> None:
    if name not in DEFAULTS:
        raise ValueError(f"unknown setting {name}")
    if name in CHOICES:
        good = value in CHOICES[name]
    elif name in NUMBERS:
        good = _is_number(value) and value >= 0 or (value is None and DEFAULTS[name] is None)
    else:
        good = type(value) is type(DEFAULTS[name])
    if name == "max_request_line" and good:
        good = 0 < value <= LONGEST_REQUEST_LINE
    if not good:
        raise ValueError(f"setting {name} cannot be {value!r}")


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
