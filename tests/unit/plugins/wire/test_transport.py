# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTP: headers, new tries, redirects, and what the errors of the libraries mean."""

from __future__ import annotations

import base64
import re
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
import requests
import urllib3
from ansible_collections.mobileiron.core.plugins.module_utils.wire import _errors as errors
from ansible_collections.mobileiron.core.plugins.module_utils.wire import _transport
from ansible_collections.mobileiron.core.plugins.module_utils.wire._client import Client
from ansible_collections.mobileiron.core.plugins.module_utils.wire._connection import Connection
from ansible_collections.mobileiron.core.plugins.module_utils.wire._operations import OPERATIONS
from ansible_collections.mobileiron.core.plugins.module_utils.wire._request import build

from .conftest import PASSWORD, Reply

ROOT = Path(__file__).resolve().parents[4]
HTML = Reply(200, b"<!DOCTYPE html><html><body>Sign in</body></html>", {"Content-Type": "text/html"})


def test_credentials_go_first_and_only_in_the_header(server, client) -> None:
    client().call("list_labels")
    (request,) = server.seen
    scheme, _mark, token = request["headers"]["Authorization"].partition(" ")
    assert scheme == "Basic" and base64.b64decode(token).decode() == f"apiadmin:{PASSWORD}"
    assert PASSWORD not in unquote(request["line"])


def test_user_agent_names_the_version_of_galaxy_yml(server, client) -> None:
    client().call("list_labels")
    version = re.search(r"(?m)^version:\s*(\S+)", (ROOT / "galaxy.yml").read_text()).group(1)
    assert server.seen[0]["headers"]["User-Agent"].startswith(f"mobileiron.core/{version} ")
    assert version == _transport.COLLECTION_VERSION


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_reads_are_repeated_with_a_warning_each(server, client, pauses, status: int) -> None:
    warnings: list[str] = []
    server.replies = [Reply(status), Reply(status), Reply(200, b'{"labels": {"label": {"@id": "1"}}}')]
    assert client(warn=warnings.append).call("list_labels").items() == [{"@id": "1"}]
    assert len(server.seen) == 3 and len(warnings) == 2
    assert all(str(status) in warning and "list_labels" in warning for warning in warnings)


def test_dropped_and_truncated_reads_are_repeated(server, client, pauses) -> None:
    server.replies = [Reply(drop=True), Reply(cut=5), Reply(200, b'{"labels": {"label": {"@id": "1"}}}')]
    assert client().call("list_labels").items() == [{"@id": "1"}]


def test_repeating_ends(server, client, pauses) -> None:
    server.replies = [Reply(503, b'{"messages": {"message": "busy"}}')]
    with pytest.raises(errors.ServerFailed, match="busy"):
        client(retries=2).call("list_labels")
    assert len(server.seen) == 3
    with pytest.raises(errors.ServerFailed):
        client(retries=0).call("list_labels")
    assert len(server.seen) == 4


@pytest.mark.parametrize("asked", ["0.5", "soon", "-1"])
def test_a_strange_retry_after_is_ignored(server, client, pauses, asked: str) -> None:
    server.replies = [Reply(503, b"", {"Retry-After": asked}), Reply(200, b'{"labels": ""}')]
    assert client().call("list_labels").has_data and len(server.seen) == 2


@pytest.mark.parametrize("asked, longest", [("2", 2.0), ("86400", 60.0), ("Fri, 31 Dec 2199 23:59:59 GMT", 60.0)])
def test_retry_after_is_bounded(server, client, pauses, asked: str, longest: float) -> None:
    server.replies = [Reply(503, headers={"Retry-After": asked}), Reply()]
    client().call("list_labels")
    assert sum(pauses) == pytest.approx(longest)


def test_pauses_grow_and_stay_short(server, client, pauses) -> None:
    server.replies = [Reply(503)]
    with pytest.raises(errors.ServerFailed):
        client(retries=12).call("list_labels")
    assert sorted(pauses)[-1] <= 60 and sum(pauses[:3]) < 10


def test_a_lost_answer_tells_whether_core_may_be_at_work_still(server, client, slow) -> None:
    for reply, pending in ((Reply(drop=True), False), (HTML, False), (Reply(504), True), (Reply(500), True)):
        server.replies = [reply]
        with pytest.raises(errors.LostAnswer) as caught:
            client().call("lock_device", uuid="u-1", reason="r")
        assert caught.value.pending is pending, reply
    with pytest.raises(errors.LostAnswer, match="option timeout") as caught:
        Client(Connection(slow, "u", PASSWORD, timeout=0.2)).call("lock_device", uuid="u-1", reason="r")
    assert caught.value.pending


def test_an_answer_that_a_proxy_drops_is_lost(server, client) -> None:
    """urllib3 calls this a ProxyError, as it does a proxy that cannot be reached."""
    server.replies = [Reply(drop=True)]
    acting = client(proxy=server.url, retries=0)
    with pytest.raises(errors.LostAnswer):
        acting.call("lock_device", uuid="u-1", reason="r")
    assert len(server.seen) == 1 and acting.effects == 1
    server.stop()
    with pytest.raises(errors.ConnectionFailed, match="proxy"):
        client(proxy=server.url, retries=0).call("lock_device", uuid="u-1", reason="r")


def test_only_a_refused_certificate_says_that_nothing_was_sent(client, monkeypatch) -> None:
    """TLS can break after the request, as when what ends it dies; only the handshake looks at a certificate."""

    def broken(*_args, **_facts):
        raise requests.exceptions.SSLError(ssl.SSLError(1, "[SSL: WRONG_VERSION_NUMBER] wrong version (_ssl.c:2580)"))

    monkeypatch.setattr(requests.Session, "send", broken)
    with pytest.raises(errors.LostAnswer, match="wrong version"):
        client().call("lock_device", uuid="u-1", reason="r")
    with pytest.raises(errors.ConnectionFailed, match=r"speaks https") as caught:
        client().call("list_labels")
    assert "certificate" not in str(caught.value) and "_ssl.c" not in str(caught.value)


def test_timeouts_are_named(slow) -> None:
    with pytest.raises(errors.BadAnswer, match=r"0\.2 seconds \(option timeout\)"):
        Client(Connection(slow, "u", PASSWORD, timeout=0.2, retries=0)).call("list_labels")


@pytest.fixture
def slow() -> Iterator[str]:
    """A server that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


def test_redirect_to_another_host_gets_no_credentials(server, client) -> None:
    server.replies = [Reply(302, b"", {"Location": "http://localhost:9/api/v1/dm/labels"})]
    with pytest.raises(errors.NotACore, match="redirects"):
        client().call("list_labels")
    assert len(server.seen) == 1


def test_redirect_on_the_same_host_is_followed_for_reads_only(server, client) -> None:
    moved = Reply(302, b"", {"Location": "/core/api/v1/dm/labels/"})
    server.replies = [moved, Reply(200, b'{"labels": {"label": {"@id": "1"}}}')]
    assert client().call("list_labels").items() == [{"@id": "1"}]
    server.replies = [Reply(302, b"", {"Location": "/core/api/v1/dm/devices/lock/u-1/"})]
    with pytest.raises(errors.RefusedRequest, match="redirects"):
        client().call("lock_device", uuid="u-1", reason="r")
    assert len(server.seen) == 3
    server.replies = [moved]
    with pytest.raises(errors.NotACore, match="circles"):
        client().call("list_labels")


def test_a_password_is_posted_once_whatever_the_server_redirects_to(server, client) -> None:
    server.replies = [Reply(302, b"", {"Location": "/api/v1/sm/authentication"})]
    with pytest.raises(errors.RefusedRequest):
        client().call("authenticate_user", username="j", password="p")
    assert len(server.seen) == 1


def test_a_read_is_not_redirected_into_an_effect(server, client) -> None:
    server.replies = [Reply(302, b"", {"Location": "/api/v1/dm/devices/unlock/u-1?Reason=x"})]
    with pytest.raises(errors.NotACore, match="another call"):
        client().call("get_device", uuid="u-1")
    assert len(server.seen) == 1


def test_the_default_port_is_no_other_host(server, client) -> None:
    connection = client(url="https://core.example.com").connection
    request = build(OPERATIONS["list_labels"], connection, connection.bases("v1")[0], {})
    target = "https://core.example.com:443/api/v1/dm/labels/"
    assert _transport.redirected(request, request.url, target, 302) == target


@pytest.mark.parametrize("location", ["http://[::1/x", "http://127.0.0.1:99999/x"])
def test_a_broken_redirect_loses_no_effect(server, client, location: str) -> None:
    server.replies = [Reply(302, b"", {"Location": location})]
    core = client()
    with pytest.raises(errors.MobileIronError):
        core.call("lock_device", uuid="u-1", reason="r")
    with pytest.raises(errors.MobileIronError):
        core.call("list_labels")


def test_what_a_server_says_does_not_decide_whether_it_was_asked(server, client) -> None:
    server.replies = [Reply(200, b"", raw=b"Tunnel connection failed: 403\r\n\r\n")]
    core = client()
    with pytest.raises(errors.LostAnswer):
        core.call("lock_device", uuid="u-1", reason="r")
    assert core.effects == 1


def test_warnings_tell_no_secret(server, client, pauses, monkeypatch) -> None:
    warnings: list[str] = []
    server.replies = [Reply(drop=True), Reply(200, b'{"labels": ""}')]
    core = client(retries=1, warn=warnings.append)
    monkeypatch.setattr(_transport._Trouble, "reason", lambda _trouble, _timeout: f"proxy said {PASSWORD}")
    core.call("list_labels")
    assert len(warnings) == 1 and "proxy said" in warnings[0] and PASSWORD not in warnings[0]


# -- connections that were kept


@pytest.mark.parametrize("name", ["lock_device", "unlock_device", "bulk_retire", "change_password"])
def test_an_effect_is_not_sent_over_a_connection_that_core_may_have_given_up(server, client, name: str) -> None:
    """Whether a request arrived cannot be told there: it would be lost, though Core never saw it."""
    server.forgetful = True
    core = client()
    core.call("list_labels")
    server.seen.clear()
    values = {p.name: ["u-1"] if p.many else "u-1" for p in OPERATIONS[name].parameters}
    assert core.call(name, **values).has_data
    assert len(server.seen) == 1 and core.effects == 1


def test_a_password_is_not_tried_over_a_kept_connection(server, client) -> None:
    server.forgetful = True
    core = client()
    core.call("list_labels")
    core.call("get_user", user="u")
    server.replies = [Reply(200, b'{"user": {"principal": "u"}}')]
    assert core.call("authenticate_user", username="u", password="pw-of-user").item() == {"principal": "u"}


def test_a_read_over_a_dead_connection_is_asked_again(server, client, pauses) -> None:
    server.forgetful = True
    warnings: list[str] = []
    core = client(warn=warnings.append)
    core.call("list_labels")
    core.call("list_labels")
    assert len(server.seen) == 2 and len(warnings) == 1


def test_a_core_that_went_away_after_a_read_was_sent_no_effect(server, client) -> None:
    core = client()
    core.call("list_labels")
    server.stop()
    with pytest.raises(errors.ConnectionFailed):
        core.call("lock_device", uuid="u-1", reason="r")
    assert core.effects == 0 and len(server.seen) == 1


def test_cookies_of_reads_go_with_effects(server, client) -> None:
    """A load balancer sends what belongs together to the same node by them."""
    server.replies = [Reply(headers={"Content-Type": "application/json", "Set-Cookie": "node=2"}), Reply()]
    core = client()
    core.call("list_labels")
    core.call("lock_device", uuid="u-1", reason="r")
    assert server.seen[1]["headers"]["Cookie"] == "node=2"


# -- from the libraries' errors to ours


def no_connection() -> Exception:
    reason = urllib3.exceptions.NewConnectionError(None, "[Errno 111] Connection refused")  # type: ignore[arg-type]
    return requests.ConnectionError(urllib3.exceptions.MaxRetryError(None, "/x", reason))  # type: ignore[arg-type]


def no_tunnel() -> Exception:
    reason = urllib3.exceptions.ProxyError("Unable to connect to proxy", OSError("Tunnel connection failed: 407"))
    return requests.exceptions.ProxyError(urllib3.exceptions.MaxRetryError(None, "/x", reason))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "error, read, effect, word",
    [
        (no_connection(), errors.ConnectionFailed, errors.ConnectionFailed, "Connection refused"),
        (requests.ConnectTimeout("slow"), errors.ConnectionFailed, errors.ConnectionFailed, "option timeout"),
        (no_tunnel(), errors.ConnectionFailed, errors.ConnectionFailed, "option proxy"),
        (requests.exceptions.InvalidProxyURL("what"), errors.InvalidInput, errors.InvalidInput, "options do not work"),
        (requests.exceptions.SSLError("broken"), errors.TlsFailed, errors.LostAnswer, "broken"),
        (requests.exceptions.SSLError(ssl.SSLCertVerificationError("self-signed")), errors.TlsFailed, errors.TlsFailed, "certificate"),
        (requests.ReadTimeout("slow"), errors.BadAnswer, errors.LostAnswer, "option timeout"),
        (requests.ConnectionError(ConnectionResetError(104, "reset by peer")), errors.BadAnswer, errors.LostAnswer, "reset by peer"),
        (OSError("the body ended"), errors.BadAnswer, errors.LostAnswer, "the body ended"),
    ],
)  # fmt: skip
def test_each_error_of_a_library_has_its_error(client, monkeypatch, pauses, error, read, effect, word) -> None:
    def broken(*_args, **_facts):
        raise error

    monkeypatch.setattr(requests.Session, "send", broken)
    warnings: list[str] = []
    core = client(warn=warnings.append)
    with pytest.raises(errors.MobileIronError, match=word) as caught:
        core.call("list_labels")
    assert caught.type is read and caught.value.url.endswith("/api/v1/dm/labels")
    again = issubclass(read, (errors.ConnectionFailed, errors.BadAnswer)) and read is not errors.TlsFailed
    assert len(warnings) == (core.connection.retries if again else 0)
    with pytest.raises(errors.MobileIronError, match=word) as caught:
        core.call("lock_device", uuid="u-1", reason="r")
    assert caught.type is effect and caught.value.url.endswith("/dm/devices/lock/{uuid}")
    assert core.effects == (effect is errors.LostAnswer)
    assert getattr(caught.value, "pending", False) == isinstance(error, requests.ReadTimeout)


def test_what_fails_before_it_is_sent_is_not_lost(client, monkeypatch) -> None:
    def broken(*_args):
        raise ValueError("a proxy variable that cannot be read")

    monkeypatch.setattr(_transport.Transport, "_settings", broken)
    core = client()
    with pytest.raises(errors.BadAnswer, match="proxy variable"):
        core.call("lock_device", uuid="u-1", reason="r")
    assert core.effects == 0
