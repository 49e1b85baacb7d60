# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever a server sends, a question ends in plain data or in a typed error; and JSON and XML end alike."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ansible_collections.mobileiron.core.plugins.module_utils.wire._errors import MobileIronError
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz.documents import DOCUMENTS, as_json, as_xml
from tests.fuzz.questions import QUESTIONS, ask

JSON, XML = ("application/json", "json"), ("application/xml", "xml")
questions = st.sampled_from(sorted(QUESTIONS))
statuses = st.sampled_from([200, 200, 200, 201, 302, 400, 401, 404, 500])
media = st.sampled_from([JSON, XML, ("", "json"), ("text/html", "json"), ("text/plain", "xml")])


def _keys(tree: Any) -> set[str]:
    if isinstance(tree, list):
        return {key for value in tree for key in _keys(value)}
    return {key for name, value in tree.items() for key in {name} | _keys(value)} if isinstance(tree, dict) else set()


KEYS = sorted(_keys([document for _question, document in DOCUMENTS]))
# With what XML and JSON, YAML and HTML, templates and terminals take for something else.
texts = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["", " ", "NaN", "1e999", "null", "{{ x }}", "&#0;", "]]>", "\x1b[31m", "\ud83d"]),
)
leaves = st.one_of(st.none(), st.booleans(), st.integers(-(10**20), 10**20), st.floats(), texts)
names = st.one_of(st.sampled_from(KEYS), st.text(max_size=6))
trees = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=4), max_leaves=12
)


@given(questions, st.binary(max_size=200), statuses, media)
def test_bytes_end_in_data_or_in_a_typed_error(question: str, body: bytes, status: int, media: tuple[str, str]) -> None:
    ask(question, body, status, *media)


@given(questions, trees, statuses)
def test_any_json_ends_in_data_or_in_a_typed_error(question: str, tree: Any, status: int) -> None:
    ask(question, json.dumps(tree).encode(), status, *JSON)


@given(questions, trees, statuses)
def test_any_xml_ends_in_data_or_in_a_typed_error(question: str, tree: Any, status: int) -> None:
    ask(question, as_xml(tree), status, *XML)


@given(st.sampled_from(DOCUMENTS), st.data(), st.sampled_from([JSON, XML]))
def test_a_document_with_a_part_replaced_ends_in_data_or_in_a_typed_error(
    named: tuple[str, Any], data: st.DataObject, media: tuple[str, str]
) -> None:
    question, document = named
    changed = _changed(document, data, trees)
    ask(question, as_json(changed) if media is JSON else as_xml(changed), 200, *media)


@given(st.sampled_from(DOCUMENTS), st.data(), st.sampled_from([JSON, XML]))
def test_a_document_that_is_cut_ends_in_data_or_in_a_typed_error(
    named: tuple[str, Any], data: st.DataObject, media: tuple[str, str]
) -> None:
    question, document = named
    body = as_json(document) if media is JSON else as_xml(document)
    ask(question, body[: data.draw(st.integers(0, len(body)), label="cut at")], 200, *media)


def _changed(tree: Any, data: st.DataObject, parts: st.SearchStrategy) -> Any:
    """The tree with one part at any depth replaced, left out or doubled."""
    if not isinstance(tree, (dict, list)) or not tree or data.draw(st.integers(0, 3), label="stop") == 0:
        return data.draw(parts, label="part")
    if isinstance(tree, list):
        place = data.draw(st.integers(0, len(tree) - 1), label="place")
        new = [_changed(tree[place], data, parts)] * data.draw(st.integers(0, 2), label="times")
        return tree[:place] + new + tree[place + 1 :]
    name = data.draw(st.sampled_from(sorted(tree)), label="name")
    if data.draw(st.integers(0, 4), label="left out") == 0:
        return {key: value for key, value in tree.items() if key != name}
    return {**tree, name: _changed(tree[name], data, parts)}


# Text that both formats can hold: XML has no control characters, and knows no blanks around an element's text.
plain = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"]), min_size=1, max_size=12
)
plain_leaves = st.one_of(st.none(), plain)
IN_BOTH = [named for named in DOCUMENTS if "successful" not in named[1]]  # version 2 answers in JSON only


@pytest.mark.parametrize(("question", "document"), IN_BOTH, ids=[question for question, _document in IN_BOTH])
def test_both_formats_give_the_same(question: str, document: Any) -> None:
    assert _outcome(question, as_json(document), JSON) == _outcome(question, as_xml(document), XML)


@given(st.sampled_from(IN_BOTH), st.data())
def test_both_formats_give_the_same_whatever_the_texts_are(named: tuple[str, Any], data: st.DataObject) -> None:
    question, document = named
    changed = _changed_leaf(document, data)
    assert _outcome(question, as_json(changed), JSON) == _outcome(question, as_xml(changed), XML)


def _changed_leaf(tree: Any, data: st.DataObject) -> Any:
    """The tree with one text, number or flag replaced by a text or by nothing; a list may lose or double an element."""
    if isinstance(tree, list) and tree:
        place = data.draw(st.integers(0, len(tree) - 1), label="place")
        new = [_changed_leaf(tree[place], data)] * data.draw(st.integers(0, 2), label="times")
        return tree[:place] + new + tree[place + 1 :]
    if isinstance(tree, dict) and tree:
        name = data.draw(st.sampled_from(sorted(tree)), label="name")
        return {**tree, name: _changed_leaf(tree[name], data)}
    return data.draw(plain_leaves, label="leaf")


def _outcome(question: str, body: bytes, media: tuple[str, str]) -> Any:
    """What comes out; of an error its type, because its text names the format."""
    value = ask(question, body, 200, *media)
    return type(value) if isinstance(value, MobileIronError) else value
