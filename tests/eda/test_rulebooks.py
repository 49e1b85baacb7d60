# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rulebooks in the real ansible-rulebook, from something that happens in Core to what a playbook does there.

Run by "make eda". It needs ansible-rulebook and Java 17.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.integration.harness import KELLER_IPHONE, KELLER_OWN_ANDROID, ROOT, SMITH_IPHONE, Simulator

RULEBOOKS = ROOT / "extensions" / "eda" / "rulebooks"
HOSTILE = "000000a5-0000-4000-8000-000000000004"  # gets a template for a name, see the fixture core
SECONDS = 600  # until something that has to happen is taken not to happen
PERSISTENCE = "00000000-0000-4000-8000-000000000001"
HOOK = """
- name: Count this call
  ansible.builtin.tempfile:
    path: "{{ event_dir }}/hooked"
    prefix: "{{ event_result.event_id | default('report') }}."
  register: hooked

- name: Keep what was handed over
  ansible.builtin.copy:
    dest: "{{ hooked.path }}"
    content: "{{ event_result | to_json }}"
    mode: "0600"
"""


def until(condition, what):
    """Wait until ``condition`` is true."""
    end = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < end, what()
        time.sleep(0.2)


class Rulebook:
    """A rulebook in ansible-rulebook, one process after the other."""

    def __init__(self, core, folder, name, durable=False, **variables):
        self.core, self.folder = core, folder
        self.dir, self.log = folder / "events", folder / "rulebook.log"
        self.hooked = self.dir / "hooked"
        self.hooked.mkdir(parents=True, mode=0o700)
        (folder / "hook.yml").write_text(HOOK)
        (folder / "inventory.yml").write_text("all: {hosts: {localhost: {ansible_connection: local}}}\n")
        values = {
            "event_dir": str(self.dir),
            "event_hook": str(folder / "hook.yml"),
            "event_interval": 0.5,
            **variables,
        }
        self.command = [str(Path(sys.executable).with_name("ansible-rulebook"))]
        if durable:
            values["drools_db_file_path"] = str(folder / "engine")
            text = (
                (RULEBOOKS / f"{name}.yml")
                .read_text()
                .replace("        state_file:", "        feedback: true\n        state_file:")
            )
            (folder / "rulebook.yml").write_text(text)
            self.command += ["-r", str(folder / "rulebook.yml"), "--persistence-id", PERSISTENCE]
        else:
            self.command += ["-r", f"mobileiron.core.{name}"]
        (folder / "vars.json").write_text(json.dumps(values))
        self.command += ["-i", str(folder / "inventory.yml"), "--vars", str(folder / "vars.json"), "-v"]
        self.state = self.dir / f"{name}.state"
        self.process = None

    def start(self, wait=True):
        """Start it, and wait until it waits for events and knows what there is."""
        started = self.text.count("Waiting for events, ruleset")
        kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=self.folder,
                env={**kept, **self.core.environment, "ANSIBLE_LOCAL_TEMP": str(self.folder / "temp")},
                stdout=log,
                stderr=log,
            )
        if not wait:
            return self
        until(lambda: self.text.count("Waiting for events, ruleset") > started, lambda: self.text[-5000:])
        until(self.state.exists, lambda: self.text[-5000:])
        return self

    def stop(self, how=signal.SIGTERM):
        """End its process, not the playbook that may be running. Returns the exit code."""
        self.process.send_signal(how)
        return self.process.wait(SECONDS)

    def ended(self):
        """Wait until it has ended by itself. Returns the exit code."""
        return self.process.wait(SECONDS)

    @property
    def text(self):
        return self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""

    @property
    def results(self):
        """What the hook was called with so far."""
        texts = [path.read_text() for path in self.hooked.iterdir()]
        return [json.loads(text) for text in texts if text.endswith("}")]

    @property
    def finished(self):
        """The ids of the events that were dealt with."""
        return sorted(path.parent.name for path in self.dir.glob("*/done"))

    def wait(self, count):
        """Wait until the hook was called about that many events, or without one; what it was called with."""
        until(lambda: len({result.get("event_id") for result in self.results}) >= count, lambda: self.text[-8000:])
        return self.results


@pytest.fixture(scope="module")
def simulator(tmp_path_factory):
    running = Simulator(tmp_path_factory.mktemp("simulator"))
    yield running
    running.stop()


@pytest.fixture
def core(simulator, tmp_path):
    """A fresh fleet with a device whose name and user would run a command if anything took them for templates."""
    simulator.reset()
    template = f"{{{{ lookup('pipe', 'touch {tmp_path}/hacked') }}}}"
    simulator.change(HOSTILE, name=template, principal=template)
    yield simulator
    assert not (tmp_path / "hacked").exists()


@pytest.fixture
def rulebook(core, tmp_path):
    """Makes rulebooks, and ends what is left of them."""
    made = []

    def make(name, **options):
        folder = tmp_path / f"{name}-{len(made)}"
        folder.mkdir()
        made.append(Rulebook(core, folder, name, **options))
        return made[-1]

    yield make
    for one in made:
        if one.process and one.process.poll() is None:
            one.stop(signal.SIGKILL)


def raise_alert(core, device, **values):
    return core.control("POST", "alerts", {"device_uuid": device, "kind": "SIM_CHANGED_ALERT", **values})["id"]


def blocked(core):
    """How often the mail of each ActiveSync device was blocked."""
    return Counter(uuid for entry in core.effects() if entry["effect"] == "eas_block" for uuid in entry["devices"])


def messages(core):
    """How often each device was sent a message."""
    return Counter(uuid for entry in core.effects() if entry["effect"] == "message" for uuid in entry["devices"])


def partners(core, count):
    """Active devices with ActiveSync that are not compromised, as device → ActiveSync device."""
    rows = core.control("GET", "eas")["partnerships"]
    linked = {row["mi_device_uuid"]: row["uuid"] for row in rows if row["access"] == "Allowed"}
    fleet = {device["uuid"]: device for device in core.devices(status="ACTIVE")}
    chosen = [uuid for uuid in linked if uuid in fleet and not fleet[uuid]["compliance"]][:count]
    assert len(chosen) == count
    return {uuid: linked[uuid] for uuid in chosen}


def test_a_compromised_device_has_its_mail_blocked_and_is_handed_over(core, rulebook):
    running = rulebook("compromised_device").start()
    core.change(KELLER_IPHONE, compliance=1)
    core.change(HOSTILE, details={"security_state": "Compromised"})
    results = running.wait(2)
    iphone = next(result for result in results if result["device"]["uuid"] == KELLER_IPHONE)
    assert iphone["kind"] == "compromised_device" and iphone["device"]["compromised"] is True
    assert iphone["mail_blocked"] == ["000000e1-0000-4000-8000-000000000001"]
    until(lambda: len(running.finished) == 2, lambda: running.text[-5000:])
    assert set(blocked(core)) >= {"000000e1-0000-4000-8000-000000000001"}
    assert {entry["effect"] for entry in core.effects()} == {"eas_block"}


def test_a_changed_sim_card_means_a_message_and_only_a_company_device_is_located(core, rulebook):
    running = rulebook("sim_change").start()
    raise_alert(core, SMITH_IPHONE)
    raise_alert(core, SMITH_IPHONE)  # throttled
    raise_alert(core, KELLER_OWN_ANDROID)
    raise_alert(core, HOSTILE)
    results = {result["device"]["uuid"]: result for result in running.wait(3)}
    assert results.keys() == {SMITH_IPHONE, KELLER_OWN_ANDROID, HOSTILE}
    assert {result["message"] for result in results.values()} == {"accepted"}
    assert results[KELLER_OWN_ANDROID]["location"] is None
    assert messages(core) == {SMITH_IPHONE: 1, KELLER_OWN_ANDROID: 1, HOSTILE: 1}
    located = [entry["path"] for entry in core.log() if "/locate/" in entry["path"]]
    assert any(SMITH_IPHONE in path for path in located) and not any(KELLER_OWN_ANDROID in path for path in located)


def test_unread_critical_alerts_are_reported_together(core, rulebook):
    running = rulebook("critical_alerts")
    text = (RULEBOOKS / "critical_alerts.yml").read_text().replace("once_after: 1 minute", "once_after: 3 seconds")
    (running.folder / "rulebook.yml").write_text(text)
    running.command[2] = str(running.folder / "rulebook.yml")
    running.start()
    raised = {str(raise_alert(core, device)) for device in (SMITH_IPHONE, KELLER_IPHONE, HOSTILE)}
    raise_alert(core, KELLER_IPHONE, severity="WARNING")
    (result,) = running.wait(1)
    report = json.loads(Path(result["report"]).read_text())
    assert raised <= {alert["id"] for alert in report["alerts"]}
    assert {(alert["severity"], alert["read"]) for alert in report["alerts"]} == {("CRITICAL", False)}
    assert result["count"] == report["count"] == len(report["alerts"])
    assert core.did() == []


def test_five_thousand_alerts_at_once_stop_the_rulebook_and_are_told(core, rulebook):
    running = rulebook("sim_change").start()
    raise_alert(core, SMITH_IPHONE, count=5000)
    assert running.ended() == 0
    (result,) = running.results
    assert (result["kind"], result["counted_by"], result["count"]) == ("burst", "burst", 5000)
    assert json.loads((running.dir / f"burst-{result['event_id']}.json").read_text()) == result
    assert core.did() == []


def test_a_storm_below_the_limit_of_a_burst_is_stopped_by_the_throttle(core, rulebook):
    running = rulebook("sim_change").start()
    devices = [device["uuid"] for device in core.devices(status="ACTIVE")][:2]
    for device in devices * 10:
        raise_alert(core, device)
        time.sleep(0.1)
    assert running.ended() == 0
    stops = [result for result in running.results if result["kind"] == "burst"]
    assert [stop["counted_by"] for stop in stops] == ["throttle"]
    assert all(count == 1 for count in messages(core).values())


def test_many_changes_at_once_are_told(core, rulebook):
    running = rulebook("mass_change").start()
    for device in core.devices(status="ACTIVE")[:30]:
        core.change(device["uuid"], status="WIPED")
    assert running.ended() == 0
    (result,) = running.results
    assert (result["kind"], result["rulebook"]) == ("burst", "mass_change") and result["count"] > 20


@pytest.mark.parametrize("seed", [1, 2])
def test_killed_at_random_moments_every_mail_is_blocked_once(core, rulebook, seed):
    chance = random.Random(seed)
    running = rulebook("compromised_device", durable=True).start()
    devices = partners(core, 6)
    waiting = list(devices)
    while waiting:
        for uuid in [waiting.pop() for _each in range(min(2, len(waiting)))]:
            core.change(uuid, compliance=1)
        time.sleep(chance.random() * 9)
        running.stop(signal.SIGKILL)
        running.start()
    running.wait(len(devices))
    until(lambda: len(running.finished) == len(devices), lambda: running.text[-5000:])
    assert blocked(core) == dict.fromkeys(devices.values(), 1)
    assert {result["device"]["uuid"] for result in running.results} == set(devices)


def test_killed_at_random_moments_no_message_is_sent_twice_and_none_is_lost_unseen(core, rulebook):
    chance = random.Random(3)
    running = rulebook("sim_change", durable=True).start()
    devices = [device["uuid"] for device in core.devices(status="ACTIVE") if device["emailAddress"]][:6]
    waiting = list(devices)
    while waiting:
        for uuid in [waiting.pop() for _each in range(min(2, len(waiting)))]:
            raise_alert(core, uuid)
        time.sleep(chance.random() * 9)
        running.stop(signal.SIGKILL)
        running.start()
    running.wait(len(devices))
    until(lambda: len(running.finished) == len(devices), lambda: running.text[-5000:])
    sent = messages(core)
    assert all(count == 1 for count in sent.values())
    unsure = {result["device"]["uuid"] for result in running.results if result["message"] == "unknown"}
    assert set(sent) | unsure == set(devices)


def test_wrong_credentials_end_ansible_rulebook_with_a_clear_word(core, rulebook):
    core.fault("status", status=401, times=100)
    running = rulebook("compromised_device").start(wait=False)
    assert running.ended() == 1
    assert "SourceFailed: Source plugin failed with error message: 'mobileiron.core.device_changes: " in running.text
    assert "401" in running.text and core.password not in running.text
