# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults to order: which requests they hit, how often, and what is done to them."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from . import pages
from .calls import Reply
from .render import Renderer

# These answer in place of the handler, unless the fault says "act": true.
INSTEAD = ("status", "html", "cloud", "message_only", "echo", "redirect", "interim", "drop_before")
# These let the handler act and then spoil the answer.
AFTER = (
    "drop_after", "truncate", "cut_chunks", "endless", "slow_headers", "long_header", "gzip_bomb", "hang_up",
    "wrong_content_type", "doctype", "delay", "meanwhile", "ignore_offset", "short_list",
)  # fmt: skip
# Of both: no answer reaches the client.
UNANSWERED = ("drop_before", "drop_after", "interim")


@dataclass(slots=True)
class Asked:
    """What an answer may have to do with the request: its format, and the request as text."""

    renderer: Renderer
    text: str


@dataclass
class Fault:
    """One fault: skips some matching requests, then hits some, then is spent."""

    kind: str
    operation: str | None = None
    method: str | None = None
    path_regex: str | None = None
    skip: int = 0
    times: int = 1
    status: int = 503
    body: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    control: dict[str, Any] = field(default_factory=dict)
    location: str | None = "https://127.0.0.1:9/"
    lose: int = 1
    size: int = 0
    act: bool = False
    id: int = 0
    hits: int = 0

    def matches(self, operation: str, method: str, path: str) -> bool:
        """Whether this fault is meant for such a request."""
        if self.hits >= self.times:
            return False
        wanted = self.operation in (None, operation) and self.method in (None, method)
        return wanted and (self.path_regex is None or re.search(self.path_regex, path) is not None)

    @property
    def lost(self) -> int:
        """How many rows a list is to lose."""
        return self.lose if self.kind == "short_list" else 0

    def reply(self, asked: Asked) -> Reply:
        """The answer given in place of the handler's."""
        if self.kind in UNANSWERED:
            return Reply(0)
        if self.kind == "html":
            return Reply(200, (self.body or pages.LOGIN).encode(), "text/html", self.headers)
        if self.kind == "cloud":
            return Reply(200, (self.body or pages.CLOUD).encode(), "application/json", self.headers)
        if self.kind == "message_only":
            body = asked.renderer.body({"messages": {"message": self.body or "The request could not be processed"}})
            return Reply(200, body, asked.renderer.content_type, self.headers)
        if self.kind == "redirect":
            location = {} if self.location is None else {"Location": self.location}
            return Reply(302, b"", "text/html", {**location, **self.headers})
        return self._page(asked)

    def _page(self, asked: Asked) -> Reply:
        reply = pages.error_page(self.status, asked.text if self.kind == "echo" else "")
        if self.body is not None:
            reply.body = self.body.encode()
        reply.headers.update(self.headers)
        reply.content_type = reply.headers.pop("Content-Type", reply.content_type)
        return reply

    def spoil(self, reply: Reply, asked: Asked) -> Reply:
        """The handler's answer after this fault has been at it."""
        if self.kind in INSTEAD + UNANSWERED:
            return self.reply(asked)
        if self.kind == "wrong_content_type":
            reply.content_type = "text/plain"
        elif self.kind == "doctype":
            found = reply.whole().decode()
            _head, mark, rest = found.partition("?>")
            reply.body = f'<?xml version="1.0"?>{pages.DOCTYPE}{rest if mark else "<r>&b;</r>"}'.encode()
            reply.content_type = "application/xml"
        return reply


class Faults:
    """All faults that were ordered."""

    def __init__(self) -> None:
        self.orders: list[Fault] = []
        self._next = 1

    def add(self, order: dict[str, Any]) -> Fault:
        """Take an order; ValueError if it cannot be understood."""
        known = {entry.name for entry in fields(Fault)} - {"id", "hits"}
        unknown = set(order) - known
        if unknown:
            raise ValueError(f"unknown keys: {', '.join(sorted(unknown))}")
        if order.get("kind") not in INSTEAD + AFTER:
            raise ValueError(f"kind must be one of {', '.join(INSTEAD + AFTER)}")
        if order["kind"] == "meanwhile" and not {"method", "path"} <= set(order.get("control") or ()):
            raise ValueError("meanwhile needs control: the method, the path and the body of a control request")
        if order.get("path_regex"):
            re.compile(order["path_regex"])
        fault = Fault(**order)
        fault.id, self._next = self._next, self._next + 1
        self.orders.append(fault)
        return fault

    def take(self, operation: str, method: str, path: str) -> Fault | None:
        """The fault that hits this request, if any; counts it."""
        for fault in self.orders:
            if not fault.matches(operation, method, path):
                continue
            if fault.skip > 0:
                fault.skip -= 1
                continue
            fault.hits += 1
            return fault
        return None

    def trees(self) -> list[dict[str, Any]]:
        """All faults with what is left of them."""
        return [asdict(fault) for fault in self.orders]
