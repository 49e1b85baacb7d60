# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""What statuses, kinds of bodies and contents mean."""

from __future__ import annotations

import json

import pytest
from ansible_collections.mobileiron.core.plugins.module_utils.wire import _errors as errors

from .conftest import Reply

HTML = Reply(200, b"<!DOCTYPE html><html><body>Sign in</body></html>", {"Content-Type": "text/html"})
CLOUD = b'{"errors": null, "result": {"searchResults": []}}'
NO_DATA = Reply(404, b'{"messages": {"message": "no devices"}, "totalCount": 0}')


def test_no_data_and_wrong_path(server, client) -> None:
    server.replies = [NO_DATA]
    answer = client().call("list_devices_by_label", label="x")
    assert (
        not answer.has_data and answer.items() == [] and list(client().stream("list_devices_by_label", label="x")) == []
    )
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
    with pytest.raises(errors.BadAnswer, match="counts 3 but listed none"):
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


@pytest.mark.parametrize("reply", [Reply(400, b""), Reply(404, b"<html/>", {"Content-Type": "text/html"})])
def test_refused_slash_is_told_from_a_wrong_path(server, client, reply: Reply) -> None:
    server.replies = [reply]
    for value in ("Field/Sales", "CORP\\jdoe"):
        with pytest.raises(errors.PathRefused):
            client().call("list_devices_by_label", label=value)
    with pytest.raises(errors.MobileIronError) as caught:
        client().call("list_devices_by_label", label="plain")
    assert not isinstance(caught.value, errors.PathRefused)


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


def test_a_long_line_that_is_a_bad_request_names_bulk_size(server, client) -> None:
    server.replies = [Reply(400, b"<html>Bad Request</html>", {"Content-Type": "text/html"})]
    with pytest.raises(errors.RefusedRequest, match="bulk_size"):
        client().call("bulk_lock", uuids=[f"{number:036}" for number in range(300)])


@pytest.mark.parametrize("status", [400, 500])
def test_no_half_of_a_secret_is_in_the_error(server, client, status: int) -> None:
    server.replies = [Reply(status, json.dumps({"messages": {"message": "y" * 190 + " new-secret-1"}}).encode())]
    with pytest.raises(errors.MobileIronError) as caught:
        client().call("change_password", user="j", old_password="old-secret-1", new_password="new-secret-1")
    assert "new-" not in str(caught.value)


def test_a_request_that_is_too_large_says_what_to_do(server, client) -> None:
    server.replies = [Reply(414)]
    with pytest.raises(errors.RequestTooLarge, match="bulk_size to fewer than 3"):
        client().call("bulk_lock", uuids=["u-1", "u-2", "u-3"])
    with pytest.raises(errors.RequestTooLarge, match="shorter"):
        client().call("lock_device", uuid="u-1", reason="r")
