# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""A simulated Core, and an AWX whose jobs talk to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.awx.controller import Awx, definitions
from tests.integration.harness import Simulator


@pytest.fixture(scope="session")
def simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulator]:
    """A running simulator with TLS and a CA of its own."""
    running = Simulator(tmp_path_factory.mktemp("simulator"))
    yield running
    running.stop()


@pytest.fixture
def core(simulator: Simulator) -> Simulator:
    """The simulator with a fresh fleet and nothing in its log."""
    simulator.reset()
    return simulator


@pytest.fixture
def awx(core: Simulator, tmp_path: Path) -> Awx:
    """Runs job templates, whose administrator lets nobody wait for long."""
    short = {"offboarding_wait_timeout": 2, "offboarding_wait_interval": 1, "lost_device_wait_timeout": 1}
    return Awx(core, tmp_path, dict.fromkeys(definitions("job_templates"), short))
