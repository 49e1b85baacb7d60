# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run ansible-test sanity in the copy of the collection.

ansible-test fetches a script to install pip; where that download is not possible, a stand-in is written to its cache
that uses Python's own ensurepip. The version managers' shims are left out of PATH, because they break ansible-test.
"""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.request
from pathlib import Path

from sync import COPY

STAND_IN = '''"""Stands in for get-pip.py: installs pip with ensurepip, and then what was asked for."""
import ensurepip
import subprocess
import sys

ensurepip.bootstrap(default_pip=True)
packages = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
if packages:
    sys.exit(subprocess.call([sys.executable, "-m", "pip", "install", "--disable-pip-version-check", *packages]))
'''
ADDRESS = "https://ci-files.testing.ansible.com/ansible-test/get-pip-{}.py"
PIP_OF_CORE = {(2, 16): "23.1.2", (2, 18): "24.2", (2, 19): "24.2", (2, 20): "25.2", (2, 21): "25.2"}


def bootstrap(core: tuple[int, int]) -> None:
    """Write the stand-in where the download fails, and only there."""
    version = PIP_OF_CORE.get(core, "25.2")
    target = Path.home() / f".ansible/test/cache/get_pip_{version.replace('.', '_')}.py"
    if target.exists():
        return
    try:
        urllib.request.urlopen(ADDRESS.format(version), timeout=10).close()
    except OSError:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(STAND_IN)
        print(f"sanity: get-pip {version} cannot be downloaded here; wrote a stand-in that uses ensurepip")


def main(arguments: list[str]) -> int:
    """Run the sanity tests with the Python that runs this; more arguments are handed on."""
    command = [str(Path(sys.executable).parent / "ansible-test"), "sanity"]
    from ansible.release import __version__ as core

    major, minor = core.split(".")[:2]
    bootstrap((int(major), int(minor)))
    files = subprocess.run(
        ["git", "-C", str(COPY), "ls-files", "--others", "--cached", "--exclude-standard"],
        capture_output=True, text=True, check=True,
    ).stdout.count("\n")  # fmt: skip
    if files < 50:
        print(f"sanity: only {files} files in {COPY}; something is wrong with the copy")
        return 1
    folders = [str(Path(sys.executable).parent)]
    folders += [f for f in os.environ["PATH"].split(os.pathsep) if "shims" not in f]
    real = Path(sys.executable).resolve().parent
    environment = dict(os.environ, PATH=os.pathsep.join([*folders[:1], str(real), *folders[1:]]))
    environment.pop("ANSIBLE_COLLECTIONS_PATH", None)
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    print(f"sanity: ansible-test {core} on {files} files with Python {version}", flush=True)
    code = subprocess.call([*command, "--python", version, "--color", "no", *arguments], cwd=COPY, env=environment)
    if code or "--test" in arguments:
        return code
    return oldest(command, environment)


def oldest(command: list[str], environment: dict[str, str]) -> int:
    """Compile and import everything with Python 3.9, the oldest that modules may meet, where there is one."""
    finder = Path(__file__).with_name("find_python.sh")
    found = subprocess.run([str(finder), "9"], capture_output=True, text=True, check=True).stdout.strip()
    if not found:
        print("sanity: no Python 3.9 was found, so compile and import were not run with it")
        return 0
    path = os.pathsep.join([environment["PATH"], str(Path(found).parent)])
    tests = ["--test", "compile", "--test", "import", "--python", "3.9", "--color", "no"]
    return subprocess.call([*command, *tests], cwd=COPY, env=dict(environment, PATH=path))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
