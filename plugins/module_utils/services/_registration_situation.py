# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""The situation before a registration, read and checked before the only request that has an effect."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..records._country import countries_named
from ..records._registration import FINISHED
from ..records._user import same_user
from ..selecting._addresses import has_number
from ..selecting._devices import select_devices
from ..selecting._selector import Selector
from ..wire._errors import InvalidInput, MissingCall, NotFound, PathRefused, RefusedRequest
from ._registration_request import NEW_USER, Request
from ._users import SHORTEST_SEARCH

if TYPE_CHECKING:
    from ..core._core import Core

_NO_COUNTRY = "0"


@dataclass
class Situation:
    """The reads before the effect: the user (None if unknown), its devices, and a matching device.

    ``country_code`` is None if none is sent.
    """

    country_code: int | None
    user: dict[str, Any] | None
    devices: list[dict[str, Any]]
    match: dict[str, Any] | None

    @property
    def new_user(self) -> bool:
        """Whether the registration creates, or has created, the user."""
        return self.user is None and self.match is None


def look(core: Core, request: Request) -> Situation:
    """Read and check everything that the registration depends on. Raises the errors of the real run."""
    country_code = _country_code(core, request.country_words)
    pending = pending_devices(core)
    devices = devices_of(core, request.user_id, pending)
    user = _user(core, request, devices)
    match = _match(request, devices, _holders(core, request, pending))
    if match is None and user is None:
        _check_new_user(core, request)
    return Situation(country_code, user, devices, match)


def pending_devices(core: Core) -> list[dict]:
    """Devices that wait for their passcode.

    The lists of a user and of a phone number contain registered devices; some servers may leave these out.
    """
    return select_devices(core, Selector(statuses=["VERIFICATION_PENDING"])).devices


def devices_of(core: Core, user: str, pending: Sequence[dict]) -> list[dict]:
    """The devices of the user, those that are ``pending`` among them."""
    own = [device for device in pending if same_user(device["principal"], user)]
    return _united(select_devices(core, Selector(users=[user])).devices, own)


def named(devices: Sequence[dict]) -> str:
    """The devices in words."""
    return ", ".join(f"{device['name']} ({device['uuid']}, user {device['principal']})" for device in devices)


def _united(*lists: Sequence[dict]) -> list[dict]:
    return list({device["uuid"]: device for devices in lists for device in devices}.values())


def _country_code(core: Core, words: str | None) -> int | None:
    """The calling code to send. The reference demands one; callers send none for a PDA, or 0, and Core decides."""
    if words is None or words.strip() == _NO_COUNTRY:
        core.warn(
            f"country: {'none is given' if words is None else 'the code is 0, which is no country'}. Core decides "
            "whether it registers the device, and for which country."
        )
        return None if words is None else 0
    known = countries_named(core.countries.all(), words)
    codes = {country["country_code"] for country in known if country["country_code"] is not None}
    if not codes:
        raise NotFound(f"country: Core knows no country {words!r}. Give its ISO code, its name or its country code.")
    if len(codes) > 1:
        names = ", ".join(f"{country['country_name']} ({country['country_code']})" for country in known)
        raise InvalidInput(f"country: {words!r} is ambiguous: {names}.")
    if not any(country["enabled_for_registration"] for country in known):
        core.warn(f"country: {known[0]['country_name']} is disabled for registration in Core.")
    return codes.pop()


def _user(core: Core, request: Request, devices: Sequence[dict]) -> dict | None:
    try:
        return core.users.find(request.user_id)
    except PathRefused as error:
        if devices:
            return {"principal": devices[0]["principal"], "user_source": devices[0]["user_source"], "email": None}
        core.warn(
            f"user_id: {error.message} It could not be read whether Core knows this user, so the user counts as new."
        )
        return None


def _holders(core: Core, request: Request, pending: Sequence[dict]) -> list[dict]:
    """The live devices with the requested phone number. Raises InvalidInput if another user has it."""
    phone = request.phone_number
    if phone is None:
        return []
    waiting = [device for device in pending if has_number(device, phone, surely=True)]
    listed = select_devices(core, Selector(phone_numbers=[phone])).devices
    holders = [device for device in _united(listed, waiting) if device["status"] not in FINISHED]
    others = [device for device in holders if not same_user(device["principal"], request.user_id)]
    if others:
        raise InvalidInput(f"phone_number: {phone} is held by another user: {named(others)}. Nothing was registered.")
    return holders


def _match(request: Request, devices: Sequence[dict], holders: Sequence[dict]) -> dict | None:
    matches: list[dict] = []
    if request.match_on == "phone":
        matches = list(holders)
    elif request.match_on == "user_platform":
        live = [device for device in devices if device["status"] not in FINISHED]
        matches = [device for device in live if device["platform_family"] == request.platform]
    if len(matches) > 1:
        raise InvalidInput(
            f"match_on: {request.match_on} matches {len(matches)} devices of {request.user_id!r}: {named(matches)}. "
            "Nothing was registered. Retire those that are no longer used, or set match_on: never."
        )
    return matches[0] if matches else None


def _check_new_user(core: Core, request: Request) -> None:
    if request.import_user_from_ldap:
        _check_ldap_user(core, request.user_id)
        return
    missing = [name for name in NEW_USER if not getattr(request, name)]
    if missing:
        raise InvalidInput(
            f"{', '.join(missing)}: needed, because Core does not know the user {request.user_id!r} and would create a "
            "local one. Or set import_user_from_ldap."
        )


def _check_ldap_user(core: Core, user_id: str) -> None:
    if len(user_id) < SHORTEST_SEARCH:
        return
    try:
        users = core.users.search_ldap(user_id)
    except (MissingCall, RefusedRequest) as error:
        core.warn(f"user_id: whether LDAP knows {user_id!r} could not be read. {error.message}")
        return
    if any(same_user(user["principal"], user_id) for user in users):
        return
    message = f"user_id: neither Core nor its LDAP search knows the user {user_id!r}"
    if core.check_mode:
        raise NotFound(f"{message}, so Core probably cannot import the user.")
    core.warn(f"{message}. Core decides whether it can still import the user.")
