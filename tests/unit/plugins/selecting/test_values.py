# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists of text in options."""

from __future__ import annotations

import pytest
from ansible_collections.mobileiron.core.plugins.module_utils.selecting import _values
from ansible_collections.mobileiron.core.plugins.module_utils.wire._errors import InvalidInput


def test_values_are_text_and_each_once():
    assert _values.filled("users", [" a ", "a", 7]) == ["a", "7"]
    assert _values.filled("names", [" a ", "a"]) == [" a ", "a"]
    with pytest.raises(InvalidInput, match="^users: a value is empty"):
        _values.filled("users", ["a", " "])


def test_an_empty_value_is_refused_and_none_is_not_given():
    _values.refuse_empty("country", None)
    for value in ("", " \n"):
        with pytest.raises(InvalidInput, match="^country: the value is empty. Give a value, or leave the option out"):
            _values.refuse_empty("country", value)
    with pytest.raises(InvalidInput, match=r"empty\. Give a value\.$"):
        _values.refuse_empty("message", "", required=True)


def test_an_empty_list_selects_nothing_and_says_so():
    warnings = []
    assert _values.selects_nothing({"names": [], "types": None, "users": ["a"]}, warnings.append)
    assert warnings == ["names: given but empty, which selects nothing."]
    assert not _values.selects_nothing({"names": None, "users": ["a"]}, warnings.append) and len(warnings) == 1
