# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Speed and memory of the collection next to what one would do otherwise, side by side in one run."""

from __future__ import annotations

import argparse
import json
import os
import resource
import ssl
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from base64 import b64encode
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
COLLECTIONS = os.environ.get("ANSIBLE_COLLECTIONS_PATH", str(ROOT / ".work" / "collections"))
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from tests.integration.harness import KELLER_IPHONE, POOL, Playbook, Run, Simulator  # noqa: E402

LOCKED, LOOPED, LISTED = 200, 50, 20000


def uri(core: Simulator, path: str, **options: Any) -> dict[str, Any]:
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


def play(*tasks: dict[str, Any]) -> list[dict[str, Any]]:
    """A play of those tasks on this machine."""
    return [{"hosts": "localhost", "connection": "local", "gather_facts": False, "tasks": list(tasks)}]


def seconds(playbook: Playbook, tasks: list[dict[str, Any]]) -> tuple[float, Run]:
    """How long a whole ansible-playbook process with those tasks takes."""
    started = time.perf_counter()
    run = playbook.play(play(*tasks))
    if run.code:
        raise SystemExit(run.output)
    return time.perf_counter() - started, run


def processor_seconds() -> float:
    """The processor time of all processes that have ended so far; not disturbed by what else the machine does."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def line(what: str, ours: str, theirs: str, ratio: float, wanted: str, good: bool) -> bool:
    """Print one row of the table; returns whether the target is reached."""
    verdict = f"{wanted}: {'reached' if good else 'MISSED'}" if wanted else ""
    print(f"  {what:<34} {ours:>16} {theirs:>24} {ratio:>13.2f}   {verdict}", flush=True)
    return good


def heading(title: str, theirs: str, ratio: str) -> None:
    """Print what follows; ``ratio`` says which way the ratio goes."""
    print(f"\n{title}\n  {'':<34} {'mobileiron.core':>16} {theirs:>24} {ratio:>13}   target")


def one_device(playbook: Playbook, repeats: int) -> bool:
    """One device read, as a whole process and as one task more in a process; medians of alternating runs."""
    core = playbook.core
    ours = {"mobileiron.core.mi_device_info": {"uuids": [KELLER_IPHONE]}}
    theirs = uri(core, f"dm/devices/{KELLER_IPHONE}")
    times: dict[tuple[str, int], list[float]] = {(who, many): [] for who in ("ours", "theirs") for many in (1, 11)}
    busy: dict[tuple[str, int], list[float]] = {key: [] for key in times}
    for _repeat in range(repeats):
        for (who, many), measured in times.items():
            before = processor_seconds()
            measured.append(seconds(playbook, [ours if who == "ours" else theirs] * many)[0])
            busy[who, many].append(processor_seconds() - before)
    median = {key: statistics.median(value) for key, value in times.items()}
    worked = statistics.median(busy["ours", 1]), statistics.median(busy["theirs", 1])
    heading("One device, read once", "ansible.builtin.uri", "ours/theirs")
    good = True
    whole = median["ours", 1], median["theirs", 1]
    task = (median["ours", 11] - whole[0]) / 10, (median["theirs", 11] - whole[1]) / 10
    for what, (mine, other) in (
        ("whole ansible-playbook process", whole),
        ("  its processor time", worked),
        ("one task more", task),
    ):
        ratio = mine / other
        good &= line(what, f"{mine * 1000:.0f} ms", f"{other * 1000:.0f} ms", ratio, "at most 1.1", ratio <= 1.10)
    return good


def many_locked(playbook: Playbook) -> bool:
    """200 devices of a label locked by one task, and 50 of them by a loop over uri, scaled."""
    core = playbook.core
    core.reset(devices=800)
    uuids = core.fill_pool(LOCKED)
    task = {"action": "lock", "labels": [POOL], "reason": "Benchmark", "max_devices": LOCKED}
    ours, run = seconds(playbook, [{"mobileiron.core.mi_device_action": task}])
    if run[0]["summary"]["accepted"] != LOCKED or sum(many for _effect, many in core.did()) != LOCKED:
        raise SystemExit(f"not all were locked: {run[0]['summary']}")
    single = uri(core, "dm/devices/lock/{{ item }}?Reason=Benchmark", method="PUT")
    empty = seconds(playbook, [{"ansible.builtin.debug": {"msg": ""}}])[0]
    loop = seconds(playbook, [{**single, "loop": uuids[:LOOPED]}])[0]
    theirs = empty + (loop - empty) * LOCKED / LOOPED
    heading(f"{LOCKED} devices of one label locked", f"uri loop ({LOOPED}, scaled)", "theirs/ours")
    good = line(
        "whole ansible-playbook process",
        f"{ours:.1f} s",
        f"{theirs:.1f} s",
        theirs / ours,
        "at least 50",
        theirs / ours >= 50,
    )
    net = max(ours - empty, 0.001), theirs - empty
    line("the task alone", f"{net[0]:.2f} s", f"{net[1]:.1f} s", net[1] / net[0], "", net[1] / net[0] >= 50)
    return good


class Static:
    """Serves recorded answers, so that what is measured is the client and not the simulator."""

    def __init__(self, files: dict[str, Path]) -> None:
        class Handler(BaseHTTPRequestHandler):
            wbufsize = -1

            def do_GET(self) -> None:
                media = self.headers["Accept"]
                body = files[media.rpartition("/")[2]].read_bytes()
                self.send_response(200)
                self.send_header("Content-Type", media)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_args: Any) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


def record(core: Simulator, response_format: str, path: Path) -> None:
    """Keep the answer to a list of all active devices."""
    request = urllib.request.Request(f"{core.url}/api/v1/dm/devices?status=ACTIVE")
    request.add_header("Accept", f"application/{response_format}")
    request.add_header("Authorization", "Basic " + b64encode(f"{core.username}:{core.password}".encode()).decode())
    context = ssl.create_default_context(cafile=core.ca_path)
    with urllib.request.urlopen(request, context=context) as answer, path.open("wb") as file:
        while chunk := answer.read(1 << 20):
            file.write(chunk)


def read(way: str, response_format: str, source: str, repeats: int) -> dict[str, float]:
    """The fastest of several measurements, each in a process of its own."""
    command = [sys.executable, str(Path(__file__).with_name("listing.py")), way, response_format, source]
    environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    environment["PYTHONPATH"] = os.pathsep.join([COLLECTIONS, str(ROOT)])
    found = [
        json.loads(subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout)
        for _repeat in range(repeats)
    ]
    return min(found, key=lambda result: result["seconds"])


def many_listed(folder: Path, repeats: int) -> bool:
    """20,000 devices listed with five fields."""
    core = Simulator(folder, LISTED + LISTED // 4)
    files = {kind: folder / f"devices.{kind}" for kind in ("json", "xml")}
    try:
        for kind, path in files.items():
            record(core, kind, path)
    finally:
        core.stop()
    static = Static(files)
    good = True
    heading("The list of active devices, five fields", "json.loads / iterparse", "ours/theirs")
    for kind, path in files.items():
        mine, bare = read("collection", kind, static.url, repeats), read("bare", kind, str(path), repeats)
        if mine["devices"] != bare["devices"]:
            raise SystemExit(f"{mine['devices']} devices against {bare['devices']}")
        what = f"{kind.upper()}, {mine['devices']:,.0f} devices, {path.stat().st_size / 1e6:.0f} MB"
        ratio = mine["seconds"] / bare["seconds"]
        good &= line(what, f"{mine['seconds']:.2f} s", f"{bare['seconds']:.2f} s", ratio, "at most 2", ratio <= 2)
        memory = mine["megabytes"]
        good &= line(
            "  peak memory",
            f"{memory:.0f} MB",
            f"{bare['megabytes']:.0f} MB",
            memory / bare["megabytes"],
            "below 200 MB",
            memory < 200,
        )
    return good


def main() -> int:
    """Run all, or those that are named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", nargs="*", choices=["device", "lock", "list", []], help="only these")
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    what = options.what or ["device", "lock", "list"]
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} cores")
    good = True
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        core = Simulator(folder)
        try:
            playbook = Playbook(core, folder)
            if "device" in what:
                good &= one_device(playbook, options.repeats)
            if "lock" in what:
                good &= many_locked(playbook)
        finally:
            core.stop()
        if "list" in what:
            (folder / "fleet").mkdir()
            good &= many_listed(folder / "fleet", max(2, options.repeats // 2))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
