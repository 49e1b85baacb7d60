# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""HTTP with the library requests: sends a request, and returns a response or raises one of our errors.

The client imports this file on first use, because the library requests takes time to load and may be missing.
"""

from __future__ import annotations

import random
import re
import ssl
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, Any
from urllib.parse import SplitResult, urljoin, urlsplit

import requests
import urllib3
from requests import exceptions
from urllib3.util.retry import Retry

from ._connection import Connection, is_local_proxy
from ._errors import BadAnswer, ConnectionFailed, InvalidInput, LostAnswer, MobileIronError, NotACore, TlsFailed
from ._request import Request
from ._response import Response
from ._sockets import OwnConnections, is_unsent

COLLECTION_VERSION = "1.0.0"
_RETRY_STATUSES = frozenset({429, 502, 503, 504})
_LONGEST_PAUSE = 60.0  # seconds, also for a Retry-After
_MOST_REDIRECTS = 4
_CHUNK = 1 << 16  # bytes
_IN_MEMORY = 1 << 20  # bytes of a body before it goes to a temporary file
_LARGEST = 2 << 30  # bytes of a body, more than the largest fleet's list
_UNPACKED = 64 << 20  # bytes that a packed body may always have
_PACKED = 200  # times as large as it arrived that a larger one may be; lists of devices are 10 to 50 times
_SHOWN = 200  # characters of a library's text in an error
_PORTS = {"http": 80, "https": 443}


class Transport:
    """The connections to one Core. Any object with ``send`` and ``close`` can replace it.

    Raises InvalidInput for files of the options that cannot be read. ``warn`` gets a text for each new try.
    """

    def __init__(self, connection: Connection, warn: Callable[[str], None]) -> None:
        connection.check_files()
        self._connection = connection
        self._warn = warn
        self._session = self._open_session()

    def send(self, request: Request) -> Response:
        """The response to ``request``, whatever its status. Reads are sent again if that helps, effects never."""
        left = self._connection.retries if request.operation.retry else 0
        pauses: Retry = _Pauses(left, status_forcelist=_RETRY_STATUSES, allowed_methods=None, backoff_factor=0.4)
        while True:
            busy: Any = None
            try:
                response = self._send_once(request)
            except (ConnectionFailed, BadAnswer) as error:
                if left <= 0 or isinstance(error, TlsFailed):
                    raise
                cause = error.message.removeprefix(f"{request.name}: ").rstrip(".")
            else:
                if left <= 0 or response.status not in _RETRY_STATUSES:
                    return response
                cause, busy = f"Core answered {response.status}", _Busy(response)
            left -= 1
            pauses = pauses.increment(request.operation.method, request.url, busy, None if busy else _Failed())
            self._warn(f"{request.name}: {cause}; trying again ({left} more tries).")
            pauses.sleep(busy)

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def _open_session(self) -> requests.Session:
        session = requests.Session()
        for scheme in _PORTS:
            session.mount(f"{scheme}://", _Adapter(pool_maxsize=64))
        session.auth = (self._connection.username.encode(), self._connection.password.encode())  # type: ignore[assignment]
        session.headers["User-Agent"] = f"mobileiron.core/{COLLECTION_VERSION} (Ansible collection)"
        return session

    @contextmanager
    def _session_for(self, request: Request) -> Iterator[requests.Session]:
        """The session to use.

        A request that is sent only once gets a new connection. Core may just have closed a kept connection, and then
        nobody could tell whether the request arrived.
        """
        if request.operation.retry:
            yield self._session
            return
        with self._open_session() as session:
            session.cookies = self._session.cookies
            yield session

    def _send_once(self, request: Request) -> Response:
        """Send a request and read the whole body; a read follows redirects on the same host."""
        url = f"{request.url}?{request.query}" if request.query else request.url
        sent = False
        try:
            with self._session_for(request) as session:
                for _hop in range(_MOST_REDIRECTS + 1):
                    prepared = session.prepare_request(_prepared(request, url))
                    settings = self._settings(url)
                    sent = True
                    with session.send(prepared, **settings) as reply:
                        location = reply.headers.get("Location") if reply.is_redirect else None
                        if not location or not request.operation.retry:
                            return Response(reply.status_code, reply.headers, _body(reply))
                        url = redirected(request, reply.url, location, reply.status_code)
        except (exceptions.RequestException, OSError, ValueError) as error:
            # A ValueError comes from a Location that is none, which requests reads also where it is not followed.
            raise _failure(request, error, sent) from error
        raise request.error(NotACore, f"{request.name}: the server redirects in circles.")

    def _settings(self, url: str) -> dict[str, Any]:
        connection = self._connection
        proxies = (
            dict.fromkeys(_PORTS, connection.proxy) if connection.proxy else requests.utils.get_environ_proxies(url)  # type: ignore[attr-defined]
        )
        if url.startswith("http:"):  # which is loopback; what is sent there in clear text stays on this host
            proxies = {scheme: proxy for scheme, proxy in proxies.items() if is_local_proxy(proxy)}
        return {
            "verify": connection.verify,
            "cert": connection.certificate,
            "proxies": proxies,
            "timeout": (connection.timeout, connection.timeout),
            "allow_redirects": False,
            "stream": True,
        }


class _Adapter(OwnConnections, requests.adapters.HTTPAdapter):
    """Sends requests over connections of ours."""


def _prepared(request: Request, url: str) -> requests.Request:
    headers = {"Accept": request.accept}
    if request.form:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    body: dict[str, Any] = {"data": request.form or None, "json": request.document or None}
    return requests.Request(request.operation.method, url, headers=headers, **body)


def _body(reply: requests.Response) -> IO[bytes]:
    body: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115
    for chunk in reply.iter_content(_CHUNK):
        body.write(chunk)
        _check_size(body.tell(), reply.raw.tell())
    expected = reply.headers.get("Content-Length", "")
    if expected.isdigit() and not reply.headers.get("Content-Encoding") and body.tell() < int(expected):
        raise OSError(f"the body ended after {body.tell()} of {expected} bytes")
    body.seek(0)
    return body


def _check_size(size: int, arrived: int) -> None:
    """Refuse a body that would fill the disk. ``arrived``: its bytes before they were unpacked."""
    if size > _LARGEST:
        raise OSError(f"the body is larger than {_LARGEST >> 20} MiB")
    if size > _UNPACKED and size > _PACKED * arrived:
        raise OSError(f"the body unpacks to more than {_PACKED} times its size")


def redirected(request: Request, url: str, location: str, status: int) -> str:
    """The address after a redirect of a read from ``url`` to ``location``.

    Raises NotACore for another host or port, which must not get the credentials, and for another call.
    """
    target = urljoin(url, location)
    here, there = urlsplit(url), urlsplit(target)
    if _origin(here) != _origin(there):
        message = (
            f"{request.name}: the server redirects to another host or port ({there.scheme}://{there.hostname}"
            f"{f':{there.port}' if there.port else ''}); credentials are not sent there. Check url."
        )
        raise request.error(NotACore, message, status)
    path = here.path.rpartition("/api/")[2].rstrip("/")
    if not there.path.rstrip("/").endswith(f"/{path}"):
        # Some calls with an effect are GETs: a read must not become one.
        message = (
            f"{request.name}: the server redirects to another call ({there.path}), which is not followed. Check url."
        )
        raise request.error(NotACore, message, status)
    return target


def _origin(parts: SplitResult) -> tuple[str, str | None, int | None]:
    return parts.scheme, parts.hostname, parts.port or _PORTS.get(parts.scheme)


# -- pauses between tries --------------------------------------------------------------------------------------------


class _Pauses(Retry):
    """Back-off with jitter, and a Retry-After that cannot stop a playbook for an hour."""

    def get_backoff_time(self) -> float:
        pause = super().get_backoff_time()
        return min(_LONGEST_PAUSE, pause * (1 + random.random() / 4))  # noqa: S311  # no secret, a spread

    def get_retry_after(self, response: Any) -> float | None:
        try:
            pause = super().get_retry_after(response)
        except urllib3.exceptions.InvalidHeader:
            return None
        return None if pause is None else min(pause, _LONGEST_PAUSE)


class _Failed(Exception):
    """A failed try in urllib3's bookkeeping."""


class _Busy:
    """What urllib3's Retry reads of a response."""

    def __init__(self, response: Response) -> None:
        self.status = response.status
        self.headers = response.headers

    def get_redirect_location(self) -> bool:
        return False


# -- from the libraries' errors to ours ------------------------------------------------------------------------------


class _Trouble:
    """An error of a library with everything that led to it."""

    def __init__(self, error: BaseException) -> None:
        self.errors = list(_chain(error))
        self.proxied = self.has(exceptions.ProxyError, urllib3.exceptions.ProxyError)
        refused = self.proxied and any("Tunnel connection" in str(cause) for cause in self.errors)
        unconnected = refused or self.has(urllib3.exceptions.ConnectTimeoutError, exceptions.ConnectTimeout)
        self.unconnected = unconnected or any(is_unsent(cause) for cause in self.errors)

    def has(self, *kinds: type[BaseException]) -> bool:
        return any(isinstance(error, kinds) for error in self.errors)

    @property
    def refused_certificate(self) -> bool:
        """Whether the server refused our certificate; with TLS 1.3 it says so only after the handshake."""
        reasons = [getattr(error, "reason", None) for error in self.errors if isinstance(error, ssl.SSLError)]
        return any(isinstance(reason, str) and _CERTIFICATE_ALERT.search(reason) for reason in reasons)

    @property
    def timed_out(self) -> bool:
        kinds = (exceptions.Timeout, urllib3.exceptions.TimeoutError, TimeoutError)
        # urllib3 derives a refused connection from its ConnectTimeoutError.
        refused = urllib3.exceptions.NewConnectionError
        return any(isinstance(error, kinds) and not isinstance(error, refused) for error in self.errors)

    def reason(self, timeout: float) -> str:
        """The innermost reason in words, without the addresses that hold queries."""
        if self.timed_out:
            return f"no data came within {timeout:g} seconds (option timeout), or it came too slowly"
        texts = [
            str(getattr(error, "verify_message", "") or getattr(error, "strerror", "") or error)
            for error in self.errors
        ]
        plain = [text for text in texts if text and not text.startswith(("(", "'"))]  # not a whole chain in one
        kind = type(self.errors[0]).__name__
        text = re.sub(r" *\(_ssl\.c:\d+\)", "", (plain or [kind])[-1])
        return text.partition("url:")[0].strip(" .(")[:_SHOWN] or kind


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    queue: list[Any] = [error]
    while queue:
        current = queue.pop()
        if isinstance(current, BaseException) and id(current) not in seen:
            seen.add(id(current))
            yield current
            queue += [getattr(current, "reason", None), current.__cause__, current.__context__, *current.args]


_Table = tuple[tuple[Callable[[_Trouble], bool], type[MobileIronError], str], ...]

_NO_TLS = (
    "TLS with {host} failed: {reason}. Check that url speaks https, not too old, and whether it needs client_cert."
)
_CERTIFICATE_ALERT = re.compile(
    r"ALERT_((BAD|UNSUPPORTED)_CERTIFICATE|CERTIFICATE_|UNKNOWN_CA|ACCESS_DENIED)|CERTIFICATE_REQUIRED"
)
"""What a server says that looked at our certificate, which is before it looks at any request."""

_NEVER_SENT: _Table = (
    (
        lambda trouble: trouble.has(ssl.SSLCertVerificationError),
        TlsFailed,
        "The TLS certificate of {host} was not accepted: {reason}. Give ca_path the CA that signed it, and check the "
        "host name in url.",
    ),
    (
        lambda trouble: trouble.refused_certificate,
        TlsFailed,
        "{host} does not take the client certificate, or asks for one: {reason}. Check client_cert and client_key.",
    ),
    (
        lambda trouble: trouble.unconnected and trouble.has(ssl.SSLError, exceptions.SSLError),
        TlsFailed,
        _NO_TLS,
    ),
    (
        lambda trouble: trouble.has(exceptions.InvalidURL, exceptions.InvalidSchema, exceptions.InvalidProxyURL),
        InvalidInput,
        "The connection options do not work: {reason}.",
    ),
    (
        lambda trouble: trouble.unconnected and trouble.proxied,
        ConnectionFailed,
        "Core could not be reached at {host} through the proxy: {reason}. Check url, and the option proxy or the proxy "
        "variables.",
    ),
    (
        lambda trouble: trouble.unconnected,
        ConnectionFailed,
        "Core could not be reached at {host}: {reason}. Check url.",
    ),
)
_READ: _Table = (
    (lambda trouble: trouble.has(exceptions.SSLError), TlsFailed, _NO_TLS),
    (lambda trouble: trouble.timed_out, BadAnswer, "{name}: {host} did not answer: {reason}."),
    (lambda trouble: True, BadAnswer, "{name}: the answer of {host} did not arrive whole ({reason}).{hint}"),
)


def _failure(request: Request, error: Exception, sent: bool) -> MobileIronError:
    """Convert an error of a library; ``sent``: the request may have been sent."""
    trouble = _Trouble(error)
    facts = {
        "name": request.name,
        "host": urlsplit(request.address).netloc,
        "reason": trouble.reason(request.connection.timeout),
        "hint": " Check whether url must start with https://." if request.address.startswith("http:") else "",
    }
    lost = request.operation.effect and sent
    for fits, kind, text in _NEVER_SENT if lost else _NEVER_SENT + _READ:
        if fits(trouble):
            return request.error(kind, text.format(**facts))
    text = f"{request.name} was sent and its answer was lost ({facts['reason']})."
    return request.error(LostAnswer, text, pending=trouble.timed_out)
