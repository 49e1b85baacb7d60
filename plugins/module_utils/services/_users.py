# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""Users: finding, authenticating and giving a password (reference: Security Management)."""

from __future__ import annotations

from ..records._user import bare_name, same_user, user_key, user_record
from ..wire._client import Answer, Client
from ..wire._errors import (
    AuthenticationFailed,
    BadAnswer,
    InvalidInput,
    LostAnswer,
    MissingCall,
    MobileIronError,
    NotFound,
    PathRefused,
    RefusedRequest,
    TaskFailed,
)
from ._answers import NOT_KNOWN

_SHORTEST, _LONGEST = 8, 20
_CHANGED = "password changed successfully"


def check_password(option: str, password: str) -> None:
    """Raise InvalidInput, without the value, unless the password has the 8 to 20 characters that Core takes."""
    if not _SHORTEST <= len(password) <= _LONGEST:
        raise InvalidInput(
            f"{option}: expected {_SHORTEST} to {_LONGEST} characters, got {len(password)}. Nothing was sent."
        )


def find_user(client: Client, name: str) -> dict | None:
    """The user whose principal is ``name``, ignoring case; None where Core knows none. Raises PathRefused."""
    return _find(client, name, "principal")


def find_user_by_email(client: Client, address: str) -> dict | None:
    """The user whose email address is ``address``, ignoring case; None where Core knows none."""
    return _find(client, address, "email")


def _find(client: Client, wanted: str, key: str) -> dict | None:
    raw = client.call("get_user", user=wanted).item()
    user = user_record(raw) if raw else None
    # The call takes a username and an email address alike, so its answer is checked for the one that was meant.
    return user if user and same_user(user[key], wanted) else None


def search_ldap(client: Client, wanted: str) -> list[dict]:
    """The users that LDAP finds for ``wanted``, at least 2 characters. Raises RefusedRequest above Core's limit.

    The reference shows two forms of the address, by query and by path; the second is tried where a server does not
    take the first.
    """
    try:
        answer = client.call("search_ldap", userid=wanted)
    except (MissingCall, RefusedRequest) as error:
        if isinstance(error, RefusedRequest) and error.status != 400:
            raise
        try:
            answer = client.call("search_ldap_by_path", userid=wanted)
        except (MissingCall, PathRefused):
            raise error from None
    return [user_record(raw) for raw in answer.items()]


def authenticate(client: Client, name: str, password: str) -> dict | None:
    """The user, if Core accepts this password for it, else None. One attempt, which is never repeated.

    An authenticated read goes first, so that a 401 to the attempt means the user and not the account that asks.
    """
    client.call("list_countries")
    try:
        answer = client.call("authenticate_user", username=name, password=password)
    except AuthenticationFailed as error:
        if error.status == 401:
            return None
        raise
    if not answer.found:
        return None
    user = user_record(answer.item() or {})
    described = {bare_name(user["principal"]), user_key(user["email"])} - {"", None}
    if not {bare_name(name), user_key(name)} & described:
        # A user whose password was right is described in the answer.
        said = " ".join(answer.messages) or f"the user {user['principal']!r}"
        raise BadAnswer(
            f"authenticate_user: Core was asked to authenticate {name!r} and answered {said}. That says nothing.",
            "authenticate_user", answer.status,
        )  # fmt: skip
    return user


def change_password(client: Client, user: str, old: str | None, new: str, old_is_right: bool = False) -> None:
    """Change the password of ``user``. Raises TaskFailed with ``cause`` where Core did not.

    Core answers 200 also where it refused. Only its documented message is taken as it stands; after any other one
    an authentication attempt with the new password tells, and after a failure one with the old password tells why,
    unless it was seen to be right just before (``old_is_right``).
    """
    try:
        answer = client.call("change_password", user=user, old_password=old, new_password=new)
    except LostAnswer as error:
        _settle(client, user, new, error)
        return
    except PathRefused:
        raise
    except (RefusedRequest, AuthenticationFailed) as error:
        if error.status == 403:
            raise  # of the account that asks
        said = getattr(error, "explanation", "") or error.message
        raise _why(client, user, old, old_is_right, said, error) from error
    if not answer.found:
        raise _unknown(user)
    if _says_changed(answer):
        return
    said = " ".join(answer.messages) or "Core gave no reason."
    if authenticate(client, user, new) is None:
        raise _why(client, user, old, old_is_right, said)
    client.warn(
        f"Core accepts the new password of {user!r}, but did not say that it changed it: {said} Perhaps it was the "
        "password already."
    )


def unknown_user(option: str, name: str) -> NotFound:
    """The error for a user that Core does not know."""
    return NotFound(f"{option}: Core knows no user {name!r}.", result={"changed": False, "cause": "unknown_user"})


def _unknown(user: str) -> TaskFailed:
    return TaskFailed(f"Core knows no user {user!r}.", result={"changed": False, "cause": "unknown_user"})


def _says_changed(answer: Answer) -> bool:
    return any(message.lower().startswith(_CHANGED) for message in answer.messages)


def _settle(client: Client, user: str, new: str, lost: LostAnswer) -> None:
    try:
        done = authenticate(client, user, new) is not None
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
    client: Client, user: str, old: str | None, old_is_right: bool, told: str, error: MobileIronError | None = None
) -> TaskFailed:
    if old is None:
        cause = "old_password_missing_or_new_password_rejected"
        text = (
            f"Core did not change the password of {user!r}. No old_password was given, which Core needs where it is "
            "set to save user passwords; or it rejected the new password."
        )
    elif not old_is_right and authenticate(client, user, old) is None:
        cause, text = "wrong_old_password", f"The old password given for {user!r} is wrong; it was not changed."
    else:
        cause = "new_password_rejected"
        text = f"Core accepts the old password of {user!r} and rejected the new one; it was not changed."
    facts = (error.operation, error.status, error.url) if error else ("change_password", None, None)
    return TaskFailed(f"{text} Core said: {told}", *facts, result={"changed": False, "cause": cause})
