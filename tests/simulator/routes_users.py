# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Security Management: passwords, users, the directory, authentication."""

from __future__ import annotations

from typing import Any

from .calls import USERS, Call, Refused, Reply, route
from .clock import millis
from .model import LOCAL_USER, User


def directory_tree(user: User) -> dict[str, Any]:
    """A user as the directory search shows it."""
    return {
        "principal": user.principal,
        "displayName": user.display_name,
        "email": user.email,
        "enabled": user.enabled,
        "firstName": user.first_name,
        "forcePasswordChange": False,
        "lastName": user.last_name,
        "opaque": True,
        "userSource": user.source,
    }


def user_tree(user: User) -> dict[str, Any]:
    """A user of Core; ``roles`` is a repeated scalar."""
    return {
        "@id": user.id,
        "uuid": user.uuid,
        "principal": user.principal,
        "createdAt": millis(user.created),
        "displayName": user.display_name,
        "email": user.email,
        "enabled": user.enabled,
        "firstName": user.first_name,
        "forcePasswordChange": False,
        "googleAppsEncryptionAlgVersion": 0,
        "lastAdminPortalLoginTime": millis(user.last_login) if user.last_login else None,
        "lastName": user.last_name,
        "opaque": True,
        "roles": list(user.roles),
        "userSource": user.source,
    }


@route("GET", "sm/users/{user}", "find_user", USERS)
def find_user(call: Call) -> Reply:
    """Section "Find a User": an exact user name or e-mail address."""
    name = call.arg("user")
    user = call.core.user(name)
    if user is None:
        tree = {"userName": name, "messages": {"message": f"No user found: {name}"}, "totalCount": 0}
        return call.answer(tree, 404)
    return call.answer({"userName": name, "messages": "", "user": user_tree(user)})


@route("PUT", "sm/authentication/users/{user}", "change_password", USERS)
def change_password(call: Call) -> Reply:
    """Section "Update Password for a User": parameters in a form body, never in the query."""
    name = call.arg("user")
    if call.query.get("oldpassword") is not None or call.query.get("newpassword") is not None:
        raise Refused(400, "Passwords must be sent in the request body")
    user = call.core.users.get(name.casefold())
    if user is None:
        raise Refused(404, f"No user found: {name}")
    if user.source != LOCAL_USER:
        raise Refused(400, f"The password of LDAP user {name} cannot be changed here")
    form = call.form()
    old, new = form.get("oldpassword"), form.get("newpassword") or ""
    if call.core.settings["save_user_password"] and old != user.password:
        raise Refused(400, "The old password is not correct")
    if not 8 <= len(new) <= 20:
        raise Refused(400, "The new password must have between 8 and 20 characters")
    if new == user.password:
        raise Refused(400, "The new password must differ from the old one")
    user.password = new
    call.did("password_change")
    return call.answer({"userName": name, "messages": {"message": f"Password changed successfully for user: {name}"}})


@route("GET", "sm/users/search/ldap/{userid}", "search_ldap", USERS)
def search_ldap(call: Call) -> Reply:
    """Section "Search LDAP Users", as its table writes the call."""
    return _search(call, call.arg("userid"))


@route("GET", "sm/users/search/ldap", "search_ldap", USERS)
def search_ldap_by_query(call: Call) -> Reply:
    """The same, as its example writes it."""
    return _search(call, call.query.get("userid") or "")


def _search(call: Call, text: str) -> Reply:
    limit = call.core.settings["ldap_search_limit"]
    if len(text) < 2:
        raise Refused(400, "The search string must have at least 2 characters")
    found = [u for u in call.core.directory.values() if text.casefold() in u.principal.casefold()]
    if len(found) > limit:
        raise Refused(400, f"The search returned more than {limit} users")
    if not found:
        raise Refused(404, "No users found")
    return call.answer({"userName": text, "messages": "", "users": {"user": [directory_tree(u) for u in found]}})


@route("POST", "sm/authentication", "authenticate", USERS)
def authenticate(call: Call) -> Reply:
    """Section "Authenticate a User": 401 if name or password is wrong."""
    form = call.form()
    name = form.get("username") or ""
    user = call.core.users.get(name.casefold())
    if user is None or form.get("password") != user.password:
        raise Refused(401, "Invalid user name or password")
    return call.answer({"userName": name, "messages": "", "user": user_tree(user)})
