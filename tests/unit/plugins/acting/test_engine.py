# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The engine with a scripted work: changed hands, lost answers, waiting, batches, and the report."""

from __future__ import annotations

import pytest
from ansible_collections.mobileiron.core.plugins.module_utils.acting import _engine, _lost_answer, _task_result
from ansible_collections.mobileiron.core.plugins.module_utils.acting._action import Action
from ansible_collections.mobileiron.core.plugins.module_utils.acting._entry import OUTCOMES, Entry
from ansible_collections.mobileiron.core.plugins.module_utils.acting._guards import Guards
from ansible_collections.mobileiron.core.plugins.module_utils.acting._outcome_options import OutcomeOptions
from ansible_collections.mobileiron.core.plugins.module_utils.acting._target import device_target
from ansible_collections.mobileiron.core.plugins.module_utils.acting._work import Proof, Work
from ansible_collections.mobileiron.core.plugins.module_utils.records._reply import Reply
from ansible_collections.mobileiron.core.plugins.module_utils.selecting._devices import Selection
from ansible_collections.mobileiron.core.plugins.module_utils.wire._errors import (
    InvalidInput,
    LostAnswer,
    RefusedRequest,
    RequestTooLarge,
    TaskFailed,
)


class FakeCore:
    def __init__(self, check_mode=False):
        self.check_mode = check_mode
        self.warnings = []
        self.warn = self.warnings.append


class FakeWork(Work):
    action = Action("retire", "retired", needs_reason=True, default_max_devices=1000)
    takes_reason = True
    proof = Proof.WHEN_DEVICE_CONNECTS

    def __init__(self, count=1):
        self.live = {f"u{number}": a_target(f"u{number}") for number in range(count)}
        self.before = None
        self.answer = None
        self.acts = True
        self.sent = []

    def select(self):
        return Selection()

    def targets(self, selection):
        return self.before or list(self.live.values())

    def verdict(self, target):
        return ("unchanged", None) if target.state == "RETIRED" else ("planned", None)

    def state(self, target):
        return {"status": target.state}

    def read(self, uuid):
        return self.live.get(uuid)

    def reselect(self):
        return dict(self.live)

    def send(self, target, permit):
        return self.send_many([target], None)

    def batches(self, uuids, size):
        size = size or 3
        return (uuids[start : start + size] for start in range(0, len(uuids), size))

    def send_many(self, targets, permit):
        uuids = [target.uuid for target in targets]
        self.sent += uuids
        if self.acts:
            self.live.update({uuid: a_target(uuid, status="RETIRED") for uuid in uuids})
        if self.answer:
            raise self.answer
        return Reply()

    def done(self, target):
        return target.state == "RETIRED"


def a_target(uuid, principal="jdoe", status="ACTIVE", owned=False):
    return device_target(
        {"uuid": uuid, "name": uuid, "principal": principal, "status": status, "employee_owned": owned}
    )


def perform(work, check_mode=False, targets=None, **settings):
    core = FakeCore(check_mode)
    work.before = targets
    return _engine.perform(core, work, Guards("r"), OutcomeOptions(**settings)), core


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch):
    monkeypatch.setattr(_lost_answer.time, "sleep", lambda _seconds: None)


def outcomes(result):
    return [entry["outcome"] for entry in result["devices"]]


def test_what_a_read_shows_is_confirmed():
    result, _core = perform(FakeWork())
    assert outcomes(result) == ["confirmed"]
    assert result["devices"][0]["after"] == {"status": "RETIRED"}
    assert result["summary"] == {**dict.fromkeys(OUTCOMES, 0), "confirmed": 1}


def test_check_mode_sends_nothing():
    work = FakeWork()
    result, _core = perform(work, check_mode=True)
    assert outcomes(result) == ["planned"] and result["changed"] and not work.sent


def test_check_mode_fails_as_the_real_run_would():
    work = FakeWork(2)
    before = list(work.live.values())
    work.live["u0"] = a_target("u0", principal="x")
    with pytest.raises(TaskFailed, match="changed hands") as caught:
        perform(work, check_mode=True, targets=before)
    assert outcomes(caught.value.result) == ["failed", "planned"] and not work.sent


@pytest.mark.parametrize("wait", [False, True])
def test_what_no_read_shows_is_not_confirmed(wait):
    work = FakeWork()
    work.acts = False
    result, _core = perform(work, wait=wait, wait_timeout=0)
    assert outcomes(result) == ["outstanding" if wait else "accepted"]


@pytest.mark.parametrize("now", [a_target("u0", principal="x"), a_target("u0", owned=None)])
@pytest.mark.parametrize("bulk_threshold", [2, 20])
def test_a_device_that_changed_hands_always_fails_the_task(now, bulk_threshold):
    work = FakeWork(2)
    before = list(work.live.values())
    work.live["u0"] = now
    with pytest.raises(TaskFailed, match="changed hands") as caught:
        perform(work, targets=before, bulk_threshold=bulk_threshold, continue_on_error=True)
    assert "u0" not in work.sent
    expected = ["failed", "skipped"] if bulk_threshold == 2 else ["failed", "confirmed"]
    assert outcomes(caught.value.result) == expected


def test_a_device_that_left_the_selection_stops_the_bulk_run():
    work = FakeWork(3)
    before = list(work.live.values())
    del work.live["u1"]
    with pytest.raises(TaskFailed) as caught:
        perform(work, targets=before, bulk_threshold=2)
    assert outcomes(caught.value.result) == ["skipped", "failed", "skipped"]
    assert not work.sent and caught.value.result["changed"] is False


def test_a_device_that_is_done_by_now_is_not_sent():
    work = FakeWork()
    before = list(work.live.values())
    work.live["u0"] = a_target("u0", status="RETIRED")
    result, _core = perform(work, targets=before)
    assert outcomes(result) == ["unchanged"] and not work.sent and not result["changed"]


@pytest.mark.parametrize("bulk_threshold", [2, 20])
def test_a_lost_answer_is_settled_by_a_read_and_never_sent_again(bulk_threshold):
    work = FakeWork(2)
    work.answer = LostAnswer("lost")
    result, _core = perform(work, bulk_threshold=bulk_threshold)
    assert outcomes(result) == ["confirmed", "confirmed"] and sorted(work.sent) == ["u0", "u1"]


def test_a_lost_answer_that_no_read_settles_is_a_failure_that_may_have_changed():
    work = FakeWork()
    work.answer, work.acts = LostAnswer("lost"), False
    with pytest.raises(TaskFailed) as caught:
        perform(work)
    entry = caught.value.result["devices"][0]
    assert entry["changed"] and "not known whether Core acted; not sent again" in entry["message"]
    assert len(work.sent) == 1


@pytest.mark.parametrize("bulk_threshold", [2, 20])
def test_a_read_settles_what_core_does_at_once(bulk_threshold):
    work = FakeWork(2)
    work.answer, work.acts, work.proof = LostAnswer("lost"), False, Proof.NEXT_READ
    with pytest.raises(TaskFailed, match="did not act") as caught:
        perform(work, bulk_threshold=bulk_threshold)
    assert caught.value.result["changed"] is False and sorted(work.sent) == ["u0", "u1"]


def test_what_core_may_still_be_doing_is_not_settled_by_a_read():
    work = FakeWork()
    work.answer, work.acts, work.proof = LostAnswer("lost", pending=True), False, Proof.NEXT_READ
    with pytest.raises(TaskFailed, match="not known whether Core acted; not sent again") as caught:
        perform(work)
    assert caught.value.result["changed"] is True


@pytest.mark.parametrize("bulk_threshold", [2, 20])
def test_what_core_does_by_its_answer_and_no_read_shows_has_failed(bulk_threshold):
    work = FakeWork(2)
    work.acts, work.proof = False, Proof.ALREADY_DONE
    with pytest.raises(TaskFailed, match="accepted the request, but a read shows that it is not done") as caught:
        perform(work, bulk_threshold=bulk_threshold)
    assert caught.value.result["changed"] is False and caught.value.result["devices"][0]["after"]


def test_a_read_tells_what_a_refused_request_changed_all_the_same():
    work = FakeWork()
    work.answer, work.proof = RefusedRequest("no", status=400), Proof.ALREADY_DONE
    result, _core = perform(work, continue_on_error=True)
    assert outcomes(result) == ["failed"] and result["changed"] is True


@pytest.mark.parametrize("bulk_threshold", [2, 20])
def test_no_fault_of_ours_costs_the_report(bulk_threshold):
    work = FakeWork(2)
    work.answer = LostAnswer("lost")
    work.asked = lambda target: 1 / 0
    with pytest.raises(TaskFailed, match="ZeroDivisionError") as caught:
        perform(work, bulk_threshold=bulk_threshold, continue_on_error=True)
    assert caught.value.result["changed"] is True and caught.value.result["summary"]["failed"] == 2


@pytest.mark.parametrize("check_mode", [True, False])
def test_what_fits_in_no_request_fails_before_any_is_sent(check_mode):
    def batches(*_arguments):
        raise InvalidInput("message: too long")

    work = FakeWork(3)
    work.batches = batches
    with pytest.raises(InvalidInput, match="message"):
        perform(work, check_mode, bulk_threshold=2)
    assert not work.sent


def test_a_lost_answer_that_a_read_settles_stops_nothing():
    work = FakeWork(5)
    work.answer = LostAnswer("lost")
    result, _core = perform(work, bulk_threshold=2)
    assert outcomes(result) == ["confirmed"] * 5 and len(work.sent) == 5


def test_what_was_skipped_fails_the_task():
    entries = [Entry("retire", "u0", outcome="confirmed"), Entry("retire", "u1", outcome="skipped")]
    with pytest.raises(TaskFailed, match="1 of 2"):
        _task_result.report(entries, OutcomeOptions(), print, FakeWork.action)
    assert (
        _task_result.report(entries, OutcomeOptions(continue_on_error=True), print, FakeWork.action)["summary"][
            "skipped"
        ]
        == 1
    )


def test_failures_that_name_nobody_are_of_all_that_are_not_told_of():
    work = FakeWork(3)
    work.send_many = lambda targets, permit: Reply(None, {"u0": "invalid"}, unplaced="one failed")
    with pytest.raises(TaskFailed, match="without naming the devices: one failed") as caught:
        perform(work, bulk_threshold=2)
    assert [(e["outcome"], e["changed"]) for e in caught.value.result["devices"]] == [("failed", False)] + [
        ("failed", True)
    ] * 2


def test_a_lost_answer_stops_the_following_bulk_requests():
    work = FakeWork(5)
    work.answer, work.acts = LostAnswer("lost"), False
    with pytest.raises(TaskFailed) as caught:
        perform(work, bulk_threshold=2)
    assert outcomes(caught.value.result) == ["failed"] * 3 + ["skipped"] * 2


def test_a_refusal_changed_nothing():
    work = FakeWork()
    work.answer, work.acts = RefusedRequest("no", status=400), False
    result, _core = perform(work, continue_on_error=True)
    assert outcomes(result) == ["failed"] and result["changed"] is False


def test_a_request_that_is_too_large_stops_the_run():
    work = FakeWork(5)
    work.answer, work.acts = RequestTooLarge("bulk_size", status=414), False
    result, _core = perform(work, bulk_threshold=2, continue_on_error=True)
    assert outcomes(result) == ["failed"] * 3 + ["skipped"] * 2
    assert "bulk_size" in result["devices"][0]["message"] and not result["changed"]


def test_a_bulk_run_warns_once_that_the_reason_stays_here():
    result, core = perform(FakeWork(7), bulk_threshold=2)
    assert len([text for text in core.warnings if "takes no reason" in text]) == 1
    assert not any(entry["reason_sent"] for entry in result["devices"])


def test_the_summary_is_complete_whatever_is_returned():
    result, _core = perform(FakeWork(4), return_devices="none")
    assert result["devices"] == [] and result["summary"]["confirmed"] == 4 and result["changed"]


def test_a_large_result_is_warned_of(monkeypatch):
    monkeypatch.setattr(_task_result, "RESULT_LIMIT", 10)
    _result, core = perform(FakeWork())
    assert any("return_devices" in text for text in core.warnings)


@pytest.mark.parametrize(
    ("option", "value"),
    [("bulk_threshold", 1), ("concurrency", 0), ("concurrency", 65), ("bulk_size", 20001), ("wait_interval", 0)],
)
def test_outcome_options_have_bounds(option, value):
    with pytest.raises(InvalidInput, match=option):
        OutcomeOptions(**{option: value})


def test_a_bulk_threshold_of_0_means_single_calls_only():
    assert not OutcomeOptions(bulk_threshold=0).in_bulk(100_000)
    assert OutcomeOptions().in_bulk(20) and not OutcomeOptions().in_bulk(19)


def test_the_facts_of_a_work_are_in_a_failing_result_too():
    work = FakeWork()
    work.facts = lambda: {"candidates": [1]}
    work.answer, work.acts = RefusedRequest("no", status=400), False
    with pytest.raises(TaskFailed) as caught:
        perform(work)
    assert caught.value.result["candidates"] == [1]
    assert perform(FakeWork())[0].get("candidates") is None
