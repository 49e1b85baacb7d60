# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""The feeds of the event sources: how each reads Core and compares two readings. All contact with Core is here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..core._core import Core
from ..records._alert import SEVERITIES, TYPES
from ..records._device import STATUSES
from ..selecting._devices import select_devices
from ..selecting._selector import Selector
from ..services import _alerts, _device_changes, _new_alerts
from ..services._events import Reading
from ._options import SELECTOR, parse

Options = Mapping[str, Any]


@dataclass(frozen=True)
class Feed:
    """One kind of thing to watch. ``options`` is its own option table, ``interval`` the default in seconds.

    ``scope``: the options that determine the reading; a memory is valid only for the same scope.
    """

    name: str
    options: dict[str, dict]
    interval: float
    scope: Callable[[Options], dict[str, Any]]
    read: Callable[[Core, Options], list[dict[str, Any]]]
    remembered: Callable[[Iterable[dict[str, Any]]], dict[str, Any]]
    restored: Callable[[dict[str, Any]], dict[str, Any]]
    compare: Callable[[dict[str, Any], list[dict[str, Any]], str], Reading]
    reports: Callable[[dict[str, Any], Options], bool]
    kind: Callable[[dict[str, Any]], str]


# -- alerts ------------------------------------------------------------------------------------------------------------


def _alert_reports(event: dict[str, Any], options: Options) -> bool:
    alert = event["alert"]
    return all(
        options[option] is None or alert[key] in options[option]
        for option, key in (("types", "type"), ("severities", "severity"))
    )


ALERTS = Feed(
    name="alerts",
    options={
        "types": {"type": "list", "elements": "str", "choices": list(TYPES)},
        "severities": {"type": "list", "elements": "str", "choices": list(SEVERITIES)},
    },
    interval=60.0,
    scope=lambda _options: {},
    read=lambda core, _options: _alerts.select_alerts(core, _alerts.AlertFilter()),
    remembered=_new_alerts.remembered,
    restored=_new_alerts.restored,
    compare=_new_alerts.compare,
    reports=_alert_reports,
    kind=_new_alerts.kind_of_event,
)


# -- devices -----------------------------------------------------------------------------------------------------------


def _selector(options: Options) -> Selector:
    """The devices to watch; without a selector, those in every status, so a retired device changes its status."""
    selector = parse(Selector, options)
    watched = selector if selector.given else replace(selector, statuses=list(STATUSES))
    watched.require()
    return watched


def _scope(options: Options) -> dict[str, Any]:
    return {"selector": {name: value for name, value in sorted(vars(_selector(options)).items()) if value is not None}}


def _read_devices(core: Core, options: Options) -> list[dict[str, Any]]:
    selection = select_devices(core, _selector(options), _device_changes.DEVICE_KEYS)
    # A device that Core no longer knows is gone; a label that it no longer knows says nothing about its devices.
    selection.unknown = [unknown for unknown in selection.unknown if unknown.kind == "label"]
    selection.refuse_unknown()
    return selection.devices


DEVICE_CHANGES = Feed(
    name="device_changes",
    options={**SELECTOR, "changes": {"type": "list", "elements": "str", "choices": list(_device_changes.CHANGES)}},
    interval=300.0,
    scope=_scope,
    read=_read_devices,
    remembered=_device_changes.remembered,
    restored=_device_changes.restored,
    compare=lambda memory, devices, _server: _device_changes.compare(memory, devices),
    reports=lambda event, options: options["changes"] is None or event["change"] in options["changes"],
    kind=_device_changes.kind_of_event,
)
