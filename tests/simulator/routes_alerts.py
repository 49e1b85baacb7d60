# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Alerts: four lists and two updates. ``isActive`` true means unread."""

from __future__ import annotations

from typing import Any

from .calls import ALERTS, Call, Refused, Reply, route
from .clock import iso
from .model import Alert

COMMENT_LIMIT = 255


def alert_tree(alert: Alert, full_list: bool) -> dict[str, Any]:
    """The full list has the id as attribute and ``userId``; the others an ``id`` element and ``userUuid``."""
    return {
        "@id" if full_list else "id": alert.id,
        "deviceUuid": alert.device_uuid,
        "dispatchDeviceUuid": alert.device_uuid,
        "userId" if full_list else "userUuid": alert.user_uuid,
        "labelId": alert.label_id,
        "eventSubscriptionName": alert.subscription,
        "alertDate": iso(alert.date),
        "alertText": alert.text,
        "isActive": alert.unread,
        "retries": alert.retries,
        "updateBy": alert.updated_by,
        "updatedAt": iso(alert.updated),
        "userName": alert.principal,
        "alertDefnname": alert.kind,
        "severity": alert.severity,
        "transport": alert.transport,
        "status": alert.status,
        "isAlertRead": True,  # documented as not used, so it must not be believed
    }


def _is_read(call: Call) -> bool | None:
    try:
        return call.query.flag("isread")
    except ValueError as error:
        raise Refused(400, str(error)) from error


def _listing(call: Call, alerts: list[Alert], full_list: bool = False) -> Reply:
    read = _is_read(call)
    found = [alert for alert in alerts if read is None or alert.unread is not read]
    if not found:
        raise Refused(404, "No alerts found")
    rows = [alert_tree(alert, full_list) for alert in found]
    return call.answer({"messages": {"message": f"{len(rows)} alert(s) returned"}, "alerts": {"alert": rows}})


@route("GET", "alerts", "list_alerts", ALERTS)
def list_alerts(call: Call) -> Reply:
    """Section "Get All Alerts"."""
    return _listing(call, list(call.core.alerts.values()), True)


@route("GET", "alerts/phones/{phone}", "alerts_by_phone", ALERTS)
def alerts_by_phone(call: Call) -> Reply:
    """Section "Get All Alerts for Phone Number"."""
    return _listing(call, [a for a in call.core.alerts.values() if call.arg("phone") in a.phones])


def _of_user(call: Call) -> list[Alert]:
    wanted = call.arg("user").casefold()
    return [alert for alert in call.core.alerts.values() if alert.principal.casefold() == wanted]


@route("GET", "alerts/users/{user}", "alerts_by_user", ALERTS)
def alerts_by_user(call: Call) -> Reply:
    """Section "Get all Alerts for User"."""
    return _listing(call, _of_user(call))


@route("GET", "alerts/users/{user}/phones/{phone}", "alerts_by_user_and_phone", ALERTS)
def alerts_by_user_and_phone(call: Call) -> Reply:
    """Section "Get All Alerts for a Phone Number of a User"."""
    return _listing(call, [alert for alert in _of_user(call) if call.arg("phone") in alert.phones])


def _update(call: Call, names: list[str]) -> list[Alert]:
    read, comments = _is_read(call), call.query.get("comments")
    if read is None or not comments:
        raise Refused(400, "isRead and comments are required")
    if len(comments) > COMMENT_LIMIT:
        raise Refused(400, f"Comments must not be longer than {COMMENT_LIMIT} characters")
    numbers = [int(name) for name in dict.fromkeys(names) if name.isascii() and name.isdigit()]
    found = [call.core.alerts[number] for number in numbers if number in call.core.alerts]
    if not found:
        raise Refused(404, "No alerts found")
    for alert in found:
        alert.unread, alert.comments = not read, comments
        alert.updated_by, alert.updated = call.user, call.core.clock.now()
    call.did("alert_update", *dict.fromkeys(alert.device_uuid for alert in found))
    return found


@route("PUT", "alerts/{id}", "update_alert", ALERTS)
def update_alert(call: Call) -> Reply:
    """Section "Update Alert"."""
    found = _update(call, [call.arg("id")])
    return call.answer({"messages": {"message": f"Updated alert {found[0].id} successfully"}})


@route("PUT", "alerts", "update_alerts", ALERTS)
def update_alerts(call: Call) -> Reply:
    """Section "Update List of Alerts"; the ids are query parameters."""
    found = _update(call, call.query.all("id"))
    return call.answer({"messages": {"message": f"Updated {len(found)} alert(s) successfully"}})
