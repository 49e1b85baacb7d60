# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Say whether the checkout can be released as the version in galaxy.yml, and what is missing.

Usage: python tests/tools/release_check.py. Exit status 1 if anything is missing.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]


def git(*arguments: str) -> str:
    """What git answers in the checkout."""
    return subprocess.run(["git", "-C", str(ROOT), *arguments], check=True, capture_output=True, text=True).stdout


def version_problems(version: str) -> Iterator[str]:
    """Places that name another version than galaxy.yml."""
    pattern = re.compile(r'^COLLECTION_VERSION = "(.+)"$', re.MULTILINE)
    sources = [path.read_text() for path in (ROOT / "plugins/module_utils/wire").glob("*.py")]
    named = [match for source in sources for match in pattern.findall(source)]
    if named != [version]:
        yield f"COLLECTION_VERSION in plugins/module_utils/wire is {named or 'missing'}, and galaxy.yml says {version}"
    if f"mobileiron-core-{version}.tar.gz" not in (ROOT / "README.md").read_text():
        yield f"README.md does not install mobileiron-core-{version}.tar.gz"


def changelog_problems(version: str) -> Iterator[str]:
    """What is missing in the changelog."""
    releases = yaml.safe_load((ROOT / "changelogs/changelog.yaml").read_text())["releases"]
    if version not in releases:
        yield f"changelogs/changelog.yaml has no release {version}: run antsibull-changelog release"
    fragments = sorted(path.name for path in (ROOT / "changelogs/fragments").glob("*.y*ml"))
    if fragments:
        yield f"unreleased fragments: {', '.join(fragments)}: run antsibull-changelog release, or raise the version"
    for name in ("CHANGELOG.md", "CHANGELOG.rst"):
        if not (ROOT / name).exists() or f"v{version}" not in (ROOT / name).read_text():
            yield f"{name} does not tell of v{version}"


def tree_problems(version: str) -> Iterator[str]:
    """What git says against a release."""
    if git("status", "--porcelain"):
        yield "the working tree is not clean"
    if git("tag", "--list", version):
        yield f"the tag {version} exists already: raise the version in galaxy.yml"


def metadata_problems(galaxy: dict) -> Iterator[str]:
    """Addresses that lead nowhere."""
    for key in ("repository", "documentation", "homepage", "issues"):
        if "example.com" in galaxy[key]:
            yield f"galaxy.yml: {key} is a placeholder ({galaxy[key]})"


def main() -> int:
    """Print what is missing."""
    galaxy = yaml.safe_load((ROOT / "galaxy.yml").read_text())
    version = galaxy["version"]
    problems = [
        *version_problems(version),
        *changelog_problems(version),
        *tree_problems(version),
        *metadata_problems(galaxy),
    ]
    for problem in problems:
        print(f"release-check: {problem}")
    if problems:
        return 1
    print(
        f"release-check: {version} is ready. Next: git tag {version}, then publish .work/build/mobileiron-core-{version}.tar.gz"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
