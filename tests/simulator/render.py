# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""One tree, two formats: XML as documented, and JSON as ugly as the real thing.

A tree is made of dicts, lists and scalars. ``None`` is left out. Every oddity of the JSON form is in
``_json`` and its helpers, and nowhere else:

* there is no root element (the XML form has one, named by the caller);
* attributes are ``"@id"`` and always strings;
* a list of one is that one thing, an empty list is ``""``, only several make an array;
* key-value pairs (``Entries``) inside a device are a one-item array that holds ``{"entry": ...}``;
* scalars are native where the tree holds a number or a boolean, text otherwise;
* half a surrogate pair is written as its escape (in XML, which has none, it is a question mark).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any
from xml.sax.saxutils import escape, quoteattr

_text = json.encoder.encode_basestring  # keeps non-ASCII characters as they are
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_NUMERIC = re.compile(r"-?(0|[1-9][0-9]{0,14})")
_HOLE = "\uf8ffhole\uf8ff"
BATCH = 200


class Entries(dict[str, str]):
    """Key-value pairs that JSON shows as a one-item array with an ``entry`` list in it."""


class Pairs(Entries):
    """Key-value pairs that JSON shows as a plain object with an ``entry`` list in it."""


NULL = object()  # null in JSON, an empty element in XML
EMPTY_MESSAGES = {"empty": "", "null": NULL, "absent": None}


class Stream:
    """Stands in a tree for many trees that are rendered while they are sent."""

    def __init__(self, items: Iterable[Any]) -> None:
        self.items = items


class Renderer:
    """Renders trees; ``numeric_text`` makes all-digit text a JSON number, as some releases do.

    ``empty_messages`` is what stands where the tree has no messages: empty text, NULL, or None for nothing at all.
    """

    def __init__(self, xml: bool, root: str, numeric_text: bool = False, empty_messages: Any = "") -> None:
        self.xml = xml
        self.root = root
        self.empty_messages = empty_messages
        self.scalar = _guess if numeric_text else _text
        self.content_type = "application/xml" if xml else "application/json"

    def body(self, tree: dict[str, Any]) -> bytes:
        """The whole answer in bytes."""
        return self._bytes(self._text(tree))

    def parts(self, tree: dict[str, Any], element: str, stream: Stream) -> Iterator[bytes]:
        """The answer piece by piece; ``tree`` holds HOLE where the streamed elements belong."""
        before, hole, after = self._text(tree).partition(self._hole(element))
        assert hole, "the tree has no place for the streamed elements"
        yield self._bytes(before if self.xml else before + "[")
        yield from self._batches(element, stream)
        yield self._bytes(after if self.xml else "]" + after)

    def _batches(self, element: str, stream: Stream) -> Iterator[bytes]:
        batch: list[str] = []
        comma = "" if self.xml else ","
        first = True
        for item in stream.items:
            batch.append(_xml(element, item) if self.xml else _json(item, self.scalar))
            if len(batch) == BATCH:
                yield self._bytes(("" if first else comma) + comma.join(batch))
                batch, first = [], False
        if batch:
            yield self._bytes(("" if first else comma) + comma.join(batch))

    def _bytes(self, text: str) -> bytes:
        """UTF-8; characters that cannot be sent become what a real server could send for them."""
        if not self.xml:
            return text.encode("utf-8", "backslashreplace")
        return _NOT_XML.sub("", text).replace("\r", "&#13;").encode("utf-8", "replace")

    def _text(self, tree: dict[str, Any]) -> str:
        if self.empty_messages != "":
            tree = _with_messages(tree, self.empty_messages)
        if not self.xml:
            return _json(tree, self.scalar)
        return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>{_xml(self.root, tree)}'

    def _hole(self, element: str) -> str:
        return f"<{element}>{_HOLE}</{element}>" if self.xml else _text(_HOLE)


HOLE = _HOLE


def _with_messages(tree: dict[str, Any], empty: Any) -> dict[str, Any]:
    """A tree with ``empty`` for its empty messages, and for those of the objects in it."""
    found = {}
    for key, value in tree.items():
        if key == "messages" and value == "":
            value = empty
        found[key] = _with_messages(value, empty) if _is_tree(value) else value
    return found


def _is_tree(value: Any) -> bool:
    return isinstance(value, dict) and not isinstance(value, Entries)


def _guess(value: str) -> str:
    return value if _NUMERIC.fullmatch(value) else _text(value)


def _json(value: Any, scalar: Any) -> str:
    if isinstance(value, str):
        return str(scalar(value))
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, Entries):
        return _json_entries(value, scalar)
    if isinstance(value, dict):
        return _json_object(value, scalar)
    return "null" if value is NULL else _json_list(value, scalar)


def _json_object(value: dict[str, Any], scalar: Any) -> str:
    parts = []
    for key, item in value.items():
        if item is not None:
            # Attributes stay strings, whatever they hold.
            text = _text(str(item)) if key[0] == "@" else _json(item, scalar)
            parts.append(f'"{key}":{text}')
    return "{" + ",".join(parts) + "}"


def _json_list(value: list[Any], scalar: Any) -> str:
    if not value:
        return '""'
    if len(value) == 1:
        return _json(value[0], scalar)
    return "[" + ",".join([_json(item, scalar) for item in value]) + "]"


def _json_entries(value: Entries, scalar: Any) -> str:
    pairs = [f'{{"key":{_text(key)},"value":{scalar(text)}}}' for key, text in value.items()]
    if not pairs:
        return '""'
    entry = pairs[0] if len(pairs) == 1 else "[" + ",".join(pairs) + "]"
    return f'{{"entry":{entry}}}' if isinstance(value, Pairs) else f'[{{"entry":{entry}}}]'


def _xml(tag: str, value: Any) -> str:
    if isinstance(value, str):
        return f"<{tag}>{escape(value)}</{tag}>" if value else f"<{tag}/>"
    if isinstance(value, bool):
        return f"<{tag}>{'true' if value else 'false'}</{tag}>"
    if isinstance(value, (int, float)):
        return f"<{tag}>{value!r}</{tag}>"
    if isinstance(value, Entries):
        return _xml_entries(tag, value)
    if isinstance(value, dict):
        return _xml_object(tag, value)
    return f"<{tag}/>" if value is NULL else "".join([_xml(tag, item) for item in value])


def _xml_object(tag: str, value: dict[str, Any]) -> str:
    attributes = ""
    parts = []
    for key, item in value.items():
        if item is None:
            continue
        if key[0] == "@":
            attributes += f" {key[1:]}={quoteattr(str(item))}"
        else:
            parts.append(_xml(key, item))
    if not parts:
        return f"<{tag}{attributes}/>"
    return f"<{tag}{attributes}>{''.join(parts)}</{tag}>"


def _xml_entries(tag: str, value: Entries) -> str:
    if not value:
        return f"<{tag}/>"
    pairs = [f"<entry><key>{escape(key)}</key><value>{escape(text)}</value></entry>" for key, text in value.items()]
    return f"<{tag}>{''.join(pairs)}</{tag}>"
