# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a server sent back, looked at from outside."""

from __future__ import annotations

import io

import pytest
from ansible_collections.mobileiron.core.plugins.module_utils.wire._response import UNREADABLE, Response


def response(body: bytes, media: str = "application/json") -> Response:
    return Response(200, {"Content-Type": media} if media else {}, io.BytesIO(body))


@pytest.mark.parametrize(
    "body, media, kind, is_page",
    [
        (b"{}", "application/json", "json", False),
        (b"{}", "TEXT/HTML; charset=utf-8", "json", True),
        (b"<html>", "", "html", True),
        (b"<a/>", "application/xml", "xml", False),
        (b" ", "application/json", "empty", False),
    ],
)
def test_kinds_of_bodies(body: bytes, media: str, kind: str, is_page: bool) -> None:
    reply = response(body, media)
    assert (reply.body_kind, reply.is_page) == (kind, is_page)
    assert reply.media == media.partition(";")[0].lower() and reply.body.read() == body


def test_documents_and_texts_leave_the_body_as_it_is() -> None:
    reply = response(b'{"messages": {"message": "No."}}')
    assert reply.document() == {"messages": {"message": "No."}} and reply.text() == "No."
    assert reply.body.tell() == 0
    page = response(b"<html><b>Not</b> here", "text/html")
    assert page.document() is UNREADABLE and page.text() == "Not here"
