# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""Core's calls as typed methods that return records, with one room for each kind of thing.

Only this floor names operations, raw keys and envelopes. A read may fall back to another call with the same
information. An effect never does: its call is chosen before it is sent.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..wire._client import Client
    from ._activesync import ActiveSync
    from ._alerts import Alerts
    from ._analytics import Analytics
    from ._app_settings import AppSettings
    from ._apps import Apps
    from ._countries import Countries
    from ._devices import Devices
    from ._labels import Labels
    from ._messages import Messages
    from ._operators import Operators
    from ._policies import Policies
    from ._profiles import Profiles
    from ._registrations import Registrations
    from ._server import Server
    from ._users import Users


class Core:
    """One server, reached through ``client``.

    A room is loaded when it is first used, because a module compiles its imports in each run.
    """

    activesync: ActiveSync
    alerts: Alerts
    analytics: Analytics
    app_settings: AppSettings
    apps: Apps
    countries: Countries
    devices: Devices
    labels: Labels
    messages: Messages
    operators: Operators
    policies: Policies
    profiles: Profiles
    registrations: Registrations
    server: Server
    users: Users

    def __init__(self, client: Client) -> None:
        self._client = client

    def __getattr__(self, name: str) -> Any:
        """The room of that name; threads that ask for it at once get the same one."""
        if name not in Core.__annotations__:
            raise AttributeError(name)
        return self.__dict__.setdefault(name, _room(name)(self._client))

    @staticmethod
    def load() -> None:
        """Load all rooms now, for processes that are forked from this one."""
        for name in Core.__annotations__:
            _room(name)

    @property
    def check_mode(self) -> bool:
        """Whether every effect is refused."""
        return self._client.check_mode

    @property
    def warn(self) -> Callable[[str], None]:
        """The function that shows a warning to the playbook's author."""
        return self._client.warn

    @property
    def effects(self) -> int:
        """The number of effects that Core may have carried out."""
        return self._client.effects

    @property
    def admin_device_space_id(self) -> int:
        """The device space of version 2 calls."""
        return self._client.connection.admin_device_space_id


def _room(name: str) -> Callable[[Client], Any]:
    return getattr(import_module(f"._{name}", __package__), Core.__annotations__[name])
