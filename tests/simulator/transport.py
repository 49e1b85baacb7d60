# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""How an answer goes over the wire, and all that may happen to it there."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Awaitable, Callable

from aiohttp import web

from .calls import Reply
from .faults import Fault

INTERIM = b"HTTP/1.1 103 Early Hints\r\nLink: </mifs/style.css>; rel=preload; as=style\r\n\r\n"
# Blanks after an answer leave it valid, in both formats.
BLANKS = b" " * 16384
LONG_HEADER = 65536
BOMB = 1 << 30
BOMB_PART = 1 << 24

Headers = dict[str, str]
Sender = Callable[[web.BaseRequest, Reply, Headers, Fault], Awaitable[web.StreamResponse]]


async def send(request: web.BaseRequest, reply: Reply, fault: Fault | None = None) -> web.StreamResponse:
    """Send an answer, as the fault has it if there is one of the transport's."""
    headers = {"Content-Type": _with_charset(reply.content_type), "Server": "server", **reply.headers}
    if fault is not None and fault.kind in SENDERS:
        return await SENDERS[fault.kind](request, reply, headers, fault)
    return await _whole(request, reply, headers)


def _with_charset(content_type: str) -> str:
    return content_type if content_type == "application/zip" else f"{content_type};charset=UTF-8"


async def _whole(request: web.BaseRequest, reply: Reply, headers: Headers) -> web.StreamResponse:
    if isinstance(reply.body, bytes):
        return web.Response(status=reply.status, body=reply.body, headers=headers)
    response = await _begin(request, reply, headers)
    for part in reply.body:
        await response.write(part)
    await response.write_eof()
    return response


async def _begin(
    request: web.BaseRequest, reply: Reply, headers: Headers, length: int | None = None
) -> web.StreamResponse:
    """Send the head of an answer: in chunks, unless its length is given."""
    response = web.StreamResponse(status=reply.status, headers=headers)
    if length is None:
        response.enable_chunked_encoding()
    else:
        response.content_length = length
    await response.prepare(request)
    return response


def _close(request: web.BaseRequest) -> None:
    if request.transport is not None:
        request.transport.close()


async def _nothing(request: web.BaseRequest, _reply: Reply, _headers: Headers, _fault: Fault) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def _interim(request: web.BaseRequest, _reply: Reply, _headers: Headers, _fault: Fault) -> web.StreamResponse:
    """No answer, only the promise of one."""
    if request.transport is not None:
        request.transport.write(INTERIM)
    _close(request)
    return web.Response()


async def _half(request: web.BaseRequest, reply: Reply, headers: Headers, _fault: Fault) -> web.StreamResponse:
    """Half of the body under a Content-Length that promises the whole, then the end of the connection."""
    body = reply.whole()
    response = await _begin(request, reply, headers, len(body))
    await response.write(body[: len(body) // 2])
    _close(request)
    return response


async def _half_in_chunks(
    request: web.BaseRequest, reply: Reply, headers: Headers, _fault: Fault
) -> web.StreamResponse:
    """Half of the body in a chunk, then the end of the connection without the last chunk."""
    body = reply.whole()
    response = await _begin(request, reply, headers)
    await response.write(body[: len(body) // 2])
    _close(request)
    return response


async def _endless(request: web.BaseRequest, reply: Reply, headers: Headers, fault: Fault) -> web.StreamResponse:
    """The answer, and blanks until the client has had enough."""
    response = await _begin(request, reply, headers)
    try:
        await response.write(reply.whole())
        while request.transport is not None and not request.transport.is_closing():
            await response.write(BLANKS)
            await asyncio.sleep(fault.seconds)
    except ConnectionError:
        pass
    return response


async def _slow_head(request: web.BaseRequest, reply: Reply, headers: Headers, fault: Fault) -> web.StreamResponse:
    """The status line and the headers a byte at a time, the body at once, and the end of the connection."""
    body = reply.whole()
    lines = [f"HTTP/1.1 {reply.status} Slow", *(f"{name}: {value}" for name, value in headers.items())]
    head = "\r\n".join([*lines, f"Content-Length: {len(body)}", "Connection: close", "", ""]).encode()
    for number in range(len(head)):
        if request.transport is None or request.transport.is_closing():
            return web.Response()
        request.transport.write(head[number : number + 1])
        await asyncio.sleep(fault.seconds)
    if request.transport is not None:
        request.transport.write(body)
    _close(request)
    return web.Response()


async def _long_header(request: web.BaseRequest, reply: Reply, headers: Headers, fault: Fault) -> web.StreamResponse:
    return await _whole(request, reply, {**headers, "X-Padding": "x" * (fault.size or LONG_HEADER)})


async def _bomb(request: web.BaseRequest, reply: Reply, headers: Headers, fault: Fault) -> web.StreamResponse:
    """The answer and many blanks, compressed whether or not the client asked for that."""
    size = fault.size or BOMB
    part = gzip.compress(b" " * BOMB_PART)  # compressed once: parts of one stream may follow each other
    body = gzip.compress(reply.whole()) + part * (size // BOMB_PART) + gzip.compress(b" " * (size % BOMB_PART))
    return web.Response(status=reply.status, body=body, headers={**headers, "Content-Encoding": "gzip"})


async def _hang_up(request: web.BaseRequest, reply: Reply, headers: Headers, fault: Fault) -> web.StreamResponse:
    """The answer, which promises that the connection stays, and the end of the connection."""
    body = reply.whole()
    response = await _begin(request, reply, headers, len(body))
    await response.write(body)
    await response.write_eof()
    await asyncio.sleep(fault.seconds)
    _close(request)
    return response


SENDERS: dict[str, Sender] = {
    "drop_before": _nothing,
    "drop_after": _nothing,
    "interim": _interim,
    "truncate": _half,
    "cut_chunks": _half_in_chunks,
    "endless": _endless,
    "slow_headers": _slow_head,
    "long_header": _long_header,
    "gzip_bomb": _bomb,
    "hang_up": _hang_up,
}
