# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files that ansible-rulebook loads: options as documented, current schemas, and imports that work anywhere."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from ansible_collections.mobileiron.core.plugins.module_utils.glue import _feeds
from ansible_collections.mobileiron.core.plugins.module_utils.glue._event_source import option_table

from tests.tools import event_schemas

FEEDS = {feed.name: feed for feed in (_feeds.ALERTS, _feeds.DEVICE_CHANGES)}
SOURCES = {source.stem: source for source in event_schemas.SOURCES.glob("*.py")}
LOAD = "import runpy, sys, inspect; source = runpy.run_path(sys.argv[1]); print(inspect.iscoroutinefunction(source['main']))"


def test_every_feed_has_a_source():
    assert sorted(SOURCES) == sorted(FEEDS)


@pytest.mark.parametrize("name", FEEDS)
def test_options_are_documented_as_they_are(name):
    documented = event_schemas.documentation(SOURCES[name])["options"]
    table = option_table(FEEDS[name])
    assert set(documented) == set(table)
    for option, facts in table.items():
        for key in ("type", "elements", "choices", "default"):
            assert documented[option].get(key) == facts.get(key), (option, key)


@pytest.mark.parametrize("name", FEEDS)
def test_schemas_are_up_to_date(name):
    kept = event_schemas.written(SOURCES[name]).read_text(encoding="utf-8")
    assert kept == event_schemas.text(SOURCES[name]), "run: python tests/tools/event_schemas.py"


@pytest.mark.parametrize("hidden", [False, True], ids=["alone", "behind another ansible_collections"])
@pytest.mark.parametrize("name", FEEDS)
def test_a_source_finds_its_collection_whatever_the_python_path(name, hidden, tmp_path):
    """As ansible-rulebook does it: run by its path, with nothing of the collection on the Python path."""
    if hidden:  # a package, as pip installs it with ansible
        (tmp_path / "ansible_collections").mkdir()
        (tmp_path / "ansible_collections" / "__init__.py").write_text("")
    libraries = [path for path in sys.path if path.endswith("site-packages")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), *libraries])}
    command = [sys.executable, "-c", LOAD, str(SOURCES[name])]
    ended = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert ended.stdout == "True\n", ended.stderr
