# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""Which devices have an app (reference: Using offset and limit Parameters to Cycle through Records).

No document describes the answer, so every device uuid in it counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ..records._fields import integer, snake, text
from ..records._registration import PLATFORM_CODES
from ..wire._codec import as_list
from ..wire._errors import BadAnswer

if TYPE_CHECKING:
    from ..wire._client import Answer, Client

_PAGE = 500
"""Devices of one page."""
_CUT = (_PAGE, 100)
"""The length of a list that was cut off: the limit, or the documented default of a server that ignores the limit."""
_UUID_KEYS = frozenset({"uuid", "uuids", "uid", "uids", "device_uuid", "device_uuids", "device_uid", "device_uids"})
_UUID = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\Z")


class Apps:
    """The inventory of apps."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def device_uuids(self, app_name: str, platform: str | None) -> set[str]:
        """The uuids, lower case, of all devices with an app; ``platform`` is a family such as ``ios``, None for any.

        The method reads pages until one is empty, because a server may return fewer than requested, and may count only
        the page. A server that ignores ``offset`` repeats itself. That ends a list that cannot have been cut off, and
        otherwise raises BadAnswer; the method neither loops for ever nor loses devices silently.
        """
        uuids: set[str] = set()
        counted = 0
        letter = None if platform is None else PLATFORM_CODES[platform]
        while True:
            answer = self._client.call(
                "list_devices_by_app", app_name=app_name, platform=letter, limit=_PAGE, offset=len(uuids)
            )
            page = set(_uuids(answer.data)) if answer.has_data else set()
            _refuse_unreadable(answer, page, app_name)
            counted = max(counted, integer(answer.data.get("totalCount")) or 0 if isinstance(answer.data, dict) else 0)
            if page <= uuids:
                _refuse_cut(len(uuids), counted, page, app_name)
                return uuids
            uuids |= page


def _refuse_cut(count: int, counted: int, page: set[str], name: str) -> None:
    """Raise BadAnswer if the list is incomplete; ``page`` is the last one."""
    if counted > count or (page and len(page) in _CUT):
        raise BadAnswer(
            f"app_name: the list of the devices with the app {name!r} is incomplete. After {count} devices, Core "
            f"{'repeats itself' if page else f'lists no more, but counts {counted}'}."
        )


def _refuse_unreadable(answer: Answer, page: set[str], name: str) -> None:
    """Raise BadAnswer if a page has content but no uuid."""
    data = answer.data if isinstance(answer.data, dict) else {"": answer.data}
    beside = {key: value for key, value in data.items() if key not in ("messages", "message", "totalCount")}
    if answer.has_data and not page and any(map(_is_filled, beside.values())):
        raise BadAnswer(f"app_name: Core's answer has no uuid of a device with the app {name!r}.")


def _is_filled(value: Any) -> bool:
    if isinstance(value, (dict, list)):
        return any(map(_is_filled, value.values() if isinstance(value, dict) else value))
    return value not in (None, "")


def _uuids(data: Any) -> Iterator[str]:
    """Every device uuid in an answer, lower case."""
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
            yield from (uuid for inner in entry.values() for uuid in _listed(inner))
        else:
            yield from (uuid.strip().lower() for uuid in (text(entry) or "").split(",") if uuid.strip())
