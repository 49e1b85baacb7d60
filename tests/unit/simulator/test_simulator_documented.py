# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every answer has the keys that the reference's tables have, and no others; documented.yml lists them, apart from code."""

from __future__ import annotations

from typing import Any

import pytest
import xmltodict
import yaml

from tests.simulator import app
from tests.simulator.calls import ROUTES, find

from .conftest import ROOT

IPHONE = "000000a1-0000-4000-8000-000000000001"
ANDROID = "000000a1-0000-4000-8000-000000000002"
RETIRED = "000000a1-0000-4000-8000-000000000005"
JSMITH = "000000a2-0000-4000-8000-000000000001"
EAS = "000000e1-0000-4000-8000-000000000001"
LISTED = yaml.safe_load((ROOT / "tests/unit/simulator/documented.yml").read_text(encoding="utf-8"))
CALLS = {call["section"]: call for call in LISTED["calls"]}
assert app, "it enters the calls into ROUTES"
# Their answers are no trees of keys, or no table shows them; other tests look at them.
ELSEWHERE = {"export_devices", "appconnect_analytics", "devices_with_app"}
SEEN_ONLY = {"platform"}  # among the details; read by a public client, documented nowhere


def documented(call: dict[str, Any]) -> set[str]:
    """All paths of keys that the list has for a call, with those of the elements around them."""
    found = {call["beside"]} if "beside" in call else set()
    for path, names in call["keys"].items():
        above = [] if path == "." else path.split(".")
        found |= {".".join([*above, name]) for name in names.split()}
        found |= {".".join(above[:length]) for length in range(1, len(above) + 1)}
    return found


def shown(tree: Any, above: str = "") -> set[str]:
    """All paths of keys in an answer; of several elements those that any has."""
    if isinstance(tree, list):
        return {path for item in tree for path in shown(item, above)}
    if not isinstance(tree, dict):
        return set()
    found = set()
    for key, value in tree.items():
        path = f"{above}.{key}" if above else key
        found |= {path} | shown(value, path)
    return found


def places(sim) -> dict[str, str]:
    """What the names in the list's requests stand for."""
    blackberry = next(
        device["uuid"] for device in sim.control("devices")["devices"] if device["family"] == "blackberry"
    )
    sim.control(f"devices/{blackberry}", "PATCH", hasPasscode=False)
    alert = next(row["id"] for row in sim.control("alerts")["alerts"])
    named = {"iphone": IPHONE, "android": ANDROID, "jsmith": JSMITH, "unmanaged": RETIRED, "activesync": EAS}
    return {**named, "mac": "A10000000002", "blackberry": blackberry, "alert": str(alert)}


def ask(sim, call: dict[str, Any], xml: bool, **settings: Any) -> set[str]:
    """The paths of keys in all answers to a call's requests, each on a fresh Core."""
    found: set[str] = set()
    for request in call["requests"]:
        sim.control("reset", "POST", devices=60, seed=7)
        sim.settings(**settings, **call.get("settings", {}))
        method, path = request.format(**places(sim)).split(" ")
        answer = sim.ask(method, f"/api/v1/{path}", xml=xml, data=call.get("form"))
        assert answer.status_code == 200, answer.text
        if xml:
            tree = xmltodict.parse(answer.content)
            assert list(tree) == [call["root"]]
            tree = tree[call["root"]]
        else:
            tree = answer.json()
        found |= shown(tree)
    return found


@pytest.mark.parametrize("xml", [False, True], ids=["json", "xml"])
@pytest.mark.parametrize("section", CALLS)
def test_the_keys_of_an_answer_are_those_of_its_table(sim, section, xml):
    assert ask(sim, CALLS[section], xml, device_fields="documented") == documented(CALLS[section])


@pytest.mark.parametrize("section", [name for name in CALLS if name.startswith("Get Device")])
def test_real_servers_answer_more_about_a_device_but_not_less(sim, section):
    usual, full = (ask(sim, CALLS[section], False, device_fields=profile) for profile in ("seen", "full"))
    assert documented(CALLS[section]) < usual <= full


def test_every_documented_call_is_listed():
    listed = set()
    for call in CALLS.values():
        for request in call["requests"]:
            method, path = request.split(" ")
            hits = find("v1", path.partition("?")[0].strip("/").split("/"), {"withdrawn_label_calls": False})
            listed |= {route.operation for route, _args in hits if route.method == method}
    assert {route.operation for route in ROUTES if route.api == "v1" and not route.setting} - listed == ELSEWHERE


@pytest.mark.parametrize("family", ["android", "ios"])
def test_the_details_of_a_family_are_those_of_its_table(sim, family):
    sim.control("reset", "POST", devices=300, seed=7)
    found = {
        key
        for device in sim.control("devices")["devices"]
        if device["family"] == family
        for key in sim.device(device["uuid"])["details"]
    }
    assert found == set(LISTED["details"][family].split(", ")) | SEEN_ONLY


def test_the_details_of_an_activesync_device(sim):
    entries = sim.json(f"eas/devices/{EAS}")["details"][0]["entry"]
    assert {entry["key"] for entry in entries} == set(LISTED["details"]["activesync"].split(", "))


def test_the_types_of_rules(sim):
    rows = sim.json("policies")["policies"]["policy"]
    default = {row["profileType"]: row["rules"]["rule"] for row in rows if int(row["@id"]) < 0}
    types = {family: {rule["type"] for rule in rules} for family, rules in default.items()}
    assert types == {family: set(names.split(", ")) for family, names in LISTED["rules"].items()}


def test_the_columns_of_the_export(sim):
    assert sim.ask("GET", "/api/v1/dm/devices.csv").text.splitlines()[0].split(",") == LISTED["csv"].split(", ")
