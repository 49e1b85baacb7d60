# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fleets of any size for the pages, the same for one seed, with names that try to be something else."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from random import Random
from typing import Any
from uuid import UUID

from ansible_collections.mobileiron.core.plugins.module_utils.records._device import device_record
from ansible_collections.mobileiron.core.plugins.module_utils.roles._compliance_changes import report
from ansible_collections.mobileiron.core.plugins.module_utils.roles._compliance_figures import RECORD_KEYS, Terms

NOW = datetime(2026, 11, 27, 8, 45, 30, tzinfo=timezone.utc)
FIRST = "alice bruno chen dana emil fatima george hana ivan julia karl lena marco nina oscar petra rosa samir".split()
LAST = "adams becker costa dubois evans fischer garcia huber ito jansen kaur lopez meyer nowak olsen patel".split()
HOSTILE = [
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '=HYPERLINK("http://evil.example","x")',
    "{{ lookup('pipe','id') }}",
    "anna.müller\u202etxt.exe",
]
MODELS = (
    ("Android 14", "Samsung", "SM-S911B", 18), ("Android 13", "Google", "Pixel 7", 14),
    ("Android 12", "Samsung", "SM-G991B", 7), ("iOS 17.6", "Apple", "iPhone 15", 22),
    ("iOS 16.7", "Apple", "iPhone 13", 12), ("iOS 18.1", "Apple", "iPad Pro", 9),
    ("macOS 14.5", "Apple", "MacBook Pro", 10), ("Windows 11", "Lenovo", "ThinkPad T14", 8),
)  # fmt: skip
BITS = (0x2, 0x8, 0x10, 0x20, 0x40, 0x800, 0x1000, 0x2000)


def raw_devices(count: int, seed: int = 7, hostile: bool = True) -> list[dict[str, Any]]:
    """Devices as Core tells them, with times relative to ``NOW``."""
    rng = Random(seed)
    return [_raw(rng, number, hostile) for number in range(count)]


def _raw(rng: Random, number: int, hostile: bool) -> dict[str, Any]:
    platform, maker, model, _weight = rng.choices(MODELS, [weight for *_names, weight in MODELS])[0]
    user = f"{rng.choice(FIRST)}.{rng.choice(LAST)}{number if number > 400 else ''}"
    if hostile and number % 40 == 5:
        user = HOSTILE[number // 40 % len(HOSTILE)]
    broken = sum(rng.sample(BITS, rng.choice((1, 1, 1, 2)))) if rng.random() < 0.11 else 0
    compliance = None if rng.random() < 0.01 else broken
    ranges = ((0, 1), (1, 7), (7, 30), (30, 90), (90, 400))
    days = rng.uniform(*rng.choices(ranges, (62, 20, 9, 5, 2))[0]) if rng.random() > 0.02 else None
    phone = f"41{rng.randrange(10**8):08d}"
    return {
        "uuid": str(UUID(int=rng.getrandbits(128), version=4)),
        "principal": user,
        "name": f"{user}:{platform}:{phone}",
        "phoneNumber": phone,
        "status": "ACTIVE",
        "platform": platform,
        "manufacturer": maker,
        "model": model,
        "employeeOwned": rng.choices((True, False, None), (30, 66, 2))[0],
        "compliance": compliance,
        "quarantinedStatus": broken if rng.random() < 0.4 else 0,
        "blockReason": broken if rng.random() < 0.5 else 0,
        "lastConnectedAt": None if days is None else (NOW - timedelta(days=days)).isoformat(),
        "details": {"entry": [{"key": key, "value": value} for key, value in _details(rng, platform).items()]},
    }


def _details(rng: Random, platform: str) -> dict[str, str]:
    if platform.startswith("iOS"):
        return {"OSVersion": platform[4:] + rng.choice(("", ".1", ".2"))}
    if not platform.startswith("Android") or rng.random() < 0.03:
        return {}
    return {"security_state": "Compromised" if rng.random() < 0.02 else "Ok", "platform_name": platform[8:]}


def made_report(count: int, seed: int = 7, hostile: bool = True, **terms: Any) -> dict[str, Any]:
    """A report on a fleet, compared with one of a week earlier where there is more than one device."""
    raws = raw_devices(count, seed, hostile)
    rng = Random(seed + 1)
    kinds = ("SIM_CHANGED_ALERT", "POLICY_VIOLATIONS_ALERT", "INTERNATIONAL_ROAMING_ALERT", "SYSTEM_ALERT")
    alerts = [
        {
            "device_uuid": rng.choice(raws)["uuid"],
            "severity": rng.choices(("CRITICAL", "WARNING", "INFORMATION"), (1, 3, 5))[0],
            "type": rng.choice(kinds),
        }
        for _number in range(count // 12)
    ]
    known: dict[str, Any] = {"title": "Device compliance", "server": "core.example.com", **terms}
    earlier = _earlier(raws, rng, known) if count > 1 else None
    return report([device_record(raw, RECORD_KEYS) for raw in raws], Terms(NOW, **known), alerts, earlier)


def _earlier(raws: list[dict[str, Any]], rng: Random, known: dict[str, Any]) -> dict[str, Any]:
    """The same fleet a week ago: some devices were not there yet, and some kept other rules."""
    kept = [dict(raw) for raw in raws if rng.random() > 0.02]
    for raw in kept:
        if rng.random() < 0.04:
            raw["compliance"] = 0 if raw["compliance"] else 2
        if raw["lastConnectedAt"]:
            moment = datetime.fromisoformat(raw["lastConnectedAt"]) - timedelta(days=6.5)
            raw["lastConnectedAt"] = moment.isoformat()
    then = Terms(NOW - timedelta(days=7), **known)
    return json.loads(json.dumps(report([device_record(raw, RECORD_KEYS) for raw in kept], then, [])))
