# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The event sources in processes of their own: what they report, and what they do when something goes wrong."""

from __future__ import annotations

import json
import os
import random
import resource
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.integration.harness import KELLER_IPHONE, KELLER_OWN_ANDROID, ROOT, ROOTED_ANDROID, SMITH_IPHONE

SOURCES = ROOT / "extensions" / "eda" / "plugins" / "event_source"
DRIVER = Path(__file__).with_name("drive_source.py")
HOSTILE = "000000a5-0000-4000-8000-000000000004"  # its name is a template
SECONDS = 60  # until something that has to happen is taken not to happen


def until(condition, what):
    """Wait until ``condition`` is true."""
    end = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < end, what()
        time.sleep(0.05)


class Source:
    """A source that runs in a process of its own, one process after the other, with one state file."""

    def __init__(self, core, folder, name, **options):
        self.core, self.name, self.folder = core, name, folder
        self.state_file = folder / "state.json"
        self.options = {"interval": 0.2, "state_file": str(self.state_file), **options}
        self.out = folder / "events.jsonl"
        self.lines = []
        self.process = None

    def start(self, seconds=0.0, limit=None, **options):
        """Start it; ``limit``: the largest file in bytes that it can write."""

        def bounded():
            if limit is not None:
                signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
                resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))

        command = [sys.executable, str(DRIVER), str(SOURCES / f"{self.name}.py")]
        command += [json.dumps({**self.options, **options}), str(self.out), str(seconds)]
        kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
        self.process = subprocess.Popen(
            command,
            cwd=self.folder,
            env={**kept, "PYTHONPATH": os.pathsep.join(sys.path), **self.core.environment},
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=bounded,  # noqa: PLW1509
        )
        self.reader = threading.Thread(target=self._read, args=(self.process.stderr,))
        self.reader.start()
        return self

    def _read(self, log):
        for line in log:
            self.lines.append(line)

    def seeded(self, **options):
        """Start it and wait until it knows what there is."""
        self.start(**options)
        return self.heartbeat()

    def heartbeat(self):
        """Wait until it has read once more."""
        beats = self.text.count("Heartbeat")
        until(lambda: self.text.count("Heartbeat") > beats, lambda: self.text)
        return self

    def stop(self, how=signal.SIGTERM):
        """End its process. Returns the exit code."""
        self.process.send_signal(how)
        code = self.process.wait(SECONDS)
        self.reader.join()
        return code

    def ended(self):
        """Wait until it has ended by itself; what it wrote last."""
        assert self.process.wait(SECONDS) == 1, self.text
        self.reader.join()
        return self.lines[-1]

    @property
    def text(self):
        return "".join(self.lines)

    @property
    def events(self):
        lines = self.out.read_text(encoding="utf-8").splitlines(keepends=True) if self.out.exists() else []
        return [json.loads(line) for line in lines if line.endswith("\n")]

    def wait(self, count):
        """Wait for that many events."""
        until(lambda: len(self.events) >= count, lambda: f"{len(self.events)} of {count} events\n{self.text[-3000:]}")
        return self.events


@pytest.fixture
def source(core, tmp_path):
    """Makes sources, and ends what is left of them."""
    made = []

    def make(name, **options):
        folder = tmp_path / f"{name}-{len(made)}"
        folder.mkdir()
        made.append(Source(core, folder, name, **options))
        return made[-1]

    yield make
    for one in made:
        if one.process and one.process.poll() is None:
            one.stop(signal.SIGKILL)


def raise_alert(core, device=SMITH_IPHONE, **values):
    return str(core.control("POST", "alerts", {"device_uuid": device, "kind": "SIM_CHANGED_ALERT", **values})["id"])


def alert_ids(events):
    return [event["alert"]["id"] for event in events]


def test_a_new_alert_is_one_event_with_the_record_that_modules_return(core, source, playbook):
    alerts = source("alerts").seeded()
    number = raise_alert(core)
    (event,) = alerts.wait(1)
    alerts.heartbeat().stop()
    assert len(alerts.events) == 1 and set(event) == {"type", "id", "alert"}
    listed = playbook.run({"mi_alert_info": {}})[0].ok()["alerts"]
    assert event["alert"] == next(alert for alert in listed if alert["id"] == number)


def test_in_xml_events_are_the_same(core, source):
    alerts, again = source("alerts").seeded(), source("alerts", response_format="xml").seeded()
    raise_alert(core)
    assert alerts.wait(1) == again.wait(1)


def test_each_kind_of_change_is_one_event(core, source):
    devices = source("device_changes").seeded()
    core.change(KELLER_IPHONE, status="LOST", employeeOwned=True)
    core.change(KELLER_OWN_ANDROID, principal="jsmith", compliance=0x20, quarantinedStatus=0x20, blockReason=0x200)
    core.change(SMITH_IPHONE, details={"DeviceCompromised": "true"})
    core.control("POST", "devices", {"principal": "hburns", "family": "ios", "uuid": "new", "status": "VERIFIED"})
    devices.wait(8)
    core.change(ROOTED_ANDROID, details={"security_state": "Ok"})
    events = devices.wait(9)
    changes = Counter((event["device"]["uuid"], event["change"]) for event in events)
    assert changes == Counter(
        [
            (KELLER_IPHONE, "status"),
            (KELLER_IPHONE, "owner"),
            (KELLER_OWN_ANDROID, "principal"),
            (KELLER_OWN_ANDROID, "compliance"),
            (KELLER_OWN_ANDROID, "quarantine"),
            (KELLER_OWN_ANDROID, "block"),
            (SMITH_IPHONE, "compromised"),
            ("new", "added"),
            (ROOTED_ANDROID, "compromised"),
        ]
    )
    lost = next(event for event in events if event["change"] == "status")
    assert (lost["before"], lost["after"]) == ("ACTIVE", "LOST")
    assert lost["device"].keys() == {"uuid", "name", "principal", "status", "platform_family", "employee_owned"}


def test_a_device_that_leaves_the_selection_is_gone_and_a_retired_one_changes_its_status(core, source):
    everywhere, active = source("device_changes").seeded(), source("device_changes", statuses=["ACTIVE"]).seeded()
    core.change(SMITH_IPHONE, status="RETIRED")
    (gone,), (retired,) = active.wait(1), everywhere.wait(1)
    assert (gone["change"], gone["before"], gone["after"]) == ("gone", "ACTIVE", None)
    assert (retired["change"], retired["before"], retired["after"]) == ("status", "ACTIVE", "RETIRED")


def test_the_names_of_people_and_devices_are_no_templates_in_events(core, source):
    devices = source("device_changes").seeded()
    core.change(HOSTILE, status="LOST")
    (event,) = devices.wait(1)
    assert event["device"]["name"] == "{ { lookup('pipe','id') }}"


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_killed_at_random_moments_it_loses_nothing_and_repeats_with_the_same_id(core, source, seed):
    chance = random.Random(seed)
    alerts = source("alerts", burst_limit=0, interval=0.05).seeded()
    raised = []
    for _round in range(5):
        raised += [raise_alert(core) for _each in range(chance.randrange(1, 12))]
        time.sleep(chance.random() * 0.7)
        alerts.stop(signal.SIGKILL)
        raised += [raise_alert(core) for _each in range(chance.randrange(3))]
        alerts.start(seconds=0.02)
        time.sleep(chance.random() * 1.2)
    until(lambda: set(alert_ids(alerts.events)) == set(raised), lambda: alerts.text[-3000:])
    ids = {(event["alert"]["id"], event["id"]) for event in alerts.events}
    assert len(ids) == len(raised)


def test_a_clean_stop_and_a_restart_repeat_nothing_and_lose_nothing(core, source):
    alerts = source("alerts").seeded()
    raised = [raise_alert(core) for _each in range(5)]
    alerts.wait(5)
    alerts.heartbeat()
    assert alerts.stop() == 0
    raised.append(raise_alert(core))
    alerts.start().wait(6)
    alerts.heartbeat()
    assert alert_ids(alerts.events) == raised


def test_a_change_that_was_taken_back_while_nobody_looked_is_none_and_one_that_stayed_is(core, source):
    devices = source("device_changes").seeded()
    devices.stop(signal.SIGKILL)
    core.change(SMITH_IPHONE, status="LOST")
    core.change(SMITH_IPHONE, status="ACTIVE")
    core.change(KELLER_IPHONE, status="LOST")
    devices.start().wait(1)
    devices.heartbeat()
    assert [event["device"]["uuid"] for event in devices.events] == [KELLER_IPHONE]


def test_an_alert_that_is_dated_in_the_past_is_reported(core, source):
    alerts = source("alerts").seeded()
    number = raise_alert(core, date="2020-01-01T00:00:00Z")
    assert alert_ids(alerts.wait(1)) == [number]


@pytest.mark.slow
def test_five_thousand_alerts_at_once_are_one_burst_or_all_delivered_as_fast_as_they_are_taken(core, source):
    limited, patient = source("alerts").seeded(), source("alerts", burst_limit=0).seeded()
    raise_alert(core, count=5000)
    (burst,) = limited.wait(1)
    assert burst == {"type": "mobileiron.burst", "id": burst["id"], "count": 5000, "kinds": {"SIM_CHANGED_ALERT": 5000}}
    events = patient.wait(5000)
    assert len({event["id"] for event in events}) == 5000
    raise_alert(core)
    assert limited.wait(2)[1]["type"] == "mobileiron.alert"


@pytest.mark.slow
def test_while_core_is_down_it_waits_and_then_reports_what_came_meanwhile(core, source):
    alerts = source("alerts", retries=0).seeded()
    core.fault("status", status=503, times=3)
    core.fault("drop_before", times=2)
    core.fault("html", times=1)
    number = raise_alert(core)
    assert alert_ids(alerts.wait(1)) == [number]
    assert alerts.text.count("Core cannot be read") == 6 and "Core can be read again" in alerts.text


def test_core_may_be_down_when_it_starts(core, source):
    core.fault("status", status=503, times=2)
    alerts = source("alerts", retries=0).seeded()
    raise_alert(core)
    alerts.wait(1)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"password": "wrong"}, "401"),
        ({"username": "norole"}, "401"),
        ({"url": "ftp://core"}, "url: "),
        ({"interval": 0}, "interval: expected more than 0 seconds"),
        ({"state_file": "/nowhere/state.json"}, "state_file: /nowhere/state.json.lock, which locks it, cannot be"),
        ({"ca_path": "/nowhere/ca.pem"}, "ca_path"),
    ],
)
def test_what_waiting_does_not_mend_ends_it_with_a_clear_word(core, source, options, message):
    alerts = source("alerts", **options).start()
    last = alerts.ended()
    assert last.startswith("SourceFailed: mobileiron.core.alerts: ") and message in last
    assert "Traceback" not in alerts.text and core.password not in alerts.text
    assert not alerts.events


def test_credentials_that_stop_working_end_it(core, source):
    alerts = source("alerts").seeded()
    core.fault("status", status=401, times=100)
    assert "401" in alerts.ended()


def test_a_label_that_is_not_there_ends_it_and_reports_no_device_as_gone(core, source):
    devices = source("device_changes", labels=["No Such Label"]).start()
    assert "No Such Label" in devices.ended() and not devices.events


@pytest.mark.parametrize("content", ["", "{", "no state at all"])
def test_a_damaged_state_file_ends_it_and_stays(core, source, content):
    alerts = source("alerts")
    alerts.state_file.write_text(content)
    assert "its content is not the state of an event source" in alerts.start().ended()
    assert alerts.state_file.read_text() == content


def test_the_state_file_of_another_server_ends_it_and_stays(core, source):
    alerts = source("alerts").seeded()
    alerts.stop()
    before = alerts.state_file.read_text()
    port = core.url.rpartition(":")[2]
    assert "it belongs to another server" in alerts.start(url=f"https://localhost:{port}").ended()
    assert alerts.state_file.read_text() == before


def test_a_second_process_with_the_same_state_file_is_refused(core, source):
    first, second = source("alerts").seeded(), source("alerts")
    second.options["state_file"] = first.options["state_file"]
    assert "in use by another process" in second.start().ended()
    raise_alert(core)
    first.wait(1)


def test_a_disk_that_fills_up_stops_no_event_and_the_state_file_stays_whole(core, source):
    alerts = source("alerts").seeded()
    alerts.stop()
    before = alerts.state_file.read_bytes()
    alerts.start(limit=len(before) + 50)
    first, second = raise_alert(core), raise_alert(core)
    alerts.wait(2)
    alerts.heartbeat().stop(signal.SIGKILL)
    assert alerts.state_file.read_bytes() == before and alerts.text.count("cannot be written") == 1
    alerts.start().wait(4)  # again, with the same ids
    assert Counter(alert_ids(alerts.events)) == {first: 2, second: 2}
    assert len({event["id"] for event in alerts.events}) == 2
    assert alerts.heartbeat().state_file.read_bytes() != before


def test_a_disk_that_is_full_from_the_start_ends_it(core, source):
    assert "cannot be written (File too large)" in source("alerts").start(limit=10).ended()


def test_a_source_sends_nothing_that_has_an_effect(core, source):
    source("alerts").seeded()
    source("device_changes").seeded()
    raise_alert(core)
    core.change(SMITH_IPHONE, status="LOST")
    assert core.did() == []
