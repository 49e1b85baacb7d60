# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""Remove secrets from texts: a server or a proxy may quote a whole request in an error."""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Iterable
from urllib.parse import quote, quote_plus, unquote

MASK = "********"
_HEADER = re.compile(r"(?i)(authorization\W{1,5}\w+\s+)[^\s\"'<>,;]+")
_USERINFO = re.compile(r"//[^/@\s\"'<>]+@")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]+")


def url_passwords(*urls: str | None) -> set[str]:
    """The passwords inside URLs, as written and decoded."""
    passwords = set()
    for url in urls:
        secret = (url or "").rpartition("@")[0].rpartition("//")[2].partition(":")[2]
        passwords |= {secret, unquote(secret)}
    return passwords - {""}


def clean(text: str, secrets: Iterable[str], account: tuple[str, str] | None = None) -> str:
    """``text`` without ``secrets`` in any of the ways a request writes them, and without control characters.

    ``account``: the user name and password of Basic authentication.
    """
    forms: set[str] = set()
    for secret in {*secrets, *(account[1:] if account else ())} - {""}:
        forms |= {secret, quote(secret), quote(secret, safe=""), quote_plus(secret)}
        forms |= {html.escape(secret), html.escape(secret, quote=False), json.dumps(secret)[1:-1]}
    if account:
        forms.add(base64.b64encode(":".join(account).encode()).decode())
    for form in sorted(forms, key=len, reverse=True):
        text = text.replace(form, MASK)
    text = _HEADER.sub(rf"\g<1>{MASK}", text)
    return _CONTROL.sub(" ", _USERINFO.sub(f"//{MASK}@", text))
