# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""Sentences that several errors and warnings share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

SHOWN = 10
"""The maximum number of names in a message; the others are counted."""


def listed(names: Sequence[str], shown: int = SHOWN) -> str:
    """``a, b and 3 more``."""
    return ", ".join(names[:shown]) + (f" and {len(names) - shown} more" if len(names) > shown else "")


def sentences(texts: Sequence[str], shown: int, what: str = "more") -> str:
    """The first sentences, and how many others there are: ``One. Two. And 3 more.``"""
    return " ".join(texts[:shown]) + (f" And {len(texts) - shown} {what}." if len(texts) > shown else "")


def empty(option: str, required: bool = False) -> str:
    """The message for an option with an empty or blank text."""
    return f"{option}: the value is empty. Give a value" + ("." if required else ", or leave the option out.")


def empty_value(option: str) -> str:
    """The message for a list with an empty or blank text."""
    return f"{option}: a value is empty. An empty template result must neither select anything nor lift a guard."


def empty_list(option: str, effect: str) -> str:
    """The message for an empty list; ``effect``: its effect, such as ``selects no device``."""
    return f"{option}: the list is empty, which {effect}. Give values, or leave the option out."


def near(name: str, known: Iterable[str]) -> list[str]:
    """The known names that resemble ``name``: those that differ only in case, or otherwise the closest."""
    names = list(known)
    return [other for other in names if other.lower() == name.lower()] or get_close_matches(name, names)


def did_you_mean(names: Iterable[str]) -> str:
    """`` Did you mean 'a' or 'b'?``, with a blank before it; nothing for no names."""
    quoted = " or ".join(map(repr, names))
    return f" Did you mean {quoted}?" if quoted else ""
