# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""Users: find them, and change a password (reference: Security Management)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..acting._lost_answer import NOT_KNOWN
from ..selecting._values import refuse_empty
from ..wire._errors import (
    AuthenticationFailed,
    InvalidInput,
    LostAnswer,
    MobileIronError,
    NotFound,
    PathRefused,
    RefusedRequest,
    TaskFailed,
)

if TYPE_CHECKING:
    from ..core._core import Core

_SHORTEST, _LONGEST = 8, 20
SHORTEST_SEARCH = 2  # characters


@dataclass(frozen=True)
class UserSearch:
    """The search of mi_user_info, by one of its options. The constructor raises InvalidInput."""

    target_username: str | None = None
    target_email: str | None = None
    ldap_search: str | None = None

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            refuse_empty(name, value, required=True)
            object.__setattr__(self, name, value and value.strip())
        if self.ldap_search is not None and len(self.ldap_search) < SHORTEST_SEARCH:
            raise InvalidInput(
                f"ldap_search: expected at least {SHORTEST_SEARCH} characters, got {self.ldap_search!r}."
            )


def find_users(core: Core, search: UserSearch) -> list[dict[str, Any]]:
    """Exactly one user, or the results of the LDAP search."""
    if search.ldap_search is not None:
        return core.users.search_ldap(search.ldap_search)
    if search.target_email is not None:
        user = core.users.find_by_email(search.target_email)
    else:
        user = core.users.find(search.target_username or "")
    return [user] if user else []


def check_password(option: str, password: str) -> None:
    """Raise InvalidInput, without the value, unless the password has the 8 to 20 characters that Core takes."""
    if not _SHORTEST <= len(password) <= _LONGEST:
        raise InvalidInput(
            f"{option}: expected {_SHORTEST} to {_LONGEST} characters, got {len(password)}. Nothing was sent."
        )


@dataclass(frozen=True)
class NewPassword:
    """The change of mi_user_password. The constructor raises InvalidInput, without the password in it."""

    target_username: str
    new_password: str = field(metadata={"no_log": True})
    old_password: str | None = field(default=None, metadata={"no_log": True})
    update_password: str = field(default="always", metadata={"choices": ("always", "on_change"), "no_log": False})

    def __post_init__(self) -> None:
        refuse_empty("target_username", self.target_username, required=True)
        check_password("new_password", self.new_password)


def set_password(core: Core, order: NewPassword) -> bool:
    """Set a user's password, unless only a change was requested and the password is the same; returns whether it is
    new.
    """
    user, new = order.target_username, order.new_password
    if core.users.find(user) is None:
        raise NotFound(
            f"target_username: Core knows no user {user!r}.", result={"changed": False, "cause": "unknown_user"}
        )
    if order.update_password == "on_change" and core.users.authenticate(user, new) is not None:  # noqa: S105
        return False
    if not core.check_mode:
        change_password(core, user, order.old_password, new)
    return True


def change_password(core: Core, user: str, old: str | None, new: str, old_is_right: bool = False) -> None:
    """Change the password of ``user``.

    Raises TaskFailed with ``cause`` if Core did not. Core answers 200 even if it refuses. Only its documented message
    counts. After any other message, an authentication attempt with the new password finds out; after a failure, an
    attempt with the old password finds the cause, unless that password was right just before (``old_is_right``).
    """
    try:
        reply = core.users.change_password(user, old, new)
    except LostAnswer as error:
        _after_lost_answer(core, user, new, error)
        return
    except PathRefused:
        raise
    except NotFound as error:
        raise TaskFailed(error.message, result={"changed": False, "cause": "unknown_user"}) from error
    except (RefusedRequest, AuthenticationFailed) as error:
        if error.status == 403:
            raise  # of the account that asks
        message = getattr(error, "explanation", "") or error.message
        facts = (error.operation, error.status, error.url)
        raise _why(core, user, old, old_is_right, message, facts) from error
    if reply.changed:
        return
    if core.users.authenticate(user, new) is None:
        raise _why(core, user, old, old_is_right, reply.message, (reply.operation, None, None))
    core.warn(
        f"Core accepts the new password of {user!r}, but did not confirm the change: {reply.message} It may already "
        "have been the password."
    )


def _after_lost_answer(core: Core, user: str, new: str, lost: LostAnswer) -> None:
    """Try the new password once, to find out whether a change with a lost answer took place."""
    try:
        done = core.users.authenticate(user, new) is not None
    except MobileIronError:
        done = None
    if done is None or (not done and lost.pending):
        raise TaskFailed(
            f"The password of {user!r}: {NOT_KNOWN}. {lost.message}",
            lost.operation, lost.status, lost.url, {"changed": True, "cause": "lost_answer"},
        )  # fmt: skip
    if not done:
        raise TaskFailed(
            f"The password of {user!r} was not changed: Core does not accept the new one. {lost.message} "
            "It was not sent again.",
            lost.operation, lost.status, lost.url, {"changed": False, "cause": "lost_answer"},
        )  # fmt: skip


def _why(
    core: Core, user: str, old: str | None, old_is_right: bool, message: str, facts: tuple[Any, Any, Any]
) -> TaskFailed:
    """The error with the reason why Core did not change a password; ``facts``: operation, status and URL of the
    refusal.
    """
    if old is None:
        cause = "old_password_missing_or_new_password_rejected"
        text = (
            f"Core did not change the password of {user!r}. Either Core needs old_password, because it is set to "
            "save user passwords, or it rejected the new password."
        )
    elif not old_is_right and core.users.authenticate(user, old) is None:
        cause, text = "wrong_old_password", f"The old password given for {user!r} is wrong; it was not changed."
    else:
        cause = "new_password_rejected"
        text = f"Core accepts the old password of {user!r} and rejected the new one; it was not changed."
    return TaskFailed(f"{text} Core said: {message}", *facts, {"changed": False, "cause": cause})
