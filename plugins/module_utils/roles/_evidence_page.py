# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""The evidence of a role as an HTML page, of the same family as the compliance report.

Evidence is a mapping: facts about the order, ``devices`` (the action and the outcome of each), and further lists. The
page also shows keys that it does not know, so it shows the whole evidence.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from ..records._dates import parse_iso
from . import _compliance_words as words
from ._compliance_table import swatch
from ._page_html import NOTE, Html, element, header, page, section, tile, tiles, together
from ._page_svg import PATTERNS, stack
from ._page_text import number, plural, printable, shown_time, table_time

OUTCOMES = {
    "confirmed": ("Confirmed", "good", "seen by a later read"),
    "unchanged": ("Unchanged", "plain", "nothing to do"),
    "accepted": ("Accepted", "aged", "Core accepted the request; no read can show more"),
    "outstanding": ("Outstanding", "aged", "requested, not seen yet"),
    "planned": ("Planned", "aged", "planned; not known whether it was requested"),
    "skipped": ("Skipped", "dim", "left out"),
    "failed": ("Failed", "bad", "not done, or not known whether"),
}
"""Outcome → its word, its fill and its meaning."""
_KINDS = {"device": "device", "activesync": "ActiveSync partnership"}
_ACTS = {"block": "Block mail", "retire": "Retire", "wipe": "Wipe", "lock": "Lock", "locate": "Locate"}
_ORDER = ("user", "device_uuid", "ticket", "reason", "state", "started_at", "updated_at")
"""Facts that come first; the others follow in their own order."""
_ROW = frozenset({
    "kind", "uuid", "device_uuid", "name", "principal", "owner", "platform", "model", "phone_number", "asked", "reason",
    "reason_sent", "ticket", "status_before", "status_after", "outcome", "message", "may_have_acted", "asked_at",
    "confirmed_at", "planned_at",
})  # fmt: skip
_UUID = re.compile(r"\buuid(?=s?\b)", re.IGNORECASE)
_MACHINE = re.compile(r"(\A|_)(uuids?|sha256|hash|checksum)\Z|_id\Z")
"""Names of values that are made for machines."""
_TITLES = {
    "alerts": "Alerts",
    "failures": "Failures",
    "candidates_not_touched": "Only looked alike; not touched",
}


def evidence_page(evidence: Mapping[str, Any], title: str = "Evidence", kicker: str = "Evidence") -> str:
    """The page of ``evidence``. Raises TypeError if it, or one of its devices, is not a mapping."""
    if not isinstance(evidence, Mapping):
        raise TypeError(f"expected the evidence, a mapping, got {type(evidence).__name__}")
    devices = evidence.get("devices") or []
    if not all(isinstance(row, Mapping) for row in devices):
        raise TypeError("expected devices to be mappings")
    lists = [name for name, value in evidence.items() if _is_list(value) and name != "devices"]
    facts = {name: value for name, value in evidence.items() if not _is_list(value) and name != "devices"}
    updated = shown_time(facts.get("updated_at") or "")
    head = header(kicker, title, f"As of {updated}" if updated else None)
    main = element(
        "main",
        _summary(devices),
        _failures(evidence.get("failures") or []),
        _order(facts),
        _devices(devices),
        *[_list(name, evidence[name]) for name in lists if name != "failures"],
        _how_to_read(devices),
    )
    return page(printable(title), element("div", PATTERNS, head, main, class_="sheet"), note=NOTE)


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, (str, bytes))


# -- the outcome -------------------------------------------------------------------------------------------------------


def _counts(devices: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    counts = Counter(_outcome(row) for row in devices)
    return {name: counts[name] for name in [*OUTCOMES, *counts] if counts[name]}


def _outcome(row: Mapping[str, Any]) -> str:
    return printable(row.get("outcome") or "unknown")


def _summary(devices: Sequence[Mapping[str, Any]]) -> Html:
    counts = _counts(devices)
    kinds = Counter(str(row.get("kind") or "device") for row in devices)
    parts = [plural(count, _KINDS.get(kind, printable(kind))) for kind, count in sorted(kinds.items(), reverse=True)]
    sentence = f"{' and '.join(parts)}. {_summary_sentence(counts)}" if devices else "The evidence names no device."
    drawn = [(_style(name)[1], count, f"{_style(name)[0]}: {number(count)}") for name, count in counts.items()]
    items = [tile(_style(name)[0], number(count), _style(name)[2], _tone(name)) for name, count in counts.items()]
    heading = element("h2", "Summary", class_="unseen")
    return together(
        [
            element("section", heading, element("p", sentence, class_="verdict"), stack(drawn, height=26)),
            tiles(items) if items else None,
        ]
    )


def _summary_sentence(counts: Mapping[str, int]) -> str:
    if counts.get("failed") or set(counts) - set(OUTCOMES):
        return "Not everything was done."
    if any(counts.get(name) for name in ("outstanding", "planned")):
        return "Something is still outstanding."
    if counts.get("accepted") or counts.get("skipped"):
        return "Core accepted everything that was requested."
    return "Everything that was requested is confirmed."


def _style(outcome: str) -> tuple[str, str, str]:
    return OUTCOMES.get(outcome, (outcome.capitalize(), "dim", ""))


def _tone(outcome: str) -> str | None:
    kind = _style(outcome)[1]
    return kind if kind in ("good", "aged", "bad") else None


def _failures(failures: Sequence[Any]) -> Html | None:
    if not failures:
        return None
    lines = [
        element("li", element("span", "Failed", class_="mark bad"), element("span", printable(line)))
        for line in failures
    ]
    return section("failures", "Failures", element("ul", *lines, class_="checks"))


# -- the order ---------------------------------------------------------------------------------------------------------


def _order(facts: Mapping[str, Any]) -> Html:
    names = [name for name in _ORDER if name in facts] + [name for name in facts if name not in _ORDER]
    pairs = [(element("dt", _label(name)), element("dd", _value(name, facts[name]))) for name in names]
    return section("order", "The order", element("dl", *pairs, class_="record"))


def _label(name: str) -> str:
    return _UUID.sub("UUID", printable(name).replace("_", " ").capitalize()).replace("Sha256", "SHA-256")


def _value(name: str, value: Any) -> Any:
    """A value as a child of an element."""
    text = _text(name, value)
    return element("span", text, class_="mono") if _MACHINE.search(name) and text != "–" else text


def _text(name: str, value: Any) -> str:
    """A value in words: a time where the name says so, a list in one line, a mapping as its pairs."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return ", ".join(f"{_label(str(key))}: {_text(str(key), held)}" for key, held in value.items()) or "–"
    if _is_list(value):
        return ", ".join(_text(name, held) for held in value) or "–"
    return shown_time(value) if name.endswith("_at") else printable(value)


# -- the devices -------------------------------------------------------------------------------------------------------


def _devices(devices: Sequence[Mapping[str, Any]]) -> Html:
    if not devices:
        return section("devices", "Devices", element("p", "No device.", class_="nothing"))
    heads = ("Device", "Asked", "Outcome", "Status", "Times")
    head = [element("th", label, scope="col", role="columnheader") for label in heads]
    table = element(
        "table",
        element("caption", "Devices", class_="unseen"),
        element("thead", element("tr", *head, role="row"), role="rowgroup"),
        element("tbody", *map(_row, devices), role="rowgroup"),
        class_="list evidence",
        role="table",
    )
    return section("devices", "Devices", table, class_="long")


def _row(row: Mapping[str, Any]) -> Html:
    outcome = _outcome(row)
    word, kind, _meaning = _style(outcome)
    state = element("span", swatch(kind), word, class_=f"state {outcome}" if outcome in OUTCOMES else "state unknown")
    further = [f"{_label(name)}: {_text(name, value)}" for name, value in row.items() if _is_further(name, value)]
    doubt = "It is not known whether Core acted." if row.get("may_have_acted") else None
    times = [f"{label} {_short_time(row[name])}" for name, label in _TIMES if row.get(name)]
    name = printable(row.get("name") or row.get("uuid") or "–")
    cells = [
        _cell("th", "Device", "full", name, *_small(_machine(row), _person(row)), _uuid(row)),
        _cell(
            "td",
            "Asked",
            "",
            _ACTS.get(str(row.get("asked")), printable(row.get("asked") or "Nothing")),
            *_small(_why(row)),
        ),
        _cell("td", "Outcome", "", state, *_small(row.get("message"), doubt, *further)),
        _cell("td", "Status", "", _status(row)),
        _cell("td", "Times", "", *_small(*times)),
    ]
    return element("tr", *cells, role="row")


_TIMES = (("planned_at", "Planned"), ("asked_at", "Asked"), ("confirmed_at", "Confirmed"))


def _short_time(value: Any) -> str:
    moment = parse_iso(value) if isinstance(value, str) else None
    return f"{table_time(moment)} UTC" if moment else printable(value)


def _is_further(name: str, value: Any) -> bool:
    return name not in _ROW and value not in (None, "", [], {})


def _cell(name: str, label: str, class_: str, *children: Any) -> Html:
    role, scope = ("rowheader", "row") if name == "th" else ("cell", None)
    return element(name, *children, class_=class_ or None, data_label=label, role=role, scope=scope)


def _small(*texts: Any) -> list[Html]:
    return [element("small", printable(text)) for text in texts if text]


def _machine(row: Mapping[str, Any]) -> str:
    kind = _KINDS.get(str(row.get("kind")), row.get("kind"))
    return ", ".join(str(part) for part in (kind, row.get("model"), row.get("platform")) if part)


def _person(row: Mapping[str, Any]) -> str:
    owner = words.OWNERS.get(str(row.get("owner")), row.get("owner"))
    owned = f"{owner} owned" if row.get("owner") in ("company", "employee") else owner
    return ", ".join(str(part) for part in (row.get("principal"), row.get("phone_number"), owned) if part)


def _uuid(row: Mapping[str, Any]) -> Html | None:
    return element("small", printable(row["uuid"]), class_="mono") if row.get("uuid") else None


def _why(row: Mapping[str, Any]) -> str:
    sent = {True: "The reason was sent to Core", False: "The reason was not sent to Core"}.get(row.get("reason_sent"))  # type: ignore[arg-type]
    return ". ".join(str(part) for part in (row.get("reason"), sent) if part)


def _status(row: Mapping[str, Any]) -> str:
    before, after = (printable(row.get(name) or "not read") for name in ("status_before", "status_after"))
    return f"{before} → {after}" if before != after else after


# -- what else the evidence holds --------------------------------------------------------------------------------------


def _list(name: str, values: Sequence[Any]) -> Html:
    title = _TITLES.get(name, _label(name))
    if not values:
        return section(_id(name), title, element("p", "None.", class_="nothing"))
    if not all(isinstance(value, Mapping) for value in values):
        return section(_id(name), title, element("ul", *[element("li", _value(name, value)) for value in values]))
    columns = list(dict.fromkeys(str(key) for value in values for key in value))
    head = [element("th", _label(column), scope="col", role="columnheader") for column in columns]
    rows = [
        element(
            "tr",
            *[_cell("td", _label(column), "", _value(column, value.get(column))) for column in columns],
            role="row",
        )
        for value in values
    ]
    table = element(
        "table",
        element("caption", title, class_="unseen"),
        element("thead", element("tr", *head, role="row"), role="rowgroup"),
        element("tbody", *rows, role="rowgroup"),
        class_="list plain",
        role="table",
    )
    return section(_id(name), title, table, class_="long")


def _id(name: str) -> str:
    """An id that no other part of the page has."""
    return "list-" + re.sub(r"[^A-Za-z0-9]+", "-", name)


def _how_to_read(devices: Sequence[Mapping[str, Any]]) -> Html | None:
    present = [name for name in OUTCOMES if name in _counts(devices)]
    pairs = [
        element("div", element("dt", OUTCOMES[name][0]), element("dd", f"{OUTCOMES[name][2].capitalize()}."))
        for name in present
    ]
    return section("reading", "What the outcomes mean", element("dl", *pairs, class_="words")) if present else None
