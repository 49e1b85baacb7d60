# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The facts of the coverage page and of the completeness tests, each read from where it is defined."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path

import yaml
from ansible_collections.mobileiron.core.plugins.module_utils.wire._operations import OPERATIONS, Operation

ROOT = Path(__file__).resolve().parents[2]
PLUGINS = ROOT / "plugins"
PAGE = ROOT / "docs/docsite/rst/guide_coverage.rst"


@dataclass(frozen=True)
class Call:
    """A documented call: ``api`` is v1, v2 or root; ``path`` has named placeholders and the deciding query."""

    section: str
    method: str
    path: str
    api: str


@cache
def documented() -> list[Call]:
    """The calls of the reference, in its order."""
    calls = []
    for section, lines in yaml.safe_load((ROOT / "tests/coverage/calls.yml").read_text()).items():
        for line in lines:
            method, _mark, path = line.partition(" ")
            api = "v2" if path.startswith("v2 ") else "root" if path.startswith("?") else "v1"
            calls.append(Call(section, method, path.removeprefix("v2 "), api))
    return calls


def as_call(operation: Operation) -> Call:
    """The documented call that an operation stands for."""
    query = "&".join(f"{name}={value}" for name, value in operation.fixed)
    path = f"{operation.path}?{query}" if query else operation.path
    return Call(operation.section, operation.method, path, operation.api)


@cache
def operation_of(call: Call) -> Operation | None:
    """The operation of a documented call."""
    return next((row for row in OPERATIONS.values() if as_call(row) == call), None)


@cache
def modules() -> list[str]:
    """The names of the collection's modules."""
    return sorted(path.stem for path in (PLUGINS / "modules").glob("mi_*.py"))


@cache
def routes() -> set[tuple[str, str, str]]:
    """(method, path, api) of the simulator's routes, placeholders without their names."""
    for path in (ROOT / "tests/simulator").glob("routes_*.py"):
        import_module(f"tests.simulator.{path.stem}")
    return {(entry.method, shape(entry.path), entry.api) for entry in import_module("tests.simulator.calls").ROUTES}


def shape(path: str) -> str:
    """A path without its query, the names of its placeholders, and a trailing slash."""
    return re.sub(r"\{[^}]*\}", "{}", path.partition("?")[0]).rstrip("/")


def simulated(call: Call) -> bool:
    """Whether the simulator has a route for a call; its bulk actions share one."""
    path = shape(call.path)
    if call.api == "root":
        return any("_wadl" in text.read_text() for text in (ROOT / "tests/simulator").glob("*.py"))
    bulk = re.sub(r"(dm/bulk/devices)/[A-Z_]+", r"\1/{}", path)
    return bool({(call.method, path, call.api), (call.method, bulk, call.api)} & routes())


# -- which module reaches which operation: the names that its code refers to, through the services ------------------


@cache
def _file_nodes(path: Path) -> dict[str, ast.AST]:
    nodes: dict[str, ast.AST] = {}
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            nodes[node.name] = node
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                for name in ast.walk(target):
                    if isinstance(name, ast.Name):
                        nodes[name.id] = node
    return nodes


@cache
def _imports(path: Path) -> dict[str, tuple[Path, str | None]]:
    """Local name → (file, name in it; None for the file itself)."""
    found: dict[str, tuple[Path, str | None]] = {}
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.ImportFrom):
            continue
        if node.level:
            base = path.parents[node.level - 1]
        elif (node.module or "").startswith("ansible_collections.mobileiron.core."):
            base = ROOT
        else:
            continue
        parts = (node.module or "").removeprefix("ansible_collections.mobileiron.core.").split(".")
        folder = base.joinpath(*[part for part in parts if part])
        for alias in node.names:
            local = alias.asname or alias.name
            if folder.with_suffix(".py").is_file():
                found[local] = (folder.with_suffix(".py"), alias.name)
            elif (folder / f"{alias.name}.py").is_file():
                found[local] = (folder / f"{alias.name}.py", None)
    return found


def _walk(path: Path, name: str, seen: set[tuple[Path, str]], used: set[str]) -> None:
    node = _file_nodes(path).get(name)
    if node is None or (path, name) in seen or "wire" in path.parts:
        return
    seen.add((path, name))
    imports = _imports(path)
    for inner in ast.walk(node):
        if isinstance(inner, ast.Constant) and inner.value in OPERATIONS:
            used.add(inner.value)
        elif isinstance(inner, ast.Name):
            target, remote = imports.get(inner.id, (path, inner.id))
            if remote:
                _walk(target, remote, seen, used)
        elif isinstance(inner, ast.Attribute) and isinstance(inner.value, ast.Name):
            target, remote = imports.get(inner.value.id, (path, inner.attr))
            if remote is None:
                _walk(target, inner.attr, seen, used)


@cache
def operations_of(module: str) -> frozenset[str]:
    """The operations that a module's code reaches."""
    used: set[str] = set()
    path = PLUGINS / "modules" / f"{module}.py"
    for name in ("run", "main"):
        _walk(path, name, set(), used)
    return frozenset(used)


def modules_of(operation: Operation) -> list[str]:
    """The modules that reach an operation; for a MAC variant those that reach its uuid operation."""
    name = operation.reached_by or operation.name
    return [module for module in modules() if name in operations_of(module)]


@cache
def tests_of(module: str) -> list[str]:
    """The integration tests and their playbooks that name a module."""
    folder = ROOT / "tests/integration"
    files = [path for path in folder.rglob("*") if path.suffix in (".py", ".yml") and path.is_file()]
    return sorted(str(path.relative_to(folder)) for path in files if re.search(rf"\b{module}\b", path.read_text()))
