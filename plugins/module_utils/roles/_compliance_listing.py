# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""The section of a compliance report's page with the table of devices, its search, filters and pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from . import _compliance_table as table
from . import _compliance_words as words
from ._compliance_figures import VERDICTS, Row
from ._page_html import Html, element, section
from ._page_text import number

_COLUMNS = (
    ("user", "User"),
    ("verdict", "Compliance"),
    ("contact", "Last contact"),
    ("model", "Device"),
    ("system", "System"),
    ("owner", "Owner"),
    ("state", "Measures"),
    ("alerts", "Alerts"),
)


def devices(report: Mapping[str, Any], data: Mapping[str, Any], files: Sequence[str]) -> Html:
    """The section. ``data`` is what the page's script reads, ``files`` the names of those that lie beside the page."""
    rows: list[Row] = report["devices"]
    columns = [pair for pair in _COLUMNS if pair[0] != "alerts" or data["alerts"]]
    heads = [
        element("th", element("button", label, type="button"), scope="col", role="columnheader", data_sort=name)
        for name, label in columns
    ]
    listing = element(
        "table",
        element("caption", "Devices", class_="unseen"),
        element("thead", element("tr", *heads, role="row"), role="rowgroup"),
        element("tbody", *table.first_rows(rows, bool(data["alerts"])), id="rows", role="rowgroup"),
        class_="list",
        role="table",
    )
    first = f"Rows 1–{number(min(len(rows), table.ROWS))} of {number(len(rows))} devices." if rows else "No device."
    return section(
        "devices",
        "Devices",
        _tools(report, columns),
        element("p", first, class_="status", id="status", role="status"),
        listing,
        _pages(),
        element("noscript", element("p", "To search and turn pages, let this page run its script.", class_="nothing")),
        lead=_whole(data["count"], len(rows), files),
        class_="long",
    )


def _whole(count: int, total: int, files: Sequence[str]) -> str:
    beside = f" All of this is also in {' and '.join(files)}." if files else ""
    if count == total:
        return f"Those that need attention come first.{beside}"
    left = number(total - count)
    return (
        f"This page is limited in size and lists the {number(count)} devices that need attention most. {left} more are "
        f"left out of the table, but not of the figures.{beside}"
    )


def _tools(report: Mapping[str, Any], columns: Iterable[tuple[str, str]]) -> Html:
    counted, days = report["figures"], report["not_seen_for_days"]
    flags = table.flags(days, report["changes"] is not None)
    choices = [
        ("verdict", "Compliance", [(name, words.VERDICTS[name]) for name in VERDICTS]),
        ("platform", "Platform", [(name, words.FAMILIES[name]) for name in counted["by_platform"]]),
        ("owner", "Owner", [(name, words.OWNERS[name]) for name in counted["by_owner"]]),
        ("reason", "Reason", [(name, words.reason(name)) for name in counted["reasons"]]),
        ("contact", "Last contact", [(name, words.contact(name)) for name in counted["contact"]]),
        ("also", "Also", [(str(bit), label) for label, bit in flags]),
    ]
    search = element("input", type="search", id="search", autocomplete="off", spellcheck="false")
    order = [element("option", "What needs attention", value="urgency")]
    order += [element("option", label, value=name) for name, label in columns]
    return element(
        "div",
        element("div", element("label", "Search user, device, reason or uuid", for_="search"), search, class_="wide"),
        *[_filter(name, label, options) for name, label, options in choices],
        element(
            "div",
            element("label", "Sort by", for_="sort"),
            element("select", *order, id="sort"),
            class_="only-narrow",
        ),
        element("div", element("button", "Clear", type="button", id="clear")),
        class_="tools",
        role="search",
        aria_label="Devices",
    )


def _filter(name: str, label: str, options: Iterable[tuple[str, str]]) -> Html:
    choices = [element("option", "Any", value=""), *(element("option", text, value=value) for value, text in options)]
    own = f"filter-{name}"
    return element("div", element("label", label, for_=own), element("select", *choices, id=own, data_filter=name))


def _pages() -> Html:
    buttons = [
        element("button", label, type="button", id=name, aria_label=spoken)
        for name, label, spoken in (
            ("first", "«", "First page"),
            ("previous", "‹ Previous", None),
            ("next", "Next ›", None),
            ("last", "»", "Last page"),
        )
    ]
    sizes = [element("option", str(size), value=str(size), selected=size == table.ROWS) for size in (25, 50, 100, 250)]
    label = element("label", "Rows per page", element("select", *sizes, id="size"))
    page_ = element("span", id="page", class_="share")
    return element("nav", *buttons[:2], page_, *buttons[2:], label, class_="pages", aria_label="Pages of devices")
