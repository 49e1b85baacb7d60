# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests install is pinned with hashes, and the pins are within the ranges."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement

FOLDER = Path(__file__).resolve().parents[1] / "requirements"
NAMES = sorted(path.stem for path in FOLDER.glob("*.txt"))


def required(path: Path) -> Iterator[Requirement]:
    """The requirements of a file, and of those that it includes."""
    for line in path.read_text().splitlines():
        if line.startswith("-r "):
            yield from required((path.parent / line[3:]).resolve())
        elif line and not line.startswith("#"):
            yield Requirement(line)


def pinned(name: str) -> dict[str, list[str]]:
    """Every version of each package in a lock; forks for several Pythons have several."""
    versions: dict[str, list[str]] = {}
    for package, version in re.findall(r"(?m)^([\w.-]+)==([^\s;]+)", (FOLDER / f"{name}.lock").read_text()):
        versions.setdefault(package.lower().replace("_", "-"), []).append(version)
    return versions


@pytest.mark.parametrize("name", NAMES)
def test_lock_holds_what_is_required(name):
    """Each requirement has a pin within its range; run "make lock" after a change."""
    versions = pinned(name)
    requirements = list(required(FOLDER / f"{name}.txt"))
    assert requirements
    for requirement in requirements:
        pins = versions.get(requirement.name.lower().replace("_", "-"), [])
        assert pins, f"{requirement} is not in {name}.lock"
        assert all(requirement.specifier.contains(pin) for pin in pins), f"{requirement}, and {name}.lock has {pins}"


@pytest.mark.parametrize("name", NAMES)
def test_every_pin_has_a_hash(name):
    """pip refuses a lock in which one is missing; this says it before anything is downloaded."""
    for block in re.split(r"(?m)^(?=[\w.-]+==)", (FOLDER / f"{name}.lock").read_text())[1:]:
        assert "--hash=sha256:" in block, block
