# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The guide to bad days tells of every test of them, and of no other."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs/docsite/rst/guide_bad_days.rst").read_text(encoding="utf-8")


def test_each_bad_day_of_the_guide_has_its_test_and_each_test_its_row() -> None:
    tests = re.findall(r"(?m)^def (test_\w+)", (ROOT / "tests/crash/test_bad_days.py").read_text(encoding="utf-8"))
    assert sorted(re.findall(r"``(test_\w+)``", GUIDE)) == sorted(tests)


def test_each_step_that_a_run_is_killed_at_has_its_row() -> None:
    source = (ROOT / "tests/crash/test_killed.py").read_text(encoding="utf-8")
    requests = set(re.findall(r'"(?:GET|PUT|POST) (.+?)"', source))
    assert len(requests) == len(re.findall(r"(?m)^   \* - (?:offboarding|onboarding): (?!write)", GUIDE))
