# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""mobileiron.core.mi_message and mobileiron.core.mi_profile_push."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.integration.harness import KELLER_IPHONE, KELLER_MAC, KELLER_RETIRED, UNKNOWN, four_ways, refusals

TEXT = "Bring your phone & badge: 10:00 <IT> äöü 100%"


def message(mode: str, **options: Any) -> dict[str, Any]:
    return {"mi_message": {"mode": mode, "message": TEXT, **options}}


def test_messages(core, playbook) -> None:
    ways = four_ways(
        playbook,
        message("email", subject="Appointment #1", users=["mkeller"]),
        message("sms", uuids=[KELLER_IPHONE]),
        message("push", uuids=[KELLER_IPHONE, KELLER_MAC], expected_user="mkeller"),
    )
    assert {e["outcome"] for result in ways.plain for e in result.ok()["devices"]} == {"accepted"}
    assert {e["outcome"] for result in ways.check for e in result.ok()["devices"]} == {"planned"}
    assert all(result.changed for result in ways.plain)
    sent = core.messages()
    assert [m["transport"] for m in sent] == ["email"] * 4 + ["sms"] + ["pns"] * 2
    assert all(m["text"] == TEXT for m in sent) and {m["subject"] for m in sent[:4]} == {"Appointment #1"}
    assert KELLER_RETIRED not in [m["device_uuid"] for m in sent]
    # A message leaves no trace that could be read, so that the run again sends it again: in one request for each task.
    assert [entry["effect"] for entry in ways.repeated] == ["message"] * 3


@pytest.mark.oldest
def test_message_errors(core, playbook) -> None:
    refused = refusals(
        playbook,
        message("push", uuids=[KELLER_IPHONE], subject="no"),
        message("push", uuids=[UNKNOWN]),
        message("push"),
        message("push", uuids=[]),
        message("push", users=["mkeller"], max_devices=1),
        message("push", uuids=[KELLER_IPHONE, KELLER_MAC], expected_user="jsmith"),
        message("push", uuids=[KELLER_IPHONE, KELLER_MAC], protected_labels=["Field Staff"]),
        message("push", uuids=[KELLER_IPHONE], message=""),
        message("pigeon", uuids=[KELLER_IPHONE]),
    )
    words = ["subject", UNKNOWN, "uuids", "uuids", "max_devices", "jsmith", "Field Staff", "message", "pigeon"]
    for result, word in zip(refused, words):
        assert word in result.message, (word, result.message)


def test_messages_that_core_did_not_send(core, playbook) -> None:
    core.fault("drop_after", operation="send_message", skip=1, times=5)
    run = playbook.run(message("sms", uuids=[KELLER_IPHONE, KELLER_MAC]), message("push", uuids=[KELLER_MAC]))
    assert run[0].failed and run[0]["summary"]["failed"] > 0
    assert run[1].failed and run[1].changed and "not known whether Core acted" in str(run[1]["devices"])
    assert len(core.requests("send_message")) == 2


def test_what_the_answer_to_a_message_says(core, playbook) -> None:
    bodies = [
        {"invalidDevices": {"uuid": UNKNOWN}, "messageSentFailed": ""},
        {"messages": {"message": "Message could not be sent."}},
        {"messages": {"failedDevices": {"message": f"not sent to {KELLER_MAC}"}}},
    ]
    for body in bodies:
        headers = {"Content-Type": "application/json"}
        core.fault("status", status=200, body=json.dumps(body), headers=headers, operation="send_message")
    both = message("push", uuids=[KELLER_IPHONE, KELLER_MAC])
    run = playbook.run(both, both, both, message("push", uuids=[KELLER_IPHONE], message="x" * 9000))
    assert [result["summary"]["failed"] for result in run.results[:3]] == [2, 2, 1]
    assert run[3].failed and "message" in run[3].message and not run[3].changed
    assert core.messages() == [] and len(core.requests("send_message")) == 3
    assert playbook.run(message("push", uuids=[KELLER_IPHONE], message="x" * 9000), check=True)[0].failed


def push(**options: Any) -> dict[str, Any]:
    return {"mi_profile_push": options}


def test_profile_push(core, playbook) -> None:
    ways = four_ways(
        playbook,
        push(uuids=[KELLER_IPHONE, KELLER_MAC]),
        push(uuids=[KELLER_IPHONE], profile_id="-3", profile_type="policy"),
    )
    assert {e["outcome"] for result in ways.plain for e in result.ok()["devices"]} == {"accepted"}
    assert all(result.changed for result in ways.check)
    assert [entry["effect"] for entry in core.effects()] == ["repush_profile"] * 3
    paths = [entry["path"] for entry in core.requests("repush_profile")]
    assert "id=-3" in paths[2] and "type=" in paths[2] and "id=" not in paths[0]


@pytest.mark.oldest
def test_profile_push_errors(core, playbook) -> None:
    refused = refusals(
        playbook,
        push(uuids=[UNKNOWN]),
        push(),
        push(uuids=[KELLER_IPHONE], profile_id="-3"),
        push(uuids=[KELLER_IPHONE, KELLER_MAC], max_devices=1),
    )
    for result, word in zip(refused, [UNKNOWN, "uuids", "profile_type", "max_devices"]):
        assert word in result.message, (word, result.message)


def test_pushing_a_profile_that_a_device_does_not_have(core, playbook) -> None:
    result = playbook.run(push(uuids=[KELLER_MAC], profile_id="999", profile_type="app"))[0]
    assert result.failed and core.effects() == []
