# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a handler is given (a Call), what it gives back (a Reply), and the table of routes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import parse_qsl, unquote

from .render import EMPTY_MESSAGES, Renderer, Stream

if TYPE_CHECKING:
    from .state import Core

# The root elements of the XML answers. The ActiveSync list really is spelt like that.
DEVICES = "deviceManagementWebServiceResponse"
EAS = "easWebServiceResponse"
EAS_LIST = "easWebServiceReponse"
EAS_DEVICE = "easDevice"
USERS = "securityManagementWebServiceResponse"
ALERTS = "alertWebServiceResponse"
POLICIES = "policyWebServiceResponse"
APP_SETTINGS = "appSettingsWebServiceResponse"
Row = TypeVar("Row")


class Params:
    """Query or form parameters; their names match whatever the case (clients spell them differently)."""

    def __init__(self, text: str) -> None:
        pairs = parse_qsl(text, keep_blank_values=True) if text else []
        self.pairs = [(name.lower(), value) for name, value in pairs]

    def get(self, name: str) -> str | None:
        """The first value of that name, or None."""
        return next((value for key, value in self.pairs if key == name.lower()), None)

    def all(self, name: str) -> list[str]:
        """All values of that name."""
        return [value for key, value in self.pairs if key == name.lower()]

    def flag(self, name: str) -> bool | None:
        """A boolean in any case; None if absent; ValueError if it is neither true nor false."""
        value = self.get(name)
        if value is None:
            return None
        if value.lower() not in ("true", "false"):
            raise ValueError(f"{name} must be true or false")
        return value.lower() == "true"

    def drop(self, name: str) -> None:
        """Forget a parameter."""
        self.pairs = [pair for pair in self.pairs if pair[0] != name.lower()]


@dataclass(slots=True)
class Reply:
    """An answer that has not been sent yet."""

    status: int = 200
    body: bytes | Iterator[bytes] = b""
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)

    def whole(self) -> bytes:
        """The body in one piece, read from its stream if it is one."""
        if not isinstance(self.body, bytes):
            self.body = b"".join(self.body)
        return self.body


def json_reply(tree: Any, status: int = 200) -> Reply:
    """Plain JSON, without the oddities of the first version."""
    return Reply(status, json.dumps(tree, ensure_ascii=False).encode("utf-8", "backslashreplace"))


class Refused(Exception):
    """A request that is answered with a failure and a message in the usual envelope."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


@dataclass(slots=True)
class Call:
    """One request on its way through a handler."""

    core: Core
    method: str
    raw_args: dict[str, str]
    query: Params
    root: str = ""
    xml: bool = False
    body: bytes = b""
    content_type: str = ""
    user: str = ""
    lose: int = 0
    effect: str | None = None
    devices: list[str] = field(default_factory=list)

    def arg(self, name: str) -> str:
        """A path parameter, percent-decoded (the path was split at its slashes before)."""
        return unquote(self.raw_args[name])

    def names(self, name: str) -> list[str]:
        """A path parameter of several names; whether an encoded comma separates them too is a setting."""
        if self.core.settings["split_encoded_commas_v1"]:
            return self.arg(name).split(",")
        return [unquote(part) for part in self.raw_args[name].split(",")]

    def number(self, name: str, default: int) -> int:
        """A whole number of the query; a 400 if it is none."""
        try:
            return int(self.query.get(name) or default)
        except ValueError as error:
            raise Refused(400, f"{name} must be a number") from error

    def form(self) -> Params:
        """The parameters of an application/x-www-form-urlencoded body; none if it is another type."""
        if self.content_type.partition(";")[0].strip().lower() != "application/x-www-form-urlencoded":
            return Params("")
        return Params(self.body.decode("utf-8", "replace"))

    def kept(self, rows: list[Row]) -> list[Row]:
        """The rows of a list that its answer holds; a fault may lose the last ones, though they were counted."""
        return rows[: max(0, len(rows) - self.lose)]

    def answer(self, tree: dict[str, Any], status: int = 200, root: str | None = None) -> Reply:
        """An answer in the format that was asked for."""
        renderer = self.renderer(root)
        return Reply(status, renderer.body(tree), renderer.content_type)

    def stream(self, tree: dict[str, Any], element: str, stream: Stream) -> Reply:
        """An answer whose many elements are rendered while they are sent."""
        renderer = self.renderer()
        return Reply(200, renderer.parts(tree, element, stream), renderer.content_type)

    def renderer(self, root: str | None = None) -> Renderer:
        """The renderer for this request's format."""
        settings = self.core.settings
        empty = EMPTY_MESSAGES[settings["empty_messages"]]
        return Renderer(self.xml, root or self.root, settings["numeric_text_as_numbers"], empty)

    def refuse(self, refusal: Refused) -> Reply:
        """A failure; "no data" says so with a totalCount of zero."""
        tree: dict[str, Any] = {"messages": {"message": refusal.message}}
        if refusal.status == 404:
            tree["totalCount"] = 0
        return self.answer(tree, refusal.status, EAS if self.root in (EAS_LIST, EAS_DEVICE) else None)

    def did(self, effect: str, *devices: str) -> None:
        """Note for the log what this request has done, and to whom."""
        self.effect = effect
        self.devices.extend(devices)


Handler = Callable[[Call], Reply]


@dataclass(slots=True, frozen=True)
class Route:
    """One documented call: method, path template, our own name for it, and its handler."""

    method: str
    path: str
    operation: str
    root: str
    handler: Handler
    api: str = "v1"
    setting: str = ""

    def match(self, segments: list[str]) -> dict[str, str] | None:
        """The raw path parameters if the path fits, else None."""
        template = self.path.split("/")
        if len(template) != len(segments):
            return None
        found = {}
        for expected, given in zip(template, segments, strict=True):
            if expected[0] == "{":
                found[expected[1:-1]] = given
            elif expected != given:
                return None
        return found


ROUTES: list[Route] = []


def route(
    method: str, path: str, operation: str, root: str = DEVICES, api: str = "v1", setting: str = ""
) -> Callable[[Handler], Handler]:
    """Enter a handler into the table of routes."""

    def enter(handler: Handler) -> Handler:
        ROUTES.append(Route(method, path, operation, root, handler, api, setting))
        return handler

    return enter


@lru_cache(maxsize=64)
def _candidates(api: str, length: int) -> tuple[Route, ...]:
    """The routes with that many path segments, the most literal ones first."""
    found = [entry for entry in ROUTES if entry.api == api and len(entry.path.split("/")) == length]
    return tuple(sorted(found, key=lambda entry: entry.path.count("{")))


def find(api: str, segments: list[str], settings: Any) -> list[tuple[Route, dict[str, str]]]:
    """All routes of that path, whatever their method; only those that match most literally."""
    hits: list[tuple[Route, dict[str, str]]] = []
    for entry in _candidates(api, len(segments)):
        if entry.setting and not settings[entry.setting]:
            continue
        found = entry.match(segments)
        if found is not None and (not hits or len(found) == len(hits[0][1])):
            hits.append((entry, found))
    return hits
