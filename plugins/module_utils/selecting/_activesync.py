# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""From users and uuids to ActiveSync partnerships (reference: List All ActiveSync Devices, Device Details).

A person's partnerships are those whose user name or mailbox is the person's, and those of the person's devices. Other
forms of the name are near matches: they are listed for a person and never acted on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..records._activesync import GROUPS
from ..records._messages import empty_list
from ..records._user import bare_name, same_user
from ..wire._errors import InvalidInput, PathRefused
from ._devices import Selection, Unknown, select_devices
from ._selector import Selector
from ._values import filled

if TYPE_CHECKING:
    from ..core._core import Core

_NEAR_SHOWN = 5  # near matches in a message


@dataclass
class Matches:
    """The ActiveSync selection of some users: the ``partnerships`` by uuid, near matches (``candidates``), the users
    ``without`` a partnership, those ``with_devices``, and warnings.
    """

    partnerships: dict[str, dict] = field(default_factory=dict)
    candidates: list[dict] = field(default_factory=list)
    without: list[str] = field(default_factory=list)
    with_devices: set[str] = field(default_factory=set)
    warnings: list[str] = field(default_factory=list)


def match_users(core: Core, partnerships: Sequence[dict], users: Sequence[str]) -> Matches:
    """Divide the partnerships into those of ``users``, near matches, and the rest, which is left out."""
    selection = select_devices(core, Selector(users=list(users)), frozenset({"uuid", "principal"}))
    owned: dict[str, set[str]] = {user: set() for user in users}
    for device in selection.devices:
        for user in users:
            if same_user(device["principal"], user):
                owned[user].add(device["uuid"].lower())
    matches = Matches(warnings=selection.warnings, with_devices={user for user in users if owned[user]})
    near: dict[str, tuple[dict, list[str]]] = {}
    for user in users:
        own = [partnership for partnership in partnerships if _belongs(partnership, user, owned[user])]
        matches.partnerships.update({partnership["uuid"]: partnership for partnership in own})
        if not own:
            matches.without.append(user)
        for partnership in partnerships:
            if _is_near(partnership, user):
                near.setdefault(partnership["uuid"], (partnership, []))[1].append(user)
    matches.candidates = [
        dict(partnership, candidate_for=names)
        for uuid, (partnership, names) in near.items()
        if uuid not in matches.partnerships
    ]
    return matches


def _belongs(partnership: Mapping[str, Any], user: str, devices: set[str]) -> bool:
    names = (partnership["user_name"], partnership["mailbox_id"])
    return any(same_user(name, user) for name in names) or _device_of(partnership) in devices


def _device_of(partnership: Mapping[str, Any]) -> str:
    return (partnership["mi_device_uuid"] or "").lower()


def _is_near(partnership: Mapping[str, Any], user: str) -> bool:
    name = bare_name(user)
    return bool(name) and name in (bare_name(partnership["user_name"]), bare_name(partnership["mailbox_id"]))


# -- for reading -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PartnershipFilter:
    """The selection of partnerships to read; a field is None if the option was not given.

    Raises InvalidInput when made.
    """

    uuids: list[str] | None = None
    groups: list[str] | None = field(default=None, metadata={"choices": tuple(GROUPS)})
    users: list[str] | None = None

    def __post_init__(self) -> None:
        for name, values in vars(self).items():
            if values is not None:
                object.__setattr__(self, name, filled(name, values))


def read_partnerships(core: Core, chosen: PartnershipFilter) -> tuple[list[dict], list[dict]]:
    """The partnerships that all given options select, and the near matches of ``users``.

    With ``uuids`` each comes with its ``details``. An unknown value is left out with a warning.
    """
    listed = core.activesync.all()
    partnerships = {partnership["uuid"]: partnership for partnership in listed}
    candidates: list[dict] = []
    if chosen.users is not None:
        matches = match_users(core, listed, chosen.users)
        partnerships, candidates = matches.partnerships, matches.candidates
        for message in matches.warnings:
            core.warn(message)
    if chosen.uuids is not None:
        detailed = _with_details(core, chosen.uuids, listed)
        partnerships = {row["uuid"]: row for row in detailed if chosen.users is None or row["uuid"] in partnerships}
    rows = [row for row in partnerships.values() if chosen.groups is None or row["group"] in chosen.groups]
    return rows, candidates


def _with_details(core: Core, uuids: Sequence[str], listed: Sequence[dict]) -> list[dict]:
    """The partnerships with these uuids and all their details, merged with their rows of the list."""
    rows = {partnership["uuid"].lower(): partnership for partnership in listed}
    detailed = []
    for uuid in uuids:
        row, alone = rows.get(uuid.lower()), core.activesync.get(uuid)
        if row is None and alone is None:
            core.warn(f"uuids: Core knows no ActiveSync device {uuid}.")
            continue
        detailed.append(dict(row or alone or {}, details=alone["details"] if alone else {}))
    return detailed


# -- for acting --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PartnershipSelector:
    """The selection of partnerships to act on; a field is None if the option was not given.

    The constructor raises InvalidInput without any option, and for an empty list or an empty value.
    """

    uuids: list[str] | None = None
    users: list[str] | None = None
    device_uuids: list[str] | None = None

    def __post_init__(self) -> None:
        given = {name: values for name, values in vars(self).items() if values is not None}
        if not given:
            raise InvalidInput(f"No ActiveSync device is selected: give at least one of {', '.join(vars(self))}.")
        for name, values in given.items():
            if not values:
                raise InvalidInput(empty_list(name, "selects no device"))
            object.__setattr__(self, name, filled(name, values))


@dataclass
class PartnershipSelection(Selection):
    """A selection whose ``devices`` are partnerships; ``candidates`` are the near matches of its users."""

    candidates: list[dict] = field(default_factory=list)


def select_partnerships(core: Core, selector: PartnershipSelector) -> PartnershipSelection:
    """The intersection of all selectors, and the values that Core does not know."""
    selection = PartnershipSelection()
    listed = core.activesync.all()
    chosen = {row["uuid"]: row for row in listed}
    for values, select in (
        (selector.uuids, _select_uuids),
        (selector.users, _select_users),
        (selector.device_uuids, _select_devices),
    ):
        if values is not None:
            rows = select(core, selection, listed, values)
            chosen = {uuid: row for uuid, row in rows.items() if uuid in chosen}
    for uuid in [uuid for uuid, row in chosen.items() if row.get("ambiguous")]:
        del chosen[uuid]
        message = f"Core lists the ActiveSync device {uuid} several times, in different states or of different users."
        selection.unknown.append(Unknown("uuid", uuid, message))
    selection.devices = sorted(chosen.values(), key=lambda row: row["uuid"])
    return selection


def _select_uuids(
    core: Core, selection: PartnershipSelection, listed: Sequence[dict], uuids: list[str]
) -> dict[str, dict]:
    rows = {row["uuid"].lower(): row for row in listed}
    chosen = {}
    for uuid in uuids:
        row = rows.get(uuid.lower())
        if row is None:
            selection.unknown.append(Unknown("uuid", uuid, f"uuids: Core knows no ActiveSync device {uuid}."))
        else:
            chosen[row["uuid"]] = row
    return chosen


def _select_users(
    core: Core, selection: PartnershipSelection, listed: Sequence[dict], users: list[str]
) -> dict[str, dict]:
    matches = match_users(core, listed, users)
    selection.candidates = matches.candidates
    selection.warnings += matches.warnings
    for user in matches.without:
        if user in matches.with_devices or _is_known(core, user):
            selection.warnings.append(f"users: {user!r} has no ActiveSync device; nothing to do there.")
        else:
            selection.unknown.append(Unknown("user", user, _unknown_user(user, matches.candidates)))
    return matches.partnerships


def _is_known(core: Core, user: str) -> bool:
    try:
        return core.users.find(user) is not None
    except PathRefused:
        return False  # without a partnership and a device there is nobody to act on


def _unknown_user(user: str, candidates: Sequence[dict]) -> str:
    near = [row["user_name"] or row["mailbox_id"] for row in candidates if user in row["candidate_for"]]
    hint = f" Near matches, never acted on: {', '.join(map(repr, near[:_NEAR_SHOWN]))}." if near else ""
    return f"users: {user!r} is known neither to Core nor to ActiveSync.{hint}"


def _select_devices(
    core: Core, selection: PartnershipSelection, listed: Sequence[dict], uuids: list[str]
) -> dict[str, dict]:
    chosen: dict[str, dict] = {}
    for uuid in uuids:
        own = {row["uuid"]: row for row in listed if _device_of(row) == uuid.lower()}
        chosen.update(own)
        if own:
            continue
        if core.devices.exists(uuid):
            selection.warnings.append(f"device_uuids: {uuid} has no ActiveSync device; nothing to do there.")
        else:
            selection.unknown.append(Unknown("uuid", uuid, f"device_uuids: Core knows no device {uuid}."))
    return chosen
