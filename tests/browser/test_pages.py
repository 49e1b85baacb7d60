# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pages as people use them: search, filter, sort, pages, keyboard, phone, dark and print, and axe-core's rules."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.mobileiron.core.plugins.module_utils.roles._compliance_page import compliance_page
from ansible_collections.mobileiron.core.plugins.module_utils.roles._evidence_page import evidence_page
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from .conftest import PHONE, WIDE, Open
from .fleet import HOSTILE, made_report

FILES = ["compliance-report.csv", "compliance-report.json"]
COUNT = 400


@pytest.fixture(scope="module")
def report() -> dict[str, Any]:
    return made_report(COUNT, max_noncompliant_percent=10.0, max_not_seen_percent=50.0)


@pytest.fixture(scope="module")
def text(report) -> str:
    return compliance_page(report, FILES)


def rows(page: Page) -> list[list[str]]:
    """The text of the rows shown, cell by cell."""
    return page.eval_on_selector_all(
        "#rows tr", "rows => rows.map(row => Array.from(row.cells, cell => cell.innerText.trim()))"
    )


def status(page: Page) -> str:
    return page.inner_text("#status")


def search(page: Page, words: str) -> None:
    """Type words and wait until the table is a new one."""
    page.evaluate("() => { document.querySelector('#rows').insertRow().id = 'stale'; }")
    page.fill("#search", words)
    page.wait_for_selector("#stale", state="detached")


def shown(count: int) -> str:
    return f"of {count} that match, of {COUNT} devices."


def test_the_script_shows_the_rows_that_the_page_was_written_with(open_page: Open, text: str) -> None:
    live, still = open_page(text), open_page(text, java_script_enabled=False)
    outer = "#rows"
    assert live.inner_text("#page") == f"Page 1 of {COUNT // 50}"
    assert live.inner_html(outer) == still.inner_html(outer)
    assert "let this page run its script" in still.inner_text("noscript")


def test_search_finds_users_models_reasons_and_uuids(open_page: Open, report: dict, text: str) -> None:
    page = open_page(text)
    device = report["devices"][60]
    search(page, device["uuid"].upper())
    assert len(rows(page)) == 1 and device["uuid"] in rows(page)[0][0] and shown(1) in status(page)
    search(page, "apple policy out")
    expected = [
        row for row in report["devices"] if row["manufacturer"] == "Apple" and "policy_out_of_date" in row["reasons"]
    ]
    assert expected and shown(len(expected)) in status(page)
    search(page, "<img src")
    assert HOSTILE[1] in rows(page)[0][0]
    search(page, "no such thing")
    assert status(page) == "No device matches." and rows(page) == []
    page.click("#clear")
    assert f"of {COUNT} devices." in status(page) and len(rows(page)) == 50
    assert page.evaluate("document.activeElement.id") == "search"


@pytest.mark.parametrize(
    "name, value, matches",
    [
        ("verdict", "unknown", lambda row: row["verdict"] == "unknown"),
        ("platform", "macos", lambda row: row["platform_family"] == "macos"),
        ("owner", "unknown", lambda row: row["owner"] == "unknown"),
        ("reason", "policy_out_of_date", lambda row: "policy_out_of_date" in row["reasons"]),
        ("contact", "never", lambda row: row["contact"] == "never"),
        ("also", "1", lambda row: row["quarantined"]),
        ("also", "8", lambda row: row["not_seen"]),
    ],
)
def test_filters_show_what_the_report_holds(open_page: Open, report: dict, text: str, name, value, matches) -> None:
    page = open_page(text)
    page.select_option(f"#filter-{name}", value)
    expected = [row["uuid"] for row in report["devices"] if matches(row)]
    assert expected and shown(len(expected)) in status(page)
    page.select_option("#size", "250")
    assert [row[0].splitlines()[-1] for row in rows(page)] == expected


def test_a_figure_is_a_way_to_its_devices(open_page: Open, report: dict, text: str) -> None:
    page = open_page(text)
    page.click("#contact + p + .columns button:has-text('Never connected')")
    assert shown(report["figures"]["contact"]["never"]) in status(page)
    assert page.evaluate("document.activeElement.id") == "devices"
    page.click("#platforms ~ table button:has-text('Android')")
    assert shown(sum(report["figures"]["by_platform"]["android"].values())) in status(page)


def test_sorting_by_each_column_in_both_directions(open_page: Open, report: dict, text: str) -> None:
    page = open_page(text)
    page.select_option("#size", "250")
    heads = page.locator("th[data-sort] button")
    assert heads.count() == 8
    heads.nth(2).click()
    first = rows(page)[0]
    assert page.locator("th[data-sort=contact]").get_attribute("aria-sort") == "descending"
    assert first[2] in ("Never", "Not known")
    heads.nth(2).click()
    times = [row[2].splitlines()[0] for row in rows(page)]
    assert times == sorted(times, reverse=True)
    heads.nth(4).click()
    systems = [row[4] for row in rows(page)]
    assert page.locator("th[aria-sort]").count() == 1 and systems == sorted(systems, key=version_key)
    heads.nth(7).click()
    alerts = [int(row[7]) for row in rows(page)]
    assert alerts == sorted(alerts, reverse=True) and alerts[0] > 0


def version_key(system: str) -> tuple[str, list[int]]:
    """Android 9 comes before Android 12."""
    name, _blank, version = system.rpartition(" ")
    return name.lower(), [int(part) for part in version.split(".")]


def test_pages_are_turned_and_sized(open_page: Open, text: str) -> None:
    page = open_page(text)
    assert page.is_disabled("#first") and page.is_disabled("#previous") and page.is_enabled("#next")
    page.click("#next")
    assert status(page) == f"Rows 51–100 of {COUNT} devices."
    page.click("#last")
    assert status(page) == f"Rows 351–400 of {COUNT} devices." and page.is_disabled("#next")
    page.select_option("#size", "250")
    assert len(rows(page)) == 250 and page.inner_text("#page") == "Page 1 of 2"


def test_everything_can_be_done_with_the_keyboard(open_page: Open, text: str) -> None:
    page = open_page(text)
    page.keyboard.press("Tab")
    assert page.inner_text(":focus") == "Skip to the table of devices"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "search"
    page.keyboard.type("apple")
    expect(page.locator("#status")).to_contain_text("that match")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    assert page.input_value("#filter-verdict") == "noncompliant"
    for _key in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.parentElement.dataset.sort") == "user":
            break
    page.keyboard.press("Enter")
    assert page.locator("th[data-sort=user]").get_attribute("aria-sort") == "ascending"
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none"


def test_on_a_phone_nothing_is_wider_than_the_screen(open_page: Open, text: str) -> None:
    page = open_page(text, viewport=PHONE, is_mobile=True, has_touch=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.select_option("#sort", "contact")
    assert rows(page)[0][2].endswith(("Never", "Not known"))


def test_in_print_the_controls_are_gone_and_the_rows_are_there(open_page: Open, text: str) -> None:
    page = open_page(text)
    page.emulate_media(media="print")
    assert not page.is_visible(".tools") and not page.is_visible(".pages")
    assert page.is_visible("#status") and page.locator("#rows tr").count() == 50
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"


LOOKS = [
    pytest.param({"viewport": WIDE, "color_scheme": "light"}, id="wide-light"),
    pytest.param({"viewport": WIDE, "color_scheme": "dark"}, id="wide-dark"),
    pytest.param({"viewport": PHONE, "color_scheme": "dark"}, id="phone-dark"),
]


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_in_reports(open_page: Open, look: dict[str, Any]) -> None:
    assert_no_violations(open_page(compliance_page(made_report(50, max_not_seen_percent=5.0), FILES), **look))


@pytest.mark.parametrize("count", [0, 1])
def test_axe_finds_nothing_in_small_reports(open_page: Open, count: int) -> None:
    assert_no_violations(open_page(compliance_page(made_report(count), FILES)))


EVIDENCE = {
    "user": HOSTILE[0], "ticket": "HR-2041", "reason": "left", "wipe_company_owned": True,
    "started_at": "2026-11-27T07:59:00Z", "updated_at": "2026-11-27T08:01:00Z",
    "devices": [
        {
            "kind": kind, "uuid": f"u-{outcome}", "device_uuid": "u", "name": HOSTILE[1], "principal": HOSTILE[0],
            "owner": "company", "platform": "iOS 17", "model": "iPhone", "phone_number": "1", "asked": "wipe",
            "reason": "left", "reason_sent": True, "ticket": "HR-2041", "status_before": "ACTIVE",
            "status_after": "WIPED", "outcome": outcome, "message": None, "may_have_acted": outcome == "failed",
            "asked_at": "2026-11-27T08:00:00Z", "confirmed_at": None, "planned_at": "2026-11-27T07:59:00Z",
        }
        for kind, outcome in (("device", "confirmed"), ("device", "outstanding"), ("activesync", "failed"))
    ],
    "alerts": [{"id": "1", "comment": "left", "marked_read_at": "2026-11-27T08:01:00Z"}],
    "candidates_not_touched": [], "failures": ["block mail: refused"],
}  # fmt: skip


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_in_evidence(open_page: Open, look: dict[str, Any]) -> None:
    page = open_page(evidence_page(EVIDENCE, "Offboarding"), **look)
    assert page.evaluate("document.documentElement.scrollWidth") <= look["viewport"]["width"]
    assert_no_violations(page)


def assert_no_violations(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    assert found == [], [(each["id"], [node["html"][:200] for node in each["nodes"][:3]]) for each in found]


def test_twenty_thousand_devices_are_searched_and_sorted(open_page: Open) -> None:
    page = open_page(compliance_page(made_report(20_000, hostile=False), FILES))
    assert status(page) == "Rows 1–50 of 20,000 devices."
    search(page, "alice")
    assert "of 20,000 devices." in status(page)
    page.click("th[data-sort=user] button")
    users = [row[0].splitlines()[0] for row in rows(page)]
    assert all(user.startswith("alice") for user in users) and len(users) == 50
