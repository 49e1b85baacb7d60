# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""A change to evidence shows: in its own content, and in the chain that it is part of."""

from __future__ import annotations

import json

from ansible_collections.mobileiron.core.plugins.module_utils.roles._evidence_check import check_evidence

from .test_evidence_earlier import evidence

FIRST = evidence()
SECOND = evidence("2026-05-02T10:00:00Z", FIRST)
THIRD = evidence("2026-05-03T10:00:00Z", SECOND)
WHOLE = {"jdoe.json": THIRD, "earlier/jdoe-1.json": FIRST, "earlier/jdoe-2.json": SECOND}


def bad(files):
    """path → verdict, of the bad ones."""
    found = check_evidence(
        {path: text if isinstance(text, (str, type(None))) else json.dumps(text) for path, text in files.items()}
    )
    assert found["bad"] == len([row for row in found["files"] if not row["is_good"]])
    assert len(found["lines"]) == len(files) and not [line for line in found["lines"] if "\n" in line]
    return {row["path"]: row["verdict"] for row in found["files"] if not row["is_good"]}


def test_a_whole_chain_is_good_also_with_copies_of_the_same_evidence():
    assert bad(WHOLE) == {} and bad({}) == {}
    assert bad({**WHOLE, "copy.json": SECOND, "asmith.json": evidence(user="asmith")}) == {}
    # A run was killed after it had kept the evidence and before it replaced it.
    assert bad({"jdoe.json": FIRST, "earlier/jdoe-1.json": FIRST}) == {}


def test_changed_content_shows_in_the_file_and_in_what_goes_on_from_it():
    changed = {**SECOND, "ticket": "HR-9"}
    found = bad({**WHOLE, "earlier/jdoe-2.json": changed})
    assert "its content was changed" in found["earlier/jdoe-2.json"] and "missing or was changed" in found["jdoe.json"]
    assert "missing or was changed" in found["earlier/jdoe-1.json"]
    # A hash that was made anew shows in the next one.
    again = evidence("2026-05-02T10:00:00Z", FIRST, ticket="HR-9")
    found = bad({**WHOLE, "earlier/jdoe-2.json": again})
    assert set(found) == {"jdoe.json", "earlier/jdoe-2.json"}


def test_a_missing_link_shows():
    assert "that it goes on from is missing" in bad({"jdoe.json": THIRD, "earlier/jdoe-1.json": FIRST})["jdoe.json"]
    assert "that replaced it is missing" in bad({"earlier/jdoe-1.json": FIRST})["earlier/jdoe-1.json"]


def test_two_that_go_on_from_the_same_one_show():
    other = evidence("2026-05-02T11:00:00Z", FIRST)
    found = bad({"a.json": SECOND, "b.json": other, "earlier/jdoe-1.json": FIRST})
    assert set(found) == {"a.json", "b.json"} and "one of several" in found["a.json"]


def test_a_link_to_somebody_else_shows():
    strange = evidence("2026-05-02T10:00:00Z", FIRST, user="asmith")
    assert "about somebody else (jdoe.json)" in bad({"jdoe.json": FIRST, "asmith.json": strange})["asmith.json"]
    assert bad({"jdoe.json": FIRST, "b.json": evidence("2026-05-02T10:00:00Z", FIRST, user="JDoe")}) == {}


def test_foreign_files_show():
    bare = {key: value for key, value in FIRST.items() if key != "sha256"}
    foreign = {"a.json": None, "b.json": "{", "c.json": "[]", "d.json": {"role": "x"}, "e.json": bare, "f\n.json": ""}
    assert set(bad({**WHOLE, **foreign})) == set(foreign)
    assert "cannot be read" in bad(foreign)["a.json"] and "has no hash" in bad(foreign)["e.json"]
