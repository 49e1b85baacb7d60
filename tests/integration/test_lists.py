# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists: mobileiron.core.mi_label_info, mobileiron.core.mi_operator_info, mobileiron.core.mi_country_info,
mobileiron.core.mi_policy_info, mobileiron.core.mi_app_setting_info, mobileiron.core.mi_user_info and
mobileiron.core.mi_system_info."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.harness import CEO_IPHONE, KELLER_IPHONE, KELLER_RETIRED, Result, four_ways


def names(result: Result, what: str, key: str) -> list[Any]:
    assert result.ok()["count"] == len(result[what]) and not result.changed
    return [row[key] for row in result[what]]


@pytest.mark.oldest
def test_labels_operators_and_countries(core, playbook) -> None:
    ways = four_ways(
        playbook,
        {"mi_label_info": {}},
        {"mi_label_info": {"names": ["Executives", "Field/Sales", "No such label"]}},
        {"mi_label_info": {"names": []}},
        {"mi_operator_info": {}},
        {"mi_operator_info": {"country": "Germany", "enabled": True}},
        {"mi_country_info": {}},
        {"mi_country_info": {"country": "br"}},
        {"mi_country_info": {"enabled": False}},
        {"mi_operator_info": {"country": "Atlantis"}},
    )
    labels = {label["name"]: label for label in core.control("GET", "labels")["labels"]}
    everything = ways.plain[0].ok()["labels"]
    assert {row["name"] for row in everything} == set(labels)
    for row in everything:
        real = labels[row["name"]]
        assert (row["id"], row["static_label"], row["device_count"]) == (
            str(real["@id"]), real["staticLabel"], real["deviceCount"],
        )  # fmt: skip
    assert sorted(names(ways.plain[1], "labels", "name")) == ["Executives", "Field/Sales"]
    assert "No such label" in ways.plain[1].warnings
    assert names(ways.plain[2], "labels", "name") == []
    assert {"AT&T", "Telekom.de", "Sprint"} <= set(names(ways.plain[3], "operators", "carrier_short_name"))
    assert sorted(names(ways.plain[4], "operators", "carrier_short_name")) == ["Telekom.de", "Vodafone.de", "o2-de"]
    assert len(names(ways.plain[5], "countries", "country_name")) == 20
    (brazil,) = ways.plain[6].ok()["countries"]
    assert brazil["enabled_for_registration"] is False and brazil["country_code"] == 55
    assert set(names(ways.plain[7], "countries", "iso_alpha2_code")) == {"BR", "MX", "ZA", "AG"}
    assert names(ways.plain[8], "operators", "id") == []
    assert core.effects() == []


def test_policies(core, playbook) -> None:
    ways = four_ways(
        playbook,
        {"mi_policy_info": {}},
        {"mi_policy_info": {"names": ["Strict Security", "No such policy"]}},
        {"mi_policy_info": {"profile_types": ["LOCKDOWN"]}},
        {"mi_policy_info": {"device_uuid": CEO_IPHONE}},
        {"mi_policy_info": {"device_uuid": KELLER_RETIRED}},
    )
    real = {str(policy["id"]): policy for policy in core.control("GET", "policies")["policies"]}
    assert set(names(ways.plain[0], "policies", "id")) == set(real)
    (strict,) = ways.plain[1].ok()["policies"]
    assert strict["id"] == "11" and isinstance(strict["rules"], dict)
    assert "10" in str(strict["rules"]["SECURITY_PWD_LENGTH"])
    assert set(names(ways.plain[2], "policies", "id")) == {"-4", "12"}
    assert "11" in names(ways.plain[3], "policies", "id")
    assert names(ways.plain[4], "policies", "id") == []
    assert core.effects() == []


def test_app_settings(core, playbook) -> None:
    ways = four_ways(
        playbook,
        {"mi_app_setting_info": {}},
        {"mi_app_setting_info": {"types": ["EXCHANGE", "WIFI"]}},
        {"mi_app_setting_info": {"device_uuid": KELLER_IPHONE}},
        {"mi_app_setting_info": {"device_uuid": KELLER_RETIRED}},
    )
    assert len(names(ways.plain[0], "app_settings", "id")) == 9
    exchange, wifi = ways.plain[1].ok()["app_settings"]
    assert exchange["properties"]["SERVER"] == "mail.example.com"
    assert exchange["properties"]["PASSWORD"] is None and wifi["properties"]["PASSPHRASE"] is None
    assert {"31", "-2"} <= set(names(ways.plain[2], "app_settings", "id"))
    assert names(ways.plain[3], "app_settings", "id") == []
    for secret in ("exch-secret-31", "wifi-secret-32", "vpn-secret-33", "scep-secret-34", "apn-secret-37"):
        assert secret not in str([result.values for result in ways.plain])
    assert core.effects() == []


def test_users(core, playbook) -> None:
    ways = four_ways(
        playbook,
        {"mi_user_info": {"target_username": "jsmith"}},
        {"mi_user_info": {"target_email": "mkeller@example.com"}},
        {"mi_user_info": {"target_username": "CORP\\jdoe"}},
        {"mi_user_info": {"target_username": "nobody.at.all"}},
        {"mi_user_info": {"ldap_search": "novak"}},
        {"mi_user_info": {"ldap_search": "nobody"}},
        {"mi_user_info": {"ldap_search": "x"}},
        {"mi_user_info": {}},
        {"mi_user_info": {"target_username": "jsmi"}},
    )
    assert names(ways.plain[0], "users", "principal") == ["jsmith"]
    smith = ways.plain[0]["users"][0]
    assert (smith["user_source"], smith["first_name"], smith["enabled"]) == ("local", "John", True)
    assert isinstance(smith["roles"], list) and smith["created_at"].endswith("Z")
    assert names(ways.plain[1], "users", "principal") == ["mkeller"]
    assert names(ways.plain[2], "users", "principal") == ["CORP\\jdoe"]
    assert names(ways.plain[3], "users", "principal") == []
    assert names(ways.plain[4], "users", "principal") == ["tnovak"]
    assert names(ways.plain[5], "users", "principal") == []
    assert ways.plain[6].failed and "2" in ways.plain[6].message
    assert ways.plain[7].failed
    assert names(ways.plain[8], "users", "principal") == []
    assert core.effects() == []


def test_too_many_users_in_the_directory_are_an_error_that_says_so(core, playbook) -> None:
    result = playbook.run({"mi_user_info": {"ldap_search": "testuser"}})[0]
    assert result.failed and "100" in result.message


@pytest.mark.oldest
def test_system_info(core, playbook) -> None:
    ways = four_ways(playbook, {"mi_system_info": {}})
    result = ways.plain[0].ok()
    assert result["reachable"] is True and result["authenticated"] is True
    answered = {row["name"]: row["answered"] for row in result["operations"]}
    assert answered["list_devices"] is True and answered["wipe_device"] is not False
    assert result["versions"]
    assert core.effects() == []
    nobody = playbook.run(
        {"mi_system_info": {"username": "norole"}}, {"mi_system_info": {"url": "https://127.0.0.1:9", "retries": 0}}
    )
    assert nobody[0].ok()["authenticated"] is False or nobody[0]["role_present"] is False
    assert nobody[1].ok()["reachable"] is False
    core.settings(v2=False)
    assert playbook.run({"mi_system_info": {}})[0].ok()["reachable"] is True
    assert core.effects() == []
