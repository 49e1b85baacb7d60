# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Labels: one shape from JSON and XML."""

from __future__ import annotations

import pytest
from ansible_collections.mobileiron.core.plugins.module_utils.records._label import label_record


def test_json_and_xml_agree():
    from_json = {"@id": "-3", "name": "iOS", "staticLabel": False, "deviceCount": 3, "isESSearch": 116}
    from_xml = {"@id": "-3", "name": "iOS", "staticLabel": "false", "deviceCount": "3", "isESSearch": "116"}
    assert label_record(from_json) == label_record(from_xml)


def test_keys_are_snake_case_and_always_there():
    label = label_record({"id": 101, "name": "Executives", "staticLabel": "true", "query": ""})
    assert label == {
        "id": "101",
        "name": "Executives",
        "static_label": True,
        "query": None,
        "description": None,
        "device_count": None,
        "is_es_search": None,
    }


@pytest.mark.parametrize("spelling", ["staticLabel", "isStatic", "static"])
@pytest.mark.parametrize("static", [True, "false"])
def test_three_spellings_of_one_property(spelling: str, static) -> None:
    found = label_record({"id": 12, "name": " lead", spelling: static})
    assert found["static_label"] is (static is True) and found["name"] == " lead" and found["id"] == "12"
    assert not {"is_static", "static"} & set(found)
