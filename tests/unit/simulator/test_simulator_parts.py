# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parts that need no server: rendering, the fleet, settings."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import pytest
import xmltodict

from tests.simulator.render import HOLE, Entries, Pairs, Renderer, Stream
from tests.simulator.settings import Settings
from tests.simulator.state import Core

START = 1_700_000_000.0


def fleet(seed: int, devices: int = 300) -> list[dict[str, Any]]:
    """The devices of a fleet, to the last bit."""
    return [asdict(device) for device in Core(devices, seed, START).devices.values()]


def test_a_seed_and_a_start_always_give_the_same_core():
    one, two = Core(300, 7, START), Core(300, 7, START)
    for kind in ("devices", "users", "directory", "partnerships", "alerts"):
        assert [asdict(row) for row in getattr(one, kind).values()] == [
            asdict(row) for row in getattr(two, kind).values()
        ]
    assert fleet(7)[15:] != fleet(8)[15:]
    assert [row["uuid"] for row in fleet(7)[:15]] == [row["uuid"] for row in fleet(8)[:15]]


def test_the_fleet_is_mixed():
    rows = fleet(7)
    families = {"android", "ios", "macos", "windows", "windows_phone", "windows_mobile", "blackberry"}
    assert {row["family"] for row in rows} == families
    assert {row["employee_owned"] for row in rows} == {True, False, "", None}
    assert len({row["uuid"] for row in rows}) == len({row["mac"] for row in rows}) == 300
    owned = sum(1 for row in rows if row["employee_owned"] is True)
    assert 70 < owned < 130
    assert any(row["compliance"] for row in rows) and any(row["block_reason"] for row in rows)


def test_one_many_and_none():
    tree = {
        "a": {"x": ["1"], "y": ["1", "2"], "z": []},
        "n": None,
        "@id": 5,
        "d": Entries({"k": "v"}),
        "p": Pairs(k="v"),
    }
    found = json.loads(Renderer(False, "root").body(tree))
    pair = {"key": "k", "value": "v"}
    assert found == {
        "a": {"x": "1", "y": ["1", "2"], "z": ""}, "@id": "5", "d": [{"entry": pair}], "p": {"entry": pair},
    }  # fmt: skip
    found = xmltodict.parse(Renderer(True, "root").body(tree))["root"]
    assert found == {"@id": "5", "a": {"x": "1", "y": ["1", "2"]}, "d": {"entry": pair}, "p": {"entry": pair}}


@pytest.mark.parametrize("count", [2, 199, 200, 201, 400, 401])
def test_streams_are_whole_in_both_formats(count):
    tree = {"devices": {"device": HOLE}, "totalCount": count}
    for xml in (False, True):
        parts = Renderer(xml, "root").parts(tree, "device", Stream({"n": number} for number in range(count)))
        body = b"".join(parts)
        found = xmltodict.parse(body)["root"] if xml else json.loads(body)
        assert [int(row["n"]) for row in found["devices"]["device"]] == list(range(count))


def test_hostile_text_survives_both_formats():
    text = "<b>&\"' \\ ü \u2028 ]]> {{ x }}"
    assert json.loads(Renderer(False, "r").body({"t": text}))["t"] == text
    assert xmltodict.parse(Renderer(True, "r").body({"t": text, "@id": text}))["r"] == {"@id": text, "t": text}


def test_what_xml_cannot_hold_is_replaced_and_json_escapes_it():
    text = "a\ud83d\r\n\x07\ufffe z"
    tree = {"t": text, "d": Entries({text: text}), "devices": {"device": HOLE}}
    for xml, shown in ((False, text), (True, "a?\r\n z")):
        renderer = Renderer(xml, "r")
        body = b"".join(renderer.parts(tree, "device", Stream([{"name": text}, {"name": text}])))
        found = xmltodict.parse(body)["r"] if xml else json.loads(body)
        pairs = found["d"] if xml else found["d"][0]
        assert found["t"] == shown and pairs["entry"] == {"key": shown, "value": shown}
        assert [row["name"] for row in found["devices"]["device"]] == [shown, shown]
    assert b"a\\ud83d" in Renderer(False, "r").body({"t": text})


def test_settings_are_checked_and_all_or_nothing():
    settings = Settings()
    for wrong in ({"v2": 1}, {"max_request_line": 0}, {"check_in_delay": -1}, {"registration_uuid_key": "id"}):
        with pytest.raises(ValueError):
            settings.update({"check_in_delay": 5, **wrong})
    assert settings["check_in_delay"] == 1.0
    settings.update({"auto_enrol_after": 3, "max_request_line_status": 413})
    assert settings["auto_enrol_after"] == 3
