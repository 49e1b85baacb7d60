# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tests' own tools see what there is to see."""

from __future__ import annotations

import base64
import urllib.request


def test_the_log_shows_effects_and_reset_forgets_them(core) -> None:
    token = base64.b64encode(f"{core.username}:{core.password}".encode()).decode()
    (device,) = core.devices(principal="jsmith")
    for verb in ("locate", "wakeup"):
        request = urllib.request.Request(f"{core.url}/api/v1/dm/devices/{verb}/{device['uuid']}")
        request.add_header("Authorization", f"Basic {token}")
        urllib.request.urlopen(request, context=core._tls).close()
    assert core.did() == [("wakeup", 1)]
    assert [entry["operation"] for entry in core.log()] == ["locate_device", "wakeup_device"]
    core.reset()
    assert core.log() == []
