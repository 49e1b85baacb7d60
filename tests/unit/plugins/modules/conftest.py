# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole modules in this process, against a simulator in this process. Pauses move the simulator's clock."""

from __future__ import annotations

import asyncio
import json
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib import import_module
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import pytest
from aiohttp import web
from ansible.module_utils import basic

from tests import event_query
from tests.integration import harness
from tests.simulator import app, calls
from tests.simulator.people import PASSWORD

COLLECTION = "ansible_collections.mobileiron.core.plugins"
DEVICES = 20


class Simulator(harness.Simulator):
    """The simulator of the integration tests, with all its words, in a thread of this process."""

    def __init__(self) -> None:
        self.devices_made, self.seed = DEVICES, 7
        self.server = app.Simulator(self.devices_made, self.seed, check_in_delay=1.0)
        self.username, self.password = "apiadmin", PASSWORD
        self._loop = asyncio.new_event_loop()
        self._runner = self._loop.run_until_complete(self._start())
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    async def _start(self) -> web.ServerRunner:
        runner = web.ServerRunner(self.server.server(), shutdown_timeout=1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return runner

    def stop(self) -> None:
        """End the thread."""
        asyncio.run_coroutine_threadsafe(self._runner.cleanup(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def control(self, method: str, path: str, body: dict[str, Any] | None = None, **query: Any) -> Any:
        """One request to the control interface, without a connection."""
        data = json.dumps(body).encode() if body is not None else b""
        reply = self.server.control.handle(method, path.split("/"), calls.Params(urlencode(query)), data)
        assert reply.status == 200, reply.body
        return json.loads(reply.whole())

    def add(self, count: int, **values: Any) -> list[str]:
        """The uuids of that many more active devices, which the company owns unless ``values`` say otherwise."""
        values = {"employeeOwned": False, **values}
        return [self.control("POST", "devices", dict(values))["uuid"] for _number in range(count)]


@dataclass
class Ended:
    """How a module ended: its result, and the texts that it warned with."""

    failed: bool
    values: dict[str, Any]
    warned: list[str] = field(default_factory=list)

    def __getitem__(self, key: str) -> Any:
        return self.values[key]

    @property
    def message(self) -> str:
        """The failure's text."""
        return str(self.values.get("msg", ""))

    @property
    def outcomes(self) -> list[str]:
        """The outcome of each device."""
        return [entry["outcome"] for entry in self.values["devices"]]

    def ok(self) -> Ended:
        """This result, after a look that the module did not fail."""
        assert not self.failed, self.message
        return self


class _End(BaseException):
    """Carries a result out of exit_json and fail_json."""


Run = Callable[..., Ended]


@pytest.fixture
def run(core: Simulator, clock: Callable[[], None], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a module by its name with options, as Ansible would: ``run("mi_alert", all=True, …, check_mode=True)``.

    The only place that knows how a module is started.
    """
    warned: list[str] = []

    def end(failed: bool) -> Callable[..., None]:
        def ended(_module: Any, msg: Any = None, **values: Any) -> None:
            told = values if msg is None else {**values, "msg": msg}
            raise _End(Ended(failed, json.loads(json.dumps(told)), list(warned)))

        return ended

    monkeypatch.setattr(basic.AnsibleModule, "exit_json", end(False))
    monkeypatch.setattr(basic.AnsibleModule, "fail_json", end(True))
    monkeypatch.setattr(basic.AnsibleModule, "warn", lambda _module, text, **_more: warned.append(text))
    monkeypatch.setattr(basic, "_ANSIBLE_PROFILE", "legacy", raising=False)

    def run(module: str, check_mode: bool = False, diff: bool = True, **options: Any) -> Ended:
        warned.clear()
        connection = {"url": core.url, "username": core.username, "password": core.password, "retries": 0}
        given = {**connection, **options, "_ansible_check_mode": check_mode, "_ansible_diff": diff}
        monkeypatch.setattr(basic, "_ANSIBLE_ARGS", json.dumps({"ANSIBLE_MODULE_ARGS": given}).encode())
        main = import_module(f"{COLLECTION}.modules.{module}").main
        clock()
        with pytest.raises(_End) as caught:
            main()
        ended: Ended = caught.value.args[0]
        assert not event_query.problems(f"mobileiron.core.{module}", ended.values)
        return ended

    return run


@pytest.fixture(scope="session")
def _simulator() -> Iterator[Simulator]:
    running = Simulator()
    yield running
    running.stop()


@pytest.fixture
def core(_simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> Simulator:
    """The simulator with a fresh fleet; proxies of the machine are left out."""
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    _simulator.reset()
    return _simulator


@pytest.fixture
def clock(core: Simulator, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Gives all of the collection that is loaded a clock on which a pause takes no time, and passes in the simulator."""
    passed = [0.0]

    def sleep(seconds: float) -> None:
        passed[0] += seconds
        core.advance(seconds)

    simulated = SimpleNamespace(sleep=sleep, monotonic=lambda: time.monotonic() + passed[0], time=time.time)

    def give() -> None:
        for name, module in list(sys.modules.items()):
            if name.startswith(f"{COLLECTION}.module_utils") and getattr(module, "time", None) is time:
                monkeypatch.setattr(module, "time", simulated)

    return give
