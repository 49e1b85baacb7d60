# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""An alert as playbooks see it (reference: Get All Alerts)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ._fields import boolean, identifier, integer, iso_time, record, text

TYPES = (
    "INTERNATIONAL_ROAMING_ALERT",
    "THRESHOLD_REACHED_ALERT",
    "SIM_CHANGED_ALERT",
    "MEMORY_SIZE_EXCEEDED_ALERT",
    "SYSTEM_ALERT",
    "POLICY_VIOLATIONS_ALERT",
)
SEVERITIES = ("INFORMATION", "WARNING", "CRITICAL")

_TYPES: dict[str, Callable[[Any], Any]] = {
    "id": identifier,
    "device_uuid": text,
    "dispatch_device_uuid": text,
    "user_id": identifier,
    "user_uuid": text,
    "user_name": text,
    "label_id": identifier,
    "event_subscription_name": text,
    "alert_date": iso_time,
    "alert_text": text,
    "alert_defnname": text,
    "is_active": boolean,
    "is_alert_read": boolean,
    "retries": integer,
    "severity": text,
    "status": text,
    "transport": text,
    "update_by": text,
    "updated_at": iso_time,
}


def alert_record(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The record of one raw alert, the same from each of the four lists.

    Derived: ``read``, because ``isActive`` true means unread (``isAlertRead`` is documented as not used), and ``type``
    from the wire's ``alertDefnname``. One list names the user's uuid ``userId``, the others ``userUuid``: both keys
    are filled.
    """
    alert = record(raw, _TYPES)
    alert["user_uuid"] = alert["user_uuid"] or alert["user_id"]
    alert["user_id"] = alert["user_id"] or alert["user_uuid"]
    alert["type"] = alert["alert_defnname"] or text(alert.get("alert_defn_name"))
    alert["read"] = None if alert["is_active"] is None else not alert["is_active"]
    return alert
