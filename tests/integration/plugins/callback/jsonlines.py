# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes what each task of a playbook returned as one line of JSON, for the tests to read."""

from __future__ import annotations

import json
import os

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: jsonlines
type: notification
short_description: Results of tasks as lines of JSON
description: Writes one line for each task result to the file that E(RESULTS_FILE) names.
requirements: []
"""


class CallbackModule(CallbackBase):
    """One line per result: the task's name and action, how it ended, and all that it returned."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "jsonlines"
    CALLBACK_NEEDS_ENABLED = True

    def _write(self, ended: str, result) -> None:
        line = {
            "task": result._task.get_name(),
            "action": result._task.action,
            "ended": ended,
            "result": dict(result._result),
        }
        with open(os.environ["RESULTS_FILE"], "a", encoding="utf-8") as file:
            file.write(json.dumps(line, default=str) + "\n")

    def v2_runner_on_ok(self, result) -> None:
        """A task that went well."""
        self._write("ok", result)

    def v2_runner_on_failed(self, result, ignore_errors=False) -> None:
        """A task that failed, also where the failure is ignored."""
        self._write("failed", result)

    def v2_runner_on_unreachable(self, result) -> None:
        """A host that could not be reached."""
        self._write("unreachable", result)

    def v2_runner_on_skipped(self, result) -> None:
        """A task that was not run."""
        self._write("skipped", result)
