# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""mi_alert: what is selected and due, and when no further request follows."""

from __future__ import annotations

import pytest

OK = {"comments": "Seen"}


@pytest.fixture
def unread(core):
    """The ids of three unread alerts of one user."""
    return [str(row["id"]) for row in core.alerts(unread=True)][:3]


def read(core, ids):
    rows = {str(row["id"]): row for row in core.alerts()}
    return [not rows[number]["unread"] for number in ids]


@pytest.mark.parametrize("check_mode", [True, False])
def test_only_what_is_not_in_that_state_is_sent(core, run, unread, check_mode):
    (done,) = [str(row["id"]) for row in core.alerts(unread=False)][:1]
    result = run("mi_alert", check_mode, ids=[*unread, done], **OK).ok()
    assert {alert["id"]: alert["changed"] for alert in result["alerts"]} == {**dict.fromkeys(unread, True), done: False}
    assert result["count"] == 4 and result["changed"]
    assert read(core, unread) == [not check_mode] * 3 and len(core.did()) == (0 if check_mode else 1)
    assert all(alert["after"]["read"] is True for alert in result["alerts"])


def test_marking_again_does_nothing(core, run, unread):
    run("mi_alert", ids=unread, **OK).ok()
    again = run("mi_alert", ids=unread, **OK).ok()
    assert not again["changed"] and len(core.did()) == 1
    back = run("mi_alert", ids=unread, read=False, **OK).ok()
    assert back["changed"] and read(core, unread) == [False] * 3


def batches(core):
    return core.requests("update_alert") + core.requests("update_alerts")


def test_after_a_lost_answer_no_other_request_follows(core, run, unread):
    core.fault("drop_before", operation="update_alert")
    result = run("mi_alert", ids=unread, bulk_size=1, **OK)
    assert result.failed and len(batches(core)) == 1 and read(core, unread) == [False] * 3
    assert "Not sent, because an earlier request failed" in result.message


def test_a_lost_answer_of_a_call_that_acted_is_settled_by_the_list(core, run, unread):
    core.fault("drop_after", operation="update_alert")
    result = run("mi_alert", ids=unread[:1], **OK).ok()
    assert result["changed"] and len(batches(core)) == 1 and read(core, unread[:1]) == [True]


def test_after_a_server_error_no_other_request_follows(core, run, unread):
    core.fault("status", operation="update_alert", status=503, times=9)
    result = run("mi_alert", ids=unread, bulk_size=1, **OK)
    assert result.failed and len(batches(core)) == 1


def test_after_a_refused_request_the_others_follow(core, run, unread):
    core.fault("status", operation="update_alert", status=400, body='{"messages": {"message": "no"}}')
    result = run("mi_alert", ids=unread, bulk_size=1, **OK)
    assert result.failed and result["changed"] and len(batches(core)) == 3
    assert sorted(read(core, unread)) == [False, True, True]
    assert sorted(alert["changed"] for alert in result["alerts"]) == [False, True, True]


def test_what_cannot_be_read_afterwards_is_not_known(core, run, unread):
    core.fault("status", operation="list_alerts", status=503, skip=1, times=9)
    result = run("mi_alert", ids=unread, **OK)
    assert result.failed and result["changed"] and "not known whether Core acted" in result.message
    assert len(batches(core)) == 1


def test_a_200_that_changed_nothing_is_a_failure(core, run, unread):
    core.fault("message_only", operation="update_alerts", body="2 alerts updated")
    result = run("mi_alert", ids=unread[:2], **OK)
    assert result.failed and not result["changed"] and "not done" in result.message


@pytest.mark.parametrize(
    "options", [{}, {"ids": []}, {"users": []}, {"all": False}, {"ids": ["1"], "all": True}, {"ids": [""]}], ids=str
)
def test_nothing_selected_is_an_error_before_anything_is_asked(core, run, options):
    assert run("mi_alert", **options, **OK).failed and core.log() == []


@pytest.mark.parametrize("comments", ["", " ", "x" * 256])
def test_a_comment_has_1_to_255_characters(core, run, comments):
    assert "comments" in run("mi_alert", all=True, comments=comments).message and core.log() == []


def test_an_id_that_core_does_not_have_fails_before_any_effect(core, run, unread):
    result = run("mi_alert", ids=[*unread, "4711"], **OK)
    assert result.failed and "4711" in result.message and core.did() == []


def test_all_marks_all(core, run):
    result = run("mi_alert", all=True, comments="x" * 255).ok()
    assert result["count"] == len(core.alerts()) and core.alerts(unread=True) == []
