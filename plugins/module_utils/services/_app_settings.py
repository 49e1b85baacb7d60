# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""Application settings of Core or of a device (reference: Get all Application Settings, ... by Device UUID)."""

from __future__ import annotations

from collections.abc import Sequence

from ..records._app_setting import app_setting_record
from ..wire._client import Client
from ..wire._errors import InvalidInput


def app_settings(client: Client, types: Sequence[str] | None, device_uuid: str | None) -> list[dict]:
    """The settings of these types (None: all), of one device where ``device_uuid`` is given.

    Core filters by one type a request; the settings of a device it does not filter at all.
    """
    if device_uuid is not None:
        if not device_uuid.strip():
            raise InvalidInput("device_uuid: the value is empty. Leave the option out or give a uuid.")
        raws = client.call("list_device_app_settings", uuid=device_uuid.strip()).items()
    elif types is None:
        raws = client.call("list_app_settings").items()
    else:
        raws = [raw for name in dict.fromkeys(types) for raw in client.call("list_app_settings", type=name).items()]
    found = (app_setting_record(raw) for raw in raws)
    wanted = [setting for setting in found if types is None or setting["app_type"] in types]
    # A server that ignores the type answers every setting each time.
    return list({(setting["id"], setting["name"]): setting for setting in wanted}.values())
