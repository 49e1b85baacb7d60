# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""The labels of Core (reference: Get all Labels)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..selecting._labels import unknown_label
from ..selecting._values import filled

if TYPE_CHECKING:
    from ..core._core import Core


def list_labels(core: Core, names: Sequence[str] | None) -> list[dict[str, Any]]:
    """The labels with these names, or all; the author is warned of a name that Core does not know."""
    chosen = None if names is None else filled("names", names)
    labels = core.labels.all()
    known = [label["name"] for label in labels]
    for name in chosen or []:
        if name not in known:
            core.warn(unknown_label(name, [name for name in known if name]))
    return [label for label in labels if chosen is None or label["name"] in chosen]
