# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""What devices and people do by themselves: check in, carry out commands, enrol, let a passcode expire."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from . import catalog
from .fleet import report
from .model import BLOCKED_BY_HAND, UNENROLLED, Command, Device, Fix, Partnership

if TYPE_CHECKING:
    from .state import Core

PASSCODE_HOURS = 120
SYNC_SECONDS = 240 * 60.0
IOS_STEPS = ("IENROLL_VERIFIED", "IENROLL_INPROGRESS", "IENROLL_COMPLETE", "ACTIVE")
OTHER_STEPS = ("VERIFIED", "ACTIVE")


class CheckIns:
    """Carries out at the next check-in what devices were asked to do. A silent device never checks in."""

    def __init__(self, core: Core) -> None:
        self.core = core

    # commands

    def ask(self, device: Device, kind: str, when: float | None = None, **values: Any) -> None:
        """Leave a command for the device; it checks in ``check_in_delay`` seconds later."""
        start = self.core.clock.now() if when is None else when
        if kind == "retire" and device.status in UNENROLLED:
            device.status = "RETIRED"  # no client left or yet that could be told
            return
        if kind == "retire":
            device.status = "RETIRE_PENDING"
        device.pending.append(Command(kind, values))
        delay = 0.0 if kind == "wakeup" else self.core.settings["check_in_delay"]
        if not device.silent:
            self.core.clock.at(start + delay, partial(self._due, device.uuid))

    def check_in(self, device: Device, when: float | None = None) -> None:
        """The device connects: it does what is pending and reports back."""
        if device.status in UNENROLLED or device.status == "RETIRED":
            return
        at = self.core.clock.now() if when is None else when
        device.last_connected = at
        pending, device.pending = device.pending, []
        for command in pending:
            self._do(device, command, at)

    def _due(self, uuid: str, when: float) -> None:
        device = self.core.devices.get(uuid)
        if device is not None and not device.silent and device.pending:
            self.check_in(device, when)

    def _do(self, device: Device, command: Command, at: float) -> None:
        if device.status in ("WIPED", "RETIRED"):
            return  # an earlier command of the same check-in took the client away
        kind = command.kind
        if kind == "retire":
            device.status, device.mdm_managed = "RETIRED", False
        elif kind == "wipe":
            device.status, device.wipe_reason = "WIPED", 1
        elif kind == "lock":
            device.locked = True
        elif kind == "unlock":
            device.locked = device.has_passcode = False
        elif kind == "locate":
            self._locate(device, at)
        elif kind == "roaming":
            device.details.update(command.values)
        elif kind == "profiles":
            device.profiles_at = at

    def _locate(self, device: Device, at: float) -> None:
        old = device.fix or Fix("GPS", 37.386433, -122.053902, 50, 0.0)
        device.fix = Fix("GPS", round(old.latitude + 0.001, 6), round(old.longitude + 0.001, 6), 50, at)
        for key, value in (("latitude", device.fix.latitude), ("longitude", device.fix.longitude)):
            device.details[key] = str(value)
        device.details["lat_long_last_captured_at"] = str(int(at * 1000))

    # enrolment

    def watch_passcodes(self) -> None:
        """Let the passcodes of all pending registrations expire when their time comes."""
        for device in self.core.devices.values():
            if device.status == "VERIFICATION_PENDING":
                self.registered(device)

    def registered(self, device: Device) -> None:
        """A registration begins: its passcode will expire, or somebody types it in."""
        if device.passcode_expires is None:
            device.passcode_expires = device.registered + PASSCODE_HOURS * 3600
        self.core.clock.at(device.passcode_expires, partial(self._expire, device.uuid))
        self.plan_typing(device)

    def plan_typing(self, device: Device) -> None:
        """With ``auto_enrol_after``: the person types the passcode that long after the registration."""
        after = self.core.settings["auto_enrol_after"]
        if after is not None and device.status == "VERIFICATION_PENDING" and not device.silent:
            self.core.clock.at(device.registered + after, partial(self._typed, device.uuid))

    def enter_passcode(self, device: Device, when: float | None = None) -> bool:
        """Somebody types the passcode into the device; false if it is not waiting for one."""
        if device.status != "VERIFICATION_PENDING":
            return False
        at = self.core.clock.now() if when is None else when
        self._enrol(device.uuid, IOS_STEPS if device.family == "ios" else OTHER_STEPS, at)
        return True

    def _typed(self, uuid: str, when: float) -> None:
        self.enter_passcode(self.core.devices[uuid], when)

    def _expire(self, uuid: str, _when: float) -> None:
        device = self.core.devices[uuid]
        if device.status == "VERIFICATION_PENDING":
            device.status = "EXPIRED"

    def _enrol(self, uuid: str, steps: tuple[str, ...], when: float) -> None:
        """One step per check-in; the last one brings details, profiles and the filtered labels."""
        device = self.core.devices[uuid]
        if device.status in ("RETIRED", "RETIRE_PENDING", "WIPED"):
            return
        device.status = steps[0]
        if steps[0] == "ACTIVE":
            self._activate(device, when)
        elif not device.silent:
            delay = self.core.settings["check_in_delay"]
            self.core.clock.at(when + delay, lambda due: self._enrol(uuid, steps[1:], due))

    def _activate(self, device: Device, when: float) -> None:
        country = catalog.BY_ISO[device.iso]
        operator = catalog.operator_of(device.phone, device.country_code)
        if operator is not None:  # Core corrects the operator if the number tells it
            device.operator, device.operator_id, device.home_operator = operator.name, operator.id, operator.name
        model = catalog.model_of(device.family)
        report(device, self.core.rng, model, country, operator or catalog.PDA, when)
        device.mdm_managed = device.family in ("ios", "macos")
        device.profiles_at = when
        self.check_in(device, when)

    def awake(self, device: Device) -> None:
        """A device that was silent is reachable again and does what it was asked meanwhile."""
        when = self.core.clock.now() + self.core.settings["check_in_delay"]
        self.core.clock.at(when, partial(self._due, device.uuid))
        for partnership in self.core.partnerships.values():
            if partnership.mi_device_uuid == device.uuid and partnership.wipe_pending:
                self.core.clock.at(when, partial(self._eas_wiped, partnership))

    # ActiveSync

    def eas_action(self, partnership: Partnership, action: str) -> None:
        """Block, reinstate or wipe a partnership (section "Request Action on ActiveSync Device")."""
        device = self.core.devices.get(partnership.mi_device_uuid)
        partnership.source = "Manual"
        if action == "WIPE":
            partnership.wipe_pending = True
            delay = self.core.settings["check_in_delay"]
            if not partnership.silent and not (device and device.silent):
                self.core.clock.at(self.core.clock.now() + delay, partial(self._eas_wiped, partnership))
            return
        partnership.wipe_pending = False
        partnership.access = "Blocked" if action == "BLOCK_DEVICE" else "Allowed"
        if device is not None:
            device.block_reason &= ~BLOCKED_BY_HAND
            if action == "BLOCK_DEVICE":
                device.block_reason |= BLOCKED_BY_HAND

    def _eas_wiped(self, partnership: Partnership, when: float) -> None:
        if partnership.wipe_pending:
            partnership.access, partnership.wipe_pending, partnership.last_sync = "Wiped", False, when

    # the passing of time

    def time_passed(self, seconds: float) -> None:
        """After a longer jump of the clock, devices that used to connect have gone on connecting."""
        if seconds < SYNC_SECONDS:
            return
        now = self.core.clock.now()
        for device in self.core.devices.values():
            last = device.last_connected
            if device.status == "ACTIVE" and not device.silent and last and last > now - seconds - 86400:
                device.last_connected = max(last, now - device.id % 3600)
