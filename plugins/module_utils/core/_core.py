# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""What Core can be asked, in our words: a room for each kind of thing, and in it typed methods that return records.

The only floor that names operations, raw keys and envelopes. Reads may fall from one call to another that tells the
same; an effect never does: which call sends it is decided before.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
    from ..wire._client import Client


class Core:
    """One server, asked through ``client``."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self.activesync = ActiveSync(client)
        self.alerts = Alerts(client)
        self.analytics = Analytics(client)
        self.app_settings = AppSettings(client)
        self.apps = Apps(client)
        self.countries = Countries(client)
        self.devices = Devices(client)
        self.labels = Labels(client)
        self.messages = Messages(client)
        self.operators = Operators(client)
        self.policies = Policies(client)
        self.profiles = Profiles(client)
        self.registrations = Registrations(client)
        self.server = Server(client)
        self.users = Users(client)

    @property
    def check_mode(self) -> bool:
        """Whether every effect is refused."""
        return self._client.check_mode

    @property
    def warn(self) -> Callable[[str], None]:
        """What takes a sentence for the playbook's author."""
        return self._client.warn

    @property
    def effects(self) -> int:
        """How many effects Core may have had."""
        return self._client.effects

    @property
    def admin_device_space_id(self) -> int:
        """The device space of version 2 calls."""
        return self._client.connection.admin_device_space_id
