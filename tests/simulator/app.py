# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The web server: from a request to a route, through login and faults, to an answer and a log entry."""

from __future__ import annotations

import asyncio
import base64
import binascii
import ipaddress
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from aiohttp import web

from . import pages
from .calls import DEVICES, Call, Params, Refused, Reply, Route, find
from .control import Control
from .faults import INSTEAD, Asked, Fault, Faults
from .journal import Entry, Journal, masked
from .render import Renderer
from .settings import LONGEST_REQUEST_LINE
from .state import Core
from .transport import send

# Importing the routes enters them into the table.
for _name in ("actions", "alerts", "bulk", "devices", "eas", "profiles", "register", "users", "v2"):
    import_module(f"{__package__}.routes_{_name}")

CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
# The server library's own limits lie above every limit that can be set here.
SERVER_LIMITS: dict[str, Any] = {"max_line_size": LONGEST_REQUEST_LINE + 65536, "max_field_size": 65536}


@dataclass(slots=True)
class Target:
    """Where a request goes: its route, or the reason why there is none."""

    operation: str
    route: Route | None = None
    args: dict[str, str] | None = None
    page: Reply | None = None
    open: bool = False
    api: str = "v1"


class Simulator:
    """One Core behind one web server."""

    def __init__(
        self, devices: int = 200, seed: int = 7, tenant: str = "", start: float | None = None, **settings: Any
    ) -> None:
        self.devices, self.seed, self.tenant = devices, seed, tenant
        self.start, self.first_settings = start, settings
        self.core = Core(devices, seed, start, **settings)
        self.journal = Journal()
        self.faults = Faults()
        self.control = Control(self)

    def reset(self, devices: int | None = None, seed: int | None = None) -> None:
        """Begin again, with the same or another fleet; the log goes on."""
        self.devices = self.devices if devices is None else int(devices)
        self.seed = self.seed if seed is None else int(seed)
        self.core = Core(self.devices, self.seed, self.start, **self.first_settings)
        self.faults.orders.clear()

    def server(self) -> web.Server:
        """The web server, not yet listening."""
        return web.Server(self.handle, access_log=None, **SERVER_LIMITS)

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """One request, API or control. A reset forgets those that are still delayed."""
        core = self.core
        core.clock.settle()
        raw = request.raw_path
        path, _mark, query = raw.partition("?")
        segments = _segments(path)
        _go_on(request)
        body = await request.read() if request.can_read_body else b""
        if segments[:1] == ["control"]:
            return await send(request, self._controlled(request, segments[1:], query, body))
        entry = Entry(
            self.core.clock.now(),
            request.method,
            masked(raw),
            user_agent=request.headers.get("User-Agent", ""),
            accept=request.headers.get("Accept", ""),
        )
        target = self._target(request, raw, segments, query)
        entry.operation = target.operation
        fault = self.faults.take(target.operation, request.method, raw)
        reply = await self._reply(request, target, entry, fault, Params(query), body)
        entry.status = reply.status
        if self.core is core:
            self.journal.add(entry)
        return await send(request, reply, fault)

    def _controlled(self, request: web.BaseRequest, segments: list[str], query: str, body: bytes) -> Reply:
        if not ipaddress.ip_address(request.remote or "0.0.0.0").is_loopback:
            return pages.error_page(403)
        return self.control.handle(request.method, segments, Params(query), body)

    async def _reply(
        self, request: web.BaseRequest, target: Target, entry: Entry, fault: Fault | None, query: Params, body: bytes
    ) -> Reply:
        if fault is not None:
            entry.fault = fault.kind
            if fault.kind == "delay":
                core = self.core
                await asyncio.sleep(fault.seconds)
                if self.core is not core:
                    return pages.error_page(503)
                core.clock.settle()
            if fault.kind == "meanwhile":
                self.control.carry_out(fault.control)
            if fault.kind == "ignore_offset":
                query.drop("offset")
            asked = Asked(_renderer(target, entry), _as_text(request, body))
            if fault.kind in INSTEAD and not fault.act:
                return fault.reply(asked)
            return fault.spoil(self._answer(request, target, entry, query, body, fault.lost), asked)
        return self._answer(request, target, entry, query, body)

    # finding the route

    def _target(self, request: web.BaseRequest, raw: str, segments: list[str], query: str) -> Target:
        settings = self.core.settings
        line = len(request.method) + len(raw.encode("utf-8", "surrogateescape")) + len("  HTTP/1.1")
        if line > settings["max_request_line"]:
            return Target(
                "request_line_too_long", page=pages.error_page(settings["max_request_line_status"]), open=True
            )
        lowered = raw.partition("?")[0].lower()
        if settings["refuse_encoded_slashes"] and ("%2f" in lowered or "%5c" in lowered):
            return Target("encoded_slash_refused", page=pages.error_page(400), open=True)
        if segments[-2:] == ["status", "status.html"]:
            return Target("status_page", page=pages.status_page(), open=True)
        return self._api_target(request, segments, query)

    def _api_target(self, request: web.BaseRequest, segments: list[str], query: str) -> Target:
        if self.tenant:
            if segments[:1] != [self.tenant]:
                return Target("unknown", page=pages.error_page(404), open=True)
            segments = segments[1:]
        if segments == ["api"] and "_wadl" in query:
            base = f"https://{request.host}/{self.tenant + '/' if self.tenant else ''}api/v1"
            return Target("wadl", page=pages.wadl(base))
        api, rest = self._version(segments)
        hits = find(api, rest, self.core.settings) if api else []
        if not hits:
            return Target("unknown", page=pages.error_page(404), open=segments[:1] not in (["api"], ["rest"]), api=api)
        for entry, args in hits:
            if entry.method == request.method:
                return Target(entry.operation, entry, args, api=api)
        allowed = ", ".join(sorted({entry.method for entry, _args in hits}))
        return Target(hits[0][0].operation, page=pages.error_page(405, Allow=allowed), api=api)

    def _version(self, segments: list[str]) -> tuple[str, list[str]]:
        """On a hosted Core the second version lies under rest/api, the first under api."""
        if segments[:2] == ["api", "v1"]:
            return "v1", segments[2:]
        second = ["rest", "api", "v2"] if self.tenant else ["api", "v2"]
        if segments[: len(second)] == second:
            return "v2", segments[len(second) :]
        return "", []

    # answering

    def _answer(
        self, request: web.BaseRequest, target: Target, entry: Entry, query: Params, body: bytes, lose: int = 0
    ) -> Reply:
        if not target.open:
            entry.user = self._login(request)
            if not entry.user:  # the second version does not prompt for credentials
                prompt = {} if target.api == "v2" else {"WWW_Authenticate": 'Basic realm="MobileIron Core"'}
                return pages.error_page(401, **prompt)
        if target.route is None or target.args is None:
            return target.page or pages.error_page(404)
        call = Call(
            core=self.core,
            method=request.method,
            raw_args=target.args,
            query=query,
            root=target.route.root,
            xml=wants_xml(entry.accept),
            body=body,
            content_type=request.headers.get("Content-Type", ""),
            user=entry.user,
            lose=lose,
        )
        try:
            reply = target.route.handler(call)
        except Refused as refusal:
            reply = call.refuse(refusal)
        entry.effect, entry.devices = call.effect, call.devices
        return reply

    def _login(self, request: web.BaseRequest) -> str:
        """The principal of the Basic credentials, if they are right and have the API role; else ""."""
        scheme, _blank, value = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "basic":
            return ""
        try:
            name, _colon, password = base64.b64decode(value).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return ""
        user = self.core.users.get(name.casefold())
        good = user is not None and user.password == password and "ROLE_API" in user.roles
        return user.principal if user and good else ""


def wants_xml(accept: str) -> bool:
    """XML only where it is asked for before JSON; no Accept means JSON."""
    xml = min((accept.find(kind) for kind in ("application/xml", "text/xml") if kind in accept), default=-1)
    json_at = accept.find("application/json")
    return xml >= 0 and (json_at < 0 or xml < json_at)


def _renderer(target: Target, entry: Entry) -> Renderer:
    """The renderer for an answer that is not the handler's."""
    return Renderer(wants_xml(entry.accept), target.route.root if target.route else DEVICES)


def _as_text(request: web.BaseRequest, body: bytes) -> str:
    """A request with its secrets first: the login, the body, and then the rest; clients may cut a long text short."""
    lines = [f"{name.decode('latin-1')}: {value.decode('latin-1')}" for name, value in request.raw_headers]
    lines.sort(key=lambda line: not line.lower().startswith("authorization:"))
    lines[1:1] = [body.decode("utf-8", "replace"), f"{request.method} {request.raw_path} HTTP/1.1"]
    return "\n".join(lines)


def _go_on(request: web.BaseRequest) -> None:
    """Tell a client that waits with its body to send it."""
    if request.headers.get("Expect", "").lower() == "100-continue" and request.transport is not None:
        request.transport.write(CONTINUE)


def _segments(path: str) -> list[str]:
    """The raw path split at its slashes, still percent-encoded; one slash at its end does not count."""
    segments = path.split("/")[1:]
    return segments[:-1] if segments and segments[-1] == "" else segments
