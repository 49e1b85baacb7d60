# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The facts of the coverage page and of the completeness tests, each read from where it is defined."""

from __future__ import annotations

import ast
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import yaml
from ansible_collections.mobileiron.core.plugins.module_utils.core._core import Core as Rooms
from ansible_collections.mobileiron.core.plugins.module_utils.wire._operations import OPERATIONS, Operation

from tests.coverage.tested import claims
from tests.simulator.app import Simulator
from tests.simulator.calls import Call as Asked
from tests.simulator.calls import Params, Refused, find
from tests.simulator.state import Core

ROOT = Path(__file__).resolve().parents[2]
PLUGINS = ROOT / "plugins"
CORE = PLUGINS / "module_utils/core"
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


# What the simulator is asked to see whether it answers a call; it passes over what a call does not take.
EXAMPLES = {
    "uuid": "000000a1-0000-4000-8000-000000000001", "mac": "A10000000001", "phone": "1715550101", "user": "jsmith",
    "label": "Field%20Staff", "userid": "tnovak", "alert_id": "3901", "policy_id": "11",
}  # fmt: skip
PARTNERSHIP = "000000e1-0000-4000-8000-000000000001"
BELOW = {"eas": {"uuid": PARTNERSHIP}, "alerts": {"user": "mkeller"}}  # other examples below these paths
QUERY = (
    "deviceUids={uuid}&deviceUuid={uuid}&deviceWiFiMacAddress={mac}&mode=sms&message=Hi&Reason=why&voice=true&data=true"
    f"&uuids={PARTNERSHIP}&label={{label}}&isRead=true&comments=why&userid={{userid}}&platform=A&appname=Email%2B"
    "&appid=com.mobileiron.email&phoneNumber={phone}&importUserFromLdap=true&countryCode=1&adminDeviceSpaceId=1"
).format(**EXAMPLES)
FORM = b"username=jsmith&password=smith-secret-1&oldpassword=smith-secret-1&newpassword=smith-secret-2"
JSON = json.dumps({"deviceUuids": [EXAMPLES["uuid"]]}).encode()


def simulated(call: Call) -> bool:
    """Whether the simulator answers an example of a call with 200, and acts on it just if the call has an effect."""
    path, _mark, query = call.path.partition("?")
    if call.api == "root":
        request: Any = SimpleNamespace(host="core.example.com", method=call.method)
        return Simulator(0)._api_target(request, ["api"], query).operation == "wadl"
    core, operation = Core(30), operation_of(call)
    examples = {**EXAMPLES, **BELOW.get(path.partition("/")[0], {})}
    query = "&".join([query, QUERY, "id=3901" if path == "alerts" else ""])
    body, kind = (JSON, "json") if call.api == "v2" else (FORM, "x-www-form-urlencoded")
    for route, args in find(call.api, path.format(**examples).rstrip("/").split("/"), core.settings):
        if route.method == call.method and operation:
            asked = Asked(core, call.method, args, Params(query), body=body, content_type=f"application/{kind}")
            try:
                return route.handler(asked).status == 200 and bool(asked.effect) == operation.effect
            except Refused:
                return False
    return False


# -- which module reaches which operation: the methods of core that its code refers to, through services and acting ---


@cache
def _file_nodes(path: Path) -> dict[str, ast.AST]:
    """What a file defines, by name; methods of a class as ``Class.method``."""
    nodes: dict[str, ast.AST] = {}
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            nodes[node.name] = node
            nodes.update(_members(node) if isinstance(node, ast.ClassDef) else {})
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                nodes.update({name.id: node for name in ast.walk(target) if isinstance(name, ast.Name)})
    return nodes


def _members(owner: ast.ClassDef) -> dict[str, ast.AST]:
    """The methods of a class, and what it assigns to attributes of ``self``."""
    members: dict[str, ast.AST] = {}
    for node in ast.walk(owner):
        if isinstance(node, ast.FunctionDef):
            members[f"{owner.name}.{node.name}"] = node
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Attribute):
            members[f"{owner.name}.{node.targets[0].attr}"] = node
    return members


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


@cache
def _rooms() -> dict[str, tuple[Path, str]]:
    """Room of core → its file and class."""
    core = CORE / "_core.py"
    return {name: (_imports(core)[kind][0], kind) for name, kind in Rooms.__annotations__.items()}


def _walk(path: Path, name: str, seen: set[tuple[Path, str]], used: set[str]) -> None:
    node = _file_nodes(path).get(name)
    if node is None or (path, name) in seen or "wire" in path.parts or path == CORE / "_core.py":
        return
    seen.add((path, name))
    owner = name.partition(".")[0]
    for inner in ast.walk(node):
        if isinstance(inner, ast.Constant) and path.parent == CORE and inner.value in OPERATIONS:
            used.add(inner.value)
        elif isinstance(inner, ast.Name):
            target, remote = _imports(path).get(inner.id, (path, inner.id))
            if remote:
                _walk(target, remote, seen, used)
        elif isinstance(inner, ast.Attribute):
            _walk_attribute(path, owner, inner, seen, used)


def _walk_attribute(path: Path, owner: str, node: ast.Attribute, seen: set[tuple[Path, str]], used: set[str]) -> None:
    """Follow ``self.method`` inside a class, ``file.name``, and ``….room.method`` into core."""
    value = node.value
    if isinstance(value, ast.Name) and value.id == "self":
        _walk(path, f"{owner}.{node.attr}", seen, used)
    elif isinstance(value, ast.Name) and _imports(path).get(value.id, (path, ""))[1] is None:
        _walk(_imports(path)[value.id][0], node.attr, seen, used)
    elif isinstance(value, ast.Attribute) and value.attr in _rooms():
        target, room = _rooms()[value.attr]
        _walk(target, f"{room}.{node.attr}", seen, used)


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


def tests_of(operation: Operation) -> list[str]:
    """The integration test files that send an operation; for a MAC variant those that send its uuid operation."""
    return claims().get(operation.reached_by or operation.name, [])
