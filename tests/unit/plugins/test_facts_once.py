# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""A default stands once: what a dataclass or a function takes for an option is what the documentation says."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
import yaml

from tests.coverage import facts

COLLECTION = "ansible_collections.mobileiron.core.plugins"
CLASSES = {
    "Connection": "connection", "OutcomeOptions": "outcomes", "Selector": "selector", "Guards": "guards", "Plan": "plan",
    "FileOptions": "files",
}  # fmt: skip
"""Dataclass → the doc fragment that tells of the options that it is made from."""
OPTIONS = ("connection", "outcomes", "guards")


def documented(fragment: str) -> dict[str, Any]:
    """Option → its documented default."""
    text = import_module(f"{COLLECTION}.doc_fragments.{fragment}").ModuleDocFragment.DOCUMENTATION
    return {name: option.get("default") for name, option in yaml.safe_load(text)["options"].items()}


def modules() -> Iterator[Any]:
    """All module_utils."""
    for path in sorted((facts.PLUGINS / "module_utils").rglob("_*.py")):
        if path.stem != "__init__":
            parts = path.relative_to(facts.PLUGINS).with_suffix("").parts
            yield import_module(".".join([COLLECTION, *parts]))


def own(module: Any) -> Iterator[tuple[str, Any]]:
    """The functions and classes of a file, and the methods of its classes."""
    for name, value in vars(module).items():
        if getattr(value, "__module__", None) == module.__name__:
            yield name, value
            if inspect.isclass(value):
                yield from (
                    (f"{name}.{key}", method) for key, method in vars(value).items() if inspect.isfunction(method)
                )


def default_of(field: dataclasses.Field) -> Any:
    """The default of a dataclass's field, None where it has none."""
    if field.default_factory is not dataclasses.MISSING:
        return field.default_factory()
    return None if field.default is dataclasses.MISSING else field.default


@pytest.mark.parametrize("name", sorted(CLASSES))
def test_a_dataclass_has_the_documented_defaults(name):
    (dataclass,) = {value for module in modules() for key, value in own(module) if key == name}
    defaults = {field.name: default_of(field) for field in dataclasses.fields(dataclass)}
    assert defaults == {key: value for key, value in documented(CLASSES[name]).items() if key in defaults}
    assert set(documented(CLASSES[name])) == set(defaults)


def test_no_function_has_another_default_for_an_option():
    documented_defaults = {
        key: value for fragment in OPTIONS for key, value in documented(fragment).items() if value is not None
    }
    others = []
    for module in modules():
        for name, value in own(module):
            if not callable(value) or name.partition(".")[0] in CLASSES:  # which are looked at above
                continue
            try:
                parameters = inspect.signature(value).parameters.values()
            except (TypeError, ValueError):
                continue
            others += [
                f"{module.__name__.rpartition('.')[2]}.{name}({each})"
                for each in parameters
                if each.name in documented_defaults
                and each.default not in (inspect.Parameter.empty, documented_defaults[each.name])
            ]
    assert others == []


def test_the_role_cuts_its_texts_where_the_modules_would_refuse_them():
    from ansible_collections.mobileiron.core.plugins.module_utils.acting._guards import REASON_LIMIT
    from ansible_collections.mobileiron.core.plugins.module_utils.services._alerts import COMMENT_LIMIT

    texts = yaml.safe_load((facts.ROOT / "roles/offboarding/vars/main.yml").read_text())
    assert f"[: {REASON_LIMIT} -" in texts["__offboarding_sent_reason"]
    assert f"[: {COMMENT_LIMIT} -" in texts["__offboarding_alert_comment"]
