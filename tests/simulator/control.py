# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The control interface under /control: JSON, without login, for the same machine only."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from . import catalog, fleet
from .calls import Params, Reply, json_reply
from .clock import iso, parse_time
from .model import STATUS_CODES, Device, Label
from .routes_devices import label_tree

if TYPE_CHECKING:
    from .app import Simulator

# Names as on the wire, and the fields they set.
FIELDS = {
    "principal": "principal",
    "status": "status",
    "employeeOwned": "employee_owned",
    "silent": "silent",
    "compliance": "compliance",
    "blockReason": "block_reason",
    "quarantinedStatus": "quarantined",
    "name": "name",
    "comment": "comment",
    "phoneNumber": "phone",
    "emailAddress": "email",
    "userDisplayName": "display_name",
    "platform": "platform",
    "family": "family",
    "model": "model",
    "mdmManaged": "mdm_managed",
    "easUuid": "eas_uuid",
    "operator": "operator",
    "macAddress": "mac",
    "hasPasscode": "has_passcode",
    "locked": "locked",
    "lastConnectedAt": "last_connected",
    "registeredAt": "registered",
    "wipeReason": "wipe_reason",
}
TIMES = ("lastConnectedAt", "registeredAt")


class ControlError(Exception):
    """A control request that cannot be carried out."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


def device_view(simulator: Simulator, device: Device, full: bool = False) -> dict[str, Any]:
    """What the simulator knows of a device, more than the API tells."""
    tree: dict[str, Any] = {"uuid": device.uuid, "id": device.id, "statusCode": STATUS_CODES[device.status]}
    for wire, name in FIELDS.items():
        value = getattr(device, name)
        tree[wire] = iso(value) if wire in TIMES and value else value
    tree["pending"] = [command.kind for command in device.pending]
    tree["passcode"] = device.passcode
    if full:
        tree["details"] = device.details
        tree["labels"] = [label.name for label in simulator.core.labels if label.holds(device)]
        tree["location"] = dataclasses.asdict(device.fix) if device.fix else None
    return tree


class Control:
    """Handles requests under /control."""

    def __init__(self, simulator: Simulator) -> None:
        self.simulator = simulator
        self.table: dict[tuple[str, str], Callable[..., Any]] = {
            ("GET", "health"): self.health,
            ("GET", "log"): self.log,
            ("GET", "devices"): self.devices,
            ("POST", "devices"): self.add_device,
            ("GET", "devices/*"): self.device,
            ("PATCH", "devices/*"): self.patch_device,
            ("POST", "devices/*/check-in"): self.check_in,
            ("POST", "devices/*/enter-passcode"): self.enter_passcode,
            ("GET", "clock"): self.clock,
            ("POST", "clock"): self.advance,
            ("GET", "settings"): self.settings,
            ("PATCH", "settings"): self.patch_settings,
            ("GET", "faults"): self.faults,
            ("POST", "faults"): self.add_fault,
            ("DELETE", "faults"): self.drop_faults,
            ("GET", "messages"): self.messages,
            ("GET", "alerts"): self.alerts,
            ("POST", "alerts"): self.add_alert,
            ("GET", "eas"): self.eas,
            ("PATCH", "eas/*"): self.patch_eas,
            ("GET", "users"): self.users,
            ("GET", "labels"): self.labels,
            ("POST", "labels"): self.add_label,
            ("GET", "policies"): self.policies,
            ("POST", "reset"): self.reset,
        }

    def handle(self, method: str, segments: list[str], query: Params, body: bytes) -> Reply:
        """Answer one control request."""
        try:
            data = json.loads(body) if body else {}
            if not isinstance(data, dict):
                raise ControlError(400, "the body must be a JSON object")
            handler, args = self._find(method, segments)
            return json_reply(handler(*args, query=query, data=data))
        except ControlError as error:
            return json_reply({"error": str(error)}, error.status)
        except (ValueError, TypeError, KeyError) as error:
            return json_reply({"error": str(error)}, 400)

    def carry_out(self, order: dict[str, Any]) -> Reply:
        """Answer a control request that an order describes: ``method``, ``path`` and ``body``."""
        body = json.dumps(order.get("body") or {}).encode()
        return self.handle(order["method"], order["path"].split("/"), Params(""), body)

    def _find(self, method: str, segments: list[str]) -> tuple[Callable[..., Any], list[str]]:
        args = [unquote(segments[1])] if len(segments) > 1 else []
        pattern = "/".join([*segments[:1], *["*"] * len(args), *segments[2:]])
        handler = self.table.get((method, pattern))
        if handler is None:
            known = any(path == pattern for _method, path in self.table)
            raise ControlError(405 if known else 404, f"no control call {method} {'/'.join(segments)}")
        return handler, args

    @property
    def core(self) -> Any:
        """The Core that is controlled."""
        return self.simulator.core

    def _device(self, uuid: str) -> Device:
        if uuid not in self.core.devices:
            raise ControlError(404, f"no device {uuid}")
        found: Device = self.core.devices[uuid]
        return found

    # health, log, clock, settings, faults

    def health(self, **_: Any) -> Any:
        """Whether it is up, and how many devices it has."""
        return {"status": "ok", "devices": len(self.core.devices), "seed": self.simulator.seed}

    def log(self, query: Params, **_: Any) -> Any:
        """The request log."""
        since = int(query.get("since") or 1)
        return self.simulator.journal.since(since, bool(query.flag("effects_only")))

    def clock(self, **_: Any) -> Any:
        """The simulated time."""
        now = self.core.clock.now()
        return {"now": iso(now), "epoch_seconds": now, "offset_seconds": self.core.clock.offset}

    def advance(self, data: dict[str, Any], **_: Any) -> Any:
        """Move the clock forward; what becomes due happens before the answer."""
        seconds = float(data["advance_seconds"])
        if seconds < 0:
            raise ControlError(400, "the clock only moves forward")
        self.core.clock.advance(seconds)
        self.core.checkins.time_passed(seconds)
        return self.clock()

    def settings(self, **_: Any) -> Any:
        """All settings."""
        return self.core.settings.values

    def patch_settings(self, data: dict[str, Any], **_: Any) -> Any:
        """Change settings; with auto_enrol_after, pending registrations follow it too."""
        self.core.settings.update(data)
        if "auto_enrol_after" in data:
            for device in self.core.devices.values():
                self.core.checkins.plan_typing(device)
        return self.core.settings.values

    def faults(self, **_: Any) -> Any:
        """All faults."""
        return {"faults": self.simulator.faults.trees()}

    def add_fault(self, data: dict[str, Any], **_: Any) -> Any:
        """Order a fault."""
        return dataclasses.asdict(self.simulator.faults.add(data))

    def drop_faults(self, **_: Any) -> Any:
        """Take back all faults."""
        self.simulator.faults.orders.clear()
        return self.faults()

    # devices

    def devices(self, query: Params, **_: Any) -> Any:
        """All devices, or those of a user or in a status."""
        principal, status = query.get("principal"), query.get("status")
        found = [
            device_view(self.simulator, device)
            for device in self.core.devices.values()
            if principal in (None, device.principal) and status in (None, device.status)
        ]
        return {"devices": found, "count": len(found)}

    def device(self, uuid: str, **_: Any) -> Any:
        """One device with everything."""
        return device_view(self.simulator, self._device(uuid), True)

    def patch_device(self, uuid: str, data: dict[str, Any], **_: Any) -> Any:
        """Change a device behind Core's back."""
        device = self._device(uuid)
        unknown = set(data) - set(FIELDS) - {"details", "labels"}
        if unknown:
            raise ControlError(400, f"unknown fields: {', '.join(sorted(unknown))}")
        if data.get("status", "ACTIVE") not in STATUS_CODES:
            raise ControlError(400, f"unknown status {data['status']}")
        for wire, value in data.items():
            self._set(device, wire, value)
        if data.keys() & {"principal", "macAddress"}:
            self.core.index_again()
        if data.get("silent") is False:
            self.core.checkins.awake(device)
        return self.device(uuid)

    def _set(self, device: Device, wire: str, value: Any) -> None:
        if wire == "details":
            merged = {**device.details, **value}
            device.details = {key: str(text) for key, text in merged.items() if text is not None}
        elif wire == "labels":
            for label in self.core.labels:
                if label.static:
                    (label.members.add if label.name in value else label.members.discard)(device.uuid)
        elif wire == "principal" and value.casefold() in self.core.users:
            fleet.take_owner(device, self.core.users[value.casefold()])
        else:
            setattr(device, FIELDS[wire], parse_time(value) if wire in TIMES and value is not None else value)

    def add_device(self, data: dict[str, Any], **_: Any) -> Any:
        """Make a device: principal of a known user, family, and any field as in PATCH."""
        user = self.core.users.get(str(data.pop("principal", "jsmith")).casefold())
        model = catalog.model_of(data.pop("family", "android"))
        if user is None:
            raise ControlError(400, "principal must be a user of Core")
        number = self.core.next_device_id()
        country = catalog.BY_ISO[data.pop("iso", "US")]
        operator = catalog.OPERATORS[0]
        phone = str(data.pop("phoneNumber", f"408{number:07d}"))
        maker = self.core.fleet
        uuid = str(data.pop("uuid", None) or fleet.make_uuid(maker.rng))
        if uuid in self.core.devices:
            raise ControlError(409, f"there is a device {uuid}")
        maker.base = self.core.clock.now()
        status = data.pop("status", "ACTIVE")
        if status not in STATUS_CODES:
            raise ControlError(400, f"unknown status {status}")
        device = maker.device(number, uuid, user, model, country, operator, phone, status)
        self.core.add_device(device)
        if status == "VERIFICATION_PENDING":
            self.core.checkins.registered(device)
        return self.patch_device(uuid, data)

    def check_in(self, uuid: str, **_: Any) -> Any:
        """The device connects now, even a silent one."""
        self.core.checkins.check_in(self._device(uuid))
        return self.device(uuid)

    def enter_passcode(self, uuid: str, **_: Any) -> Any:
        """Somebody types the passcode of a pending registration."""
        if not self.core.checkins.enter_passcode(self._device(uuid)):
            raise ControlError(409, "the device is not waiting for a passcode")
        return self.device(uuid)

    # the rest

    def messages(self, **_: Any) -> Any:
        """E-mails, SMS and pushes sent."""
        return {"messages": self.core.messages}

    def alerts(self, **_: Any) -> Any:
        """All alerts with their comments."""
        return {"alerts": [dataclasses.asdict(alert) for alert in self.core.alerts.values()]}

    def add_alert(self, data: dict[str, Any], **_: Any) -> Any:
        """New, unread alerts, ``count`` (1) of them; the last one is answered. ``date``: now, or an ISO time."""
        device = self._device(data["device_uuid"])
        kind, severity = data.get("kind", "SYSTEM_ALERT"), data.get("severity", "CRITICAL")
        when = parse_time(data["date"]) if "date" in data else self.core.clock.now()
        alerts = [
            fleet.add_alert(self.core, device, kind, severity, when) for _each in range(int(data.get("count", 1)))
        ]
        return dataclasses.asdict(alerts[-1])

    def eas(self, **_: Any) -> Any:
        """All ActiveSync partnerships."""
        rows = [{**dataclasses.asdict(p), "group": p.group} for p in self.core.partnerships.values()]
        return {"partnerships": rows}

    def patch_eas(self, uuid: str, data: dict[str, Any], **_: Any) -> Any:
        """Change a partnership."""
        partnership = self.core.partnerships.get(uuid)
        if partnership is None:
            raise ControlError(404, f"no partnership {uuid}")
        unknown = set(data) - {entry.name for entry in dataclasses.fields(partnership)}
        if unknown:
            raise ControlError(400, f"unknown fields: {', '.join(sorted(unknown))}")
        for name, value in data.items():
            setattr(partnership, name, value)
        return {**dataclasses.asdict(partnership), "group": partnership.group}

    def users(self, **_: Any) -> Any:
        """Users of Core, and who else is in the directory."""
        known = [dataclasses.asdict(user) for user in self.core.users.values()]
        other = [u.principal for key, u in self.core.directory.items() if key not in self.core.users]
        return {"users": known, "directory_only": other}

    def labels(self, **_: Any) -> Any:
        """All labels; the static ones with their members."""
        rows = []
        for label in self.core.labels:
            members = sorted(label.members) if label.static else None
            rows.append({**label_tree(self.core, label), "members": members})
        return {"labels": rows}

    def add_label(self, data: dict[str, Any], **_: Any) -> Any:
        """A new, empty static label: name, description."""
        name = str(data["name"])
        if self.core.label(name):
            raise ControlError(409, f"there is a label {name}")
        number = max(label.id for label in self.core.labels) + 1
        self.core.labels.append(Label(number, name, str(data.get("description", "")), True))
        return label_tree(self.core, self.core.labels[-1])

    def policies(self, **_: Any) -> Any:
        """All policies with the ids of their labels."""
        rows = [{**dataclasses.asdict(p), "labels": sorted(p.labels)} for p in self.core.policies]
        return {"policies": rows}

    def reset(self, data: dict[str, Any], **_: Any) -> Any:
        """A fresh fleet, the settings it was started with, real time, no faults; the log goes on."""
        self.simulator.reset(data.get("devices"), data.get("seed"))
        return self.health()
