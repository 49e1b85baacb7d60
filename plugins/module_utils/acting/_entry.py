# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""One line of a report: a target and its outcome."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ..records._reply import Reply
from ._target import Target

OUTCOMES = ("unchanged", "planned", "accepted", "confirmed", "outstanding", "failed", "skipped")
PROBLEMS = frozenset({"failed", "outstanding", "skipped"})
_KEYS = (
    "uuid", "name", "principal", "action", "outcome", "changed", "reason_sent", "message", "before", "after",
)  # fmt: skip


@dataclass
class Entry:
    """The line of one target in the report, while it is being made. ``extra``: keys that only some actions have."""

    action: str
    uuid: str | None
    name: str | None = None
    principal: str | None = None
    target: Target | None = None
    outcome: str = "planned"
    changed: bool = False
    reason_sent: bool = False
    message: str | None = None
    before: Any = None
    after: Any = None
    extra: dict[str, Any] = field(default_factory=dict)
    always_fails: bool = False
    """Fails the task whatever continue_on_error says."""
    sent: bool = False
    """A request with an effect on this target was made."""

    def fail(self, message: str, changed: bool = False, always_fails: bool = False) -> None:
        """The outcome ``failed``. ``changed``: Core acted or may have acted."""
        self.outcome, self.message, self.changed = "failed", message, changed
        self.always_fails = self.always_fails or always_fails

    def skip(self, message: str) -> None:
        """The outcome ``skipped``: the action was planned, and nothing was sent."""
        self.outcome, self.message, self.changed = "skipped", message, False

    def accept(self, message: str | None) -> None:
        """The outcome ``accepted``: Core accepted the request."""
        self.outcome, self.changed = "accepted", True
        self.say(message)

    def take(self, reply: Reply) -> None:
        """Set the outcome of this target from Core's reply."""
        key = str(self.uuid).lower()
        failure = reply.failures.get(key)
        if failure is not None:
            self.fail(failure)
        elif reply.unplaced:
            self.fail(f"Core reported failures without naming the devices: {reply.unplaced}", changed=True)
        else:
            self.accept(reply.notes.get(key, reply.message))
            if key in reply.passcodes:
                self.extra["passcode"] = reply.passcodes[key]

    def say(self, message: str | None) -> None:
        """Add a sentence to the message."""
        if message:
            self.message = f"{self.message} {message}" if self.message else message

    def record(self) -> dict[str, Any]:
        """The entry as the playbook gets it."""
        return {**{name: getattr(self, name) for name in _KEYS}, **self.extra}
