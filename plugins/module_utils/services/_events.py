# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""The common part of all events: a stable id, safe texts, and the burst limit."""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

ALERT = "mobileiron.alert"
DEVICE_CHANGE = "mobileiron.device_change"
BURST = "mobileiron.burst"

_TEMPLATE_START = re.compile(r"\{(?=[{%#])")


@dataclass(frozen=True)
class Reading:
    """The result of one reading of Core: ``events``, and the ``memory`` for the next comparison.

    If nothing changed, ``memory`` is the same object as before.
    """

    events: list[dict[str, Any]]
    memory: dict[str, Any]


def event_id(*identity: Any) -> str:
    """A uuid that the same ``identity`` always gives; its hyphens keep rulebooks from reading it as a number."""
    canonical = json.dumps(identity, sort_keys=True, separators=(",", ":"))
    return str(uuid.UUID(bytes=hashlib.sha256(canonical.encode()).digest()[:16]))


def harmless(value: Any) -> Any:
    """``value`` with a blank in each ``{{``, ``{%`` and ``{#`` of its texts.

    ansible-rulebook passes events to playbooks as extra variables, and Ansible evaluates templates in those. People
    choose the names of devices and users.
    """
    if isinstance(value, str):
        return _TEMPLATE_START.sub("{ ", value)
    if isinstance(value, dict):
        return {key: harmless(inner) for key, inner in value.items()}
    return [harmless(inner) for inner in value] if isinstance(value, list) else value


def burst_or_events(events: list[dict], limit: int, kind: Callable[[dict], str]) -> list[dict]:
    """The events, or one burst event in their place if there are more than ``limit`` (0: no limit).

    ``kind``: the kind of an event in the burst's ``kinds``.
    """
    if not limit or len(events) <= limit:
        return events
    kinds = dict(sorted(Counter(map(kind, events)).items()))
    identity = event_id(BURST, sorted(event["id"] for event in events))
    return [{"type": BURST, "id": identity, "count": len(events), "kinds": harmless(kinds)}]
