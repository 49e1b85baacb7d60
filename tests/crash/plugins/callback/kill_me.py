# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kills the run that loads it, at the moment that the variable KILL_ME describes as JSON, or has it wait there.

``{"task": "^Retire "}``: when a task of such a name begins. ``{"request": "PUT .*/retire/", "nth": 2, "moment": "sent"}``: at the
second request that fits, ``before`` it is sent, once it is ``sent`` and Core has acted, or once its answer has been
read and is ``answered``, before anything is done with it. ``{"file": "(json|html)$"}``: once such a file is in
its place, and the next one is not. The kill is SIGKILL, of the run and of the worker that sends. With ``"wait": "/folder/name"`` the run makes
the file ``/folder/name.waits``, and goes on once there is a file ``/folder/name``.
"""

from __future__ import annotations

import json
import os
import re
import signal
import threading
import time
from pathlib import Path
from typing import Any

import requests
from ansible.module_utils.basic import AnsibleModule
from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: kill_me
type: notification
short_description: Kills or holds the run at a moment of a test's choice
description: Sends SIGKILL to the run when it comes to the moment that E(KILL_ME) describes.
requirements: []
"""

_RUN = os.getpgid(0)
_LOCK = threading.Lock()


_ORDER: dict[str, Any] = json.loads(os.environ.get("KILL_ME") or "{}")


def _stop() -> None:
    if "wait" in _ORDER:
        goes_on = Path(_ORDER["wait"])
        Path(f"{goes_on}.waits").touch()
        while not goes_on.exists():
            time.sleep(0.05)
        return
    os.killpg(_RUN, signal.SIGKILL)
    os.killpg(0, signal.SIGKILL)  # a worker is in a group of its own


def _stop_at_request(pattern: str, moment: str, nth: int = 1) -> None:
    """Replace what sends requests, in this process and in the workers that are forked from it."""
    send, close = requests.Session.send, requests.Response.close
    seen = [0]

    def is_it(request: Any) -> bool:
        if not re.search(pattern, f"{request.method} {request.url}"):
            return False
        with _LOCK:
            seen[0] += 1
            return seen[0] == nth

    def sending(self: requests.Session, request: Any, **settings: Any) -> Any:
        hit = is_it(request)
        if hit and moment == "before":
            _stop()
        answer = send(self, request, **settings)
        if hit and moment == "sent":
            _stop()
        answer.kill_me = hit
        return answer

    def closing(self: requests.Response) -> None:
        close(self)
        if getattr(self, "kill_me", False):
            _stop()

    requests.Session.send = sending  # type: ignore[method-assign]
    requests.Response.close = closing  # type: ignore[method-assign]


def _stop_at_file(pattern: str) -> None:
    """Replace what puts a file in its place, in the workers that are forked from this process."""
    move = AnsibleModule.atomic_move

    def moving(self: AnsibleModule, src: str, dest: str, *more: Any, **settings: Any) -> None:
        move(self, src, dest, *more, **settings)
        if re.search(pattern, dest):
            _stop()

    AnsibleModule.atomic_move = moving  # type: ignore[method-assign]


class CallbackModule(CallbackBase):
    """Watches the tasks, and the requests of the workers."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "kill_me"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "request" in _ORDER:
            _stop_at_request(_ORDER["request"], _ORDER["moment"], _ORDER.get("nth", 1))
        if "file" in _ORDER:
            _stop_at_file(_ORDER["file"])

    def v2_playbook_on_task_start(self, task: Any, is_conditional: bool) -> None:
        """A task begins."""
        if "task" in _ORDER and re.search(_ORDER["task"], task.name):
            _stop()
