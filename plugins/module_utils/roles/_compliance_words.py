# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""The words of a compliance report for the results of ``_compliance_figures``.

The sentence at the top of the page is in ``_compliance_page``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ._page_text import plural, printable

VERDICTS = {
    "compliant": "Compliant",
    "compliant_when_last_seen": "Compliant when last seen",
    "noncompliant": "Not compliant",
    "unknown": "Not known",
}
FAMILIES = {
    "android": "Android",
    "ios": "iOS and iPadOS",
    "macos": "macOS",
    "windows": "Windows",
    "windows_phone": "Windows Phone",
    "other": "Other platforms",
}
OWNERS = {"company": "Company", "employee": "Employee", "unknown": "Owner not known"}
REASONS = {
    "compromised": "Rooted or jailbroken",
    "os_version_too_low": "Operating system too old",
    "hardware_not_allowed": "Hardware not allowed",
    "data_protection_disabled": "Data protection off",
    "policy_out_of_date": "Policy out of date",
    "out_of_contact": "Out of contact",
    "app_control_violation": "App control rule broken",
    "mailbox_limit_exceeded": "Too many devices for the mailbox",
    "not_registered": "Not registered",
    "manually_blocked": "Blocked by an administrator",
    "exchange_reported": "Reported by Exchange",
    "device_admin_deactivated": "Device administration switched off",
    "disallowed_app": "Disallowed app installed",
    "required_app_missing": "Required app missing",
    "app_not_in_allowed_list": "App outside the allowed list",
    "user_logged_out": "User logged out",
    "attestation_failed": "Attestation failed",
    "unknown_reason": "Reason not known to Core",
}
SEVERITIES = {
    "CRITICAL": "Critical",
    "WARNING": "Warning",
    "INFORMATION": "Information",
    "unknown": "Severity not known",
}
MOVES = {
    "became_noncompliant": "Became not compliant",
    "no_longer_noncompliant": "Rules no longer broken",
    "became_unknown": "Compliance no longer known",
    "became_compromised": "Newly rooted or jailbroken",
    "no_longer_seen": "No longer seen",
    "seen_again": "Seen again",
    "became_quarantined": "Newly quarantined",
    "became_blocked": "Mail newly blocked",
    "changed_owner": "Owner changed",
    "changed_user": "User changed",
    "appeared": "New in the report",
    "gone": "No longer in the report",
}
FIGURES = {
    "devices": "Devices",
    **VERDICTS,
    "not_seen": "Not seen",
    "never_connected": "Never connected",
    "compromised": "Rooted or jailbroken",
    "quarantined": "Quarantined",
    "blocked": "Mail blocked",
    "unread_alerts": "Unread alerts",
}
_SELECTORS = {
    "uuids": "uuid",
    "mac_addresses": "MAC address",
    "phone_numbers": "phone number",
    "users": "user",
    "labels": "label",
    "statuses": "status",
    "platforms": "platform",
}
_THRESHOLDS = {
    "noncompliant": "not compliant, or not known to be",
    "not_seen": "not seen for {days} days, or never",
}


def reason(name: str) -> str:
    """A reason in words; a bit that nobody documents keeps its name."""
    return REASONS.get(name) or name.replace("_", " ").capitalize()


def contact(name: str) -> str:
    """A class of contact ages in words."""
    if name in ("never", "unknown"):
        return {"never": "Never connected", "unknown": "Time not known"}[name]
    if name in ("0", "1"):
        return "Less than a day" if name == "0" else "1 day"
    return f"{name[:-1]} days or more" if name.endswith("+") else f"{name.replace('-', '–')} days"


def alert_type(name: str) -> str:
    """The type of an alert in words: ``SIM_CHANGED_ALERT`` → ``Sim changed``."""
    return printable(name).removesuffix("_ALERT").replace("_", " ").capitalize().replace("Sim ", "SIM ")


def selection(selector: Mapping[str, Any]) -> str:
    """The selection of a report in words."""
    parts = [
        f"{_SELECTORS[name]} {_listed(values)}"
        for name, values in selector.items()
        if name in _SELECTORS and values is not None
    ]
    if selector.get("employee_owned") is not None:
        parts.append("employee owned" if selector["employee_owned"] else "company owned")
    if selector.get("compliant") is not None:
        parts.append("compliant" if selector["compliant"] else "not compliant")
    if selector.get("not_seen_for_days") is not None:
        parts.append(f"not seen for {selector['not_seen_for_days']} days")
    if not any(selector.get(name) is not None for name in list(_SELECTORS)[:6]):
        parts.insert(0, "status ACTIVE")
    return "; ".join(parts)


def _listed(values: list[Any]) -> str:
    shown = [printable(value) for value in values[:5]]
    more = f" and {len(values) - 5} more" if len(values) > 5 else ""
    return (", ".join(shown) or "none") + more


def threshold(entry: Mapping[str, Any], not_seen_for_days: int) -> str:
    """One threshold and its result, in a sentence."""
    what = _THRESHOLDS[entry["name"]].format(days=not_seen_for_days)
    limit = f"{entry['limit']:g}%"
    if entry["exceeded"] is None:
        return f"At most {limit} may be {what}. There is no device."
    share = f"{entry['percent']:.2f}".rstrip("0").rstrip(".")
    verb = "is" if entry["devices"] == 1 else "are"
    return f"At most {limit} may be {what}. {plural(entry['devices'], 'device')} ({share}%) {verb}."


def exceeded(report: Mapping[str, Any]) -> list[str]:
    """The sentences of the exceeded thresholds."""
    days = report["not_seen_for_days"]
    return [threshold(entry, days) for entry in report["thresholds"] if entry["exceeded"]]
