# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of a compliance report: it holds what was counted, is sound whatever names say, and stays small."""

from __future__ import annotations

import base64
import json
import random
import re
import uuid
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from ansible_collections.mobileiron.core.plugins.module_utils.roles import _compliance_figures as figures
from ansible_collections.mobileiron.core.plugins.module_utils.roles import _compliance_table as table
from ansible_collections.mobileiron.core.plugins.module_utils.roles._compliance_changes import report as report_of
from ansible_collections.mobileiron.core.plugins.module_utils.roles._compliance_page import compliance_page

from .test_compliance_figures import ANDROID, NOW, TERMS, device, made

VOID = {"meta", "br", "hr", "input"}
HOSTILE = [
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "{{ lookup('pipe','id') }}",
    '=HYPERLINK("http://evil","x")',
    "\u202egnp.exe",
    "]]><!--",
]


class Checked(HTMLParser):
    """Elements that are open and closed in order, ids that are unique, and the tags and handlers that were seen."""

    def __init__(self, page):
        super().__init__(convert_charrefs=True)
        self.open, self.tags, self.ids, self.text = [], [], [], []
        self.feed(page)
        assert not self.open, self.open

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.ids += [value for name, value in attrs if name == "id"]
        assert not [name for name, _value in attrs if name.startswith("on") or name in ("style", "src")], attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, (tag, self.open)
        self.open.pop()

    def handle_data(self, data):
        self.text.append(data)


def data_of(page):
    return json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL).group(1))


@pytest.mark.parametrize("count", [0, 1, 60])
def test_a_page_is_well_formed_whatever_the_number_of_devices(count):
    fleet = [device(number, days=number, compliance=number % 3) for number in range(count)]
    page = compliance_page(made(*fleet, alerts=[]))
    checked = Checked(page)
    assert len(checked.ids) == len(set(checked.ids))
    assert data_of(page)["count"] == count
    assert len(re.findall('<tr role="row"><th [^>]*data-label="User"', page)) == min(count, table.ROWS)


@pytest.mark.parametrize("name", HOSTILE)
def test_names_cannot_become_anything_else(name):
    raw = {
        key: name
        for key in ("principal", "name", "userDisplayName", "manufacturer", "model", "platform", "status", "comment")
    }
    fleet = [device(1, **raw), device(2, details={"OSVersion": name}, compliance=1 << 30)]
    terms = figures.Terms(NOW, title=name, server=name, selection={"labels": [name]})
    earlier = json.loads(json.dumps(made(device(1), device(3, principal=name), alerts=[])))
    alerts = [{"device_uuid": fleet[0]["uuid"], "severity": name, "type": name}]
    page = compliance_page(report_of(fleet, terms, alerts, {**earlier, "selection": {"users": [name]}}), [name])
    checked = Checked(page)
    assert checked.tags.count("script") == 2 and "img" not in checked.tags
    assert not any(ord(char) in (0x202E, 0) for char in page)
    shown = name.replace("\u202e", "\ufffd")
    assert shown in "".join(checked.text) and data_of(page)["user"]["words"][1:] + data_of(page)["user"]["words"][:1]


def test_what_is_not_read_is_said_and_not_shown_as_nothing():
    page = compliance_page(made(device()))
    assert "Alerts were not read for this report." in page and 'data-label="Alerts"' not in page
    assert data_of(page)["alerts"] is None


def test_thresholds_and_changes_are_on_the_page():
    earlier = json.loads(json.dumps(made(device(1), device(2))))
    terms = figures.Terms(NOW, max_noncompliant_percent=10, max_not_seen_percent=10)
    page = compliance_page(report_of([device(1, compliance=2), device(3)], terms, None, earlier))
    assert ">Exceeded<" in page and ">Kept<" in page
    for words in ("Became not compliant", "New in the report", "No longer in the report"):
        assert f"<summary>{words}" in page
    assert "Not judged" in compliance_page(report_of([], terms))


def unpacked(data):
    """The rows as the script reads them: user, uuid, verdict, seconds."""
    raw = base64.b64decode(data["uuid"]["packed"])
    names = [
        data["uuid"]["other"].get(str(row)) or str(uuid.UUID(bytes=raw[row * 16 : row * 16 + 16]))
        for row in range(data["count"])
    ]
    users = [data["user"]["words"][index] for index in data["user"]["rows"]]
    verdicts = [data["verdict"]["names"][index] for index in data["verdict"]["rows"]]
    return list(zip(users, names, verdicts, data["contact"]["seconds"]))


def test_packed_rows_say_what_the_report_says():
    fleet = [
        device(1, principal="a", name="a:iOS 17.6:415"),
        device(2, principal="b", name="other", uuid="NOT-A-UUID", days=None),
        device(3, principal=None, lastConnectedAt="?"),
    ]
    report = made(*fleet)
    data = data_of(compliance_page(report))
    assert unpacked(data) == [
        ("b", "NOT-A-UUID", "unknown", None),
        ("", fleet[2]["uuid"], "compliant_when_last_seen", False),
        ("a", fleet[0]["uuid"], "compliant", 43200),
    ]
    assert data["name"]["rows"] == ["other", 0, ["415"]]


def test_flags_are_those_that_the_filter_offers():
    report = made(
        device(1, quarantinedStatus=2, days=99), device(2, **ANDROID, details={"security_state": "Compromised"})
    )
    labels = dict(table.flags(30, compared=False))
    data = data_of(compliance_page(report))
    flags = dict(zip((row[1][-1] for row in unpacked(data)), data["flags"]))
    assert flags == {
        "1": labels["Quarantined"] | labels["Not seen for 30 days, or never"],
        "2": labels["Rooted or jailbroken"],
    }


def test_a_page_that_would_be_too_large_leaves_out_the_best_and_says_so(monkeypatch):
    monkeypatch.setattr(table, "_BUDGET", 20_000)
    fleet = [device(number, compliance=2 * (number < 20), principal=f"person{number}" * 4) for number in range(400)]
    page = compliance_page(made(*fleet), ["compliance-report.csv"])
    data = data_of(page)
    assert 20 <= data["count"] < 400
    assert f"lists the {data['count']} devices that need attention most" in page
    assert f"{400 - data['count']} more are left out of the table" in page
    assert [verdict for _user, _uuid, verdict, _seconds in unpacked(data)][:20] == ["noncompliant"] * 20


def test_a_hundred_thousand_devices_take_less_than_ten_megabytes():
    """Of 2,000 devices the packed size is measured, and what one more takes; their words repeat as in a fleet."""
    rng = random.Random(1)

    def fleet(count):
        return [
            device(
                number,
                days=rng.uniform(0, 99),
                uuid=str(uuid.UUID(int=rng.getrandbits(128), version=4)),
                principal=f"firstname.lastname{number:05d}",
                name=f"firstname.lastname{number:05d}:iOS 17.6:4155{number:06d}",
                model=rng.choice(["iPhone 13", "iPhone 15", "iPad"]),
                compliance=rng.choice([0, 0, 0, 2, 32, 34]),
            )
            for number in range(count)
        ]

    small, large = (len(compliance_page(made(*fleet(count), alerts=[])).encode()) for count in (1000, 3000))
    assert small + (large - small) / 2000 * 99_000 < 10_000_000


def test_contact_times_are_exact_to_the_minute():
    moment = NOW - timedelta(minutes=5, seconds=40)
    report = made(device(lastConnectedAt=moment.isoformat()), terms=TERMS)
    page = compliance_page(report)
    data = data_of(page)
    assert data["generated"] - data["contact"]["seconds"][0] * 1000 == int(moment.timestamp()) * 1000
    assert "2026-11-27 08:39" in page
