# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Labels by name."""

from __future__ import annotations

from ansible_collections.mobileiron.core.plugins.module_utils.selecting._labels import labels_by_name, unknown_label

from tests.unit.plugins.scripted import open_core


def test_labels_without_a_name_are_none():
    core = open_core(list_labels={"labels": {"label": [{"name": " a "}, {"name": ""}, {"id": 1}]}})
    assert list(labels_by_name(core)) == [" a "]


def test_an_unknown_label_suggests_near_ones():
    assert "'Field Staff'" in unknown_label("field staff", ["iOS", "Field Staff"])
    assert "Did you mean" not in unknown_label("zzz", ["iOS"])
