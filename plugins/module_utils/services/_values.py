# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""Lists of values that an option holds, before they select anything."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..wire._errors import InvalidInput

_NAMES = frozenset({"labels", "names", "label", "policy"})
"""Options whose values Core compares exactly, so that blanks around them count."""


def filled(option: str, values: list[Any]) -> list[str]:
    """The values as text, each once. Raises InvalidInput for an empty one, which would select nothing or anything."""
    texts = [str(value) for value in values]
    if not all(text.strip() for text in texts):
        raise InvalidInput(f"{option}: a value is empty. An empty string selects nothing and is refused.")
    return list(dict.fromkeys(text if option in _NAMES else text.strip() for text in texts))


def selects_nothing(params: Mapping[str, Any], options: tuple[str, ...], warn: Callable[[str], None]) -> bool:
    """Whether one of ``options`` was given as an empty list, which selects nothing, ever; the author is warned."""
    empty = [option for option in options if params.get(option) is not None and not params[option]]
    if empty:
        warn(f"{', '.join(empty)}: given but empty, which selects nothing.")
    return bool(empty)
