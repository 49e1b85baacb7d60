# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""ActiveSync: finding partnerships, and blocking, reinstating and wiping them (reference: the three eas sections).

A person's partnerships are those whose user name or mailbox is the person's, and those of the person's devices. Other
forms of the name are near matches: they are listed for a human to look at and never acted on.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any

from ..records._device import device_record
from ..records._eas import GROUPS, eas_details, eas_record
from ..records._fields import text
from ..records._user import bare_name, same_user, user_key
from ..wire._client import Answer, Client, Permit
from ..wire._codec import items_at
from ..wire._errors import InvalidInput, MobileIronError, PathRefused, RefusedRequest
from ._answers import refuse_silent_failure, told_failures
from ._guards import Action, Target, validate
from ._outcomes import BatchAnswer, Settings, Work, carry_out
from ._targets import Resolution as Found
from ._targets import Selector, refuse_unknown, resolve
from ._users import find_user
from ._values import filled

SELECTORS = ("uuids", "users", "device_uuids")
ACTIONS = {
    "block": Action("block", "blocked", needs_reason=True),
    "reinstate": Action("reinstate", "reinstated"),
    "wipe": Action("wipe", "wiped", needs_reason=True, max_devices=1, factory_reset=True),
}
_WANTED = {"block": "blocked", "reinstate": "allowed", "wipe": "wiped"}
_OPERATIONS = {"block": "eas_block", "reinstate": "eas_reinstate", "wipe": "eas_wipe"}
_OWNER_KEYS = frozenset({"uuid", "principal", "status", "employee_owned", "block_reasons"})


# -- reading -----------------------------------------------------------------------------------------------------------


def list_partnerships(client: Client) -> list[dict]:
    """All partnerships, group by group, each once.

    One that is also among the wiped is wiped. One that is listed in any other two ways is marked ``ambiguous``, which
    nothing is done to.
    """
    answer = client.call("list_eas_devices")
    found: dict[str, dict] = {}
    for group, (envelope, _state) in GROUPS.items():
        for raw in items_at(answer.data, envelope) if answer.found else []:
            partnership = eas_record(raw, group)
            before = found.get(partnership["uuid"] or "")
            if before and not _same_row(before, partnership):
                partnership["ambiguous"] = True
            if partnership["uuid"]:
                found[partnership["uuid"]] = partnership
    return list(found.values())


def _same_row(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    if one.get("ambiguous") or user_key(one["user_name"]) != user_key(other["user_name"]):
        return False
    keys = ("mi_device_uuid", *(() if other["group"] == "wiped" else ("group",)))
    return all(one[key] == other[key] for key in keys)


def with_details(client: Client, uuid: str, row: dict | None) -> dict | None:
    """The partnership with all its details, merged with its row of the list; None where Core knows neither."""
    answer = client.call("get_eas_device", uuid=uuid)
    raw = (answer.item() or _bare(answer)) if answer.found else None
    if raw is None and row is None:
        return None
    found = dict(row or eas_record({"uuid": text((raw or {}).get("uuid")) or uuid}, None))
    found["details"] = eas_details(raw or {})
    return found


def _bare(answer: Answer) -> dict | None:
    """This answer's root is the element itself, which the one shape leaves out."""
    return answer.data if isinstance(answer.data, dict) and "details" in answer.data else None


# -- a person's partnerships -------------------------------------------------------------------------------------------


@dataclass
class People:
    """What belongs to some users: ``matches`` by uuid, ``candidates``, and the users who have nothing at all."""

    matches: dict[str, dict] = field(default_factory=dict)
    candidates: list[dict] = field(default_factory=list)
    without: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    with_devices: set[str] = field(default_factory=set)


def match_users(client: Client, partnerships: Sequence[dict], users: Sequence[str]) -> People:
    """Sort the partnerships into those of ``users``, near matches, and the rest, which is left out."""
    devices = resolve(client, Selector(users=list(users)), frozenset({"uuid", "principal"}))
    people = People(warnings=devices.warnings)
    owned: dict[str, set[str]] = {user: set() for user in users}
    for device in devices.devices:
        for user in users:
            if same_user(device["principal"], user):
                owned[user].add(device["uuid"].lower())
    people.with_devices = {user for user in users if owned[user]}
    near: dict[str, tuple[dict, list[str]]] = {}
    for user in users:
        mine = [found for found in partnerships if _belongs(found, user, owned[user])]
        people.matches.update({found["uuid"]: found for found in mine})
        if not mine:
            people.without.append(user)
        for found in partnerships:
            if _is_near(found, user):
                near.setdefault(found["uuid"], (found, []))[1].append(user)
    people.candidates = [
        dict(found, candidate_for=names) for uuid, (found, names) in near.items() if uuid not in people.matches
    ]
    return people


def _belongs(partnership: Mapping[str, Any], user: str, devices: set[str]) -> bool:
    names = (partnership["user_name"], partnership["mailbox_id"])
    return any(same_user(name, user) for name in names) or (partnership["mi_device_uuid"] or "").lower() in devices


def _is_near(partnership: Mapping[str, Any], user: str) -> bool:
    wanted = bare_name(user)
    return bool(wanted) and wanted in (bare_name(partnership["user_name"]), bare_name(partnership["mailbox_id"]))


# -- selecting ---------------------------------------------------------------------------------------------------------


def find(
    client: Client,
    uuids: Sequence[str] | None = None,
    users: Sequence[str] | None = None,
    groups: Sequence[str] | None = None,
    warn: Callable[[str], None] = lambda _text: None,
) -> tuple[list[dict], list[dict]]:
    """The partnerships that all given arguments select, and the near matches of ``users``.

    With ``uuids`` each comes with its ``details``. What Core does not know is left out, with a warning.
    """
    listed = list_partnerships(client)
    found = {partnership["uuid"]: partnership for partnership in listed}
    candidates: list[dict] = []
    if users is not None:
        people = match_users(client, listed, users)
        found, candidates = people.matches, people.candidates
        for message in people.warnings:
            warn(message)
    if uuids is not None:
        rows = {partnership["uuid"].lower(): partnership for partnership in listed}
        detailed = {uuid: with_details(client, uuid, rows.get(uuid.lower())) for uuid in uuids}
        for uuid, partnership in detailed.items():
            if partnership is None:
                warn(f"uuids: Core knows no ActiveSync device {uuid}.")
        known = [row for row in detailed.values() if row]
        found = {row["uuid"]: row for row in known if users is None or row["uuid"] in found}
    kept = [partnership for partnership in found.values() if groups is None or partnership["group"] in groups]
    return kept, candidates


@dataclass
class _Selection:
    """Which partnerships a changing task means; a field is None where the option was not given."""

    uuids: list[str] | None
    users: list[str] | None
    device_uuids: list[str] | None

    @classmethod
    def from_params(cls, params: Mapping[str, Any]) -> _Selection:
        """The selection in option values. Raises InvalidInput for none, an empty list, or an empty value."""
        if all(params.get(name) is None for name in SELECTORS):
            raise InvalidInput(f"No ActiveSync device is selected: give at least one of {', '.join(SELECTORS)}.")
        lists: dict[str, list[str] | None] = {}
        for name in SELECTORS:
            values = params.get(name)
            if values is not None and not values:
                raise InvalidInput(
                    f"{name}: the list is empty, which selects no device. Leave the option out or name devices."
                )
            lists[name] = None if values is None else filled(name, values)
        return cls(**lists)


class _Search:
    """The selecting calls. ``found.devices`` are partnership rows here; ``candidates`` the near matches of users."""

    def __init__(self, client: Client, selection: _Selection, concurrency: int) -> None:
        self.client = client
        self.selection = selection
        self.concurrency = concurrency
        self.candidates: list[dict] = []

    def run(self) -> Found:
        """The rows that all selectors have in common, and what Core does not know."""
        found = Found()
        listed = list_partnerships(self.client)
        chosen = {row["uuid"]: row for row in listed}
        for values, select in (
            (self.selection.uuids, self._by_uuid),
            (self.selection.users, self._by_user),
            (self.selection.device_uuids, self._by_device),
        ):
            if values is not None:
                rows = select(listed, values, found)
                chosen = {uuid: row for uuid, row in rows.items() if uuid in chosen}
        for uuid in [uuid for uuid, row in chosen.items() if row.get("ambiguous")]:
            del chosen[uuid]
            text = f"Core lists the ActiveSync device {uuid} several times, in different states or of different users."
            found.unknown.append(("uuid", uuid, text))
        found.devices = sorted(chosen.values(), key=lambda row: row["uuid"])
        return found

    def _by_uuid(self, listed: list[dict], uuids: list[str], found: Found) -> dict[str, dict]:
        rows = {row["uuid"].lower(): row for row in listed}
        chosen = {}
        for uuid in uuids:
            row = rows.get(uuid.lower())
            if row is None:
                found.unknown.append(("uuid", uuid, f"uuids: Core knows no ActiveSync device {uuid}."))
            else:
                chosen[row["uuid"]] = row
        return chosen

    def _by_user(self, listed: list[dict], users: list[str], found: Found) -> dict[str, dict]:
        people = match_users(self.client, listed, users)
        self.candidates = people.candidates
        found.warnings += people.warnings
        for user in people.without:
            if user in people.with_devices or self._knows(user):
                found.warnings.append(f"users: {user!r} has no ActiveSync device; nothing is to be done there.")
            else:
                found.unknown.append(("user", user, self._unknown_user(user)))
        return people.matches

    def _knows(self, user: str) -> bool:
        try:
            return find_user(self.client, user) is not None
        except PathRefused:
            return False  # without a partnership and a device there is nobody to act on

    def _unknown_user(self, user: str) -> str:
        near = [row["user_name"] or row["mailbox_id"] for row in self.candidates if user in row["candidate_for"]]
        hint = f" Near matches, never acted on: {', '.join(map(repr, near[:5]))}." if near else ""
        return f"users: {user!r} is known neither to Core nor to ActiveSync.{hint}"

    def _by_device(self, listed: list[dict], uuids: list[str], found: Found) -> dict[str, dict]:
        chosen = {}
        for uuid in uuids:
            mine = {row["uuid"]: row for row in listed if (row["mi_device_uuid"] or "").lower() == uuid.lower()}
            chosen.update(mine)
            if mine:
                continue
            if self.client.call("get_device", uuid=uuid).found:
                found.warnings.append(f"device_uuids: {uuid} has no ActiveSync device; nothing is to be done there.")
            else:
                found.unknown.append(("uuid", uuid, f"device_uuids: Core knows no device {uuid}."))
        return chosen

    def targets(self, rows: Iterable[dict]) -> list[Target]:
        """The rows with their owners, which the registered devices tell."""
        with ThreadPoolExecutor(self.concurrency) as pool:
            return list(pool.map(self.target, rows))

    def target(self, row: dict) -> Target:
        """A partnership with its owner, who is unknown where Core has no device for it."""
        uuid = row["mi_device_uuid"]
        raw = self.client.call("get_device", uuid=uuid).item() if uuid else None
        device = device_record(raw, _OWNER_KEYS) if raw else None
        return Target(
            uuid=row["uuid"],
            name=row["model"] or row["device_id"],
            principal=(device["principal"] if device else None) or row["user_name"],
            state=row["access_state"],
            employee_owned=device["employee_owned"] if device else None,
            device_uuid=device["uuid"] if device else uuid,
            plan=(row["uuid"], row["user_name"], row["access_state"]),
            record=dict(row, device=device),
        )


# -- acting ------------------------------------------------------------------------------------------------------------


class _EasWork(Work):
    """Block, reinstate or wipe, which Core takes for many partnerships in one call, and without a reason."""

    only_bulk = True
    readable = True

    def __init__(self, client: Client, action: str, search: _Search) -> None:
        self.client = client
        self.action = ACTIONS[action]
        self.bulk_operation = _OPERATIONS[action]
        self.wanted = _WANTED[action]
        self.at_once = not self.action.factory_reset  # of a wipe a read shows only the end
        self.search = search
        self._planned: dict[str, Target] = {}
        self._lock = threading.Lock()
        self._rows: dict[str, dict] | None = None
        self._served: set[str] = set()

    def plan(self, targets: Iterable[Target]) -> None:
        """Remember what was planned, to see what changed until the act."""
        self._planned = {target.uuid: target for target in targets}

    def verdict(self, target: Target) -> tuple[str, str | None]:
        if target.state == self.wanted:
            return "unchanged", None
        if self.action.name == "block" and target.state == "wiped":
            return "unchanged", "It was wiped through ActiveSync; there is nothing left to block."
        return "planned", None

    def state(self, target: Target) -> dict:
        device = target.record["device"] or {}
        return {
            "access_state": target.state,
            "principal": target.principal,
            "employee_owned": target.employee_owned,
            "status": device.get("status"),
            "block_reasons": device.get("block_reasons", []),
        }

    def expected(self, target: Target) -> dict:
        return dict(self.state(target), access_state=self.wanted)

    def done(self, target: Target) -> bool:
        return target.state == self.wanted

    def read(self, uuid: str) -> Target | None:
        row = self._row(uuid)
        return self.search.target(row) if row else None

    def _row(self, uuid: str) -> dict | None:
        """The live row. One list answers one look at each partnership, then it is read anew."""
        with self._lock:
            if self._rows is None or uuid in self._served:
                self._rows = {row["uuid"]: row for row in list_partnerships(self.client)}
                self._served = set()
            self._served.add(uuid)
            return self._rows.get(uuid)

    def reselect(self) -> dict[str, Target]:
        rows = [row for row in self.search.run().devices if row["uuid"] in self._planned]
        return {target.uuid: self._as_seen(target) for target in self.search.targets(rows)}

    def _as_seen(self, target: Target) -> Target:
        """A partnership that syncs for another user now has changed hands, also on the same person's device."""
        user = target.record["user_name"]
        same = user_key(user) == user_key(self._planned[target.uuid].record["user_name"])
        return target if same else replace(target, principal=user)

    def send_many(self, targets: Sequence[Target], permit: Permit | None) -> BatchAnswer:
        uuids = [target.uuid for target in targets]
        try:
            answer = self.client.call(self.bulk_operation or "", permit=permit, uuids=uuids)
        finally:
            self._rows = None
        failed = told_failures(answer.data, {target.uuid: None for target in targets})
        said = " ".join(answer.messages)
        if not failed.failures and not failed.unplaced:
            refuse_silent_failure(answer)
            if re.match(r"0\b", said):
                raise RefusedRequest(f"{self.bulk_operation}: Core did not do it: {said}", self.bulk_operation)
        extras = {uuid.lower(): {"message": said or None} for uuid in uuids}
        return BatchAnswer(failed.failures, extras, failed.said)


def act(client: Client, params: Mapping[str, Any]) -> dict[str, Any]:
    """Carry out ``action`` on the selected partnerships; ``params`` are all options of the module.

    Returns what ``carry_out`` does, and ``candidates``. Raises NotFound before any effect for what Core does not know,
    unless continue_on_error, and whatever ``carry_out`` raises, each with the candidates.
    """
    selection = _Selection.from_params(params)
    settings = Settings.from_params(params)
    action = params["action"]
    validate(ACTIONS[action], params)
    search = _Search(client, selection, settings.concurrency)
    targets: list[Target] = []
    try:
        found = search.run()
        for message in found.warnings:
            client.warn(message)
        if not settings.continue_on_error:
            refuse_unknown(found)
        rows = _meant(found.devices, action, selection)
        if not rows and not found.unknown:
            client.warn("No ActiveSync device is selected; nothing is to be done.")
        targets = search.targets(rows)
        work = _EasWork(client, action, search)
        work.plan(targets)
        result = carry_out(client, work, targets, params, found.unknown)
    except MobileIronError as error:
        _complete(error.result, targets, search.candidates)
        raise
    return _complete(result, targets, search.candidates)


def _complete(result: dict[str, Any], targets: Iterable[Target], candidates: list[dict]) -> dict[str, Any]:
    """Add what only ActiveSync entries have, and the near matches."""
    devices = {target.uuid: target.device_uuid for target in targets}
    for entry in result.get("devices", []):
        entry["device_uuid"] = devices.get(entry["uuid"])
    result["candidates"] = candidates
    return result


def _meant(rows: list[dict], action: str, selection: _Selection) -> list[dict]:
    """Wiped partnerships that were only found by user are left out of a reinstatement: nobody named them."""
    if action != "reinstate" or selection.uuids or selection.device_uuids:
        return rows
    return [row for row in rows if row["access_state"] != "wiped"]
