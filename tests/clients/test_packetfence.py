# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""PacketFence's provisioner: lets a device into the network if Core knows its MAC address and calls it compliant."""

from __future__ import annotations

import pytest

from .conftest import Answer, basic, send


def ask(sim, mac: str, prefix: str = "") -> Answer:
    """The one request of this client: no colons, upper case, the login sent at once."""
    path = f"{prefix}/api/v1/dm/devices/mac/{mac.replace(':', '').upper()}"
    return send(sim.url, sim.ca_path, "GET", path, Authorization=basic(sim), Accept="application/json")


def verdict(answer: Answer) -> str:
    """What the client makes of an answer: the two meanings of a 404 are told apart by the body."""
    if answer.status == 200:
        return "compliant" if answer.json()["device"]["compliance"] == 0 else "not compliant"
    try:
        return "unknown" if answer.status == 404 and answer.json()["totalCount"] == 0 else "failure"
    except ValueError:
        return "wrong URL" if answer.status == 404 else "failure"


@pytest.mark.parametrize(
    "mac, expected",
    [
        ("a2:00:00:00:00:01", "compliant"),
        ("a4:00:00:00:00:02", "not compliant"),
        ("ff:ff:ff:ff:ff:ff", "unknown"),
    ],
)
def test_a_device_is_found_compliant_or_unknown(sim, mac, expected):
    assert verdict(ask(sim, mac)) == expected


def test_the_fields_that_it_lists(sim):
    device = ask(sim, "a2:00:00:00:00:01").json()["device"]
    assert isinstance(device["compliance"], int) and isinstance(device["clientId"], int)


def test_a_wrong_url_is_no_unknown_device(sim):
    assert verdict(ask(sim, "a2:00:00:00:00:01", "/nowhere")) == "wrong URL"


def test_other_failures(sim):
    path = "/api/v1/dm/devices/mac/A20000000001"
    assert verdict(send(sim.url, sim.ca_path, "GET", path, Accept="application/json")) == "failure"
    sim.control("faults", "POST", kind="status", status=503)
    assert verdict(ask(sim, "a2:00:00:00:00:01")) == "failure"


def test_a_hosted_core(hosted):
    assert hosted.url.endswith("/acme") and verdict(ask(hosted, "a2:00:00:00:00:01")) == "compliant"
    assert verdict(ask(hosted, "ff:ff:ff:ff:ff:ff")) == "unknown"
