# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the JSON schemas of the event sources' options from their documentation; a unit test finds out-dated ones.

Run it in the checkout, with the Python of an environment that has PyYAML: python tests/tools/event_schemas.py
"""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "extensions" / "eda" / "plugins" / "event_source"
FRAGMENTS = ROOT / "plugins" / "doc_fragments"
_TYPES = {"str": "string", "path": "string", "bool": "boolean", "int": "integer", "float": "number"}
_MARKUP = re.compile(r"\b[A-Z]\(([^()]*(?:\([^()]*\)[^()]*)*)\)")


def documentation(source: Path) -> dict[str, Any]:
    """The documentation of a source, with the options of its fragments."""
    own = _literal(source)
    options: dict[str, Any] = {}
    for fragment in own["extends_documentation_fragment"]:
        # That of plugins is the one of modules, without required options: the environment may hold them.
        name = fragment.rpartition(".")[2].removeprefix("plugin_")
        options.update(_literal(FRAGMENTS / f"{name}.py")["options"])
    return {**own, "options": {**options, **own["options"]}}


def schema(source: Path) -> dict[str, Any]:
    """The JSON schema of a source's options."""
    document = documentation(source)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"mobileiron.core.{document['name']}",
        "description": f"{document['short_description']}.",
        "type": "object",
        "properties": {name: _property(option) for name, option in document["options"].items()},
        "additionalProperties": False,
    }


def written(source: Path) -> Path:
    """Where the schema of a source is kept."""
    return source.parent / "schemas" / f"{source.stem}.json"


def text(source: Path) -> str:
    """The schema as it is kept."""
    return json.dumps(schema(source), indent=2, ensure_ascii=False) + "\n"


def _literal(path: Path) -> dict[str, Any]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "DOCUMENTATION":
            return yaml.safe_load(ast.literal_eval(node.value))
    raise ValueError(f"{path} has no DOCUMENTATION")


def _property(option: dict[str, Any]) -> dict[str, Any]:
    texts = option["description"] if isinstance(option["description"], list) else [option["description"]]
    kept: dict[str, Any] = {"description": " ".join(_MARKUP.sub(r"\1", text) for text in texts)}
    choices = {"enum": option["choices"]} if "choices" in option else {}
    if option["type"] == "list":
        kept.update(type="array", items={"type": _TYPES[option["elements"]], **choices})
    else:
        kept.update(type=_TYPES[option["type"]], **choices)
    return {**kept, "default": option["default"]} if "default" in option else kept


def main() -> None:
    """Write all schemas."""
    for source in sorted(SOURCES.glob("*.py")):
        written(source).parent.mkdir(exist_ok=True)
        written(source).write_text(text(source), encoding="utf-8")
        print(f"written: {written(source).relative_to(ROOT)}")


if __name__ == "__main__":
    main()
