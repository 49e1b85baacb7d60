# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Option values as YAML, surveys and credentials hand them over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from importlib import import_module

import pytest
from ansible_collections.mobileiron.core.plugins.module_utils.glue import _option_values, _options
from ansible_collections.mobileiron.core.plugins.module_utils.glue._option_values import (
    DATES,
    IDENTIFIERS,
    NUMBERS,
    faults_of_dates,
    normalize,
    validated,
)
from ansible_collections.mobileiron.core.plugins.module_utils.wire._errors import InvalidInput

from tests.coverage import facts

NO_TEXTS = [34, 34.5, True, False, date(2026, 11, 27), datetime(2026, 11, 27, 10), {"a": "b"}]
FREE = {
    # Names as people wrote them into Core, which are compared exactly.
    "labels", "names", "label", "policy", "protected_labels", "app_name", "fields",
    # Words for people, and their own names.
    "reason", "comments", "message", "subject", "title", "user_first_name", "user_last_name",
    # Secrets and credentials, and what the connection and files need.
    "username", "password", "initial_password", "old_password", "new_password", "target_password",
    "url", "proxy", "ca_path", "client_cert", "client_key", "dest", "owner", "group",
    "earlier", "generated_at",
}  # fmt: skip
"""Texts that may hold any character. Every other one is an identifier, or has choices."""


def specs() -> Iterator[tuple[str, dict]]:
    """Every option of every module, and of the shared tables."""
    for name in facts.modules():
        yield from import_module(f"ansible_collections.mobileiron.core.plugins.modules.{name}").OPTIONS.items()
    tables = (_options.CONNECTION, _options.SELECTOR, _options.GUARDS, _options.OUTCOMES, _options.PLAN, _options.FILES)
    for table in tables:
        yield from table.items()


def texts() -> dict[str, dict]:
    """Those that take text, or a list of texts."""
    return {
        name: option
        for name, option in specs()
        if option["type"] in ("str", "path") or option.get("elements") in ("str", "path")
    }


def faults(name: str, value: object) -> list[str]:
    return normalize({name: value}, {name: texts()[name]}, {})


@pytest.mark.parametrize("name", sorted(texts()))
def test_a_text_is_text(name) -> None:
    """YAML reads 0042 as 34, NO as false, and 10:20:30 as a number."""
    option = texts()[name]
    for value in NO_TEXTS:
        number = name in NUMBERS and isinstance(value, int) and not isinstance(value, bool)
        given = [value, ["x", value]] if option["type"] == "list" else [value, ["x"]]
        for each in given:
            date_meant = name in DATES and isinstance(value, date)
            if (number or date_meant) and each != ["x"]:
                assert faults(name, each) == []
            else:
                (fault,) = faults(name, each)
                assert fault.startswith(name), fault
                if option.get("no_log"):
                    assert str(value) not in fault
    fault = " ".join(faults(name, True))
    assert "quotes" in fault or "choices" in option
    if "choices" not in option:
        assert faults(name, "0042") == []


def test_every_text_is_an_identifier_or_may_hold_any_character() -> None:
    """A new option has to be sorted."""
    plain = {name for name, option in texts().items() if "choices" not in option}
    assert plain == IDENTIFIERS | FREE and not IDENTIFIERS & FREE
    assert NUMBERS <= plain


def test_no_option_is_nested_or_has_another_name() -> None:
    assert not [name for name, option in specs() if "options" in option]


def test_another_name_of_an_option_is_looked_at_too() -> None:
    spec = {"users": {"type": "list", "elements": "str", "aliases": ["people"]}}
    (fault,) = normalize({"people": [42]}, spec, {})
    assert fault.startswith("people: 42 is a number")


@pytest.mark.parametrize("name", sorted(IDENTIFIERS))
@pytest.mark.parametrize(
    ("character", "escaped"), [("\u200b", "\\u200b"), ("\u202e", "\\u202e"), ("\x07", "\\u0007"), ("\ufeff", "\\ufeff")]
)
def test_invisible_characters_in_an_identifier_are_shown(name, character, escaped) -> None:
    value = f"a{character}b"
    for each in (value, [value], f"x,{value}") if texts()[name]["type"] == "list" else (value,):
        (fault,) = faults(name, each)
        assert fault.startswith(f"{name}: 'a{escaped}b'") and "invisible" in fault


def test_a_line_break_at_the_end_is_none_of_an_identifier() -> None:
    assert faults("users", ["jdoe\n"]) == [] and faults("user_id", "jdoe\r\n") == []


@pytest.mark.parametrize("name", ["labels", "names", "policy", "message", "password"])
def test_names_that_core_keeps_and_words_may_hold_any_character(name) -> None:
    value = " Field\u200d\nStaff "
    assert faults(name, [value] if texts()[name]["type"] == "list" else value) == []


def test_a_null_in_a_list_is_no_text() -> None:
    (fault,) = faults("users", ["jdoe", None])
    assert fault.startswith("users: a value is null")


@pytest.mark.parametrize("name", sorted(_options.CONNECTION))
def test_an_empty_setting_counts_as_not_given(name) -> None:
    variable = _options.variable_of(name)
    for empty in ("", None) if name in ("username", "password") else ("", " ", None):
        given = {name: empty}
        assert normalize(given, {}, {variable: "5"}) == [] or name in ("validate_certs", "response_format")
        assert given.get(name) not in ("", " ", None)
        given = {name: empty}
        assert normalize(given, {}, {variable: empty or ""}) == [] and given == {}


@pytest.mark.parametrize("name", ["timeout", "retries", "validate_certs", "response_format", "admin_device_space_id"])
def test_a_setting_that_cannot_be_converted_names_option_and_variable(name) -> None:
    variable = _options.variable_of(name)
    given: dict = {}
    (fault,) = normalize(given, {}, {variable: "soon"})
    assert name in fault and variable in fault and "'soon'" in fault
    assert given == {name: _options.CONNECTION[name]["default"]}
    (fault,) = normalize({name: "soon"}, {}, {variable: "1"})
    assert fault.startswith(f"{name}: 'soon'")


def test_a_setting_given_wins_over_the_variable() -> None:
    given = {"timeout": 5}
    assert normalize(given, {}, {"MOBILEIRON_TIMEOUT": "7"}) == [] and given == {"timeout": 5}


def test_the_bundle_of_requests_counts_where_no_ca_path_is_given() -> None:
    for environ, expected in (
        ({"REQUESTS_CA_BUNDLE": "/b"}, "/b"),
        ({"REQUESTS_CA_BUNDLE": "/b", "MOBILEIRON_CA_PATH": "/c"}, "/c"),
        ({"REQUESTS_CA_BUNDLE": ""}, None),
    ):
        given: dict = {}
        normalize(given, {}, environ)
        assert given.get("ca_path") == expected


def test_the_lookup_gets_what_a_module_gets() -> None:
    spec = {**_options.CONNECTION, **_options.SELECTOR}
    environ = {"MOBILEIRON_URL": "https://c", "MOBILEIRON_USERNAME": "u", "MOBILEIRON_PASSWORD": "p"}
    options = validated({"users": "jdoe", "timeout": "5"}, spec, {**environ, "MOBILEIRON_CLIENT_CERT": ""})
    assert (options["users"], options["timeout"], options["client_cert"]) == (["jdoe"], 5.0, None)
    for wrong in ({"users": [42]}, {"platforms": ["amiga"]}, {"expected": 1}, {"timeout": "soon"}, {"compliant": None}):
        with pytest.raises(InvalidInput, match=next(iter(wrong))):
            validated(wrong, spec, environ)


def test_a_text_that_the_vault_keeps_is_text() -> None:
    class AnsibleVaultEncryptedUnicode:
        pass

    assert faults("password", AnsibleVaultEncryptedUnicode()) == []
    assert _option_values.refuse([]) is None


def test_the_controller_sees_the_dates_that_a_module_gets_as_text() -> None:
    spec = {**texts(), "older_than_days": {"type": "int"}}
    day = date(2026, 11, 27)
    for given in ({"users": ["jdoe", day]}, {"users": day}, {"expected_user": day}, {"reason": datetime(2026, 11, 27)}):
        (fault,) = faults_of_dates({"labels": ["x"], **given}, spec)
        assert fault.startswith(f"{next(iter(given))}: 2026-11-27") and "a date" in fault and "quotes" in fault
    (fault,) = faults_of_dates({"new_password": day}, spec)
    assert "2026" not in fault
    assert faults_of_dates({"since": day, "users": ["2026-11-27"], "ids": [3]}, spec) == []
