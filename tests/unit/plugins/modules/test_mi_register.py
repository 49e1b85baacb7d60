# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""mi_register where Core knows better: no country, country code 0, and people whom a search of LDAP does not find."""

from __future__ import annotations

import json
from urllib.parse import parse_qs

import pytest

TABLET = {"user_id": "jsmith", "platform": "ios", "device_type": "pda", "match_on": "never"}
PHONE = {"user_id": "jsmith", "platform": "ios", "phone_number": "4155559999"}
IMPORTED = {**PHONE, "country": "US", "import_user_from_ldap": True}


def sent(core) -> list[str]:
    return [entry["path"] for entry in core.requests("register_device")]


@pytest.mark.parametrize(
    ("options", "on_the_wire"),
    [(TABLET, None), ({**TABLET, "country_code": 0}, "0"), ({**TABLET, "country": "0"}, "0"),
     ({**PHONE, "country_code": 0}, "0")],
)  # fmt: skip
def test_a_device_without_a_country_is_registered_with_a_warning(core, run, options, on_the_wire):
    planned = run("mi_register", check_mode=True, **options).ok()
    assert planned["changed"] and sent(core) == []
    result = run("mi_register", **options).ok()
    (path,) = sent(core)
    assert parse_qs(path.partition("?")[2]).get("countryCode") == (on_the_wire and [on_the_wire])
    assert result["registration"]["status"] and [text for text in result.warned if text.startswith("country: ")]
    assert planned.warned == result.warned


@pytest.mark.parametrize("options", [TABLET, {**PHONE, "country_code": 0}])
def test_core_may_insist_on_a_country(core, run, options):
    core.settings(require_country=True)
    result = run("mi_register", **options)
    assert result.failed and "Invalid country code" in result.message and not core.effects()


def test_a_phone_needs_a_country(core, run):
    result = run("mi_register", **PHONE)
    assert result.failed and result.message.startswith("country: ") and core.log() == []


def test_who_is_not_found_in_ldap_fails_in_check_mode_and_is_warned_of_otherwise(core, run):
    nobody = {**IMPORTED, "user_id": "nobody.at.all"}
    planned = run("mi_register", check_mode=True, **nobody)
    assert planned.failed and "LDAP" in planned.message and sent(core) == []
    result = run("mi_register", **nobody)
    assert result.failed and "was not found in LDAP" in result.message
    assert [text for text in result.warned if text.startswith("user_id: ") and "'nobody.at.all'" in text]
    assert len(sent(core)) == 1 and not core.effects()


def test_core_may_import_who_its_search_does_not_find(core, run):
    nobody = json.dumps({"users": ""})
    core.fault("status", operation="search_ldap", status=200, headers={"Content-Type": "application/json"}, body=nobody)
    result = run("mi_register", **{**IMPORTED, "user_id": "tnovak"}).ok()
    assert result["device"]["principal"] == "tnovak" and [
        text for text in result.warned if text.startswith("user_id: ")
    ]
