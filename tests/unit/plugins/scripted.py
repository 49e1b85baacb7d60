# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""A client that answers what a test scripts and checks each call against the operation table."""

from __future__ import annotations

from io import BytesIO
from types import SimpleNamespace

from ansible_collections.mobileiron.core.plugins.module_utils.core._core import Core
from ansible_collections.mobileiron.core.plugins.module_utils.wire._client import Answer
from ansible_collections.mobileiron.core.plugins.module_utils.wire._operations import OPERATIONS

NOTHING = {"messages": ""}
NO_DATA = object()
"""Stands for Core's own 404."""


class ScriptedClient:
    """Answers each operation from ``answers``: data, an exception, NO_DATA, or a list of these, one a call.

    ``calls`` holds what was asked, as (operation, values without those that are None).
    """

    def __init__(self, answers=None, check_mode=False):
        self.answers = dict(answers or {})
        self.calls = []
        self.permits = []
        self.warnings = []
        self.warn = self.warnings.append
        self.check_mode = check_mode
        self.effects = 0
        self.connection = SimpleNamespace(
            admin_device_space_id=7, base="https://core.example.com", validate_certs=True, timeout=30
        )

    def call(self, name, permit=None, **values):
        data = self._ask(name, values)
        self.permits.append(permit)
        return Answer(OPERATIONS[name], 404 if data is NO_DATA else 200, data is not NO_DATA, data)

    def stream(self, name, fields=None, **values):
        answer = self.call(name, **values)
        yield from answer.items()

    def download(self, name, **values):
        data = self._ask(name, values)
        return None if data is NO_DATA else BytesIO(data)

    def batches(self, name, parameter, ids, size, **rest):
        self._check(name, {**rest, parameter: ids})
        size = size or 2
        return (ids[start : start + size] for start in range(0, len(ids), size))

    def _ask(self, name, values):
        self._check(name, values)
        self.calls.append((name, {key: value for key, value in values.items() if value is not None}))
        answer = self.answers.get(name, NOTHING)
        if isinstance(answer, list):
            answer = answer.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    @staticmethod
    def _check(name, values):
        parameters = {parameter.name: parameter for parameter in OPERATIONS[name].parameters}
        assert not set(values) - set(parameters), f"{name}: {sorted(set(values) - set(parameters))} is no parameter"
        missing = [key for key, parameter in parameters.items() if parameter.required and values.get(key) is None]
        assert not missing, f"{name}: {missing} is missing"


def open_core(check_mode=False, **answers):
    """A Core whose client answers as scripted; ``core.client`` is the client."""
    client = ScriptedClient(answers, check_mode)
    core = Core(client)
    core.client = client
    return core
