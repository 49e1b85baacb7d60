# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""What devices report about themselves: the documented keys of Android and iOS, and a few of the others.

Sections "Android Details Key-Value Descriptions" and "iOS Details Key-Value Descriptions". ``platform``, and on Windows
``wp_os_platform`` and ``wp_phone``, are not documented; a public client reads them.
"""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from .catalog import Country, Model, Operator


class Facts(NamedTuple):
    """What the details of one device are derived from; times in epoch seconds."""

    model: Model
    country: Country
    operator: Operator
    phone: str
    principal: str
    email: str
    mac: str
    serial: str
    compromised: bool
    encrypted: bool
    captured: float
    latitude: float
    longitude: float


ANDROID = {
    "admin_activated": "true",
    "client_name": "com.mobileiron",
    "client_version": "11.4.0.0.12R",
    "codename": "REL",
    "device_roaming_flag": "off",
    "display_size": "2400X1080",
    "free_media_card_size": "2.36M",
    "free_media_card_size_bytes": "2474639",
    "mdm_enabled": "true",
    "multi_mdm": "false",
    "network_id": "6",
    "platform": "Android",
    "processor_architecture": "armeabi-v7a",
    "priv_bluetooth": "ON",
    "priv_camera": "ON",
    "priv_exchange_Domain": "EXAMPLE",
    "priv_exchange_Server": "mail.example.com",
    "priv_exchange_UseSSL": "ON",
    "prv_max_failed_attempts": "10",
    "prv_max_idle_time": "30",
    "prv_password": "ON",
    "prv_password_expiration_timeout": "90",
    "prv_password_history_length": "4",
    "prv_password_length": "6",
    "prv_password_minimum_symbols": "unsupported",
    "prv_password_type": "2",
    "prv_sd_encryption": "unsupported",
    "prv_sdcard": "ON",
    "prv_vpn_servers": "na",
    "prv_wifi": "ON",
    "prv_wlan_ssids": "Example-Guest;Example-Corp",
    "system_id": "40",
    "total_media_card_size": "7574.19M",
    "total_media_card_size_bytes": "7942113854",
    "total_ram_size": "7475.93M",
    "total_ram_size_bytes": "7839080488",
    "total_storage_size": "106700.98M",
    "total_storage_size_bytes": "111883976212",
    "usb_debugging": "OFF",
}

IOS = {
    "allowAppInstallation": "true",
    "allowCloudBackup": "false",
    "allowCloudDocumentSync": "false",
    "allowExplicitContent": "true",
    "allowInAppPurchases": "true",
    "allowiTunes": "true",
    "allowMultiPlayerGaming": "true",
    "allowPhotoStream": "true",
    "allowUntrustedTLSPrompt": "false",
    "allowVideoConferencing": "true",
    "allowVoiceDialing": "true",
    "allowYouTube": "true",
    "CarrierSettingsVersion": "54.0",
    "CellularTechnology": "GSM",
    "CheckOut Received": "false",
    "Client_build_date": "Apr 8 2023 12:02:24",
    "client_name": "com.mobileiron.phoneatwork",
    "Client_version": "12.11.80",
    "Current MNC": "00",
    "DataRoamingEnabled": "false",
    "device_manufacturer": "Apple",
    "device_type": "GSM",
    "DeviceCapacity": "119.08984375",
    "forceEncryptedBackup": "true",
    "HardwareEncryptionCaps": "3",
    "iOSBackgroundStatus": "0",
    "it_policy_result": "(null)",
    "maxGracePeriod": "900",
    "maxInactivity": "300",
    "minLength": "6",
    "ModemFirmwareVersion": "2.70.01",
    "PasscodeIsCompliant": "true",
    "PasscodeIsCompliantWithProfiles": "true",
    "PasscodePresent": "true",
    "platform_name": "iPhone",
    "processor_architecture": "ARM",
    "ratingApps": "1000",
    "ratingMovies": "1000",
    "ratingTVShows": "1000",
    "registration_imsi": "(null)",
    "safariAcceptCookies": "2",
    "safariAllowPopups": "true",
    "safariForceFraudWarning": "true",
    "security_reason_code": "0",
    "total_storage_size_bytes": "127871606784.0000000000000000",
    "Voice Roaming Enabled": "true",
}


def make(rng: Random, facts: Facts) -> dict[str, str]:
    """The details of one device, in a varying but reproducible manner."""
    if facts.model.family == "android":
        return _android(rng, facts)
    if facts.model.family == "ios":
        return _ios(rng, facts)
    if facts.model.family == "macos":
        return _macos(rng, facts)
    return _other(rng, facts)


def _digits(rng: Random, count: int) -> str:
    return f"{rng.randrange(10**count):0{count}d}"


def _android(rng: Random, facts: Facts) -> dict[str, str]:
    model, operator = facts.model, facts.operator
    imsi = facts.country.mcc + operator.mnc[-2:] + _digits(rng, 10)
    device_id = f"{rng.getrandbits(64):016x}"
    found = {
        **ANDROID,
        "battery_life": str(rng.randint(5, 100)),
        "board": model.product,
        "brand": operator.name.lower(),
        "c2dmToken": f"{rng.getrandbits(256):064x}",
        "country_code": facts.country.mcc,
        "current_mobile_number": facts.phone,
        "current_operator_name": operator.name,
        "current_SIM_module_number": imsi,
        "device": model.product,
        "device_id": device_id,
        "device_manufacturer": model.manufacturer,
        "device_model": model.model,
        "device_type": "GSM",
        "free_ram_size": f"{rng.randint(100, 4000)}.84M",
        "free_ram_size_bytes": str(rng.randrange(10**8, 4 * 10**9)),
        "free_storage_size": f"{rng.randint(1000, 90000)}.68M",
        "free_storage_size_bytes": str(rng.randrange(10**9, 9 * 10**10)),
        "home_operator": f"{operator.name}::{facts.country.mcc}{operator.mnc}",
        "imei": "35" + _digits(rng, 13),
        "imsi": imsi,
        "incremental": model.build,
        "lat_long_last_captured_at": str(int(facts.captured * 1000)),
        "latitude": f"{facts.latitude:.6f}",
        "locale": f"en-{facts.country.iso}",
        "longitude": f"{facts.longitude:.6f}",
        "os_version": {"13": "33", "12": "31", "11": "30"}.get(model.version, "19"),
        "platform_name": model.version,
        "priv_device_encryption": "on" if facts.encrypted else "off",
        "priv_exchange_UserName": facts.email,
        "registration_imsi": imsi,
        "registration_operator_name": operator.name,
        "regUuid": device_id,
        "security_state": "Compromised" if facts.compromised else "Ok",
        "SIM_module_number": f"IMSI:{imsi}",
        "wifi_mac_addr": facts.mac.lower(),
    }
    if model.manufacturer == "samsung":
        found["Samsung_DM"] = "FW: Key2,1 SW:1.0"
    return found


def _ios(rng: Random, facts: Facts) -> dict[str, str]:
    model, operator = facts.model, facts.operator
    imei = _digits(rng, 15)
    spaced = f"{imei[:2]} {imei[2:8]} {imei[8:14]} {imei[14:]}"
    tablet = model.model.startswith("iPad")
    battery = rng.randint(5, 100)
    return {
        **IOS,
        "apnsToken": f"{rng.getrandbits(256):064x}",
        "AvailableDeviceCapacity": f"{rng.uniform(2, 90):.12f}",
        "Battery Level": f"{battery / 100:.17f}",
        "battery_life": str(battery),
        "BluetoothMAC": facts.mac[:-2] + "FE",
        "BuildVersion": model.build,
        "country_code": facts.country.mcc,
        "Current MCC": facts.country.mcc,
        "device_id": f"IMEI:{imei}",
        "device_model": model.model,
        "DeviceCompromised": "true" if facts.compromised else "false",
        "DeviceName": f"{facts.principal}'s {'iPad' if tablet else 'iPhone'}",
        "free_storage_size_byte": f"{rng.randrange(10**9, 10**11)}.0000000000000000",
        "imei": imei,
        "ImeiOrMeid": spaced,
        "imsi": facts.country.mcc + operator.mnc[-2:] + _digits(rng, 10),
        "ip_address": f"192.168.{rng.randint(0, 9)}.{rng.randint(2, 250)}",
        "iPhone ICCID": f"8949 {_digits(rng, 4)} {_digits(rng, 4)} {_digits(rng, 4)} {_digits(rng, 3)}",
        "iPhone IMEI": spaced,
        "iPhone MAC_ADDRESS_EN0": ":".join(facts.mac[i : i + 2] for i in range(0, 12, 2)).lower(),
        "iPhone PRODUCT": model.model,
        "iPhone UDID": f"{rng.getrandbits(160):040x}",
        "iPhone VERSION": model.build,
        "lat_long_last_captured_at": str(int(facts.captured * 1000)),
        "latitude": f"{facts.latitude:.6f}",
        "locale": f"en-{facts.country.iso}",
        "longitude": f"{facts.longitude:.6f}",
        "mobile_number": f"+{facts.country.code}{facts.phone}" if facts.phone.isdigit() else "(null)",
        "Model": f"M{_digits(rng, 4)}LL",
        "ModelName": "iPad" if tablet else "iPhone",
        "os_version": f"iPhone OS {model.version} ({model.build})",
        "OSVersion": model.version,
        "platform": "iOS" if tablet else "iPhone",
        "platform_type": "iPad" if tablet else "iPhone",
        "ProductName": model.product,
        "registration_operator_name": operator.name if facts.phone.isdigit() else "(null)",
        "security_state": "0" if facts.compromised else "1",
        "SerialNumber": facts.serial,
        "signal_strength": str(-rng.randint(60, 110)),
        "SIM MCC": facts.country.mcc,
        "SIM MNC": operator.mnc,
        "SIMCarrierNetwork": operator.name,
        "Subscriber Carrier Network": operator.name,
        "WiFiMAC": facts.mac,
    }


def _macos(rng: Random, facts: Facts) -> dict[str, str]:
    return {
        "AvailableDeviceCapacity": f"{rng.uniform(20, 400):.12f}",
        "BluetoothMAC": facts.mac[:-2] + "FE",
        "BuildVersion": facts.model.build,
        "DeviceCapacity": "465.12",
        "DeviceName": f"{facts.principal}'s MacBook",
        "HostName": f"mac-{facts.serial.lower()}.example.com",
        "Model": "Z15G",
        "ModelName": facts.model.model,
        "OSVersion": facts.model.version,
        "platform": "macOS",
        "ProductName": facts.model.product,
        "SerialNumber": facts.serial,
        "WiFiMAC": facts.mac,
    }


def _other(rng: Random, facts: Facts) -> dict[str, str]:
    found = {
        "client_version": "4.2.0",
        "device_manufacturer": facts.model.manufacturer,
        "device_model": facts.model.model,
        "free_storage_size": f"{rng.randint(10, 9000)}.12M",
        "imei": "35" + _digits(rng, 13),
        "os_version": facts.model.version,
        "platform_name": facts.model.platform,
        "serial_number": facts.serial,
        "total_ram_size": "109.74M",
        "wifi_mac_addr": facts.mac.lower(),
    }
    if facts.model.family in ("windows", "windows_phone"):
        found.update(wp_os_platform=facts.model.platform, wp_phone=str(facts.model.family == "windows_phone"))
    return found
