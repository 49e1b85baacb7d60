# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""The request of mi_register, checked before anything is sent."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..records._device import PLATFORM_FAMILIES
from ..selecting._addresses import phone_number
from ..selecting._values import refuse_empty
from ..wire._errors import InvalidInput
from ._users import check_password

NEW_USER = ("user_first_name", "user_last_name", "user_email")
"""The options that Core needs to create a local user."""


@dataclass(frozen=True)
class Request:
    """The options of mi_register. Raises InvalidInput, naming the option, when made.

    ``phone_number`` then holds digits, and ``match_on`` is never None.
    """

    user_id: str
    platform: str = field(metadata={"choices": PLATFORM_FAMILIES})
    phone_number: str | None = None
    device_type: str | None = field(default=None, metadata={"choices": ("phone", "pda")})
    country_code: int | None = None
    country: str | None = None
    operator: str | None = None
    employee_owned: bool = False
    import_user_from_ldap: bool = False
    user_first_name: str | None = None
    user_last_name: str | None = None
    user_email: str | None = None
    notify_user: bool = True
    notify_user_by_sms: bool = False
    match_on: str | None = field(default=None, metadata={"choices": ("phone", "user_platform", "never")})
    initial_password: str | None = field(default=None, metadata={"no_log": True})
    return_passcode: bool = field(default=False, metadata={"no_log": False})

    def __post_init__(self) -> None:
        for name in ("user_id", "phone_number", "country", "operator", *NEW_USER):
            refuse_empty(name, getattr(self, name), required=name == "user_id")
        if self.phone_number is None and not self.pda:
            raise InvalidInput("phone_number: needed, unless device_type is pda.")
        if self.country_words is None and not self.pda:
            raise InvalidInput("country: this or country_code is needed, unless device_type is pda.")
        if self.match_on is None:
            object.__setattr__(self, "match_on", "user_platform" if self.pda else "phone")
        if self.match_on == "phone" and self.phone_number is None:
            raise InvalidInput("match_on: phone needs phone_number.")
        if self.initial_password is not None:
            check_password("initial_password", self.initial_password)
            if self.initial_password == self.user_id:
                raise InvalidInput("initial_password: it is the user id, which is what a new password has to replace.")
        if self.phone_number is not None:
            object.__setattr__(self, "phone_number", phone_number(self.phone_number, "phone_number"))

    @property
    def pda(self) -> bool:
        """Whether the device may have no phone number."""
        return self.device_type == "pda"

    @property
    def country_words(self) -> str | None:
        """The country as the author gave it: a code, an ISO code or a name; None for a PDA without one."""
        return self.country if self.country_code is None else str(self.country_code)
