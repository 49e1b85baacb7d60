# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The house keeps its shape: arrows point down, one floor knows Core's words, modules are thin, files are small."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from ansible_collections.mobileiron.core.plugins.module_utils.wire._operations import OPERATIONS

from tests.coverage import facts

UTILS = facts.PLUGINS / "module_utils"
FLOORS = {
    "wire": set(),
    "records": {"wire"},
    "core": {"wire", "records"},
    "selecting": {"wire", "records", "core"},
    "acting": {"wire", "records", "core", "selecting"},
    "services": {"wire", "records", "core", "selecting", "acting"},
    "roles": {"wire", "records", "services"},
    "glue": {"wire", "records", "core", "selecting", "acting", "services", "roles"},
}
"""Room → the rooms that it may import from, beside itself."""
WIRE_FROM_ABOVE = {"_errors", "_client", "_connection", "_redact"}
"""What floors above core may use of the wire: errors, permits and connections, and the mask of secrets."""
ABOVE_CORE = [
    *(path for room in ("selecting", "acting", "services", "roles", "glue") for path in (UTILS / room).rglob("*.py")),
    *(
        path
        for kind in ("modules", "lookup", "filter", "inventory", "action", "plugin_utils")
        for path in (facts.PLUGINS / kind).rglob("*.py")
    ),
]
LONGEST_FILE = 350  # lines
LONGEST_CLASS = 200
LONGER_FILES = {"_codec.py": 425}
"""Files that are longer; they may shrink."""
ENVELOPES = {row.envelope for row in OPERATIONS.values() if row.envelope} | {
    part for row in OPERATIONS.values() for part in row.shows
}
RAW_KEY = re.compile(r"[a-z]+[A-Z]\w*\Z")  # camelCase, as the wire has it
WORDS_OF_OTHERS = {"userSpaceOnUse", "stdDeviation", "iOS", "macOS"}
"""Of SVG and of vendors."""
RIDDLES = {"found", "wanted", "told", "said", "meant"}
"""Participles that do not name what a variable holds."""
OPTION_VALUES = {"set_roaming"}
"""Values of options that are called like an operation, by the contract with users."""


def name_of(path: Path) -> str:
    return str(path.relative_to(facts.PLUGINS))


def rooms() -> Iterator[tuple[str, Path]]:
    for path in sorted(UTILS.rglob("*.py")):
        yield path.relative_to(UTILS).parts[0], path


def imported(path: Path) -> Iterator[tuple[str, str]]:
    """The rooms and files of module_utils that a file imports, for types only or not."""
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.ImportFrom):
            continue
        base = path.parents[node.level - 1] if node.level else facts.ROOT
        module = (node.module or "").removeprefix("ansible_collections.mobileiron.core.")
        if not node.level and module == node.module:
            continue
        target = base.joinpath(*filter(None, module.split(".")))
        if UTILS in (target, *target.parents):
            parts = target.relative_to(UTILS).parts
            for alias in node.names:
                room, *file = (*parts, alias.name) if len(parts) < 2 else parts
                yield room, file[0] if file else ""


def constants(path: Path) -> Iterator[str]:
    """The texts in a file's code; docstrings are whole sentences and match nothing that is looked for."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_arrows_point_down_only():
    assert {room for room, path in rooms() if path.stem != "__init__"} == set(FLOORS)
    wrong = [
        f"{name_of(path)} imports {room}"
        for own, path in rooms()
        for room, _file in imported(path)
        if own in FLOORS and room not in FLOORS[own] | {own}
    ]
    assert wrong == []


def test_above_core_the_wire_is_errors_permits_and_connections():
    wrong = [
        f"{name_of(path)} imports wire.{file}"
        for path in ABOVE_CORE
        for room, file in imported(path)
        if room == "wire" and file not in WIRE_FROM_ABOVE
    ]
    assert wrong == []


def test_nothing_above_core_names_an_operation_a_raw_key_or_an_envelope():
    wrong = [
        f"{name_of(path)}: {text}"
        for path in ABOVE_CORE
        for text in constants(path)
        if text in OPERATIONS.keys() - OPTION_VALUES
        or text in ENVELOPES - {"user", "registration", "results", "details", "uuid"}
        or (RAW_KEY.match(text) and text not in WORDS_OF_OTHERS)
    ]
    assert wrong == []


def test_nothing_above_core_holds_a_client_but_who_opens_it():
    """A client has no methods for anybody but core; what is above gets a Core."""
    names = {
        name_of(path)
        for path in ABOVE_CORE
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Name) and node.id == "Client"
    }
    assert names == {"module_utils/glue/_open_core.py", "module_utils/glue/_event_source.py"}


def test_only_one_file_knows_ansible_module():
    names = {
        name_of(path)
        for path in ABOVE_CORE
        if "AnsibleModule(" in path.read_text() or "(AnsibleModule)" in path.read_text()
    }
    assert names == {"module_utils/glue/_module.py"}


@pytest.mark.parametrize("name", facts.modules())
def test_a_module_is_thin_and_has_one_shape(name):
    module = import_module(f"ansible_collections.mobileiron.core.plugins.modules.{name}")
    assert list(inspect.signature(module.run).parameters) == ["params", "core", "host"]
    assert set(module.SPEC) <= {
        "argument_spec", "required_if", "required_one_of", "required_together", "mutually_exclusive", "required_by",
    }  # fmt: skip
    assert set(module.OPTIONS) <= set(module.SPEC["argument_spec"])
    tree = ast.parse((facts.PLUGINS / "modules" / f"{name}.py").read_text())
    functions = [node for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))]
    assert [node.name for node in functions] == ["run", "main"]
    lines = sum((node.end_lineno or 0) - node.lineno + 1 for node in functions)
    assert lines <= 30, f"{name}: {lines} lines"


def test_files_and_classes_stay_small():
    long = [
        f"{name_of(path)}: {len(path.read_text().splitlines())} lines"
        for _room, path in rooms()
        if len(path.read_text().splitlines()) > LONGER_FILES.get(path.name, LONGEST_FILE)
    ]
    long += [
        f"{name_of(path)}: class {node.name}"
        for _room, path in rooms()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ClassDef) and (node.end_lineno or 0) - node.lineno > LONGEST_CLASS
    ]
    assert long == []


def test_one_place_starts_threads_for_requests():
    names = {name_of(path) for path in [*UTILS.rglob("*.py"), *ABOVE_CORE] if "ThreadPoolExecutor" in path.read_text()}
    assert names == {"module_utils/selecting/_parallel.py"}


def identifiers(path: Path) -> Iterator[str]:
    """The names that a file gives to variables, parameters, attributes, functions and classes."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield node.name


def test_names_are_nouns_for_things_and_verbs_for_acts():
    files = [*facts.PLUGINS.rglob("*.py"), *(facts.ROOT / "extensions").rglob("*.py")]
    names = {f"{path.name}: {name}" for path in files for name in identifiers(path) if RIDDLES & set(name.split("_"))}
    assert names == set()


def test_unit_tests_have_the_rooms_of_what_they_test():
    folder = facts.ROOT / "tests/unit/plugins"
    strange = []
    for path in sorted(folder.glob("*/test_*.py")):
        room, subject = path.parent.name, path.stem.removeprefix("test_")
        if room == "roles":  # what a role decides is tested as a whole
            continue
        if room in FLOORS and not (UTILS / room / f"_{subject}.py").is_file():
            strange.append(f"{room}/{path.name}")
    assert strange == []
