# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lines and servers on a bad day: each ends in a typed error, in bounded time and memory, and nothing is sent twice.

The servers here are sockets that say what a test has them say. No test looks at a clock: what would never end would
hang, and the server ends when the client hangs up.
"""

from __future__ import annotations

import gzip
import socket
import ssl
import threading
import warnings
import zlib
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
import trustme
from ansible_collections.mobileiron.core.plugins.module_utils.wire import _errors as errors
from ansible_collections.mobileiron.core.plugins.module_utils.wire import _sockets, _transport
from ansible_collections.mobileiron.core.plugins.module_utils.wire._client import Client
from ansible_collections.mobileiron.core.plugins.module_utils.wire._connection import Connection

PASSWORD = "pa&ss wörd-1"
LABELS = b'{"labels": {"label": {"@id": "1"}}}'
OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
WHOLE = OK + b"Content-Length: %d\r\n\r\n%s" % (len(LABELS), LABELS)
ACT = {"uuid": "u-1", "reason": "r"}

Say = Callable[[socket.socket, int], None]


class Listener:
    """A server on loopback that reads the heads of requests, notes them, and answers with ``say(socket, number)``."""

    def __init__(self, say: Say, tls: ssl.SSLContext | None = None) -> None:
        self.heads: list[bytes] = []
        self.connections = 0
        self._say, self._tls = say, tls
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                line, _address = self._listening.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._talk, args=(line,), daemon=True).start()

    def _talk(self, line: socket.socket) -> None:
        try:
            with self._secured(line) as secured:
                head = b""
                while b"\r\n\r\n" not in head:
                    piece = secured.recv(65536)
                    if not piece:
                        return
                    head += piece
                self.heads.append(head)
                self._say(secured, len(self.heads))
        except OSError:
            return  # the client hung up, or did not want to talk

    def _secured(self, line: socket.socket) -> socket.socket:
        """The line, after a handshake where TLS is spoken."""
        if self._tls is None:
            return line
        secured = self._tls.wrap_socket(line, server_side=True, do_handshake_on_connect=False)
        try:
            secured.do_handshake()
        except ssl.SSLError:
            # Hear the client out: a line that is closed on unread bytes is reset, and what was said last is lost.
            with socket.socket(fileno=secured.detach()) as plain:
                while plain.recv(65536):
                    pass
            raise
        return secured

    def close(self) -> None:
        self._listening.close()


@pytest.fixture(autouse=True)
def alone(monkeypatch) -> None:
    """No proxy of the machine, and no pause between tries."""
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("urllib3.util.retry.time.sleep", lambda _seconds: None)


@pytest.fixture
def listen() -> Iterator[Callable[..., Listener]]:
    """Starts listeners."""
    listeners: list[Listener] = []

    def start(say: Say, tls: ssl.SSLContext | None = None) -> Listener:
        listeners.append(Listener(say, tls))
        return listeners[-1]

    yield start
    for listener in listeners:
        listener.close()


def client(listener: Listener, scheme: str = "http", **options: Any) -> Client:
    """A client of the listener that tries a read twice."""
    url = f"{scheme}://127.0.0.1:{listener.port}"
    return Client(Connection(url, "apiadmin", PASSWORD, **{"timeout": 2.0, "retries": 1, **options}))


def fails(listener: Listener, read: type[Exception], effect: type[Exception], match: str, **options: Any) -> None:
    """A read and an effect each fail as they have to; the effect is sent once, or never if it was not lost."""
    with pytest.raises(errors.MobileIronError, match=match) as caught:
        client(listener, **options).call("list_labels")
    assert caught.type is read
    before, acting = len(listener.heads), client(listener, **options)
    with pytest.raises(errors.MobileIronError, match=match) as caught:
        acting.call("lock_device", **ACT)
    assert caught.type is effect and acting.effects == (effect is errors.LostAnswer)
    assert len(listener.heads) - before == (effect is errors.LostAnswer)
    assert PASSWORD not in str(caught.value)


def drip(line: socket.socket, text: bytes, pause: float = 0.02) -> None:
    """Send a byte at a time."""
    for place in range(len(text)):
        line.sendall(text[place : place + 1])
        threading.Event().wait(pause)  # time.sleep does nothing here


# -- slow and endless


def test_headers_a_byte_at_a_time_are_read(listen) -> None:
    listener = listen(lambda line, _number: drip(line, WHOLE, 0.001))
    assert client(listener).call("list_labels").items() == [{"@id": "1"}]


def test_headers_that_never_end_are_given_up(listen, monkeypatch) -> None:
    """Each byte comes within the time that one read of a socket may take."""
    monkeypatch.setattr(_sockets, "_SLOWEST", 1e9)
    listener = listen(lambda line, _number: drip(line, OK + b"X-Long: " + b"x" * 10**6))
    fails(listener, errors.BadAnswer, errors.LostAnswer, "too slowly", timeout=0.3)


def test_a_body_that_drips_is_given_up(listen, monkeypatch) -> None:
    monkeypatch.setattr(_sockets, "_SLOWEST", 1e9)

    def say(line: socket.socket, _number: int) -> None:
        line.sendall(OK + b"Transfer-Encoding: chunked\r\n\r\n")
        drip(line, b"1\r\n \r\n" * 10**6, 0.01)

    fails(listen(say), errors.BadAnswer, errors.LostAnswer, "too slowly", timeout=0.3)


def test_an_answer_may_take_long_while_it_comes_fast_enough(listen, monkeypatch) -> None:
    monkeypatch.setattr(_sockets, "_SLOWEST", 1)  # a second for each byte
    listener = listen(lambda line, _number: drip(line, WHOLE, 0.005))
    assert client(listener, timeout=0.1).call("list_labels").items() == [{"@id": "1"}]


def test_no_pace_lets_an_answer_take_for_ever(listen, monkeypatch) -> None:
    monkeypatch.setattr(_sockets, "_SLOWEST", 1)
    monkeypatch.setattr(_sockets, "_LONGEST", 0.2)
    listener = listen(lambda line, _number: drip(line, OK + b"X-Long: " + b"x" * 10**6))
    fails(listener, errors.BadAnswer, errors.LostAnswer, "too slowly", timeout=0.1)


def test_a_body_that_never_ends_does_not_fill_the_disk(listen, monkeypatch) -> None:
    monkeypatch.setattr(_transport, "_LARGEST", 1 << 20)

    def say(line: socket.socket, _number: int) -> None:
        line.sendall(OK + b"Transfer-Encoding: chunked\r\n\r\n")
        while True:
            line.sendall(b"10000\r\n" + b" " * 65536 + b"\r\n")

    fails(listen(say), errors.BadAnswer, errors.LostAnswer, "larger than 1 MiB")


@pytest.mark.parametrize("encoding", [b"gzip", b"deflate"])
def test_a_bomb_is_not_unpacked(listen, monkeypatch, encoding: bytes) -> None:
    monkeypatch.setattr(_transport, "_UNPACKED", 1 << 20)
    packer = zlib.compressobj(9, wbits=31 if encoding == b"gzip" else 15)
    bomb = packer.compress(LABELS + b" " * (32 << 20)) + packer.flush()
    head = OK + b"Content-Encoding: %s\r\nContent-Length: %d\r\n\r\n" % (encoding, len(bomb))
    fails(listen(lambda line, _number: line.sendall(head + bomb)), errors.BadAnswer, errors.LostAnswer, "200 times")


def test_a_packed_list_is_unpacked(listen, monkeypatch) -> None:
    monkeypatch.setattr(_transport, "_UNPACKED", 1 << 10)
    rows = ",".join(f'{{"@id": "{number}", "name": "label {number}"}}' for number in range(3000))
    packed = gzip.compress(f'{{"labels": {{"label": [{rows}]}}}}'.encode())
    head = OK + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(packed)
    listener = listen(lambda line, _number: line.sendall(head + packed))
    assert len(client(listener).call("list_labels").items()) == 3000


@pytest.mark.parametrize(
    "answer",
    [
        OK + b"X-Long: " + b"x" * 65536 + b"\r\nContent-Length: 2\r\n\r\n{}",
        OK + b"".join(b"X-%d: y\r\n" % number for number in range(500)) + b"\r\n{}",
        OK + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n" % (len(LABELS), LABELS),
        OK + b"Transfer-Encoding: chunked\r\n\r\nff\r\n" + LABELS,
        OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n" + LABELS,
        OK + b"Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd",
        OK + b"Content-Length: 999\r\n\r\n" + LABELS,
        b"HTTP/1.1 two hundred\r\n\r\n",
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"\x15\x03\x01\x00\x02\x02\x46",
        b"",
    ],
    ids=[
        "64 KiB header", "500 headers", "no last chunk", "cut chunk", "no size of a chunk", "no gzip", "cut body",
        "no status", "ssh", "tls alert", "nothing",
    ],
)  # fmt: skip
def test_an_answer_that_is_none_is_said_to_be_none(listen, answer: bytes) -> None:
    listener = listen(lambda line, _number: line.sendall(answer))
    fails(listener, errors.BadAnswer, errors.LostAnswer, "(did not arrive whole|answer was lost)")


# -- TLS


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    """A CA."""
    return trustme.CA()


@pytest.fixture
def trusted(authority: trustme.CA, tmp_path: Path) -> dict[str, Any]:
    """The options of a client that trusts the CA."""
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    return {"scheme": "https", "ca_path": str(tmp_path / "ca.pem")}


def served(certificate: trustme.LeafCert) -> ssl.SSLContext:
    """The context of a server with this certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


def whole(line: socket.socket, _number: int) -> None:
    """Answer, as one should."""
    line.sendall(WHOLE)


def test_tls_works_here(listen, authority, trusted) -> None:
    assert client(listen(whole, served(authority.issue_cert("127.0.0.1"))), **trusted).call("list_labels").has_data


def test_an_expired_certificate_is_refused(listen, authority, trusted) -> None:
    past = datetime.now(timezone.utc) - timedelta(days=1)
    expired = authority.issue_cert("127.0.0.1", not_before=past - timedelta(days=1), not_after=past)
    fails(listen(whole, served(expired)), errors.TlsFailed, errors.TlsFailed, "expired", **trusted)


def test_the_certificate_of_another_host_is_refused(listen, authority, trusted) -> None:
    other = authority.issue_cert("other.example.com")
    fails(listen(whole, served(other)), errors.TlsFailed, errors.TlsFailed, "(?i)ip address|hostname", **trusted)


def test_a_certificate_of_an_unknown_ca_is_refused(listen, trusted) -> None:
    stranger = trustme.CA().issue_cert("127.0.0.1")
    fails(listen(whole, served(stranger)), errors.TlsFailed, errors.TlsFailed, "not accepted", **trusted)


def test_tls_that_is_too_old_is_refused_and_no_effect_is_called_lost(listen, authority, trusted) -> None:
    context = served(authority.issue_cert("127.0.0.1"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Python says that it is too old, too
        context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    context.set_ciphers("ALL:@SECLEVEL=0")
    fails(listen(whole, context), errors.TlsFailed, errors.TlsFailed, "too old", **trusted)


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
@pytest.mark.parametrize("given", [True, False], ids=["one of another CA", "none"])
def test_a_client_certificate_that_is_refused_is_no_lost_answer(
    listen, authority, trusted, tmp_path: Path, version: ssl.TLSVersion, given: bool
) -> None:
    context = served(authority.issue_cert("127.0.0.1"))
    context.maximum_version, context.verify_mode = version, ssl.CERT_REQUIRED
    authority.configure_trust(context)
    if given:
        trustme.CA().issue_cert("client@example.com").private_key_and_cert_chain_pem.write_to_path(tmp_path / "own.pem")
        trusted["client_cert"] = str(tmp_path / "own.pem")
    fails(listen(whole, context), errors.TlsFailed, errors.TlsFailed, "client_cert", **trusted)


def test_a_server_that_breaks_off_the_handshake_was_sent_no_effect(listen, trusted) -> None:
    """Nobody can have read the request; whatever the line did, it is not lost."""

    class Rude(Listener):
        def _talk(self, line: socket.socket) -> None:
            line.recv(16)
            line.close()

    rude = Rude(whole)
    try:
        fails(rude, errors.ConnectionFailed, errors.ConnectionFailed, "could not be reached", **trusted)
    finally:
        rude.close()


# -- proxies, redirects, names


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_asks_for_credentials_gets_no_effect_through(listen, trusted, scheme: str) -> None:
    answer = b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n"
    proxy = listen(lambda line, _number: line.sendall(answer))
    options = {**trusted, "scheme": scheme, "proxy": f"http://127.0.0.1:{proxy.port}"}
    kind = errors.ConnectionFailed if scheme == "https" else errors.RefusedRequest
    for name, values in (("list_labels", {}), ("lock_device", ACT)):
        with pytest.raises(errors.MobileIronError, match="407") as caught:
            client(proxy, **options).call(name, **values)
        assert caught.type is kind and "proxy" in str(caught.value)


@pytest.mark.parametrize("place", ["http://127.0.0.1:%d/api/v1/dm/labels", "https://localhost:%d/api/v1/dm/labels"])
def test_a_redirect_to_http_or_to_another_host_is_not_followed(listen, authority, trusted, place: str) -> None:
    elsewhere = listen(whole)
    moved = b"HTTP/1.1 302 Found\r\nLocation: " + (place % elsewhere.port).encode() + b"\r\nContent-Length: 0\r\n\r\n"
    listener = listen(lambda line, _number: line.sendall(moved), served(authority.issue_cert("127.0.0.1")))
    with pytest.raises(errors.NotACore, match="credentials are not sent there"):
        client(listener, **trusted).call("list_labels")
    with pytest.raises(errors.RefusedRequest, match="redirects"):
        client(listener, **trusted).call("lock_device", **ACT)
    assert len(listener.heads) == 2 and not elsewhere.connections


def test_an_effect_goes_once_to_where_the_name_leads_then(listen, monkeypatch) -> None:
    first, second = listen(whole), listen(lambda line, _number: line.sendall(OK + b"Content-Length: 0\r\n\r\n"))
    ports = [first.port]

    def resolved(_host: str, _port: Any, *_args: Any, **_options: Any) -> list:
        dead = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 9))
        return [dead, *[(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port)) for port in ports]]

    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    core = client(first)
    assert core.call("list_labels").has_data
    ports[:] = [second.port, first.port]
    assert core.call("lock_device", **ACT).has_data
    assert (len(first.heads), len(second.heads), core.effects) == (1, 1, 1)


def test_a_name_that_leads_nowhere_is_said_so(listen, monkeypatch) -> None:
    def unresolved(*_args: Any, **_options: Any) -> list:
        raise socket.gaierror(-2, "Name or service not known")

    listener = listen(whole)
    monkeypatch.setattr(socket, "getaddrinfo", unresolved)
    fails(listener, errors.ConnectionFailed, errors.ConnectionFailed, "could not be reached")
