# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""The table of devices of a compliance report: its first rows as HTML, and all of them packed for the page's script.

100,000 devices have to fit into a page of 10 MB: words that repeat stand once, and uuids are packed as bytes.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from ..records._dates import parse_iso
from . import _compliance_words as words
from ._compliance_figures import VERDICTS, Row
from ._page_html import Html, element
from ._page_text import cut, plural, printable, table_time

ROWS = 50
"""Rows that the page holds as HTML, for readers whose browser runs no script."""
_LONGEST = 160
"""Characters of a text; Core's own are shorter."""
_BUDGET = 9_700_000
"""Bytes of the devices in a page; the rest of the page takes less than a tenth of the remaining 300,000."""
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\Z")
_VERSION = re.compile(r"\d+(\.\d+)*")

FLAGS = (
    ("Quarantined", lambda row: row["quarantined"]),
    ("Mail blocked", lambda row: row["blocked"]),
    ("Rooted or jailbroken", lambda row: row["compromised"]),
    ("Not seen for {days} days, or never", lambda row: row["not_seen"]),
    ("With unread alerts", lambda row: row["unread_alerts"]),
)
"""What else the table can be filtered by, bit by bit."""
_MOVED = (("New since the earlier report", "appeared"), ("Became not compliant", "became_noncompliant"))


# -- what a row says ---------------------------------------------------------------------------------------------------


def user(row: Row) -> str:
    """The user id."""
    return _short(row["principal"])


def model(row: Row) -> str:
    """Manufacturer and model, the manufacturer once."""
    maker, name = _short(row["manufacturer"]), _short(row["model"])
    return name if name.lower().startswith(maker.lower()) else f"{maker} {name}".strip()


def system(row: Row) -> str:
    """The operating system with the version that the device reports, which is newer than the registered one."""
    platform, version = _short(row["platform"]), row["os_version"]
    if version is None or version in platform:
        return platform
    return _VERSION.sub(version, platform, count=1) if _VERSION.search(platform) else f"{platform} {version}".strip()


def reasons(row: Row) -> str:
    """The reasons of a device, with the reason for an unknown state."""
    causes = [words.reason(name) for name in row["reasons"]]
    if row["verdict"] == "unknown":
        causes.append(_why_unknown(row))
    return ", ".join(causes)


def _why_unknown(row: Row) -> str:
    if row["contact"] == "never":
        return "Never connected"
    return "Core reports no compliance" if row["compliance"] is None else "Does not report whether it is rooted"


def measures(row: Row) -> str:
    """Core's measures for the device."""
    measures = ["Quarantined"] if row["quarantined"] else []
    return ", ".join([*measures, "Mail blocked"] if row["blocked"] else measures)


def _short(value: Any) -> str:
    return "" if value is None else cut(printable(value), _LONGEST)


def _since(days: int) -> str:
    return "less than a day ago" if days == 0 else f"{plural(days, 'day')} ago"


def _contact(row: Row) -> tuple[str, str]:
    moment = parse_iso(row["last_connected_at"]) if row["days_since_contact"] is not None else None
    if moment is None:
        return {"never": "Never"}.get(row["contact"], "Not known"), ""
    return table_time(moment), _since(row["days_since_contact"])


# -- the first rows ----------------------------------------------------------------------------------------------------


def first_rows(devices: Sequence[Row], with_alerts: bool) -> list[Html]:
    """The rows that the page holds without its script."""
    return [_line(row, with_alerts) for row in devices[:ROWS]]


def _line(row: Row, with_alerts: bool) -> Html:
    connected, ago = _contact(row)
    measured = measures(row)
    state = element("span", swatch(row["verdict"]), words.VERDICTS[row["verdict"]], class_=f"state {row['verdict']}")
    cells = [
        _cell("th", "User", "full", user(row) or "–", _small(_short(row["name"])), _small(_short(row["uuid"]), "mono")),
        _cell("td", "Compliance", "full", state, _small(reasons(row))),
        _cell("td", "Last contact", "when", connected, _small(ago)),
        _cell("td", "Device", None, model(row) or "–"),
        _cell("td", "System", None, system(row) or "–"),
        _cell("td", "Owner", None, words.OWNERS[row["owner"]]),
        _cell("td", "Measures", None if measured else "empty", measured),
    ]
    if with_alerts:
        unread = row["unread_alerts"] or 0
        cells.append(_cell("td", "Alerts", "n" if unread else "n empty", str(unread)))
    return element("tr", *cells, role="row")


def _cell(name: str, label: str, class_: str | None, *children: Any) -> Html:
    role, scope = ("rowheader", "row") if name == "th" else ("cell", None)
    return element(name, *children, class_=class_, data_label=label, role=role, scope=scope)


def _small(text: str, class_: str | None = None) -> Html | None:
    return element("small", text, class_=class_) if text else None


def swatch(kind: str) -> Html:
    """A small square in the fill of a class."""
    mark = element("rect", class_=f"f-{kind}", width="100%", height="100%")
    return element("svg", mark, class_="key", aria_hidden="true")


# -- all rows, packed --------------------------------------------------------------------------------------------------


def packed(devices: Sequence[Row], generated_at: datetime, moves: Mapping[str, Iterable[str]]) -> dict[str, Any]:
    """The devices by column, as many of them as fit, the worst first; ``count`` says how many those are."""
    moved = [frozenset(moves[key]) for _label, key in _MOVED] if moves else []
    count = len(devices)
    while True:
        data = _columns(devices[:count], generated_at, moved)
        size = len(json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode())
        if size <= _BUDGET or not count:
            return data
        count = int(count * min(_BUDGET / size, 0.98))


def flags(not_seen_for_days: int, compared: bool) -> list[tuple[str, int]]:
    """The labels of the flags, each with its bit."""
    labels = [label.format(days=not_seen_for_days) for label, _test in FLAGS]
    labels += [label for label, _key in _MOVED] if compared else []
    return [(label, 1 << bit) for bit, label in enumerate(labels)]


def _columns(devices: Sequence[Row], generated_at: datetime, moved: Sequence[frozenset[str]]) -> dict[str, Any]:
    alerts = [row["unread_alerts"] for row in devices]
    return {
        "count": len(devices),
        "generated": int(generated_at.timestamp()) * 1000,
        "uuid": _uuids(devices),
        "user": _dictionary(map(user, devices)),
        "platform": _dictionary(_short(row["platform"]) for row in devices),
        "name": {"rows": list(map(_name, devices))},
        "model": _dictionary(map(model, devices)),
        "system": _dictionary(map(system, devices)),
        "owner": _named((row["owner"] for row in devices), words.OWNERS),
        "verdict": _named((row["verdict"] for row in devices), {name: words.VERDICTS[name] for name in VERDICTS}),
        "family": _named((row["platform_family"] for row in devices), words.FAMILIES),
        "reasons": _reasons(devices),
        "state": _dictionary(map(measures, devices)),
        "contact": {
            **_named((row["contact"] for row in devices), {row["contact"]: "" for row in devices}),
            "seconds": [_seconds(row, generated_at) for row in devices],
        },
        "flags": [_flags(row, moved) for row in devices],
        "alerts": None if any(unread is None for unread in alerts) else alerts,
    }


def _dictionary(values: Iterable[str]) -> dict[str, list]:
    """Each word once, and for each row the index of its word."""
    index: dict[str, int] = {}
    rows = [index.setdefault(value, len(index)) for value in values]
    return {"words": list(index), "rows": rows}


def _named(values: Iterable[str], labels: Mapping[str, str]) -> dict[str, list]:
    """As ``_dictionary``, with the words of a fixed order and the names that filters go by."""
    index = {name: place for place, name in enumerate(labels)}
    return {"names": list(labels), "words": list(labels.values()), "rows": [index[value] for value in values]}


def _reasons(devices: Iterable[Row]) -> dict[str, list]:
    index: dict[tuple[str, str], int] = {}
    names: list[list[str]] = []
    rows = []
    for row in devices:
        key = (reasons(row), " ".join(row["reasons"]))
        if key not in index:
            index[key] = len(index)
            names.append(row["reasons"])
        rows.append(index[key])
    return {"words": [text for text, _names in index], "names": names, "rows": rows}


def _uuids(devices: Sequence[Row]) -> dict[str, Any]:
    """16 bytes for each device, and the text of those that are no uuids in the usual form."""
    binary, other = bytearray(), {}
    for place, row in enumerate(devices):
        usual = _UUID.match(row["uuid"] or "")
        binary += bytes.fromhex(row["uuid"].replace("-", "")) if usual else bytes(16)
        if not usual:
            other[place] = _short(row["uuid"])
    return {"packed": base64.b64encode(binary).decode(), "other": other}


def _name(row: Row) -> Any:
    """0 for none, the end in a list where Core made the name of user, platform and number, else the name."""
    name = _short(row["name"])
    made = f"{user(row)}:{_short(row['platform'])}:"
    return [name[len(made) :]] if name.startswith(made) else name or 0


def _seconds(row: Row, generated_at: datetime) -> int | bool | None:
    """Seconds since the last contact; None for never, False for not known."""
    if row["days_since_contact"] is None:
        return None if row["contact"] == "never" else False
    moment = parse_iso(row["last_connected_at"])
    return moment is not None and int(generated_at.timestamp()) - int(moment.timestamp())


def _flags(row: Row, moved: Sequence[frozenset[str]]) -> int:
    bits = [*(test(row) for _label, test in FLAGS), *(row["uuid"] in uuids for uuids in moved)]
    return sum(1 << bit for bit, holds in enumerate(bits) if holds)
