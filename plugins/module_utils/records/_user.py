# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""A user as playbooks see it (reference: Find a User, Search LDAP Users, Authenticate a User)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ._device import user_source
from ._fields import boolean, integer, iso_from_epoch_ms, record, text, texts

_TYPES: dict[str, Callable[[Any], Any]] = {
    "id": text,
    "uuid": text,
    "principal": text,
    "display_name": text,
    "email": text,
    "first_name": text,
    "last_name": text,
    "enabled": boolean,
    "force_password_change": boolean,
    "created_at": iso_from_epoch_ms,
    "last_admin_portal_login_time": iso_from_epoch_ms,
    "roles": texts,
    "user_source": user_source,
}
_OPTIONAL: dict[str, Callable[[Any], Any]] = {
    "opaque": boolean,
    "google_apps_encryption_alg_version": integer,
}


def user_record(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The record of one raw user element; ``roles`` is always a list, times are ISO 8601 UTC, passwords are null."""
    user = record(raw, _TYPES, None, _OPTIONAL)
    return {key: None if key.endswith("password") else value for key, value in user.items()}


def user_key(name: Any) -> str | None:
    """The key of a user id: ids with the same key are the same user.

    None without an id. Only case is ignored; full case folding would treat ``strasse`` and ``straße`` as one user.
    """
    known = text(name)
    return None if known is None else known.lower()


def same_user(one: Any, other: Any) -> bool:
    """Whether two user ids (or email addresses) name the same user, ignoring case. A missing id names nobody."""
    key = user_key(one)
    return key is not None and key == user_key(other)


def bare_name(name: str | None) -> str:
    """The account's name without ``DOMAIN\\`` before and ``@domain`` behind it, in lower case."""
    return (user_key((name or "").rpartition("\\")[2].partition("@")[0].strip())) or ""
