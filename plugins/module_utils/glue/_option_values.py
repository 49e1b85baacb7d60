# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""Option values from YAML, surveys and credentials, normalized before Ansible converts or checks them.

Ansible silently turns a number into text, and cannot distinguish null from a missing option. Every module, lookup,
inventory and event source therefore passes its options through ``normalize`` first.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.module_utils.common.validation import check_type_bool, check_type_float, check_type_int

from ..records._identifier import fault_of, kind_of, quoted
from ..wire._errors import InvalidInput
from ._options import CONNECTION, variable_of

Spec = Mapping[str, Mapping[str, Any]]

NUMBERS = frozenset({"ids", "policy", "profile_id", "owner", "group"})
"""Texts that may be given as an integer: Core's own numeric ids, and the numbers of a file's owner and group."""
DATES = frozenset({"since"})
"""Texts that mean a date, and may be given as one."""
IDENTIFIERS = frozenset({
    "app_id", "app_platform", "country", "device_uuid", "device_uuids", "expected_user", "ids", "ldap_search",
    "mac_addresses", "operator", "phone_number", "phone_numbers", "plan_id", "profile_id", "since", "statuses",
    "target_email", "target_username", "user_email", "user_id", "users", "uuids",
})  # fmt: skip
"""Texts that may hold no control or invisible character. Names that Core keeps as people wrote them may."""
_TEXT_TYPES = ("str", "path")
_CREDENTIALS = ("username", "password")
_CONVERSIONS = {
    "bool": (check_type_bool, "true or false"),
    "int": (check_type_int, "a whole number"),
    "float": (check_type_float, "a number of seconds"),
}

_SELECTING = ("uuids", "mac_addresses", "phone_numbers", "users", "labels", "statuses", "device_uuids", "names", "ids")
_FILTERING = ("platforms", "types", "severities", "groups", "profile_types")
_GUARDING = (
    "employee_owned", "compliant", "not_seen_for_days", "older_than_days", "read", "protected_labels", "expected_user",
    "plan_id", "max_devices", "device_uuid",
)  # fmt: skip


def normalize(given: dict[str, Any], spec: Spec, environ: Mapping[str, str]) -> list[str]:
    """Complete and correct the option values in ``given``; return the problems as sentences.

    Null and empty connection options are removed, and missing ones come from ``environ``. A setting that cannot be
    converted is replaced by its default, so that the author sees only the sentence about it. A null selector becomes an
    empty list, which selects nothing.
    """
    return [*_normalize_connection(given, environ), *_faults_of_texts(given, spec), *_normalize_nulls(given)]


def faults_of_dates(given: Mapping[str, Any], spec: Spec) -> list[str]:
    """The problems with dates among the option values, as sentences, before Ansible passes them to a module.

    A date reaches a module as text, so only the controller can see that YAML read ``2026-11-27`` as a date.
    """
    dates = {name: value for name, value in given.items() if _has_date(value)}
    return list(_faults_of_texts(dates, spec))


def _has_date(value: Any) -> bool:
    return any(isinstance(each, date) for each in (value if isinstance(value, (list, tuple)) else (value,)))


def refuse(faults: Sequence[str]) -> None:
    """Raise InvalidInput with all that ``normalize`` returned."""
    if faults:
        raise InvalidInput(" ".join(faults))


def validated(given: Mapping[str, Any], spec: Spec, environ: Mapping[str, str]) -> dict[str, Any]:
    """The values of all options of ``spec``, as a module gets them. Raises InvalidInput naming the option."""
    values = dict(given)
    refuse(normalize(values, spec, environ))
    result = ArgumentSpecValidator(dict(spec)).validate(values)
    if result.error_messages:
        raise InvalidInput(" ".join(f"{message.rstrip('.')}." for message in result.error_messages))
    return result.validated_parameters


# -- the connection ----------------------------------------------------------------------------------------------------


def _normalize_connection(given: dict[str, Any], environ: Mapping[str, str]) -> Iterator[str]:
    for name, option in CONNECTION.items():
        if _is_empty(name, given.get(name)):
            given.pop(name, None)
        variable = variable_of(name)
        source = name
        if name not in given and not _is_empty(name, environ.get(variable)):
            given[name], source = environ[variable], f"{name} (from the environment variable {variable})"
        fault = _fault_of_setting(given[name], option) if name in given else None
        if fault:
            yield f"{source}: {fault}"
            given[name] = option["default"]
    bundle = environ.get("REQUESTS_CA_BUNDLE", "")
    if "ca_path" not in given and bundle.strip():
        given["ca_path"] = bundle


def _is_empty(name: str, value: Any) -> bool:
    if isinstance(value, str) and name not in _CREDENTIALS:
        return not value.strip()
    return value is None or value == ""


def _fault_of_setting(value: Any, option: Mapping[str, Any]) -> str | None:
    if "choices" in option and value not in option["choices"]:
        return f"{quoted(value)} is none of {', '.join(option['choices'])}. Give one of these, or leave it out."
    convert, expected = _CONVERSIONS.get(option["type"], (None, ""))
    try:
        fits = convert is None or math.isfinite(convert(value))
    except (TypeError, ValueError):
        fits = False
    return None if fits else f"{quoted(value)} is not {expected}. Give one, or leave it out."


# -- texts -------------------------------------------------------------------------------------------------------------


def _faults_of_texts(given: Mapping[str, Any], spec: Spec) -> Iterator[str]:
    for name, option in spec.items():
        for key in (name, *option.get("aliases", ())):
            if given.get(key) is None:
                continue
            for value in _texts_of(given[key], option):
                fault = _fault_of_text(name, value, bool(option.get("no_log")))
                if fault:
                    yield f"{key}: {fault}"
                    break


def _texts_of(value: Any, option: Mapping[str, Any]) -> list[Any]:
    """The values of an option that takes text, or texts."""
    if option.get("type", "str") in _TEXT_TYPES:
        return [value]
    if option.get("type") != "list" or option.get("elements") not in _TEXT_TYPES:
        return []
    if isinstance(value, str):
        return list(value.split(","))
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _fault_of_text(name: str, value: Any, secret: bool) -> str | None:
    if isinstance(value, str) and name not in IDENTIFIERS or _is_encrypted(value):
        return None
    if value is None:
        return "a value is null; usually a template matched nothing. Give a text, or leave the value out."
    if name in NUMBERS and isinstance(value, int) and not isinstance(value, bool):
        return None
    if name in DATES and isinstance(value, date):
        return None
    if secret:
        return f"it is {kind_of(value)}, but a text is needed. Put the value in quotes."
    return fault_of(value.strip() if isinstance(value, str) else value)


def _is_encrypted(value: Any) -> bool:
    """Whether a value is a vault text, which Ansible decrypts when it converts it."""
    return type(value).__name__ in ("AnsibleVaultEncryptedUnicode", "EncryptedString")


# -- nulls -------------------------------------------------------------------------------------------------------------


def _normalize_nulls(given: dict[str, Any]) -> Iterator[str]:
    """Problems with null values, which usually come from a template that matched nothing and must not count as not
    given.

    A null selector becomes an empty list, which selects nothing. A null that would widen a selection or lift a guard is
    an error.
    """
    nulls = [name for name, value in given.items() if value is None]
    given.update({name: [] for name in nulls if name in _SELECTING + _FILTERING})
    for name in nulls:
        if name in _GUARDING:
            yield f"{name}: is null; usually a template matched nothing. Give a value or use omit."
