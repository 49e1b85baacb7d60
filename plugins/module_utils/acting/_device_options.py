# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""The options that only mi_device_action has."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..wire._errors import InvalidInput


@dataclass(frozen=True)
class DeviceOptions:
    """What some of the actions on devices take beside the rest. ``fix_timeout`` in seconds.

    Raises InvalidInput when made.
    """

    voice_roaming: bool | None = None
    data_roaming: bool | None = None
    locate_now: bool = False
    fix_timeout: int = 0
    return_passcodes: bool = field(default=False, metadata={"no_log": False})

    def __post_init__(self) -> None:
        if self.fix_timeout < 0:
            raise InvalidInput(f"fix_timeout: expected 0 or more seconds, got {self.fix_timeout}.")
