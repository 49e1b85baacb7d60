# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""Labels on devices, by the version 2 calls that took over from the withdrawn version 1 ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from ..records._fields import text
from ..records._label import label_record
from ..wire._client import Answer, Client, Permit
from ..wire._codec import as_list
from ..wire._errors import InvalidInput, LostAnswer, MobileIronError, NotFound, RefusedRequest, TaskFailed
from ._device_actions import DeviceWork
from ._device_labels import device_labels, refuse_failure
from ._guards import Action, Target, device_target, validate
from ._outcomes import BatchAnswer, Entry, Settings, carry_out
from ._targets import GONE, known_labels, unknown_label
from ._values import filled

ACTION = Action("label", "relabelled")


def change(client: Client, params: Mapping[str, Any]) -> dict[str, Any]:
    """Bring ``names`` onto, or off, the selected devices; the result of mi_device_label.

    Raises InvalidInput before the first request, NotFound and GuardRefused before the first effect, and TaskFailed.
    """
    validate(ACTION, params)
    settings = Settings.from_params(params)
    names = _names(params)
    work = _LabelWork(client, params, settings, names)
    found = work.select()
    known = {name: label_record(raw)["static_label"] for name, raw in known_labels(client).items()}
    _refuse_filtered(known, names)
    work.static = frozenset(name for name, static in known.items() if static)
    return carry_out(client, work, work.targets(found.devices), params, found.unknown)


def _names(params: Mapping[str, Any]) -> list[str]:
    names = filled("names", params["names"])
    if not names and params["state"] != "exact":
        raise InvalidInput(f"names: the list is empty, which only state=exact understands; state is {params['state']}.")
    return names


def _refuse_filtered(known: Mapping[str, Any], names: Iterable[str]) -> None:
    """Raise NotFound or InvalidInput for labels that devices cannot be put into by hand; ``known`` says which can."""
    for name in names:
        if name not in known:
            raise NotFound(f"names: {unknown_label(name, known)} Nothing was done.")
        parts = sorted({part.strip() for part in name.split(",")} & set(known)) if "," in name else []
        if parts:
            raise InvalidInput(
                f"names: {name!r} has a comma, at which some servers part the names of a request. It would then be "
                f"{', '.join(map(repr, parts))}, which Core has too. Rename one of them. Nothing was done."
            )
        if known[name] is False:
            raise InvalidInput(
                f"names: {name!r} is a filtered label, which fills itself by its criteria; devices cannot be added to "
                "or removed from it. Nothing was done."
            )


class _LabelWork(DeviceWork):
    """Puts static labels on devices and takes them off; the targets' records hold their labels under ``labels``."""

    bulk_operation = "add_device_label"
    readable = True
    at_once = True
    by_answer = True
    extra: Mapping[str, Any] = {}

    def __init__(self, client: Client, params: Mapping[str, Any], settings: Settings, names: Iterable[str]) -> None:
        super().__init__(client, ACTION, params, settings)
        self.names = frozenset(names)
        self.static: frozenset[str] = frozenset()
        self.wanted = params["state"]
        self.space = client.connection.admin_device_space_id
        # Only for the length of a request line, which the longest name bounds.
        self.bulk_values = {"label": max(self.names, key=len, default="-"), "device_space_id": self.space}

    def targets(self, devices: Iterable[Mapping[str, Any]]) -> list[Target]:
        """The targets of device records, with the labels that each carries; RETIRED and WIPED ones carry none."""
        with ThreadPoolExecutor(self.settings.concurrency) as pool:
            return list(pool.map(self._target, devices))

    def _target(self, device: Mapping[str, Any]) -> Target:
        labels = [] if device["status"] in GONE else device_labels(self.client, device["uuid"])
        return device_target({**device, "labels": labels})

    def read(self, uuid: str) -> Target | None:
        found = super().read(uuid)
        return self._target(found.record) if found else None

    def reselect(self) -> dict[str, Target]:
        live = super().reselect().values()
        return {target.uuid: target for target in self.targets(target.record for target in live)}

    def _steps(self, target: Target) -> tuple[list[str], list[str]]:
        """The names to add and to remove."""
        carried = {label["name"] for label in target.record["labels"]}
        if self.wanted == "absent":
            return [], sorted(self.names & carried)
        surplus = (carried & self.static) - self.names if self.wanted == "exact" else set()
        return sorted(self.names - carried), sorted(surplus)

    def verdict(self, target: Target) -> tuple[str, str | None]:
        outcome, message = super().verdict(target)
        return ("unchanged", None) if outcome == "planned" and self.done(target) else (outcome, message)

    def state(self, target: Target) -> list[str]:
        return sorted(label["name"] for label in target.record["labels"])

    def expected(self, target: Target) -> list[str]:
        add, remove = self._steps(target)
        return sorted((set(self.state(target)) | set(add)) - set(remove))

    def done(self, target: Target) -> bool:
        return self._steps(target) == ([], [])

    def enrich(self, entries: list[Entry]) -> None:
        for entry in entries:
            if entry.outcome == "planned" and entry.target and self.client.check_mode:
                entry.after = self.expected(entry.target)

    def send(self, target: Target, permit: Permit | None) -> dict:
        for failure in self.send_many([target], permit).failures.values():
            raise TaskFailed(failure)
        return {}

    def send_many(self, targets: Sequence[Target], permit: Permit | None) -> BatchAnswer:
        """One request for each label, naming the devices that need it."""
        told = BatchAnswer()
        add: dict[str, list[str]] = {}
        remove: dict[str, list[str]] = {}
        for target in targets:
            for names, wanted in zip(self._steps(target), (add, remove)):
                for name in names:
                    wanted.setdefault(name, []).append(target.uuid)
        for operation, wanted in (("add_device_label", add), ("remove_device_label", remove)):
            for name, uuids in wanted.items():
                # Of a device whose label was refused nothing more is changed: it would lose one and not get the other.
                uuids = [uuid for uuid in uuids if uuid.lower() not in told.failures]
                told.failures.update(self._put(operation, name, uuids) if uuids else {})
        return told

    def _put(self, operation: str, name: str, uuids: list[str]) -> dict[str, str]:
        """Send one request; the failures by uuid."""
        try:
            answer = self.client.call(operation, label=name, device_space_id=self.space, uuids=uuids)
            if not answer.found:
                said = " ".join(answer.messages) or "without a message"
                raise RefusedRequest(f"{operation}: Core found no such label or device ({said}).", operation, 404)
            failures = _failures(answer, name)
            if not failures:
                refuse_failure(answer)
        except LostAnswer:
            raise
        except MobileIronError as error:
            return {uuid.lower(): error.message for uuid in uuids}
        unattributed = failures.pop("", None)
        return dict({uuid.lower(): unattributed for uuid in uuids} if unattributed else {}, **failures)


def _failures(answer: Answer, name: str) -> dict[str, str]:
    """What the answer says of single devices, which a 200 can hide; by lower-case uuid.

    A failure that names no device belongs to all that were asked for, because Core does not tell which.
    """
    told = answer.data if isinstance(answer.data, dict) else {}
    results = told.get("results")
    failures = {}
    for row in as_list(results.get("records") if isinstance(results, dict) else results):
        device = row.get("device") if isinstance(row, dict) else None
        device = device if isinstance(device, dict) else {}
        code = text(device.get("failureCode", row.get("device.failureCode")))
        uuid = text(device.get("uuid", row.get("device.uuid")))
        if code not in (None, "0"):
            said = text(device.get("message", row.get("device.message")))
            failures[(uuid or "").lower()] = f"Label {name!r}: Core says {said or 'no more than'} ({code})."
    return failures
