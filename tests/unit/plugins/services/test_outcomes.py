# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The engine with a scripted work: changed hands, lost answers, waiting, batches, and the report."""

from __future__ import annotations

import pytest
from ansible_collections.mobileiron.core.plugins.module_utils.services import _outcomes
from ansible_collections.mobileiron.core.plugins.module_utils.services._guards import Action, device_target
from ansible_collections.mobileiron.core.plugins.module_utils.services._outcomes import BatchAnswer, Settings, Work
from ansible_collections.mobileiron.core.plugins.module_utils.wire._errors import (
    InvalidInput,
    LostAnswer,
    RefusedRequest,
    RequestTooLarge,
    TaskFailed,
)


class FakeClient:
    def __init__(self, check_mode=False):
        self.check_mode = check_mode
        self.warnings = []
        self.warn = self.warnings.append

    def batches(self, _name, _parameter, ids, size, **_rest):
        size = size or 3
        return (ids[start : start + size] for start in range(0, len(ids), size))


class FakeWork(Work):
    action = Action("retire", "retired", needs_reason=True, max_devices=1000)
    bulk_operation = "bulk_retire"
    takes_reason = True
    readable = True

    def __init__(self, count=1):
        self.live = {f"u{number}": a_target(f"u{number}") for number in range(count)}
        self.answer = None
        self.acts = True
        self.sent = []

    def verdict(self, target):
        return ("unchanged", None) if target.state == "RETIRED" else ("planned", None)

    def state(self, target):
        return {"status": target.state}

    def read(self, uuid):
        return self.live.get(uuid)

    def reselect(self):
        return dict(self.live)

    def send(self, target, permit):
        self.send_many([target], None)
        return {}

    def send_many(self, targets, permit):
        uuids = [target.uuid for target in targets]
        self.sent += uuids
        if self.acts:
            self.live.update({uuid: a_target(uuid, status="RETIRED") for uuid in uuids})
        if self.answer:
            raise self.answer
        return BatchAnswer()

    def done(self, target):
        return target.state == "RETIRED"


def a_target(uuid, principal="jdoe", status="ACTIVE", owned=False):
    return device_target(
        {"uuid": uuid, "name": uuid, "principal": principal, "status": status, "employee_owned": owned}
    )


def carry_out(work, check_mode=False, targets=None, **params):
    client = FakeClient(check_mode)
    before = targets or [a_target(uuid) for uuid in work.live]
    return _outcomes.carry_out(client, work, before, {"reason": "r", **params}), client


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch):
    monkeypatch.setattr(_outcomes.time, "sleep", lambda _seconds: None)


def outcomes(result):
    return [entry["outcome"] for entry in result["devices"]]


def test_what_a_read_shows_is_confirmed():
    result, _client = carry_out(FakeWork())
    assert outcomes(result) == ["confirmed"]
    assert result["devices"][0]["after"] == {"status": "RETIRED"}
    assert result["summary"] == {**dict.fromkeys(_outcomes.OUTCOMES, 0), "confirmed": 1}


def test_check_mode_sends_nothing():
    work = FakeWork()
    result, _client = carry_out(work, check_mode=True)
    assert outcomes(result) == ["planned"] and result["changed"] and not work.sent


def test_check_mode_fails_as_the_real_run_would():
    work = FakeWork(2)
    before = list(work.live.values())
    work.live["u0"] = a_target("u0", principal="x")
    with pytest.raises(TaskFailed, match="changed hands") as caught:
        carry_out(work, check_mode=True, targets=before)
    assert outcomes(caught.value.result) == ["failed", "planned"] and not work.sent


@pytest.mark.parametrize("wait", [False, True])
def test_what_no_read_shows_is_not_confirmed(wait):
    work = FakeWork()
    work.acts = False
    result, _client = carry_out(work, wait=wait, wait_timeout=0)
    assert outcomes(result) == ["outstanding" if wait else "accepted"]


@pytest.mark.parametrize("now", [a_target("u0", principal="x"), a_target("u0", owned=None)])
@pytest.mark.parametrize("bulk_threshold", [2, 20])
def test_a_device_that_changed_hands_always_fails_the_task(now, bulk_threshold):
    work = FakeWork(2)
    before = list(work.live.values())
    work.live["u0"] = now
    with pytest.raises(TaskFailed, match="changed hands") as caught:
        carry_out(work, targets=before, bulk_threshold=bulk_threshold, continue_on_error=True)
    assert "u0" not in work.sent
    expected = ["failed", "skipped"] if bulk_threshold == 2 else ["failed", "confirmed"]
    assert outcomes(caught.value.result) == expected


def test_a_device_that_left_the_selection_stops_the_bulk_run():
    work = FakeWork(3)
    before = list(work.live.values())
    del work.live["u1"]
    with pytest.raises(TaskFailed) as caught:
        carry_out(work, targets=before, bulk_threshold=2)
    assert outcomes(caught.value.result) == ["skipped", "failed", "skipped"]
    assert not work.sent and caught.value.result["changed"] is False


def test_a_device_that_is_done_by_now_is_not_sent():
    work = FakeWork()
    before = list(work.live.values())
    work.live["u0"] = a_target("u0", status="RETIRED")
    result, _client = carry_out(work, targets=before)
    assert outcomes(result) == ["unchanged"] and not work.sent and not result["changed"]


@pytest.mark.parametrize("bulk_threshold", [2, 20])
def test_a_lost_answer_is_settled_by_a_read_and_never_sent_again(bulk_threshold):
    work = FakeWork(2)
    work.answer = LostAnswer("lost")
    result, _client = carry_out(work, bulk_threshold=bulk_threshold)
    assert outcomes(result) == ["confirmed", "confirmed"] and sorted(work.sent) == ["u0", "u1"]


def test_a_lost_answer_that_no_read_settles_is_a_failure_that_may_have_changed():
    work = FakeWork()
    work.answer, work.acts = LostAnswer("lost"), False
    with pytest.raises(TaskFailed) as caught:
        carry_out(work)
    entry = caught.value.result["devices"][0]
    assert entry["changed"] and "not known whether Core acted; not sent again" in entry["message"]
    assert len(work.sent) == 1


@pytest.mark.parametrize("bulk_threshold", [2, 20])
def test_a_read_settles_what_core_does_at_once(bulk_threshold):
    work = FakeWork(2)
    work.answer, work.acts, work.at_once = LostAnswer("lost"), False, True
    with pytest.raises(TaskFailed, match="did not act") as caught:
        carry_out(work, bulk_threshold=bulk_threshold)
    assert caught.value.result["changed"] is False and sorted(work.sent) == ["u0", "u1"]


def test_what_core_may_still_be_doing_is_not_settled_by_a_read():
    work = FakeWork()
    work.answer, work.acts, work.at_once = LostAnswer("lost"), False, True
    work.answer.pending = True
    with pytest.raises(TaskFailed, match="not known whether Core acted; not sent again") as caught:
        carry_out(work)
    assert caught.value.result["changed"] is True


@pytest.mark.parametrize("bulk_threshold", [2, 20])
def test_what_core_does_by_its_answer_and_no_read_shows_has_failed(bulk_threshold):
    work = FakeWork(2)
    work.acts, work.by_answer = False, True
    with pytest.raises(TaskFailed, match="accepted the request, and a read shows that it is not done") as caught:
        carry_out(work, bulk_threshold=bulk_threshold)
    assert caught.value.result["changed"] is False and caught.value.result["devices"][0]["after"]


def test_a_read_tells_what_a_refused_request_changed_all_the_same():
    work = FakeWork()
    work.answer, work.by_answer = RefusedRequest("no", status=400), True
    result, _client = carry_out(work, continue_on_error=True)
    assert outcomes(result) == ["failed"] and result["changed"] is True


@pytest.mark.parametrize("bulk_threshold", [2, 20])
def test_no_fault_of_ours_costs_the_report(bulk_threshold):
    work = FakeWork(2)
    work.answer = LostAnswer("lost")
    work.asked = lambda target: 1 / 0
    with pytest.raises(TaskFailed, match="ZeroDivisionError") as caught:
        carry_out(work, bulk_threshold=bulk_threshold, continue_on_error=True)
    assert caught.value.result["changed"] is True and caught.value.result["summary"]["failed"] == 2


@pytest.mark.parametrize("check_mode", [True, False])
def test_what_fits_in_no_request_fails_before_any_is_sent(check_mode):
    class Narrow(FakeClient):
        def batches(self, *_arguments, **_values):
            raise InvalidInput("message: too long")

    work = FakeWork(3)
    targets = [a_target(uuid) for uuid in work.live]
    with pytest.raises(InvalidInput, match="message"):
        _outcomes.carry_out(Narrow(check_mode), work, targets, {"reason": "r", "bulk_threshold": 2})
    assert not work.sent


def test_a_lost_answer_that_a_read_settles_stops_nothing():
    work = FakeWork(5)
    work.answer = LostAnswer("lost")
    result, _client = carry_out(work, bulk_threshold=2)
    assert outcomes(result) == ["confirmed"] * 5 and len(work.sent) == 5


def test_what_was_skipped_fails_the_task():
    entries = [_outcomes.Entry("retire", "u0", outcome="confirmed"), _outcomes.Entry("retire", "u1", outcome="skipped")]
    with pytest.raises(TaskFailed, match="1 of 2"):
        _outcomes.report(entries, Settings(), print, FakeWork.action)
    assert (
        _outcomes.report(entries, Settings(continue_on_error=True), print, FakeWork.action)["summary"]["skipped"] == 1
    )


def test_failures_that_name_nobody_are_of_all_that_are_not_told_of():
    work = FakeWork(3)
    work.send_many = lambda targets, permit: BatchAnswer({"u0": "invalid"}, unplaced="one failed")
    with pytest.raises(TaskFailed, match="not for which: one failed") as caught:
        carry_out(work, bulk_threshold=2)
    assert [(e["outcome"], e["changed"]) for e in caught.value.result["devices"]] == [("failed", False)] + [
        ("failed", True)
    ] * 2


def test_a_lost_answer_stops_the_following_bulk_requests():
    work = FakeWork(5)
    work.answer, work.acts = LostAnswer("lost"), False
    with pytest.raises(TaskFailed) as caught:
        carry_out(work, bulk_threshold=2)
    assert outcomes(caught.value.result) == ["failed"] * 3 + ["skipped"] * 2


def test_a_refusal_changed_nothing():
    work = FakeWork()
    work.answer, work.acts = RefusedRequest("no", status=400), False
    result, _client = carry_out(work, continue_on_error=True)
    assert outcomes(result) == ["failed"] and result["changed"] is False


def test_a_request_that_is_too_large_stops_the_run():
    work = FakeWork(5)
    work.answer, work.acts = RequestTooLarge("bulk_size", status=414), False
    result, _client = carry_out(work, bulk_threshold=2, continue_on_error=True)
    assert outcomes(result) == ["failed"] * 3 + ["skipped"] * 2
    assert "bulk_size" in result["devices"][0]["message"] and not result["changed"]


def test_a_bulk_run_warns_once_that_the_reason_stays_here():
    result, client = carry_out(FakeWork(7), bulk_threshold=2)
    assert len([text for text in client.warnings if "takes no reason" in text]) == 1
    assert not any(entry["reason_sent"] for entry in result["devices"])


def test_the_summary_is_complete_whatever_is_returned():
    result, _client = carry_out(FakeWork(4), return_devices="none")
    assert result["devices"] == [] and result["summary"]["confirmed"] == 4 and result["changed"]


def test_a_large_result_is_warned_of(monkeypatch):
    monkeypatch.setattr(_outcomes, "RESULT_LIMIT", 10)
    _result, client = carry_out(FakeWork())
    assert any("return_devices" in text for text in client.warnings)


@pytest.mark.parametrize(
    ("option", "value"),
    [("bulk_threshold", 1), ("concurrency", 0), ("concurrency", 65), ("bulk_size", 20001), ("wait_interval", 0)],
)
def test_outcome_options_have_bounds(option, value):
    with pytest.raises(InvalidInput, match=option):
        Settings.from_params({option: value})
