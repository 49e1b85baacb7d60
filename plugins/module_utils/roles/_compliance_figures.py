# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""The figures and decisions of a compliance report, without reads, words or drawings.

Unknown is always a class of its own and never part of a good share.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ..records._last_contact import EDGES, NEVER, contact_classes, last_contact

RECORD_KEYS = frozenset({
    "uuid", "name", "principal", "user_display_name", "email_address", "phone_number", "status", "platform",
    "platform_family", "os_version", "model", "manufacturer", "employee_owned", "compliance", "compliance_reasons",
    "compromised", "compliant", "quarantined_status", "quarantine_reasons", "block_reason", "block_reasons",
    "last_connected_at", "registered_at",
})  # fmt: skip
"""The keys of a device record that a report needs."""

VERDICTS = ("noncompliant", "unknown", "compliant_when_last_seen", "compliant")
"""From the worst to the best. ``compliant_when_last_seen``: Core lists no violation, but the device has been silent."""
BEST_FIRST = tuple(reversed(VERDICTS))
FAMILIES = ("android", "ios", "macos", "windows", "windows_phone", "other")
OWNERS = ("company", "employee", "unknown")
SEVERITIES = ("CRITICAL", "WARNING", "INFORMATION")
_KEPT = (
    "uuid", "name", "principal", "user_display_name", "email_address", "phone_number", "status", "platform",
    "platform_family", "os_version", "model", "manufacturer", "compliance", "compromised", "last_connected_at",
    "registered_at",
)  # fmt: skip
COLUMNS = (
    "uuid", "principal", "user_display_name", "email_address", "name", "phone_number", "manufacturer", "model",
    "platform", "platform_family", "os_version", "owner", "status", "verdict", "reasons", "compromised", "quarantined",
    "quarantine_reasons", "blocked", "block_reasons", "last_connected_at", "days_since_contact", "contact",
    "not_seen", "unread_alerts", "registered_at", "compliance",
)  # fmt: skip
"""The columns of the CSV, all of them keys of a row."""

Row = dict[str, Any]


@dataclass(frozen=True)
class Terms:
    """The parameters of a report. Percentages are from 0 to 100; None sets no threshold. Times are aware."""

    generated_at: datetime
    not_seen_for_days: int = 30
    title: str = "Device compliance"
    server: str = ""
    selection: Mapping[str, Any] = field(default_factory=dict)
    max_noncompliant_percent: float | None = None
    max_not_seen_percent: float | None = None

    @property
    def edges(self) -> list[int]:
        """The days at which one class of contact ages ends and the next begins; the threshold is always one of them."""
        return sorted({*EDGES, self.not_seen_for_days})


# -- one device --------------------------------------------------------------------------------------------------------


def rows(devices: Iterable[Mapping[str, Any]], terms: Terms, unread: Mapping[str, int] | None = None) -> list[Row]:
    """The devices of a report, the worst first and then those that were silent longest.

    ``devices`` are records with ``RECORD_KEYS``; ``unread`` are the numbers of unread alerts by lower-case device uuid,
    None if the alerts were not read.
    """
    made = [_row(device, terms, unread) for device in devices]
    return sorted(made, key=_urgency)


def _urgency(row: Row) -> tuple:
    days = row["days_since_contact"]
    silence = -days if days is not None else float("-inf")
    return VERDICTS.index(row["verdict"]), silence, row["uuid"] or ""


def _row(device: Mapping[str, Any], terms: Terms, unread: Mapping[str, int] | None) -> Row:
    days, contact = last_contact(device["last_connected_at"], terms.generated_at, terms.edges)
    not_seen = days is None or days >= terms.not_seen_for_days
    verdict = _compliance(device, contact, not_seen)
    return {
        **{key: device[key] for key in _KEPT},
        "owner": {True: "employee", False: "company"}.get(device["employee_owned"], "unknown"),
        "verdict": verdict,
        "reasons": _reasons(device),
        "quarantined": _set(device["quarantined_status"]),
        "quarantine_reasons": device["quarantine_reasons"],
        "blocked": _set(device["block_reason"]),
        "block_reasons": device["block_reasons"],
        "days_since_contact": days,
        "contact": contact,
        "not_seen": not_seen,
        "unread_alerts": None if unread is None else unread.get((device["uuid"] or "").lower(), 0),
    }


def _set(bitmap: int | None) -> bool | None:
    return None if bitmap is None else bool(bitmap)


def _compliance(device: Mapping[str, Any], contact: str, not_seen: bool) -> str:
    """The state of a device that never connected is unknown.

    A rooted Android device also has the bitmap 0, so an Android device that does not report whether it is rooted is
    unknown (reference: note under the bitmap table).
    """
    if device["compliant"] is False:
        return "noncompliant"
    silent = device["platform_family"] == "android" and device["compromised"] is None
    if device["compliant"] is None or contact == NEVER or silent:
        return "unknown"
    return "compliant_when_last_seen" if not_seen else "compliant"


def _reasons(device: Mapping[str, Any]) -> list[str]:
    """Why a device is not compliant. A rooted Android device has its reason although its bitmap is 0."""
    names = device["compliance_reasons"]
    return ["compromised", *names] if device["compromised"] and "compromised" not in names else list(names)


# -- all devices -------------------------------------------------------------------------------------------------------


def unread_by_device(alerts: Iterable[Mapping[str, Any]]) -> Counter[str]:
    """The numbers of alerts by lower-case device uuid; ``""`` for those that name no device."""
    return Counter((alert["device_uuid"] or "").lower() for alert in alerts)


def figures(devices: Sequence[Row], terms: Terms, alerts: Sequence[Mapping[str, Any]] | None = None) -> dict[str, Any]:
    """Everything that a report counts. ``alerts`` are the unread ones of the whole Core, None if they were not read."""
    verdicts = _counted((row["verdict"] for row in devices), VERDICTS)
    not_seen = sum(row["not_seen"] for row in devices)
    contact = _counted((row["contact"] for row in devices), contact_classes(terms.edges))
    return {
        "devices": len(devices),
        "verdicts": verdicts,
        "noncompliant_percent": _percent(verdicts["noncompliant"], len(devices)),
        "unknown_percent": _percent(verdicts["unknown"], len(devices)),
        "not_seen": not_seen,
        "not_seen_percent": _percent(not_seen, len(devices)),
        "never_connected": contact["never"],
        "by_platform": _verdicts_by(devices, "platform_family", FAMILIES),
        "by_owner": _verdicts_by(devices, "owner", OWNERS),
        "reasons": _ranked(reason for row in devices for reason in row["reasons"]),
        "compromised": _answers(devices, "compromised"),
        "compromised_with_bitmap_zero": sum(row["compromised"] is True and row["compliance"] == 0 for row in devices),
        "contact": contact,
        "os_versions": _versions(devices),
        "quarantined": _answers(devices, "quarantined"),
        "quarantine_reasons": _ranked(reason for row in devices for reason in row["quarantine_reasons"]),
        "blocked": _answers(devices, "blocked"),
        "block_reasons": _ranked(reason for row in devices for reason in row["block_reasons"]),
        "alerts": None if alerts is None else _alerts(devices, alerts),
    }


def _percent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 2) if whole else None


def _counted(values: Iterable[str], classes: Iterable[str]) -> dict[str, int]:
    counts = Counter(values)
    return {name: counts[name] for name in classes}


def _ranked(values: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(values).items(), key=lambda item: (-item[1], item[0])))


def _answers(devices: Iterable[Row], key: str) -> dict[str, int]:
    counts = Counter(row[key] for row in devices)
    return {"yes": counts[True], "no": counts[False], "unknown": counts[None]}


def _verdicts_by(devices: Iterable[Row], key: str, classes: Sequence[str]) -> dict[str, dict[str, int]]:
    counts = Counter((row[key], row["verdict"]) for row in devices)
    present = [name for name in classes if any(counts[name, verdict] for verdict in VERDICTS)]
    return {name: {verdict: counts[name, verdict] for verdict in VERDICTS} for name in present}


def _versions(devices: Iterable[Row]) -> dict[str, dict[str, int]]:
    """The versions of each platform, the newest first; devices without a version are ``unknown``, at the end."""
    counts: dict[str, Counter[str]] = {}
    for row in devices:
        counts.setdefault(row["platform_family"], Counter())[row["os_version"] or "unknown"] += 1
    return {
        family: dict(sorted(counts[family].items(), key=lambda item: _newness(item[0]), reverse=True))
        for family in FAMILIES
        if family in counts
    }


def _newness(version: str) -> tuple:
    return tuple(int(part[:9]) for part in re.findall(r"\d+", version)[:6]), version


def _alerts(devices: Iterable[Row], alerts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Unread alerts of the report's devices; those of other devices or of no device are only counted."""
    here = {(row["uuid"] or "").lower() for row in devices}
    ours = [alert for alert in alerts if (alert["device_uuid"] or "").lower() in here]
    severities = Counter(alert["severity"] if alert["severity"] in SEVERITIES else "unknown" for alert in ours)
    return {
        "unread": len(ours),
        "devices": len({alert["device_uuid"].lower() for alert in ours}),
        "by_severity": {name: severities[name] for name in (*SEVERITIES, "unknown")},
        "by_type": _ranked(alert["type"] or "unknown" for alert in ours),
        "of_other_devices": len(alerts) - len(ours),
    }


# -- thresholds --------------------------------------------------------------------------------------------------------


def thresholds(counted: Mapping[str, Any], terms: Terms) -> list[dict[str, Any]]:
    """The thresholds that were set, each with its ``name``, ``limit``, ``percent`` and ``exceeded``.

    Devices of unknown compliance count as noncompliant, and devices of unknown last contact as not seen. Without a
    device, ``exceeded`` is None.
    """
    verdicts = counted["verdicts"]
    judged = (
        ("noncompliant", terms.max_noncompliant_percent, verdicts["noncompliant"] + verdicts["unknown"]),
        ("not_seen", terms.max_not_seen_percent, counted["not_seen"]),
    )
    total = counted["devices"]
    return [
        {
            "name": name,
            "limit": limit,
            "devices": count,
            "percent": _percent(count, total),
            "exceeded": 100 * count > limit * total if total else None,
        }
        for name, limit, count in judged
        if limit is not None
    ]


def main_figures(counted: Mapping[str, Any]) -> dict[str, int | None]:
    """The counts of a summary, flat."""
    alerts = counted["alerts"]
    return {
        "devices": counted["devices"],
        **counted["verdicts"],
        "not_seen": counted["not_seen"],
        "never_connected": counted["never_connected"],
        "compromised": counted["compromised"]["yes"],
        "quarantined": counted["quarantined"]["yes"],
        "blocked": counted["blocked"]["yes"],
        "unread_alerts": alerts["unread"] if alerts else None,
    }
