# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The loop of an event source: what is delivered, what is remembered when, what ends it. Nobody waits in these tests."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import logging
import threading
from types import SimpleNamespace

import pytest
from ansible_collections.mobileiron.core.plugins.module_utils.glue import _event_source
from ansible_collections.mobileiron.core.plugins.module_utils.glue._event_source import SourceFailed, run_source
from ansible_collections.mobileiron.core.plugins.module_utils.glue._feeds import ALERTS, DEVICE_CHANGES
from ansible_collections.mobileiron.core.plugins.module_utils.wire._errors import (
    AuthenticationFailed,
    ConnectionFailed,
    InvalidInput,
    NotACore,
    ServerFailed,
    TlsFailed,
)

ARGS = {"url": "https://core.example.com", "username": "api", "password": "top-secret", "interval": 10}


def alert(number, **values):
    return {"id": str(number), "alert_date": None, "type": "SYSTEM_ALERT", "severity": "CRITICAL", **values}


class Ended(BaseException):
    """The script is over."""


class Engine:
    """Stands for ansible-rulebook and Core: each reading is the next of the script, pauses take no time."""

    def __init__(self, monkeypatch, tmp_path):
        self.args = {**ARGS, "state_file": str(tmp_path / "state.json")}
        self.path = tmp_path / "state.json"
        self.events, self.pauses, self.threads = [], [], set()
        self.put, self.pause = self._put, lambda _pauses: None
        monkeypatch.setattr(_event_source.asyncio, "sleep", self._sleep)

    def run(self, *script, **args):
        """Run a source until the script is over; what ended it otherwise."""
        readings = iter(script)

        def read(_client, _options):
            self.threads.add(threading.current_thread())
            try:
                reading = next(readings)
            except StopIteration:
                raise Ended from None
            if isinstance(reading, Exception):
                raise reading
            return reading

        feed = dataclasses.replace(ALERTS, read=read)
        try:
            asyncio.run(run_source(feed, self, {**self.args, **args}))
        except Ended:
            return None
        except BaseException as error:
            return error

    async def _sleep(self, seconds):
        self.pauses.append(seconds)
        self.pause(len(self.pauses))

    async def _put(self, event):
        self.events.append(event)
        event["meta"] = {"source": {}}  # as ansible-rulebook does

    def holds(self, *counts):
        """The queue inside of this one, as ansible-rulebook wraps it, holds that many events in each pause."""
        left = iter(counts)
        self.queue = SimpleNamespace(qsize=lambda: next(left, counts[-1]))

    @property
    def ids(self):
        return [event["alert"]["id"] for event in self.events]

    @property
    def state(self):
        return json.loads(self.path.read_text())


@pytest.fixture
def engine(monkeypatch, tmp_path):
    return Engine(monkeypatch, tmp_path)


@pytest.fixture
def killed(monkeypatch):
    """What ends a source in this test is kill -9, which closes nothing."""
    monkeypatch.setattr(_event_source.Watch, "close", lambda self: self.state.close())


def end(_pauses):
    raise Ended


def test_the_first_run_only_remembers_and_a_restart_reports_what_came_meanwhile(engine):
    engine.run([alert(1)], [alert(1)])
    assert engine.events == []
    engine.run([alert(1), alert(2)], [alert(1), alert(2)])
    assert engine.ids == ["2"]
    engine.run([alert(1), alert(2)])
    assert engine.ids == ["2"]


def test_without_seed_only_the_first_run_reports_everything(engine):
    engine.run([alert(1), alert(2)], [alert(1), alert(2)], seed_only=False)
    assert engine.ids == ["1", "2"]


def test_a_first_run_that_is_killed_before_it_delivers_reports_everything_later(engine):
    async def killed(_event):
        raise Ended

    engine.put = killed
    engine.run([alert(1)], seed_only=False)
    engine.put = engine._put
    engine.run([alert(1)], seed_only=False)
    assert engine.ids == ["1"]


def test_core_is_read_outside_of_the_event_loop(engine):
    engine.run([], [])
    assert threading.main_thread() not in engine.threads


def test_events_are_on_disk_before_the_first_is_put_and_confirmed_after_the_last(engine):
    seen = []

    async def look(event):
        seen.append([pending["id"] for pending in engine.state["pending"]] + engine.state["memory"]["seen"])
        await engine._put(event)

    engine.put = look
    engine.run([], [alert(1), alert(2)])
    ids = [event["id"] for event in engine.events]
    assert seen == [[*ids, "1 None", "2 None"]] * 2
    assert engine.state["pending"] == []


@pytest.mark.usefixtures("killed")
def test_a_process_that_was_killed_while_delivering_delivers_the_same_events_again(engine):
    async def at_the_second(event):
        if event["alert"]["id"] == "2":
            raise Ended
        await engine._put(event)

    engine.put = at_the_second
    engine.run([], [alert(1), alert(2), alert(3)])
    first = [event["id"] for event in engine.events]
    engine.put = engine._put
    engine.run([alert(4)])  # Core no longer lists them: they are delivered all the same
    assert engine.ids == ["1", "1", "2", "3", "4"]
    assert [event["id"] for event in engine.events][1] == first[0]


@pytest.mark.usefixtures("killed")
@pytest.mark.parametrize("held", [0, 1])
def test_a_process_that_was_killed_in_the_pause_delivers_its_last_events_again(engine, held):
    """Also an event that has left the queue: what took it may not have done anything with it yet."""
    engine.run([])
    engine.holds(held)
    engine.pause = end
    engine.run([alert(1), alert(2)])
    engine.pause = lambda _pauses: None
    engine.run([alert(1), alert(2)])
    assert engine.ids == ["1", "2"] * 2
    assert [event["id"] for event in engine.events[:2]] == [event["id"] for event in engine.events[2:]]


@pytest.mark.usefixtures("killed")
@pytest.mark.parametrize(
    ("held", "pending"),
    [
        ([0], []),
        ([0, 1], ["2"]),
        ([0, 2], ["1", "2"]),
        ([0, 1, 1], ["2"]),
        ([0, 1, 0], []),
        ([0, 5], ["1", "2"]),  # from other sources, which share the queue, or from a filter that makes two out of one
    ],
)
def test_an_event_is_confirmed_when_it_has_left_the_queue_for_a_whole_pause(engine, held, pending):
    """``held``: what the queue holds as each pause begins. The events come before the second."""
    engine.holds(*held)
    new = [alert(1), alert(2)]
    engine.run([], *[new] * max(len(held) - 1, 1))
    assert [event["alert"]["id"] for event in engine.state["pending"]] == pending
    assert engine.ids == ["1", "2"]


@pytest.mark.usefixtures("killed")
def test_an_event_that_leaves_the_queue_in_a_pause_is_not_confirmed_by_that_pause(engine):
    engine.holds(1)
    engine.pause = lambda _pauses: engine.holds(0)
    engine.run([alert(1)], seed_only=False)
    assert [event["alert"]["id"] for event in engine.state["pending"]] == ["1"]
    engine.run([alert(1)], [alert(1)])
    assert engine.state["pending"] == [] and engine.ids == ["1", "1"]


@pytest.mark.usefixtures("killed")
def test_an_event_that_left_the_queue_is_confirmed_while_core_is_down(engine):
    engine.holds(0)
    engine.run([], [alert(1)], ServerFailed("503"))
    assert engine.state["pending"] == []


@pytest.mark.usefixtures("killed")
def test_new_events_follow_the_unconfirmed_ones_and_none_is_put_twice_or_kept_for_ever(engine):
    """The burst limit counts the new ones only."""
    engine.holds(2)
    engine.run(*[[alert(number) for number in range(2 * count)] for count in range(10)], burst_limit=2)
    assert engine.ids == [str(number) for number in range(18)]
    assert [event["alert"]["id"] for event in engine.state["pending"]] == ["16", "17"]


@pytest.mark.usefixtures("killed")
def test_unconfirmed_events_of_an_earlier_process_need_a_pause_of_their_own(engine):
    engine.holds(0, 2)
    engine.run([], [alert(1), alert(2)])
    first = len(engine.pauses)
    engine.holds(0)
    engine.pause = lambda pauses: end(pauses) if pauses > first else None
    engine.run([alert(1), alert(2), alert(3)])
    assert engine.ids == ["1", "2", "1", "2", "3"]
    assert [event["alert"]["id"] for event in engine.state["pending"]] == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("queue", "count"),
    [
        (SimpleNamespace(qsize=lambda: 3), 3),
        (SimpleNamespace(queue=SimpleNamespace(qsize=lambda: 2)), 2),
        (SimpleNamespace(queue=SimpleNamespace()), 0),
        (SimpleNamespace(), 0),
    ],
    ids=["bare", "wrapped", "wrapped and unknown", "unknown"],
)
def test_the_queue_is_found_inside_the_one_that_filters(queue, count):
    assert _event_source._waiting(queue) == count


def test_after_a_clean_stop_what_is_left_in_the_queue_comes_again(engine):
    engine.run([])
    engine.holds(1)
    engine.pause = end
    engine.run([alert(1), alert(2)])
    engine.pause = lambda _pauses: None
    engine.run([alert(1), alert(2)])
    assert engine.ids == ["1", "2", "2"]


def test_a_clean_stop_while_delivering_repeats_nothing(engine):
    async def stopped(event):
        if event["alert"]["id"] == "2":
            raise asyncio.CancelledError
        await engine._put(event)

    engine.put = stopped
    assert isinstance(engine.run([], [alert(1), alert(2), alert(3)]), asyncio.CancelledError)
    engine.put = engine._put
    engine.run([])
    assert engine.ids == ["1", "2", "3"]


def test_a_thread_that_outlives_a_stop_changes_nothing(engine):
    """Its reading is thrown away: the next process finds what it would have found."""
    started, stopped = threading.Event(), threading.Event()

    def read(_client, _options):
        if not engine.path.exists():
            return []
        started.set()
        stopped.wait(10)
        return [alert(1)]

    async def stop():
        task = asyncio.create_task(run_source(dataclasses.replace(ALERTS, read=read), engine, engine.args))
        await asyncio.to_thread(started.wait, 10)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        stopped.set()

    asyncio.run(stop())
    assert engine.state["memory"] == {"seen": []}
    engine.run([alert(1)])
    assert engine.ids == ["1"]


def test_a_filter_that_writes_into_an_event_does_not_change_what_is_remembered(engine):
    async def spoil(event):
        if event["alert"]["id"] == "2":
            event["alert"]["type"] = "spoilt"
            raise asyncio.CancelledError
        await engine._put(event)

    engine.put = spoil
    engine.run([], [alert(1), alert(2)])
    (pending,) = engine.state["pending"]
    assert pending["alert"] == alert(2) and "meta" not in pending


def test_past_the_limit_there_is_one_burst_and_the_cursor_moves(engine):
    engine.run([], [alert(n) for n in range(4)], [alert(n) for n in range(5)], burst_limit=3)
    assert [event["type"] for event in engine.events] == ["mobileiron.burst", "mobileiron.alert"]
    assert engine.events[0]["count"] == 4


def test_types_and_severities_narrow_what_is_reported_but_not_what_is_remembered(engine):
    alerts = [alert(1), alert(2, type="SIM_CHANGED_ALERT"), alert(3, severity="WARNING")]
    engine.run([], alerts, types=["SYSTEM_ALERT"], severities=["CRITICAL"])
    assert engine.ids == ["1"]
    engine.run(alerts)
    assert engine.ids == ["1"]


def test_while_core_is_down_the_pauses_grow_up_to_a_bound_and_nothing_is_lost(engine, caplog):
    down = [ConnectionFailed("Core could not be reached.")] * 4 + [ServerFailed("Core answered 503.")] * 4
    with caplog.at_level(logging.WARNING):
        engine.run([], *down, [alert(1)])
    assert engine.pauses == [10, 10, 20, 40, 80, 160, 300, 300, 300, 10]
    assert engine.ids == ["1"]
    assert "Core can be read again." in caplog.text


def test_an_interval_that_is_longer_than_the_bound_is_never_cut(engine):
    engine.run([], *[ConnectionFailed("down")] * 3, interval=1000)
    assert engine.pauses == [1000] * 4


def test_core_may_be_down_at_the_start(engine):
    engine.run(ConnectionFailed("down"), [alert(1)], [alert(1), alert(2)])
    assert engine.ids == ["2"]


@pytest.mark.parametrize(
    "error", [AuthenticationFailed("401"), InvalidInput("url: no"), NotACore("a login page"), TlsFailed("no CA")]
)
def test_what_waiting_does_not_mend_ends_the_source(engine, error):
    ended = engine.run(error)
    assert isinstance(ended, SourceFailed) and str(ended) == f"mobileiron.core.alerts: {error.message}"
    assert ended.__context__ is None


def test_wrong_credentials_end_the_source_later_too_and_a_login_page_does_not(engine):
    assert engine.run([], NotACore("a login page"), [alert(1)]) is None
    assert engine.ids == ["1"]
    assert isinstance(engine.run([alert(1)], AuthenticationFailed("401")), SourceFailed)


def test_a_fault_of_ours_ends_the_source_and_shows_no_password(engine):
    ended = engine.run([], RuntimeError("http://api:top-secret@core"))
    assert "This is a bug in the collection" in str(ended) and "top-secret" not in str(ended)


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"url": "ftp://x"}, "url: "),
        ({"url": None}, "url"),
        ({"password": ""}, "password"),
        ({"interval": 0}, "interval: expected more than 0 seconds"),
        ({"interval": "soon"}, "interval"),
        ({"interval": float("nan")}, "interval: expected"),
        ({"burst_limit": -1}, "burst_limit: expected"),
        ({"types": ["NO_ALERT"]}, "types"),
        ({"types": []}, "types: the list is empty"),
        ({"types": None}, "types: the list is empty"),
        ({"delay": 3}, "delay"),
        ({"seed_only": "perhaps"}, "seed_only"),
    ],
)
def test_wrong_options_end_the_source_and_name_the_option(engine, args, message):
    ended = engine.run([], **args)
    assert isinstance(ended, SourceFailed) and message in str(ended)
    assert not engine.path.exists()


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"labels": []}, "labels: the list is empty"),
        ({"labels": [""]}, "labels: a value is empty"),
        ({"labels": None}, "labels: the list is empty"),
        ({"compliant": None}, "compliant: is null"),
        ({"statuses": ["ASLEEP"]}, "'ASLEEP' is not a status"),
        ({"changes": ["everything"]}, "changes"),
    ],
)
def test_a_selector_that_cannot_be_ends_the_source(args, message):
    with pytest.raises(SourceFailed, match=message):
        asyncio.run(run_source(DEVICE_CHANGES, None, {**ARGS, **args}))


def test_the_environment_holds_what_is_not_given(engine, monkeypatch):
    for name in ("url", "username", "password"):
        monkeypatch.setenv(f"MOBILEIRON_{name.upper()}", engine.args.pop(name))
    assert engine.run([], [alert(1)]) is None
    assert engine.ids == ["1"]


def test_numbers_and_flags_that_a_template_made_texts_are_accepted(engine):
    engine.run([alert(1), alert(2)], interval="2.5", seed_only="false", burst_limit="1")
    assert engine.pauses == [2.5] and engine.events[0]["type"] == "mobileiron.burst"


def test_a_disk_that_is_full_stops_no_event_and_is_told_once(engine, monkeypatch, caplog):
    save = _event_source.StateFile.save
    engine.run([])
    full = OSError(28, "No space left on device")

    def fail(*_args):
        raise full

    async def mend(event):
        await engine._put(event)
        if event["alert"]["id"] == "2":
            monkeypatch.setattr(_event_source.StateFile, "save", save)

    engine.put = mend
    monkeypatch.setattr(_event_source.StateFile, "save", fail)
    alerts = [alert(n) for n in range(1, 4)]
    with caplog.at_level(logging.WARNING):
        engine.run(alerts[:1], alerts[:2], alerts)
    assert engine.ids == ["1", "2", "3"]
    assert caplog.text.count("No space left on device") == 1 and "is written again" in caplog.text
    assert engine.state["memory"]["seen"] == ["1 None", "2 None", "3 None"]


def test_a_disk_that_is_full_at_the_first_run_ends_the_source(engine, monkeypatch):
    def fail(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(_event_source.StateFile, "save", fail)
    assert "cannot be written (No space left on device)" in str(engine.run([]))


def test_a_state_file_of_another_kind_ends_the_source(engine):
    engine.run([])
    text = engine.path.read_text()
    with pytest.raises(SourceFailed, match="another source"):
        asyncio.run(run_source(DEVICE_CHANGES, None, engine.args))
    engine.path.write_text(text.replace('"seen":[]', '"seen":[1]'))
    assert "its content is not the state" in str(engine.run([]))


def test_without_a_state_file_it_says_what_that_means(engine, caplog):
    engine.run([], [alert(1)], state_file=None)
    assert engine.ids == ["1"] and "Without state_file" in caplog.text


def test_a_heartbeat_is_told_at_debug_level_only(engine, caplog):
    with caplog.at_level(logging.DEBUG, logger="mobileiron.core.alerts"):
        engine.run([], [alert(1)])
    beats = [record for record in caplog.records if "Heartbeat" in record.message]
    assert [beat.levelno for beat in beats] == [logging.DEBUG] * 2
    assert beats[1].message == "Heartbeat: 1 read, 1 events, next in 10 seconds."


def test_with_feedback_the_next_event_waits_for_the_acknowledgement_of_the_last(engine):
    order = []

    class Feedback:
        async def get(self):
            order.append(("acknowledged", engine.ids[-1], len(engine.state["pending"])))
            return engine.events[-1]

    async def put(event):
        order.append(("put", event["alert"]["id"], event["meta"]["uuid"] == event["id"]))
        await engine._put(event)

    engine.put = put
    engine.run([], [alert(1), alert(2)], feedback=True, eda_feedback_queue=Feedback())
    assert order == [
        ("put", "1", True), ("acknowledged", "1", 2), ("put", "2", True), ("acknowledged", "2", 2),
    ]  # fmt: skip
    assert engine.state["pending"] == []


def test_with_feedback_an_event_is_confirmed_by_nothing_but_its_acknowledgement(engine):
    """Not by having left the queue."""

    class Feedback:
        async def get(self):
            if engine.ids[-1] == "2":
                raise asyncio.CancelledError
            return engine.events[-1]

    engine.holds(0)
    args = {"feedback": True, "eda_feedback_queue": Feedback()}
    engine.run([], [alert(1), alert(2)], **args)
    assert [event["alert"]["id"] for event in engine.state["pending"]] == ["2"]


@pytest.fixture
def acknowledging(engine):
    """The options of a source whose events are acknowledged at once."""

    class Feedback:
        async def get(self):
            return engine.events[-1]

    return {"feedback": True, "eda_feedback_queue": Feedback()}


@pytest.mark.usefixtures("killed")
def test_with_feedback_an_acknowledged_event_waits_for_a_pause_too(engine, acknowledging):
    """ansible-rulebook writes its database file with a delay."""
    engine.run([])
    engine.pause = end
    engine.run([alert(1), alert(2)], **acknowledging)
    engine.pause = lambda _pauses: None
    assert engine.ids == ["1", "2"] and len(engine.state["pending"]) == 2
    engine.run([alert(1), alert(2)], **acknowledging)
    assert engine.ids == ["1", "2"] * 2 and engine.state["pending"] == []
    assert [event["id"] for event in engine.events[:2]] == [event["id"] for event in engine.events[2:]]


@pytest.mark.usefixtures("killed")
def test_with_feedback_it_does_not_matter_what_other_sources_have_in_the_queue(engine, acknowledging):
    engine.holds(5)
    engine.run([], [alert(1), alert(2)], **acknowledging)
    assert engine.ids == ["1", "2"] and engine.state["pending"] == []


def test_with_feedback_a_pause_is_never_shorter_than_the_delay_of_the_engines_database(engine, acknowledging):
    engine.run([], interval=0.5, **acknowledging)
    engine.run([], interval=0.5)
    engine.run([], interval=4, **acknowledging)
    assert engine.pauses == [3, 0.5, 4]
