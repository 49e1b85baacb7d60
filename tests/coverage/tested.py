# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which integration test files send which call: claimed in tested.yml, checked against the simulator's request log."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import yaml
from ansible_collections.mobileiron.core.plugins.module_utils.wire._operations import OPERATIONS, Operation

TESTED = Path(__file__).with_name("tested.yml")
HEAD = """---
# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
# Written by "make tested", do not edit: operation → the integration test files in which the simulator answered it with
# 200. Each run of the integration tests checks what is claimed here of the files that it ran whole.
"""
_ROOTS = {"v1": "/api/v1/", "v2": "/api/v2/", "root": "/api"}


@cache
def _patterns() -> list[tuple[re.Pattern[str], Operation]]:
    """Paths and operations, those first whose path is the more literal and whose query decides more."""
    rows = sorted(OPERATIONS.values(), key=lambda row: (row.path.count("{"), -len(row.fixed)))
    shapes = [_ROOTS[row.api] + re.sub(r"\\{\w+\\}", "[^/]+", re.escape(row.path)) for row in rows]
    return [(re.compile(f"{shape}/?"), row) for shape, row in zip(shapes, rows, strict=True)]


def operation_sent(method: str, raw_path: str) -> str | None:
    """The operation of a request, by its method, its raw path, and the query values that decide; None for others."""
    path, _mark, query = raw_path.partition("?")
    given = set(parse_qsl(query, keep_blank_values=True))
    for pattern, row in _patterns():
        if row.method == method and pattern.fullmatch(path) and set(row.fixed) <= given:
            return row.name
    return None


def operations_sent(entries: Iterable[Mapping[str, Any]]) -> set[str]:
    """The operations of those entries of the simulator's log that were answered with 200."""
    found = {operation_sent(entry["method"], entry["path"]) for entry in entries if entry["status"] == 200}
    return {name for name in found if name}


@cache
def claims() -> dict[str, list[str]]:
    """Operation → the test files that send it."""
    return yaml.safe_load(TESTED.read_text()) or {}


def drift(sent: Mapping[str, set[str]]) -> list[str]:
    """What is claimed of the files in ``sent``, which ran whole, and no longer holds; ``sent``: file → operations."""
    lines = [
        f"{name}: no test of {file} sends it any more"
        for name, files in sorted(claims().items())
        for file in files
        if file in sent and name not in sent[file]
    ]
    return lines + [f"{name}: not an operation" for name in sorted(set(claims()) - set(OPERATIONS))]


def write(sent: Mapping[str, set[str]]) -> None:
    """Claim what the files in ``sent`` sent; what is claimed of other files that exist stays."""
    folder = TESTED.parents[1] / "integration"
    kept = {
        name: {file for file in files if file not in sent and (folder / file).is_file()}
        for name, files in claims().items()
    }
    rows = {
        name: sorted(kept.get(name, set()) | {file for file, names in sent.items() if name in names})
        for name in OPERATIONS
    }
    lines = [line for name, files in rows.items() if files for line in (f"{name}:", *[f"  - {file}" for file in files])]
    TESTED.write_text(HEAD + "\n".join(lines) + "\n")
