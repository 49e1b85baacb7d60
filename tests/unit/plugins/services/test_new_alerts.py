# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which alerts are new, their ids, the limit of a burst, and texts that are no templates."""

from __future__ import annotations

import json

from ansible_collections.mobileiron.core.plugins.module_utils.services import _new_alerts
from ansible_collections.mobileiron.core.plugins.module_utils.services._events import (
    burst_or_events,
    event_id,
    harmless,
)

SERVER = "https://core.example.com"


def alert(number, date="2026-11-27T09:00:00Z", **values):
    return {"id": str(number), "alert_date": date, "type": "SIM_CHANGED_ALERT", "severity": "CRITICAL", **values}


def compare(memory, *alerts):
    return _new_alerts.compare(json.loads(json.dumps(memory)), list(alerts), SERVER)


def ids(reading):
    return [event["alert"]["id"] for event in reading.events]


def test_only_what_was_not_listed_before_is_an_event():
    reading = compare(_new_alerts.remembered([alert(1)]), alert(1), alert(2))
    assert ids(reading) == ["2"]
    assert compare(reading.memory, alert(1), alert(2)).events == []
    assert reading.events[0] == {
        "type": "mobileiron.alert",
        "id": _new_alerts.alert_event(alert(2), SERVER)["id"],
        "alert": alert(2),
    }


def test_an_unchanged_reading_keeps_the_memory_so_that_nothing_is_written():
    memory = _new_alerts.remembered([alert(1)])
    assert _new_alerts.compare(memory, [alert(1)], SERVER).memory is memory
    assert _new_alerts.compare(memory, [], SERVER).memory is memory


def test_an_alert_that_a_short_list_left_out_is_not_new_again():
    memory = _new_alerts.remembered([alert(1), alert(2)])
    memory = compare(memory, alert(3)).memory
    assert ids(compare(memory, alert(1), alert(2), alert(3))) == []


def test_a_clock_that_was_set_back_hides_no_alert():
    memory = _new_alerts.remembered([alert(5, "2026-11-27T09:00:00Z")])
    assert ids(compare(memory, alert(5, "2026-11-27T09:00:00Z"), alert(6, "2020-01-01T00:00:00Z"))) == ["6"]


def test_an_id_that_a_restored_core_hands_out_again_is_another_alert():
    memory = _new_alerts.remembered([alert(5, "2026-11-27T09:00:00Z")])
    assert ids(compare(memory, alert(5, "2026-11-27T10:00:00Z"))) == ["5"]


def test_the_oldest_comes_first_whatever_the_order_of_the_list():
    listed = [alert(10), alert(9), alert(11, "2026-11-27T08:00:00Z")]
    assert ids(compare(_new_alerts.remembered([]), *listed)) == ["11", "9", "10"]


def test_the_memory_of_absent_alerts_is_bounded(monkeypatch):
    monkeypatch.setattr(_new_alerts, "ABSENT_KEPT", 3)
    memory = _new_alerts.remembered([alert(number) for number in range(10)])
    memory = compare(memory, alert(20)).memory
    assert [key.split()[0] for key in memory["seen"]] == ["7", "8", "9", "20"]


def test_an_id_is_the_same_for_the_same_alert_and_differs_between_servers():
    first, again = (_new_alerts.alert_event(alert(1, text=text), SERVER) for text in ("a", "b"))
    assert first["id"] == again["id"]
    assert first["id"] != _new_alerts.alert_event(alert(1), "https://other.example.com")["id"]
    assert len({event_id("a", None), event_id("a", "None"), event_id(["a"], None)}) == 3


def test_past_the_limit_one_burst_counts_the_kinds_and_has_a_stable_id():
    memory = _new_alerts.remembered([])
    events = compare(memory, *(alert(n, type="SYSTEM_ALERT" if n % 3 else None) for n in range(6))).events
    assert burst_or_events(events, 6, _new_alerts.kind_of_event) == events
    assert burst_or_events(events, 0, _new_alerts.kind_of_event) == events
    (burst,) = burst_or_events(events, 5, _new_alerts.kind_of_event)
    assert burst == {
        "type": "mobileiron.burst",
        "id": burst["id"],
        "count": 6,
        "kinds": {"SYSTEM_ALERT": 4, "unknown": 2},
    }
    assert burst_or_events(events[::-1], 5, _new_alerts.kind_of_event) == [burst]
    assert burst_or_events(events[1:], 4, _new_alerts.kind_of_event)[0]["id"] != burst["id"]


def test_texts_from_people_are_no_templates():
    hostile = {"name": "{{ lookup('pipe','id') }}", "more": ["{% raw %}", "{# x #}", "{{{{", "{a}", 3, None, True]}
    assert harmless(hostile) == {
        "name": "{ { lookup('pipe','id') }}",
        "more": ["{ % raw %}", "{ # x #}", "{ { { {", "{a}", 3, None, True],
    }
    event = _new_alerts.alert_event(alert(1, alert_text="{{ 7 }}"), SERVER)
    assert "{{" not in json.dumps(event)
