# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The people and devices that are always there, whatever the seed; README.md lists them for playbooks."""

from __future__ import annotations

from typing import Any, NamedTuple

PASSWORD = "Sim-Passw0rd!"
ALL_ROLES = (
    "ROLE_MPW_LOCK",
    "ROLE_USER_MANAGEMENT_RW",
    "ROLE_ADMIN_LOCATE",
    "ROLE_ADMIN_WIPE",
    "ROLE_API",
    "ROLE_SMARTPHONES_AND_DEVICES_RW",
    "ROLE_USER_PORTAL_RW",
)


class Person(NamedTuple):
    """Somebody with a fixed name; ``source`` is ldap, local, or directory (in LDAP, not in Core)."""

    principal: str
    first: str
    last: str
    source: str
    display: str = ""
    password: str = ""
    roles: tuple[str, ...] = ()


PEOPLE = [
    Person("apiadmin", "API", "Admin", "local", password=PASSWORD, roles=ALL_ROLES),
    Person("norole", "No", "Role", "local", password=PASSWORD, roles=("ROLE_USER_PORTAL_RW",)),
    Person("mkeller", "Martina", "Keller", "ldap"),
    Person("jsmith", "John", "Smith", "local", password="smith-secret-1"),
    Person("vip.ceo", "Vera", "Ippolito", "ldap"),
    Person("tnovak", "Tomas", "Novak", "directory"),
    Person("hburns", "Helen", "Burns", "local", password="burns-secret-1"),
    Person("pwuser", "Paula", "Wood", "local", password="pwuser"),
    Person("compromised.android", "Carla", "Rooted", "ldap"),
    Person("compromised.ios", "Cem", "Jailbroken", "ldap"),
    Person("CORP\\jdoe", "Jane", "Doe", "ldap"),
    Person("o'brien", "Conan", "O'Brien", "ldap"),
    Person("anna.müller", "Anna", "Müller", "ldap"),
    Person("template.user", "Tem", "Plate", "local", password="template-secret"),
    Person("formula.user", "For", "Mula", "local", '=HYPERLINK("http://evil","x")', "formula-secret"),
    Person("comment.user", "Com", "Ment", "local", password="comment-secret"),
]


class Fixed(NamedTuple):
    """A device with a fixed uuid; ``changes`` are set on the device as they stand."""

    uuid: str
    principal: str
    family: str
    phone: str
    iso: str
    mac: str
    labels: tuple[str, ...] = ()
    eas: str = ""
    changes: dict[str, Any] = {}


def uuid(group: int, number: int) -> str:
    """A fixed uuid that says at a glance whose it is."""
    return f"{group:08x}-0000-4000-8000-{number:012x}"


MKELLER, JSMITH, VIP, ROOTED, HOSTILE = 0xA1, 0xA2, 0xA3, 0xA4, 0xA5
EAS = 0xE1

DEVICES = [
    Fixed(
        uuid(MKELLER, 1),
        "mkeller",
        "ios",
        "1715550101",
        "DE",
        "A10000000001",
        ("Field Staff", "Außendienst"),
        uuid(EAS, 1),
    ),
    Fixed(
        uuid(MKELLER, 2),
        "mkeller",
        "android",
        "1515550102",
        "DE",
        "A10000000002",
        ("Field Staff",),
        uuid(EAS, 2),
        {"employee_owned": True},
    ),
    Fixed(uuid(MKELLER, 3), "mkeller", "macos", "PDA", "DE", "A10000000003"),
    Fixed(
        uuid(MKELLER, 4),
        "mkeller",
        "android",
        "1525550104",
        "DE",
        "A10000000004",
        ("Field Staff",),
        "",
        {"silent": True},
    ),
    Fixed(
        uuid(MKELLER, 5),
        "mkeller",
        "ios",
        "1595550105",
        "DE",
        "A10000000005",
        ("Field Staff",),
        "",
        {"status": "RETIRED", "mdm_managed": False},
    ),
    Fixed(uuid(JSMITH, 1), "jsmith", "ios", "4155550201", "US", "A20000000001", (), uuid(EAS, 4)),
    Fixed(uuid(VIP, 1), "vip.ceo", "ios", "4085550301", "US", "A30000000001", ("Executives",), uuid(EAS, 5)),
    Fixed(
        uuid(ROOTED, 1),
        "compromised.android",
        "android",
        "6505550401",
        "US",
        "A40000000001",
        (),
        "",
    ),
    Fixed(
        uuid(ROOTED, 2),
        "compromised.ios",
        "ios",
        "6505550402",
        "US",
        "A40000000002",
        (),
        "",
        {"compliance": 1, "quarantined": 1, "block_reason": 1},
    ),
    Fixed(uuid(HOSTILE, 1), "CORP\\jdoe", "android", "4085550501", "US", "A50000000001", ("Field/Sales",)),
    Fixed(uuid(HOSTILE, 2), "o'brien", "ios", "7455550502", "GB", "A50000000002", ("R&D, EMEA 100%",)),
    Fixed(uuid(HOSTILE, 3), "anna.müller", "android", "1725550503", "DE", "A50000000003", ("Außendienst",)),
    Fixed(
        uuid(HOSTILE, 4),
        "template.user",
        "android",
        "4085550504",
        "US",
        "A50000000004",
        ("Field/Sales",),
        "",
        {"name": "{{ lookup('pipe','id') }}"},
    ),
    Fixed(uuid(HOSTILE, 5), "formula.user", "ios", "4155550505", "US", "A50000000005", ("R&D, EMEA 100%",)),
    Fixed(
        uuid(HOSTILE, 6),
        "comment.user",
        "android",
        "4085550506",
        "US",
        "A50000000006",
        ("Testlabel",),
        "",
        {"comment": '<b>&"'},
    ),
]


class Sync(NamedTuple):
    """An ActiveSync partnership with a fixed uuid that belongs to no registered device."""

    uuid: str
    user_name: str
    mailbox: str
    access: str = "Allowed"
    source: str = "Exchange"


PARTNERSHIPS = [
    Sync(uuid(EAS, 3), "mkeller", "mkeller"),
    Sync(uuid(EAS, 6), "CORP\\mkeller", "mkeller-corp"),
    Sync(uuid(EAS, 7), "mkeller@example.com", "mkeller-archive"),
    Sync(uuid(EAS, 8), "lost.contractor", "lost.contractor", "Blocked", "Auto"),
    Sync(uuid(EAS, 9), "gone.intern", "gone.intern", "Wiped", "Manual"),
]
