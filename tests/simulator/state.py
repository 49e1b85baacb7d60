# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Core itself: everything it holds, how to find it, and how a fresh one is made."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random
from typing import Any

from . import catalog, profiles
from .checkin import CheckIns
from .clock import Clock
from .fleet import Fleet
from .model import Alert, Device, Label, Partnership, User
from .settings import Settings


class Core:
    """One simulated Core. Lookups ignore the case of user names, labels and MAC addresses."""

    def __init__(self, devices: int = 200, seed: int = 7, start: float | None = None, **settings: Any) -> None:
        self.clock = Clock(start)
        self.settings = Settings(**settings)
        self.rng = Random(f"later-{seed}")
        self.devices: dict[str, Device] = {}
        self._by_user: dict[str, list[Device]] = {}
        self._by_mac: dict[str, Device] = {}
        self.users: dict[str, User] = {}
        self.directory: dict[str, User] = {}
        self.partnerships: dict[str, Partnership] = {}
        self.alerts: dict[int, Alert] = {}
        self.messages: list[dict[str, Any]] = []
        self.labels = catalog.labels()
        self.policies = profiles.policies()
        self.app_settings = profiles.app_settings()
        self.checkins = CheckIns(self)
        self.fleet = Fleet(self, seed)
        self.fleet.fill(devices)
        self.checkins.watch_passcodes()

    def add_device(self, device: Device) -> None:
        """Enter a device."""
        self.devices[device.uuid] = device
        self._index(device)

    def _index(self, device: Device) -> None:
        self._by_user.setdefault(device.principal.casefold(), []).append(device)
        self._by_mac.setdefault(device.mac, device)

    def index_again(self) -> None:
        """Note by whom and by which MAC address devices are found; needed once either was changed."""
        self._by_user.clear()
        self._by_mac.clear()
        for device in self.devices.values():
            self._index(device)

    def next_device_id(self) -> int:
        """A device id that was never used."""
        return max((device.id for device in self.devices.values()), default=0) + 1

    def device_by_mac(self, mac: str) -> Device | None:
        """The device with that Wi-Fi MAC address, twelve hexadecimal digits without separators."""
        return self._by_mac.get(mac.upper())

    def devices_of(self, principal: str) -> list[Device]:
        """All devices of a user, in whatever status."""
        return list(self._by_user.get(principal.casefold(), ()))

    def by_phone(self, phones: Iterable[str]) -> list[Device]:
        """The devices with one of these phone numbers."""
        wanted = set(phones)
        return [device for device in self.devices.values() if device.phone in wanted]

    def label(self, name: str) -> Label | None:
        """A label by name."""
        wanted = name.casefold()
        return next((label for label in self.labels if label.name.casefold() == wanted), None)

    def user(self, name: str) -> User | None:
        """A user by principal or e-mail address, exactly (section "Find a User")."""
        wanted = name.casefold()
        found = self.users.get(wanted)
        return found or next((u for u in self.users.values() if u.email.casefold() == wanted), None)

    def shown_status(self, device: Device) -> str:
        """The status answers carry; releases without RETIRE_PENDING show ACTIVE until it is done."""
        if device.status == "RETIRE_PENDING" and not self.settings["retire_pending_known"]:
            return "ACTIVE"
        return device.status

    def send(self, transport: str, to: str, text: str, why: str, device: Device, subject: str = "") -> None:
        """Record a message that left this Core."""
        self.messages.append(
            {
                "seq": len(self.messages) + 1,
                "time": self.clock.now(),
                "transport": transport,
                "to": to,
                "subject": subject,
                "text": text,
                "why": why,
                "device_uuid": device.uuid,
                "principal": device.principal,
            }
        )
