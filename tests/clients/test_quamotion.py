# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Quamotion's demonstration script: retires the iOS devices of the user whose login it has, to enrol one again."""

from __future__ import annotations

import requests


def get(sim, method: str, path: str) -> requests.Response:
    """A request as the script makes it: no format asked for."""
    return requests.request(
        method, f"{sim.url}/api/v1/dm/{path}", auth=sim.session.auth, verify=sim.ca_path, timeout=30
    )


def test_retire_the_ios_devices_of_oneself(sim):
    mine = {
        family: sim.control("devices", "POST", principal="apiadmin", family=family) for family in ("ios", "android")
    }
    retired = {}
    for device in get(sim, "GET", "devices").json()["devices"]["device"]:  # an array, since there are several
        if device["principal"] != "apiadmin":
            continue
        for entry in device["details"][0]["entry"]:  # details are an array of one
            if entry["key"] == "iPhone UDID":
                retired[device["uuid"]] = entry["value"]
                get(sim, "PUT", f"devices/retire/{device['uuid']}?Reason=Monitoring script")
    uuid = mine["ios"]["uuid"]
    assert retired == {uuid: sim.device(uuid)["details"]["iPhone UDID"]}
    assert sim.effects() == [("retire", [uuid])]
    assert [entry["path"] for entry in sim.log(True)] == [
        f"/api/v1/dm/devices/retire/{uuid}?Reason=Monitoring%20script"
    ]
    sim.advance()
    assert sim.device(uuid)["status"] == "RETIRED" and sim.device(mine["android"]["uuid"])["status"] == "ACTIVE"
