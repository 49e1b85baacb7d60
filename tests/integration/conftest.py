# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""One Core simulator for each test process, fresh for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.integration.harness import Playbook, Simulator


@pytest.fixture(scope="session")
def simulator(tmp_path_factory) -> Iterator[Simulator]:
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
def playbook(core: Simulator, tmp_path) -> Playbook:
    """Runs playbooks against the simulator."""
    return Playbook(core, tmp_path)
