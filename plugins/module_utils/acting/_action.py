# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""An action, as the guards see it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Action:
    """The facts about an action that the guards need.

    ``name`` is the option's value, ``effect`` completes "would be".
    """

    name: str
    effect: str
    needs_reason: bool = False
    default_max_devices: int = 100
    factory_reset: bool = False
