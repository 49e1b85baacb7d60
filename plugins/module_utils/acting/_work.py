# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""An action on targets, as the engine sees it. A work answers questions; ``perform`` asks them in order."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from ..records._reply import Reply
from ..selecting._devices import Selection
from ._action import Action
from ._entry import Entry
from ._target import Target

if TYPE_CHECKING:
    from ..wire._client import Permit


class Proof(IntEnum):
    """When a later read can show that an action is done.

    The members are ordered: each proves more than the one before.
    """

    NONE = 0
    WHEN_DEVICE_CONNECTS = 1
    NEXT_READ = 2
    ALREADY_DONE = 3
    """The action is done when Core answers.

    A read that does not show it means a failure, and shows what a refused request changed.
    """


class Work(ABC):
    """One action on one kind of target. Subclasses implement how targets are selected, sent, read and checked.

    ``proof``: when a read shows that the action is done. ``has_bulk``: there is a bulk call; ``only_bulk``: there is no
    single call. ``takes_reason``: the single call sends the reason. ``roaming``: the part of the plan id about roaming.
    """

    action: Action
    proof = Proof.NONE
    has_bulk = True
    only_bulk = False
    takes_reason = False
    roaming: Mapping[str, bool | None] = {}

    # -- before the act ----------------------------------------------------------------------------------------------

    @abstractmethod
    def select(self) -> Selection:
        """The selection of the task, including values that Core does not know."""

    @abstractmethod
    def targets(self, selection: Selection) -> list[Target]:
        """The targets of a selection. Raises a MobileIronError for a target that the action cannot act on."""

    @abstractmethod
    def verdict(self, target: Target) -> tuple[str, str | None]:
        """``planned`` (to be done), ``unchanged`` or ``failed``, and why."""

    @abstractmethod
    def state(self, target: Target) -> Any:
        """The ``before`` and ``after`` of an entry."""

    def expected(self, target: Target) -> Any:
        """The state after the action, for the diff of a planned entry."""
        return self.state(target)

    def extra(self, target: Target | None) -> dict[str, Any]:
        """Further keys of an entry; ``target`` is None if Core does not know it."""
        return {}

    def facts(self) -> dict[str, Any]:
        """Further keys of the result, also of a failing one."""
        return {}

    # -- the act -----------------------------------------------------------------------------------------------------

    @abstractmethod
    def read(self, uuid: str) -> Target | None:
        """The live target; None where Core no longer knows it."""

    @abstractmethod
    def reselect(self) -> dict[str, Target]:
        """Repeat the selecting calls; the live targets by uuid."""

    def send(self, target: Target, permit: Permit | None) -> Reply:
        """Send the single call. Raises a MobileIronError if Core did not accept."""
        raise TypeError(f"{self.action.name} has no single call")

    def send_many(self, targets: Sequence[Target], permit: Permit | None) -> Reply:
        """Send one bulk request."""
        raise TypeError(f"{self.action.name} has no bulk call")

    def batches(self, uuids: list[str], size: int | None) -> Iterator[list[str]]:
        """``uuids`` request by request. Raises InvalidInput if one fits in no request."""
        raise TypeError(f"{self.action.name} has no bulk call")

    # -- after the act -----------------------------------------------------------------------------------------------

    def done(self, target: Target) -> bool:
        """Whether a read target shows that the action is done."""
        return False

    def asked(self, target: Target) -> bool:
        """Whether a read target shows that Core accepted the action, done or not."""
        return self.done(target)

    def follow_up(self, entries: list[Entry]) -> None:
        """Add the later reads to the accepted entries."""
        return None

    def enrich(self, entries: list[Entry]) -> None:
        """Add further reads to the finished entries; runs in check mode too."""
        return None
