# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""A compliance report as one HTML page: the figures, what changed, and the table of devices behind them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from ..records._dates import parse_iso
from . import _compliance_table as table
from . import _compliance_words as words
from ._compliance_figures import MOVES, VERDICTS, Row, main_figures
from ._report_html import NOTE, Html, element, embedded, header, page, section, tile, tiles, together
from ._report_svg import PATTERNS, bar, column, stack
from ._report_text import cut, minute, number, percent, plural, printable, shown_time, signed

_BEST_FIRST = tuple(reversed(VERDICTS))
_VERSIONS = 8
"""Versions of one platform that are shown; the rest is one line."""
_NAMED = 25
"""Devices that are named of each kind of change."""
_GOOD_NEWS = frozenset({"no_longer_noncompliant", "seen_again"})


def compliance_page(report: Mapping[str, Any], files: Sequence[str] = ()) -> str:
    """The page of ``report``, as ``_compliance_figures.report`` returns it; ``files`` are the names of the others."""
    counted, changes = report["figures"], report["changes"]
    devices: list[Row] = report["devices"]
    generated_at = parse_iso(report["generated_at"])
    assert generated_at is not None
    data = table.packed(devices, generated_at, changes or {})
    main = element(
        "main",
        _summary(report),
        _tiles(report),
        element("div", _by_platform(counted), _by_owner(counted), class_="pair"),
        _contact(report),
        element("div", _reasons(counted), _measures(counted), class_="pair"),
        _versions(counted),
        _alerts(counted["alerts"]),
        _changes(changes, devices, report["not_seen_for_days"]) if changes else None,
        _devices(report, data, files),
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
        for name in _BEST_FIRST
    ]
    parts = [(name, verdicts[name], f"{words.VERDICTS[name]}: {number(verdicts[name])}") for name in _BEST_FIRST]
    return element(
        "section",
        element("h2", "Summary", class_="unseen"),
        element("p", _verdict(counted, report["not_seen_for_days"]), class_="verdict"),
        stack(parts, height=26),
        element("ul", *keys, class_="legend"),
        _thresholds(report),
    )


def _verdict(counted: Mapping[str, Any], days: int) -> str:
    verdicts, total = counted["verdicts"], counted["devices"]
    if not total:
        return "No device matches this selection, so there is nothing to judge."
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
    told = "; ".join(part for part in rest if part)
    return f"{first} {told[:1].upper()}{told[1:]}." if told else first


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


# -- charts ------------------------------------------------------------------------------------------------------------


def _chart(caption: str, heads: Sequence[str], lines: Iterable[tuple[Any, Html, Sequence[str]]]) -> Html:
    """A table whose rows have a label, a plot and numbers."""
    numbers = [element("th", head, scope="col", role="columnheader", class_="n") for head in heads[1:]]
    first = element("th", heads[0], scope="col", role="columnheader")
    rows = [
        element(
            "tr",
            element("th", label, scope="row", role="rowheader"),
            *[element("td", value, class_="n", role="cell") for value in values],
            element("td", plot, class_="plot", role="presentation", aria_hidden="true"),
            role="row",
        )
        for label, plot, values in lines
    ]
    return element(
        "table",
        element("caption", caption, class_="unseen"),
        element("thead", element("tr", first, *numbers, role="row"), role="rowgroup"),
        element("tbody", *rows, role="rowgroup"),
        class_="chart two" if len(heads) == 2 else "chart",
        role="table",
    )


def _pick(label: str, **filters: Any) -> Html:
    return element("button", label, type="button", class_="pick", data_pick=urlencode(filters))


def _by_platform(counted: Mapping[str, Any]) -> Html:
    lines = [
        _stacked(_pick(words.FAMILIES[name], platform=name), parts) for name, parts in counted["by_platform"].items()
    ]
    return section("platforms", "By platform", _or_nothing("Compliance by platform", "Platform", lines))


def _by_owner(counted: Mapping[str, Any]) -> Html:
    lines = [_stacked(_pick(words.OWNERS[name], owner=name), parts) for name, parts in counted["by_owner"].items()]
    return section("owners", "By owner", _or_nothing("Compliance by owner", "Owner", lines))


def _stacked(label: Html, parts: Mapping[str, int]) -> tuple[Html, Html, list[str]]:
    total = sum(parts.values())
    drawn = [(name, parts[name], f"{words.VERDICTS[name]}: {number(parts[name])}") for name in _BEST_FIRST]
    return label, stack(drawn), [number(total), percent(parts["compliant"], total)]


def _or_nothing(caption: str, head: str, lines: list) -> Html:
    if not lines:
        return element("p", "There is no device.", class_="nothing")
    return _chart(caption, [head, "Devices", "Compliant"], lines)


def _bars(counts: Mapping[str, int], total: int, kind: str, label: Any) -> list[tuple[Any, Html, list[str]]]:
    most = max(counts.values(), default=0)
    return [
        (label(name), bar(kind, value, most, number(value)), [number(value), percent(value, total)])
        for name, value in counts.items()
    ]


def _reasons(counted: Mapping[str, Any]) -> Html:
    reasons, hidden = counted["reasons"], counted["compromised_with_bitmap_zero"]
    lines = _bars(reasons, counted["devices"], "bad", lambda name: _pick(words.reason(name), reason=name))
    chart: Html = (
        _chart("Reasons", ["Reason", "Devices", "Of all"], lines)
        if lines
        else element("p", "No device breaks a rule that Core tells of.", class_="nothing")
    )
    verb = "is" if hidden == 1 else "are"
    note = (
        element(
            "p",
            f"{plural(hidden, 'device')} of these {verb} rooted although Core lists no violation.",
            class_="nothing",
        )
        if hidden
        else None
    )
    lead = "A device may have several."
    return section("reasons", "Why devices are not compliant", chart, note, lead=lead)


def _measures(counted: Mapping[str, Any]) -> Html:
    groups = [
        _measure("Quarantined", "configurations are removed", counted, "quarantined", "quarantine_reasons"),
        _measure("Mail blocked", "no access to ActiveSync", counted, "blocked", "block_reasons"),
    ]
    return section("measures", "Quarantined and blocked", element("div", *groups, class_="groups"))


def _measure(title: str, meaning: str, counted: Mapping[str, Any], key: str, reasons: str) -> Html:
    answers, total = counted[key], counted["devices"]
    bit = {"quarantined": 1, "blocked": 2}[key]
    count = _pick(plural(answers["yes"], "device"), also=bit) if answers["yes"] else "No device"
    share = f" ({percent(answers['yes'], total)})" if answers["yes"] else ""
    unknown = f" Of {number(answers['unknown'])} it is not known." if answers["unknown"] else ""
    lines = _bars(counted[reasons], total, "plain", words.reason)
    return element(
        "div",
        element("h3", title),
        element("p", count, f"{share}: {meaning}.{unknown}", class_="lead"),
        _chart(f"{title}, by reason", ["Reason", "Devices", "Of all"], lines) if lines else None,
    )


def _share(part: int, whole: int) -> list[str]:
    return [number(part), percent(part, whole)]


def _contact(report: Mapping[str, Any]) -> Html:
    counted, days = report["figures"], report["not_seen_for_days"]
    ages = {name: value for name, value in counted["contact"].items() if value or name != "unknown"}
    most = max(ages.values(), default=0)
    items = [_age(name, value, most, counted["devices"], days) for name, value in ages.items()]
    lead = f"Time since a device last reached Core. From {days} days on, its compliance is what it was then."
    return section("contact", "Last contact", element("ol", *items, class_="columns"), lead=lead)


def _age(name: str, value: int, most: int, total: int, days: int) -> Html:
    kind, label = _age_kind(name, days), words.contact(name)
    told = f"{label}: {plural(value, 'device')}"
    return element(
        "li",
        column(kind, value, most, told),
        bar(kind, value, most, told),
        element("span", _pick(label, contact=name), class_="name"),
        element("span", number(value), class_="n"),
        element("span", percent(value, total), class_="share"),
        class_="apart" if name == "never" else None,
    )


def _age_kind(name: str, days: int) -> str:
    if name in ("never", "unknown"):
        return "dim"
    return "aged" if int(name.split("-")[0].rstrip("+")) >= days else "plain"


def _versions(counted: Mapping[str, Any]) -> Html:
    parts = [_version_chart(family, versions) for family, versions in counted["os_versions"].items()]
    lead = "The newest first, as the devices report it. Where one reports nothing, as it was registered."
    inner = (
        element("div", *parts, class_="multiples") if parts else element("p", "There is no device.", class_="nothing")
    )
    return section("versions", "Operating system versions", inner, lead=lead)


def _version_chart(family: str, versions: Mapping[str, int]) -> Html:
    total = sum(versions.values())
    known = {version: count for version, count in versions.items() if version != "unknown"}
    common = set(sorted(known, key=lambda version: -known[version])[:_VERSIONS])
    shown = {cut(printable(version), 24): count for version, count in known.items() if version in common}
    other = sum(count for version, count in known.items() if version not in common)
    if other:
        shown[plural(len(known) - len(common), "other")] = other
    lines = _bars(shown, total, "plain", str)
    if "unknown" in versions:
        value = versions["unknown"]
        lines.append(
            ("Not known", bar("dim", value, max([value, *shown.values()]), number(value)), _share(value, total))
        )
    title = words.FAMILIES[family]
    chart = _chart(f"Versions of {title}", ["Version", "Devices", "Share"], lines)
    return element("div", element("h3", title), chart)


def _alerts(alerts: Mapping[str, Any] | None) -> Html:
    if alerts is None:
        return section(
            "alerts", "Unread alerts", element("p", "Alerts were not read for this report.", class_="nothing")
        )
    more = alerts["of_other_devices"]
    outside = f" Core has {plural(more, 'more unread alert')} of other devices, or of none." if more else ""
    lead = (
        f"{plural(alerts['unread'], 'unread alert')} of {plural(alerts['devices'], 'device')} in this report.{outside}"
    )
    if not alerts["unread"]:
        return section("alerts", "Unread alerts", lead=lead)
    kinds = {"CRITICAL": "bad", "WARNING": "aged", "unknown": "dim"}
    most = max(alerts["by_severity"].values())
    severities = [
        (
            words.SEVERITIES[name],
            bar(kinds.get(name, "plain"), value, most, number(value)),
            _share(value, alerts["unread"]),
        )
        for name, value in alerts["by_severity"].items()
        if value or name != "unknown"
    ]
    types = _bars(alerts["by_type"], alerts["unread"], "plain", words.alert_type)
    charts = [
        element(
            "div", element("h3", "By severity"), _chart("By severity", ["Severity", "Alerts", "Share"], severities)
        ),
        element("div", element("h3", "By type"), _chart("By type", ["Type", "Alerts", "Share"], types)),
    ]
    return section("alerts", "Unread alerts", element("div", *charts, class_="multiples"), lead=lead)


# -- since an earlier report -------------------------------------------------------------------------------------------


def _changes(changes: Mapping[str, Any], devices: Sequence[Row], days: int) -> Html:
    notes = [f"Compared with the report of {shown_time(changes['since'])}."]
    if not changes["same_selection"]:
        notes.append("That report was about another selection of devices, so that the numbers do not compare.")
    if not changes["same_not_seen_for_days"]:
        notes.append(f"It did not count from {days} days on as not seen.")
    differences = [
        element("div", element("dt", words.FIGURES[name]), element("dd", "–" if value is None else signed(value)))
        for name, value in changes["differences"].items()
    ]
    known = {row["uuid"]: row for row in devices}
    moves = [_move(name, changes[name], known) for name in _ordered_moves() if changes[name]]
    inner = moves or element("p", "No device changed in what this report tells of.", class_="nothing")
    return section(
        "changes",
        "Since the earlier report",
        element("dl", *differences, class_="differences"),
        inner,
        lead=" ".join(notes),
    )


def _ordered_moves() -> list[str]:
    """What became worse first."""
    return sorted(MOVES, key=lambda name: (name in _GOOD_NEWS, list(words.MOVES).index(name)))


def _move(name: str, uuids: Sequence[str], known: Mapping[str, Row]) -> Html:
    items = [_moved(known.get(uuid), uuid) for uuid in uuids[:_NAMED]]
    if len(uuids) > _NAMED:
        items.append(element("li", f"and {number(len(uuids) - _NAMED)} more; the JSON file lists them all"))
    title = element("summary", words.MOVES[name], element("span", number(len(uuids)), class_="n"))
    return element("details", title, element("ul", *items))


def _moved(row: Row | None, uuid: str) -> Html:
    small = element("span", cut(printable(uuid), 60), class_="mono")
    if row is None:
        return element("li", small)
    return element(
        "li", " · ".join(part for part in (table.user(row), table.model(row), table.system(row)) if part), " ", small
    )


# -- the table ---------------------------------------------------------------------------------------------------------


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


def _devices(report: Mapping[str, Any], data: Mapping[str, Any], files: Sequence[str]) -> Html:
    devices: list[Row] = report["devices"]
    columns = [pair for pair in _COLUMNS if pair[0] != "alerts" or data["alerts"]]
    heads = [
        element("th", element("button", label, type="button"), scope="col", role="columnheader", data_sort=name)
        for name, label in columns
    ]
    listing = element(
        "table",
        element("caption", "Devices", class_="unseen"),
        element("thead", element("tr", *heads, role="row"), role="rowgroup"),
        element("tbody", *table.first_rows(devices, bool(data["alerts"])), id="rows", role="rowgroup"),
        class_="list",
        role="table",
    )
    first = (
        f"Rows 1–{number(min(len(devices), table.ROWS))} of {number(len(devices))} devices."
        if devices
        else "No device."
    )
    return section(
        "devices",
        "Devices",
        _tools(report, columns),
        element("p", first, class_="status", id="status", role="status"),
        listing,
        _pages(),
        element("noscript", element("p", "To search and turn pages, let this page run its script.", class_="nothing")),
        lead=_whole(data["count"], len(devices), files),
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


# -- how to read it ----------------------------------------------------------------------------------------------------


def _how_to_read(days: int) -> Html:
    told = (
        ("Compliant", f"Core lists no violation, and the device was in contact within the last {days} days."),
        (
            "Compliant when last seen",
            f"Core lists no violation, but has not heard of the device for {days} days or more. Nobody knows "
            "what it is like today.",
        ),
        (
            "Not compliant",
            "Core lists a violation, or the device reports that it is rooted or jailbroken. Core lists no violation "
            "for a rooted Android device; this report goes by what the device says.",
        ),
        (
            "Not known",
            "Core does not tell the compliance, the device never connected, or an Android device does not tell "
            "whether it is rooted. Where there is a threshold, these count as not compliant.",
        ),
        ("Not seen", f"Last in contact {days} days ago or more, never, or at a time that cannot be read."),
        (
            "Owner not known",
            "Core does not tell who owns the device. Where something is to be wiped, it counts as the employee's.",
        ),
    )
    pairs = together(element("div", element("dt", term), element("dd", text)) for term, text in told)
    return section("reading", "How to read this report", element("dl", pairs, class_="words"))


def summary(report: Mapping[str, Any]) -> dict[str, int | None]:
    """The main figures, for whoever reads no page."""
    return main_figures(report["figures"])
