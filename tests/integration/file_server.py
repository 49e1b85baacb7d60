# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""A small HTTP server that keeps the files that are put to it, and answers otherwise where a test says so."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType

TOKEN = "Bearer s3cret-file-token"


class FileServer:
    """Files below ``url``, for who sends the token. ``statuses``: by method, what is answered instead of the files."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.types: dict[str, str] = {}
        self.requests: list[tuple[str, str]] = []
        self.statuses: dict[str, int] = {}
        self.headers: dict[str, str] = {}
        self.silent: set[str] = set()
        self.ended = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_port}/evidence"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def __enter__(self) -> FileServer:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.ended.set()
        self._server.shutdown()
        self._server.server_close()

    def methods(self, method: str) -> list[str]:
        """The names that were asked for by a method."""
        return [name for used, name in self.requests if used == method]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        keeper = self

        class Handler(BaseHTTPRequestHandler):
            wbufsize = -1

            def _take(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                name = self.path.rpartition("/")[2]
                keeper.requests.append((self.command, name))
                if self.command in keeper.silent:
                    keeper.ended.wait(60)
                self._answer(*self._result(name, body))

            def _result(self, name: str, body: bytes) -> tuple[int, bytes]:
                if self.command in keeper.statuses:
                    return keeper.statuses[self.command], b"refused"
                if self.headers.get("Authorization") != TOKEN:
                    return 401, b"who are you?"
                if self.command == "PUT":
                    keeper.files[name], keeper.types[name] = body, self.headers.get("Content-Type", "")
                    return 201, b""
                return (200, keeper.files[name]) if name in keeper.files else (404, b"nothing here")

            def _answer(self, status: int, body: bytes) -> None:
                self.send_response(status)
                for name, value in {"Content-Length": str(len(body)), **keeper.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_PUT = _take  # noqa: N815 - the library's names

            def log_message(self, *_arguments: object) -> None:
                """Nothing is printed."""

        return Handler
