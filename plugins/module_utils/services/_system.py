# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""The server as such: whether it answers, whether it accepts the account, its version, and the calls that it serves.

Everything here is a result. A wrong password or an unreachable server is returned, not raised.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from ..wire._errors import (
    AuthenticationFailed,
    BadAnswer,
    ConnectionFailed,
    MissingCall,
    NotACore,
    RefusedRequest,
    ServerFailed,
)

if TYPE_CHECKING:
    from ..core._core import Core


def system(core: Core, operations: bool = True) -> dict[str, Any]:
    """Address, reachability, authentication, TLS, versions, and, with ``operations``, which documented calls the server
    answers."""
    facts = _first_contact(core)
    # The ping also tells an account without the API role from a wrong password.
    version = core.server.version() if facts["reachable"] else None
    if version:
        facts["authenticated"] = True
    return {
        "url": core.server.url,
        **facts,
        "tls": {"used": core.server.uses_tls, "verified": core.server.verifies_tls and facts["reachable"]},
        "versions": asdict(version) if version else {"api_version": None, "core": None},
        "operations": [asdict(call) for call in core.server.calls(probe=facts["role_present"])] if operations else [],
    }


def _first_contact(core: Core) -> dict[str, Any]:
    """One read of the version 1 API. It needs the API role, so its answer also concerns the account."""
    facts: dict[str, Any] = {"reachable": True, "authenticated": False, "role_present": False, "message": None}
    try:
        core.server.read()
    except (ConnectionFailed, NotACore, MissingCall) as error:
        # A newer server that no longer serves version 1 is a Core all the same.
        answered = isinstance(error, MissingCall) and core.server.answers_ping()
        facts.update(reachable=answered, authenticated=answered, message=error.message)
    except (AuthenticationFailed, RefusedRequest, BadAnswer, ServerFailed) as error:
        facts.update(message=error.message)
    else:
        facts.update(authenticated=True, role_present=True)
    return facts
