# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""Labels by their names, which are compared exactly (reference: Get all Labels)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ..records._messages import did_you_mean, near

if TYPE_CHECKING:
    from ..core._core import Core


def labels_by_name(core: Core) -> dict[str, dict[str, Any]]:
    """All labels of Core by their exact name."""
    return {label["name"]: label for label in core.labels.all() if label["name"]}


def unknown_label(name: str, known: Iterable[str]) -> str:
    """A sentence for a label that Core does not have, with names like it."""
    hint = did_you_mean(near(name, known))
    return f"Core has no label {name!r}; label names are compared exactly.{hint}"
