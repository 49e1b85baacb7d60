# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The client: what it refuses to send, what it sends once, and which effects it counts."""

from __future__ import annotations

import ast
import base64
import contextlib
import io
import json
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote_plus

import pytest
from ansible_collections.mobileiron.core.plugins.module_utils.wire import _errors as errors
from ansible_collections.mobileiron.core.plugins.module_utils.wire._client import Client, Permit
from ansible_collections.mobileiron.core.plugins.module_utils.wire._connection import Connection
from ansible_collections.mobileiron.core.plugins.module_utils.wire._operations import OPERATIONS
from ansible_collections.mobileiron.core.plugins.module_utils.wire._response import Response

from .conftest import PASSWORD, Reply

ROOT = Path(__file__).resolve().parents[4]
HTML = Reply(200, b"<!DOCTYPE html><html><body>Sign in</body></html>", {"Content-Type": "text/html"})


def values_of(name: str) -> dict:
    """Some value for each parameter of an operation."""
    return {p.name: ["u-1"] if p.many else "u-1" for p in OPERATIONS[name].parameters}


def test_version_2_of_a_hosted_core_lies_below_rest(server, client) -> None:
    server.replies = [Reply(200, b'{"results": {"apiVersion": 2}}'), Reply(200, b'{"results": []}')]
    client(path="/acme/").call("list_device_labels", uuid="u-1", device_space_id=1)
    assert [request["path"].split("?")[0] for request in server.seen] == [
        "/acme/rest/api/v2/ping",
        "/acme/rest/api/v2/devices/u-1/labels",
    ]


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


def test_rest_is_left_where_it_does_not_answer(server, client) -> None:
    """A hosted Core whose /rest answers something else than a 404: the other address is asked."""
    for status in (400, 403, 500):
        server.replies = [Reply(status, b""), Reply(200, b'{"results": {"apiVersion": 2}}')]
        assert client(path="/acme", retries=0).call("ping").has_data
        assert server.seen[-1]["path"] == "/acme/api/v2/ping"


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


# -- without HTTP


class Scripted:
    """Stands in for the transport."""

    def __init__(self, *responses) -> None:
        self.responses, self.requests, self.closed = list(responses), [], False

    def send(self, request):
        self.requests.append(request)
        response = self.responses.pop(0)
        if isinstance(response, BaseException):
            raise response
        return response

    def close(self) -> None:
        self.closed = True


def response(status: int = 200, body: bytes = b'{"messages": ""}') -> Response:
    return Response(status, {"Content-Type": "application/json"}, io.BytesIO(body))


def test_another_transport_takes_the_place_of_http() -> None:
    scripted = Scripted(response(body=b'{"labels": {"label": {"@id": "1"}}}'))
    core = Client(Connection("https://core.example.com", "u", PASSWORD), transport=scripted)
    assert core.call("list_labels").items() == [{"@id": "1"}]
    core.close()
    assert [request.name for request in scripted.requests] == ["list_labels"] and scripted.closed


@pytest.mark.parametrize(
    "outcome, count",
    [
        (response(), 1),
        (response(500), 1),
        (response(200, b"{"), 1),
        (response(404), 0),
        (response(400), 0),
        (errors.LostAnswer("lost"), 1),
        (errors.ConnectionFailed("down"), 0),
        (errors.InvalidInput("proxy"), 0),
        (KeyboardInterrupt(), 1),
    ],
)
def test_an_effect_counts_unless_core_cannot_have_acted(outcome, count: int) -> None:
    core = Client(Connection("https://core.example.com", "u", PASSWORD), transport=Scripted(outcome))
    with contextlib.suppress(errors.MobileIronError, KeyboardInterrupt):
        core.call("lock_device", uuid="u-1", reason="r")
    assert core.effects == count


def test_reads_are_no_effects() -> None:
    core = Client(Connection("https://core.example.com", "u", PASSWORD), transport=Scripted(response(), response(500)))
    core.call("list_labels")
    with pytest.raises(errors.ServerFailed):
        core.call("list_labels")
    assert core.effects == 0


# -- libraries


def test_a_module_starts_without_the_libraries() -> None:
    """Each module is a process of its own: what it may not need is loaded where it is needed."""
    program = f"import sys, {Client.__module__}; print({{'requests', 'urllib3', 'xmltodict'}} & set(sys.modules))"
    path = str(ROOT.parents[2])
    shown = subprocess.run(
        [sys.executable, "-c", program], env={"PYTHONPATH": path}, capture_output=True, text=True, check=True
    )
    assert shown.stdout.strip() == "set()"


def test_a_missing_library_is_named_when_it_is_needed(server, client, monkeypatch) -> None:
    name = Client.__module__.rpartition(".")[0] + "._transport"
    monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.setitem(sys.modules, "requests", None)
    core = client()
    with pytest.raises(errors.MissingLibrary) as caught:
        core.call("lock_device", uuid="u-1", reason="r")
    assert caught.value.library == "requests" and core.effects == 0


def test_errors_about_a_call_are_made_by_the_request() -> None:
    """So they are whole and without secrets; what ``Request.error`` makes is the one exception."""
    kinds = {name for name, kind in vars(errors).items() if isinstance(kind, type)}
    for file in ("_verdict.py", "_transport.py"):
        tree = ast.parse((ROOT / "plugins/module_utils/wire" / file).read_text(encoding="utf-8"))
        made = {getattr(node.func, "id", "") for node in ast.walk(tree) if isinstance(node, ast.Call)}
        assert not made & kinds, file
