# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the integration tests stand on: a Core simulator of their own, and real ansible-playbook runs against it."""

from __future__ import annotations

import ast
import json
import os
import re
import ssl
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

import yaml

from tests import event_query

ROOT = Path(__file__).resolve().parents[2]
CALLBACKS = Path(__file__).parent / "plugins" / "callback"
FQCN = "mobileiron.core."
START_SECONDS = 300
PLAYBOOK_SECONDS = 900  # only ends what would never end; nothing is concluded from how long a run takes
_TIMES = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)|\b1[0-9]{12}\b|\d+/\d+/\d{4} \d+:\d\d:\d\d [AP]M"
)


# Devices that are in every fleet; tests/simulator/README.md tells about them.
KELLER_IPHONE, KELLER_OWN_ANDROID, KELLER_MAC, KELLER_SILENT, KELLER_RETIRED = (
    f"000000a1-0000-4000-8000-{number:012x}" for number in range(1, 6)
)
SMITH_IPHONE = "000000a2-0000-4000-8000-000000000001"
CEO_IPHONE = "000000a3-0000-4000-8000-000000000001"
ROOTED_ANDROID = "000000a4-0000-4000-8000-000000000001"
UNKNOWN = "ffffffff-0000-4000-8000-ffffffffffff"
POOL = "Loaner Pool"


class Simulator:
    """A running Core simulator and its control interface."""

    def __init__(self, folder: Path, devices: int = 200, seed: int = 7, arguments: tuple[str, ...] = ()) -> None:
        self.devices_made, self.seed = devices, seed
        ready = folder / "ready.json"
        self._log = open(folder / "simulator.log", "wb")  # noqa: SIM115 - closed by stop()
        command = [sys.executable, "-m", "tests.simulator", "--devices", str(devices), "--seed", str(seed)]
        command += ["--port", "0", "--ready-file", str(ready), *arguments]
        self._process = subprocess.Popen(command, cwd=ROOT, stdout=self._log, stderr=self._log)
        self.facts = self._wait_for(ready)
        self.url, self.ca_path = self.facts["url"], self.facts["ca_path"]
        self.username, self.password = self.facts["username"], self.facts["password"]
        self.control_url = self.facts["control_url"]
        self._tls = ssl.create_default_context(cafile=self.ca_path)

    def _wait_for(self, ready: Path) -> dict[str, Any]:
        until = time.monotonic() + START_SECONDS
        while not ready.exists() or not ready.stat().st_size:
            if self._process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"the simulator did not start; see {self._log.name}")
            time.sleep(0.05)
        return json.loads(ready.read_text())

    def stop(self) -> None:
        """End the simulator's process."""
        self._process.terminate()
        self._process.wait(10)
        self._log.close()

    @property
    def environment(self) -> dict[str, str]:
        """The variables that point modules at this simulator."""
        return {
            "MOBILEIRON_URL": self.url,
            "MOBILEIRON_USERNAME": self.username,
            "MOBILEIRON_PASSWORD": self.password,
            "MOBILEIRON_CA_PATH": self.ca_path,
        }

    # -- the control interface, with the simulator's own words

    def control(self, method: str, path: str, body: dict[str, Any] | None = None, **query: Any) -> Any:
        """One request to the control interface."""
        url = f"{self.control_url}/{path}" + (f"?{urlencode(query)}" if query else "")
        request = urllib.request.Request(url, method=method, data=None if body is None else json.dumps(body).encode())
        with urllib.request.urlopen(request, context=self._tls, timeout=30) as answer:  # noqa: S310
            return json.load(answer)

    def reset(self, **fleet: int) -> None:
        """A fresh fleet, first settings and the standing ones, no faults; the log is read from here on."""
        self.control("POST", "reset", {"devices": self.devices_made, "seed": self.seed, **fleet})
        if self.standing:
            self.settings(**self.standing)
        self._since = self.next_entry()

    _since = 1
    standing: Mapping[str, Any] = MappingProxyType({})  # settings that hold for all tests, in spite of resets

    def next_entry(self) -> int:
        """The number that the next request will have in the log."""
        return int(self.control("GET", "log", since=10**9)["next"])

    def log(self, since: int | None = None) -> list[dict[str, Any]]:
        """The requests since the last reset, or from that number on."""
        return self.control("GET", "log", since=since or self._since)["entries"]

    def effects(self, since: int | None = None) -> list[dict[str, Any]]:
        """The requests that changed something or sent something, since the last reset or from that number on."""
        return self.control("GET", "log", since=since or self._since, effects_only="true")["entries"]

    def did(self, since: int | None = None) -> list[tuple[str, int]]:
        """Those requests in short: what was done and to how many devices."""
        return [(entry["effect"], len(entry["devices"])) for entry in self.effects(since)]

    def requests(self, operation: str, since: int | None = None) -> list[dict[str, Any]]:
        """The requests of one of the simulator's operations."""
        return [entry for entry in self.log(since) if entry["operation"] == operation]

    def device(self, uuid: str) -> dict[str, Any]:
        """All that the simulator knows of a device."""
        return self.control("GET", f"devices/{uuid}")

    def devices(self, **query: Any) -> list[dict[str, Any]]:
        """All devices, or those of a ``principal`` or in a ``status``."""
        return self.control("GET", "devices", **query)["devices"]

    def change(self, uuid: str, **values: Any) -> None:
        """Change a device behind Core's back."""
        self.control("PATCH", f"devices/{uuid}", values)

    def label_members(self, name: str) -> list[str]:
        """The members of a static label."""
        labels = self.control("GET", "labels")["labels"]
        return next(label["members"] for label in labels if label["name"] == name)

    def carriers(self, label: str, **wanted: Any) -> list[str]:
        """The uuids of the devices that carry a label, filtered or static, and have those values."""
        found = [self.device(device["uuid"]) for device in self.devices()]
        return [d["uuid"] for d in found if label in d["labels"] and all(d[k] == v for k, v in wanted.items())]

    def fill_pool(self, count: int, **wanted: Any) -> list[str]:
        """Give the label POOL, empty at first, to that many active company devices that do check in."""
        wanted = {"status": "ACTIVE", "employeeOwned": False, "silent": False, **wanted}
        found = [d["uuid"] for d in self.devices() if all(d[key] == value for key, value in wanted.items())][:count]
        assert len(found) == count
        for uuid in found:
            self.change(uuid, labels=[POOL])
        return found

    def partnership(self, uuid: str) -> dict[str, Any]:
        """An ActiveSync partnership."""
        return next(row for row in self.control("GET", "eas")["partnerships"] if row["uuid"] == uuid)

    def alerts(self, **wanted: Any) -> list[dict[str, Any]]:
        """The alerts with those values."""
        rows = self.control("GET", "alerts")["alerts"]
        return [row for row in rows if all(row[key] == value for key, value in wanted.items())]

    def messages(self) -> list[dict[str, Any]]:
        """The e-mails, SMS and pushes that were sent."""
        return self.control("GET", "messages")["messages"]

    def fault(self, kind: str, **order: Any) -> None:
        """Order a fault."""
        self.control("POST", "faults", {"kind": kind, **order})

    def meanwhile(self, operation: str | None, method: str, path: str, body: dict[str, Any], skip: int = 0) -> None:
        """Order a control request that is carried out before such an operation (None: any), the first after ``skip``, is answered."""
        order = {"method": method, "path": path, "body": body}
        self.fault("meanwhile", operation=operation, skip=skip, control=order)

    def settings(self, **values: Any) -> None:
        """Change settings."""
        self.control("PATCH", "settings", values)

    def advance(self, seconds: float) -> None:
        """Move the simulated clock."""
        self.control("POST", "clock", {"advance_seconds": seconds})


@dataclass
class Result:
    """What one task returned: ``ended`` is ok, failed or skipped; everything else is the module's own."""

    name: str
    ended: str
    values: dict[str, Any]

    def __getitem__(self, key: str) -> Any:
        return self.values[key]

    def get(self, key: str, default: Any = None) -> Any:
        """A returned value, or the default."""
        return self.values.get(key, default)

    @property
    def failed(self) -> bool:
        """Whether the task failed."""
        return self.ended == "failed"

    @property
    def changed(self) -> bool:
        """The task's ``changed``."""
        return bool(self.values.get("changed"))

    @property
    def message(self) -> str:
        """The failure's text."""
        return str(self.values.get("msg", ""))

    @property
    def warnings(self) -> str:
        """All warnings of the task in one text."""
        return "\n".join(str(warning) for warning in self.values.get("warnings") or [])

    def ok(self) -> Result:
        """This result, after a look that it did not fail."""
        assert self.ended == "ok", f"{self.name}: {self.message}"
        return self


@dataclass
class Run:
    """One ansible-playbook process: its results in order, all that it printed, and how it ended."""

    results: list[Result]
    output: str
    code: int

    def __getitem__(self, index: int) -> Result:
        return self.results[index]

    def __iter__(self) -> Iterator[Result]:
        return iter(self.results)


WAYS = {"in-process": {}, "module": {"mobileiron_core_in_process": False}}
"""How tasks are to run: in the controller's process where they may, or all as modules; the variables that say so."""
_OF_ONE_RUN = ("ANSIBLE_LOCAL_TEMP", "ANSIBLE_REMOTE_TEMP")


class Launcher:
    """Starts ansible-playbook: ``fresh`` as a command each time, else forked from a process that has loaded it.

    A run whose variables for Ansible are not those of the first one is started fresh in any case.
    """

    def __init__(self, way: str = "in-process", fresh: bool = True) -> None:
        self.fresh = fresh
        self.arguments = ["-e", json.dumps(WAYS[way])] if WAYS[way] else []
        self._process: subprocess.Popen[str] | None = None
        self._settings: dict[str, str] = {}

    def run(self, arguments: list[str], environment: dict[str, str], folder: Path) -> tuple[int, str]:
        """The code and the output of one run. Raises TimeoutExpired."""
        arguments = [*self.arguments, *arguments]
        settings = {k: v for k, v in environment.items() if k.startswith("ANSIBLE_") and k not in _OF_ONE_RUN}
        if self.fresh or (folder / "ansible.cfg").exists() or self._settings not in ({}, settings):
            return self._command(arguments, environment, folder)
        if self._process is None:
            self._settings = settings
            command = [sys.executable, str(Path(__file__).with_name("starter.py"))]
            pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
            self._process = subprocess.Popen(command, env=environment, cwd=ROOT, text=True, **pipes)
        output = folder / "output"
        request = {
            "arguments": arguments, "environment": environment, "folder": str(folder), "output": str(output),
            "seconds": PLAYBOOK_SECONDS,
        }  # fmt: skip
        print(json.dumps(request), file=self._process.stdin, flush=True)
        answer = json.loads(self._process.stdout.readline())  # type: ignore[union-attr]
        if answer["code"] is None:
            raise subprocess.TimeoutExpired(["ansible-playbook", *arguments], PLAYBOOK_SECONDS)
        return answer["code"], output.read_text(encoding="utf-8", errors="replace")

    def _command(self, arguments: list[str], environment: dict[str, str], folder: Path) -> tuple[int, str]:
        command = [str(Path(sys.executable).with_name("ansible-playbook")), *arguments]
        options: dict[str, Any] = {"cwd": folder, "env": environment, "timeout": PLAYBOOK_SECONDS}
        ended = subprocess.run(command, check=False, capture_output=True, text=True, **options)
        return ended.returncode, ended.stdout + ended.stderr

    def stop(self) -> None:
        """End the process that was loaded."""
        if self._process:
            self._process.communicate()


@dataclass
class Playbook:
    """Writes playbooks and runs them with ansible-playbook; the modules talk to ``core``."""

    core: Simulator
    folder: Path
    extra: dict[str, str] = field(default_factory=dict)
    count: int = 0
    launcher: Launcher = field(default_factory=Launcher)

    def run(
        self,
        *tasks: dict[str, Any],
        check: bool = False,
        response_format: str = "json",
        arguments: tuple[str, ...] = (),
        environment: dict[str, str] | None = None,
    ) -> Run:
        """Run tasks one after the other, also after a failure; returns the result of each.

        A task is ``{"mi_…": {options}}``, the module's name without its collection; other keys are task keywords.
        """
        play = {
            "hosts": "localhost",
            "connection": "local",
            "gather_facts": False,
            "tasks": [_task(number, task) for number, task in enumerate(tasks, 1)],
        }
        run = self.play([play], check, response_format, arguments, environment)
        assert len(run.results) == len(tasks), run.output
        return run

    def play(
        self,
        plays: list[dict[str, Any]],
        check: bool = False,
        response_format: str = "json",
        arguments: tuple[str, ...] = (),
        environment: dict[str, str] | None = None,
    ) -> Run:
        """Run whole plays."""
        self.count += 1
        book = self.folder / f"playbook-{self.count}.yml"
        book.write_text(json.dumps(plays, ensure_ascii=False), encoding="utf-8")
        return self.file(str(book), check, response_format, arguments, environment)

    def file(
        self,
        book: str,
        check: bool = False,
        response_format: str = "json",
        arguments: tuple[str, ...] = (),
        environment: dict[str, str] | None = None,
    ) -> Run:
        """Run a playbook by its path or its full name in a collection."""
        results = self.folder / f"results-{self.count}.jsonl"
        results.unlink(missing_ok=True)
        command = ["-i", "localhost,", *arguments, book, *(["--check"] if check else [])]
        variables = dict(self._environment(results, response_format), **(environment or {}))
        code, output = self.launcher.run(command, variables, self.folder)
        lines = results.read_text(encoding="utf-8").splitlines() if results.exists() else []
        found = [json.loads(line) for line in lines]
        for line in found:
            assert not undocumented(line), f"the RETURN of {line['action']} does not tell of {undocumented(line)}"
            assert not event_query.problems(line["action"], line["result"]), line
        return Run([_result(line) for line in found], output, code)

    def _environment(self, results: Path, response_format: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
        collections = os.environ.get("ANSIBLE_COLLECTIONS_PATH", str(ROOT / ".work" / "collections"))
        return {
            **kept,
            **self.core.environment,
            "ANSIBLE_COLLECTIONS_PATH": collections,
            "ANSIBLE_CALLBACK_PLUGINS": str(CALLBACKS),
            "ANSIBLE_CALLBACKS_ENABLED": "jsonlines",
            "ANSIBLE_LOCALHOST_WARNING": "false",
            "ANSIBLE_PYTHON_INTERPRETER": sys.executable,
            "ANSIBLE_NOCOLOR": "1",
            "ANSIBLE_LOCAL_TEMP": str(self.folder / "temp"),
            "ANSIBLE_REMOTE_TEMP": str(self.folder / "temp"),
            "RESULTS_FILE": str(results),
            "MOBILEIRON_RESPONSE_FORMAT": response_format,
            **self.extra,
        }


# Returned by the engine, or describing an error (the errors are documented in the troubleshooting guide).
_COMMON_KEYS = {"changed", "diff", "failed", "invocation", "msg", "exception", "warnings", "deprecations"} | {
    "operation", "status", "url", "censored", "attempts", "retries", "timedout",
    "changed_when_result", "changed_when_suppressed_exception", "failed_when_result", "failed_when_suppressed_exception",
}  # fmt: skip
# The engine adds these facts of the file to every result that has a dest, and to a failure about its attributes.
_FILE_KEYS = {"details", "gid", "group", "mode", "owner", "path", "secontext", "size", "state", "uid"}
# The engine adds these to a result that it has waited for.
_ASYNC_KEYS = {
    "ansible_job_id", "finished", "results_file", "started", "stderr", "stderr_lines", "stdout", "stdout_lines",
}  # fmt: skip


@cache
def _documented_keys(module: str) -> frozenset[str]:
    text = (ROOT / "plugins" / "modules" / f"{module}.py").read_text(encoding="utf-8")
    for node in ast.parse(text).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "RETURN":
            return frozenset(yaml.safe_load(ast.literal_eval(node.value)))
    return frozenset()


def undocumented(line: dict[str, Any]) -> set[str]:
    """The keys of a result that the RETURN of its module does not tell of; those of loops and other actions are none."""
    module = line["action"].removeprefix(FQCN)
    if not module.startswith("mi_") or line["ended"] in ("skipped", "unreachable") or "results" in line["result"]:
        return set()
    keys = {key for key in line["result"] if not key.startswith("_ansible")}
    added = (_FILE_KEYS if keys & {"dest", "path"} else set()) | (_ASYNC_KEYS if "ansible_job_id" in keys else set())
    return keys - _documented_keys(module) - _COMMON_KEYS - added


def _task(number: int, task: dict[str, Any]) -> dict[str, Any]:
    (module,) = (name for name in task if name.startswith("mi_"))
    rest = {name: value for name, value in task.items() if name != module}
    return {"name": f"{number} {module}", FQCN + module: task[module], "ignore_errors": True, **rest}


def _result(line: dict[str, Any]) -> Result:
    return Result(line["task"], line["ended"], line["result"])


@dataclass
class Ways:
    """The results of a target's four runs; ``repeated`` is what the run again did to Core."""

    plain: Run
    again: Run
    check: Run
    xml: Run
    repeated: list[dict[str, Any]]


def four_ways(playbook: Playbook, *tasks: dict[str, Any], prepare: Callable[[], Any] | None = None) -> Ways:
    """Run a target in check mode, plain, again, and with XML on a fresh Core; ``prepare`` follows each reset.

    Asserts what holds for all: check mode has no effect on Core and fails exactly where the real run fails, and XML
    gives the results that JSON gives. The Core is left as the XML run left it.
    """
    core = playbook.core
    _fresh(core, prepare)
    check = playbook.run(*tasks, check=True)
    assert not core.effects(), "check mode had an effect"
    plain = playbook.run(*tasks)
    for pretended, real in zip(check, plain):
        assert pretended.failed == real.failed, f"check: {pretended.message!r}, real: {real.message!r}"
    seen = core.next_entry()
    again = playbook.run(*tasks)
    repeated = core.effects(since=seen)
    _fresh(core, prepare)
    xml = playbook.run(*tasks, response_format="xml")
    for first, second in zip(plain, xml):
        assert comparable(first) == comparable(second), first.name
    return Ways(plain, again, check, xml, repeated)


def refusals(playbook: Playbook, *tasks: dict[str, Any], prepare: Callable[[], Any] | None = None) -> Run:
    """Run tasks that have to fail before any effect, in check mode and for real, with the same words."""
    _fresh(playbook.core, prepare)
    check, plain = playbook.run(*tasks, check=True), playbook.run(*tasks)
    for pretended, real in zip(check, plain):
        assert real.failed and not real.changed, f"{real.name} did not fail"
        assert comparable(pretended) == comparable(real), real.name
    assert playbook.core.effects() == []
    return plain


def _fresh(core: Simulator, prepare: Callable[[], Any] | None) -> None:
    core.reset()
    if prepare:
        prepare()


def comparable(result: Result) -> Any:
    """A result without what differs between any two runs: the times, and what Ansible adds."""
    values = {k: v for k, v in result.values.items() if not k.startswith("_ansible") and k not in ("invocation",)}
    return json.loads(_TIMES.sub("<time>", json.dumps(values, sort_keys=True)))
