# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Option tables that are made of dataclasses, and dataclasses that are made of option values."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from ansible_collections.mobileiron.core.plugins.module_utils.glue import _options
from ansible_collections.mobileiron.core.plugins.module_utils.wire._errors import InvalidInput


@dataclass(frozen=True)
class Example:
    name: str
    names: list[str] = field(default_factory=list)
    mode: str = field(default="a", metadata={"choices": ("a", "b"), "no_log": False})
    count: int | None = None
    hidden: int = field(default=0, metadata={"option": False})


def test_a_table_says_what_the_dataclass_says():
    assert _options.table(Example, mode={"type": "raw"}) == {
        "name": {"type": "str", "required": True},
        "names": {"type": "list", "elements": "str", "default": []},
        "mode": {"type": "raw", "default": "a", "choices": ["a", "b"], "no_log": False},
        "count": {"type": "int"},
    }
    assert list(_options.table(Example, "count", "name")) == ["name", "count"]


def test_what_is_none_keeps_its_default():
    values = {"name": "n", "names": None, "count": 0, "other": 1}
    assert _options.parse(Example, values) == Example("n", count=0)
    assert _options.parse(Example, values, name="m", hidden=3) == Example("m", count=0, hidden=3)


def test_a_spec_has_the_connection_the_shared_tables_and_the_constraints():
    spec = _options.module_spec({"word": {"type": "str"}}, _options.PLAN, required_one_of=[("word", "plan_id")])
    assert set(spec["argument_spec"]) == {*_options.CONNECTION, "plan_id", "word"}
    assert spec["required_one_of"] == [("word", "plan_id")]


def test_secrets_are_marked():
    secret = {name for name, option in _options.CONNECTION.items() if option.get("no_log")}
    assert secret == {"password"} and _options.CONNECTION["client_key"]["no_log"] is False


@pytest.mark.parametrize("values", [{}, {"url": None, "username": "u", "password": "p"}])
def test_the_door_names_what_is_missing(values):
    from ansible_collections.mobileiron.core.plugins.module_utils.glue._open_core import open_core

    with pytest.raises(InvalidInput, match="url|username"), open_core(values, True, print):
        raise AssertionError("the door is open")
