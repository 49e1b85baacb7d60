# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every variable of every role, with every value that surveys, templates and YAML hand over instead of the one meant."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import cache
from pathlib import Path

import pytest
import yaml
from ansible_collections.mobileiron.core.plugins.module_utils.roles._variables import (
    KINDS,
    RULES,
    BadVariables,
    kind_of_variable,
    normalize,
)

ROLES = sorted(path for path in (Path(__file__).resolve().parents[4] / "roles").iterdir() if path.is_dir())
GIVEN = {
    "name": "jdoe",
    "text": "two\nlines",
    "secret": "Ch4nged-at-once",
    "flag": True,
    "number": 7,
    "decimal": 1.5,
    "names": ["Field Staff"],
    "mapping": {"users": ["jdoe"]},
    "record": {"user": "jdoe"},
    "address": "https://files.example.com/evidence",
    "headers": {"Authorization": "Bearer s3cret"},
}
NOT_TEXT = [34, 3.5, True, False, date(2026, 11, 27), datetime(2026, 11, 27, 10), ["jdoe"], {"user": "jdoe"}]


@cache
def options(role):
    return yaml.safe_load((role / "meta/argument_specs.yml").read_text())["argument_specs"]["main"]["options"]


@cache
def rules(role):
    return yaml.safe_load((role / "vars/main.yml").read_text())[f"__{role.name}_rules"]


def kind_in(role, name):
    return kind_of_variable(options(role)[name], rules(role).get(name, {}))


def good(role, name):
    """A value that the variable takes."""
    return rules(role).get(name, {}).get("choices", [GIVEN[kind_in(role, name)]])[0]


def normalized(role, **given):
    required = {name: good(role, name) for name, option in options(role).items() if option.get("required")}
    return normalize({**required, **given}, options(role), rules(role), f"{role.name}_")


def refusal(role, name, value):
    with pytest.raises(BadVariables) as refused:
        normalized(role, **{name: value})
    assert str(refused.value).startswith(f"{name}: "), refused.value
    return str(refused.value)


VARIABLES = [pytest.param(role, name, id=name) for role in ROLES for name in options(role)]


def of_kinds(*kinds):
    return [
        pytest.param(role, name, id=name) for role in ROLES for name in options(role) if kind_in(role, name) in kinds
    ]


@pytest.mark.parametrize("nothing", [None, "", " ", "\t\r\n ", []])
@pytest.mark.parametrize(("role", "name"), VARIABLES)
def test_nothing_means_the_default_or_is_refused(role, name, nothing):
    option = options(role)[name]
    if option.get("required"):
        assert "it is required, but not given" in refusal(role, name, nothing)
    else:
        default = option.get("default", "")
        assert normalized(role, **{name: nothing})[name.removeprefix(f"{role.name}_")] == default
        assert normalized(role)[name.removeprefix(f"{role.name}_")] == default


@pytest.mark.parametrize("value", NOT_TEXT)
@pytest.mark.parametrize(("role", "name"), of_kinds("name", "text", "secret"))
def test_what_is_no_text_is_no_name(role, name, value):
    words = refusal(role, name, value)
    quoted = isinstance(value, (int, float, date)) or kind_in(role, name) == "secret"
    assert ("in quotes" in words) is quoted
    assert kind_in(role, name) == "secret" or (str(value).lower() if value in (True, False) else str(value)) in words


@pytest.mark.parametrize(("role", "name"), of_kinds("name"))
def test_names_are_trimmed_and_hold_nothing_invisible(role, name):
    value, short = good(role, name), name.removeprefix(f"{role.name}_")
    assert normalized(role, **{name: f" \u00a0{value}\r\n"})[short] == value
    for char, escaped in {"\u200b": "\\u200b", "\ufeff": "\\ufeff", "\u202e": "\\u202e", "\x00": "\\u0000"}.items():
        assert f"'{value}{escaped}'" in refusal(role, name, value + char)
    assert f"'{value}\\r\\n{value}'" in refusal(role, name, f"{value}\r\n{value}")
    assert "invisible" in refusal(role, name, "\u200b")


def test_a_name_in_quotes_is_the_name():
    """A survey of AWX hands digits over as a number unless they are in quotes, and then with the quotes."""
    role = next(role for role in ROLES if role.name == "offboarding")
    for typed in ('"0042"', "'0042'", ' "0042" ', '" 0042 "'):
        assert normalized(role, offboarding_user=typed)["user"] == "0042"
    assert normalized(role, offboarding_protected_labels='"7", B')["protected_labels"] == ["7", "B"]
    for typed in ('"', '""', "\"0042'", 'a"b"'):
        assert normalized(role, offboarding_user=typed)["user"] == typed
    with pytest.raises(BadVariables, match="invisible"):
        normalized(role, offboarding_user='"mkeller\u200b"')


@pytest.mark.parametrize(("role", "name"), of_kinds("secret"))
def test_a_secret_is_neither_shown_nor_changed(role, name):
    short = name.removeprefix(f"{role.name}_")
    assert normalized(role, **{name: "Ch4nged at once"})[short] == "Ch4nged at once"
    for value in ("Ch4nged\n", " Ch4nged", "Ch4nged\u200b", 12345678):
        assert str(value).strip()[:7] not in refusal(role, name, value)


@pytest.mark.parametrize(("role", "name"), of_kinds("text"))
def test_a_text_for_people_may_have_lines(role, name):
    assert normalized(role, **{name: " two\nlines\n"})[name.removeprefix(f"{role.name}_")] == "two\nlines"


@pytest.mark.parametrize(("role", "name"), of_kinds("flag"))
def test_flags_may_be_text(role, name):
    short = name.removeprefix(f"{role.name}_")
    for true in (True, 1, "yes", "Y", " true ", "on", "1"):
        assert normalized(role, **{name: true})[short] is True
    for false in (False, 0, "no", "N", " False", "off", "0"):
        assert normalized(role, **{name: false})[short] is False
    for neither in ("maybe", 2, 34, date(2026, 11, 27), ["yes"]):
        assert "neither true nor false" in refusal(role, name, neither)


@pytest.mark.parametrize(("role", "name"), of_kinds("number", "decimal"))
def test_numbers_may_be_text(role, name):
    short = name.removeprefix(f"{role.name}_")
    for seven in (7, 7.0, "7", " 7\n"):
        assert normalized(role, **{name: seven})[short] == 7
    for number in ("ten", "1h", "-1", -1, True, date(2026, 11, 27), [7], "1e3", "٧x"):
        assert "is not a" in refusal(role, name, number)
    if kind_in(role, name) == "number":
        assert "not a whole number" in refusal(role, name, "1.5") and isinstance(normalized(role)[short], int)
    else:
        assert normalized(role, **{name: "1.5"})[short] == 1.5
    least = rules(role).get(name, {}).get("minimum", 0)
    assert normalized(role, **{name: least})[short] == least and f"of {least} or more" in refusal(role, name, least - 1)


@pytest.mark.parametrize(("role", "name"), of_kinds("names"))
def test_lists_may_be_text_and_hold_names(role, name):
    short = name.removeprefix(f"{role.name}_")
    for value in (["Field Staff", "0042"], " Field Staff, 0042", "Field Staff\r\n0042\n", ["Field Staff ", "", "0042"]):
        assert normalized(role, **{name: value})[short] == ["Field Staff", "0042"]
    for value in (34, True, date(2026, 11, 27), {"a": 1}, [34], [None], [["Field Staff"]], ["Field\u200bStaff"]):
        assert refusal(role, name, value)


@pytest.mark.parametrize(("role", "name"), of_kinds("record"))
def test_a_record_may_be_json_text_or_an_allowed_word(role, name):
    short = name.removeprefix(f"{role.name}_")
    for value in ({"user": "jdoe"}, '{"user": "jdoe"}', ' {"user":\n"jdoe"} '):
        assert normalized(role, **{name: value})[short] == {"user": "jdoe"}
    for word in rules(role)[name].get("choices", ()):
        assert normalized(role, **{name: f" {word}\n"})[short] == word
    for value in (34, True, date(2026, 11, 27), ["jdoe"], "jdoe", "[1]", '{"user": "jdoe"', "null"):
        assert "the record is needed" in refusal(role, name, value)


@pytest.mark.parametrize(("role", "name"), of_kinds("address"))
def test_nothing_is_put_to_an_address_in_clear_text_or_with_secrets_in_it(role, name):
    short = name.removeprefix(f"{role.name}_")
    for value in (
        "https://files.example.com/a/",
        " https://files.example.com/a",
        "http://127.0.0.1:80/a",
        "http://[::1]/a",
    ):
        assert normalized(role, **{name: value})[short] == value.strip().rstrip("/")
    for value in (
        "http://files.example.com",
        "https://api:s3cret@files.example.com",
        "https://files.example.com/?sig=s3cret",
    ):
        assert "s3cret" not in refusal(role, name, value)
    for value in (
        "files.example.com",
        "file:///srv",
        "https://",
        "https://x:y/",
        34,
        "https://a.example.com/\n"[:-1] + "\u200b",
    ):
        assert refusal(role, name, value)


@pytest.mark.parametrize(("role", "name"), of_kinds("headers"))
def test_headers_are_text_and_never_shown(role, name):
    short = name.removeprefix(f"{role.name}_")
    for value in ({"Authorization": "Bearer s3cret"}, '{"Authorization": "Bearer s3cret"}'):
        assert normalized(role, **{name: value})[short] == {"Authorization": "Bearer s3cret"}
    for value in (
        {"Authorization": "Bearer s3cret\r\nX: y"}, {"X": 34}, {"X": None}, {"X": ""}, {"X: s3cret": "y"}, {34: "s3cret"},
        "Authorization: s3cret", ["s3cret"], {"X": "s3crét"}, {"X": " s3cret"}, '["s3cret"]',
    ):  # fmt: skip
        assert "s3cr" not in refusal(role, name, value)


def test_what_is_too_long_or_no_choice_is_refused():
    offboarding, onboarding = (next(r for r in ROLES if r.name == name) for name in ("offboarding", "onboarding"))
    assert "101 characters" in refusal(offboarding, "offboarding_ticket", "x" * 101)
    assert "none of android, ios" in refusal(onboarding, "onboarding_platform", "blackberry")
    assert normalized(onboarding, onboarding_platform=" ios ")["platform"] == "ios"


def test_everything_that_is_wrong_is_said_at_once():
    offboarding = next(role for role in ROLES if role.name == "offboarding")
    with pytest.raises(BadVariables, match=r"offboarding_user: 34 is.*offboarding_ticket: it is required"):
        normalized(offboarding, offboarding_user=34, offboarding_ticket=None)


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.name)
def test_the_spec_leaves_the_judging_to_normalize_and_says_what_it_knows(role):
    defaults = yaml.safe_load((role / "defaults/main.yml").read_text())
    for name, option in options(role).items():
        assert set(option) <= {"description", "type", "required", "default"} and option["type"] == "raw", name
        assert option.get("default") == defaults.get(name), f"{name}: another default in defaults/main.yml"
        for choice in rules(role).get(name, {}).get("choices", ()):
            assert f"V({choice})" in str(option["description"]), f"{name}: {choice} is not described"
    assert set(defaults) <= set(options(role)) and set(rules(role)) <= set(options(role))
    assert all(set(rule) <= RULES and rule.get("kind", "name") in KINDS for rule in rules(role).values())


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.name)
def test_a_role_uses_normalized_variables_and_the_real_check_mode_only(role):
    for path in [*role.glob("tasks/*.yml"), *role.glob("templates/*"), *role.glob("vars/*.yml")]:
        text = re.sub(r"^ *#.*$", "", path.read_text(), flags=re.MULTILINE)
        assert "ansible_check_mode" not in text, path
        for expression in re.findall(
            r"\{\{.*?\}\}|\{%.*?%\}|^ *(?:when|until|that): [^\n]*$", text, re.DOTALL | re.MULTILINE
        ):
            bare = re.sub(r"'[^']*'", "", expression)
            used = {name for name in options(role) if re.search(rf"(?<![\w.]){name}\b", bare)}
            assert not used, f"{path} uses {used}, which nothing has normalized"
