# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Section "Register a Device"."""

from __future__ import annotations

from . import catalog
from .calls import Call, Refused, Reply, route
from .catalog import Country
from .checkin import PASSCODE_HOURS
from .fleet import make_uuid, take_owner
from .model import LOCAL_USER, Device, User


@route("PUT", "dm/register", "register_device")
def register_device(call: Call) -> Reply:
    """Everything in the query; the answer says how the person gets on from here."""
    platform = (call.query.get("platform") or "").upper()
    if platform not in catalog.PLATFORM_LETTERS:
        raise Refused(400, "platform is required: A, I, E, M or L")
    phone = _phone(call)
    country = _country(call, phone)
    user = _user(call)
    device = _device(call, user, catalog.PLATFORM_LETTERS[platform], phone, country)
    call.core.add_device(device)
    url = f"http://core.example.com:8080/v/{call.core.rng.getrandbits(20):05x}"
    _notify(call, device, url)
    call.core.checkins.registered(device)
    call.did("register", device.uuid)
    registration = {
        "messages": "",
        call.core.settings["registration_uuid_key"]: device.uuid,
        "status": call.core.settings["registration_status_text"],
        "passcode": device.passcode,
        "passcodeTTL": PASSCODE_HOURS,
        "registrationUrl": url,
    }
    shown = f"{country.code}{phone}" if phone.isdigit() else phone
    return call.answer({"phoneNumber": shown, "registration": registration})


def _phone(call: Call) -> str:
    kind = (call.query.get("devicetype") or "phone").lower()
    phone = call.query.get("phonenumber") or ""
    if kind not in ("phone", "pda"):
        raise Refused(400, "deviceType must be Phone or PDA")
    if kind == "pda" and phone.lower() in ("", "pda"):
        return "PDA"
    if not (phone.isascii() and phone.isdigit() and 4 <= len(phone) <= 15):
        raise Refused(400, f"Invalid phone number: {phone}. Enter digits only, without a country code")
    return phone


def _country(call: Call, phone: str) -> Country:
    text = call.query.get("countrycode")
    if not call.core.settings["require_country"] and (text == "0" or (not text and phone == "PDA")):
        return catalog.COUNTRIES[0]
    country = catalog.country_of(int(text)) if text and text.isascii() and text.isdigit() else None
    if country is None:
        raise Refused(400, f"Invalid country code: {text}")
    if call.core.settings["refuse_disabled_countries"] and not country.enabled:
        raise Refused(400, f"Registration is not enabled for {country.name}")
    return country


def _user(call: Call) -> User:
    core = call.core
    principal = call.query.get("userid")
    if not principal:
        raise Refused(400, "userId is required")
    known = core.users.get(principal.casefold())
    if known is not None:
        return known
    if _flag(call, "importuserfromldap"):
        found = core.directory.get(principal.casefold())
        if found is None:
            raise Refused(404, f"User {principal} was not found in LDAP")
        core.users[principal.casefold()] = found
        return found
    return _local_user(call, principal)


def _local_user(call: Call, principal: str) -> User:
    core = call.core
    wanted = [call.query.get(name) for name in ("userfirstname", "userlastname", "useremailaddress")]
    if not all(wanted):
        raise Refused(400, "First name, last name and email address are required for a local user")
    first, last, email = (str(value) for value in wanted)
    user = User(
        9000 + len(core.users) + len(core.directory), make_uuid(core.rng), principal, first, last, email,
        LOCAL_USER, principal, core.clock.now(), f"{first} {last}",
    )  # fmt: skip
    core.users[principal.casefold()] = user  # its password is the user id
    return user


def _device(call: Call, user: User, family: str, phone: str, country: Country) -> Device:
    core = call.core
    model = catalog.model_of(family)
    operator = call.query.get("operator") or "PDA"
    named = next((o for o in catalog.OPERATORS if o.name.casefold() == operator.casefold()), catalog.PDA)
    number = core.next_device_id()
    device = Device(
        number, make_uuid(core.rng), user.principal, family, model.platform, model.manufacturer, model.model,
        "VERIFICATION_PENDING", phone=phone, operator=operator, operator_id=named.id,
        home_operator=named.name, country_code=country.code, country_id=country.id, country_name=country.name,
        iso=country.iso, employee_owned=bool(_flag(call, "isemployeeowned")),
        notify_user=bool(_flag(call, "notifyuser")), registered=core.clock.now(),
        mac=f"{number % 65536:04X}{core.rng.getrandbits(32):08X}", serial=f"C{core.rng.getrandbits(40):010X}",
        os_build=model.build, passcode=f"{core.rng.randrange(100000):05d}",
    )  # fmt: skip
    take_owner(device, user)
    device.email = call.query.get("useremailaddress") or device.email
    others = sum(1 for d in core.devices_of(user.principal) if d.phone == "PDA")
    suffix = f"PDA {others + 1}" if phone == "PDA" and others else phone
    device.name = f"{user.principal}:{model.platform}:{suffix}"
    return device


def _notify(call: Call, device: Device, url: str) -> None:
    text = f"{device.principal}, {device.platform}, {device.phone}: {url} passcode {device.passcode}"
    if device.notify_user and device.email:
        call.core.send("email", device.email, text, "registration", device, "Register your device")
    if _flag(call, "notifyuserbysms") and device.phone.isdigit():
        call.core.send("sms", device.phone, text, "registration", device)


def _flag(call: Call, name: str) -> bool | None:
    try:
        return call.query.flag(name)
    except ValueError as error:
        raise Refused(400, str(error)) from error
