# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""mobileiron.core.mi_alert and mobileiron.core.mi_alert_info."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.integration.harness import four_ways

COMMENTS = "Offboarded: HR-2026-118 & <ü>"


def info(**options: Any) -> dict[str, Any]:
    return {"mi_alert_info": options}


def mark(**options: Any) -> dict[str, Any]:
    return {"mi_alert": {"comments": COMMENTS, **options}}


def test_alert_info(core, playbook) -> None:
    ways = four_ways(
        playbook,
        info(),
        info(users=["mkeller", "jsmith"]),
        info(users=["mkeller"], read=False),
        info(types=["SIM_CHANGED_ALERT"], severities=["WARNING", "CRITICAL"]),
        info(phone_numbers=["(171) 555-0101"]),
        info(users=["nobody.at.all"]),
        info(users=[]),
    )
    rows = core.alerts()
    expected = [
        rows,
        [r for r in rows if r["principal"] in ("mkeller", "jsmith")],
        [r for r in rows if r["principal"] == "mkeller" and r["unread"]],
        [r for r in rows if r["kind"] == "SIM_CHANGED_ALERT" and r["severity"] in ("WARNING", "CRITICAL")],
        [r for r in rows if "1715550101" in r["phones"]],
        [],
        [],
    ]
    for result, wanted in zip(ways.plain, expected):
        assert {a["id"] for a in result.ok()["alerts"]} == {str(r["id"]) for r in wanted}, result.name
        assert result["count"] == len(wanted)
    unread = {str(r["id"]): r["unread"] for r in rows}
    texts = {str(r["id"]): r["text"] for r in rows}
    for alert in ways.plain[0]["alerts"]:
        assert alert["read"] is not unread[alert["id"]] and alert["alert_text"] == texts[alert["id"]]
        assert alert["alert_date"].endswith("Z")


@pytest.mark.oldest
def test_alert_info_since(core, playbook) -> None:
    rows = sorted(core.alerts(), key=lambda row: row["date"])
    middle = rows[len(rows) // 2]["date"] - 60
    result = playbook.run(info(since=_iso(middle)), info(since="yesterday"))
    assert {a["id"] for a in result[0].ok()["alerts"]} == {str(r["id"]) for r in rows if r["date"] >= middle}
    assert result[1].failed and "since" in result[1].message


def _iso(seconds: float) -> str:
    from datetime import datetime, timezone

    return datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def test_marking_alerts(core, playbook) -> None:
    others = [row for row in core.alerts(severity="WARNING", unread=False) if row["principal"] != "mkeller"]
    ids = [str(row["id"]) for row in others[:2]]
    unread = [row["id"] for row in core.alerts(principal="mkeller", unread=True)]
    assert unread and len(ids) == 2
    ways = four_ways(
        playbook,
        mark(users=["mkeller"]),
        mark(ids=ids, read=False),
        mark(severities=["CRITICAL"], types=["SYSTEM_ALERT", "POLICY_VIOLATIONS_ALERT"]),
    )
    first = ways.plain[0].ok()
    assert first.changed and first["count"] == len(first["alerts"])
    assert {a["id"] for a in first["alerts"] if a["changed"]} == {str(number) for number in unread}
    assert all(a["after"]["read"] is True for a in first["alerts"])
    assert all(a["before"]["read"] is not a["changed"] for a in first["alerts"])
    assert [result.changed for result in ways.again] == [False] * 3 and ways.repeated == []
    assert [result.changed for result in ways.check] == [result.changed for result in ways.plain]
    state = {row["id"]: row for row in core.alerts()}
    assert all(state[number]["comments"] == COMMENTS and not state[number]["unread"] for number in unread)
    assert all(state[int(number)]["unread"] for number in ids)
    assert all(not row["unread"] for row in core.alerts(severity="CRITICAL", kind="SYSTEM_ALERT"))
    assert {entry["effect"] for entry in core.effects()} == {"alert_update"}


def test_all_alerts_in_short_requests(core, playbook) -> None:
    core.reset(devices=200)
    result = playbook.run(mark(all=True, bulk_size=10))[0].ok()
    assert result["count"] == len(core.alerts())
    assert not any(row["unread"] for row in core.alerts())
    assert len(core.effects()) > 1


def test_alert_errors(core, playbook) -> None:
    run = playbook.run(
        mark(),
        mark(ids=[]),
        mark(users=[]),
        mark(users=[""]),
        mark(ids=["999999"]),
        mark(ids=["1 OR 1"]),
        mark(all=True, comments=""),
        mark(all=True, comments="x" * 256),
    )
    for result, word in zip(run, ["ids", "ids", "users", "users", "999999", "1 OR 1", "comments", "255"]):
        assert result.failed and word in result.message and not result.changed, result.message
    nothing = playbook.run(mark(users=["vip.ceo"], older_than_days=5000))[0].ok()
    assert nothing["count"] == 0 and not nothing.changed and nothing.warnings
    assert core.effects() == []


def test_a_lost_answer_is_settled_by_reading(core, playbook) -> None:
    core.fault("drop_after", operation="update_alerts", times=5)
    core.fault("drop_after", operation="update_alert", times=5)
    result = playbook.run(mark(users=["mkeller"]))[0].ok()
    assert result.changed and all(a["after"]["read"] for a in result["alerts"])
    assert len(core.effects()) == 1
    core.reset()
    core.fault("drop_before", operation="update_alerts", times=5)
    core.fault("drop_before", operation="update_alert", times=5)
    lost = playbook.run(mark(users=["mkeller"]))[0]
    assert lost.failed and core.effects() == []
    assert len([e for e in core.log() if e["method"] == "PUT"]) == 1


@pytest.mark.oldest
def test_alert_diff(core, playbook) -> None:
    result = playbook.run(mark(users=["mkeller"]), arguments=("--diff",))[0].ok()
    assert "read" in str(result["diff"])


def test_why_core_did_not_do_it_is_told(core, playbook) -> None:
    headers = {"Content-Type": "application/json"}
    for status, text in ((404, "Alert is locked"), (200, "Update failed: locked")):
        body = json.dumps({"messages": {"message": text}})
        core.fault("status", status=status, body=body, headers=headers, path_regex="/alerts", method="PUT")
    for result, word in zip(playbook.run(*[mark(users=["mkeller"])] * 2), ["Alert is locked", "Update failed"]):
        assert result.failed and not result.changed and word in result.message
    core.fault("status", status=502, path_regex="/alerts", method="PUT")
    lost = playbook.run(mark(users=["mkeller"], bulk_size=1))[0]
    assert lost.failed and lost.changed and "not known whether Core acted" in lost.message
    assert "Not sent, because an earlier request failed" in lost.message and core.effects() == []
