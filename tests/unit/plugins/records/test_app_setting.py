# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Application settings: which properties are secrets."""

from __future__ import annotations

import pytest
from ansible_collections.mobileiron.core.plugins.module_utils.records._app_setting import app_setting_record

SECRETS = """
password Password USER_PASSWORD proxyPassword passphrase passcode sharedSecret clientCredential authToken accessToken
SecurityToken TOKEN userPin PIN userPwd proxyPwd scepChallenge CHALLENGE2 wpaPsk PSK wepKey1 WEP_KEY AUTH_KEY apiKey API_KEY
encryptionKey privKey PRIVATE_KEY wifiKey proxyPass cert_pass keystorePass PASS OTP preSharedKey PRE_SHARED_KEY
""".split()
PLAIN = """
CERT_SERIAL_NUMBER0 CERTPATH0 CACHE_KEYS SUPPORT_MULTIPLE_CONSUMERS ENABLE_MIRRORING SSID KEY_SIZE keyUsage shipping
compass hotspot server PINNED spinner bypass
""".split()


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_comes_back_null(name: str) -> None:
    raw = {"@id": "1", "properties": {"entry": {"key": name, "value": "hidden"}}}
    assert app_setting_record(raw)["properties"] == {name: None}


@pytest.mark.parametrize("name", PLAIN)
def test_what_is_none_comes_through(name: str) -> None:
    raw = {"@id": "1", "properties": {"entry": {"key": name, "value": "seen"}}}
    assert app_setting_record(raw)["properties"] == {name: "seen"}
