# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""The device selector of a task. An empty selector selects no device."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from ..records._device import PLATFORM_FAMILIES, STATUSES
from ..records._messages import empty_list
from ..wire._errors import InvalidInput
from ._addresses import mac_address, phone_number
from ._values import filled

SELECTORS = ("uuids", "mac_addresses", "phone_numbers", "users", "labels", "statuses")
FILTER_KEYS = {
    "platforms": "platform_family",
    "employee_owned": "employee_owned",
    "compliant": "compliant",
    "not_seen_for_days": "last_connected_at",
}
"""Filter → the key of a device record that it tests."""


def _status(value: str) -> str:
    status = value.upper()
    if status != "ALL" and status not in STATUSES:
        raise InvalidInput(f"statuses: {value!r} is not a status. Expected {', '.join(STATUSES)} or all.")
    return status


_NOTATIONS: dict[str, Callable[[str], str]] = {
    "mac_addresses": mac_address,
    "phone_numbers": phone_number,
    "statuses": _status,
}


@dataclass(frozen=True)
class Selector:
    """The device selector and filters; a field is None if the option was not given. The last four are filters.

    Several selectors intersect; the values of one unite. The constructor converts the values to the notation of the
    wire, each once. It raises InvalidInput, naming option and value.
    """

    uuids: list[str] | None = None
    mac_addresses: list[str] | None = None
    phone_numbers: list[str] | None = None
    users: list[str] | None = None
    labels: list[str] | None = None
    statuses: list[str] | None = None
    platforms: list[str] | None = field(default=None, metadata={"choices": PLATFORM_FAMILIES})
    employee_owned: bool | None = None
    compliant: bool | None = None
    not_seen_for_days: int | None = None

    def __post_init__(self) -> None:
        for name in self.given:
            convert = _NOTATIONS.get(name, str)
            values = list(dict.fromkeys(convert(value) for value in filled(name, getattr(self, name))))
            object.__setattr__(self, name, values)
        if "ALL" in (self.statuses or ()):
            object.__setattr__(self, "statuses", list(STATUSES))
        if self.not_seen_for_days is not None and self.not_seen_for_days < 0:
            raise InvalidInput(f"not_seen_for_days: expected 0 or more days, got {self.not_seen_for_days}.")

    @property
    def given(self) -> tuple[str, ...]:
        """The names of the given selectors, including empty ones."""
        return tuple(name for name in SELECTORS if getattr(self, name) is not None)

    @property
    def empty(self) -> tuple[str, ...]:
        """The names of the given selectors, and of the filter ``platforms``, that are empty."""
        return tuple(name for name in (*SELECTORS, "platforms") if getattr(self, name) == [])

    def require(self) -> None:
        """Raise InvalidInput unless a selector was given and none is empty."""
        if not self.given:
            raise InvalidInput(
                f"No device is selected: give at least one of {', '.join(SELECTORS)}. A filter alone is not a selector."
            )
        if self.empty == ("platforms",):
            raise InvalidInput(empty_list("platforms", "keeps no device"))
        if self.empty:
            raise InvalidInput(empty_list(self.empty[0], "selects no device"))
