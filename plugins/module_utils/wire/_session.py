# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""HTTP: how a row of the operation table is asked, and what an answer means before anybody looks inside it.

Reads are repeated where that helps; an operation with an effect is sent once. A client opened in check mode refuses
every operation with an effect, whatever its HTTP verb.
"""

from __future__ import annotations

import contextlib
import ipaddress
import random
import re
import ssl
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache, partial
from io import BytesIO
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit
from urllib.request import getproxies

from . import _codec, _redact
from ._errors import (
    AuthenticationFailed,
    BadAnswer,
    ConnectionFailed,
    EffectRefused,
    InvalidInput,
    LostAnswer,
    MissingCall,
    MissingLibrary,
    MobileIronError,
    NotACore,
    PathRefused,
    RefusedRequest,
    RequestTooLarge,
    ServerFailed,
)
from ._operations import OPERATIONS, Operation

if TYPE_CHECKING:
    import requests

COLLECTION_VERSION = "1.0.0"
REQUEST_LINE_LIMIT = 8000
"""Bytes of an encoded request line that every server takes (Tomcat's default is 8,192)."""
_RETRY_STATUSES = frozenset({429, 502, 503, 504})
_LONGEST_TIMEOUT = 86400.0  # seconds
_LONGEST_PAUSE = 60.0  # seconds, also for a Retry-After
_IN_MEMORY = 1 << 20  # bytes of a body before it goes to a temporary file
_ACCEPT = {"csv": "text/csv, */*;q=0.1", "zip": "application/zip, */*;q=0.1", "wadl": "application/xml"}
_NO_FILE = dict.fromkeys(("csv", "zip"), ("json", "xml", "empty"))
_UNREADABLE = ""  # stands for a body that is neither JSON nor XML
_SHOWN = 200  # characters of what Core says in an error
_PORTS = {"http": 80, "https": 443}
_MEDIA = {"json": "application/json", "xml": "application/xml"}


@dataclass(frozen=True)
class Connection:
    """Where Core is and how to talk to it; ``timeout`` in seconds, ``retries`` for reads only."""

    url: str
    username: str
    password: str = field(repr=False)
    validate_certs: bool = True
    ca_path: str | None = None
    client_cert: str | None = None
    client_key: str | None = None
    proxy: str | None = None
    timeout: float = 30.0
    retries: int = 3
    response_format: str = "json"
    admin_device_space_id: int = 1

    def __post_init__(self) -> None:
        object.__setattr__(self, "url", self.url.strip())
        problem = _url_problem(self.url)
        if problem:
            raise InvalidInput(f"url: {problem}. Expected for example https://core.example.com.")
        if not self.username or not self.password:
            raise InvalidInput("username and password: both are needed and neither may be empty.")
        if ":" in self.username:
            raise InvalidInput("username: a colon cannot be sent in Basic authentication.")
        if not 0 < self.timeout <= _LONGEST_TIMEOUT:  # nor nan
            raise InvalidInput(f"timeout: expected more than 0 seconds and at most a day, got {self.timeout}.")
        if self.retries < 0:
            raise InvalidInput(f"retries: expected 0 or more, got {self.retries}.")
        if self.client_key and not self.client_cert:
            raise InvalidInput("client_key: it needs client_cert.")
        if self.proxy and self.url.startswith("http:") and not _is_local_proxy(self.proxy):
            raise InvalidInput("proxy: it would get the password of an http:// url in clear text; use https://.")

    @property
    def base(self) -> str:
        """The URL without a trailing slash, with the tenant path of a hosted Core."""
        return self.url.rstrip("/")

    @property
    def tenant(self) -> bool:
        """Whether the URL has a tenant path."""
        return bool(urlsplit(self.base).path)


def _url_problem(url: str) -> str | None:
    if not url:
        return "it is not given"
    try:
        parts = urlsplit(url)
        _well_formed = parts.port, (parts.hostname or "").encode("idna")
    except ValueError as error:  # also UnicodeError
        return f"its host or port is malformed ({error})"
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return "it has to start with https:// and name a host"
    if parts.username is not None or parts.password is not None:
        return "credentials never belong in it; use username and password"
    if parts.query or parts.fragment:
        return "it has a query or a fragment"
    segments = [segment for segment in parts.path.split("/") if segment]
    if "api" in segments or "mifs" in segments:
        return "leave out /api, /mifs and what follows; the collection adds the path"
    if parts.scheme == "http" and not _is_loopback(parts.hostname):
        return "http:// would send the password in clear text and is allowed for loopback only; use https://"
    return None


def _is_local_proxy(proxy: str) -> bool:
    try:
        return _is_loopback(urlsplit(proxy if "//" in proxy else f"//{proxy}").hostname or "")
    except ValueError:
        return False


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@dataclass(frozen=True)
class Permit:
    """The guards' permission to factory-reset exactly these uuids. Only the guards make one."""

    uuids: frozenset[str]


@dataclass
class Answer:
    """What Core answered. ``found`` is false for its 404 "no data"; ``data`` is the decoded body in the one shape."""

    operation: Operation
    status: int
    found: bool
    data: Any
    clean: Callable[[str], str] = str

    @property
    def messages(self) -> list[str]:
        """The texts of ``messages``, without secrets; an empty list where there are none."""
        return [self.clean(text) for text in _codec.messages_of(self.data)]

    def items(self) -> list[dict]:
        """The elements of the operation's envelope, always a list."""
        return _codec.items_at(self.data, self.operation.envelope or "") if self.found else []

    def item(self) -> dict | None:
        """The only element of the envelope; None where there is none. Raises BadAnswer for several."""
        items = self.items()
        if len(items) > 1:
            raise BadAnswer(f"Core answered {self.operation.name} with {len(items)} elements where one was asked for.")
        return items[0] if items else None


@dataclass
class _Response:
    status: int
    headers: Any
    body: IO[bytes]

    def head(self) -> bytes:
        start = self.body.read(4096)
        self.body.seek(0)
        return start

    def whole(self) -> bytes:
        raw = self.body.read(1 << 16)
        self.body.seek(0)
        return raw


@lru_cache(maxsize=1)
def _libraries() -> tuple[Any, Any]:
    """requests, and urllib3's Retry with our bounds. Imported on first use, for a clear error without them."""
    try:
        import requests
        from urllib3.exceptions import InvalidHeader
        from urllib3.util.retry import Retry
    except ImportError as error:
        raise MissingLibrary("requests") from error

    class BoundedRetry(Retry):
        """Back-off with jitter, and a Retry-After that cannot stop a playbook for an hour."""

        def get_backoff_time(self) -> float:
            pause = super().get_backoff_time()
            return min(_LONGEST_PAUSE, pause * (1 + random.random() / 4))

        def get_retry_after(self, response: Any) -> float | None:
            try:
                asked = super().get_retry_after(response)
            except InvalidHeader:
                return None
            return None if asked is None else min(asked, _LONGEST_PAUSE)

    return requests, BoundedRetry


class Client:
    """The one way to Core. ``warn`` is told of every retry; ``effects`` counts the effects that Core may have had."""

    def __init__(
        self, connection: Connection, check_mode: bool = False, warn: Callable[[str], None] | None = None
    ) -> None:
        self.connection = connection
        self.check_mode = check_mode
        self.warn = warn or (lambda _message: None)
        self.effects = 0
        self._lock = threading.Lock()
        self._finding = threading.Lock()
        self._session: requests.Session | None = None
        self._v2_base: str | None = None

    # -- calls ---------------------------------------------------------------------------------------------------

    def call(self, name: str, permit: Permit | None = None, **values: Any) -> Answer:
        """Ask the operation ``name``; ``values`` are its parameters. Errors are the types of ``_errors``."""
        operation = OPERATIONS[name]
        with self._redacted(values):
            response = self._exchange(operation, values, permit)
            data = self._decode(operation, response)
            if response.status != 404:
                self._check(operation, response, data)
        return Answer(operation, response.status, response.status != 404, data, partial(self.clean, values=values))

    def stream(self, name: str, wanted: frozenset[str] | None = None, **values: Any) -> Iterator[dict]:
        """Ask a list operation and yield its raw elements one at a time; nothing for "no data".

        Raises BadAnswer, after what there was, for a list that is shorter than Core counts.
        """
        operation = OPERATIONS[name]
        with self._redacted(values):
            response = self._exchange(operation, values, None)
            if response.status == 404:
                return
            count, top = 0, {}
            with response.body as body:
                try:
                    elements = _codec.stream(body, operation.envelope or "", wanted)
                    while True:
                        try:
                            element = next(elements)
                        except StopIteration as end:
                            top = end.value
                            break
                        count += 1
                        yield element
                except BadAnswer as error:
                    raise self._bad_answer(operation, response, error.message) from error
            self._check(operation, response, top, count)

    def download(self, name: str, **values: Any) -> IO[bytes] | None:
        """The undecoded body of an operation that answers a file, None for "no data"."""
        operation = OPERATIONS[name]
        with self._redacted(values):
            response = self._exchange(operation, values, None)
            if response.status != 404 and _codec.looks_like(response.head()) in _NO_FILE.get(operation.answers, ()):
                # Words in place of the file: that there is no data, or why there is none.
                self._check_words(operation, response)
                return None
        return None if response.status == 404 else response.body

    def _check_words(self, operation: Operation, response: _Response) -> None:
        data = self._decode(operation, response) if _codec.looks_like(response.head()) != "empty" else {"messages": ""}
        try:
            _codec.check_shows(data, frozenset(), 0)
        except BadAnswer as error:
            raise self._bad_answer(operation, response, error.message) from error

    def batches(self, name: str, parameter: str, ids: list[str], size: int | None, **rest: Any) -> Iterator[list[str]]:
        """Split ``ids`` so that each request line stays under the limit, or into ``size`` where that is given."""
        if size:
            for start in range(0, len(ids), size):
                yield ids[start : start + size]
            return
        operation = OPERATIONS[name]
        empty = len(self._request_line(operation, dict(rest, **{parameter: []})))
        (wire,) = (entry.wire for entry in operation.parameters if entry.name == parameter)
        batch: list[str] = []
        length = empty
        for entry in ids:
            cost = len(_pair(wire, entry)) + 1
            if empty + cost >= REQUEST_LINE_LIMIT:
                texts = ", ".join(sorted(name for name, value in rest.items() if len(_text(value)) > _SHOWN))
                raise InvalidInput(
                    f"{texts or parameter}: too long. The request line would have {empty + cost} bytes, where servers "
                    f"take less than {REQUEST_LINE_LIMIT}. Shorten it, or set bulk_size if your server takes more."
                )
            if batch and length + cost >= REQUEST_LINE_LIMIT:
                yield batch
                batch, length = [], empty
            batch.append(entry)
            length += cost
        if batch:
            yield batch

    # -- secrets -------------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def _redacted(self, values: dict) -> Iterator[None]:
        """Errors that leave this block tell no secret, of the connection or of the call's ``values``."""
        try:
            yield
        except MobileIronError as error:
            error.message = self.clean(error.message, values)
            raise

    def clean(self, text: str, values: dict | None = None) -> str:
        """``text`` without a secret of the connection, or of a call's ``values``."""
        secrets = [str(value) for name, value in (values or {}).items() if "password" in name and value]
        proxies = _redact.url_passwords(self.connection.proxy, *getproxies().values())
        return _redact.clean(text, [*secrets, *proxies], (self.connection.username, self.connection.password))

    # -- request -------------------------------------------------------------------------------------------------

    def _exchange(self, operation: Operation, values: dict, permit: Permit | None) -> _Response:
        self._allow(operation, values, permit)
        base = self._base(operation)
        response = self._send(operation, base, values)
        self._judge(operation, values, response)
        return response

    def _allow(self, operation: Operation, values: dict, permit: Permit | None) -> None:
        if operation.reached_by:
            raise EffectRefused(f"{operation.name} is reached by {operation.reached_by}; the client does not send it.")
        if operation.effect and self.check_mode:
            raise EffectRefused(f"{operation.name} has an effect and was refused in check mode.")
        if operation.factory_reset:
            asked = set(values.get("uuids") or [values.get("uuid")])
            if permit is None or not asked <= permit.uuids:
                raise EffectRefused(f"{operation.name} was refused: the guards did not clear these devices.")

    def _base(self, operation: Operation) -> str:
        root = self.connection.base
        if operation.api != "v2":
            return f"{root}/api/v1" if operation.api == "v1" else f"{root}/api/"
        if self._v2_base is None:
            # A hosted Core serves version 2 below /rest; which one this is, a read tells.
            hosted, plain = f"{root}/rest/api/v2", f"{root}/api/v2"
            with self._finding:
                self._v2_base = self._v2_base or (self._answering(hosted, plain) if self.connection.tenant else plain)
        return self._v2_base

    def _answering(self, first: str, second: str) -> str:
        """The base that answers a ping, else the one that at least asks for other credentials, else the second."""
        answers = {}
        for base in (first, second):
            answers[base] = self._ping(base)
            if answers[base] == 200:
                return base
        return first if answers[first] == 401 and answers[second] != 401 else second

    def _ping(self, base: str) -> int | None:
        """200 for an answer to a ping, 401 for a refusal of the credentials, None for anything else."""
        ping = OPERATIONS["ping"]
        response = self._send(ping, base, {})
        try:
            self._judge(ping, {}, response)
        except AuthenticationFailed:
            return 401
        except (MissingCall, NotACore, BadAnswer, RefusedRequest, ServerFailed):
            return None  # then the other address is asked, and its answer speaks
        return response.status if response.status == 200 else None

    def _target(self, operation: Operation, base: str, values: dict) -> tuple[str, dict, dict]:
        """The address without its query, and the encoded parts by place."""
        path = operation.path
        parts: dict[str, list] = {"query": [], "form": [], "json": []}
        parts["query"] += operation.fixed
        for parameter in operation.parameters:
            value = values.get(parameter.name)
            if parameter.place == "path":
                path = path.replace(f"{{{parameter.name}}}", _segment(operation, parameter.name, value))
            elif value is not None:
                parts[parameter.place].append((parameter.wire, value))
        known = {parameter.name for parameter in operation.parameters}
        missing = [p.name for p in operation.parameters if p.required and values.get(p.name) is None]
        if missing or set(values) - known:
            raise TypeError(f"{operation.name}: missing {missing}, unknown {sorted(set(values) - known)}")
        query = "&".join(_pair(wire, entry) for wire, value in parts["query"] for entry in _many(value))
        form = "&".join(_pair(wire, _text(value)) for wire, value in parts["form"])
        url = f"{base}/{path}" if path else base
        return url, {"query": query, "form": form}, dict(parts["json"])

    def _request_line(self, operation: Operation, values: dict) -> str:
        url, encoded, _json = self._target(operation, self._base(operation), values)
        return f"{operation.method} {urlsplit(url).path}?{encoded['query']} HTTP/1.1"

    def _is_long(self, operation: Operation, values: dict) -> bool:
        return len(self._request_line(operation, values)) >= REQUEST_LINE_LIMIT

    def _send(self, operation: Operation, base: str, values: dict) -> _Response:
        requests, bounded_retry = _libraries()
        url, encoded, document = self._target(operation, base, values)
        request = requests.Request(
            operation.method,
            f"{url}?{encoded['query']}" if encoded["query"] else url,
            headers={"Accept": self._accept(operation)},
            data=encoded["form"] or None,
            json=document or None,
        )
        if encoded["form"]:
            request.headers["Content-Type"] = "application/x-www-form-urlencoded"
        retries = self.connection.retries if operation.retry else 0
        retry = bounded_retry(total=retries, status_forcelist=_RETRY_STATUSES, allowed_methods=None, backoff_factor=0.4)
        left = retries
        while True:
            try:
                response = self._once(operation, request, self._address(operation))
            except (ConnectionFailed, LostAnswer, BadAnswer) as error:
                if left <= 0 or isinstance(error, LostAnswer) or getattr(error, "final", False):
                    raise
                cause, raw = error.message, None
            else:
                if left <= 0 or response.status not in _RETRY_STATUSES:
                    return response
                cause, raw = f"Core answered {response.status}", _Headers(response.status, response.headers)
            left -= 1
            retry = retry.increment(operation.method, url, response=raw, error=None if raw else _Retriable())
            cause = cause.removeprefix(f"{operation.name}: ").rstrip(".")
            self.warn(self.clean(f"{operation.name}: {cause}; asking again ({left} more tries).", values))
            retry.sleep(raw)

    def _accept(self, operation: Operation) -> str:
        if operation.answers != "document":
            return _ACCEPT[operation.answers]
        return _MEDIA["json"] if operation.api == "v2" else _MEDIA[self.connection.response_format]

    def _once(self, operation: Operation, request: Any, url: str) -> _Response:
        """Send one request and read its whole body; a same-host redirect of a read is followed."""
        requests, _retry = _libraries()
        session = self._open(requests)
        sent = False
        try:
            for _hop in range(5):
                prepared = session.prepare_request(request)
                sent = operation.effect
                if sent:
                    self._count_effect(1)
                with session.send(prepared, **self._transport(requests, prepared.url)) as reply:
                    location = reply.headers.get("Location") if reply.is_redirect else None
                    if location and operation.retry:
                        request.url = self._same_host(operation, reply, location, url)
                        continue
                    return _Response(reply.status_code, reply.headers, self._read(reply))
            raise NotACore(f"{operation.name}: the server redirects in circles.", operation.name, url=url)
        except (requests.exceptions.RequestException, OSError, ValueError) as error:
            # A ValueError comes from a Location that is none, which requests reads also where it is not followed.
            raise self._transport_error(requests, operation, error, url, sent) from error

    def _open(self, requests: Any) -> Any:
        with self._lock:
            if self._session is None:
                _check_files(self.connection)
                session = requests.Session()
                session.mount("https://", requests.adapters.HTTPAdapter(pool_maxsize=64))
                session.mount("http://", requests.adapters.HTTPAdapter(pool_maxsize=64))
                session.auth = (self.connection.username.encode(), self.connection.password.encode())
                session.headers["User-Agent"] = f"mobileiron.core/{COLLECTION_VERSION} (Ansible collection)"
                self._session = session
            return self._session

    def _transport(self, requests: Any, url: str) -> dict:
        settings = self.connection
        proxies = (
            {"http": settings.proxy, "https": settings.proxy}
            if settings.proxy
            else requests.utils.get_environ_proxies(url)
        )
        if url.startswith("http:"):  # which is loopback; what is sent there in clear text stays on this host
            proxies = {scheme: proxy for scheme, proxy in proxies.items() if _is_local_proxy(proxy)}
        verify: bool | str = settings.validate_certs
        if verify and settings.ca_path:
            verify = settings.ca_path
        cert = (settings.client_cert, settings.client_key) if settings.client_key else settings.client_cert
        return {
            "verify": verify,
            "cert": cert,
            "proxies": proxies,
            "timeout": (settings.timeout, settings.timeout),
            "allow_redirects": False,
            "stream": True,
        }

    def _same_host(self, operation: Operation, reply: Any, location: str, url: str) -> str:
        requests, _retry = _libraries()
        target = requests.compat.urljoin(reply.url, location)
        here, there = urlsplit(reply.url), urlsplit(target)
        if _origin(here) != _origin(there):
            raise NotACore(
                f"{operation.name}: the server redirects to another host or port ({there.scheme}://{there.hostname}"
                f"{f':{there.port}' if there.port else ''}); credentials are not sent there. Check url.",
                operation.name,
                reply.status_code,
                url,
            )
        asked = here.path.rpartition("/api/")[2].rstrip("/")
        if not there.path.rstrip("/").endswith(f"/{asked}"):
            # Some calls with an effect are GETs: a read must not become one.
            raise NotACore(
                f"{operation.name}: the server redirects to another call ({there.path}), which is not followed. "
                "Check url.",
                operation.name,
                reply.status_code,
                url,
            )
        return target

    def _read(self, reply: Any) -> IO[bytes]:
        body: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115
        for chunk in reply.iter_content(1 << 16):
            body.write(chunk)
        expected = reply.headers.get("Content-Length", "")
        if expected.isdigit() and not reply.headers.get("Content-Encoding") and body.tell() < int(expected):
            raise OSError(f"the body ended after {body.tell()} of {expected} bytes")
        body.seek(0)
        return body

    def _transport_error(
        self, requests: Any, operation: Operation, error: Exception, url: str, sent: bool
    ) -> Exception:
        where: dict[str, Any] = {"operation": operation.name, "url": url}
        failure = self._never_sent(requests, operation, error, where)
        if failure:
            self._count_effect(-1 if sent else 0)
            return failure
        cause = self._cause(error)
        if sent:
            lost = LostAnswer(f"{operation.name} was sent and its answer was lost ({cause}).", **where)
            lost.pending = _timed_out(error)
            return lost
        host = urlsplit(url).netloc
        if _timed_out(error):
            return BadAnswer(f"{operation.name}: {host} did not answer: {cause}.", **where)
        hint = " Check whether url has to start with https://." if url.startswith("http:") else ""
        return BadAnswer(f"{operation.name}: the answer of {host} did not arrive whole ({cause}).{hint}", **where)

    def _never_sent(self, requests: Any, operation: Operation, error: Exception, where: dict) -> Exception | None:
        """The failure to connect that ``error`` is; None where the request may have been sent."""
        kinds = requests.exceptions
        host = urlsplit(where["url"]).netloc
        names = {type(cause).__name__ for cause in _causes(error)}
        proxied = "ProxyError" in names
        if "SSLCertVerificationError" in names:
            text = (
                f"The TLS certificate of {host} was not accepted: {self._cause(error)}. Give ca_path the CA that "
                "signed it, and check the host name in url."
            )
        elif isinstance(error, kinds.SSLError) and not operation.effect:
            text = f"TLS with {host} failed: {self._cause(error)}. Check that the port in url speaks https."
        elif isinstance(error, (kinds.InvalidURL, kinds.InvalidSchema, kinds.InvalidProxyURL)):
            return InvalidInput(f"The connection options do not work: {self._cause(error)}.", **where)
        elif names & _BEFORE_SENDING or (proxied and any("Tunnel connection" in str(why) for why in _causes(error))):
            through, check = "", "Check url."
            if proxied:
                through, check = " through the proxy", "Check url, and the option proxy or the proxy variables."
            text = f"Core could not be reached at {host}{through}: {self._cause(error)}. {check}"
            return ConnectionFailed(text, **where)
        else:
            return None
        failure = ConnectionFailed(text, **where)
        failure.final = True  # type: ignore[attr-defined]
        return failure

    def _cause(self, error: BaseException) -> str:
        """The innermost reason in words, without the addresses that hold queries."""
        if _timed_out(error):
            return f"nothing came within {self.connection.timeout:g} seconds (option timeout)"
        texts = [
            str(getattr(cause, "verify_message", "") or getattr(cause, "strerror", "") or cause)
            for cause in _causes(error)
        ]
        plain = [text for text in texts if text and not text.startswith(("(", "'"))]  # not a whole chain in one
        text = re.sub(r" *\(_ssl\.c:\d+\)", "", (plain or [type(error).__name__])[-1])
        return text.partition("url:")[0].strip(" .(")[:_SHOWN] or type(error).__name__

    def _count_effect(self, change: int) -> None:
        with self._lock:
            self.effects += change

    # -- answer --------------------------------------------------------------------------------------------------

    def _judge(self, operation: Operation, values: dict, response: _Response) -> None:
        """Raise what the status and the kind of body mean. What is left is a 200 to decode, or Core's own 404."""
        status = response.status
        facts: dict[str, Any] = {"operation": operation.name, "status": status, "url": self._address(operation)}
        if status < 200:
            self._refuse(
                operation, BadAnswer(f"{operation.name}: no answer followed the interim status {status}.", **facts)
            )
        if status >= 500 or (status == 429 and not operation.effect):
            self._judge_server_failure(operation, values, response, facts)
        if status < 300:
            self._judge_content(operation, response, facts)
            return
        if operation.effect:
            self._count_effect(-1)
        if _is_cloud(self._document(response)):
            raise NotACore(_cloud_text(), **facts)
        foreign = status == 405 or self._is_foreign_404(operation, response)
        slashed = _slashed(operation, values)
        if slashed and (status == 400 or foreign):
            raise PathRefused(
                f"{operation.name}: the server refuses {slashed!r} in a path, because of its slash or backslash.",
                **facts,
            )
        if foreign:
            raise MissingCall(_missing_text(operation, status), **facts)
        if status != 404:
            raise self._refusal(operation, values, response, facts)

    def _refusal(self, operation: Operation, values: dict, response: _Response, facts: dict) -> MobileIronError:
        status, text = response.status, self._readable(response, values)
        if status in (401, 403):
            error = AuthenticationFailed(self._authentication_text(operation, status), **facts)
            error.said = text
            return error
        if status in (413, 414, 431):
            return RequestTooLarge(
                f"{operation.name}: Core refused the request as too large ({status}), so nothing of it was done. "
                + _smaller(operation, values),
                **facts,
            )
        if status < 400:
            return RefusedRequest(
                f"{operation.name}: the server redirects ({status}), which a call that changes something or carries a "
                "password does not follow. Check url.",
                **facts,
            )
        ending = f": {text}" if text else "."
        if status == 400 and _listed(operation, values) > 1 and self._is_long(operation, values):
            ending += " The request line is long. " + _smaller(operation, values)
        return RefusedRequest(f"{operation.name}: Core refused the request with {status}{ending}", **facts)

    def _judge_server_failure(self, operation: Operation, values: dict, response: _Response, facts: dict) -> None:
        text = self._readable(response, values)
        said = f"{operation.name}: Core answered {response.status}"
        if operation.effect:
            lost = LostAnswer(f"{said}, which does not tell whether it acted{f' ({text})' if text else ''}.", **facts)
            lost.pending = True
            raise lost
        raise ServerFailed(said + (f": {text}" if text else "."), **facts)

    def _is_foreign_404(self, operation: Operation, response: _Response) -> bool:
        """A 404 whose body Core did not write: a web page, nothing, or another product's JSON.

        Core's own "no data" carries ``messages`` or ``totalCount``; of version 2 no such body is known.
        """
        if response.status != 404:
            return False
        if _codec.looks_like(response.head()) not in ("json", "xml"):
            return True
        data = self._document(response)
        if not data:
            return data is _UNREADABLE
        keys = set(data) if isinstance(data, dict) else set()
        if operation.api != "v1":
            return not keys or {"path", "error"} <= keys
        return not keys & {"messages", "totalCount", *operation.shown}

    def _document(self, response: _Response) -> Any:
        """A small JSON or XML body in the one shape; ``_UNREADABLE`` for any other."""
        try:
            return _codec.decode(BytesIO(response.whole()))
        except (BadAnswer, MissingLibrary):
            return _UNREADABLE

    def _judge_content(self, operation: Operation, response: _Response, facts: dict) -> None:
        kind = _codec.looks_like(response.head())
        media = response.headers.get("Content-Type", "").split(";")[0].strip().lower()
        if operation.answers in ("csv", "zip"):
            if kind == "html" or media == "text/html":
                self._refuse(operation, NotACore(_html_text(operation), **facts))
            return
        if kind == "empty" and operation.effect:
            return
        if kind == "html" or media == "text/html":
            self._refuse(operation, NotACore(_html_text(operation), **facts))
        expected = self._accept(operation).split("/")[1].split(",")[0]
        if media and expected not in media.replace("text/xml", "application/xml"):
            self._refuse(
                operation,
                BadAnswer(
                    f"{operation.name}: Core was asked for {expected.upper()} and answered {media}. "
                    "Check url, and try the other response_format.",
                    **facts,
                ),
            )

    def _refuse(self, operation: Operation, error: Any) -> None:
        """A 200 that is no answer. After an effect that means the answer is lost."""
        if operation.effect:
            raise LostAnswer(error.message, error.operation, error.status, error.url)
        raise error

    def _decode(self, operation: Operation, response: _Response) -> Any:
        with response.body as body:
            if _codec.looks_like(response.head()) == "empty":
                if operation.effect or response.status == 404:
                    return None
                raise self._bad_answer(operation, response, "The answer is empty.")
            try:
                data = _codec.decode(body)
            except BadAnswer as error:
                raise self._bad_answer(operation, response, error.message) from error
        return data

    def _check(self, operation: Operation, response: _Response, data: Any, listed: int | None = None) -> None:
        """Refuse a 200 of another product, and one to a read that is no answer, or less of one than Core counts.

        ``listed``: how many elements were streamed out of it.
        """
        if _is_cloud(data):
            self._refuse(operation, NotACore(_cloud_text(), operation.name, response.status, self._address(operation)))
        if not operation.shown:
            return
        try:
            if listed is None:
                _codec.check_shows(data, operation.shown, _shown_in(operation, data), operation.says_why)
                return
            _codec.check_shows(data, operation.shown, listed, operation.says_why)
            total = _codec.total_of(data) or 0
            if total > listed:
                raise BadAnswer(f"Core counts {total} and listed {listed}: the list is not whole.")
        except BadAnswer as error:
            raise self._bad_answer(operation, response, error.message) from error

    def _bad_answer(self, operation: Operation, response: _Response, message: str) -> Exception:
        kind = LostAnswer if operation.effect else BadAnswer
        return kind(f"{operation.name}: {message}", operation.name, response.status, self._address(operation))

    def _readable(self, response: _Response, values: dict) -> str:
        """What Core says in an error, its secrets replaced before it is cut, so that no half of one is left."""
        text = self.clean(_codec.readable(response.whole()), values) if response.status >= 300 else ""
        return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"

    def _address(self, operation: Operation) -> str:
        """Where a call is, with placeholders, so that no name is in a log."""
        found = self._v2_base if operation.api == "v2" else None
        version = "" if operation.api == "root" else f"{operation.api}/"
        return f"{found}/{operation.path}" if found else f"{self.connection.base}/api/{version}{operation.path}"

    def _authentication_text(self, operation: Operation, status: int) -> str:
        where = "Admin > Admins > Edit Roles" + (" > Others > API" if operation.api == "v1" else "")
        return (
            f"{operation.name}: Core refused the credentials of {self.connection.username!r} ({status}). Either the "
            f"username or password is incorrect, or the account lacks the role that this call needs: {operation.role} "
            f"(Admin Portal: {where})."
        )

    def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            self._session.close()


def _origin(parts: Any) -> tuple:
    return parts.scheme, parts.hostname, parts.port or _PORTS.get(parts.scheme)


class _Retriable(Exception):
    """Stands for a failed try in urllib3's bookkeeping; the real error is kept by the caller."""


class _Headers:
    """What urllib3's Retry reads of a response."""

    def __init__(self, status: int, headers: Any) -> None:
        self.status = status
        self.headers = headers

    def get_redirect_location(self) -> bool:
        return False


def _shown_in(operation: Operation, data: Any) -> int:
    """How many elements of an answer show something that was asked for."""
    beside = [name for name in operation.shows if isinstance(data, dict) and data.get(name)]
    return len(beside) + len(_codec.items_at(data, operation.envelope) if operation.envelope else ())


def _segment(operation: Operation, name: str, value: Any) -> str:
    text = _text(value)
    if not text:
        raise InvalidInput(f"{operation.name}: {name} is empty.")
    if text in (".", ".."):
        raise PathRefused(f"{operation.name}: {text!r} cannot be part of a path.", operation.name)
    return quote(text, safe="")


def _pair(name: str, value: str) -> str:
    return f"{quote(name, safe='')}={quote(value, safe='')}" if value or name[:1] != "_" else name


def _many(value: Any) -> Iterable[str]:
    return [_text(entry) for entry in value] if isinstance(value, (list, tuple)) else [_text(value)]


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _slashed(operation: Operation, values: dict) -> str | None:
    paths = [_text(values.get(p.name)) for p in operation.parameters if p.place == "path"]
    return next((text for text in paths if "/" in text or "\\" in text), None)


def _is_cloud(data: Any) -> bool:
    return isinstance(data, dict) and "result" in data and "errors" in data and "messages" not in data


def _cloud_text() -> str:
    return (
        "This looks like a MobileIron Cloud (Ivanti Neurons for MDM) tenant, which has another API below the same "
        "/api/v1. This collection manages MobileIron Core (Ivanti EPMM); check url."
    )


def _html_text(operation: Operation) -> str:
    return (
        f"{operation.name}: a web page was answered where Core's API answers data. That is usually a login page or a "
        "proxy: check url and proxy."
    )


def _listed(operation: Operation, values: dict) -> int:
    """How many ids a request lists; 1 for a call that takes no list."""
    return max((len(values.get(entry.name) or ()) for entry in operation.parameters if entry.many), default=1)


def _smaller(operation: Operation, values: dict) -> str:
    count = _listed(operation, values)
    return f"Set bulk_size to fewer than {count}." if count > 1 else "Send shorter texts (reason, message, comments)."


def _missing_text(operation: Operation, status: int) -> str:
    return (
        f"{operation.name}: the server does not have this call (status {status}, not answered by Core's API). "
        "Either url is wrong, or this server no longer serves this call of the "
        f"{'version 1' if operation.api == 'v1' else 'version 2'} API."
    )


# Resolving, connecting: errors (also a proxy's) that come before a request can be sent.
_BEFORE_SENDING = frozenset({"NewConnectionError", "ConnectTimeoutError", "ConnectTimeout", "NameResolutionError"})


def _timed_out(error: BaseException) -> bool:
    return any("Timeout" in type(cause).__name__ or isinstance(cause, TimeoutError) for cause in _causes(error))


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    queue: list[Any] = [error]
    while queue:
        current = queue.pop()
        if isinstance(current, BaseException) and id(current) not in seen:
            seen.add(id(current))
            yield current
            queue += [getattr(current, "reason", None), current.__cause__, current.__context__, *current.args]


def _check_files(connection: Connection) -> None:
    """Read the files that the connection options name. Raises InvalidInput naming the option."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    ca_path = connection.ca_path if connection.validate_certs else None
    named = {"ca_path": ca_path, "client_cert": connection.client_cert, "client_key": connection.client_key}
    for option, path in named.items():
        if path and not Path(path).exists():
            raise InvalidInput(f"{option}: there is no {path!r} where this task runs.")
    try:
        if ca_path and not Path(ca_path).is_dir():
            context.load_verify_locations(ca_path)
    except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
        raise InvalidInput(f"ca_path: {ca_path!r} cannot be read as certificates in PEM format.") from error
    if not connection.client_cert:
        return
    try:
        # A key with a passphrase would be asked for on the terminal.
        context.load_cert_chain(connection.client_cert, connection.client_key, password="")
    except (OSError, ValueError) as error:
        raise InvalidInput(
            f"client_cert, client_key: {connection.client_cert!r} and its key cannot be read. Expected a certificate "
            "and a key without a passphrase, in PEM format, that belong together."
        ) from error
