# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""The connections that requests opens for us. They know whether a request can have left, and no answer takes for ever.

requests limits how long one read of a socket may take. A server that sends a byte now and then passes that limit for
days, so each answer has a time by which it has to be whole, which moves with what arrives, for an hour at most.
"""

from __future__ import annotations

import io
import socket
import time
from http.client import HTTPResponse
from typing import Any

_SLOWEST = 16 * 1024  # bytes a second, below which an answer is given up
_LONGEST = 3600.0  # seconds that an answer may take at any pace, after the option timeout
_UNSENT = "mobileiron_unsent"


def is_unsent(error: BaseException) -> bool:
    """Whether this error arose before a connection was there, TLS and the proxy's tunnel included."""
    return getattr(error, _UNSENT, False)


class OwnConnections:
    """Comes before an adapter class of requests, whose connections are then ours."""

    def get_connection_with_tls_context(self, *args: Any, **options: Any) -> Any:
        """The pool of connections for a request, by requests 2.32 and newer."""
        return _own(super().get_connection_with_tls_context(*args, **options))  # type: ignore[misc]

    def get_connection(self, *args: Any, **options: Any) -> Any:
        """The pool of connections for a request, by older requests."""
        return _own(super().get_connection(*args, **options))  # type: ignore[misc]


def _own(pool: Any) -> Any:
    if not issubclass(pool.ConnectionCls, _Connection):
        pool.ConnectionCls = type("Connection", (_Connection, pool.ConnectionCls), {})
    return pool


class _Answer(HTTPResponse):
    """An answer that is read until it is whole, or too slow."""

    def __init__(self, sock: socket.socket, *args: Any, **options: Any) -> None:
        super().__init__(sock, *args, **options)
        self.fp = io.BufferedReader(_Paced(self.fp, sock.gettimeout()))


class _Connection:
    """Comes before a connection class of urllib3."""

    response_class = _Answer

    def connect(self) -> None:
        """Connect, and mark what fails here."""
        try:
            super().connect()  # type: ignore[misc]
        except Exception as error:
            setattr(error, _UNSENT, True)
            raise


class _Paced(io.RawIOBase):
    """Reads what a server sends: the first byte within ``timeout`` seconds, and all of it at a least pace."""

    def __init__(self, source: Any, timeout: float | None) -> None:
        self._source = source
        self._until = time.monotonic() + (timeout or 0.0)
        self._end = self._until + _LONGEST

    def readable(self) -> bool:
        """It is there to be read."""
        return True

    def readinto(self, buffer: Any) -> int | None:
        """Read what has arrived. Raises socket.timeout where it came too slowly."""
        size: int | None = self._source.raw.readinto(buffer)
        if size:
            self._until = min(self._until + size / _SLOWEST, self._end)
            if time.monotonic() > self._until:
                raise socket.timeout("timed out")
        return size

    def close(self) -> None:
        """Give the socket up."""
        self._source.close()
        super().close()
