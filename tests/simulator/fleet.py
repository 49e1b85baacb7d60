# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes a fleet: the fixed people first, then as many devices as asked for, always the same for one seed.

All times are relative to the time at which the clock was started, so that a fleet never grows old by itself, and
the same seed and start give the same fleet to the last bit.
"""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING
from uuid import UUID

from . import catalog, details, people
from .catalog import Country, Model, Operator
from .model import LDAP_USER, LOCAL_USER, STATUS_CODES, Alert, Device, Fix, Partnership, User

if TYPE_CHECKING:
    from .state import Core

DAY = 86400.0
FIRST = [
    "alice",
    "bruno",
    "chen",
    "dana",
    "emil",
    "fatima",
    "george",
    "hana",
    "ivan",
    "julia",
    "karl",
    "lena",
    "marco",
    "nina",
    "oscar",
    "petra",
    "quinn",
    "rosa",
    "samir",
    "tina",
    "ugo",
    "vera",
    "walter",
    "xenia",
    "yusuf",
    "zoe",
]
LAST = [
    "adams",
    "becker",
    "costa",
    "dubois",
    "evans",
    "fischer",
    "garcia",
    "huber",
    "ito",
    "jansen",
    "kaur",
    "lopez",
    "meyer",
    "nowak",
    "olsen",
    "patel",
    "quist",
    "rossi",
    "schmidt",
    "tanaka",
    "urban",
    "vogel",
    "weber",
    "xu",
    "young",
    "zimmer",
]
STATUSES = (["ACTIVE"] * 82 + ["RETIRED"] * 6 + ["VERIFICATION_PENDING"] * 3 + ["WIPED"] * 2
            + ["LOST", "VERIFIED", "EXPIRED", "IENROLL_COMPLETE", "INFECTED", "RETIRE_PENDING", "ACTIVE"])  # fmt: skip
# Nothing is known about these yet: their client has not reported.
NOT_YET = ("VERIFICATION_PENDING", "EXPIRED", "VERIFIED", "IENROLL_VERIFIED", "IENROLL_INPROGRESS", "IENROLL_COMPLETE")
BITS = (0x2, 0x8, 0x20, 0x40, 0x800, 0x1000, 0x10, 0x2000, 0x4000, 0x10000)
ALERT_KINDS = {
    "INTERNATIONAL_ROAMING_ALERT": "{phone} ({user}) is roaming in another country",
    "THRESHOLD_REACHED_ALERT": "Threshold of 90% of data traffic reached for Phone #: {phone} ({user})",
    "SIM_CHANGED_ALERT": "SIM changed for Phone #: {phone} ({user})",
    "MEMORY_SIZE_EXCEEDED_ALERT": "Memory size exceeded 1% for Phone #: {phone} ({user}), "
    "Total Memory Size: 154.86MB, Free Memory Size: 133.59MB",
    "SYSTEM_ALERT": "System event concerning {user}",
    "POLICY_VIOLATIONS_ALERT": 'Device of {user} violates a policy: "compromised" & <blocked>',
}
SEVERITIES = ("INFORMATION", "WARNING", "CRITICAL")
LIFECYCLE = ("DISPATCHED", "CREATED", "PROCESSED", "DISPATCH_PENDING", "DISPATCHING", "DISPATCH_FAILED")


def make_uuid(rng: Random) -> str:
    """A random uuid, reproducible."""
    return str(UUID(int=rng.getrandbits(128), version=4))


class Fleet:
    """Fills a Core; ``rng`` decides everything that is not fixed."""

    def __init__(self, core: Core, seed: int) -> None:
        self.core = core
        self.rng = Random(seed)
        self.base = core.clock.start

    def fill(self, devices: int) -> None:
        """Users, directory, devices, partnerships and alerts."""
        self._users()
        for number, fixed in enumerate(people.DEVICES[:devices], 1):
            self._fixed(number, fixed)
        for number in range(len(people.DEVICES) + 1, devices + 1):
            self._generated(number)
        self._partnerships(devices)
        self._alerts()

    # users

    def _users(self) -> None:
        for person in people.PEOPLE:
            self._user(person)
        for number in range(1, 151):  # more than the directory search returns
            self._directory_user(f"testuser{number:04d}", "Test", f"User{number:04d}")

    def _user(self, person: people.Person) -> User:
        principal = person.principal
        email = f"{principal.replace(chr(92), '.').replace(chr(39), '')}@example.com"
        user = User(
            id=9000 + len(self.core.users),
            uuid=make_uuid(self.rng),
            principal=principal,
            first_name=person.first,
            last_name=person.last,
            email=email,
            source=LOCAL_USER if person.source == "local" else LDAP_USER,
            password=person.password or f"{principal}-ldap-pw",
            created=self.base - 400 * DAY,
            display_name=person.display or f"{person.first} {person.last}",
        )
        if person.roles:
            user.roles = person.roles
            user.last_login = self.base - DAY
        if user.source == LDAP_USER:
            self.core.directory[principal.casefold()] = user
        if person.source != "directory":
            self.core.users[principal.casefold()] = user
        return user

    def _directory_user(self, principal: str, first: str, last: str) -> None:
        self._user(people.Person(principal, first, last, "directory"))

    def _owner(self, number: int) -> User:
        rng = self.rng
        if number % 3 == 0 and number > len(people.DEVICES) + 3:
            return self.core.users[rng.choice(self.generated)]  # several devices of one user
        first, last = rng.choice(FIRST), rng.choice(LAST)
        principal = f"{first}.{last}{number}"
        source = "local" if rng.random() < 0.3 else "ldap"
        user = self._user(people.Person(principal, first.title(), last.title(), source))
        self.generated.append(principal.casefold())
        return user

    generated: list[str]

    # devices

    def _fixed(self, number: int, fixed: people.Fixed) -> None:
        country = catalog.BY_ISO[fixed.iso]
        operator = catalog.operator_of(fixed.phone, country.code) or catalog.PDA
        device = self.device(
            number, fixed.uuid, self.core.users[fixed.principal.casefold()], catalog.model_of(fixed.family),
            country, operator, fixed.phone, mac=fixed.mac,
            compromised=fixed.principal.startswith("compromised."),
        )  # fmt: skip
        device.eas_uuid = fixed.eas
        device.last_connected = self.base - 1800
        for name, value in fixed.changes.items():
            setattr(device, name, value)
        if fixed.changes.get("silent"):
            device.last_connected = self.base - 45 * DAY
        for label in self.core.labels:
            if label.name in fixed.labels:
                label.members.add(device.uuid)
        self.core.add_device(device)

    def _generated(self, number: int) -> None:
        rng = self.rng
        if number == len(people.DEVICES) + 1:
            self.generated = []
        index = number - len(people.DEVICES) - 1
        user = self._owner(number)
        model = rng.choices(catalog.MODELS, [m.weight for m in catalog.MODELS])[0]
        if index < len(catalog.MODELS):
            model = catalog.MODELS[index]  # one of each, however small the fleet
        operator = rng.choice([o for o in catalog.OPERATORS if o.kind == "Mobile"])
        phoneless = model.family in ("macos", "windows") or model.model in ("iPad", "SM-T720")
        phone = "PDA" if phoneless else f"{rng.choice(operator.prefixes or ('30',))}{number:07d}"
        operator_now = catalog.PDA if phoneless else operator
        names = list(STATUS_CODES)
        status = names[index] if index < len(names) else rng.choice(STATUSES)
        if status.startswith("IENROLL"):
            model = catalog.model_of("ios")
        device = self.device(
            number, make_uuid(rng), user, model, operator.country, operator_now, phone, status,
            compromised=rng.random() < 0.02,
        )  # fmt: skip
        device.employee_owned = self._ownership(index)
        self._compliance(device, index)
        device.silent = rng.random() < 0.05 or status == "RETIRE_PENDING"
        if device.silent and device.last_connected is not None:
            device.last_connected -= rng.uniform(20, 200) * DAY
        self._static_labels(device)
        self.core.add_device(device)

    def device(
        self, number: int, uuid: str, user: User, model: Model, country: Country, operator: Operator,
        phone: str, status: str = "ACTIVE", mac: str = "", compromised: bool = False,
    ) -> Device:  # fmt: skip
        """A device of that user with realistic details; not yet part of the Core."""
        rng = self.rng
        now = self.base
        registered = now - rng.uniform(30, 390) * DAY
        if status in ("VERIFICATION_PENDING", "VERIFIED") or status.startswith("IENROLL"):
            registered = now - rng.uniform(0.1, 3) * DAY
        device = Device(
            id=number, uuid=uuid, principal=user.principal, family=model.family, platform=model.platform,
            manufacturer=model.manufacturer, model=model.model, status=status, os_build=model.build,
            phone=phone, operator=operator.name, operator_id=operator.id, home_operator=operator.name,
            country_code=country.code, country_id=country.id, country_name=country.name, iso=country.iso,
            mdm_managed=model.family in ("ios", "macos"), notify_user=rng.random() < 0.5,
            registered=registered, mac=mac or f"{number:04X}{rng.getrandbits(32):08X}",
            serial=f"C{rng.getrandbits(40):010X}", has_passcode=rng.random() < 0.85,
            apps=rng.getrandbits(len(catalog.APPS)), profiles_at=registered + 60,
        )  # fmt: skip
        if mac:
            device.has_passcode = True
        take_owner(device, user)
        device.name = f"{user.principal}:{model.platform}:{phone}"
        if model.family == "blackberry":
            device.pin = f"{rng.getrandbits(32):08X}"
        report(device, rng, model, country, operator, now, compromised)
        if status in NOT_YET:
            self._not_yet(device)
        if status in ("RETIRED", "WIPED") and device.last_connected is not None:
            device.last_connected -= rng.uniform(5, 100) * DAY
        return device

    def _not_yet(self, device: Device) -> None:
        device.details, device.fix, device.last_connected = {}, None, None
        device.passcode = f"{self.rng.randrange(100000):05d}"
        device.passcode_expires = device.registered + 120 * 3600

    def _ownership(self, index: int) -> bool | str | None:
        if index % 37 == 5:
            return None
        if index % 41 == 7:
            return ""
        return self.rng.random() < 0.34

    def _compliance(self, device: Device, index: int) -> None:
        rng = self.rng
        compromised = device.details.get("security_state") == "Compromised"
        if device.family == "ios" and device.details.get("security_state") == "0":
            device.compliance |= 1
        if index % 9 == 4 and not compromised:
            device.compliance |= rng.choice(BITS)
            if rng.random() < 0.3:
                device.compliance |= rng.choice(BITS)
        if device.compliance and rng.random() < 0.5:
            device.quarantined = device.compliance
        if device.compliance and rng.random() < 0.5:
            device.block_reason = device.compliance

    def _static_labels(self, device: Device) -> None:
        chances = {101: 0.01, 102: 0.06, 103: 0.06, 104: 0.06, 105: 0.06}
        for label in self.core.labels:
            if self.rng.random() < chances.get(label.id, 0.0):
                label.members.add(device.uuid)

    # ActiveSync and alerts

    def _partnerships(self, devices: int) -> None:
        for sync in people.PARTNERSHIPS:
            found = self._partnership(sync.uuid, sync.user_name, sync.mailbox)
            found.access, found.source = sync.access, sync.source
        for device in list(self.core.devices.values()):
            if device.eas_uuid or (device.id > len(people.DEVICES) and self._syncs(device)):
                device.eas_uuid = device.eas_uuid or make_uuid(self.rng)
                self._registered(device)
        for number in range(devices // 25):
            name = f"visitor{number}"
            found = self._partnership(make_uuid(self.rng), name, name)
            found.access = ("Allowed", "Blocked", "Wiped")[number % 3]
            found.source = ("Exchange", "Auto", "Manual")[number % 3]
            found.silent = number % 5 == 4

    def _syncs(self, device: Device) -> bool:
        return device.status in ("ACTIVE", "LOST") and self.rng.random() < 0.8

    def _registered(self, device: Device) -> None:
        found = self._partnership(device.eas_uuid, device.principal, device.principal)
        found.mi_device_uuid = device.uuid
        found.phone = device.phone if device.phone.isdigit() else ""
        found.model, found.platform = device.model, device.platform
        found.platform_code = 11 if device.family == "ios" else 12
        device.eas_last_sync = found.last_sync
        if device.block_reason:
            found.access, found.source = "Blocked", "Policy"

    def _partnership(self, uuid: str, user_name: str, mailbox: str) -> Partnership:
        rng = self.rng
        found = Partnership(
            uuid=uuid, domain="example.com", device_id=f"Appl{rng.getrandbits(40):010X}", mailbox_id=mailbox,
            user_name=user_name, phone="", model="iPhone", platform="iOS", platform_code=11,
            first_sync=self.base - rng.uniform(40, 300) * DAY, last_sync=self.base - rng.uniform(0, 2) * DAY,
        )  # fmt: skip
        self.core.partnerships[uuid] = found
        return found

    def _alerts(self) -> None:
        kinds = list(ALERT_KINDS)
        devices = [d for d in self.core.devices.values() if d.principal == "mkeller"] * 2
        devices += list(self.core.devices.values())[:: max(1, len(self.core.devices) // 60)]
        for number, device in enumerate(devices):
            kind, severity = kinds[number % 6], SEVERITIES[number // 2 % 3]
            alert = add_alert(self.core, device, kind, severity, self.base - (number + 1) * 0.4 * DAY)
            alert.status = LIFECYCLE[number % 6]
            alert.unread = number % 3 != 2
            alert.transport = ("EMAIL", "SMS", "APNS" if device.family == "ios" else "EMAIL")[number % 3]


def take_owner(device: Device, user: User) -> None:
    """Copy onto the device what it shows of its user."""
    device.principal, device.user_uuid, device.user_id = user.principal, user.uuid, user.id
    device.first_name, device.last_name = user.first_name, user.last_name
    device.display_name, device.user_source, device.email = user.display_name, user.source, user.email


def report(
    device: Device, rng: Random, model: Model, country: Country, operator: Operator, now: float,
    compromised: bool = False,
) -> None:  # fmt: skip
    """What a device sends about itself when it first connects: details, position, time."""
    captured = now - rng.uniform(0.1, 5) * DAY
    latitude = country.latitude + rng.uniform(-0.5, 0.5)
    longitude = country.longitude + rng.uniform(-0.5, 0.5)
    facts = details.Facts(
        model, country, operator, device.phone, device.principal, device.email, device.mac, device.serial,
        compromised, rng.random() < 0.9, captured, latitude, longitude,
    )  # fmt: skip
    device.details = details.make(rng, facts)
    device.last_connected = now - rng.uniform(0, 2) * DAY
    if model.family in ("android", "ios"):
        lookup = "GPS" if rng.random() < 0.5 else "Cell"
        device.fix = Fix(lookup, round(latitude, 6), round(longitude, 6), rng.choice((50, 1500)), captured)


def add_alert(core: Core, device: Device, kind: str, severity: str, when: float) -> Alert:
    """A new, unread alert about a device."""
    text = ALERT_KINDS[kind].format(phone=f"{device.country_code}{device.phone}", user=device.principal)
    number = max(core.alerts, default=3900) + 1
    alert = Alert(
        number, device.uuid, device.user_uuid, device.principal,
        (device.phone, f"{device.country_code}{device.phone}"), -1, "m1", when, f"{severity}::{text}", kind,
        severity, "EMAIL", "DISPATCHED", True, number % 3, "alertprocessor", when + 120,
    )  # fmt: skip
    core.alerts[number] = alert
    return alert
