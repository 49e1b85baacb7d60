# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""Bytes to one shape, the same for JSON and XML answers of Core.

The shape is the JSON one: no root element, attributes as ``@id``, an empty element is ``None``. One element or many,
and native or text, are settled above, in the records, which know each field.

Ordinary answers go through ``json`` and xmltodict. Device lists are streamed, one device at a time, so that a fleet is
never in memory twice: JSON by ``raw_decode`` over a sliding window, XML out of a tree that loses what is finished.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Generator, Iterator
from contextlib import suppress
from html.parser import HTMLParser
from io import BytesIO
from typing import IO, Any
from xml.etree import ElementTree

from ._errors import BadAnswer, MissingLibrary

_WINDOW = 1 << 20  # characters read at a time
_CHUNK = 1 << 16  # bytes of XML parsed at a time
_PROLOGUE = 1 << 16  # bytes within which the root element of an XML answer has to start
_SAID = frozenset({"messages", "message", "totalCount"})  # what an answer says beside its elements
# That nothing was found, and the success of a call whose list is empty.
_NOTHING = re.compile(
    r"(?i)\A\s*(0|success\w*)\b|\bno data\b|\bnot (found|exist)\b|\bno( \S+){1,3} (found|returned|available)\b"
    r"|\A\s*no (device|alert|label|user|polic|profile|app|location|operator|countr|result|record|match)\w*\W*\Z"
)
_ENCODINGS = {"utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "latin1", "windows-1252"}
_BEFORE_ROOT = re.compile(rb"\A(?:\xef\xbb\xbf)?(?:\s+|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
_ENCODING = re.compile(rb"""\A(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding\s*=\s*["']([^"']+)["']""")


def looks_like(head: bytes) -> str:
    """The kind of a body by its first bytes: ``json``, ``html``, ``xml``, ``empty`` or ``other``."""
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not text:
        return "empty"
    if text[:1] in b"{[":
        return "json"
    if text[:1] != b"<":
        return "other"
    rest = text[_BEFORE_ROOT.match(text).end() :].lower()  # type: ignore[union-attr]
    return "html" if rest.startswith((b"<!doctype html", b"<html")) else "xml"


def decode(body: IO[bytes]) -> Any:
    """A JSON or XML body in the one shape. Raises BadAnswer if it is neither, or broken."""
    raw = body.read()
    if looks_like(raw[:_PROLOGUE]) == "json":
        try:
            return json.loads(raw.decode("utf-8-sig"), parse_constant=_no_constant)
        except (ValueError, RecursionError) as error:
            raise BadAnswer(f"The answer is broken JSON: {error}.") from error
    return _decode_xml(raw)


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _plain(_path: Any, key: str, value: Any) -> tuple[str, Any] | None:
    """An XML name without its namespace; attributes that are XML's own (``xsi:type``, ``xmlns``) are left out."""
    if key[0] == "@" and (":" in key or key == "@xmlns"):
        return None
    return key.rpartition(":")[2], value


def _decode_xml(raw: bytes) -> Any:
    refuse_declarations(raw[:_PROLOGUE])
    try:
        import xmltodict
    except ImportError as error:
        raise MissingLibrary("xmltodict") from error
    from xml.parsers.expat import ExpatError

    try:
        options: Any = {"disable_entities": True, "strip_whitespace": True, "postprocessor": _plain}
        document = xmltodict.parse(raw, **options)
    except (ExpatError, ValueError, RecursionError) as error:
        raise BadAnswer(f"The answer is broken XML: {error}.") from error
    return next(iter(document.values()))


def refuse_declarations(head: bytes) -> None:
    """Raise BadAnswer for a document type, hence any entity, and for encodings that could hide one."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in head[:4]:
        raise BadAnswer("The XML answer is in an encoding that Core does not use (UTF-16 or UTF-32); it was not read.")
    declared = _ENCODING.match(head)
    if declared and declared.group(1).decode("ascii", "replace").lower() not in _ENCODINGS:
        raise BadAnswer(f"The XML answer declares the encoding {declared.group(1)!r}; it was not read.")
    root = head[_BEFORE_ROOT.match(head).end() :]  # type: ignore[union-attr]
    if root[:2] == b"<!":
        raise BadAnswer("The XML answer declares a document type or entities; such answers are refused unread.")
    if not re.match(rb"<[A-Za-z_]", root):
        raise BadAnswer("The answer is not XML: it does not start with an element.")


def items_at(data: Any, envelope: str) -> list[dict]:
    """The elements that an envelope such as ``devices.device`` holds, always as a list of dicts.

    One element or many, also of the wrappers, a wrapper missing (``device`` at the top, or a bare list), ``""`` and
    ``None`` are all accepted; an element with nothing in it is none.
    """
    *outer, leaf = envelope.split(".")
    holders = as_list(data)
    for name in outer:
        holders = [inner for holder in holders for inner in as_list(_below(holder, name, holder))]
    parts = [part for holder in holders for part in as_list(_below(holder, leaf, None if holder is data else holder))]
    return [part for part in parts if part and isinstance(part, dict)]


def _below(holder: Any, name: str, without: Any) -> Any:
    """The value of the key ``name``; ``without`` if there is no such key."""
    return holder[name] if isinstance(holder, dict) and name in holder else without


def check_is_answer(data: Any, names: frozenset[str], count: int, says_why: bool = False) -> None:
    """Reject a 200 that does not answer this read. ``count``: how many elements it has.

    Core reports "nothing found" with a 404, or with a 200 that has an empty element (one of ``names``), ``messages`` or
    ``totalCount``. Any other message is the "descriptive error message" of a failed execution (reference: the response
    of each call), unless the call ``says_why`` there are no elements. Raises BadAnswer.
    """
    if count:
        return
    if not data or not isinstance(data, dict) or not {"messages", "totalCount", *names} & set(data):
        raise BadAnswer("The answer is not one of Core's: it has none of the keys that this call returns.")
    message = " ".join(messages_of(data))
    total = total_of(data)
    if total:
        raise BadAnswer(f"Core counts {total} but listed none. {message}".strip())
    if message and total is None and not says_why and not _NOTHING.search(message):
        raise BadAnswer(f"Core returned no data, but this message: {message}")


def total_of(data: Any) -> int | None:
    """The ``totalCount`` of an answer; None if it has none."""
    total = data.get("totalCount") if isinstance(data, dict) else None
    return int(total) if isinstance(total, (int, str)) and str(total).strip().isdigit() else None


def as_list(value: Any) -> list:
    """A list from a list, one element, or nothing (``None`` and ``""``)."""
    if value is None or value == "":
        return []
    return value if isinstance(value, list) else [value]


def messages_of(data: Any) -> list[str]:
    """The texts of ``messages``, in any of its shapes, including a ``message`` beside it."""
    if not isinstance(data, dict):
        return []
    messages = []
    for value in (data.get("messages"), data.get("message")):
        for element in as_list(value):
            texts = element.get("message", element.get("localizedMessage")) if isinstance(element, dict) else element
            messages += [str(text).strip() for text in as_list(texts) if not isinstance(text, (dict, list))]
    return [text.encode("utf-8", "replace").decode() for text in messages if text]


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self._hidden += tag in ("style", "script")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("style", "script")

    def handle_data(self, data: str) -> None:
        if self._hidden <= 0:
            self.words += data.split()


def readable(raw: bytes) -> str:
    """The readable part of an error body: its messages, or otherwise its text without tags."""
    data = None
    with suppress(BadAnswer, MissingLibrary):
        data = decode(BytesIO(raw)) if looks_like(raw) in ("json", "xml") else None
    if data is not None:
        return " ".join(messages_of(data))
    parser = _Text()
    with suppress(AssertionError):  # by which Python's parser stops at a declaration that is none, such as "<![x"
        parser.feed(raw[:_PROLOGUE].decode("utf-8", "replace"))
    return " ".join(parser.words)


def stream(
    body: IO[bytes], envelope: str, fields: frozenset[str] | None = None
) -> Generator[dict, None, dict[str, Any]]:
    """Yield the elements of a list answer one by one, holding one of them at a time.

    ``fields``: the wire names that the caller reads; the XML reader skips the others. Returns the top level of the
    answer, with None for the yielded elements. Raises BadAnswer as ``decode``.
    """
    *outer, leaf = envelope.split(".")
    head = body.read(_PROLOGUE)
    body.seek(0)
    kind = looks_like(head)
    if kind == "json":
        return (yield from _JsonStream(body).elements(outer[0] if outer else leaf, leaf))
    if kind == "xml":
        refuse_declarations(head)
        return (yield from _stream_xml(body, outer[0] if outer else leaf, leaf, fields))
    raise BadAnswer("The answer is neither JSON nor XML.")


def _refuse_strange(seen: set[str], leaf: str) -> None:
    """Raise BadAnswer for a wrapper that has only elements of other names, because their meaning is not known."""
    names = sorted(name for name in seen if name[:1] != "@")
    if names and leaf not in names:
        raise BadAnswer(f"The answer holds {', '.join(map(repr, names[:3]))} where {leaf} was expected.")


def _stream_xml(
    body: IO[bytes], outer: str, leaf: str, fields: frozenset[str] | None
) -> Generator[dict, None, dict[str, Any]]:
    """Elements ``leaf`` at the second or third level, so that a field of that name inside one is not mistaken.

    The tree is looked at after each chunk, and what is finished is taken out of it: much faster than iterparse, which
    makes two events of each field.
    """
    builder = ElementTree.TreeBuilder()
    document = builder.start("document", {})
    parser = ElementTree.XMLParser(target=builder)  # noqa: S314  # declarations are refused
    top: dict[str, Any] = {}
    seen: set[str] = set()
    try:
        while True:
            chunk = body.read(_CHUNK)
            parser.feed(chunk) if chunk else parser.close()
            for parent, element in _finished(document, leaf, ended=not chunk):
                name = _local(element.tag)
                if parent is None:
                    top[name] = _value(element) if name in _SAID else None
                elif parent == outer:
                    seen.add(name)
                if name == leaf and (len(element) or element.attrib):
                    yield _element(element, fields)
            if not chunk:
                _refuse_strange(seen, leaf)
                return top
    except (ElementTree.ParseError, RecursionError) as error:
        raise BadAnswer(f"The answer is broken XML: {error}.") from error


def _finished(
    document: ElementTree.Element, leaf: str, ended: bool
) -> Iterator[tuple[str | None, ElementTree.Element]]:
    """The finished elements of the third level with the name of their parent, and of the second; they are taken out."""
    for root in document:
        for child in root:
            name = _local(child.tag)
            if name != leaf and name not in _SAID:
                # What is still open is the last; of its children all but the last are finished.
                closed = ended or child is not root[-1]
                yield from ((name, element) for element in _taken(child, closed))
        yield from ((None, child) for child in _taken(root, ended))


def _taken(parent: ElementTree.Element, ended: bool) -> list[ElementTree.Element]:
    """The finished children of an element, which loses them: all but the last, which may be open, until the end."""
    children = parent[:] if ended else parent[:-1]
    del parent[: len(children)]
    return children


def _local(tag: str) -> str:
    """A tag without its namespace."""
    return tag if tag[0] != "{" else tag.partition("}")[2]


def _value(element: ElementTree.Element) -> Any:
    if len(element):
        return _element(element)
    text = (element.text.strip() if element.text else None) or None
    attributes = _attributes(element) if element.attrib else None
    return {**attributes, **({"#text": text} if text else {})} if attributes else text


def _attributes(element: ElementTree.Element) -> dict[str, Any]:
    """Its attributes but for those that are XML's own, which have a namespace."""
    return {f"@{name}": value for name, value in element.attrib.items() if name[0] != "{"}


def _element(element: ElementTree.Element, fields: frozenset[str] | None = None) -> dict:
    shape: dict[str, Any] = _attributes(element)
    for child in element:
        tag = child.tag if child.tag[0] != "{" else _local(child.tag)
        if fields is not None and tag not in fields:
            continue
        value = _value(child)
        if tag not in shape:
            shape[tag] = value
        elif isinstance(shape[tag], list):
            shape[tag].append(value)
        else:
            shape[tag] = [shape[tag], value]
    return shape


class _JsonStream:
    """A walk over a JSON document that decodes one list element at a time out of a window of text."""

    _DECODER = json.JSONDecoder(parse_constant=_no_constant)
    _SPACE = re.compile(r"[ \t\r\n]*")

    def __init__(self, body: IO[bytes]) -> None:
        self._body = body
        self._text = ""
        self._at = 0
        self._ended = False
        self._incremental = codecs.getincrementaldecoder("utf-8-sig")()

    def elements(self, outer: str, leaf: str) -> Generator[dict, None, dict[str, Any]]:
        """The dicts of ``{outer: {leaf: …}}`` or ``{leaf: …}``; returns the values beside them."""
        top: dict[str, Any] = {}
        for key in self._keys():
            if key not in (outer, leaf):
                top[key] = self._value()
                continue
            top[key] = None
            if key == outer and key != leaf and self._peek() == "{":
                yield from self._wrapped(leaf)
            else:
                for element in self._list():
                    yield from items_at(element, leaf) if leaf in element else [element]
        if self._peek():
            raise BadAnswer("The answer is broken JSON: something follows its end.")
        return top

    def _keys(self) -> Iterator[str]:
        self._expect("{")
        if self._peek() == "}":
            self._at += 1
            return
        while True:
            key = self._value()
            self._expect(":")
            yield key
            if self._expect(",", "}") == "}":
                return

    def _list(self) -> Iterator[dict]:
        if self._peek() != "[":
            value = self._value()
            if value and isinstance(value, dict):
                yield value
            return
        self._at += 1
        if self._peek() == "]":
            self._at += 1
            return
        while True:
            value = self._value()
            if value and isinstance(value, dict):
                yield value
            if self._expect(",", "]") == "]":
                return

    def _wrapped(self, leaf: str) -> Iterator[dict]:
        """The elements ``leaf`` of a wrapper."""
        seen: set[str] = set()
        for key in self._keys():
            seen.add(key)
            if key == leaf:
                yield from self._list()
            else:
                self._value()
        _refuse_strange(seen, leaf)

    def _peek(self) -> str:
        while True:
            self._at = self._SPACE.match(self._text, self._at).end()  # type: ignore[union-attr]
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._fill():
                return ""

    def _expect(self, *signs: str) -> str:
        sign = self._peek()
        if sign not in signs or not sign:
            raise BadAnswer(f"The answer is broken JSON: expected {' or '.join(signs)}, found {sign or 'its end'}.")
        self._at += 1
        return sign

    def _value(self) -> Any:
        self._peek()
        while True:
            try:
                value, end = self._DECODER.raw_decode(self._text, self._at)
            except ValueError as error:
                if not self._fill():
                    raise BadAnswer(f"The answer is broken JSON: {error}.") from error
                continue
            except RecursionError as error:
                raise BadAnswer("The answer is broken JSON: it is nested too deep.") from error
            # A number at the window's end may go on beyond it.
            if end == len(self._text) and self._fill():
                continue
            self._at = end
            return value

    def _fill(self) -> bool:
        if self._ended:
            return False
        chunk = self._body.read(_WINDOW)
        try:
            text = self._incremental.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            raise BadAnswer(f"The answer is not UTF-8: {error}.") from error
        self._ended = not chunk
        self._text = self._text[self._at :] + text
        self._at = 0
        return True
