# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Policies with the documented rules of all four families, and application settings.

Sections "Policy Rules" and "Get all Application Settings". A device gets, of each family, the policy
with the lowest priority number among those of its labels, and the default policy if there is none.
"""

from __future__ import annotations

from typing import Any

from .model import ENROLLED, AppSetting, Device, Label, Policy

FAMILIES = ("SECURITY", "LOCKDOWN", "SYNC", "PRIVACY")
APP_TYPES = (
    "EXCHANGE", "WIFI", "BOOKMARK", "EMAIL", "VPN", "GENERAL", "CALDAV", "SUBCAL", "WEBCLIP", "SCEP",
    "APN", "RESTRICTION", "CERTIFICATE", "MDM", "PROVISIONING", "CARDDAV", "CONFIGURATION", "OTHER",
)  # fmt: skip

SECURITY = {
    "EAS_BLOCK_ANDROID_DATA_ENC": "true",
    "EAS_BLOCK_ANDROID_DEVICE_ADMIN_DEACTIVE": "true",
    "EAS_BLOCK_ANDROID_OS": "9.0",
    "EAS_BLOCK_ANDROID_ROOTED": "true",
    "EAS_BLOCK_IOS_DEVICE_MDM_DEACTIVE": "true",
    "EAS_BLOCK_IPHONE_DATA_ENC": "true",
    "EAS_BLOCK_IPHONE_HW": "1,2,3,4,5,6,7",
    "EAS_BLOCK_IPHONE_JAILBROKEN": "true",
    "EAS_BLOCK_IPHONE_OS": "14.0",
    "EAS_BLOCK_OOC_DAYS": "30",
    "EAS_BLOCK_POLICY_DAYS": "14",
    "SEC_NCA_ANDROID_DATA_ENC": "1",
    "SEC_NCA_ANDROID_DEVICE_ADMIN_DEACTIVE": "2",
    "SEC_NCA_ANDROID_ROOTED": "9003",
    "SEC_NCA_ANDROID_SW": "1",
    "SEC_NCA_APP_CONTROL": "",
    "SEC_NCA_IOS_DATA_ENC": "1",
    "SEC_NCA_IOS_HW": "0",
    "SEC_NCA_IOS_JAILBROKEN": "9003",
    "SEC_NCA_IOS_MDM_DEACTIVE": "2",
    "SEC_NCA_IOS_SW": "1",
    "SEC_NCA_OOC_DAYS": "1",
    "SEC_NCA_POLICY_DAYS": "1",
    "SECURITY_AV_BLOCK_DEVICES": "off",
    "SECURITY_BLACK_WHITE_BMW_ACLS": "3,6",
    "SECURITY_BLACK_WHITE_BMW_OPTION": "BLACK",
    "SECURITY_ENCRYPT_DEVICE": "on",
    "SECURITY_ENCRYPT_SDCARD": "off",
    "SECURITY_GRACE_PERIOD": "15",
    "SECURITY_INACTIVITY_TIMEOUT": "15 minutes",
    "SECURITY_MANDATORY_BMW_ACLS": "",
    "SECURITY_PWD_HISTORY": "4",
    "SECURITY_PWD_LENGTH": "6",
    "SECURITY_PWD_MAX_AGE": "0",
    "SECURITY_PWD_MAX_FAILED_ATTEMPTS": "10",
    "SECURITY_PWD_MIN_COMPLEX_CHAR": "0",
    "SECURITY_PWD_TYPE": "simple,alphanumeric",
    "SECURITY_QUARANTINE_DEVICES": "off",
    "SECURITY_REQUIRE_PWD": "on",
    "SECURITY_REQUIRE_VPN": "off",
    "SECURITY_VPN_PROFILE": "",
    "SECURITY_WIPE": "90",
}
LOCKDOWN = {
    "LOCKDOWN_BLUETOOTH": "audio",
    "LOCKDOWN_CAMERA": "on",
    "LOCKDOWN_IRDA": "off",
    "LOCKDOWN_SDCARD": "on",
    "LOCKDOWN_WIFI": "on",
}
SYNC = {
    "SYNC_ALWAYS_CONNECTED": "on",
    "SYNC_APN_HOME_NETWORK": "on",
    "SYNC_APN_ROAMING_NETWORK": "off",
    "SYNC_BIS_HOME_NETWORK": "on",
    "SYNC_BIS_ROAMING_NETWORK": "off",
    "SYNC_BLOCK_WHEN_ROAMING": "mai",
    "SYNC_FULL_BG_MODE": "off",
    "SYNC_HEARTBEAT_INTERVAL": "14",
    "SYNC_INTERVAL": "240",
    "SYNC_MIN_BATTERY_POWER": "20",
    "SYNC_MIN_FILE_UPLOAD_BATTERY_POWER": "60",
    "SYNC_MULTITASK_INTERVAL": "15",
    "SYNC_REQUIRE_TLS": "on",
    "SYNC_SDCARD": "off",
    "SYNC_SERVERIP": "core.example.com",
}
PRIVACY = {
    "PRIVACY_APP_MULTITASK": "on",
    "PRIVACY_LOG_APP_ACTIVITY": "off",
    "PRIVACY_LOG_FILE_ACTIVITY": "off",
    "PRIVACY_LOG_WEBSITE_ACTIVITY": "off",
    "PRIVACY_SYNC_APPS": "track",
    "PRIVACY_SYNC_BOOKMARKS": "off",
    "PRIVACY_SYNC_CALLLOGS": "store",
    "PRIVACY_SYNC_CONTACTS": "off",
    "PRIVACY_SYNC_DATA_LOG": "track",
    "PRIVACY_SYNC_DOCUMENTS": "off",
    "PRIVACY_SYNC_LOCATION": "gps",
    "PRIVACY_SYNC_MUSIC": "off",
    "PRIVACY_SYNC_OTHER_MEDIA": "ram,wav",
    "PRIVACY_SYNC_PICTURES": "off",
    "PRIVACY_SYNC_SMSLOGS": "track",
    "PRIVACY_SYNC_VIDEO": "off",
}
# The deprecated client value is in other units: minutes become seconds.
CLIENT_VALUES = {"SYNC_HEARTBEAT_INTERVAL": "840", "PRIVACY_SYNC_CALLLOGS": "off"}


def _resource(name: str, kind: str, value: str) -> dict[str, str]:
    return {"name": name, "resourceType": kind, "value": value}


def _encrypted(kind: str, names: tuple[str, ...], value: str) -> dict[str, Any]:
    resources = [_resource(name, name, value) for name in names]
    if kind == "SECURITY_ENCRYPT_FILE_TYPE":
        resources.append(_resource("OTHER_FILE_TYPES", "OTHER_FILE_TYPES", "odt ods"))
    return {"type": kind, "resourceDTOs": resources}


def rules(table: dict[str, str], **changed: str) -> list[dict[str, Any]]:
    """The rules of a policy; a rule without a value has no value element."""
    found: list[dict[str, Any]] = []
    for kind, value in {**table, **changed}.items():
        found.append({"type": kind, "value": value or None, "clientValue": CLIENT_VALUES.get(kind, value) or None})
    if table is SECURITY:
        found.append(_encrypted("SECURITY_ENCRYPT_DATA_TYPE", ("Email", "PIM", "MY_DOCUMENTS"), "on"))
        names = ("doc", "xls", "pdf", "txt", "MEDIA_FILES")
        found.append(_encrypted("SECURITY_ENCRYPT_FILE_TYPE", names, "off"))
    if table is PRIVACY:
        found.append({"type": "PRIVACY_EXCLUDE_DIR", "resourceDTOs": [_resource("/Windows", "DIR", "on")]})
    return found


def policies() -> list[Policy]:
    """The default policies and those this installation added."""
    default = "DEFAULT"
    return [
        Policy(-2, "misystem-default-privacy-policy", "Default Privacy Policy", default, "PRIVACY",
               "Default Privacy Policy", 99, rules(PRIVACY)),
        Policy(-3, "misystem-default-security-policy", "Default Security Policy", default, "SECURITY",
               "Default Security Policy", 99, rules(SECURITY)),
        Policy(-4, "misystem-default-lockdown-policy", "Default Lockdown Policy", default, "LOCKDOWN",
               "Default Lockdown Policy", 99, rules(LOCKDOWN)),
        Policy(-5, "misystem-default-sync-policy", "Default Sync Policy", default, "SYNC",
               "Default Sync Policy", 99, rules(SYNC)),
        Policy(11, "5d1f7a50-2b58-4f6e-9b0a-000000000011", "Strict Security", "ENTERPRISE", "SECURITY",
               "For the board", 1, rules(SECURITY, SECURITY_PWD_LENGTH="10"), labels={101}),
        Policy(12, "5d1f7a50-2b58-4f6e-9b0a-000000000012", "No Camera", "ENTERPRISE", "LOCKDOWN",
               "Research keeps its pictures", 1, rules(LOCKDOWN, LOCKDOWN_CAMERA="off"), labels={104}),
        Policy(13, "5d1f7a50-2b58-4f6e-9b0a-000000000013", "Old Privacy", "ENTERPRISE", "PRIVACY",
               "Kept for reference", 5, rules(PRIVACY, PRIVACY_SYNC_LOCATION="off"), active=False),
        Policy(14, "5d1f7a50-2b58-4f6e-9b0a-000000000014", "Travel Sync", "ENTERPRISE", "SYNC",
               "People on the road", 2, rules(SYNC, SYNC_INTERVAL="60"), labels={102, 103}),
    ]  # fmt: skip


def app_settings() -> list[AppSetting]:
    """The system's settings and this installation's own; some hold secrets, as on a real server."""
    return [
        AppSetting(-4, "System - iOS MDM CA Certificate", "The certificate devices trust for MDM requests.",
                   "CERTIFICATE", "SYSTEM",
                   {"CERT_SERIAL_NUMBER0": "10863527040561121251",
                    "CERTPATH0": "/mi/files/groups/9002/99415d0e64ca8708/b34aab3122e3410e98a2ef5a078806ce",
                    "ENABLE_MIRRORING": "false"}, (-3,)),
        AppSetting(-2, "System - iOS MDM", "Mobile device management", "MDM", "SYSTEM",
                   {"CHECK_OUT_WHEN_REMOVED": "true"}, (-3, -6)),
        AppSetting(31, "Exchange", "Company mail", "EXCHANGE", "ADMIN",
                   {"SERVER": "mail.example.com", "USER": "$USERID$", "PASSWORD": "exch-secret-31",
                    "USE_SSL": "true"}, (-1,)),
        AppSetting(32, "Corp WiFi", "Offices", "WIFI", "ADMIN",
                   {"SSID": "Example-Corp", "AUTH_TYPE": "WPA2", "PASSPHRASE": "wifi-secret-32"}, (-1,)),
        AppSetting(33, "VPN", "From the road", "VPN", "ADMIN",
                   {"SERVER": "vpn.example.com", "SHARED_SECRET": "vpn-secret-33"}, (102, 103)),
        AppSetting(34, "Device certificates", "Enrolment of certificates", "SCEP", "ADMIN",
                   {"CHALLENGE": "scep-secret-34", "CACHE_KEYS": "false",
                    "SUPPORT_MULTIPLE_CONSUMERS": "true"}, (-3, -4)),
        AppSetting(35, "No iCloud", "Restrictions", "RESTRICTION", "ADMIN", {"ALLOW_CLOUD": "false"}, (-3,)),
        AppSetting(36, "Intranet", "A link on the home screen", "WEBCLIP", "ADMIN",
                   {"URL": "https://intranet.example.com/?a=1&b=2"}, (-3,)),
        AppSetting(37, "Old APN", "Withdrawn", "APN", "ADMIN",
                   {"APN": "internet.example", "PASSWORD": "apn-secret-37"}, (-4,), ord("D")),
    ]  # fmt: skip


def policies_of(device: Device, everything: list[Policy], labels: list[Label]) -> list[Policy]:
    """The policies that apply to a device, one of each family; none unless it is enrolled."""
    if device.status not in ENROLLED:
        return []
    carried = {label.id for label in labels if label.holds(device)}
    found = []
    for family in FAMILIES:
        mine = [p for p in everything if p.family == family and p.active]
        chosen = [p for p in mine if p.labels & carried] or [p for p in mine if p.kind == "DEFAULT"]
        found.append(min(chosen, key=lambda policy: policy.priority))
    return found


def app_settings_of(device: Device, everything: list[AppSetting], labels: list[Label]) -> list[AppSetting]:
    """The application settings that go to a device."""
    if device.status not in ENROLLED:
        return []
    carried = {label.id for label in labels if label.holds(device)}
    return [setting for setting in everything if carried & set(setting.labels)]
