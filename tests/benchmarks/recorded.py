# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Recorded answers of the simulator, made longer, and a small server for them."""

from __future__ import annotations

import re
import shutil
import ssl
import threading
import urllib.request
from base64 import b64encode
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.integration.harness import Simulator


class Static:
    """Serves recorded answers, so that what is measured is the client and not the simulator."""

    def __init__(self, files: dict[str, Path]) -> None:
        self.requests = 0
        static = self

        class Handler(BaseHTTPRequestHandler):
            wbufsize = -1

            def do_GET(self) -> None:
                static.requests += 1
                media = self.headers["Accept"]
                path = files[media.rpartition("/")[2]]
                self.send_response(200)
                self.send_header("Content-Type", media)
                self.send_header("Content-Length", str(path.stat().st_size))
                self.end_headers()
                with path.open("rb") as file:
                    shutil.copyfileobj(file, self.wfile, 1 << 20)

            def log_message(self, *_args: Any) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


def recorded(folder: Path, devices: int, copies: int, kinds: Sequence[str] = ("json", "xml")) -> dict[str, Path]:
    """The simulator's list of about ``devices`` active devices, each of them ``copies`` times with a uuid of its own."""
    (folder / "simulator").mkdir()
    core = Simulator(folder / "simulator", devices // 4 * 5)
    files = {}
    try:
        for kind in kinds:
            files[kind] = folder / f"devices.{kind}"
            multiply(kind, answer(core, kind), files[kind], copies)
    finally:
        core.stop()
    return files


def answer(core: Simulator, response_format: str) -> bytes:
    """What the simulator answers to a list of all active devices."""
    request = urllib.request.Request(f"{core.url}/api/v1/dm/devices?status=ACTIVE")
    request.add_header("Accept", f"application/{response_format}")
    request.add_header("Authorization", "Basic " + b64encode(f"{core.username}:{core.password}".encode()).decode())
    with urllib.request.urlopen(request, context=ssl.create_default_context(cafile=core.ca_path)) as reply:
        return reply.read()


def multiply(response_format: str, whole: bytes, path: Path, copies: int) -> None:
    """Write a list of devices with each device several times, the number of the copy being the first digit of its uuid."""
    starts, ends, between = {"json": (b"{", b"]}", b","), "xml": (b"<device ", b"</devices>", b"")}[response_format]
    begin, end = whole.index(starts, whole.index(b"device")), whole.rindex(ends)
    if response_format == "json":
        begin = whole.index(starts, whole.index(b"[", begin))
    total = re.findall(rb"totalCount\W+(\d+)", whole)[0]

    def counted(text: bytes) -> bytes:
        return re.sub(rb"\b%s\b" % total, b"%d" % (int(total) * copies), text)

    with path.open("wb") as file:
        file.write(counted(whole[:begin]))
        for number in range(copies):
            file.write(between if number else b"")
            file.write(re.sub(rb"(?<=uuid)(\W+)[0-9a-f]", rb"\g<1>%x" % number, whole[begin:end]))
        file.write(counted(whole[end:]))
