# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""The only entry point to Core, for modules, inventory, lookup and event sources."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ..core._core import Core
from ..wire._client import Client, load_transport
from ..wire._connection import Connection
from ..wire._errors import MissingLibrary
from ._options import parse


def connect(options: Mapping[str, Any], check_mode: bool, warn: Callable[[str], None]) -> Client:
    """A client of the server that the connection options describe. It sends nothing yet.

    ``warn`` takes sentences for the author, also of credentials that look wrong. In check mode the client refuses every
    effect. Raises InvalidInput.
    """
    given = {name: value for name, value in options.items() if value is not None}
    connection = parse(Connection, {"url": "", "username": "", "password": "", **given})
    for text in connection.credential_warnings:
        warn(text)
    return Client(connection, check_mode=check_mode, warn=warn)


@contextlib.contextmanager
def open_core(options: Mapping[str, Any], check_mode: bool, warn: Callable[[str], None]) -> Iterator[Core]:
    """Core, as the connection options among ``options`` describe it; its connections are closed at the end.

    ``check_mode``: every effect is refused. ``warn`` takes sentences for the author. Raises InvalidInput for wrong
    options, and inside of the block any other MobileIronError.
    """
    client = connect(options, check_mode, warn)
    try:
        yield Core(client)
    finally:
        client.close()


def has_libraries() -> bool:
    """Load everything that is otherwise loaded on first use, for forked processes; returns whether all of it is
    installed.
    """
    Core.load()
    try:
        load_transport()
    except MissingLibrary:
        return False
    return True
