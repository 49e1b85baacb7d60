# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Draw the pictures of the README: python -m tests.browser.pictures FOLDER"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from ansible_collections.mobileiron.core.plugins.module_utils.roles._compliance_page import compliance_page
from playwright.sync_api import sync_playwright

from .conftest import CHROMIUM, QUIET
from .fleet import made_report

PICTURES = {
    "compliance-report.png": ({"width": 1180, "height": 1060}, "light", None),
    "compliance-report-devices.png": ({"width": 1180, "height": 760}, "dark", "#devices"),
}
"""File → the size of the window, the colours, and what is scrolled to."""


def main(folder: Path) -> None:
    """Draw each picture of the same report."""
    report = made_report(1234, hostile=False, max_noncompliant_percent=10.0, max_not_seen_percent=10.0)
    text = compliance_page(report, ["compliance-report.csv", "compliance-report.json"])
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        file = Path(temporary) / "page.html"
        file.write_text(text, encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        for name, (size, scheme, target) in PICTURES.items():
            page = browser.new_page(viewport=size, color_scheme=scheme)
            page.goto(file.as_uri())
            if target:
                page.eval_on_selector(target, "heading => window.scrollTo(0, heading.parentElement.offsetTop - 24)")
                page.wait_for_timeout(800)  # the page scrolls smoothly
            page.screenshot(path=folder / name)
            print(f"drew {folder / name}")
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
