# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sentences that several errors share."""

from __future__ import annotations

from ansible_collections.mobileiron.core.plugins.module_utils.records import _messages


def test_names_are_listed_and_the_rest_is_counted():
    assert _messages.listed(["a", "b"]) == "a, b"
    assert _messages.listed(["a", "b", "c"], 2) == "a, b and 1 more"


def test_sentences_are_listed_and_the_rest_is_counted():
    assert _messages.sentences(["One.", "Two."], 2) == "One. Two."
    assert _messages.sentences(["One.", "Two.", "Three."], 1, "more causes") == "One. And 2 more causes."


def test_near_names_differ_in_case_or_a_little():
    assert _messages.near("ios", ["iOS", "ios 2", "Android"]) == ["iOS"]
    assert _messages.near("Androit", ["iOS", "Android"]) == ["Android"]
    assert _messages.did_you_mean(["a", "b"]) == " Did you mean 'a' or 'b'?" and _messages.did_you_mean([]) == ""
