# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The automation controller counts the devices that a module acted on, and no others.

The results of all other unit and integration tests are looked at too, where they are made.
"""

from __future__ import annotations

import ast
import copy
from functools import cache
from typing import Any

import pytest
import yaml

from tests import event_query

pytest.importorskip("jq")
MODULES = sorted(path.stem for path in (event_query.FILE.parents[2] / "plugins" / "modules").glob("mi_*.py"))
UUID = "8d711cdc-e93c-49b1-88d6-222f54132445"
ENTRIES = sorted(name for name in event_query.queries() if not name.endswith("mi_register"))
STRANGE: list[Any] = [None, 1, "text", True, [], {}, [None], [[]], [1], ["x"], [{}], {"a": 1}]


@cache
def returned(module: str) -> dict[str, Any]:
    """The RETURN of a module."""
    text = (event_query.FILE.parents[2] / "plugins" / "modules" / f"{module}.py").read_text(encoding="utf-8")
    for node in ast.parse(text).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "RETURN":
            return yaml.safe_load(ast.literal_eval(node.value))
    raise AssertionError(module)


def sample(entry: dict[str, Any]) -> Any:
    """The sample of a key: its own, or made of those of what it contains."""
    if "contains" not in entry or "sample" in entry:
        return copy.deepcopy(entry.get("sample"))
    inner = {key: sample(value) for key, value in entry["contains"].items()}
    return [inner] if entry["type"] == "list" else inner


def result(module: str, **values: Any) -> dict[str, Any]:
    """A result as the module's RETURN shows it."""
    return {"changed": True, **{key: sample(value) for key, value in returned(module).items()}, **values}


def names(action: str, values: dict[str, Any]) -> list[str]:
    """The names of the nodes in a result that the controller would take."""
    assert event_query.problems(action, values) == []
    return [node["name"] for node in event_query.nodes(action, values)]


def entry(**values: Any) -> dict[str, Any]:
    return {"uuid": UUID, "name": "iPhone", "outcome": "confirmed", "changed": True, **values}


@pytest.mark.parametrize("module", MODULES)
def test_the_modules_that_act_on_devices_are_counted_and_no_others(module: str) -> None:
    entries = returned(module).get("devices", {}).get("contains", {})
    acts = "outcome" in entries or "registration" in returned(module)
    action = f"mobileiron.core.{module}"
    assert (action in event_query.queries()) == acts
    expected = [sample(entries.get("device_uuid") or entries["uuid"])] if "uuid" in entries and acts else []
    if module == "mi_register":
        expected = [result(module)["registration"]["device_uuid"]]
    assert names(action, result(module)) == expected


@pytest.mark.parametrize("action", ENTRIES)
@pytest.mark.parametrize(
    ("values", "count"),
    [
        ({"outcome": "accepted"}, 1),
        ({"outcome": "confirmed"}, 1),
        ({"outcome": "outstanding"}, 1),
        ({"outcome": "failed"}, 1),  # the answer was lost: Core may have acted
        ({"outcome": "failed", "changed": False}, 0),
        ({"outcome": "unchanged", "changed": False}, 0),
        ({"outcome": "skipped", "changed": False}, 0),
        ({"outcome": "planned"}, 0),
        ({"outcome": "planned", "changed": False}, 0),
    ],
)
def test_a_device_counts_if_core_acted_or_may_have(action: str, values: dict[str, Any], count: int) -> None:
    assert len(names(action, {"changed": True, "failed": True, "devices": [entry(**values)]})) == count


def test_a_device_is_one_node_whatever_was_done_to_it_and_its_name_is_not_told() -> None:
    both = [entry(), entry(uuid="other", name="iPhone")]
    assert names("mobileiron.core.mi_device_action", {"changed": True, "devices": both}) == [UUID, "other"]
    mail = [entry(uuid="mail", device_uuid=UUID), entry(uuid="unregistered", device_uuid=None)]
    made = event_query.nodes("mobileiron.core.mi_eas_action", {"changed": True, "devices": mail})
    assert [node["canonical_facts"] for node in made] == [{"uuid": UUID}, {"uuid": "unregistered"}]
    assert "iPhone" not in str(made)


def test_a_registration_counts_and_a_match_does_not() -> None:
    action = "mobileiron.core.mi_register"
    device = {"uuid": UUID}
    new = {"changed": True, "failed": True, "device": None, "registration": {"device_uuid": UUID}}
    assert names(action, new) == [UUID]
    # Another password for the user of a device that matched; check mode; a device that was not found again.
    assert names(action, {"changed": True, "device": device, "registration": None}) == []
    assert names(action, {"changed": False, "device": device, "registration": None}) == []
    assert names(action, {"changed": True, "device": None, "registration": {"device_uuid": None}}) == []


@pytest.mark.parametrize("action", sorted(event_query.queries()))
def test_no_result_is_too_strange(action: str) -> None:
    results: list[dict[str, Any]] = [{}, {"censored": "hidden"}, {"skipped": True}, {"failed": True, "msg": "x"}]
    results += [{"changed": True, key: value} for key in ("devices", "registration") for value in STRANGE]
    results += [
        {"changed": True, "devices": [entry(uuid=value)]} for value in (*STRANGE, "", "x" * 256) if value != "text"
    ]
    results += [
        {"changed": True, "registration": {"device_uuid": value}} for value in (*STRANGE, "") if value != "text"
    ]
    # What a loop comes to at its end; its items were counted one by one.
    results += [{"changed": True, "results": [{"changed": True, "devices": [entry()]}]}]
    for values in results:
        assert names(action, values) == [], values
