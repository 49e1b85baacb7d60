# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""What a server says of itself: whether it answers, whom it knows, its version, and which calls it serves.

Everything here is a result. A wrong password or a server that cannot be reached is told, not raised.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

from ..records._fields import integer, text
from ..wire._client import Client
from ..wire._codec import refuse_declarations
from ..wire._errors import (
    AuthenticationFailed,
    BadAnswer,
    ConnectionFailed,
    MissingCall,
    MobileIronError,
    NotACore,
    RefusedRequest,
    ServerFailed,
)
from ..wire._operations import OPERATIONS, Operation

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


def system(client: Client) -> dict[str, Any]:
    """Reachability, authentication, TLS, versions, and the documented calls that the server answers."""
    found = _first_contact(client)
    versions = {"api_version": None, "core": None}
    if found["reachable"]:
        versions = _versions(client, found)
    secure = urlsplit(client.connection.base).scheme == "https"
    tls = {"used": secure, "verified": secure and client.connection.validate_certs and found["reachable"]}
    probe = found["role_present"]
    return dict(found, tls=tls, versions=versions, operations=_operations(client, probe))


def _first_contact(client: Client) -> dict[str, Any]:
    """One read of the version 1 API. It needs the API role, so its answer tells of the account too."""
    found: dict[str, Any] = {"reachable": True, "authenticated": False, "role_present": False, "message": None}
    try:
        client.call("list_countries")
    except (ConnectionFailed, NotACore, MissingCall) as error:
        # A newer server that no longer serves version 1 is a Core all the same.
        answered = isinstance(error, MissingCall) and _answers_version_2(client)
        found.update(reachable=answered, authenticated=answered, message=error.message)
    except (AuthenticationFailed, RefusedRequest, BadAnswer, ServerFailed) as error:
        found.update(message=error.message)
    else:
        found.update(authenticated=True, role_present=True)
    return found


def _answers_version_2(client: Client) -> bool:
    try:
        return client.call("ping").found
    except MobileIronError:
        return False


def _versions(client: Client, found: dict[str, Any]) -> dict[str, Any]:
    """The version 2 ping, which every administrator may ask; old servers do not have it.

    It also tells an account without the API role from a wrong password.
    """
    versions: dict[str, Any] = {"api_version": None, "core": None}
    try:
        answer = client.call("ping")
    except MobileIronError:
        return versions
    results = answer.data.get("results") if answer.found and isinstance(answer.data, dict) else None
    if isinstance(results, dict):
        versions = {"api_version": integer(results.get("apiVersion")), "core": text(results.get("vspVersion"))}
        found["authenticated"] = True
    return versions


def _operations(client: Client, probe: bool) -> list[dict[str, Any]]:
    """All documented calls with whether the server answers them. Without credentials that work nothing is asked."""
    described = _described(client) if probe else None
    rows = []
    for operation in OPERATIONS.values():
        answered, how = _answered(client, operation, described) if probe else (None, "not asked")
        rows.append(
            {
                "name": operation.name,
                "method": operation.method,
                "path": _full_path(operation),
                "section": operation.section,
                "answered": answered,
                "how": how,
            }
        )
    return rows


def _full_path(operation: Operation) -> str:
    return f"/api/{operation.path}" if operation.api == "root" else f"/api/{operation.api}/{operation.path}"


def _answered(client: Client, operation: Operation, described: list[tuple] | None) -> tuple[bool | None, str]:
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
    """Whether the server answers a read. "No data" in Core's own words is an answer, and so is a refusal of values."""
    wanted = {parameter.name: parameter for parameter in operation.parameters if parameter.required}
    wanted.update({p.name: p for p in operation.parameters if p.name in _PROBES})
    values = {name: _PROBES.get(name, _NOBODY) for name in wanted}
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


# -- WADL ------------------------------------------------------------------------------------------------------------


def _described(client: Client) -> list[tuple] | None:
    """The calls of the server's WADL as (method, api, path segments); None where there is none to be read."""
    try:
        body = client.download("get_wadl")
        if body is None:
            return None
        with body:
            raw = body.read()
        refuse_declarations(raw)
        calls = list(_calls(ElementTree.fromstring(raw), ""))
    except (MobileIronError, ElementTree.ParseError):
        return None
    return calls or None


def _calls(element: ElementTree.Element, prefix: str) -> Iterator[tuple]:
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


def _is_described(operation: Operation, described: list[tuple]) -> bool:
    _api, wanted = _api_and_segments(operation.path)
    return any(
        method == operation.method
        and api == operation.api
        and len(segments) == len(wanted)
        and all(theirs in ("{}", ours) for theirs, ours in zip(segments, wanted))
        for method, api, segments in described
    )
