# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""Registering a device for a person (reference: Register a Device).

Everything is read and checked before the only request that has an effect. The next run completes an interrupted one: it
returns the existing device, and still changes a new local user's password.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..acting._lost_answer import NOT_KNOWN, look_again
from ..records._registration import FINISHED, registration_record
from ..selecting._addresses import has_number
from ..wire._errors import LostAnswer, MobileIronError, TaskFailed
from ._initial_password import apply_initial_password
from ._registration_request import NEW_USER, Request
from ._registration_situation import Situation, devices_of, look, named, pending_devices

if TYPE_CHECKING:
    from ..core._core import Core

_PASSED_ON = ("operator", "employee_owned", "import_user_from_ldap", "notify_user", "notify_user_by_sms", *NEW_USER)


def register(core: Core, request: Request) -> dict[str, Any]:
    """Register, or return the existing device; then set the initial password if it is still due.

    The result of mi_register. Raises a MobileIronError before the request if something is wrong, and TaskFailed
    afterwards.
    """
    situation = look(core, request)
    match = situation.match
    result: dict[str, Any] = {"changed": False, "device": match, "registration": None}
    if match:
        core.warn(
            f"{request.user_id!r} already has the device {match['name']} ({match['uuid']}); nothing was registered. "
            "Use match_on: never to register another one."
        )
    else:
        _warn_ahead(core, request, situation)
        result["changed"] = True
        if not core.check_mode:
            result["registration"], result["device"] = _register(core, request, situation)
    password_set = apply_initial_password(core, request, situation, result)
    result.update(changed=result["changed"] or password_set, initial_password_set=password_set)
    return dict(result, diff=_difference(request, situation, password_set))


def _warn_ahead(core: Core, request: Request, situation: Situation) -> None:
    """Warn about what the registration leaves to be done by hand."""
    user = situation.user
    by_mail = request.notify_user and (user is None or "email" not in user or bool(user["email"] or request.user_email))
    by_sms = request.notify_user_by_sms and request.phone_number is not None
    if not by_mail and not by_sms and not request.return_passcode:
        core.warn(
            "Nobody receives the passcode of this registration: set notify_user (the user needs an email address), "
            "notify_user_by_sms with phone_number, or return_passcode."
        )
    if user is None and not request.import_user_from_ldap and request.initial_password is None:
        core.warn(
            f"Core does not know the user {request.user_id!r} and creates a local one whose PASSWORD EQUALS THE USER "
            "ID. Give initial_password, or change it at once with mobileiron.core.mi_user_password."
        )


def _register(core: Core, request: Request, situation: Situation) -> tuple[dict, dict | None]:
    """Register once; return the registration and the device read back. Raises TaskFailed if Core did not."""
    before = {device["uuid"] for device in situation.devices}
    try:
        reply = core.registrations.register(
            request.phone_number,
            request.pda,
            request.platform,
            request.return_passcode,
            user_id=request.user_id,
            country_code=situation.country_code,
            **{name: getattr(request, name) for name in _PASSED_ON},
        )
    except LostAnswer as error:
        return _after_lost_answer(core, request, before, error)
    if not reply.succeeded:
        raise TaskFailed(
            f"Core did not register the device: {reply.message}.",
            reply.operation, reply.status, result={"changed": bool(_new(core, request, before))},
        )  # fmt: skip
    registration = reply.registration
    if registration["device_uuid"] is None:
        new = _new(core, request, before)
        registration["device_uuid"] = new[0]["uuid"] if len(new) == 1 else None
    return registration, _read_back(core, registration["device_uuid"])


def _read_back(core: Core, uuid: str | None) -> dict | None:
    """The new device. The registration is done and its passcode is given out only once, so a failed read only warns."""
    device, why = None, "Core does not list it yet."
    try:
        device = core.devices.get(uuid) if uuid else None
    except MobileIronError as error:
        why = f"it could not be read back: {error.message}"
    if device is None:
        core.warn(f"The device was registered, but {why}")
    return device


def _new(core: Core, request: Request, before: set[str]) -> list[dict]:
    """The user's new devices that match the request."""
    phone = request.phone_number
    return [
        device
        for device in devices_of(core, request.user_id, pending_devices(core))
        if device["uuid"] not in before
        and device["platform_family"] in (request.platform, "other")
        and device["status"] not in FINISHED
        and (has_number(device, phone) if phone else not (device["phone_number"] or "").isdigit())
    ]


def _after_lost_answer(core: Core, request: Request, before: set[str], lost: LostAnswer) -> tuple[dict, dict]:
    """Decide by a read whether a registration with a lost answer took place."""
    user = request.user_id
    try:
        new = look_again(lambda: _new(core, request, before)) or []
    except MobileIronError as error:
        message = f"{lost.message} It is {NOT_KNOWN}. Reading the devices of {user!r} failed too: {error.message}"
        raise _lost(message, lost, changed=True) from error
    if not new:
        settled = "so it is " + NOT_KNOWN if lost.pending else "so nothing was registered; it was not sent again"
        raise _lost(f"{lost.message} Core lists no new device of {user!r}, {settled}.", lost, changed=lost.pending)
    if len(new) > 1:
        message = (
            f"{lost.message} Several new devices of {user!r} are there: {named(new)}. It is not known which of them "
            "Core registered for this request; not sent again."
        )
        raise _lost(message, lost, changed=True)
    core.warn(f"{lost.message} The device list shows that Core registered {new[0]['uuid']}; its passcode is lost.")
    registration = dict(registration_record({}, False), device_uuid=new[0]["uuid"])
    return registration, new[0]


def _lost(message: str, lost: LostAnswer, changed: bool) -> TaskFailed:
    result = {"changed": changed, "device": None, "registration": None}
    return TaskFailed(message, lost.operation, lost.status, lost.url, result)


def _difference(request: Request, situation: Situation, initial_password_set: bool) -> dict[str, dict]:
    """The ``before`` and ``after`` of diff mode, without secrets."""
    device = None
    if situation.match is None:
        device = {
            "user_id": request.user_id,
            "platform": request.platform,
            "phone": request.phone_number,
            "employee_owned": request.employee_owned,
            "country_code": situation.country_code,
        }
    before: dict[str, Any] = {"device": situation.match and situation.match["uuid"]}
    after: dict[str, Any] = {"device": device or before["device"]}
    if initial_password_set:
        before["initial_password_set"], after["initial_password_set"] = False, True
    return {"before": before, "after": after}
