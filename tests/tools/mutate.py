# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Break the code on purpose, one place at a time, and see whether a unit test notices.

Run by ``make mutants PATHS="plugins/module_utils/acting/_guards.py …"``. The tests run once with a record of which test
reaches which line; then each mutant runs, in a process of its own, only the tests that reach it, the quick ones first.
Survivors are printed. Needs Python 3.12 or newer.
"""

from __future__ import annotations

import argparse
import ast
import copy
import json
import os
import re
import signal
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 60  # a mutant that runs longer goes round in circles, which counts as noticed
SWAPS: dict[type, type] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.And: ast.Or, ast.Or: ast.And, ast.Add: ast.Sub, ast.Sub: ast.Add, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip
PRELOADED = (
    "aiohttp.web",
    "ansible.module_utils.basic",
    "requests",
    "trustme",
    "xmltodict",
    "yaml",
)  # once, not each time
WORD = re.compile(r"[A-Za-z_]{2,40}")  # a key, a status, a name; sentences are for people


class Finder(ast.NodeVisitor):
    """Lists what can be changed in a file: (node, how it would read), each as a step that changes the node."""

    def __init__(self) -> None:
        self.found: list[tuple[ast.AST, str, Any]] = []

    def _add(self, node: ast.AST, kind: str, value: Any = None) -> None:
        self.found.append((node, kind, value))

    def visit_Compare(self, node: ast.Compare) -> None:
        for place, operator in enumerate(node.ops):
            self._add(node, "operator", (place, SWAPS[type(operator)]))
        self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        self._add(node, "op", SWAPS[type(node.op)])
        self.generic_visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        if type(node.op) in SWAPS and not isinstance(node.left, (ast.Constant, ast.JoinedStr)):
            self._add(node, "op", SWAPS[type(node.op)])
        self.generic_visit(node)

    def visit_If(self, node: ast.If) -> None:
        if ast.unparse(node.test) == "TYPE_CHECKING":
            return
        self._add(node, "negate")
        self.generic_visit(node)

    def visit_IfExp(self, node: ast.IfExp) -> None:
        self._add(node, "negate")
        self.generic_visit(node)

    def visit_comprehension(self, node: ast.comprehension) -> None:
        for place in range(len(node.ifs)):
            self._add(node, "unfiltered", place)
        self.generic_visit(node)

    def visit_Return(self, node: ast.Return) -> None:
        if node.value is not None and not (isinstance(node.value, ast.Constant) and node.value.value is None):
            self._add(node, "nothing")
        self.generic_visit(node)

    def visit_Expr(self, node: ast.Expr) -> None:
        if isinstance(node.value, ast.Call):
            self._add(node, "nothing")
        if not isinstance(node.value, ast.Constant):  # a docstring
            self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, bool):
            self._add(node, "value", not node.value)
        elif isinstance(node.value, int):
            self._add(node, "value", node.value + 1)
        elif isinstance(node.value, str) and WORD.fullmatch(node.value):
            self._add(node, "value", node.value + "x")

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        """The words of a message are for people."""

    def visit_Raise(self, node: ast.Raise) -> None:
        self._add(node, "nothing")

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.visit(node.value)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        for default in [*node.args.defaults, *filter(None, node.args.kw_defaults)]:
            self.visit(default)
        for statement in node.body:
            self.visit(statement)


def changed(node: Any, kind: str, value: Any) -> Any:
    """The node with one change."""
    new = copy.deepcopy(node)
    if kind == "operator":
        place, operator = value
        new.ops[place] = operator()
    elif kind == "op":
        new.op = value()
    elif kind == "negate":
        new.test = ast.UnaryOp(ast.Not(), new.test)
    elif kind == "unfiltered":
        del new.ifs[value]
    elif kind == "value":
        new.value = value
    elif isinstance(node, ast.Return):
        new.value = ast.Constant(None)
    else:
        new = ast.Pass()
    return ast.copy_location(new, node)


class Put(ast.NodeTransformer):
    """Puts one node in place of another."""

    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> Any:
        return self.new if node is self.old else self.generic_visit(node)


class Mutant:
    """One change of one file."""

    def __init__(self, path: Path, tree: ast.Module, node: Any, kind: str, value: Any) -> None:
        self.path, self.tree, self.node = path, tree, node
        self.new = changed(node, kind, value)
        inner = node.target if isinstance(node, ast.comprehension) else node
        self.lines = range(inner.lineno, (inner.lineno if isinstance(node, ast.If) else inner.end_lineno) + 1)

    def __str__(self) -> str:
        shown = [self._shown(node) for node in (self.node, self.new)]
        return f"{self.path.relative_to(ROOT)}:{self.lines[0]}: {shown[0]}  ->  {shown[1]}"

    @staticmethod
    def _shown(node: Any) -> str:
        text = f"if {ast.unparse(node.test)}:" if isinstance(node, ast.If) else ast.unparse(node)
        return " ".join(text.split())[:110]

    def code(self) -> CodeType:
        """The changed file."""
        tree = Put(self.node, self.new).visit(copy_of(self.tree, self.node))
        return compile(ast.fix_missing_locations(tree), str(self.path), "exec")


def copy_of(tree: ast.Module, kept: ast.AST) -> ast.Module:
    """A copy of a tree in which one node is still the same object."""
    return copy.deepcopy(tree, {id(kept): kept})


def mutants_of(path: Path) -> Iterator[Mutant]:
    """All changes of a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    finder = Finder()
    finder.visit(tree)
    for node, kind, value in finder.found:
        yield Mutant(path, tree, node, kind, value)


real = cache(os.path.realpath)  # pytest's paths lead over "../../.."


class Recorder:
    """Notes for each test how long it takes and which lines of the files it reaches."""

    def __init__(self, files: set[str]) -> None:
        self.files, self.current = files, ""
        self.reached: dict[str, dict[int, set[str]]] = {name: defaultdict(set) for name in files}
        self.seconds: dict[str, float] = {}
        self.failed: list[str] = []
        self.monitor = sys.monitoring
        self.monitor.use_tool_id(self.monitor.COVERAGE_ID, "mutate")
        self.monitor.register_callback(self.monitor.COVERAGE_ID, self.monitor.events.LINE, self._line)
        self.monitor.set_events(self.monitor.COVERAGE_ID, self.monitor.events.LINE)

    def _line(self, code: CodeType, line: int) -> Any:
        name = real(code.co_filename)
        if name not in self.files:
            return self.monitor.DISABLE
        self.reached[name][line].add(self.current)
        return None

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Begin a test."""
        self.current = nodeid

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note how it ended."""
        self.seconds[report.nodeid] = self.seconds.get(report.nodeid, 0.0) + report.duration
        if report.failed:
            self.failed.append(report.nodeid)


class Chosen:
    """Leaves only some tests, the quick ones first."""

    def __init__(self, tests: dict[str, float]) -> None:
        self.tests = tests

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Choose and sort."""
        items[:] = sorted((i for i in items if i.nodeid in self.tests), key=lambda item: self.tests[item.nodeid])


def run_pytest(arguments: list[str], plugin: object) -> int:
    """Run pytest without a word."""
    sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115 - the process ends with it
    for number in (1, 2):
        os.dup2(sys.stdout.fileno(), number)
    return int(pytest.main([*arguments, "-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"], plugins=[plugin]))


def start(step: Callable[[], int], seconds: int = SECONDS) -> int:
    """Begin a step in a forked process and return its number; it is killed after some seconds (0: never)."""
    child = os.fork()
    if child == 0:
        signal.alarm(seconds)
        try:
            os._exit(step())
        except BaseException:
            os._exit(9)
    return child


def record(files: set[str], tests: list[str]) -> dict[str, Any]:
    """Which tests reach which lines, recorded in another process so that nothing is loaded here."""
    with tempfile.TemporaryDirectory() as folder:
        notes = Path(folder) / "notes.json"

        def step() -> int:
            recorder = Recorder(files)
            ended = run_pytest(tests, recorder)
            reached = {
                name: {line: sorted(ids) for line, ids in lines.items()} for name, lines in recorder.reached.items()
            }
            notes.write_text(json.dumps({"reached": reached, "seconds": recorder.seconds, "failed": recorder.failed}))
            return ended

        if os.waitpid(start(step, 0), 0)[1]:
            told = json.loads(notes.read_text())["failed"] if notes.exists() else []
            raise SystemExit(f"The tests fail already without a change: {', '.join(told) or 'pytest did not start'}")
        return dict(json.loads(notes.read_text()))


def begin(mutant: Mutant, notes: dict[str, Any]) -> int | None:
    """Begin the tests that reach a change; None where none does."""
    lines = notes["reached"][str(mutant.path)]
    reaching = {name for line in mutant.lines for name in lines.get(str(line), ())}
    if "" in reaching or not reaching:  # run while the file is loaded: everything that reaches the file depends on it
        reaching = {name for names in lines.values() for name in names}
    tests = {name: notes["seconds"][name] for name in reaching if name}
    code = mutant.code()

    def step() -> int:
        original = SourceFileLoader.get_code

        def get_code(loader: SourceFileLoader, name: str) -> CodeType | None:
            return code if real(loader.path) == str(mutant.path) else original(loader, name)

        SourceFileLoader.get_code = get_code  # type: ignore[method-assign]
        return run_pytest(sorted({name.partition("::")[0] for name in tests}), Chosen(tests))

    return start(step) if tests else None


def noticed(mutants: list[Mutant], notes: dict[str, Any], jobs: int) -> list[bool]:
    """Whether a test fails with each change, some at a time."""
    seen = [False] * len(mutants)
    running: dict[int, int] = {}
    for place, mutant in enumerate(mutants):
        child = begin(mutant, notes)
        if child is not None:
            running[child] = place
        while len(running) >= jobs or (running and place == len(mutants) - 1):
            ended, status = os.wait()
            seen[running.pop(ended)] = status != 0
    return seen


def main() -> int:
    """Run all mutants of the named files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--tests", nargs="+", default=["tests/unit/plugins"])
    parser.add_argument("--at-least", type=float, default=0.0, help="percent that must be noticed")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--every", type=int, default=1, help="only each so many-th mutant, for a first figure")
    options = parser.parse_args()
    os.chdir(ROOT)
    sys.dont_write_bytecode = True
    paths = [path.resolve() for path in options.paths]
    began = time.monotonic()
    notes = record({str(path) for path in paths}, options.tests)
    mutants = [mutant for path in paths for mutant in mutants_of(path)][:: options.every]
    for name in PRELOADED:
        import_module(name)
    return report(mutants, noticed(mutants, notes, options.jobs), time.monotonic() - began, options.at_least)


def report(mutants: list[Mutant], seen: list[bool], seconds: float, at_least: float) -> int:
    """Print survivors and figures."""
    for mutant, failed in zip(mutants, seen):
        if not failed:
            print(f"survived  {mutant}")
    for path in dict.fromkeys(mutant.path for mutant in mutants):
        mine = [failed for mutant, failed in zip(mutants, seen) if mutant.path == path]
        print(f"{sum(mine):4} of {len(mine):4} noticed  {path.relative_to(ROOT)}")
    percent = 100 * sum(seen) / max(1, len(seen))
    print(f"{sum(seen)} of {len(seen)} changes noticed, {percent:.1f} %, in {seconds:.0f} seconds")
    return 0 if percent >= at_least else 1


if __name__ == "__main__":
    sys.exit(main())
