# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""Devices as mi_device_info returns them: selected, filtered by app, cut to fields, with what was asked beside."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from ..records._app_setting import app_setting_record
from ..records._fields import integer, snake, text
from ..records._policy import policy_record
from ..records._profile import profile_record
from ..records._registration import PLATFORM_CODES
from ..wire._client import Answer, Client
from ..wire._codec import as_list
from ..wire._errors import BadAnswer, InvalidInput
from ._device_labels import device_labels
from ._targets import Selector, resolve

_PAGE = 500
"""Devices of one page of an app's inventory."""
_CUT = (_PAGE, 100)
"""How many a list holds that was cut: at the limit, or at the documented default of a server that ignores it."""
_UUID_KEYS = frozenset({"uuid", "uuids", "uid", "uids", "device_uuid", "device_uuids", "device_uid", "device_uids"})
_UUID = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\Z")
CONCURRENCY = 8


def devices(client: Client, params: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The records of the selected devices, ordered by uuid. Raises InvalidInput before the first request."""
    fields, include, limit = params.get("fields"), params.get("include") or [], params.get("limit")
    _check(params)
    selector = Selector.from_params(params)
    selector.validate(changing=False)
    keys = None if fields is None else frozenset(name.split(".", 1)[0] for name in fields) | {"uuid"}
    name, platform = params.get("app_name"), _letter(params.get("app_platform"))
    app = None if name is None else _with_app(client, name, platform)
    found = resolve(client, selector, keys, concurrency=CONCURRENCY)
    for warning in found.warnings:
        client.warn(warning)
    selected = [device for device in found.devices if app is None or device["uuid"].lower() in app][:limit]
    extras = _included(client, selected, include)
    if fields is not None:
        cut = _cutter(fields)
        selected = [cut(device) for device in selected]
    return [{**device, **extra} for device, extra in zip(selected, extras)] if include else selected


def _check(params: Mapping[str, Any]) -> None:
    fields, limit = params.get("fields"), params.get("limit")
    if fields is not None and (not fields or not all(name.strip() for name in fields)):
        raise InvalidInput("fields: expected the names of keys, got an empty list or an empty name.")
    if limit is not None and limit < 1:
        raise InvalidInput(f"limit: expected 1 or more, got {limit}.")
    if params.get("app_name") is not None and not params["app_name"].strip():
        raise InvalidInput("app_name: the value is empty. Leave the option out or give a name.")
    if params.get("app_platform") is not None and params.get("app_name") is None:
        raise InvalidInput("app_platform: it needs app_name.")


def _letter(platform: str | None) -> str | None:
    """The letter that Core takes for a platform; a letter is taken too. Raises InvalidInput for any other value."""
    if platform is None:
        return None
    if not platform.strip():
        raise InvalidInput("app_platform: the value is empty. Leave the option out or name a platform.")
    letter = PLATFORM_CODES.get(platform.strip().lower(), platform.strip().upper())
    if letter not in PLATFORM_CODES.values():
        raise InvalidInput(f"app_platform: {platform!r} is no platform. Expected one of {', '.join(PLATFORM_CODES)}.")
    return letter


def _cutter(fields: Sequence[str]) -> Callable[[dict], dict]:
    """A function that keeps only ``fields`` of a record; a key that a device does not have is null."""
    details = [name.split(".", 1)[1] for name in fields if name.startswith("details.")]
    plain = [name for name in dict.fromkeys(fields) if not name.startswith("details.")]

    def cut(device: dict) -> dict:
        kept = {name: device.get(name) for name in plain}
        if details and "details" not in kept:
            kept["details"] = {key: device["details"].get(key) for key in details}
        return kept

    return cut


def _included(client: Client, selected: list[dict], include: Sequence[str]) -> list[dict]:
    if not include or not selected:
        return [{} for _device in selected]

    def records(operation: str, make: Callable[[dict], dict]) -> Callable[[str], list[dict]]:
        return lambda uuid: [make(raw) for raw in client.call(operation, uuid=uuid).items()]

    readers: dict[str, Callable[[str], list[dict]]] = {
        "profiles": records("list_device_profiles", profile_record),
        "policies": records("list_device_policies", policy_record),
        "app_settings": records("list_device_app_settings", app_setting_record),
        "labels": lambda uuid: device_labels(client, uuid),
    }

    def read(device: dict) -> dict:
        return {name: readers[name](device["uuid"]) for name in dict.fromkeys(include)}

    with ThreadPoolExecutor(CONCURRENCY) as pool:
        return list(pool.map(read, selected))


def _with_app(client: Client, name: str, platform: str | None) -> set[str]:
    """The uuids, lower case, of all devices with an app (reference: Using offset and limit Parameters ...).

    Pages are asked until one brings nothing, because a server may give fewer than asked for, and may count a page where
    it should count all. A server that ignores ``offset`` repeats itself. That ends the list where it cannot have been
    cut, and else fails, instead of going on for ever or losing devices in silence.
    """
    found: set[str] = set()
    counted = 0
    while True:
        asked: dict[str, Any] = {"app_name": name, "platform": platform, "limit": _PAGE, "offset": len(found)}
        answer = client.call("list_devices_by_app", **asked)
        page = set(_uuids(answer.data)) if answer.found else set()
        _refuse_unreadable(answer, page, name)
        counted = max(counted, integer(answer.data.get("totalCount")) or 0 if isinstance(answer.data, dict) else 0)
        if page <= found:
            if counted > len(found) or (page and len(page) in _CUT):
                raise BadAnswer(
                    f"app_name: the list of the devices that have the app {name!r} cannot be read whole. After "
                    f"{len(found)} devices Core {'repeats itself' if page else f'lists no more, but counts {counted}'}."
                )
            return found
        found |= page


def _refuse_unreadable(answer: Answer, page: set[str], name: str) -> None:
    """Raise BadAnswer for a page in which there is something, and no uuid."""
    told = answer.data if isinstance(answer.data, dict) else {"": answer.data}
    beside = {key: value for key, value in told.items() if key not in ("messages", "message", "totalCount")}
    if answer.found and not page and any(map(_is_filled, beside.values())):
        raise BadAnswer(f"app_name: no uuid was found in Core's answer about the devices that have the app {name!r}.")


def _is_filled(value: Any) -> bool:
    if isinstance(value, (dict, list)):
        return any(map(_is_filled, value.values() if isinstance(value, dict) else value))
    return value not in (None, "")


def _uuids(data: Any) -> Iterator[str]:
    """Every device uuid in an answer whose shape is documented nowhere, lower case."""
    for element in as_list(data):
        if isinstance(element, dict):
            for key, value in element.items():
                if snake(key) in _UUID_KEYS or (key in ("device", "devices") and isinstance(value, str)):
                    yield from _listed(value)
                elif isinstance(value, (dict, list)) and key not in ("details", "messages"):
                    yield from _uuids(value)
        elif isinstance(element, str) and _UUID.match(element.strip()):
            yield element.strip().lower()


def _listed(value: Any) -> Iterator[str]:
    """The uuids below a key that is named for them: text, with commas between several, or nested once more."""
    for entry in as_list(value):
        if isinstance(entry, dict):
            yield from (found for inner in entry.values() for found in _listed(inner))
        else:
            yield from (found.strip().lower() for found in (text(entry) or "").split(",") if found.strip())
