# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbooks that rulebooks run: what they do for an event, and that they do it once however often it comes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.integration.harness import KELLER_IPHONE, KELLER_OWN_ANDROID, SMITH_IPHONE, UNKNOWN

EVENT = "0d5a5e7c-2f0c-4c1e-9a53-6f2d3a1b4c5d"
HOOK = """
- name: Keep what was handed over
  ansible.builtin.copy:
    dest: "{{ event_dir }}/handed-over.json"
    content: "{{ event_result | to_json }}"
    mode: "0600"
"""


@pytest.fixture
def handle(playbook, tmp_path):
    """Runs the playbook of an event; the hook's result, None without one, and the run."""
    (tmp_path / "hook.yml").write_text(HOOK)
    folder = tmp_path / "events"

    def run(name, check=False, **variables):
        values = {"event_id": EVENT, "event_dir": str(folder), "event_hook": str(tmp_path / "hook.yml"), **variables}
        handed_over = folder / "handed-over.json"
        handed_over.unlink(missing_ok=True)
        ended = playbook.file(f"mobileiron.core.{name}", check=check, arguments=("-e", json.dumps(values)))
        return json.loads(handed_over.read_text()) if handed_over.exists() else None, ended

    run.folder = folder
    return run


def ok(ended):
    assert ended.code == 0, ended.output


def test_the_mail_of_a_compromised_device_is_blocked_once_however_often_the_event_comes(core, handle):
    core.change(KELLER_IPHONE, compliance=1)
    result, ended = handle("event_compromised_device", event_device_uuid=KELLER_IPHONE)
    ok(ended)
    assert (result["event_id"], result["kind"], result["device"]["uuid"]) == (
        EVENT,
        "compromised_device",
        KELLER_IPHONE,
    )
    assert result["mail_blocked"] == ["000000e1-0000-4000-8000-000000000001"]
    assert core.did() == [("eas_block", 1)]
    result, ended = handle("event_compromised_device", event_device_uuid=KELLER_IPHONE)
    ok(ended)
    assert result is None and core.did() == [("eas_block", 1)]


@pytest.mark.slow
def test_a_run_that_was_cut_short_is_made_whole(core, handle):
    core.change(KELLER_IPHONE, compliance=1)
    (handle.folder / EVENT).mkdir(parents=True)
    result, ended = handle("event_compromised_device", event_device_uuid=KELLER_IPHONE)
    ok(ended)
    assert result["mail_blocked"] and core.did() == [("eas_block", 1)] and (handle.folder / EVENT / "done").exists()


@pytest.mark.thorough
def test_a_device_that_is_well_again_or_unknown_is_left_alone_and_handed_over(core, handle):
    result, ended = handle("event_compromised_device", event_device_uuid=SMITH_IPHONE)
    ok(ended)
    assert result["mail_blocked"] == [] and result["device"]["compromised"] is False
    result, ended = handle("event_compromised_device", event_device_uuid=UNKNOWN, event_id=EVENT.replace("0", "1"))
    ok(ended)
    assert result["mail_blocked"] == [] and result["device"] == {"uuid": UNKNOWN}
    assert core.did() == []


@pytest.mark.thorough
def test_a_failure_is_no_end_so_that_the_rulebook_tries_again(core, handle):
    core.change(KELLER_IPHONE, compliance=1)
    core.fault("status", status=503, operation="eas_action", times=1)
    _result, ended = handle("event_compromised_device", event_device_uuid=KELLER_IPHONE)
    assert ended.code != 0 and not (handle.folder / EVENT / "done").exists()
    result, ended = handle("event_compromised_device", event_device_uuid=KELLER_IPHONE)
    ok(ended)
    assert result["mail_blocked"]


@pytest.mark.slow
def test_after_a_sim_change_the_user_gets_one_message_and_a_company_device_is_located(core, handle):
    result, ended = handle("event_sim_change", event_device_uuid=SMITH_IPHONE)
    ok(ended)
    assert (result["kind"], result["message"]) == ("sim_change", "accepted")
    assert core.did() == [("message", 1)]
    _result, ended = handle("event_sim_change", event_device_uuid=SMITH_IPHONE)
    ok(ended)
    assert core.did() == [("message", 1)]


@pytest.mark.slow
def test_a_message_whose_sending_was_cut_short_is_not_sent_again_and_that_is_said(core, handle):
    (handle.folder / EVENT).mkdir(parents=True)
    result, ended = handle("event_sim_change", event_device_uuid=SMITH_IPHONE)
    ok(ended)
    assert result["message"] == "unknown" and core.did() == []


@pytest.mark.slow
def test_a_persons_own_device_is_not_located(core, handle):
    result, ended = handle("event_sim_change", event_device_uuid=KELLER_OWN_ANDROID, event_message_mode="push")
    ok(ended)
    assert result["location"] is None and result["device"]["employee_owned"] is True
    assert not [entry for entry in core.log() if "/locate/" in entry["path"]]
    assert core.did() == [("message", 1)]


@pytest.mark.slow
def test_the_report_holds_all_unread_critical_alerts(core, handle):
    result, ended = handle("event_critical_alerts")
    ok(ended)
    report = json.loads(Path(result["report"]).read_text())
    unread = core.alerts(severity="CRITICAL", unread=True)
    assert {alert["id"] for alert in report["alerts"]} == {str(alert["id"]) for alert in unread}
    assert result["count"] == report["count"] == len(unread) > 0 and core.did() == []


@pytest.mark.slow
def test_the_same_critical_alerts_are_handed_over_once_and_a_new_one_hands_all_over_again(core, handle):
    first, ended = handle("event_critical_alerts")
    ok(ended)
    Path(first["report"]).unlink()
    result, ended = handle("event_critical_alerts")
    ok(ended)
    assert result is None and json.loads(Path(first["report"]).read_text())["count"] == first["count"]
    core.control("POST", "alerts", {"device_uuid": SMITH_IPHONE, "kind": "SIM_CHANGED_ALERT", "severity": "CRITICAL"})
    result, ended = handle("event_critical_alerts")
    ok(ended)
    assert result["count"] == first["count"] + 1 and result["event_id"] != first["event_id"]


@pytest.mark.slow
def test_a_report_that_was_not_handed_over_is_handed_over_by_the_next_run(core, handle):
    _result, ended = handle("event_critical_alerts", event_hook="/nowhere.yml")
    assert ended.code != 0
    result, ended = handle("event_critical_alerts")
    ok(ended)
    assert result["count"] > 0


@pytest.mark.slow
def test_a_burst_is_noted_and_told(core, handle):
    burst = {"event_count": 5000, "event_counted_by": "burst", "event_rulebook": "sim_change"}
    result, ended = handle("event_burst", **burst)
    ok(ended)
    assert json.loads((handle.folder / f"burst-{EVENT}.json").read_text()) == result
    assert result == {
        "event_id": EVENT,
        "kind": "burst",
        "count": 5000,
        "counted_by": "burst",
        "rulebook": "sim_change",
    }
    assert core.log() == []
    result, ended = handle("event_burst", **burst)
    ok(ended)
    assert result is None


@pytest.mark.slow
def test_an_event_that_was_handled_by_itself_still_counts_towards_a_storm(core, handle):
    _result, ended = handle("event_sim_change", event_device_uuid=SMITH_IPHONE)
    ok(ended)
    storm = {"event_count": 20, "event_counted_by": "throttle", "event_rulebook": "sim_change"}
    result, ended = handle("event_burst", **storm)
    ok(ended)
    assert (result["event_id"], result["kind"]) == (EVENT, "burst")


@pytest.mark.parametrize("event_id", ["../../etc/cron.d/x", "", "1", 34])
def test_what_is_no_event_id_is_no_path(core, handle, event_id):
    result, ended = handle("event_compromised_device", event_device_uuid=KELLER_IPHONE, event_id=event_id)
    assert ended.code != 0 and "event_once_id" in ended.output and result is None
    assert core.log() == [] and not handle.folder.exists()


@pytest.mark.thorough
def test_in_check_mode_nothing_is_claimed_and_nothing_sent(core, handle):
    core.change(KELLER_IPHONE, compliance=1)
    for name in ("event_compromised_device", "event_sim_change"):
        result, ended = handle(name, check=True, event_device_uuid=KELLER_IPHONE)
        ok(ended)
        assert result is None
    assert core.did() == [] and not handle.folder.exists()
