# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""Identifiers from people, YAML and surveys: text without invisible characters."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any

QUOTE = (
    "Put the value in quotes: without them YAML reads 0042 as 34, NO as false, 10:20:30 as a number and 2026-11-27 as "
    "a date."
)
"""The remedy for an identifier that is not text."""
_INVISIBLE_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_INVISIBLE_LETTERS = frozenset("\u034f\u115f\u1160\u2800\u3164\uffa0")  # letters and signs without any ink


def kind_of(value: Any) -> str:
    """The kind of a value, in words: ``text``, ``a number``, ``a boolean``, ``a date``, ``a list``, ``a mapping``."""
    kinds = (
        (str, "text"),
        (bool, "a boolean"),
        ((int, float), "a number"),
        (date, "a date"),
        (Mapping, "a mapping"),
        ((list, tuple, set), "a list"),
    )
    return next((word for types, word in kinds if isinstance(value, types)), type(value).__name__)  # type: ignore[arg-type]


def quoted(value: Any) -> str:
    """A value for a message: text in quotes with every invisible character escaped, a boolean as YAML writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, str):
        return str(value)
    return "'" + "".join(_escaped(char) if is_invisible(char) else char for char in value) + "'"


def is_invisible(char: str) -> bool:
    """Whether a character is a control character, or one that takes no room or no ink."""
    return unicodedata.category(char) in _INVISIBLE_CATEGORIES or char in _INVISIBLE_LETTERS


def fault_of(value: Any) -> str | None:
    """Why ``value`` cannot be an identifier, and the remedy; None if it can be one.

    The caller handles blanks at the ends.
    """
    if not isinstance(value, str):
        hint = f" {QUOTE}" if kind_of(value) in ("a number", "a boolean", "a date") else ""
        return f"{quoted(value)} is {kind_of(value)}, but a text is needed.{hint}"
    if any(is_invisible(char) for char in value):
        return f"{quoted(value)} has a control or invisible character, shown escaped here. Remove it."
    return None


def _escaped(char: str) -> str:
    return {"\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(char, f"\\u{ord(char):04x}")
