# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""A Core simulator, and runs of the collection's playbooks that can be killed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.crash.person import CALLBACKS, Person, leaver, newcomer
from tests.integration.harness import CALLBACKS as HARNESS
from tests.integration.harness import Launcher, Playbook, Simulator


@pytest.fixture(scope="session")
def simulator(tmp_path_factory) -> Iterator[Simulator]:
    """A running simulator."""
    running = Simulator(tmp_path_factory.mktemp("simulator"), devices=20)
    yield running
    running.stop()


@pytest.fixture
def core(simulator: Simulator) -> Simulator:
    """The simulator with a fresh fleet, whose devices do at once what they are asked."""
    simulator.standing = {"check_in_delay": 0.0, "bulk_act_delay": 0.0}
    simulator.reset()
    return simulator


@pytest.fixture(scope="session")
def launcher() -> Iterator[Launcher]:
    """Starts ansible-playbook in processes that can be killed with all that belongs to them."""
    starting = Launcher(fresh=False)
    yield starting
    starting.stop()


@pytest.fixture
def playbook(core: Simulator, tmp_path, launcher: Launcher) -> Playbook:
    """Runs playbooks with the callback that kills them where that is asked."""
    extra = {
        "ANSIBLE_CALLBACK_PLUGINS": f"{HARNESS}:{CALLBACKS}",
        "ANSIBLE_CALLBACKS_ENABLED": "jsonlines,kill_me",
        "ANSIBLE_PIPELINING": "true",  # much quicker, and nothing here is about how Ansible copies modules
    }
    return Playbook(core, tmp_path, extra, launcher=launcher)


@pytest.fixture
def martina(playbook: Playbook) -> Person:
    """Somebody who leaves: four devices, three mailboxes, unread alerts."""
    return leaver(playbook)


@pytest.fixture
def eric(playbook: Playbook) -> Person:
    """Somebody who comes, and gets an account and a device."""
    return newcomer(playbook)
