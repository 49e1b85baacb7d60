# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls that only a certain selection or a certain server makes the modules send."""

from __future__ import annotations

from tests.coverage.tested import operation_sent
from tests.integration.harness import KELLER_IPHONE, KELLER_MAC, KELLER_RETIRED, four_ways


def test_unlocking_in_bulk_tells_each_device_what_became_of_it(core, playbook) -> None:
    uuids = [KELLER_IPHONE, KELLER_MAC, KELLER_RETIRED]
    task = {"action": "unlock", "uuids": uuids, "bulk_threshold": 2, "reason": "Passcode forgotten"}
    run = four_ways(playbook, {"mi_device_action": {**task, "continue_on_error": True}}).plain
    outcomes = {entry["uuid"]: entry["outcome"] for entry in run[0].ok()["devices"]}
    assert outcomes == {KELLER_IPHONE: "accepted", KELLER_MAC: "accepted", KELLER_RETIRED: "failed"}
    (sent,) = core.effects()  # of the run in XML
    assert operation_sent(sent["method"], sent["path"]) == "bulk_unlock"
    assert sent["devices"] == [KELLER_IPHONE, KELLER_MAC]


def test_a_bulk_unlock_that_fails_on_a_device_fails_its_entry(core, playbook) -> None:
    core.change(KELLER_IPHONE, mdmManaged=False)
    task = {"action": "unlock", "uuids": [KELLER_IPHONE, KELLER_MAC], "bulk_threshold": 2, "reason": "Forgotten"}
    result = playbook.run({"mi_device_action": task})[0]
    outcomes = {entry["uuid"]: entry["outcome"] for entry in result["devices"]}
    assert result.failed and outcomes == {KELLER_IPHONE: "failed", KELLER_MAC: "accepted"}
    assert [entry["devices"] for entry in core.effects()] == [[KELLER_MAC]]


def test_ldap_is_searched_by_path_where_the_query_is_refused(core, playbook) -> None:
    search = {"mi_user_info": {"ldap_search": "tnovak"}}
    by_query = playbook.run(search)[0].ok()["users"]
    core.fault("status", status=400, path_regex=r"\?userid=", times=9)
    seen = core.next_entry()
    by_path = playbook.run(search)[0].ok()["users"]
    assert by_path == by_query and [user["principal"] for user in by_path] == ["tnovak"]
    asked = [(operation_sent(entry["method"], entry["path"]), entry["status"]) for entry in core.log(seen)]
    assert asked == [("search_ldap", 400), ("search_ldap_by_path", 200)]


def test_alerts_of_a_phone_of_a_user(core, playbook) -> None:
    options = {"users": ["mkeller"], "phone_numbers": ["1715550101"]}
    run = four_ways(playbook, {"mi_alert_info": options}).plain
    wanted = {str(alert["id"]) for alert in core.alerts(principal="mkeller", device_uuid=KELLER_IPHONE)}
    assert wanted and {alert["id"] for alert in run[0].ok()["alerts"]} == wanted
    asked = {operation_sent(entry["method"], entry["path"]) for entry in core.log()}
    assert asked == {"list_alerts_by_user_and_phone"}
