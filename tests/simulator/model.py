# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the simulated Core keeps: devices, users, labels, alerts and so on, as plain records."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

# Section "Status and statusCode values"; RETIRE_PENDING comes from later releases.
STATUS_CODES = {
    "ACTIVE": 97,
    "IENROLL_VERIFIED": 100,
    "IENROLL_INPROGRESS": 101,
    "IENROLL_COMPLETE": 102,
    "INFECTED": 105,
    "LOST": 108,
    "RETIRED": 114,
    "VERIFIED": 118,
    "VERIFICATION_PENDING": 112,
    "EXPIRED": 120,
    "WIPED": 119,
    "RETIRE_PENDING": 117,
}
# Devices in these states hold an enrolled client, so commands reach them and profiles lie on them.
ENROLLED = ("ACTIVE", "INFECTED", "LOST", "RETIRE_PENDING")
UNENROLLED = ("VERIFICATION_PENDING", "EXPIRED", "WIPED")

LOCAL_USER = ord("L")
LDAP_USER = ord("D")

BLOCKED_BY_HAND = 0x200


@dataclass(slots=True)
class Fix:
    """One recorded position of a device (section "Locate a Device"); captured in epoch seconds."""

    lookup: str
    latitude: float
    longitude: float
    radius: int
    captured: float


@dataclass(slots=True)
class Command:
    """Something the device was asked to do and does at its next check-in."""

    kind: str
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Device:
    """One registered device. Times are epoch seconds of the simulated clock."""

    id: int
    uuid: str
    principal: str
    family: str
    platform: str
    manufacturer: str
    model: str
    status: str
    user_uuid: str = ""
    user_id: int = 0
    display_name: str = ""
    first_name: str = ""
    last_name: str = ""
    user_source: int = LOCAL_USER
    email: str = ""
    name: str = ""
    comment: str = ""
    phone: str = "PDA"
    operator: str = "PDA"
    operator_id: int = 0
    home_operator: str = ""
    country_code: int = 1
    country_id: int = 183
    country_name: str = "United States"
    iso: str = "US"
    employee_owned: bool | str | None = False
    compliance: int = 0
    quarantined: int = 0
    block_reason: int = 0
    mdm_managed: bool = False  # under Apple's MDM, a Mac too; see ios_mdm
    notify_user: bool = False
    eas_uuid: str = ""
    eas_last_sync: float | None = None
    registered: float = 0.0
    last_connected: float | None = None
    pin: str = ""
    os_build: str = ""
    mac: str = ""
    serial: str = ""
    details: dict[str, str] = field(default_factory=dict)
    apps: int = 0
    silent: bool = False
    has_passcode: bool = True
    locked: bool = False
    wipe_reason: int = 0
    fix: Fix | None = None
    profiles_at: float = 0.0
    pending: list[Command] = field(default_factory=list)
    passcode: str = ""
    passcode_expires: float | None = None

    @property
    def ios_mdm(self) -> bool:
        """What the API calls ``mdmManaged``: it applies to iOS devices only and is false for all others."""
        return self.mdm_managed and self.family == "ios"


@dataclass(slots=True)
class User:
    """A user of Core, local or imported from the directory (section "Find a User")."""

    id: int
    uuid: str
    principal: str
    first_name: str
    last_name: str
    email: str
    source: int
    password: str
    created: float
    display_name: str = ""
    enabled: bool = True
    roles: tuple[str, ...] = ("ROLE_MPW_REG", "ROLE_MPW_LOCATE")
    last_login: float | None = None


@dataclass(slots=True)
class Label:
    """A label: static with members, or filtered with a query and what that query means."""

    id: int
    name: str
    description: str
    static: bool
    query: str = ""
    test: Callable[[Device], bool] | None = None
    members: set[str] = field(default_factory=set)

    def holds(self, device: Device) -> bool:
        """Whether the device carries this label now."""
        if self.static:
            return device.uuid in self.members
        return self.test is not None and self.test(device)


@dataclass(slots=True)
class Alert:
    """One alert of the event center (section "Get All Alerts")."""

    id: int
    device_uuid: str
    user_uuid: str
    principal: str
    phones: tuple[str, ...]
    label_id: int
    subscription: str
    date: float
    text: str
    kind: str
    severity: str
    transport: str
    status: str
    unread: bool
    retries: int
    updated_by: str
    updated: float
    comments: str = ""


@dataclass(slots=True)
class Partnership:
    """One ActiveSync partnership (section "List All ActiveSync Devices")."""

    uuid: str
    domain: str
    device_id: str
    mailbox_id: str
    user_name: str
    phone: str
    model: str
    platform: str
    platform_code: int
    first_sync: float
    last_sync: float
    mi_device_uuid: str = ""
    access: str = "Allowed"
    source: str = "Exchange"
    silent: bool = False
    wipe_pending: bool = False

    @property
    def group(self) -> str:
        """The documented group this partnership is listed in."""
        if self.access == "Wiped":
            return "wiped"
        return f"{'registered' if self.mi_device_uuid else 'unregistered'}{self.access}"


@dataclass(slots=True)
class Policy:
    """A policy with its rules; applies to the devices of its labels, defaults to everyone else."""

    id: int
    uuid: str
    name: str
    kind: str
    family: str
    description: str
    priority: int
    rules: list[dict[str, Any]]
    active: bool = True
    labels: set[int] = field(default_factory=set)


@dataclass(slots=True)
class AppSetting:
    """An application setting (a configuration) and the labels it goes to."""

    id: int
    name: str
    description: str
    app_type: str
    kind: str
    properties: dict[str, str]
    labels: tuple[int, ...]
    state: int = ord("C")
