# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""The first password of a local user, whose password equals the user id until somebody changes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..wire._errors import MobileIronError, RefusedRequest, TaskFailed
from ._registration_request import Request
from ._registration_situation import Situation
from ._users import change_password

if TYPE_CHECKING:
    from ..core._core import Core


def apply_initial_password(core: Core, request: Request, situation: Situation, result: Mapping[str, Any]) -> bool:
    """Replace the password of a local user, if it still is the user id; returns whether this was done, or in check mode
    would be.

    One authentication attempt with the user id finds this out, in check mode too. Raises TaskFailed with ``result``,
    and with a true ``changed`` if the password should have been set.
    """
    if request.initial_password is None:
        return False
    if core.check_mode and situation.new_user:
        return not request.import_user_from_ldap
    due = False
    try:
        due = _user_id_is_password(core, request, situation)
        if due and not core.check_mode:
            change_password(core, request.user_id, request.user_id, request.initial_password, old_is_right=True)
    except MobileIronError as error:
        raise TaskFailed(
            f"initial_password was not set, so the PASSWORD of {request.user_id!r} may still be the USER ID. "
            f"{error.message}",
            error.operation, error.status, error.url, dict(result, changed=due or result["changed"]),
        ) from error  # fmt: skip
    return due


def _user_id_is_password(core: Core, request: Request, situation: Situation) -> bool:
    """Whether the user id is the password of a local user.

    For a user that this run has created, the reference states it.
    """
    user, source = request.user_id, _source(request, situation)
    if source is None:
        core.warn(
            f"initial_password: Core does not tell whether {user!r} is a local user, so it was NOT SET. If the user is "
            "local and new, the password is the user id: set it with mobileiron.core.mi_user_password."
        )
    if source != "local":
        return False
    try:
        accepted = core.users.authenticate(user, user) is not None
    except RefusedRequest:
        if not situation.new_user:
            raise
        return True  # Core takes no password as short as this user id in an attempt, but has made it the password
    if situation.new_user and not accepted:
        core.warn(
            f"initial_password: NOT SET, because Core does not accept the user id as the password of the new user "
            f"{user!r}."
        )
    return accepted


def _source(request: Request, situation: Situation) -> str | None:
    if situation.new_user:
        return "ldap" if request.import_user_from_ldap else "local"
    known = situation.user or situation.match or {}
    return known.get("user_source")
