# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The jq queries of extensions/audit/event_query.yml, run over results as the automation controller runs them.

The controller looks at nothing of this in advance: an error of jq or a node that its database refuses loses the nodes of
the whole job, without a word to the user.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import yaml

try:
    import jq
except ImportError:  # not among the tools for the oldest engines, whose results are the same
    jq = None

FILE = Path(__file__).resolve().parents[1] / "extensions" / "audit" / "event_query.yml"


@cache
def queries() -> dict[str, str]:
    """The query of each module by its full name."""
    return {name: entry["query"] for name, entry in yaml.safe_load(FILE.read_text(encoding="utf-8")).items()}


@cache
def _program(action: str) -> Any:
    return jq.compile(queries()[action])


def nodes(action: str, result: dict[str, Any]) -> list[Any]:
    """What the query of a module makes of one result; nothing for a module without a query. Raises ValueError of jq."""
    return _program(action).input_text(json.dumps(result, default=str)).all() if action in queries() else []


def problems(action: str, result: dict[str, Any]) -> list[str]:
    """What the controller would choke on or count wrongly in one result of a module."""
    if jq is None:
        return []
    try:
        made = nodes(action, result)
    except ValueError as error:
        return [f"jq: {error}"]
    wrong = [f"not a node: {node}" for node in made if not _is_node(node)]
    if made and not result.get("changed"):
        wrong.append("counted although nothing was changed")
    if not wrong and len({node["name"] for node in made}) != len({str(node["canonical_facts"]) for node in made}):
        wrong.append("two nodes with one name, or one node with two")
    return wrong


def _is_node(node: Any) -> bool:
    """Whether the database takes it: a name of 1 to 255 characters, facts, and no null at any depth."""
    return (
        isinstance(node, dict)
        and isinstance(node.get("name"), str)
        and 0 < len(node["name"]) < 256
        and bool(node.get("canonical_facts"))
        and {"infra_type", "infra_bucket", "device_type"} <= node.get("facts", {}).keys()
        and None not in _leaves(node)
    )


def _leaves(value: Any) -> list[Any]:
    """All values in a value that hold no others."""
    if isinstance(value, dict):
        value = list(value.values())
    return [leaf for item in value for leaf in _leaves(item)] if isinstance(value, list) else [value]
