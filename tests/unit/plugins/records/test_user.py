# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""User records."""

from __future__ import annotations

import pytest
from ansible_collections.mobileiron.core.plugins.module_utils.records._user import (
    bare_name,
    same_user,
    user_key,
    user_record,
)

_JSON = {
    "@id": "9001",
    "uuid": "f89d8cbf-59d7-47e6-97c2-4681ed8f954a",
    "principal": "miadmin",
    "createdAt": 1374085200000,
    "enabled": True,
    "lastName": "",
    "roles": "ROLE_API",
    "userSource": 76,
    "newField": 7,
}
_XML = {
    "@id": "9001",
    "uuid": "f89d8cbf-59d7-47e6-97c2-4681ed8f954a",
    "principal": "miadmin",
    "createdAt": "1374085200000",
    "enabled": "true",
    "lastName": None,
    "roles": ["ROLE_API"],
    "userSource": "76",
    "newField": "7",
}


def test_json_and_xml_give_the_same_record() -> None:
    assert user_record(_JSON) == user_record(_XML)


def test_types() -> None:
    user = user_record(_JSON)
    assert (user["id"], user["created_at"], user["roles"]) == ("9001", "2013-07-17T18:20:00Z", ["ROLE_API"])
    assert (user["enabled"], user["last_name"], user["user_source"]) == (True, None, "local")
    assert user["new_field"] == 7


@pytest.mark.parametrize(("source", "expected"), [(76, "local"), ("68", "ldap"), (None, None)])
def test_source(source: object, expected: str | None) -> None:
    user = user_record({"principal": "x", "userSource": source})
    assert user["user_source"] == expected
    assert user["roles"] == []


def test_the_case_of_a_user_id_does_not_matter() -> None:
    assert same_user("JDoe", "jdoe")
    assert same_user("CORP\\JDoe", "corp\\jdoe")
    assert same_user(1, "1")
    assert not same_user("jdoe", "jdoe2")
    assert user_key("JDoe") == user_key("jDOE") == "jdoe"


def test_no_user_id_is_nobody() -> None:
    assert not same_user(None, None)
    assert not same_user("", "")
    assert user_key("") is None


def test_only_case_is_ignored() -> None:
    """Two people may be called so."""
    assert not same_user("strasse", "straße")


def test_bare_names():
    assert {bare_name(name) for name in ("jdoe", "CORP\\JDoe", "jdoe@example.com", "CORP\\jdoe@x")} == {"jdoe"}
    assert bare_name(None) == ""
