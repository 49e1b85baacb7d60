# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""Application settings of Core or of a device (reference: Get all Application Settings, ... by Device UUID)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..records._app_setting import TYPES
from ..selecting._values import filled

if TYPE_CHECKING:
    from ..core._core import Core


@dataclass(frozen=True)
class AppSettingFilter:
    """Which settings mi_app_setting_info lists; a field that is None does not filter. Raises InvalidInput when made."""

    types: list[str] | None = field(default=None, metadata={"choices": TYPES})
    device_uuid: str | None = None

    def __post_init__(self) -> None:
        if self.device_uuid is not None:
            object.__setattr__(self, "device_uuid", filled("device_uuid", [self.device_uuid])[0])


def list_app_settings(core: Core, chosen: AppSettingFilter) -> list[dict[str, Any]]:
    """The settings of these types, of one device where ``device_uuid`` is given.

    Core filters by one type per request, and does not filter the settings of a device.
    """
    types = chosen.types
    if chosen.device_uuid is not None:
        settings = core.app_settings.of_device(chosen.device_uuid)
    elif types is None:
        settings = core.app_settings.all()
    else:
        settings = [setting for name in dict.fromkeys(types) for setting in core.app_settings.all(name)]
    matching = [setting for setting in settings if types is None or setting["app_type"] in types]
    # A server that ignores the type answers every setting each time.
    return list({(setting["id"], setting["name"]): setting for setting in matching}.values())
