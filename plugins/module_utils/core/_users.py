# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""Users (reference: Security Management)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..records._reply import message_of
from ..records._user import bare_name, same_user, user_key, user_record
from ..wire._errors import AuthenticationFailed, BadAnswer, MissingCall, NotFound, PathRefused, RefusedRequest

if TYPE_CHECKING:
    from ..wire._client import Answer, Client

_CHANGED = "password changed successfully"


@dataclass(frozen=True)
class PasswordReply:
    """Core's answer to a new password. ``changed``: the answer has the documented message, and only that counts."""

    changed: bool
    message: str
    operation: str


class Users:
    """The users of Core and of its directory."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._ldap_by_path = False

    def find(self, name: str) -> dict[str, Any] | None:
        """The user whose principal is ``name``, ignoring case; None if there is none. Raises PathRefused."""
        return self._find(name, "principal")

    def find_by_email(self, address: str) -> dict[str, Any] | None:
        """The user whose email address is ``address``, ignoring case; None if there is none."""
        return self._find(address, "email")

    def _find(self, value: str, key: str) -> dict[str, Any] | None:
        raw = self._client.call("get_user", user=value).item()
        user = user_record(raw) if raw else None
        # The call takes a username and an email address alike, so its answer is checked for the one that was meant.
        return user if user and same_user(user[key], value) else None

    def exists(self, user: str) -> bool:
        """Whether Core knows a user by this name or email address. Raises PathRefused."""
        return self._client.call("get_user", user=user).has_data

    def search_ldap(self, words: str) -> list[dict[str, Any]]:
        """The results of an LDAP search for ``words``, at least 2 characters.

        Raises RefusedRequest above Core's limit. The reference shows two forms of the address, with a query and with a
        path. The second is tried if the server refuses the first.
        """
        return [user_record(raw) for raw in self._searched(words).items()]

    def _searched(self, words: str) -> Answer:
        if self._ldap_by_path:
            return self._client.call("search_ldap_by_path", userid=words)
        try:
            return self._client.call("search_ldap", userid=words)
        except (MissingCall, RefusedRequest) as error:
            if isinstance(error, RefusedRequest) and error.status != 400:
                raise
            try:
                answer = self._client.call("search_ldap_by_path", userid=words)
            except (MissingCall, PathRefused):
                raise error from None
            self._ldap_by_path = isinstance(error, MissingCall)
            return answer

    def authenticate(self, name: str, password: str) -> dict[str, Any] | None:
        """The user, if Core accepts this password for it, else None. One attempt, which is never repeated.

        An authenticated read goes first, so a 401 to the attempt concerns the user and not the account.
        """
        self._client.call("list_countries")
        try:
            answer = self._client.call("authenticate_user", username=name, password=password)
        except AuthenticationFailed as error:
            if error.status == 401:
                return None
            raise
        if not answer.has_data:
            return None
        user = user_record(answer.item() or {})
        described = {bare_name(user["principal"]), user_key(user["email"])} - {"", None}
        if not {bare_name(name), user_key(name)} & described:
            # A user whose password was right is described in the answer.
            words = message_of(answer) or f"the user {user['principal']!r}"
            raise BadAnswer(
                f"authenticate_user: Core answered {words}. That does not show whether the password of {name!r} is "
                "right.",
                "authenticate_user", answer.status,
            )  # fmt: skip
        return user

    def change_password(self, user: str, old: str | None, new: str) -> PasswordReply:
        """Request a new password. Core answers 200 even if it refuses. Raises NotFound for an unknown user."""
        answer = self._client.call("change_password", user=user, old_password=old, new_password=new)
        if not answer.has_data:
            raise NotFound(f"Core knows no user {user!r}.")
        changed = any(message.lower().startswith(_CHANGED) for message in answer.messages)
        return PasswordReply(changed, message_of(answer) or "Core gave no reason.", answer.operation.name)
