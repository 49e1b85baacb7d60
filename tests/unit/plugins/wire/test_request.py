# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes out: paths, queries and bodies, and how many ids fit in one request."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from ansible_collections.mobileiron.core.plugins.module_utils.wire import _errors as errors
from ansible_collections.mobileiron.core.plugins.module_utils.wire._connection import Connection
from ansible_collections.mobileiron.core.plugins.module_utils.wire._operations import OPERATIONS
from ansible_collections.mobileiron.core.plugins.module_utils.wire._request import build

from .conftest import PASSWORD, Reply


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


def test_a_text_that_fits_in_no_request_is_refused_before_it_is_sent(client) -> None:
    with pytest.raises(errors.InvalidInput, match="message"):
        list(client().batches("send_message", "uuids", ["u-1"], None, mode="sms", message="x" * 9000, subject=None))


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


# -- errors


def request_of(name: str, **values):
    connection = Connection("https://core.example.com", "apiadmin", PASSWORD)
    return build(OPERATIONS[name], connection, connection.bases("v1")[0], values)


def test_an_error_is_whole_and_tells_no_secret() -> None:
    request = request_of("change_password", user="jsmith", old_password="old-secret-1", new_password="new-secret-1")
    error = request.error(errors.AuthenticationFailed, f"new-secret-1 {PASSWORD}", 401, explanation="No.")
    assert error.message == str(error) == "******** ********" and error.explanation == "No."
    assert error.as_failure() == {
        "operation": "change_password",
        "status": 401,
        "url": "https://core.example.com/api/v1/sm/authentication/users/{user}",
    }
    assert "secret-1" not in repr(request) and PASSWORD not in repr(request)


def test_a_missing_or_unknown_value_is_a_fault_of_ours() -> None:
    for values in ({"uuid": "u-1"}, {"uuid": "u-1", "reason": "r", "more": 1}):
        with pytest.raises(TypeError):
            request_of("lock_device", **values)


def test_json_bodies_keep_their_types() -> None:
    connection = Connection("https://core.example.com", "apiadmin", PASSWORD)
    values = {"label": "A/B", "device_space_id": 1, "uuids": ["u-1", "u-2"]}
    request = build(OPERATIONS["add_device_label"], connection, connection.bases("v2")[0], values)
    assert request.document == {"deviceUuids": ["u-1", "u-2"]} and request.query == "adminDeviceSpaceId=1"
    assert request.url == "https://core.example.com/api/v2/devices/labels/A%2FB/add"
    assert (request.size, request.value_with_slash, request.accept) == (2, "A/B", "application/json")
