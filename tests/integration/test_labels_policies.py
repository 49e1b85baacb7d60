# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""mobileiron.core.mi_device_label and mobileiron.core.mi_policy_label."""

from __future__ import annotations

import json
from typing import Any

import pytest

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


@pytest.mark.oldest
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


def answered(**body: Any) -> dict[str, Any]:
    """A fault: Core answers so and does nothing."""
    return {"kind": "status", "status": 200, "body": json.dumps(body), "headers": {"Content-Type": "application/json"}}


def test_a_device_keeps_its_labels_where_it_does_not_get_the_new_one(core, playbook) -> None:
    """With state exact a refused addition must not be followed by the removals."""
    exact = label(POOL, state="exact", uuids=[KELLER_IPHONE, SMITH_IPHONE])
    before = {uuid: set(core.device(uuid)["labels"]) for uuid in (KELLER_IPHONE, SMITH_IPHONE)}
    refused = {"records": [{"label": POOL, "device": {"uuid": KELLER_IPHONE, "failureCode": "X1", "message": "no"}}]}
    for body in ({"successful": False}, {"successful": "false"}, {"successful": False, "results": refused}):
        for threshold in (2, 20):
            exact["mi_device_label"]["bulk_threshold"] = threshold
            core.fault(path_regex="/labels/.*/add", times=2, **answered(**body))
            result = playbook.run(exact)[0]
            assert result.failed and not any(entry["changed"] for entry in result["devices"]), result.values
            core.control("DELETE", "faults")
    assert core.effects() == []
    assert {uuid: set(core.device(uuid)["labels"]) for uuid in before} == before


def test_a_label_that_is_not_there_afterwards_is_a_failure(core, playbook) -> None:
    core.fault(path_regex="/labels/.*/add", **answered(successful=True, results={"records": []}))
    result = playbook.run(label("Executives", uuids=[KELLER_MAC]))[0]
    assert result.failed and not result.changed and "a read shows that it is not done" in result.message
    assert result["devices"][0]["after"] == result["devices"][0]["before"]


def test_a_server_that_parts_names_at_commas(core, playbook) -> None:
    """It would change two labels that nobody named."""
    for name in ("Sales, EMEA", "Sales", "EMEA", "Lone, label"):
        core.control("POST", "labels", {"name": name})
    core.settings(split_encoded_commas=True)
    refused = playbook.run(label("Sales, EMEA", uuids=[KELLER_IPHONE]), label("Lone, label", uuids=[KELLER_IPHONE]))
    assert refused[0].failed and "comma" in refused[0].message and not refused[0].changed
    assert refused[1].failed and not refused[1].changed
    assert not {"Sales", "EMEA", "Lone, label"} & set(core.device(KELLER_IPHONE)["labels"])


@pytest.mark.parametrize("spelling", ["staticLabel", "isStatic", "static"])
def test_spellings_of_static(core, playbook, spelling: str) -> None:
    core.settings(static_key=spelling)
    exact = playbook.run(label("Field Staff", state="exact", uuids=[KELLER_IPHONE]))[0].ok()
    assert exact.changed and "Field Staff" in exact["devices"][0]["after"]
    found = playbook.run({"mi_device_info": {"uuids": [KELLER_IPHONE], "include": ["labels"]}})[0].ok()
    told = {row["name"]: row["static_label"] for row in found["devices"][0]["labels"]}
    assert told["Field Staff"] is True and False in told.values()


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


@pytest.mark.oldest
def test_a_200_that_says_that_it_failed(core, playbook) -> None:
    for text in ("Failed to apply policy to label Testlabel.", "Label not found"):
        core.fault(operation="policy_label", **answered(messages={"message": text}))
    for result in playbook.run(*[policy(policy="11", label="Testlabel")] * 2):
        assert result.failed and not result.changed and result["label"] == "Testlabel"
    assert core.effects() == []


def test_a_lost_policy_answer_is_not_known(core, playbook) -> None:
    core.fault("drop_after", operation="policy_label", times=5)
    result = playbook.run(policy(policy="11", label="Testlabel"))[0]
    assert result.failed and result.changed and "not known whether Core acted" in result.message
    assert len(core.requests("policy_label")) == 1
