# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The client: what it sends, what it refuses to send, what it sends again, and what it makes of answers."""

from __future__ import annotations

import ast
import base64
import json
import re
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import parse_qsl, quote_plus, unquote, urlsplit

import pytest
import requests
from ansible_collections.mobileiron.core.plugins.module_utils.wire import _errors as errors
from ansible_collections.mobileiron.core.plugins.module_utils.wire import _session
from ansible_collections.mobileiron.core.plugins.module_utils.wire._operations import OPERATIONS
from ansible_collections.mobileiron.core.plugins.module_utils.wire._session import Client, Connection, Permit

from .conftest import PASSWORD, Reply

ROOT = Path(__file__).resolve().parents[4]
HTML = Reply(200, b"<!DOCTYPE html><html><body>Sign in</body></html>", {"Content-Type": "text/html"})
CLOUD = b'{"errors": null, "result": {"searchResults": []}}'
NO_DATA = Reply(404, b'{"messages": {"message": "no devices"}, "totalCount": 0}')


def values_of(name: str) -> dict:
    """Some value for each parameter of an operation."""
    return {p.name: ["u-1"] if p.many else "u-1" for p in OPERATIONS[name].parameters}


# -- what is sent


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
    assert version == _session.COLLECTION_VERSION


@pytest.mark.parametrize(
    "value",
    [
        "DOMAIN\\jdoe",
        "Field/Sales",
        "R&D, EMEA 100%",
        "Außendienst",
        "a b+c",
        "?q#f",
        "..;/x",
        "%2F",
        "o'brien",
        "{{ x }}",
    ],
)
def test_path_values_are_one_encoded_segment(server, client, value: str) -> None:
    client().call("list_devices_by_label", label=value)
    path = urlsplit(server.seen[0]["path"]).path
    segments = path.split("/")
    assert segments[:5] == ["", "api", "v1", "dm", "labels"] and len(segments) == 6
    assert unquote(segments[5]) == value
    assert re.fullmatch(r"[A-Za-z0-9._~%'-]+", segments[5])


@pytest.mark.parametrize("value", ["", ".", ".."])
def test_path_values_that_change_the_path_are_refused(server, client, value: str) -> None:
    with pytest.raises((errors.InvalidInput, errors.PathRefused)):
        client().call("list_devices_by_label", label=value)
    assert server.seen == []


def test_query_names_are_the_documented_ones_and_values_survive(server, client) -> None:
    client().call("lock_device", uuid="u-1", reason="a&b=c+d é /?")
    request = server.seen[0]
    assert request["method"] == "PUT"
    assert parse_qsl(urlsplit(request["path"]).query) == [("Reason", "a&b=c+d é /?")]


def test_many_ids_repeat_their_parameter(server, client) -> None:
    client().call("bulk_lock", uuids=["u-1", "u-2"])
    assert parse_qsl(urlsplit(server.seen[0]["path"]).query) == [("deviceUids", "u-1"), ("deviceUids", "u-2")]


def test_passwords_go_in_the_form(server, client) -> None:
    client().call("change_password", user="jsmith", old_password="o&ld=1", new_password="new%20 1")
    request = server.seen[0]
    assert dict(parse_qsl(request["body"].decode())) == {"oldpassword": "o&ld=1", "newpassword": "new%20 1"}
    assert request["headers"]["Content-Type"] == "application/x-www-form-urlencoded"
    assert "?" not in request["path"]


@pytest.mark.parametrize("response_format", ["json", "xml"])
def test_format_is_asked_for(server, client, response_format: str) -> None:
    media = f"application/{response_format}"
    body = b"<a><messages/></a>" if response_format == "xml" else b'{"messages": ""}'
    server.replies = [Reply(200, body, {"Content-Type": media})]
    client(response_format=response_format).call("list_labels")
    assert server.seen[0]["headers"]["Accept"] == media


def test_version_2_of_a_hosted_core_lies_below_rest(server, client) -> None:
    server.replies = [Reply(200, b'{"results": {"apiVersion": 2}}'), Reply(200, b'{"results": []}')]
    client(path="/acme/").call("list_device_labels", uuid="u-1", device_space_id=1)
    assert [request["path"].split("?")[0] for request in server.seen] == [
        "/acme/rest/api/v2/ping",
        "/acme/rest/api/v2/devices/u-1/labels",
    ]


# -- what is refused


def test_check_mode_refuses_every_effect(server, client) -> None:
    checking = client(check_mode=True)
    effects = [name for name, row in OPERATIONS.items() if row.effect]
    assert {"unlock_device", "wakeup_device", "locate_device_now"} <= set(effects)
    for name in effects:
        with pytest.raises(errors.EffectRefused):
            checking.call(name, permit=Permit(frozenset({"u-1"})), **values_of(name))
    assert server.seen == [] and checking.effects == 0


def test_mac_variants_are_refused(server, client) -> None:
    variants = {name: row for name, row in OPERATIONS.items() if row.reached_by}
    assert len(variants) >= 7
    for name, row in variants.items():
        assert row.reached_by in OPERATIONS
        with pytest.raises(errors.EffectRefused):
            client().call(name, permit=Permit(frozenset({"u-1"})), **values_of(name))
    assert server.seen == []


def test_factory_resets_need_a_permit_for_each_device(server, client) -> None:
    resets = [name for name, row in OPERATIONS.items() if row.factory_reset and not row.reached_by]
    assert sorted(resets) == ["bulk_wipe", "eas_wipe", "wipe_device"]
    for name in resets:
        for permit in (None, Permit(frozenset()), Permit(frozenset({"another"}))):
            with pytest.raises(errors.EffectRefused):
                client().call(name, permit=permit, **values_of(name))
    with pytest.raises(errors.EffectRefused):
        client().call("bulk_wipe", permit=Permit(frozenset({"u-1"})), uuids=["u-1", "u-2"])
    assert server.seen == []
    client().call("bulk_wipe", permit=Permit(frozenset({"u-1", "u-2"})), uuids=["u-1", "u-2"])
    assert len(server.seen) == 1


def test_wipe_operations_are_exactly_those_that_need_a_permit() -> None:
    for name, row in OPERATIONS.items():
        assert ("wipe" in name) == row.factory_reset, name


def test_only_the_guards_make_a_permit() -> None:
    makers = set()
    for path in (ROOT / "plugins").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = node.func if isinstance(node, ast.Call) else None
            if getattr(called, "id", getattr(called, "attr", "")) == "Permit":
                makers.add(path.name)
    assert makers == {"_guards.py"}


@pytest.mark.parametrize(
    "url, word",
    [
        ("http://core.example.com", "clear text"),
        ("ftp://core.example.com", "https://"),
        ("core.example.com", "https://"),
        ("", "not given"),
        ("https://core..example.com", "malformed"),
        ("https://[::1", "malformed"),
        ("https://core.example.com:port", "malformed"),
        ("https://", "https://"),
        ("https://u:p@core.example.com", "credentials"),
        ("https://core.example.com/?a=b", "query"),
        ("https://core.example.com/api/v1", "/api"),
        ("https://core.example.com/mifs", "/mifs"),
        ("http://127.0.0.1.example.com", "clear text"),
        ("http://localhost.example.com", "clear text"),
    ],
)
def test_bad_urls(url: str, word: str) -> None:
    with pytest.raises(errors.InvalidInput, match=word) as caught:
        Connection(url, "u", "secret-1")
    assert "u:p" not in str(caught.value)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.9.1", "[::1]"])
def test_http_on_loopback(host: str) -> None:
    assert Connection(f"http://{host}:8080/", "u", "p").base == f"http://{host}:8080"


@pytest.mark.parametrize(
    "options, word",
    [
        ({"username": ""}, "username"),
        ({"password": ""}, "password"),
        ({"username": "a:b"}, "colon"),
        ({"timeout": 0.0}, "timeout"),
        ({"timeout": float("nan")}, "timeout"),
        ({"timeout": float("inf")}, "timeout"),
        ({"retries": -1}, "retries"),
        ({"client_key": "/k"}, "client_cert"),
    ],
)
def test_bad_options(options: dict, word: str) -> None:
    with pytest.raises(errors.InvalidInput, match=word):
        Connection(**{"url": "https://core.example.com", "username": "u", "password": "p", **options})


def test_password_is_not_in_the_representation() -> None:
    assert "secret-1" not in repr(Connection("https://core.example.com", "u", "secret-1"))


# -- what is sent again


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
    assert client().call("list_labels").found and len(server.seen) == 2


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


@pytest.mark.parametrize(
    "reply", [Reply(500), Reply(503), Reply(504), Reply(drop=True), Reply(200, b'{"mess', cut=1), HTML]
)
def test_effects_are_sent_once_and_their_answer_is_lost(server, client, pauses, reply: Reply) -> None:
    server.replies = [reply]
    for name in ("lock_device", "unlock_device", "locate_device_now", "bulk_retire"):
        server.seen.clear()
        acting = client()
        with pytest.raises(errors.LostAnswer):
            acting.call(name, **values_of(name))
        assert len(server.seen) == 1 and acting.effects == 1, name


def test_a_lost_answer_tells_whether_core_may_be_at_work_still(server, client, slow) -> None:
    for reply, pending in ((Reply(drop=True), False), (HTML, False), (Reply(504), True), (Reply(500), True)):
        server.replies = [reply]
        with pytest.raises(errors.LostAnswer) as caught:
            client().call("lock_device", uuid="u-1", reason="r")
        assert caught.value.pending is pending, reply
    with pytest.raises(errors.LostAnswer, match="option timeout") as caught:
        Client(Connection(slow, "u", "p", timeout=0.2)).call("lock_device", uuid="u-1", reason="r")
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
        Client(Connection(slow, "u", "p", timeout=0.2, retries=0)).call("list_labels")


@pytest.fixture
def slow() -> Iterator[str]:
    """A server that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


def test_files_that_cannot_be_read_are_named(client, tmp_path) -> None:
    other = tmp_path / "notes.txt"
    other.write_text("not a certificate", encoding="utf-8")
    for options, words in (
        ({"ca_path": str(other)}, "ca_path.*PEM"),
        ({"ca_path": str(tmp_path / "none.pem")}, "ca_path: there is no"),
        ({"client_cert": str(other)}, "client_cert.*PEM"),
        ({"client_cert": str(other), "client_key": str(tmp_path / "none.key")}, "client_key: there is no"),
    ):
        with pytest.raises(errors.InvalidInput, match=words):
            client(**options).call("list_labels")


@pytest.mark.parametrize("status", [301, 400, 401, 403, 405, 413, 414, 429, 431])
def test_refused_effects_are_no_effects(server, client, pauses, status: int) -> None:
    server.replies = [Reply(status)]
    acting = client()
    with pytest.raises(errors.MobileIronError) as caught:
        acting.call("lock_device", uuid="u-1", reason="r")
    assert not isinstance(caught.value, errors.LostAnswer)
    assert len(server.seen) == 1 and acting.effects == 0


def test_authentication_of_a_user_is_never_repeated(server, client, pauses) -> None:
    server.replies = [Reply(503)]
    with pytest.raises(errors.MobileIronError):
        client().call("authenticate_user", username="u", password="pw-of-user")
    assert len(server.seen) == 1


def test_unreachable_is_not_a_lost_answer(server, client, pauses) -> None:
    server.stop()
    acting = client(retries=0)
    with pytest.raises(errors.ConnectionFailed, match="could not be reached"):
        acting.call("lock_device", uuid="u-1", reason="r")
    assert acting.effects == 0


# -- what answers mean


def test_no_data_and_wrong_path(server, client) -> None:
    server.replies = [NO_DATA]
    answer = client().call("list_devices_by_label", label="x")
    assert not answer.found and answer.items() == [] and list(client().stream("list_devices_by_label", label="x")) == []
    server.replies = [Reply(404, b"<html>Not found</html>", {"Content-Type": "text/html"})]
    with pytest.raises(errors.MissingCall):
        client().call("list_labels")
    server.replies = [Reply(404, b'{"timestamp": 1, "status": 404, "error": "Not Found", "path": "/api/v1/dm/labels"}')]
    with pytest.raises(errors.MissingCall):
        client().call("list_labels")


@pytest.mark.parametrize("status", [401, 403])
def test_credentials_or_role(server, client, status: int) -> None:
    server.replies = [Reply(status, b"")]
    with pytest.raises(errors.AuthenticationFailed, match="role"):
        client().call("list_labels")
    assert len(server.seen) == 1


@pytest.mark.parametrize(
    "reply, kind",
    [
        (HTML, errors.NotACore),
        (Reply(200, CLOUD), errors.NotACore),
        (Reply(200, b""), errors.BadAnswer),
        (Reply(200, b'{"labels": {'), errors.BadAnswer),
        (Reply(200, b"<a/>", {"Content-Type": "application/xml"}), errors.BadAnswer),
        (Reply(200, b"plain", {"Content-Type": "text/plain"}), errors.BadAnswer),
        (Reply(400, b'{"messages": {"message": "no such thing"}}'), errors.RefusedRequest),
        (Reply(414, b"<html>too long</html>"), errors.RequestTooLarge),
        (Reply(405, b""), errors.MissingCall),
        (Reply(200, b'{"messages": {"message": "Internal failure"}}'), errors.BadAnswer),
        (Reply(200, b'{"status": "ok", "service": "another"}'), errors.BadAnswer),
        (Reply(404, b'{"message": "no Route matched with those values"}'), errors.MissingCall),
        (Reply(404, CLOUD), errors.NotACore),
        (Reply(401, CLOUD), errors.NotACore),
    ],
)
def test_each_bad_answer_has_its_error(server, client, reply: Reply, kind: type) -> None:
    server.replies = [reply]
    with pytest.raises(kind) as caught:
        client(retries=0).call("list_labels")
    assert caught.value.operation == "list_labels"
    assert "dm/labels" in str(caught.value.url or "dm/labels")
    with pytest.raises(kind):
        list(client(retries=0).stream("list_devices", status="ACTIVE"))


@pytest.mark.parametrize(
    "body",
    [b'{"messages": ""}', b'{"totalCount": 0, "messages": {"message": "None"}}', b'{"devices": ""}']
    + [b'{"messages": {"message": "0 device(s) returned"}}', b'{"devices": null, "messages": {"message": "Success"}}']
    + [b'{"messages": {"message": "%s"}}' % text for text in (b"No device found", b"Device not found.", b"No devices")],
)
def test_a_200_that_is_cores_may_hold_nothing(server, client, body: bytes) -> None:
    server.replies = [Reply(200, body)]
    assert client().call("list_devices", status="ACTIVE").items() == []
    assert list(client().stream("list_devices", status="ACTIVE")) == []


@pytest.mark.parametrize(
    "body",
    [b"{}", b'{"totalCount": 1, "devices": ""}', b'{"devices": {"uuid": "u-1"}}', b'{"devices": NaN, "messages": ""}']
    + [b'{"messages": {"message": "%s"}, "devices": ""}' % text for text in (b"1 Device(s) returned", b"Error 0x80")]
    + [b'{"totalCount": 2, "devices": {"device": {"uuid": "u-1"}}}', b'{"messages": {"message": "No permission"}}'],
)
def test_a_list_that_is_not_whole_is_no_list(server, client, body: bytes) -> None:
    """A list that is short in silence would lift a guard, such as protected_labels."""
    server.replies = [Reply(200, body)]
    with pytest.raises(errors.BadAnswer):
        list(client().stream("list_devices_by_label", label="Protected"))
    xml = {"Content-Type": "application/xml"}
    strange = b"<r><devices><uuid>u-1</uuid></devices></r>"
    short = b"<r><totalCount>2</totalCount><devices><device><uuid>u-1</uuid></device></devices></r>"
    for answer in (strange, short):
        server.replies = [Reply(200, answer, xml)]
        with pytest.raises(errors.BadAnswer):
            list(client(response_format="xml").stream("list_devices_by_label", label="Protected"))


@pytest.mark.parametrize(
    "body", [b'{"totalCount": 3, "alerts": ""}', b'{"totalCount": "3", "messages": "", "alerts": {}}']
)
def test_what_core_counts_it_has_to_answer(server, client, body: bytes) -> None:
    server.replies = [Reply(200, body)]
    with pytest.raises(errors.BadAnswer, match="counts 3 and answered none"):
        client().call("list_alerts")


def test_no_fix_may_be_told_in_any_words(server, client) -> None:
    server.replies = [Reply(200, b'{"messages": {"message": "The device is asleep"}, "locations": ""}')]
    assert client().call("locate_device", uuid="u-1").items() == []


def test_a_200_says_what_core_says(server, client) -> None:
    server.replies = [Reply(200, b'{"messages": {"message": "Internal failure"}}')]
    for ask in (lambda: client().call("get_user", user="j"), lambda: list(client().stream("list_devices"))):
        with pytest.raises(errors.BadAnswer, match="Internal failure"):
            ask()
    xml = b"<response><messages><message>Internal failure</message></messages></response>"
    server.replies = [Reply(200, xml, {"Content-Type": "application/xml"})]
    with pytest.raises(errors.BadAnswer, match="Internal failure"):
        list(client(response_format="xml").stream("list_devices"))


def test_rest_is_left_where_it_does_not_answer(server, client) -> None:
    """A hosted Core whose /rest answers something else than a 404: the other address is asked."""
    for status in (400, 403, 500):
        server.replies = [Reply(status, b""), Reply(200, b'{"results": {"apiVersion": 2}}')]
        assert client(path="/acme", retries=0).call("ping").found
        assert server.seen[-1]["path"] == "/acme/api/v2/ping"


@pytest.mark.parametrize("reply", [Reply(400, b""), Reply(404, b"<html/>", {"Content-Type": "text/html"})])
def test_refused_slash_is_told_from_a_wrong_path(server, client, reply: Reply) -> None:
    server.replies = [reply]
    for value in ("Field/Sales", "CORP\\jdoe"):
        with pytest.raises(errors.PathRefused):
            client().call("list_devices_by_label", label=value)
    with pytest.raises(errors.MobileIronError) as caught:
        client().call("list_devices_by_label", label="plain")
    assert not isinstance(caught.value, errors.PathRefused)


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
    core = client(url="https://core.example.com")
    reply = SimpleNamespace(url="https://core.example.com/api/v1/dm/labels", status_code=302)
    target = "https://core.example.com:443/api/v1/dm/labels/"
    assert core._same_host(OPERATIONS["list_labels"], reply, target, reply.url) == target


@pytest.mark.parametrize("location", ["http://[::1/x", "http://127.0.0.1:99999/x"])
def test_a_broken_redirect_loses_no_effect(server, client, location: str) -> None:
    server.replies = [Reply(302, b"", {"Location": location})]
    core = client()
    with pytest.raises(errors.MobileIronError):
        core.call("lock_device", uuid="u-1", reason="r")
    with pytest.raises(errors.MobileIronError):
        core.call("list_labels")


def test_an_interim_answer_is_none(server, client) -> None:
    server.replies = [Reply(103, b"", {})]
    core = client(retries=0)
    with pytest.raises(errors.LostAnswer, match="103"):
        core.call("lock_device", uuid="u-1", reason="r")
    assert core.effects == 1


@pytest.mark.parametrize("body", [b"[" * 200_000, b'{"devices": ' + b"[" * 200_000])
def test_an_answer_nested_too_deep_is_broken(server, client, body: bytes) -> None:
    server.replies = [Reply(200, body)]
    with pytest.raises(errors.LostAnswer):
        client().call("lock_device", uuid="u-1", reason="r")
    with pytest.raises(errors.BadAnswer):
        list(client().stream("list_devices"))


def test_what_a_server_says_does_not_decide_whether_it_was_asked(server, client) -> None:
    server.replies = [Reply(200, b"", raw=b"Tunnel connection failed: 403\r\n\r\n")]
    core = client()
    with pytest.raises(errors.LostAnswer):
        core.call("lock_device", uuid="u-1", reason="r")
    assert core.effects == 1


def test_a_long_line_that_is_a_bad_request_names_bulk_size(server, client) -> None:
    server.replies = [Reply(400, b"<html>Bad Request</html>", {"Content-Type": "text/html"})]
    with pytest.raises(errors.RefusedRequest, match="bulk_size"):
        client().call("bulk_lock", uuids=[f"{number:036}" for number in range(300)])


def test_a_text_that_fits_in_no_request_is_refused_before_it_is_sent(client) -> None:
    with pytest.raises(errors.InvalidInput, match="message"):
        list(client().batches("send_message", "uuids", ["u-1"], None, mode="sms", message="x" * 9000, subject=None))


@pytest.mark.parametrize("status", [400, 500])
def test_no_half_of_a_secret_is_in_the_error(server, client, status: int) -> None:
    server.replies = [Reply(status, json.dumps({"messages": {"message": "y" * 190 + " new-secret-1"}}).encode())]
    with pytest.raises(errors.MobileIronError) as caught:
        client().call("change_password", user="j", old_password="old-secret-1", new_password="new-secret-1")
    assert "new-" not in str(caught.value)


@pytest.mark.parametrize("status", [200, 400, 500])
def test_secrets_of_the_request_are_not_in_the_error(server, client, status: int) -> None:
    """A server, or a proxy before it, may quote the whole request."""
    token = base64.b64encode(f"apiadmin:{PASSWORD}".encode()).decode()
    said = f"Bad: Authorization: Basic {token} username=j&password={quote_plus('new secret-1')} {PASSWORD}"
    server.replies = [Reply(status, json.dumps({"messages": {"message": said}}).encode())]
    core = client(retries=0)
    asks = [
        lambda: core.call("authenticate_user", username="j", password="new secret-1"),
        lambda: list(core.stream("list_devices")),
        lambda: core.download("export_devices"),
    ]
    for ask in asks[: 2 if status == 200 else 3]:
        with pytest.raises(errors.MobileIronError) as caught:
            ask()
        shown = caught.value.message
        assert "Bad: Authorization" in shown and token not in shown and PASSWORD not in shown
    server.replies = [Reply(200, json.dumps({"messages": {"message": said}}).encode())]
    answer = core.call("change_password", user="j", old_password="old", new_password="new secret-1")
    assert "new" not in answer.messages[0] and PASSWORD not in answer.messages[0]


def test_warnings_tell_no_secret(server, client, pauses) -> None:
    warnings: list[str] = []
    server.replies = [Reply(drop=True), Reply(200, b'{"labels": ""}')]
    core = client(retries=1, warn=warnings.append)
    core._cause = lambda _error: f"proxy said {PASSWORD}"
    core.call("list_labels")
    assert len(warnings) == 1 and PASSWORD not in warnings[0]


# -- batches


def test_a_request_that_is_too_large_says_what_to_do(server, client) -> None:
    server.replies = [Reply(414)]
    with pytest.raises(errors.RequestTooLarge, match="bulk_size to fewer than 3"):
        client().call("bulk_lock", uuids=["u-1", "u-2", "u-3"])
    with pytest.raises(errors.RequestTooLarge, match="shorter"):
        client().call("lock_device", uuid="u-1", reason="r")


def test_batches_keep_the_request_line_short(server, client) -> None:
    uuids = [f"{number:08x}-0000-4000-8000-000000000001" for number in range(1000)]
    sender = client()
    batches = list(sender.batches("bulk_lock", "uuids", uuids, None))
    assert [uuid for batch in batches for uuid in batch] == uuids
    assert max(map(len, batches)) > 140
    for batch in batches:
        sender.call("bulk_lock", uuids=batch)
    assert all(len(request["line"]) < 8000 for request in server.seen)
    assert max(len(request["line"]) for request in server.seen) > 7900


def test_batches_count_what_goes_along(server, client) -> None:
    sender = client()
    rest = {"is_read": True, "comments": "ä" * 255}
    ids = [str(number) for number in range(3000)]
    for batch in sender.batches("update_alerts", "ids", ids, None, **rest):
        sender.call("update_alerts", ids=batch, **rest)
    assert len(server.seen) > 1
    assert all(len(request["line"]) < 8000 for request in server.seen)


def test_batches_of_a_given_size(client) -> None:
    sizes = [len(batch) for batch in client().batches("bulk_lock", "uuids", ["u"] * 25, 10)]
    assert sizes == [10, 10, 5]
    assert list(client().batches("bulk_lock", "uuids", [], None)) == []
