# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulator as public clients of real servers meet it: one file per client, over TLS, byte by byte where it matters.

What each client sends and reads was learnt from its published source; nothing of it was copied. If one of these tests
fails after a change to the simulator, the simulator has drifted from what real clients of real servers get.
"""

from __future__ import annotations

import base64
import http.client
import json
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

from tests.unit.simulator.conftest import Sim, sim, simulator, start, stop

__all__ = ["sim", "simulator"]  # fixtures of the tests in this folder

IPHONE = "000000a1-0000-4000-8000-000000000001"
ANDROID = "000000a1-0000-4000-8000-000000000002"
MACBOOK = "000000a1-0000-4000-8000-000000000003"


@dataclass
class Answer:
    """Status, headers and body of an answer; ``told_to_go_on`` is whether a 100 came before the body was sent."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes
    told_to_go_on: bool = False

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()

    def json(self) -> Any:
        """The body as JSON; ValueError if it is none."""
        return json.loads(self.body)


def send(url: str, ca_path: str, method: str, target: str, body: bytes | None = None, **headers: str) -> Answer:
    """One request on a connection of its own; of a header's name ``_`` stands for ``-``.

    With ``Expect`` the body waits for the server's word, as .NET has it, and is not sent without.
    """
    address = urlsplit(url)
    lines = [f"{method} {address.path}{target} HTTP/1.1", f"Host: {address.netloc}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    if body is not None:
        lines.append(f"Content-Length: {len(body)}")
    context = ssl.create_default_context(cafile=ca_path)
    with socket.create_connection((address.hostname, address.port), 30) as plain:
        with context.wrap_socket(plain, server_hostname=address.hostname) as connection:
            connection.sendall("\r\n".join([*lines, "", ""]).encode())
            told = _told_to_go_on(connection) if "Expect" in headers else False
            if body:
                connection.sendall(body)
            response = http.client.HTTPResponse(connection, method=method)
            response.begin()
            return Answer(response.status, response.headers, response.read(), told)


def _told_to_go_on(connection: ssl.SSLSocket) -> bool:
    received = b""
    while not received.endswith(b"\r\n\r\n"):
        received += connection.recv(1)
    return received.startswith(b"HTTP/1.1 100 ")


def escaped(path: str) -> str:
    """A path as .NET sends it: blanks and what is not ASCII are escaped, and nothing that means something in a URL."""
    return quote(path, safe=";/?:@&=+$,#!'()*~%")


def basic(sim: Sim) -> str:
    """The value of an Authorization header with the login."""
    return "Basic " + base64.b64encode("{}:{}".format(*sim.session.auth).encode()).decode()


def member(tree: Any, path: str) -> Any:
    """What PowerShell reads at ``a.b.c``: names without case, and of several elements what each of them has."""
    for name in path.split("."):
        if isinstance(tree, list):
            tree = [value for item in tree if (value := member(item, name)) is not None]
            tree = [value for item in tree for value in (item if isinstance(item, list) else [item])] or None
        elif isinstance(tree, dict):
            tree = next((value for key, value in tree.items() if key.casefold() == name.casefold()), None)
        else:
            tree = None
    return tree


def many(value: Any) -> list[Any]:
    """One element as a list of it, as PowerShell's foreach has it."""
    return value if isinstance(value, list) else [] if value is None else [value]


@pytest.fixture(scope="module")
def hosted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sim]:
    """A hosted Core, whose API lies under the customer's name."""
    process, ready = start(tmp_path_factory.mktemp("hosted"), "--devices", "60", "--tenant", "acme")
    yield Sim(ready)
    assert stop(process) == 0
