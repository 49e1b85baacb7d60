# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Copy the project to .work/collections/ansible_collections/mobileiron/core, where Ansible expects a collection.

The files that git tracks, and the untracked ones that it does not ignore, are copied if they changed; files that are
gone are removed. The copy is a git repository of its own, because ansible-test asks git which files there are, and
would otherwise find the project around it, which ignores .work, and pass having checked nothing.
"""

from __future__ import annotations

import fcntl
import filecmp
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COPY = ROOT / ".work/collections/ansible_collections/mobileiron/core"


def listed() -> set[str]:
    """The files of the working tree, relative to its root."""
    command = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split("\0")
    return {name for name in names if name and (ROOT / name).is_file()}


def same(source: Path, target: Path) -> bool:
    """Whether the copy of a file is up to date: kind, size, time and permissions."""
    return (
        target.is_file()
        and filecmp.cmp(source, target, shallow=True)
        and source.stat().st_mode == target.stat().st_mode
    )


def main() -> int:
    """Bring the copy up to date and say where it is. Two at the same time wait for each other."""
    COPY.mkdir(parents=True, exist_ok=True)
    with (ROOT / ".work/sync.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return synchronise(listed())


def synchronise(names: set[str]) -> int:
    """Copy what changed, remove what is gone."""
    for name in names:
        source, target = ROOT / name, COPY / name
        if not same(source, target):
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)
    for path in sorted(COPY.rglob("*"), reverse=True):
        relative = path.relative_to(COPY)
        if relative.parts[0] in (".git", ".ansible") or relative.parts[:2] == ("tests", "output"):
            continue
        if path.is_file() and str(relative) not in names:
            path.unlink(missing_ok=True)
        elif path.is_dir() and not any(path.iterdir()):
            path.rmdir()
    if not (COPY / ".git").exists():
        subprocess.run(["git", "init", "-q", str(COPY)], check=True)
    print(f"copied: {len(names)} files at {COPY.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
