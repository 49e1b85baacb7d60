# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""The reads of a compliance report: the selected devices, and the unread alerts of the whole Core."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..selecting._devices import select_devices
from ._alerts import AlertFilter, select_alerts

if TYPE_CHECKING:
    from ..core._core import Core
    from ..selecting._selector import Selector


def read_devices(core: Core, selector: Selector, keys: frozenset[str]) -> list[dict[str, Any]]:
    """The records of the selected devices, with ``keys``."""
    selection = select_devices(core, selector, keys)
    for warning in selection.warnings:
        core.warn(warning)
    return selection.devices


def read_unread_alerts(core: Core) -> list[dict[str, Any]]:
    """The unread alerts, in Core's order."""
    return select_alerts(core, AlertFilter(read=False))
