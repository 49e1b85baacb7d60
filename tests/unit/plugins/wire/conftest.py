# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""A small HTTP server on loopback that answers what a test scripts."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from ansible_collections.mobileiron.core.plugins.module_utils.wire._client import Client
from ansible_collections.mobileiron.core.plugins.module_utils.wire._connection import Connection

PASSWORD = "pa&ss wörd-1"


@dataclass
class Reply:
    """One scripted answer; ``cut`` ends the body that many bytes early, ``drop`` closes without an answer, ``raw`` is
    sent in place of an answer."""

    status: int = 200
    body: bytes = b'{"messages": ""}'
    headers: dict = field(default_factory=lambda: {"Content-Type": "application/json"})
    cut: int = 0
    drop: bool = False
    raw: bytes = b""


class Server:
    """Answers with ``replies`` in order, the last one again and again; ``seen`` is what arrived.

    ``forgetful``: it has just given up a kept connection when the next request comes over it, and reads no more of it.
    """

    def __init__(self) -> None:
        self.replies: list[Reply] = [Reply()]
        self.seen: list[dict] = []
        self.forgetful = False
        outer = self

        class Handler(BaseHTTPRequestHandler):
            wbufsize = -1
            protocol_version = "HTTP/1.1"
            kept = False

            def answer(self) -> None:
                if self.kept and outer.forgetful:
                    self.close_connection = True
                    return
                self.kept = True
                length = int(self.headers.get("Content-Length") or 0)
                outer.seen.append(
                    {
                        "line": self.requestline,
                        "method": self.command,
                        "path": self.path,
                        "headers": dict(self.headers),
                        "body": self.rfile.read(length),
                    }
                )
                reply = outer.replies.pop(0) if len(outer.replies) > 1 else outer.replies[0]
                self.close_connection = bool(reply.drop or reply.cut or reply.raw)
                self.wfile.write(reply.raw)
                if reply.drop or reply.raw:
                    return
                self.send_response(reply.status)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(reply.body)))
                self.end_headers()
                self.wfile.write(reply.body[: len(reply.body) - reply.cut])

            do_GET = do_PUT = do_POST = answer

            def log_message(self, *args) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def server(monkeypatch) -> Iterator[Server]:
    """A scripted server; proxies of the machine are left out."""
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    running = Server()
    yield running
    running.stop()


@pytest.fixture
def client(server):
    """A function that opens a client of the scripted server."""
    opened = []

    def open_client(check_mode: bool = False, warn=None, path: str = "", **options) -> Client:
        values = {"url": server.url + path, "username": "apiadmin", "password": PASSWORD, "timeout": 5.0, **options}
        opened.append(Client(Connection(**values), check_mode=check_mode, warn=warn))
        return opened[-1]

    yield open_client
    for each in opened:
        each.close()


@pytest.fixture
def pauses(monkeypatch) -> list[float]:
    """The pauses between tries in seconds, none of which is made."""
    made: list[float] = []
    monkeypatch.setattr("urllib3.util.retry.time.sleep", made.append)
    return made
