# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""Labels on devices (version 2, where version 1 no longer has the calls)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..records._device import GONE
from ..records._messages import empty_list
from ..records._reply import Reply
from ..selecting._devices import Selection
from ..selecting._labels import labels_by_name, unknown_label
from ..selecting._parallel import in_parallel
from ..selecting._values import filled
from ..wire._errors import InvalidInput, LostAnswer, MobileIronError, NotFound
from ._action import Action
from ._device_work import DeviceWork, Task
from ._engine import perform
from ._entry import Entry
from ._target import Target, device_target
from ._work import Proof

if TYPE_CHECKING:
    from ..wire._client import Permit


@dataclass(frozen=True)
class LabelChange:
    """The label change of mi_device_label. Raises InvalidInput when made of no names, unless ``state`` is exact."""

    names: list[str]
    state: str = field(default="present", metadata={"choices": ("present", "absent", "exact")})

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", filled("names", self.names))
        if not self.names and self.state != "exact":
            raise InvalidInput(empty_list("names", f"is valid only with state=exact; state is {self.state}"))


def change_labels(task: Task, change: LabelChange) -> dict[str, Any]:
    """Put labels on the selected devices or take them off; the result of mi_device_label.

    Raises InvalidInput before the first request, NotFound and GuardRefused before the first effect, and TaskFailed.
    """
    return perform(task.core, ChangeLabels(task, change), task.guards, task.settings)


class ChangeLabels(DeviceWork):
    """Puts static labels on devices and takes them off; the targets' records hold their labels under ``labels``."""

    action = Action("label", "relabelled")
    proof = Proof.ALREADY_DONE

    def __init__(self, task: Task, change: LabelChange) -> None:
        super().__init__(task)
        self.names = frozenset(change.names)
        self.change = change
        self.static: frozenset[str] = frozenset()

    def extra(self, target: Target | None) -> dict[str, Any]:
        return {}

    def targets(self, selection: Selection) -> list[Target]:
        """The targets with the labels that each carries. Raises for labels that cannot be set on devices."""
        static = {name: label["static_label"] for name, label in labels_by_name(self.core).items()}
        _refuse_filtered(static, self.change.names)
        self.static = frozenset(name for name, is_static in static.items() if is_static)
        return self._with_labels(selection.devices)

    def _with_labels(self, devices: Iterable[Mapping[str, Any]]) -> list[Target]:
        return in_parallel(self._target, devices, self.task.settings.concurrency)

    def _target(self, device: Mapping[str, Any]) -> Target:
        """A device with its labels; RETIRED and WIPED ones carry none."""
        labels = [] if device["status"] in GONE else self.core.labels.of_device(device["uuid"])
        return device_target({**device, "labels": labels})

    def read(self, uuid: str) -> Target | None:
        target = super().read(uuid)
        return self._target(target.record) if target else None

    def reselect(self) -> dict[str, Target]:
        return {target.uuid: target for target in self._with_labels(self.select().devices)}

    def _steps(self, target: Target) -> tuple[list[str], list[str]]:
        """The names to add and to remove."""
        carried = {label["name"] for label in target.record["labels"]}
        if self.change.state == "absent":
            return [], sorted(self.names & carried)
        surplus = (carried & self.static) - self.names if self.change.state == "exact" else set()
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
        """Add in check mode the labels that a device would carry."""
        for entry in entries:
            if entry.outcome == "planned" and entry.target and self.core.check_mode:
                entry.after = self.expected(entry.target)

    # -- the act -----------------------------------------------------------------------------------------------------

    def batches(self, uuids: list[str], size: int | None) -> Iterator[list[str]]:
        return self.core.labels.batches(max(self.names, key=len, default="-"), uuids, size)

    def send(self, target: Target, permit: Permit | None) -> Reply:
        return self.send_many([target], permit)

    def send_many(self, targets: Sequence[Target], permit: Permit | None) -> Reply:
        """One request for each label, naming the devices that need it."""
        reply = Reply()
        add: dict[str, list[str]] = {}
        remove: dict[str, list[str]] = {}
        for target in targets:
            for names, uuids_by_label in zip(self._steps(target), (add, remove)):
                for name in names:
                    uuids_by_label.setdefault(name, []).append(target.uuid)
        for put, uuids_by_label in ((self.core.labels.add, add), (self.core.labels.remove, remove)):
            for name, uuids in uuids_by_label.items():
                # Of a device whose label was refused nothing more is changed: it would lose one and not get the other.
                left = [uuid for uuid in uuids if uuid.lower() not in reply.failures]
                reply.failures.update(_put(put, name, left) if left else {})
        return reply


def _put(put: Callable[[str, list[str]], Reply], name: str, uuids: list[str]) -> dict[str, str]:
    """Send one request; the failures by lower-case uuid."""
    try:
        return put(name, uuids).failures
    except LostAnswer:
        raise
    except MobileIronError as error:
        return {uuid.lower(): error.message for uuid in uuids}


def _refuse_filtered(static: Mapping[str, bool | None], names: Iterable[str]) -> None:
    """Raise NotFound or InvalidInput for labels that cannot be set on devices; ``static`` are those that can."""
    for name in names:
        if name not in static:
            raise NotFound(f"names: {unknown_label(name, static)} Nothing was done.")
        parts = sorted({part.strip() for part in name.split(",")} & set(static)) if "," in name else []
        if parts:
            raise InvalidInput(
                f"names: {name!r} has a comma, and some servers split the names in a request at commas. Core also "
                f"has {', '.join(map(repr, parts))}. Rename one of them. Nothing was done."
            )
        if static[name] is False:
            raise InvalidInput(
                f"names: {name!r} is a filtered label. Its criteria decide which devices carry it; you cannot add or "
                "remove devices. Nothing was done."
            )
