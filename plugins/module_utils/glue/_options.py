# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""Option tables and option values: each table is generated from the dataclass that holds its values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields
from typing import Any, TypeVar

from ..acting._guards import Guards
from ..acting._outcome_options import OutcomeOptions
from ..acting._plan import Plan
from ..selecting._selector import Selector
from ..wire._connection import Connection
from ._files import FileOptions

Table = dict[str, dict[str, Any]]
_Made = TypeVar("_Made")
_TYPES: dict[str, dict[str, str]] = {
    "str": {"type": "str"},
    "int": {"type": "int"},
    "float": {"type": "float"},
    "bool": {"type": "bool"},
    "list[str]": {"type": "list", "elements": "str"},
}


def table(cls: type, *names: str, **facts: dict[str, Any]) -> Table:
    """The options that a dataclass holds, or those named; ``facts`` are added to an option by its name.

    A field's annotation gives the type, its default the default, and its ``metadata`` ``choices``, ``no_log`` and other
    facts of the option. A field without a default is required. A field with ``option: False`` in its metadata is not an
    option.
    """
    options = [field for field in fields(cls) if field.metadata.get("option", True)]
    return {
        field.name: {**_option(field), **facts.get(field.name, {})}
        for field in options
        if not names or field.name in names
    }


def _option(field: Field) -> dict[str, Any]:
    option: dict[str, Any] = dict(_TYPES[str(field.type).removesuffix(" | None")])
    default = field.default_factory() if field.default_factory is not MISSING else field.default
    if default is MISSING:
        option["required"] = True
    elif default is not None:
        option["default"] = default
    facts = {name: list(fact) if isinstance(fact, tuple) else fact for name, fact in field.metadata.items()}
    return {**option, **facts}


def parse(cls: type[_Made], values: Mapping[str, Any], **others: Any) -> _Made:
    """The dataclass with the option values and ``others``.

    A None keeps the default. Raises InvalidInput, naming the option, for an invalid value.
    """
    names = {field.name for field in fields(cls) if field.init} - set(others)  # type: ignore[arg-type]
    given = {name: values[name] for name in names if values.get(name) is not None}
    return cls(**given, **others)


def variable_of(name: str) -> str:
    """The environment variable of a connection option."""
    return f"MOBILEIRON_{name.upper()}"


def _connection_facts() -> Table:
    facts: Table = {name: {} for name in (field.name for field in fields(Connection))}
    for name in ("ca_path", "client_cert", "client_key"):
        facts[name]["type"] = "path"
    facts["password"]["no_log"] = True
    facts["client_key"]["no_log"] = False
    facts["response_format"]["choices"] = ["json", "xml"]
    return facts


CONNECTION: Table = table(Connection, **_connection_facts())
SELECTOR: Table = table(Selector)
GUARDS: Table = table(Guards)
OUTCOMES: Table = table(OutcomeOptions)
PLAN: Table = table(Plan)
FILES: Table = table(FileOptions)


def module_spec(options: Table, *shared: Table, **constraints: Any) -> dict[str, Any]:
    """The spec of a module: the ``argument_spec`` with its own ``options``, the ``shared`` tables and the connection,
    and the ``constraints``, with the names of AnsibleModule and ArgumentSpecValidator.
    """
    spec: Table = dict(CONNECTION)
    for each in (*shared, options):
        spec.update(each)
    return {"argument_spec": spec, **constraints}
