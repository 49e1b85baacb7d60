# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The inventory plugin, as far as it needs no Ansible run; tests/integration/test_inventory.py has the rest."""

from __future__ import annotations

import gc

import pytest
from ansible.errors import AnsibleParserError
from ansible.inventory.data import InventoryData
from ansible.parsing.dataloader import DataLoader
from ansible_collections.mobileiron.core.plugins.inventory import devices


@pytest.fixture
def plugin(monkeypatch):
    plugin = devices.InventoryModule()
    monkeypatch.setattr(plugin, "_read_config_data", lambda path: {"plugin": plugin.NAME, "labells": ["x"]})
    monkeypatch.setattr(plugin, "get_options", dict)
    return plugin


@pytest.mark.parametrize("is_enabled", [True, False])
def test_the_collector_is_paused_and_then_as_it_was_even_after_a_failure(plugin, monkeypatch, is_enabled):
    states = []
    monkeypatch.setattr(plugin, "_refuse_unknown", lambda config: states.append(gc.isenabled()) or 1 / 0)
    (gc.enable if is_enabled else gc.disable)()
    try:
        with pytest.raises(ZeroDivisionError):
            plugin.parse(InventoryData(), DataLoader(), "fleet.mobileiron.yml")
        assert states == [False] and gc.isenabled() is is_enabled
    finally:
        gc.enable()


def test_an_unknown_option_is_refused_by_its_name(plugin):
    with pytest.raises(AnsibleParserError, match="labells is not an option"):
        plugin.parse(InventoryData(), DataLoader(), "fleet.mobileiron.yml")
