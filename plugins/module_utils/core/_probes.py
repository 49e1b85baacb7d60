# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""Which documented calls a server answers: by its own description (WADL), or by trying reads for things that no server
has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

from ..wire._codec import refuse_declarations
from ..wire._errors import MissingCall, MobileIronError, RefusedRequest
from ..wire._operations import OPERATIONS, Operation

if TYPE_CHECKING:
    from ..wire._client import Client

_NOBODY = "00000000-0000-0000-0000-000000000000"
# What a probe asks for: something that no server has, and of lists the shortest.
_PROBES: dict[str, Any] = {
    "status": "LOST",
    "mac": "000000000000",
    "phone": "0000000000",
    "type": "PROVISIONING",
    "limit": 1,
    "is_read": False,
}
_Described = tuple[str, str, tuple[str, ...]]
"""Method, API version, and path segments of a call."""


@dataclass(frozen=True)
class CallFact:
    """A documented call; ``answered`` is None if not known, and ``how`` names the source."""

    name: str
    method: str
    path: str
    section: str
    answered: bool | None
    how: str


def probe_all(client: Client, probe: bool) -> list[CallFact]:
    """All documented calls, and whether the server answers them; without ``probe`` no call is tried."""
    described = _described(client) if probe else None
    facts = []
    for operation in OPERATIONS.values():
        answered, how = _answered(client, operation, described) if probe else (None, "not asked")
        path = f"/api/{operation.path}" if operation.api == "root" else f"/api/{operation.api}/{operation.path}"
        facts.append(CallFact(operation.name, operation.method, path, operation.section, answered, how))
    return facts


def _answered(client: Client, operation: Operation, described: list[_Described] | None) -> tuple[bool | None, str]:
    if operation.answers == "wadl":
        return described is not None, "probed"
    if described and _is_described(operation, described):
        return True, "WADL"
    if not operation.effect and operation.method == "GET" and not operation.reached_by:
        return _probe(client, operation), "probed"
    if described and operation.api == "v1":
        return False, "WADL"
    return None, "not probed"


def _probe(client: Client, operation: Operation) -> bool | None:
    """Whether the server answers a read. Core's own "no data" is an answer, and so is a refused value."""
    asked = {p.name for p in operation.parameters if p.required or p.name in _PROBES}
    values = {name: _PROBES.get(name, _NOBODY) for name in asked}
    if "device_space_id" in values:
        values["device_space_id"] = client.connection.admin_device_space_id
    try:
        if operation.answers in ("csv", "zip"):
            body = client.download(operation.name, **values)
            if body:
                body.close()
        else:
            client.call(operation.name, **values)
    except MissingCall:
        return False
    except RefusedRequest as error:
        return True if error.status == 400 else None
    except MobileIronError:
        return None
    return True


# -- WADL --------------------------------------------------------------------------------------------------------------


def _described(client: Client) -> list[_Described] | None:
    """The calls of the server's WADL; None if it has none."""
    try:
        body = client.download("get_wadl")
        if body is None:
            return None
        with body:
            raw = body.read()
        refuse_declarations(raw)
        calls = list(_calls(ElementTree.fromstring(raw), ""))  # noqa: S314  # declarations were refused
    except (MobileIronError, ElementTree.ParseError):
        return None
    return calls or None


def _calls(element: ElementTree.Element, prefix: str) -> Iterator[_Described]:
    for child in element:
        kind = child.tag.rsplit("}", 1)[-1]
        if kind == "resources":
            yield from _calls(child, urlsplit(child.get("base", "")).path)
        elif kind == "resource":
            yield from _calls(child, f"{prefix}/{child.get('path', '')}")
        elif kind == "method" and child.get("name"):
            yield (child.get("name", "").upper(), *_api_and_segments(prefix))


def _api_and_segments(path: str) -> tuple[str, tuple[str, ...]]:
    plain = re.sub(r"\{[^{}]*(\{[^{}]*\}[^{}]*)*\}", "{}", path)  # {uuid : [a-f]{8}} has braces of its own
    segments = [segment for segment in plain.split("/") if segment]
    if "api" in segments:
        segments = segments[len(segments) - segments[::-1].index("api") :]
    api = segments.pop(0) if segments and segments[0] in ("v1", "v2") else "v1"
    return api, tuple(segments)


def _is_described(operation: Operation, described: list[_Described]) -> bool:
    _api, own = _api_and_segments(operation.path)
    return any(
        method == operation.method
        and api == operation.api
        and len(segments) == len(own)
        and all(theirs in ("{}", ours) for theirs, ours in zip(segments, own))
        for method, api, segments in described
    )
