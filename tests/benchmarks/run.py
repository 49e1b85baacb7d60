# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Speed and memory of the collection next to what one would do otherwise, side by side in one run."""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
COLLECTIONS = os.environ.get("ANSIBLE_COLLECTIONS_PATH", str(ROOT / ".work" / "collections"))
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from tests.benchmarks.inventory import Inventory, engines  # noqa: E402
from tests.benchmarks.measure import Table, Times, in_turns, turns  # noqa: E402
from tests.benchmarks.recorded import Static, recorded  # noqa: E402
from tests.integration.harness import KELLER_IPHONE, POOL, WAYS, Launcher, Playbook, Run, Simulator  # noqa: E402

TASKS_MORE = 10
HOSTS, HOSTS_AS_PROCESSES = 500, 50
LOCKED, LOOPED = 1000, 50
RECORDED, COPIES = 20000, 5
FLEET, FLEET_COPIES = 10000, 5
HERE = {"connection": "local", "gather_facts": False}
READ = {"mobileiron.core.mi_device_info": {"uuids": [KELLER_IPHONE]}}
Task = dict[str, Any]


def uri(core: Simulator, path: str, **options: Any) -> Task:
    """What the same request is with ansible.builtin.uri."""
    return {
        "ansible.builtin.uri": {
            "url": f"{core.url}/api/v1/{path}",
            "url_username": core.username,
            "url_password": core.password,
            "force_basic_auth": True,
            "ca_path": core.ca_path,
            "headers": {"Accept": "application/json"},
            "return_content": True,
            **options,
        }
    }


class Bench:
    """Playbooks in both ways against one simulator, and the table of the results."""

    def __init__(self, core: Simulator, folder: Path, rounds: int) -> None:
        self.core, self.rounds, self.table = core, rounds, Table()
        self.ways = {way: Playbook(core, folder, launcher=Launcher(way)) for way in WAYS}

    def play(self, tasks: list[Task], way: str = "in-process", hosts: int = 0) -> Run:
        """A whole ansible-playbook process: the tasks on this machine, or on that many hosts of an inventory."""
        inventory = ("-i", ",".join(f"phone-{number}" for number in range(hosts)) + ",") if hosts else ()
        pattern = "all:!localhost" if hosts else "localhost"
        run = self.ways[way].play([{"hosts": pattern, **HERE, "tasks": tasks}], arguments=inventory)
        if run.code or len(run.results) < len(tasks) * max(hosts, 1):
            raise SystemExit(run.output)
        return run

    def turns(self, **sides: Callable[[], object]) -> dict[str, Times]:
        """What the sides took."""
        return in_turns(self.rounds, **sides)

    def one_device(self) -> None:
        """One device read, as a whole process and as one task more in a process."""
        kinds: dict[str, tuple[Task, str]] = {
            "ours": (READ, "in-process"),
            "module": (READ, "module"),
            "uri": (uri(self.core, f"dm/devices/{KELLER_IPHONE}"), "in-process"),
        }
        counts = {"one": 1, "more": 1 + TASKS_MORE}
        sides = {
            f"{kind}_{name}": partial(self.play, [task] * count, way)
            for kind, (task, way) in kinds.items()
            for name, count in counts.items()
        }
        times = self.turns(**sides)
        more = {kind: (times[f"{kind}_more"] - times[f"{kind}_one"]) / TASKS_MORE for kind in kinds}
        table = self.table
        table.head("One device, read once", "in the controller", "ansible.builtin.uri", "ours/theirs")
        table.times("whole ansible-playbook process", times["ours_one"], times["uri_one"], at_most=0.75)
        table.times("one task more", more["ours"], more["uri"], at_most=0.1)
        table.head("The same, run as a module", "as a module", "ansible.builtin.uri", "ours/theirs")
        table.times("whole ansible-playbook process", times["module_one"], times["uri_one"], at_most=1.16)
        table.times("one task more", more["module"], more["uri"])
        self._count("requests of one task", partial(self.play, [READ]), 1)

    def many_hosts(self) -> None:
        """One read for each host of an inventory; the slow sides are measured on fewer hosts and scaled."""
        theirs = uri(self.core, f"dm/devices/{KELLER_IPHONE}")
        times = self.turns(
            empty=partial(self.play, []),
            ours=partial(self.play, [READ], hosts=HOSTS),
            module=partial(self.play, [READ], "module", hosts=HOSTS_AS_PROCESSES),
            uri=partial(self.play, [theirs], hosts=HOSTS_AS_PROCESSES),
        )
        scaled = {
            kind: times["empty"] + (times[kind] - times["empty"]) * (HOSTS / HOSTS_AS_PROCESSES)
            for kind in ("module", "uri")
        }
        for kind, theirs_name in (("module", "as modules"), ("uri", "ansible.builtin.uri")):
            heading = f"{theirs_name} ({HOSTS_AS_PROCESSES}, scaled)"
            self.table.head(f"{HOSTS} hosts, one read each", "in the controller", heading, "theirs/ours")
            self.table.times("whole play", times["ours"], scaled[kind], at_least=10, faster=True)

    def many_locked(self) -> None:
        """1,000 devices of a label locked by one task, and some of them by a loop over uri, scaled."""
        core = self.core
        core.reset(devices=LOCKED * 4)
        uuids = core.fill_pool(LOCKED)
        options = {"action": "lock", "labels": [POOL], "reason": "Benchmark", "max_devices": LOCKED}
        single = uri(core, "dm/devices/lock/{{ item }}?Reason=Benchmark", method="PUT")

        def lock() -> None:
            since = core.next_entry()
            task = {"mobileiron.core.mi_device_action": {**options, "return_devices": "problems"}}
            summary = self.play([task])[0]["summary"]
            if summary["accepted"] != LOCKED or sum(many for _effect, many in core.did(since)) != LOCKED:
                raise SystemExit(f"not all were locked: {summary}")

        times = self.turns(
            empty=partial(self.play, []),
            ours=lock,
            uri=partial(self.play, [{**single, "loop": uuids[:LOOPED]}]),
        )
        theirs = times["empty"] + (times["uri"] - times["empty"]) * (LOCKED / LOOPED)
        title, heading = f"{LOCKED:,} devices of one label locked", f"loop over uri ({LOOPED}, scaled)"
        self.table.head(title, "one task", heading, "theirs/ours")
        self.table.times("whole ansible-playbook process", times["ours"], theirs, at_least=150, faster=True)
        # The labels and the devices of the label, twice: to select, and again just before. Then the bulk requests.
        self._count("requests of the task", lock, 4 + -(-LOCKED // 165))

    def _count(self, what: str, side: Callable[[], object], at_most: int) -> None:
        since = self.core.next_entry()
        side()
        sent = len(self.core.log(since))
        self.table.figure(what, sent, at_most, "requests", at_most)

    def many_listed(self, folder: Path) -> None:
        """100,000 devices listed with five fields, next to the bare parse of the same bytes."""
        folder.mkdir()
        files = recorded(folder, RECORDED, COPIES)
        static = Static(files)
        self.table.head("The list of active devices, five fields", "mi_device_info", "bare parse", "ours/theirs")
        for kind, path in files.items():
            sides = {
                "ours": partial(listed, "collection", kind, static.url),
                "bare": partial(listed, "bare", kind, str(path)),
            }
            runs: dict[str, list[dict[str, float]]] = {name: [] for name in sides}
            for name, side in turns(self.rounds, sides):
                runs[name].append(side())
            if {run["devices"] for run in runs["ours"]} != {run["devices"] for run in runs["bare"]}:
                raise SystemExit("not the same number of devices")
            ours, bare = (
                Times([run["wall"] for run in results], [run["processor"] for run in results])
                for results in runs.values()
            )
            count = runs["ours"][0]["devices"]
            self.table.times(f"{kind.upper()}, {count:,.0f} devices", ours, bare, at_most=1.25)
            memory = [max(run["megabytes"] for run in results) for results in runs.values()]
            self.table.figure(f"  peak, of {path.stat().st_size / 1e6:.0f} MB", *memory, "MB", 150)

    def inventory(self, folder: Path) -> None:
        """50,000 devices as an inventory, on each engine, next to a script that prints the same hosts and variables."""
        folder.mkdir()
        static = Static(recorded(folder, FLEET, FLEET_COPIES, ("json",)))
        for engine, python in engines().items():
            measured = Inventory(folder / engine, python, static.url)
            hosts = measured.prepare()
            asked: list[int] = []
            cached = partial(counted, static, measured.cached, asked)
            times = in_turns(self.rounds, warm=True, ours=measured.live, script=measured.script, cached=cached)
            table = self.table
            table.head(
                f"{hosts:,} hosts, ansible-inventory --list, {engine}", "devices", "script inventory", "ours/theirs"
            )
            table.times("read from Core", times["ours"], times["script"], at_most=1.3)
            table.figure("  peak", measured.peak["live"], measured.peak["script"], "MB", 1.3 * measured.peak["script"])
            table.times("read from the cache", times["cached"], times["script"], at_most=1.3)
            table.figure(
                "  peak", measured.peak["cached"], measured.peak["script"], "MB", 1.3 * measured.peak["script"]
            )
            table.figure("  requests", max(asked), 0, "requests", 0)
            table.times("the cache instead of Core", times["cached"], times["ours"], at_most=1)


def counted(static: Static, side: Callable[[], None], requests: list[int]) -> None:
    """Run a side, and add the number of its requests."""
    before = static.requests
    side()
    requests.append(static.requests - before)


def listed(way: str, response_format: str, source: str) -> dict[str, float]:
    """One measurement in a process of its own."""
    command = [sys.executable, str(Path(__file__).with_name("listing.py")), way, response_format, source]
    environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    environment["PYTHONPATH"] = os.pathsep.join([COLLECTIONS, str(ROOT)])
    return json.loads(subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout)


def machine() -> str:
    """What the figures were measured on."""
    cpus = re.findall(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text()) or [platform.processor()]
    busy = f"load {os.getloadavg()[0]:.1f} at the start"
    return (
        f"{os.cpu_count()} × {cpus[0]}, {busy}; Python {sys.version.split()[0]}, ansible-core {version('ansible-core')}"
    )


def main() -> int:
    """Run all, or those that are named."""
    names = ["device", "hosts", "lock", "list", "inventory"]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", nargs="*", choices=[*names, []], help="only these")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    print(f"{machine()}\nMedian (least to most) of {options.rounds} rounds; targets are compared with the wall time.")
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        core = Simulator(folder)
        bench = Bench(core, folder, options.rounds)
        kinds = {
            "device": bench.one_device, "hosts": bench.many_hosts, "lock": bench.many_locked,
            "list": partial(bench.many_listed, folder / "list"),
            "inventory": partial(bench.inventory, folder / "inventory"),
        }  # fmt: skip
        try:
            for what in options.what or names:
                kinds[what]()
        finally:
            core.stop()
    print(f"\n{(time.monotonic() - started) / 60:.0f} minutes, load {os.getloadavg()[0]:.1f} at the end")
    print(f"missed: {', '.join(bench.table.missed)}" if bench.table.missed else "every target was reached")
    return 1 if bench.table.missed else 0


if __name__ == "__main__":
    sys.exit(main())
