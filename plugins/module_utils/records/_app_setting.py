# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""Application settings as playbooks see them (reference: Get all Application Settings)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from ._fields import boolean, entries, integer, record, snake, text, texts

TYPES = (
    "EXCHANGE",
    "WIFI",
    "BOOKMARK",
    "EMAIL",
    "VPN",
    "GENERAL",
    "CALDAV",
    "SUBCAL",
    "WEBCLIP",
    "SCEP",
    "APN",
    "RESTRICTION",
    "CERTIFICATE",
    "MDM",
    "PROVISIONING",
    "CARDDAV",
    "CONFIGURATION",
    "OTHER",
)
"""The documented types, in the reference's order."""

_STATES = {67: "current", 68: "deleted"}  # ASCII C and D
# Words of a property's name, in snake_case, that make its value a secret.
_SECRET = re.compile(
    r"passw|passphrase|passcode|secret|credential|(\A|_)(pass|psk|pin|pwd|pw|otp|token|challenge)\d*(\Z|_)"
    r"|(\A|_)(api|auth|wep|wpa\d?|wifi|wi_fi|encryption|priv|private|pre_?shared|shared|secret|access)_?key\d*(\Z|_)"
)
_RECORD: dict[str, Callable[[Any], Any]] = {
    "id": text,
    "name": text,
    "description": text,
    "app_type": text,
    "type": text,
    "state": integer,
    "device_count": integer,
    "pending_count": integer,
    "quarantined_count": integer,
    "labels": texts,
    "label_names": texts,
    "properties": entries,
}
_OPTIONAL: dict[str, Callable[[Any], Any]] = {"clear_certificate_cache_for_scep_setting": boolean}


def app_setting_record(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The record of one raw application setting; properties that are named like a secret come back null."""
    setting = record(raw, _RECORD, None, _OPTIONAL)
    setting["state_name"] = _STATES.get(setting["state"])
    setting["properties"] = {key: None if _is_secret(key) else value for key, value in setting["properties"].items()}
    return setting


def _is_secret(name: str) -> bool:
    return _SECRET.search(snake(name)) is not None or _SECRET.search(name.lower()) is not None
