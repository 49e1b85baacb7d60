# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""How devices are listed: options that are wrong, and platforms by name or letter."""

from __future__ import annotations

import pytest
from ansible_collections.mobileiron.core.plugins.module_utils.selecting._selector import Selector
from ansible_collections.mobileiron.core.plugins.module_utils.services._device_info import Listing, list_devices
from ansible_collections.mobileiron.core.plugins.module_utils.wire._errors import InvalidInput

from tests.unit.plugins.scripted import open_core

DEVICES = {"devices": {"device": [{"uuid": f"u-{n}", "name": f"n{n}", "status": "ACTIVE"} for n in (2, 1)]}}


@pytest.mark.parametrize(
    ("given", "family"), [("android", "android"), ("IOS", "ios"), ("a", "android"), ("M", "windows_phone")]
)
def test_a_platform_is_named_or_a_letter(given, family):
    assert Listing(app_name="App", app_platform=given).app_platform == family


@pytest.mark.parametrize(
    ("option", "values"),
    [
        ("app_platform", {"app_name": "App", "app_platform": ""}),
        ("app_platform", {"app_name": "App", "app_platform": "symbian"}),
        ("app_platform", {"app_name": "App", "app_platform": "X"}),
        ("app_platform", {"app_platform": "ios"}),
        ("app_name", {"app_name": " "}),
        ("fields", {"fields": []}),
        ("fields", {"fields": ["name", " "]}),
        ("limit", {"limit": 0}),
    ],
)
def test_what_is_wrong_is_named(option, values):
    with pytest.raises(InvalidInput, match=f"^{option}: "):
        Listing(**values)


def test_fields_keep_the_details_under_details():
    raw = {
        "uuid": "u-1",
        "status": "ACTIVE",
        "details": {"entry": [{"key": "a.b", "value": "1"}, {"key": "c", "value": "2"}]},
    }
    core = open_core(list_devices={"devices": {"device": raw}})
    (device,) = list_devices(core, Selector(), Listing(fields=["name", "details.a.b", "details.x"]))
    assert device == {"name": None, "details": {"a.b": "1", "x": None}}


def test_a_limit_applies_after_the_filters_and_to_what_is_read_beside():
    core = open_core(list_devices=DEVICES, list_devices_by_app={"uuid": ["U-2", "U-1"]})
    devices = list_devices(
        core, Selector(), Listing(app_name="App", limit=1, include=["profiles", "policies"], fields=["uuid"])
    )
    assert devices == [{"uuid": "u-1", "profiles": [], "policies": []}]
    asked = [(name, values["uuid"]) for name, values in core.client.calls if "uuid" in values]
    assert asked == [("list_device_profiles", "u-1"), ("list_device_policies", "u-1")]
