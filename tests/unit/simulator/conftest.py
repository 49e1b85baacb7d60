# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""A simulator in a process of its own, over TLS, reset before every test; time moves only when a test moves it."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import requests
import xmltodict

ROOT = Path(__file__).resolve().parents[3]
DELAY = 3600.0  # far above what a test takes, so that only the moved clock makes devices check in


class Sim:
    """Asks the simulator as a client would, and steers it."""

    def __init__(self, ready: dict[str, Any]) -> None:
        self.url, self.control_url, self.ca_path = ready["url"], ready["control_url"], ready["ca_path"]
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.verify = self.ca_path
        self.session.auth = (ready["username"], ready["password"])
        self.first = 1

    def ask(self, method: str, path: str, xml: bool = False, **options: Any) -> requests.Response:
        headers = {"Accept": "application/xml" if xml else "application/json", **options.pop("headers", {})}
        return self.session.request(method, f"{self.url}{path}", headers=headers, timeout=30, **options)

    def json(self, path: str, method: str = "GET", status: int = 200, **options: Any) -> Any:
        answer = self.ask(method, f"/api/v1/{path}", **options)
        assert answer.status_code == status, answer.text
        assert answer.headers["Content-Type"].startswith("application/json")
        return answer.json()

    def xml(self, path: str, method: str = "GET", status: int = 200, **options: Any) -> Any:
        answer = self.ask(method, f"/api/v1/{path}", xml=True, **options)
        assert answer.status_code == status, answer.text
        assert answer.headers["Content-Type"].startswith("application/xml")
        return xmltodict.parse(answer.content)

    def control(self, path: str, method: str = "GET", /, *, expect: int = 200, **data: Any) -> Any:
        body = json.dumps(data) if data else None
        answer = self.session.request(method, f"{self.control_url}/{path}", data=body, auth=None, timeout=30)
        assert answer.status_code == expect, answer.text
        return answer.json()

    def settings(self, **changed: Any) -> None:
        self.control("settings", "PATCH", **changed)

    def advance(self, seconds: float = DELAY) -> None:
        self.control("clock", "POST", advance_seconds=seconds)

    def device(self, uuid: str) -> Any:
        return self.control(f"devices/{uuid}")

    def log(self, effects_only: bool = False) -> Any:
        return self.control(f"log?since={self.first}&effects_only={str(effects_only).lower()}")["entries"]

    def effects(self) -> list[tuple[str, list[str]]]:
        return [(entry["effect"], entry["devices"]) for entry in self.log(True)]


def start(folder: Path, *arguments: str) -> tuple[subprocess.Popen[str], dict[str, Any]]:
    """Start a simulator and wait until it has written where it is."""
    ready = folder / "ready.json"
    command = [sys.executable, "-m", "tests.simulator", "--ready-file", str(ready), "--state-dir", str(folder)]
    process = subprocess.Popen([*command, *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    while not ready.exists():
        assert process.poll() is None, "the simulator ended before it was ready"
        time.sleep(0.02)
    return process, json.loads(ready.read_text(encoding="utf-8"))


def stop(process: subprocess.Popen[str]) -> int:
    """Ask it to stop and say how it ended."""
    process.terminate()
    return process.wait(timeout=20)


@pytest.fixture
def launch(tmp_path: Path) -> Any:
    """Starts another simulator with the given arguments; what it gives back can be stopped with its second part."""

    def run(*arguments: str) -> tuple[dict[str, Any], Any]:
        process, ready = start(tmp_path, *arguments)
        return ready, lambda: (stop(process), process.stdout.read() if process.stdout else "")

    return run


@pytest.fixture(scope="session")
def simulator(tmp_path_factory: pytest.TempPathFactory) -> Any:
    process, ready = start(tmp_path_factory.mktemp("simulator"), "--check-in-delay", str(DELAY), "--devices", "60")
    yield Sim(ready)
    assert stop(process) == 0


@pytest.fixture
def sim(simulator: Sim) -> Sim:
    simulator.control("reset", "POST", devices=60, seed=7)
    simulator.first = simulator.control("log?since=1")["next"]
    return simulator
