# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which options describe a connection, and which are refused before anything is sent."""

from __future__ import annotations

import pytest
from ansible_collections.mobileiron.core.plugins.module_utils.wire import _errors as errors
from ansible_collections.mobileiron.core.plugins.module_utils.wire._connection import Connection


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


def test_where_each_api_begins() -> None:
    plain = Connection("https://core.example.com/", "u", "secret-1")
    assert plain.bases("v1") == ("https://core.example.com/api/v1",)
    assert plain.bases("v2") == ("https://core.example.com/api/v2",)
    assert plain.bases("root") == ("https://core.example.com/api/",)
    hosted = Connection("https://m.example.com/acme", "u", "secret-1")
    assert hosted.bases("v1") == ("https://m.example.com/acme/api/v1",)
    assert hosted.bases("v2") == ("https://m.example.com/acme/rest/api/v2", "https://m.example.com/acme/api/v2")


@pytest.mark.parametrize(
    "options, verify, certificate",
    [
        ({}, True, None),
        ({"ca_path": "/ca.pem"}, "/ca.pem", None),
        ({"ca_path": "/ca.pem", "validate_certs": False}, False, None),
        ({"client_cert": "/c.pem"}, True, "/c.pem"),
        ({"client_cert": "/c.pem", "client_key": "/k.pem"}, True, ("/c.pem", "/k.pem")),
    ],
)
def test_how_certificates_are_checked_and_shown(options: dict, verify, certificate) -> None:
    connection = Connection("https://core.example.com", "u", "secret-1", **options)
    assert (connection.verify, connection.certificate) == (verify, certificate)


def test_secrets_of_the_connection_are_masked() -> None:
    connection = Connection("https://core.example.com", "u", "secret-1", proxy="http://p:proxy%2Dsecret@proxy")
    shown = connection.clean("secret-1 proxy-secret proxy%2Dsecret another", "another")
    assert shown == "******** ******** ******** ********"
