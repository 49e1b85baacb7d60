# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""One Core simulator for each test process, fresh for each test; and the record of the calls that the tests send."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from tests.coverage import tested
from tests.integration.harness import WAYS, Launcher, Playbook, Simulator

FOLDER = "tests/integration/"
# Options that leave out tests of a file.
SELECTING = ("keyword", "markexpr", "deselect", "lf", "stepwise", "collectonly")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the record be written instead of checked, and the tests run in another way or against another kind of Core."""
    parser.addoption(
        "--way", choices=list(WAYS), default="in-process", help="how tasks run where they may be run in both"
    )
    parser.addoption("--oldest", action="store_true", help="only integration tests of what can differ on old engines")
    parser.addoption("--brief", action="store_true", help="the integration tests that make test runs")
    parser.addoption("--rest", action="store_true", help="those that make rest runs")
    parser.addoption("--fresh", action="store_true", help="start ansible-playbook anew for each run, as a user does")
    parser.addoption(
        "--core-setting", action="append", default=[], metavar="NAME=VALUE",
        help="a setting of the simulator that holds for all tests (see tests/simulator/README.md)",
    )  # fmt: skip
    parser.addoption(
        "--write-tested", action="store_true", help="note in tests/coverage/tested.yml which calls the tests send"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what the options ask for: what ends alike on every engine, and what make test does not run, or runs."""
    ours = [item for item in items if item.nodeid.startswith(FOLDER)]
    left_out = [item for item in ours if _is_left_out(item, config)]
    if left_out:
        items[:] = [item for item in items if item not in left_out]
        config.hook.pytest_deselected(items=left_out)
        record = config.pluginmanager.get_plugin("record")
        record.partly.update(item.path.name for item in left_out)


def _is_left_out(item: pytest.Item, config: pytest.Config) -> bool:
    oldest = item.get_closest_marker("oldest") if config.getoption("oldest") else None
    if config.getoption("oldest") and oldest is None:
        return True
    thorough = item.get_closest_marker("thorough") is not None
    slow = item.get_closest_marker("slow") is not None or (oldest is not None and oldest.args == ("slow",))
    return config.getoption("brief") and (slow or thorough) or config.getoption("rest") and (thorough or not slow)


def pytest_configure(config: pytest.Config) -> None:
    """Begin the record."""
    config.pluginmanager.register(Record(config), "record")


class Record:
    """Which test file had which operations answered; under xdist the workers hand theirs to the controller."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.sent: dict[str, set[str]] = defaultdict(set)
        self.ran: set[str] = set()
        self.partly: set[str] = set()
        self.drift: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note that a file ran, and whether a test of it failed or was skipped."""
        path = report.nodeid.partition("::")[0]
        if path.startswith(FOLDER):
            self.ran.add(path.removeprefix(FOLDER))
            if not report.passed:
                self.partly.add(path.removeprefix(FOLDER))

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Take over what a worker's tests sent."""
        output = getattr(node, "workeroutput", {})
        self.partly.update(output.get("partly", ()))
        for file, operations in output.get("sent", {}).items():
            self.sent[file].update(operations)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """In a worker hand over; else compare what the files that ran whole sent with what is claimed of them."""
        if hasattr(self.config, "workeroutput"):
            self.config.workeroutput["sent"] = {file: sorted(names) for file, names in self.sent.items()}
            self.config.workeroutput["partly"] = sorted(self.partly)
        elif not self._selects():
            whole = {file: self.sent[file] for file in self.ran - self.partly}
            if self.config.getoption("write_tested"):
                tested.write(whole)
            else:
                self.drift = tested.drift(whole)
                session.exitstatus = pytest.ExitCode.TESTS_FAILED if self.drift else session.exitstatus

    def _selects(self) -> bool:
        chosen = any(self.config.getoption(name, None) for name in SELECTING)
        return chosen or any("::" in argument for argument in self.config.args)

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Say what drifted."""
        if self.drift:
            terminalreporter.section("tests/coverage/tested.yml is not true; run: make tested")
            for line in self.drift:
                terminalreporter.write_line(line, red=True)


@pytest.fixture(scope="session")
def simulator(tmp_path_factory, pytestconfig) -> Iterator[Simulator]:
    """A running simulator with TLS and a CA of its own."""
    running = Simulator(tmp_path_factory.mktemp("simulator"))
    pairs = [pair.partition("=") for pair in pytestconfig.getoption("core_setting")]
    running.standing = {name: yaml.safe_load(value) for name, _mark, value in pairs}
    yield running
    running.stop()


@pytest.fixture
def core(simulator: Simulator, request: pytest.FixtureRequest) -> Iterator[Simulator]:
    """The simulator with a fresh fleet and nothing in its log; what the test had it answer is recorded."""
    simulator.reset()
    since = simulator.next_entry()
    yield simulator
    record = request.config.pluginmanager.get_plugin("record")
    record.sent[request.path.name] |= tested.operations_sent(simulator.log(since))


@pytest.fixture(scope="session")
def launcher(request: pytest.FixtureRequest) -> Iterator[Launcher]:
    """Starts ansible-playbook in the way that the options say."""
    option = request.config.getoption
    starting = Launcher(option("way"), option("fresh"))
    yield starting
    starting.stop()


@pytest.fixture
def playbook(core: Simulator, tmp_path, launcher: Launcher) -> Playbook:
    """Runs playbooks against the simulator."""
    return Playbook(core, tmp_path, launcher=launcher)
