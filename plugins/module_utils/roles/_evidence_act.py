# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""What a task of a role did to one device: the module's entry for it, or what a killed task leaves open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Act:
    """The outcome of one request. ``sent``: the request was sent, or may have been sent."""

    outcome: str
    sent: bool
    message: str | None
    reason_sent: bool | None = None
    status: str | None = None
    location: Mapping[str, Any] | None = None

    @property
    def failed(self) -> bool:
        """Whether it failed."""
        return self.outcome == "failed"


def act_of(uuid: str, result: Mapping[str, Any]) -> Act:
    """The act on the device ``uuid``, from a module's result.

    Without an entry for the device, the task failed before it sent anything, or it was killed.
    """
    entry = next((entry for entry in result.get("devices", ()) if entry["uuid"] == uuid), None)
    if entry is None:
        killed = "changed" not in result or "module_stderr" in result
        return Act("failed", bool(killed or result["changed"]), failure(result))
    outcome = "failed" if entry["outcome"] == "skipped" else entry["outcome"]
    after = entry.get("after") or {}
    return Act(
        outcome,
        entry["changed"] if outcome == "failed" else outcome != "unchanged",
        entry["message"],
        entry.get("reason_sent"),
        after.get("access_state") or after.get("status"),
        entry.get("location"),
    )


def failure(result: Mapping[str, Any]) -> str:
    """Why a task failed."""
    return str(result.get("msg") or "failed")
