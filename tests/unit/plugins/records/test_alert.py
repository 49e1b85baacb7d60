# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Alerts: the inverted flag, and the two spellings of the lists."""

from __future__ import annotations

from ansible_collections.mobileiron.core.plugins.module_utils.records._alert import alert_record


def test_active_means_unread():
    assert alert_record({"@id": "5", "isActive": True, "isAlertRead": "true"})["read"] is False
    assert alert_record({"@id": "5", "isActive": "false", "isAlertRead": "true"})["read"] is True
    assert alert_record({"@id": "5"})["read"] is None


def test_the_lists_differ_only_on_the_wire():
    everything = {"@id": "5", "userId": "u-1", "isActive": True, "alertDefnname": "SYSTEM_ALERT", "retries": 2}
    of_a_user = {"id": 5, "userUuid": "u-1", "isActive": "true", "alertDefnname": "SYSTEM_ALERT", "retries": "2"}
    assert alert_record(everything) == alert_record(of_a_user)
    assert alert_record(everything)["type"] == "SYSTEM_ALERT"
