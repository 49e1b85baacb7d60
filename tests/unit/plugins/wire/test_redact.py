# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""No secret is in a text, whichever way a request writes it."""

from __future__ import annotations

import base64
import html
import json
from urllib.parse import quote, quote_plus

import pytest
from ansible_collections.mobileiron.core.plugins.module_utils.wire._redact import clean, url_passwords

SECRET = 'p&ss "wörd"+1'
FORMS = [
    SECRET,
    quote(SECRET),
    quote(SECRET, safe=""),
    quote_plus(SECRET),
    html.escape(SECRET),
    json.dumps(SECRET)[1:-1],
    base64.b64encode(f"api:{SECRET}".encode()).decode(),
]


@pytest.mark.parametrize("form", FORMS)
def test_a_secret_is_masked_in_every_form(form: str) -> None:
    assert clean(f"said {form}.", [], ("api", SECRET)) == "said ********."


@pytest.mark.parametrize("form", FORMS[:-1])
def test_secrets_of_the_call_are_masked_too(form: str) -> None:
    assert clean(f"password={form}&x", [SECRET]) == "password=********&x"


@pytest.mark.parametrize(
    "text", ["Authorization: Basic dTpw", "authorization=Basic dTpw", "'Authorization': 'Basic dTpw'"]
)
def test_foreign_credentials_are_masked(text: str) -> None:
    assert "dTpw" not in clean(text, [])
    assert clean("see https://u:pw@core.example.com/x", []) == "see https://********@core.example.com/x"


def test_control_characters_are_no_part_of_a_message() -> None:
    assert clean("a\x00\x1b[31mb\u2028c\td\ne", []) == "a [31mb c\td\ne"


def test_passwords_of_addresses_as_written_and_decoded() -> None:
    assert url_passwords("http://u:p%2Dw@proxy", "https://core", None, "") == {"p%2Dw", "p-w"}
