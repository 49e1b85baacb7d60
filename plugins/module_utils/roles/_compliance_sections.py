# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""The sections of a compliance report's page with its figures, and the section with the changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from . import _compliance_table as table
from . import _compliance_words as words
from ._compliance_changes import MOVES
from ._compliance_figures import BEST_FIRST, Row
from ._page_html import Html, element, section
from ._page_svg import bar_of, column, stack
from ._page_text import cut, number, percent, plural, printable, shown_time, signed

_VERSIONS = 8
"""Versions of one platform that are shown; the rest is one line."""
_NAMED = 25
"""Devices that are named of each kind of change."""
_GOOD_NEWS = frozenset({"no_longer_noncompliant", "seen_again"})


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


def by_platform(counted: Mapping[str, Any]) -> Html:
    lines = [
        _stacked(_pick(words.FAMILIES[name], platform=name), parts) for name, parts in counted["by_platform"].items()
    ]
    return section("platforms", "By platform", _or_nothing("Compliance by platform", "Platform", lines))


def by_owner(counted: Mapping[str, Any]) -> Html:
    lines = [_stacked(_pick(words.OWNERS[name], owner=name), parts) for name, parts in counted["by_owner"].items()]
    return section("owners", "By owner", _or_nothing("Compliance by owner", "Owner", lines))


def _stacked(label: Html, parts: Mapping[str, int]) -> tuple[Html, Html, list[str]]:
    total = sum(parts.values())
    drawn = [(name, parts[name], f"{words.VERDICTS[name]}: {number(parts[name])}") for name in BEST_FIRST]
    return label, stack(drawn), [number(total), percent(parts["compliant"], total)]


def _or_nothing(caption: str, head: str, lines: list) -> Html:
    if not lines:
        return element("p", "There is no device.", class_="nothing")
    return _chart(caption, [head, "Devices", "Compliant"], lines)


def _bars(counts: Mapping[str, int], total: int, kind: str, label: Any) -> list[tuple[Any, Html, list[str]]]:
    most = max(counts.values(), default=0)
    return [
        (label(name), bar_of(kind, value, most, number(value)), [number(value), percent(value, total)])
        for name, value in counts.items()
    ]


def reasons(counted: Mapping[str, Any]) -> Html:
    reasons, hidden = counted["reasons"], counted["compromised_with_bitmap_zero"]
    lines = _bars(reasons, counted["devices"], "bad", lambda name: _pick(words.reason(name), reason=name))
    chart: Html = (
        _chart("Reasons", ["Reason", "Devices", "Of all"], lines)
        if lines
        else element("p", "Core lists no violation.", class_="nothing")
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


def measures(counted: Mapping[str, Any]) -> Html:
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


def contact(report: Mapping[str, Any]) -> Html:
    counted, days = report["figures"], report["not_seen_for_days"]
    ages = {name: value for name, value in counted["contact"].items() if value or name != "unknown"}
    most = max(ages.values(), default=0)
    items = [_age(name, value, most, counted["devices"], days) for name, value in ages.items()]
    lead = f"Time since a device last reached Core. From {days} days on, its compliance is what it was then."
    return section("contact", "Last contact", element("ol", *items, class_="columns"), lead=lead)


def _age(name: str, value: int, most: int, total: int, days: int) -> Html:
    kind, label = _age_kind(name, days), words.contact(name)
    caption = f"{label}: {plural(value, 'device')}"
    return element(
        "li",
        column(kind, value, most, caption),
        bar_of(kind, value, most, caption),
        element("span", _pick(label, contact=name), class_="name"),
        element("span", number(value), class_="n"),
        element("span", percent(value, total), class_="share"),
        class_="apart" if name == "never" else None,
    )


def _age_kind(name: str, days: int) -> str:
    if name in ("never", "unknown"):
        return "dim"
    return "aged" if int(name.split("-")[0].rstrip("+")) >= days else "plain"


def versions(counted: Mapping[str, Any]) -> Html:
    parts = [_version_chart(family, versions) for family, versions in counted["os_versions"].items()]
    lead = "The newest first, as the devices report them. For a device that reports none, as it was registered."
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
            ("Not known", bar_of("dim", value, max([value, *shown.values()]), number(value)), _share(value, total))
        )
    title = words.FAMILIES[family]
    chart = _chart(f"Versions of {title}", ["Version", "Devices", "Share"], lines)
    return element("div", element("h3", title), chart)


def alerts(alerts: Mapping[str, Any] | None) -> Html:
    if alerts is None:
        return section(
            "alerts", "Unread alerts", element("p", "Alerts were not read for this report.", class_="nothing")
        )
    more = alerts["of_other_devices"]
    outside = f" Core has {plural(more, 'more unread alert')} of other devices or of no device." if more else ""
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
            bar_of(kinds.get(name, "plain"), value, most, number(value)),
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


def changes(changes: Mapping[str, Any], devices: Sequence[Row], days: int) -> Html:
    notes = [f"Compared with the report of {shown_time(changes['since'])}."]
    if not changes["same_selection"]:
        notes.append("That report covers a different selection of devices, so the numbers are not comparable.")
    if not changes["same_not_seen_for_days"]:
        notes.append(f"It used a limit other than {days} days for not seen.")
    differences = [
        element("div", element("dt", words.FIGURES[name]), element("dd", "–" if value is None else signed(value)))
        for name, value in changes["differences"].items()
    ]
    known = {row["uuid"]: row for row in devices}
    moves = [_move(name, changes[name], known) for name in _ordered_moves() if changes[name]]
    inner = moves or element("p", "No device changed in the figures of this report.", class_="nothing")
    return section(
        "changes",
        "Since the earlier report",
        element("dl", *differences, class_="differences"),
        inner,
        lead=" ".join(notes),
    )


def _ordered_moves() -> list[str]:
    """The changes for the worse come first."""
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
