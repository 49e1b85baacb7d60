# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""Registering a device for a person (reference: Register a Device, List of Countries, List of Operators).

Everything that can be wrong is read and refused before the one request that has an effect. An interrupted run is
completed by the next: a device that is there is returned, and a new local user's password is still changed.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..records._country import countries_named, country_record, operator_record
from ..records._device import device_record
from ..records._registration import FINISHED, PLATFORM_CODES, registration_record, succeeded
from ..records._user import same_user
from ..wire._client import Client
from ..wire._codec import messages_of
from ..wire._errors import (
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
from ._targets import Selector, has_number, phone_number, resolve
from ._users import authenticate, change_password, check_password, find_user, search_ldap

_NEW_USER = ("user_first_name", "user_last_name", "user_email")
_SETTLE_READS = 3
_SETTLE_PAUSE = 0.5  # seconds


def countries(client: Client) -> list[dict]:
    """All countries of Core, as records."""
    return [country_record(raw) for raw in client.call("list_countries").items()]


def operators(client: Client) -> list[dict]:
    """All operators of Core, as records."""
    return [operator_record(raw) for raw in client.call("list_operators").items()]


@dataclass(frozen=True)
class Wanted:
    """A checked request. ``phone`` holds digits, or None for a device without a number."""

    user_id: str
    platform: str
    phone: str | None
    pda: bool
    match_on: str
    country: str
    employee_owned: bool
    import_user_from_ldap: bool
    notify_user: bool
    notify_user_by_sms: bool
    return_passcode: bool
    operator: str | None = None
    user_first_name: str | None = None
    user_last_name: str | None = None
    user_email: str | None = None
    initial_password: str | None = None

    @classmethod
    def from_params(cls, params: Mapping[str, Any]) -> Wanted:
        """The request in option values. Raises InvalidInput naming the option; nothing has been sent by then."""
        _refuse_empty(params)
        pda = params.get("device_type") == "pda"
        number = params.get("phone_number")
        if number is None and not pda:
            raise InvalidInput("phone_number: needed, unless device_type is pda.")
        match_on = params.get("match_on") or ("user_platform" if pda else "phone")
        if match_on == "phone" and number is None:
            raise InvalidInput("match_on: phone needs phone_number.")
        password = params.get("initial_password")
        if password is not None:
            check_password("initial_password", password)
            if password == params["user_id"]:
                raise InvalidInput("initial_password: it is the user id, which is what a new password has to replace.")
        code = params.get("country_code")
        names = ("user_id", "platform", "employee_owned", "import_user_from_ldap", "notify_user", "notify_user_by_sms")
        given: dict[str, Any] = {name: params[name] for name in names}
        described: dict[str, Any] = {name: params.get(name) for name in _NEW_USER}
        return cls(
            phone=None if number is None else phone_number(number, "phone_number"),
            pda=pda,
            match_on=match_on,
            country=params["country"] if code is None else str(code),
            return_passcode=params["return_passcode"],
            operator=params.get("operator"),
            initial_password=password,
            **given,
            **described,
        )


def _refuse_empty(params: Mapping[str, Any]) -> None:
    for name in ("user_id", "phone_number", "country", "operator", *_NEW_USER):
        value = params.get(name)
        if value is not None and not value.strip():
            raise InvalidInput(f"{name}: the value is empty. Leave the option out or give a value.")


@dataclass
class Situation:
    """What was read before the effect: the user (None if Core knows none), its devices, and a device that matches."""

    country_code: int
    user: dict | None
    devices: list[dict]
    match: dict | None

    @property
    def new_user(self) -> bool:
        """Whether the registration makes, or has made, the user."""
        return self.user is None and self.match is None


def look(client: Client, wanted: Wanted) -> Situation:
    """Read and check everything that the registration depends on. Raises what would make the real run fail."""
    country_code = _country_code(client, wanted.country)
    pending = _pending(client)
    devices = _devices(client, wanted, pending)
    user = _user(client, wanted, devices)
    match = _match(wanted, devices, _holders(client, wanted, pending))
    if match is None and user is None:
        _check_new_user(client, wanted)
    return Situation(country_code, user, devices, match)


def _pending(client: Client) -> list[dict]:
    """Devices that wait for their passcode. The lists of a user and of a phone number tell of registered devices, and
    some servers may leave these out."""
    return resolve(client, Selector(statuses=["VERIFICATION_PENDING"])).devices


def _devices(client: Client, wanted: Wanted, pending: Sequence[dict]) -> list[dict]:
    """The devices of the user."""
    mine = [device for device in pending if same_user(device["principal"], wanted.user_id)]
    return _united(resolve(client, Selector(users=[wanted.user_id])).devices, mine)


def _united(*lists: Sequence[dict]) -> list[dict]:
    return list({device["uuid"]: device for devices in lists for device in devices}.values())


def _country_code(client: Client, given: str) -> int:
    known = countries_named(countries(client), given)
    codes = {country["country_code"] for country in known if country["country_code"] is not None}
    if not codes:
        raise NotFound(f"country: Core knows no country {given!r}. Give its ISO code, its name or its country code.")
    if len(codes) > 1:
        names = ", ".join(f"{country['country_name']} ({country['country_code']})" for country in known)
        raise InvalidInput(f"country: {given!r} is ambiguous: {names}.")
    if not any(country["enabled_for_registration"] for country in known):
        client.warn(f"country: {known[0]['country_name']} is disabled for registration in Core.")
    return codes.pop()


def _user(client: Client, wanted: Wanted, devices: Sequence[dict]) -> dict | None:
    try:
        return find_user(client, wanted.user_id)
    except PathRefused as error:
        if devices:
            return {"principal": devices[0]["principal"], "user_source": devices[0]["user_source"], "email": None}
        client.warn(f"user_id: {error.message} Whether Core knows this user could not be read; it is taken as new.")
        return None


def _holders(client: Client, wanted: Wanted, pending: Sequence[dict]) -> list[dict]:
    """The live devices with the wanted phone number. Raises InvalidInput where another user holds it."""
    if wanted.phone is None:
        return []
    waiting = [device for device in pending if has_number(device, wanted.phone, surely=True)]
    listed = resolve(client, Selector(phone_numbers=[wanted.phone])).devices
    found = [device for device in _united(listed, waiting) if device["status"] not in FINISHED]
    others = [device for device in found if not same_user(device["principal"], wanted.user_id)]
    if others:
        raise InvalidInput(
            f"phone_number: {wanted.phone} is held by another user: {_named(others)}. Nothing was registered."
        )
    return found


def _match(wanted: Wanted, devices: Sequence[dict], holders: Sequence[dict]) -> dict | None:
    matches = {
        "phone": list(holders),
        "user_platform": [
            device
            for device in devices
            if device["status"] not in FINISHED and device["platform_family"] == wanted.platform
        ],
        "never": [],
    }[wanted.match_on]
    if len(matches) > 1:
        raise InvalidInput(
            f"match_on: {wanted.match_on} matches {len(matches)} devices of {wanted.user_id!r}: {_named(matches)}. "
            "Nothing was registered. Retire those that are no longer used, or set match_on: never."
        )
    return matches[0] if matches else None


def _check_new_user(client: Client, wanted: Wanted) -> None:
    if wanted.import_user_from_ldap:
        _check_ldap_user(client, wanted.user_id)
        return
    missing = [name for name in _NEW_USER if not getattr(wanted, name)]
    if missing:
        raise InvalidInput(
            f"{', '.join(missing)}: needed, because Core does not know the user {wanted.user_id!r} and would create a "
            "local one. Or set import_user_from_ldap."
        )


def _check_ldap_user(client: Client, user_id: str) -> None:
    if len(user_id) < 2:  # shorter than the search takes
        return
    try:
        found = search_ldap(client, user_id)
    except (MissingCall, RefusedRequest) as error:
        client.warn(f"user_id: whether LDAP knows {user_id!r} could not be read. {error.message}")
        return
    if not any(same_user(user["principal"], user_id) for user in found):
        raise NotFound(f"user_id: neither Core nor LDAP knows the user {user_id!r}, so it cannot be imported.")


def warn_ahead(client: Client, wanted: Wanted, situation: Situation) -> None:
    """Say what the registration will leave to be done by hand."""
    user = situation.user
    by_mail = wanted.notify_user and (user is None or "email" not in user or bool(user["email"] or wanted.user_email))
    by_sms = wanted.notify_user_by_sms and wanted.phone is not None
    if not by_mail and not by_sms and not wanted.return_passcode:
        client.warn(
            "Nobody receives the passcode of this registration: set notify_user (the user needs an email address), "
            "notify_user_by_sms with phone_number, or return_passcode."
        )
    if user is None and not wanted.import_user_from_ldap and wanted.initial_password is None:
        client.warn(
            f"Core does not know the user {wanted.user_id!r} and creates a local one whose PASSWORD EQUALS THE USER "
            "ID. Give initial_password, or change it at once with mobileiron.core.mi_user_password."
        )


def register(client: Client, wanted: Wanted, situation: Situation) -> tuple[dict, dict | None]:
    """Register once; return the registration and the device read back. Raises TaskFailed where Core did not."""
    before = {device["uuid"] for device in situation.devices}
    try:
        answer = client.call("register_device", **_values(wanted, situation))
    except LostAnswer as error:
        return _settle(client, wanted, before, error)
    registration = registration_record(answer.item() or {}, wanted.return_passcode)
    if not succeeded(registration):
        said = " ".join([registration["status"] or "no status", *answer.messages, *messages_of(answer.item())])
        raise TaskFailed(
            f"Core did not register the device: {said}.",
            "register_device", answer.status, result={"changed": bool(_new(client, wanted, before))},
        )  # fmt: skip
    if registration["device_uuid"] is None:
        new = _new(client, wanted, before)
        registration["device_uuid"] = new[0]["uuid"] if len(new) == 1 else None
    return registration, _read_back(client, registration["device_uuid"])


def _values(wanted: Wanted, situation: Situation) -> dict[str, Any]:
    return {
        "phone_number": wanted.phone or "PDA",
        "device_type": "PDA" if wanted.pda else None,
        "user_id": wanted.user_id,
        "platform": PLATFORM_CODES[wanted.platform],
        "country_code": situation.country_code,
        "operator": wanted.operator,
        "employee_owned": wanted.employee_owned,
        "import_user_from_ldap": wanted.import_user_from_ldap,
        "notify_user": wanted.notify_user,
        "notify_user_by_sms": wanted.notify_user_by_sms,
        **{name: getattr(wanted, name) for name in _NEW_USER},
    }


def _read_back(client: Client, uuid: str | None) -> dict | None:
    """The new device. The registration is done and its passcode given out once, so a failing read only warns."""
    why = "Core does not list it yet."
    try:
        raw = client.call("get_device", uuid=uuid).item() if uuid else None
    except MobileIronError as error:
        raw, why = None, f"it could not be read back: {error.message}"
    if raw is None:
        client.warn(f"The device was registered, but {why}")
        return None
    return device_record(raw)


def _new(client: Client, wanted: Wanted, before: set[str]) -> list[dict]:
    """The user's devices that were not there before and are what was asked for."""
    return [
        device
        for device in _devices(client, wanted, _pending(client))
        if device["uuid"] not in before
        and device["platform_family"] in (wanted.platform, "other")
        and device["status"] not in FINISHED
        and (has_number(device, wanted.phone) if wanted.phone else not (device["phone_number"] or "").isdigit())
    ]


def _settle(client: Client, wanted: Wanted, before: set[str], lost: LostAnswer) -> tuple[dict, dict]:
    """Decide by reading whether a registration whose answer was lost took place."""
    facts = (lost.operation, lost.status, lost.url)
    try:
        for attempt in range(_SETTLE_READS):
            time.sleep(_SETTLE_PAUSE if attempt else 0)
            new = _new(client, wanted, before)
            if new:
                break
    except MobileIronError as error:
        raise TaskFailed(
            f"{lost.message} It is {NOT_KNOWN}. Reading the devices of "
            f"{wanted.user_id!r} failed too: {error.message}",
            *facts, {"changed": True, "device": None, "registration": None},
        ) from error  # fmt: skip
    if not new:
        settled = "so it is " + NOT_KNOWN if lost.pending else "so nothing was registered; it was not sent again"
        raise TaskFailed(
            f"{lost.message} Core lists no new device of {wanted.user_id!r}, {settled}.",
            *facts, {"changed": lost.pending, "device": None, "registration": None},
        )  # fmt: skip
    if len(new) > 1:
        raise TaskFailed(
            f"{lost.message} Several new devices of {wanted.user_id!r} are there: {_named(new)}. It is not known which "
            "of them Core registered for this request; not sent again.",
            *facts, {"changed": True, "device": None, "registration": None},
        )  # fmt: skip
    client.warn(f"{lost.message} The device list shows that Core registered {new[0]['uuid']}; its passcode is lost.")
    registration = dict(registration_record({}, False), device_uuid=new[0]["uuid"])
    return registration, new[0]


def apply_initial_password(client: Client, wanted: Wanted, situation: Situation, result: Mapping[str, Any]) -> bool:
    """Replace the user id as password of a local user, if it still is; whether that was, or is to be, done.

    One authentication attempt with the user id tells, also in check mode. Raises TaskFailed with ``result``, and with a
    true ``changed`` where the password should have been set.
    """
    if wanted.initial_password is None:
        return False
    if client.check_mode and situation.new_user:
        return not wanted.import_user_from_ldap
    pending = False
    try:
        pending = _user_id_is_password(client, wanted, situation)
        if pending and not client.check_mode:
            change_password(client, wanted.user_id, wanted.user_id, wanted.initial_password, old_is_right=True)
    except MobileIronError as error:
        raise TaskFailed(
            f"initial_password was not set, so the PASSWORD of {wanted.user_id!r} may still be the USER ID. "
            f"{error.message}",
            error.operation, error.status, error.url, dict(result, changed=pending or result["changed"]),
        ) from error  # fmt: skip
    return pending


def _user_id_is_password(client: Client, wanted: Wanted, situation: Situation) -> bool:
    """Whether the user id is the password of a local user. Of one that this run has made, that is documented."""
    source = _source(wanted, situation)
    if source is None:
        client.warn(
            f"initial_password: Core does not tell whether {wanted.user_id!r} is a local user, so it was NOT SET. If "
            "the user is local and new, the password is the user id: set it with mobileiron.core.mi_user_password."
        )
    if source != "local":
        return False
    try:
        accepted = authenticate(client, wanted.user_id, wanted.user_id) is not None
    except RefusedRequest:
        if not situation.new_user:
            raise
        return True  # Core takes no password as short as this user id in an attempt, but has made it the password
    if situation.new_user and not accepted:
        client.warn(
            f"initial_password: NOT SET, because Core does not accept the user id as the password of the new user "
            f"{wanted.user_id!r}."
        )
    return accepted


def _source(wanted: Wanted, situation: Situation) -> str | None:
    if situation.new_user:
        return "ldap" if wanted.import_user_from_ldap else "local"
    known = situation.user or situation.match or {}
    return known.get("user_source")


def difference(wanted: Wanted, situation: Situation, initial_password_set: bool) -> dict[str, dict]:
    """The ``before`` and ``after`` of diff mode, without secrets."""
    device = None
    if situation.match is None:
        names = ("user_id", "platform", "phone", "employee_owned")
        device = dict({name: getattr(wanted, name) for name in names}, country_code=situation.country_code)
    before: dict[str, Any] = {"device": situation.match and situation.match["uuid"]}
    after: dict[str, Any] = {"device": device or before["device"]}
    if initial_password_set:
        before["initial_password_set"], after["initial_password_set"] = False, True
    return {"before": before, "after": after}


def _named(devices: Sequence[dict]) -> str:
    return ", ".join(f"{device['name']} ({device['uuid']}, user {device['principal']})" for device in devices)
