# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""One call of an operation: the row of the table, with values in the path, the query and the body."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

from ._connection import Connection
from ._errors import InvalidInput, MobileIronError, PathRefused
from ._operations import Operation

REQUEST_LINE_LIMIT = 8000
"""Bytes of an encoded request line that every server accepts (Tomcat's default is 8,192)."""

_Error = TypeVar("_Error", bound=MobileIronError)


@dataclass(frozen=True)
class Request:
    """``url`` has no query; ``query`` and ``form`` are encoded, ``document`` is a JSON body.

    Every error about a call is made by ``error``, so that it is whole and shows no secret.
    """

    operation: Operation
    connection: Connection
    base: str
    values: dict[str, Any] = field(repr=False)
    url: str
    query: str
    form: str = field(repr=False)
    document: dict[str, Any]

    @property
    def name(self) -> str:
        """The name of the operation."""
        return self.operation.name

    @property
    def address(self) -> str:
        """The URL without its query and with placeholders, so that no person's name is in an error or a log."""
        return self.operation.address(self.base)

    @property
    def accept(self) -> str:
        """The Accept header."""
        return self.operation.accept(self.connection.response_format)

    @property
    def line(self) -> str:
        """The request line as a server reads it."""
        return f"{self.operation.method} {urlsplit(self.url).path}?{self.query} HTTP/1.1"

    @property
    def is_long(self) -> bool:
        """Whether a server may refuse the request line for its length."""
        return len(self.line) >= REQUEST_LINE_LIMIT

    @property
    def size(self) -> int:
        """How many ids are listed; 1 for a call that takes no list."""
        many = [entry.name for entry in self.operation.parameters if entry.many]
        return max((len(self.values.get(name) or ()) for name in many), default=1)

    @property
    def value_with_slash(self) -> str | None:
        """The value in the path that has a slash or backslash, which some servers refuse."""
        in_path = [as_text(self.values.get(entry.name)) for entry in self.operation.parameters if entry.place == "path"]
        return next((text for text in in_path if "/" in text or "\\" in text), None)

    def clean(self, text: str) -> str:
        """``text`` without the secrets of the connection and of the values."""
        secrets = [str(value) for name, value in self.values.items() if "password" in name and value]
        return self.connection.clean(text, *secrets)

    def error(self, kind: type[_Error], message: str, status: int | None = None, **facts: Any) -> _Error:
        """The error of type ``kind`` about this call; ``facts`` are what that type has beside the usual."""
        return kind(self.clean(message), operation=self.name, status=status, url=self.address, **facts)


def build(operation: Operation, connection: Connection, base: str, values: dict[str, Any]) -> Request:
    """The request for ``operation`` below ``base``.

    Raises InvalidInput and PathRefused for a value that cannot be in a path, and TypeError for a missing or unknown
    value.
    """
    url = operation.address(base)
    for parameter in operation.parameters:
        if parameter.place == "path":
            segment = _segment(operation, parameter.name, values.get(parameter.name))
            url = url.replace(f"{{{parameter.name}}}", segment)
    _check_names(operation, values)
    query = [*operation.fixed, *_given(operation, values, "query")]
    return Request(
        operation,
        connection,
        base,
        values,
        url,
        query="&".join(as_pair(wire, entry) for wire, value in query for entry in _many(value)),
        form="&".join(as_pair(wire, as_text(value)) for wire, value in _given(operation, values, "form")),
        document=dict(_given(operation, values, "json")),
    )


def _check_names(operation: Operation, values: dict[str, Any]) -> None:
    known = {parameter.name for parameter in operation.parameters}
    missing = [p.name for p in operation.parameters if p.required and values.get(p.name) is None]
    if missing or set(values) - known:
        raise TypeError(f"{operation.name}: missing {missing}, unknown {sorted(set(values) - known)}")


def _given(operation: Operation, values: dict[str, Any], place: str) -> list[tuple[str, Any]]:
    """The values for one place of the request, with their names on the wire."""
    at_place = [parameter for parameter in operation.parameters if parameter.place == place]
    return [(entry.wire, values[entry.name]) for entry in at_place if values.get(entry.name) is not None]


def _segment(operation: Operation, name: str, value: Any) -> str:
    text = as_text(value)
    if not text:
        raise InvalidInput(f"{operation.name}: {name} is empty.")
    if text in (".", ".."):
        raise PathRefused(f"{operation.name}: {text!r} cannot be part of a path.", operation.name)
    return quote(text, safe="")


def as_pair(name: str, value: str) -> str:
    return f"{quote(name, safe='')}={quote(value, safe='')}" if value or name[:1] != "_" else name


def _many(value: Any) -> Iterable[str]:
    return [as_text(entry) for entry in value] if isinstance(value, (list, tuple)) else [as_text(value)]


def as_text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
