# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""Where devices are (reference: Locate a Device). Whether a position is that of the device: ``records/_location``."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from ..records._reply import Reply
from ..selecting._parallel import in_parallel
from ..wire._errors import MobileIronError
from ._action import Action
from ._device_options import DeviceOptions
from ._device_work import DeviceActionWork, Task
from ._entry import Entry
from ._target import Target

if TYPE_CHECKING:
    from ..wire._client import Permit


class Locate(DeviceActionWork):
    """Without ``locate_now``, read the last known location. With it, ask the device for a new one."""

    action = Action("locate", "located")
    has_bulk = False

    def __init__(self, task: Task, options: DeviceOptions) -> None:
        super().__init__(task, options)
        self._before: dict[str, int] = {}

    def verdict(self, target: Target) -> tuple[str, str | None]:
        outcome, message = super().verdict(target)
        return ("unchanged", message) if outcome == "planned" and not self.options.locate_now else (outcome, message)

    def enrich(self, entries: list[Entry]) -> None:
        """Read the location of each device that is not asked for a new one."""
        located = [entry for entry in entries if entry.outcome == "unchanged"]
        in_parallel(self._read_into, located, self.task.settings.concurrency)

    def _read_into(self, entry: Entry) -> None:
        try:
            fix = self.core.devices.location(str(entry.uuid))
        except MobileIronError as error:
            entry.fail(error.message)
        else:
            entry.extra["location"] = fix.location
            entry.say(fix.message)

    def send(self, target: Target, permit: Permit | None) -> Reply:
        if self.options.fix_timeout:
            self._before[target.uuid] = self.core.devices.location(target.uuid).captured
        self.core.devices.locate_now(target.uuid, target.name)
        message = "The device was asked for its location."
        if target.record["platform_family"] == "ios":
            message = "Core sent the locate request. iOS ignores it; the device reports its location by itself."
        if not self.options.fix_timeout:
            message += " Read it in a few minutes, without locate_now."
        return Reply(message)

    def follow_up(self, entries: list[Entry]) -> None:
        """Read until each device has a fix newer than the one before it was asked, at most fix_timeout seconds."""
        if not self.options.fix_timeout:
            return
        deadline = time.monotonic() + self.options.fix_timeout
        pending = entries
        while pending:
            in_parallel(self._look_for_fix, pending, self.task.settings.concurrency)
            pending = [entry for entry in pending if not entry.extra.get("location")]
            left = deadline - time.monotonic()
            if left <= 0:
                break
            if pending:
                time.sleep(min(self.task.settings.wait_interval, left))
        for entry in pending:
            entry.say(f"No new fix came within {self.options.fix_timeout} seconds.")

    def _look_for_fix(self, entry: Entry) -> None:
        try:
            fix = self.core.devices.location(str(entry.uuid))
        except MobileIronError:
            return  # the next round asks again
        if fix.captured > self._before.get(str(entry.uuid), 0):
            entry.extra["location"] = fix.location
