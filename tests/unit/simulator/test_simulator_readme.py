# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the simulator's README shows works as shown, and it tells of every option, setting and fault."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys

import pytest

from tests.simulator import faults, settings

from .conftest import ROOT, stop

README = (ROOT / "tests/simulator/README.md").read_text(encoding="utf-8")
BLOCKS = [block.splitlines() for block in re.findall(r"```console\n(.*?)```", README, re.DOTALL)]
CONTROL = [line.partition(" # ")[0] for line in next(b for b in BLOCKS if b[0].startswith("$ C=")) if line[2:4] == "$C"]


def test_the_start_command_prints_what_is_shown(tmp_path):
    shown = next(block for block in BLOCKS if "tests.simulator" in block[0])
    command = shlex.split(shown[0].removeprefix("$ ").replace("/tmp/core", str(tmp_path)))
    assert (command[0], command[3:5]) == (".venv/bin/python", ["--port", "8443"])
    command[0], command[4] = sys.executable, "0"  # any free port will do
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    printed = [process.stdout.readline().rstrip("\n") for _line in shown[1:]]
    port = re.search(r":(\d+) ", printed[0])
    assert port and stop(process) == 0
    assert [line.replace(port[1], "8443").replace(str(tmp_path), "/tmp/core") for line in printed] == shown[1:]


@pytest.mark.parametrize("line", CONTROL)
def test_the_control_examples(sim, line):
    words = shlex.split(line.removeprefix("$ $C "))
    uuid = sim.control("devices?status=VERIFICATION_PENDING")["devices"][0]["uuid"]
    method, body, path = "GET", {}, ""
    while words:
        word = words.pop(0)
        if word == "-X":
            method = words.pop(0)
        elif word == "-d":
            body = json.loads(words.pop(0))
        else:
            path = word.removeprefix("$U/").replace("<uuid>", uuid)
    assert sim.control(path, method, **body)


def test_everything_that_can_be_set_is_described():
    table = [line.split("|") for line in README.splitlines() if line.startswith("| `")]
    rows = {tuple(re.findall(r"`([\w-]+)", row[1])): row[2].strip() for row in table}
    described = {name for names in rows for name in names}
    assert set(faults.INSTEAD + faults.AFTER) | set(settings.DEFAULTS) <= described
    for names, shown in rows.items():
        if names[0] in settings.DEFAULTS:
            values = [settings.DEFAULTS[name] for name in names]
            assert shown == ", ".join(value if isinstance(value, str) else json.dumps(value) for value in values)
    usage = subprocess.run(
        [sys.executable, "-m", "tests.simulator", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    options = set(re.findall(r"--[\w-]+", usage.stdout)) - {"--help"}
    assert options == {name for name in described if name.startswith("--")}
