# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""Registering a device (reference: Register a Device)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..records._registration import PLATFORM_CODES, registration_record, succeeded
from ..wire._codec import messages_of

if TYPE_CHECKING:
    from ..wire._client import Client

_NO_NUMBER = "PDA"


@dataclass(frozen=True)
class RegistrationReply:
    """Core's answer to a registration. ``message`` has Core's status and message; ``status`` is the HTTP status."""

    registration: dict[str, Any]
    succeeded: bool
    message: str
    operation: str
    status: int


class Registrations:
    """New devices."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def register(
        self, phone: str | None, pda: bool, platform: str, return_passcode: bool = False, **values: Any
    ) -> RegistrationReply:
        """Register one device. The reply may be a refusal.

        ``phone``: digits, None for a device without a number. ``platform``: a family such as ``ios``. ``values``:
        ``user_id``, ``country_code``, and any of the call's other parameters. The passcode is null unless asked for.
        """
        answer = self._client.call(
            "register_device",
            phone_number=phone or _NO_NUMBER,
            device_type=_NO_NUMBER if pda else None,
            platform=PLATFORM_CODES[platform],
            **values,
        )
        raw = answer.item() or {}
        registration = registration_record(raw, return_passcode)
        words = [registration["status"] or "no status", *answer.messages, *messages_of(raw)]
        return RegistrationReply(
            registration, succeeded(registration), " ".join(words), answer.operation.name, answer.status
        )
