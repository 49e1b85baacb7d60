# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""mobileiron.core.mi_device_label and mobileiron.core.mi_policy_label."""

from __future__ import annotations

from typing import Any

from tests.integration.harness import KELLER_IPHONE, KELLER_MAC, POOL, SMITH_IPHONE, UNKNOWN, four_ways, refusals


def label(*names: str, state: str = "present", **options: Any) -> dict[str, Any]:
    return {"mi_device_label": {"names": list(names), "state": state, **options}}


def test_device_labels(core, playbook) -> None:
    ways = four_ways(
        playbook,
        label("Executives", "Field/Sales", "R&D, EMEA 100%", uuids=[KELLER_MAC]),
        label("Field Staff", state="absent", uuids=[KELLER_IPHONE, SMITH_IPHONE]),
        label("Außendienst", POOL, state="exact", uuids=[KELLER_IPHONE]),
        label(state="exact", users=["anna.müller"]),
    )
    first = ways.plain[0].ok()
    (entry,) = first["devices"]
    assert entry["changed"] and (entry["uuid"], entry["principal"]) == (KELLER_MAC, "mkeller")
    assert set(entry["after"]) - set(entry["before"]) == {"Executives", "Field/Sales", "R&D, EMEA 100%"}
    assert entry["outcome"] == "confirmed"
    changed = {e["uuid"]: e["changed"] for e in ways.plain[1].ok()["devices"]}
    assert changed == {KELLER_IPHONE: True, SMITH_IPHONE: False}
    assert [result.changed for result in ways.check] == [result.changed for result in ways.plain] == [True] * 4
    assert [e["outcome"] for e in ways.check[0]["devices"]] == ["planned"]
    assert {e["outcome"] for result in ways.again for e in result.ok()["devices"]} == {"unchanged"}
    assert ways.repeated == []
    static = {
        name
        for name in core.device(KELLER_IPHONE)["labels"]
        if name in ("Field Staff", "Außendienst", POOL, "Executives")
    }
    assert static == {"Außendienst", POOL}
    for name in ("Executives", "Field/Sales", "R&D, EMEA 100%"):
        assert KELLER_MAC in core.label_members(name)
    assert "000000a5-0000-4000-8000-000000000003" not in core.label_members("Außendienst")
    assert {entry["effect"] for entry in core.effects()} == {"label_add", "label_remove"}


def test_device_label_errors(core, playbook) -> None:
    refused = refusals(
        playbook,
        label("iOS", uuids=[KELLER_IPHONE]),
        label("Executives", "Non-compliant", state="absent", uuids=[KELLER_IPHONE]),
        label("No such label", uuids=[KELLER_IPHONE]),
        label("Executives", uuids=[UNKNOWN]),
        label("Executives"),
        label("Executives", uuids=[]),
        label(uuids=[KELLER_IPHONE]),
        label(state="absent", uuids=[KELLER_IPHONE]),
        label("", uuids=[KELLER_IPHONE]),
    )
    words = ["iOS", "Non-compliant", "No such label", UNKNOWN, "uuids", "uuids", "names", "names", "names"]
    for result, word in zip(refused, words):
        assert word in result.message, (word, result.message)
    empty = playbook.run(label("Executives", labels=[POOL]))[0].ok()
    assert (empty["devices"], empty.changed) == ([], False) and empty.warnings


def test_labels_without_version_2_of_the_api(core, playbook) -> None:
    core.settings(v2=False)
    result = playbook.run(label("Executives", uuids=[KELLER_MAC]))[0]
    assert result.failed and "version 2" in result.message and core.effects() == []


def test_lost_label_answers_are_settled_by_reading(core, playbook) -> None:
    core.fault("drop_after", path_regex="/labels/.*/add", times=5)
    result = playbook.run(label("Executives", uuids=[KELLER_MAC]))[0].ok()
    assert result.changed and core.did() == [("label_add", 1)]
    core.fault("drop_before", path_regex="/labels/.*/remove", times=1)
    core.fault("status", status=502, path_regex="/labels/.*/remove", times=1)
    not_done, not_known = playbook.run(*[label("Executives", state="absent", uuids=[KELLER_MAC])] * 2)
    assert not_done.failed and not not_done.changed and "did not act" in not_done.message
    assert not_known.failed and not_known.changed and "not known whether Core acted" in not_known.message
    assert KELLER_MAC in core.label_members("Executives")


def test_a_label_that_core_does_not_find_is_a_failure(core, playbook) -> None:
    gone = {"Content-Type": "application/json"}
    core.fault("status", status=404, body='{"messages": []}', headers=gone, path_regex="/labels/.*/add")
    result = playbook.run(label("Executives", uuids=[KELLER_MAC]))[0]
    assert result.failed and not result.changed and "no such label or device" in result.message


def policy(**options: Any) -> dict[str, Any]:
    return {"mi_policy_label": options}


def labels_of(core, number: int) -> set[int]:
    return set(next(p["labels"] for p in core.control("GET", "policies")["policies"] if p["id"] == number))


def test_policy_labels(core, playbook) -> None:
    ways = four_ways(
        playbook,
        policy(policy="Strict Security", label="R&D, EMEA 100%"),
        policy(policy="12", label="R&D, EMEA 100%", state="absent"),
    )
    for result in ways.plain:
        assert result.ok().changed and result["message"]
    assert ways.check[0].ok().changed and ways.check[1].ok().changed
    assert labels_of(core, 11) == {101, 104} and labels_of(core, 12) == set()
    assert [entry["effect"] for entry in core.effects()] == ["policy_label_apply", "policy_label_remove"]
    # Core does not tell which labels a policy has, so that the run again asks again.
    assert [entry["effect"] for entry in ways.repeated] == ["policy_label_apply", "policy_label_remove"]


def test_policy_label_errors(core, playbook) -> None:
    refused = refusals(
        playbook,
        policy(policy="No such policy", label="Executives"),
        policy(policy="12", label="No such label"),
        policy(policy="12", label=""),
    )
    for result, word in zip(refused, ["No such policy", "No such label", "label"]):
        assert word in result.message


def test_a_lost_policy_answer_is_not_known(core, playbook) -> None:
    core.fault("drop_after", operation="policy_label", times=5)
    result = playbook.run(policy(policy="11", label="Testlabel"))[0]
    assert result.failed and result.changed and "not known whether Core acted" in result.message
    assert len(core.requests("policy_label")) == 1
