# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""Lists of values that an option holds, before they select anything."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..wire._errors import InvalidInput


def filled(option: str, values: list[Any]) -> list[str]:
    """The values as text, each once. Raises InvalidInput for an empty one, which would select nothing or anything."""
    clean = [str(value).strip() for value in values]
    if not all(clean):
        raise InvalidInput(f"{option}: a value is empty. An empty string selects nothing and is refused.")
    return list(dict.fromkeys(clean))


def selects_nothing(params: Mapping[str, Any], options: tuple[str, ...], warn: Callable[[str], None]) -> bool:
    """Whether one of ``options`` was given as an empty list, which selects nothing, ever; the author is warned."""
    empty = [option for option in options if params.get(option) is not None and not params[option]]
    if empty:
        warn(f"{', '.join(empty)}: given but empty, which selects nothing.")
    return bool(empty)
