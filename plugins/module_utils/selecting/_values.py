# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""Lists of text in options, before they select anything."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ..records._messages import empty, empty_value
from ..wire._errors import InvalidInput

_EXACT = frozenset({"labels", "names", "label", "policy"})
"""Options whose values Core compares exactly, so that blanks around them count."""


def filled(option: str, values: Sequence[Any]) -> list[str]:
    """The values as text, each once.

    Raises InvalidInput for an empty value, which could select nothing or everything.
    """
    texts = [str(value) for value in values]
    if not all(text.strip() for text in texts):
        raise InvalidInput(empty_value(option))
    return list(dict.fromkeys(text if option in _EXACT else text.strip() for text in texts))


def refuse_empty(option: str, value: str | None, required: bool = False) -> None:
    """Raise InvalidInput for an empty or blank text; None is not given, which is allowed."""
    if value is not None and not value.strip():
        raise InvalidInput(empty(option, required))


def selects_nothing(lists: Mapping[str, Sequence[Any] | None], warn: Callable[[str], None]) -> bool:
    """Whether a selector is an empty list, which always selects nothing; the author gets a warning with the option."""
    names = [name for name, values in lists.items() if values is not None and not values]
    if names:
        warn(f"{', '.join(names)}: given but empty, which selects nothing.")
    return bool(names)
