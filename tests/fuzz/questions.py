# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every question that is asked of Core, answered with bytes that a test makes up.

``ask`` takes an answer's bytes through all that stands on the wire: the kind of body, the codec, the verdict, the
records and the replies. What comes out is plain data or one of the collection's errors; anything else is a defect.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, is_dataclass
from io import BytesIO
from typing import Any

from ansible_collections.mobileiron.core.plugins.module_utils.core._core import Core
from ansible_collections.mobileiron.core.plugins.module_utils.wire._client import Client, Permit
from ansible_collections.mobileiron.core.plugins.module_utils.wire._connection import Connection
from ansible_collections.mobileiron.core.plugins.module_utils.wire._errors import MobileIronError
from ansible_collections.mobileiron.core.plugins.module_utils.wire._response import Response
from requests.structures import CaseInsensitiveDict

UUID = "11111111-1111-4111-8111-111111111111"
OTHER = "22222222-2222-4222-8222-222222222222"
_BOTH: dict[str, str | None] = {UUID: "Anna's phone", OTHER: None}
_ENDLESS = 50  # requests for one question
_PERMIT = Permit(frozenset(_BOTH))

READS: dict[str, Callable[[Core], Any]] = {
    "devices.get": lambda core: core.devices.get(UUID),
    "devices.by_uuid": lambda core: core.devices.by_uuid(UUID),
    "devices.by_mac": lambda core: core.devices.by_mac("001122334455"),
    "devices.by_phone": lambda core: list(core.devices.by_phone("4155551212")),
    "devices.by_label": lambda core: list(core.devices.by_label("Sales")),
    "devices.by_status": lambda core: list(core.devices.by_status("ACTIVE")),
    "devices.names": lambda core: list(core.devices.by_phone("1", frozenset({"uuid", "platform_family", "status"}))),
    "devices.location": lambda core: core.devices.location(UUID),
    "activesync.all": lambda core: core.activesync.all(),
    "activesync.get": lambda core: core.activesync.get(UUID),
    "alerts.find": lambda core: core.alerts.find(),
    "app_settings.all": lambda core: core.app_settings.all(),
    "apps.device_uuids": lambda core: core.apps.device_uuids("Mail", None),
    "countries.all": lambda core: core.countries.all(),
    "labels.all": lambda core: core.labels.all(),
    "labels.of_device": lambda core: core.labels.of_device(UUID),
    "operators.all": lambda core: core.operators.all(),
    "policies.all": lambda core: core.policies.all(),
    "policies.of_device": lambda core: core.policies.of_device(UUID),
    "profiles.of_device": lambda core: core.profiles.of_device(UUID),
    "server.version": lambda core: core.server.version(),
    "users.find": lambda core: core.users.find("jdoe"),
    "users.search_ldap": lambda core: core.users.search_ldap("jd"),
    "users.authenticate": lambda core: core.users.authenticate("jdoe", "secret"),
}
EFFECTS: dict[str, Callable[[Core], Any]] = {
    "devices.lock": lambda core: core.devices.lock(UUID, "Anna's phone", "lost"),
    "devices.unlock": lambda core: core.devices.unlock(UUID, "Anna's phone", "found"),
    "devices.retire": lambda core: core.devices.retire(UUID, None, "left"),
    "devices.wipe": lambda core: core.devices.wipe(UUID, None, "stolen", _PERMIT),
    "devices.unlock_many": lambda core: core.devices.unlock_many(_BOTH),
    "devices.retire_many": lambda core: core.devices.retire_many(_BOTH),
    "devices.wipe_many": lambda core: core.devices.wipe_many(_BOTH, permit=_PERMIT),
    "messages.message": lambda core: core.messages.message("push", "hello")(_BOTH),
    "labels.add": lambda core: core.labels.add("Sales", list(_BOTH)),
    "policies.apply_to_label": lambda core: core.policies.apply_to_label("7", "Sales"),
    "registrations.register": lambda core: core.registrations.register(
        None, True, "ios", True, user_id="jdoe", country_code=1
    ),
    "users.change_password": lambda core: core.users.change_password("jdoe", None, "Another-1"),
}
QUESTIONS = {**READS, **EFFECTS}
_AHEAD = {"users.authenticate": frozenset({"list_countries"})}


class Answering:
    """A transport that answers every request with the same bytes, but the reads that only go ahead of a question."""

    def __init__(self, body: bytes, status: int, media: str, ahead: frozenset[str]) -> None:
        self._body = body
        self._status = status
        self._headers = CaseInsensitiveDict({"Content-Type": media} if media else {})
        self._ahead = ahead
        self._requests = 0

    def send(self, request: Any) -> Response:
        """The answer."""
        if request.name in self._ahead:
            return Response(200, CaseInsensitiveDict(), BytesIO(b'{"countries": ""}'))
        self._requests += 1
        if self._requests > _ENDLESS:
            raise AssertionError(f"asked {_ENDLESS} times: this answer makes the collection ask for ever")
        return Response(self._status, self._headers, BytesIO(self._body))

    def close(self) -> None:
        """Nothing is open."""


def ask(question: str, body: bytes, status: int = 200, media: str = "", response_format: str = "json") -> Any:
    """What comes out where Core answers ``question`` with ``body``: plain data, or a MobileIronError, returned.

    Raises whatever else escapes, and ValueError or UnicodeError for what Ansible could not return as JSON.
    """
    connection = Connection("https://core.example.com", "admin", "pass-word-1", response_format=response_format)
    transport: Any = Answering(body, status, media, _AHEAD.get(question, frozenset()))
    try:
        value = QUESTIONS[question](Core(Client(connection, transport=transport)))
    except MobileIronError as error:
        json.dumps([error.message, error.as_failure()], ensure_ascii=False, allow_nan=False).encode()
        return error
    value = asdict(value) if is_dataclass(value) and not isinstance(value, type) else value
    value = sorted(value) if isinstance(value, set) else value
    json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    return value
