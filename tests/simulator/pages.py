# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers that are no API answers: the servlet container's error pages, the status page, the WADL."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from .calls import ROUTES, Reply

TITLES = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    413: "Request Entity Too Large",
    414: "Request-URI Too Long",
    431: "Request Header Fields Too Large",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
}
LOGIN = (
    "<html><head><title>Sign In</title></head><body><form action='/mifs/j_spring_security_check'></form></body></html>"
)
CLOUD = '{"errors":null,"result":{"searchResults":[],"totalCount":0}}'
DOCTYPE = '<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/hostname">]>'


def error_page(status: int, detail: str = "", **headers: str) -> Reply:
    """The HTML page of the servlet container; ``detail`` is text that it quotes."""
    title = f"HTTP Status {status} - {TITLES.get(status, 'Error')}"
    quoted = f"<pre>{escape(detail)}</pre>" if detail else ""
    body = (
        f'<!doctype html><html lang="en"><head><title>{title}</title></head><body><h1>{title}</h1>'
        f'{quoted}<hr class="line" /><h3>Apache Tomcat</h3></body></html>'
    )
    found = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status, body.encode("utf-8", "replace"), "text/html", found)


def status_page() -> Reply:
    """The health page: its first line is the status, its third the message."""
    return Reply(200, b"SUCCESS\n\nMobileIron Core is running\n", "text/html")


def wadl(base: str) -> Reply:
    """Section "WADL": all calls of the first version, written from the table of routes."""
    resources: dict[str, list[str]] = {}
    for entry in ROUTES:
        if entry.api == "v1" and not entry.setting:
            method = f"<method name={quoteattr(entry.method)} id={quoteattr(entry.operation)}/>"
            resources.setdefault(entry.path, []).append(method)
    rows = [f"<resource path={quoteattr(path)}>{''.join(found)}</resource>" for path, found in resources.items()]
    text = (
        '<?xml version="1.0" encoding="UTF-8"?><application xmlns="http://wadl.dev.java.net/2009/02">'
        f"<resources base={quoteattr(base)}>{''.join(rows)}</resources></application>"
    )
    return Reply(200, text.encode(), "application/xml")
