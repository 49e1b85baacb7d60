# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""ansible-inventory --list over a large fleet: from Core, from the cache, and by a script that prints the same.

Run as a program it is ansible-inventory, which at its end writes its own peak of memory, in MB, into the file that PEAK names.
"""

from __future__ import annotations

import atexit
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "inventory" / "all.mobileiron.yml"
COLLECTIONS = os.environ.get("ANSIBLE_COLLECTIONS_PATH", str(ROOT / ".work" / "collections"))


def engines() -> dict[str, str]:
    """The Pythons of the newest and, where its environment was made, of the oldest ansible-core, by their version."""
    asked = "from importlib.metadata import version; print(version('ansible-core'))"
    pythons = [sys.executable, *filter(os.path.exists, [os.environ.get("OLD_VENV", "") + "/bin/python"])]
    named = {}
    for python in pythons:
        version = subprocess.run([python, "-c", asked], check=True, capture_output=True, text=True).stdout.strip()
        named[f"ansible-core {version}"] = python
    return named


class Inventory:
    """The example inventory of all active devices on one engine, and a script with what it gave."""

    def __init__(self, folder: Path, python: str, url: str) -> None:
        folder.mkdir()
        self.folder, self.python, self.url = folder, python, url
        self.peak: dict[str, float] = {}
        options = yaml.safe_load(EXAMPLE.read_text())
        cache = {"cache": True, "cache_plugin": "ansible.builtin.jsonfile", "cache_connection": str(folder / "cache")}
        (folder / "live.mobileiron.yml").write_text(yaml.safe_dump(options))
        (folder / "cached.mobileiron.yml").write_text(yaml.safe_dump({**options, **cache}))

    def prepare(self) -> int:
        """Write the script and fill the cache. Returns the number of hosts."""
        printed = self._run("live.mobileiron.yml", "live", keep=True)
        (self.folder / "hosts.json").write_text(printed)
        script = self.folder / "script.sh"
        script.write_text(f"#!/bin/sh\nexec {shutil.which('cat')} '{self.folder / 'hosts.json'}'\n")
        script.chmod(0o700)
        self.cached()
        by_script = json.loads(self._run("script.sh", "script", keep=True))
        if by_script["_meta"] != json.loads(printed)["_meta"]:
            raise SystemExit("the script's hosts are not the plugin's")
        return len(by_script["_meta"]["hostvars"])

    def live(self) -> None:
        """Read from Core."""
        self._run("live.mobileiron.yml", "live")

    def script(self) -> None:
        """Read what the script prints."""
        self._run("script.sh", "script")

    def cached(self) -> None:
        """Read from the cache."""
        self._run("cached.mobileiron.yml", "cached")

    def _run(self, name: str, kind: str, keep: bool = False) -> str:
        """``ansible-inventory --list`` in a process of its own; its peak of memory is noted."""
        peak = self.folder / "peak"
        environment = {key: value for key, value in os.environ.items() if not key.lower().endswith("_proxy")}
        environment.update(
            PEAK=str(peak), ANSIBLE_COLLECTIONS_PATH=COLLECTIONS, ANSIBLE_LOCALHOST_WARNING="false",
            ANSIBLE_HOME=str(self.folder / "home"), ANSIBLE_INVENTORY_UNPARSED_FAILED="true",
            MOBILEIRON_URL=self.url, MOBILEIRON_USERNAME="apiadmin", MOBILEIRON_PASSWORD="secret", PYTHONPATH=str(ROOT),
        )  # fmt: skip
        with (self.folder / "output").open("w+") as output:
            subprocess.run(
                [self.python, __file__, "-i", str(self.folder / name), "--list"],
                env=environment, check=True, stdout=output,
            )  # fmt: skip
            output.seek(0)
            self.peak[kind] = max(self.peak.get(kind, 0), float(peak.read_text()))
            return output.read() if keep else ""


def main() -> None:
    """Be ansible-inventory."""
    from ansible.cli.inventory import main as ansible_inventory

    from tests.benchmarks.listing import peak

    sys.argv[0] = "ansible-inventory"
    atexit.register(lambda: Path(os.environ["PEAK"]).write_text(str(peak())))
    ansible_inventory()


if __name__ == "__main__":
    main()
