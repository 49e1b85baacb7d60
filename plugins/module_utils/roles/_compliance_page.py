# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""A compliance report as one HTML page: the summary, the figures, what changed, and the table of devices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from typing import Any

from ..records._dates import parse_iso
from . import _compliance_listing as listing
from . import _compliance_sections as sections
from . import _compliance_table as table
from . import _compliance_words as words
from ._compliance_figures import BEST_FIRST, Row
from ._page_html import NOTE, Html, element, embedded, header, page, section, tile, tiles, together
from ._page_svg import PATTERNS, stack
from ._page_text import minute, number, percent, plural, printable


def compliance_page(report: Mapping[str, Any], files: Sequence[str] = ()) -> str:
    """The page of ``report``, as ``_compliance_figures.report`` returns it; ``files`` are the names of the others."""
    counted, changes = report["figures"], report["changes"]
    devices: list[Row] = report["devices"]
    generated_at = parse_iso(report["generated_at"]) or datetime.now(timezone.utc)
    data = table.packed(devices, generated_at, changes or {})
    main = element(
        "main",
        _summary(report),
        _tiles(report),
        element("div", sections.by_platform(counted), sections.by_owner(counted), class_="pair"),
        sections.contact(report),
        element("div", sections.reasons(counted), sections.measures(counted), class_="pair"),
        sections.versions(counted),
        sections.alerts(counted["alerts"]),
        sections.changes(changes, devices, report["not_seen_for_days"]) if changes else None,
        listing.devices(report, data, files),
        _how_to_read(report["not_seen_for_days"]),
    )
    head = header(
        "Compliance report",
        report["title"],
        f"{plural(len(devices), 'device')} of {report['server'] or 'MobileIron Core'}: "
        f"{words.selection(report['selection'])}",
        f"Read on {minute(generated_at)}",
    )
    skip = element("a", "Skip to the table of devices", href="#devices", class_="skip")
    body = element("div", skip, PATTERNS, head, main, class_="sheet")
    return page(
        printable(report["title"]),
        body,
        data=embedded("data", data),
        note=NOTE,
    )


# -- the summary -------------------------------------------------------------------------------------------------------


def _summary(report: Mapping[str, Any]) -> Html:
    counted = report["figures"]
    verdicts, total = counted["verdicts"], counted["devices"]
    keys = [
        element(
            "li",
            table.swatch(name),
            element("span", words.VERDICTS[name]),
            element("b", number(verdicts[name])),
            element("span", percent(verdicts[name], total), class_="share"),
        )
        for name in BEST_FIRST
    ]
    parts = [(name, verdicts[name], f"{words.VERDICTS[name]}: {number(verdicts[name])}") for name in BEST_FIRST]
    return element(
        "section",
        element("h2", "Summary", class_="unseen"),
        element("p", _summary_sentence(counted, report["not_seen_for_days"]), class_="verdict"),
        stack(parts, height=26),
        element("ul", *keys, class_="legend"),
        _thresholds(report),
    )


def _summary_sentence(counted: Mapping[str, Any], days: int) -> str:
    verdicts, total = counted["verdicts"], counted["devices"]
    if not total:
        return "No device matches this selection, so there is nothing to report."
    bad, aged, unknown = (verdicts[name] for name in ("noncompliant", "compliant_when_last_seen", "unknown"))
    good = f"{percent(verdicts['compliant'], total)} of {plural(total, 'device')} "
    first = f"{good}{'is' if verdicts['compliant'] == total == 1 else 'are'} compliant and in contact."
    rest = [
        f"{number(bad)} {'is' if bad == 1 else 'are'} not compliant" if bad else "",
        f"{number(aged)} {'was' if aged == 1 else 'were'} compliant when last seen, {days} days ago or more"
        if aged
        else "",
        f"{number(unknown)} {'is' if unknown == 1 else 'are'} not known" if unknown else "",
    ]
    others = "; ".join(part for part in rest if part)
    return f"{first} {others[:1].upper()}{others[1:]}." if others else first


def _thresholds(report: Mapping[str, Any]) -> Html | None:
    marks = {True: ("bad", "Exceeded"), False: ("good", "Kept"), None: ("aged", "Not judged")}
    lines = [
        element(
            "li",
            element("span", marks[entry["exceeded"]][1], class_=f"mark {marks[entry['exceeded']][0]}"),
            element("span", words.threshold(entry, report["not_seen_for_days"])),
        )
        for entry in report["thresholds"]
    ]
    return element("ul", *lines, class_="checks", aria_label="Thresholds") if lines else None


def _tiles(report: Mapping[str, Any]) -> Html:
    counted, days = report["figures"], report["not_seen_for_days"]
    total, alerts = counted["devices"], counted["alerts"]
    rooted, away = counted["compromised"], counted["not_seen"]
    items = [
        _tile(
            "Not compliant",
            counted["verdicts"]["noncompliant"],
            percent(counted["verdicts"]["noncompliant"], total),
            "bad",
        ),
        _tile("Rooted or jailbroken", rooted["yes"], _known(rooted, total), "bad"),
        _tile(f"Not seen for {days} days", away, f"{percent(away, total)}, never connected included", "aged"),
        _tile("Never connected", counted["never_connected"], percent(counted["never_connected"], total), "aged"),
        _tile("Quarantined", counted["quarantined"]["yes"], _known(counted["quarantined"], total), "bad"),
        _tile("Mail blocked", counted["blocked"]["yes"], _known(counted["blocked"], total), "bad"),
    ]
    if alerts is None:
        items.append(tile("Unread alerts", "–", "Not read for this report", "aged"))
    else:
        items.append(_tile("Unread alerts", alerts["unread"], f"of {plural(alerts['devices'], 'device')}", "aged"))
    return tiles(items)


def _tile(label: str, value: int, detail: str, kind: str) -> Html:
    return tile(label, number(value), detail, kind if value else None)


def _known(answers: Mapping[str, int], total: int) -> str:
    share = percent(answers["yes"], total)
    return f"{share}; of {number(answers['unknown'])} not known" if answers["unknown"] else share


# -- how to read it ----------------------------------------------------------------------------------------------------


def _how_to_read(days: int) -> Html:
    meanings = (
        ("Compliant", f"Core lists no violation, and the device was in contact within the last {days} days."),
        (
            "Compliant when last seen",
            f"Core lists no violation, but has had no contact with the device for {days} days or more. Its present "
            "state is not known.",
        ),
        (
            "Not compliant",
            "Core lists a violation, or the device reports that it is rooted or jailbroken. Core lists no violation "
            "for a rooted Android device; this report uses what the device reports.",
        ),
        (
            "Not known",
            "Core does not report the compliance, the device never connected, or an Android device does not report "
            "whether it is rooted. For a threshold, these count as not compliant.",
        ),
        ("Not seen", f"The last contact was {days} days ago or more, there was none, or its time cannot be read."),
        (
            "Owner not known",
            "Core does not report who owns the device. For a wipe, it counts as employee-owned.",
        ),
    )
    pairs = together(element("div", element("dt", term), element("dd", text)) for term, text in meanings)
    return section("reading", "How to read this report", element("dl", pairs, class_="words"))
