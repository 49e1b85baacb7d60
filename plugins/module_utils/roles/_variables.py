# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""Role variables from surveys, templates and YAML: checked, and converted to the types that the role needs.

A role's argument spec states each variable's name, whether it is required, and its default. Its ``type`` is ``raw``
throughout, because Ansible checks the spec before the role's first task, and would refuse there what a survey leaves:
null and empty texts. A variable therefore takes what its default is (a flag, a whole number, a list of names, a
mapping) and is a name where there is no default. Where that says too little, a rule says the rest.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ..records._identifier import fault_of, kind_of, quoted
from ..wire._connection import address_fault

Rule = Mapping[str, Any]
"""Rules that a spec cannot express: ``kind``, ``choices``, ``minimum``, ``max_length``."""

TRUE = frozenset({"y", "yes", "t", "true", "on", "1", "1.0"})
FALSE = frozenset({"n", "no", "f", "false", "off", "0", "0.0"})
QUOTES = frozenset("\"'")
RULES = frozenset({"kind", "choices", "minimum", "max_length"})
_DECIMAL = re.compile(r"[0-9]+([.][0-9]+)?\Z")
_HEADER_NAME = re.compile(r"[A-Za-z0-9-]+\Z")
_HEADER_VALUE = re.compile(r"[!-~]([ -~]*[!-~])?\Z")
_SEPARATORS = re.compile(r"[,\r\n]+")


class BadVariables(ValueError):
    """Invalid variables; the text names each, with its value, the expected value and the remedy."""


class _Fault(ValueError):
    """The problem with one value."""


def normalize(
    given: Mapping[str, Any],
    options: Mapping[str, Mapping[str, Any]],
    rules: Mapping[str, Rule] | None = None,
    prefix: str = "",
) -> dict[str, Any]:
    """The variables of a role with their proper types, by their names without ``prefix``.

    ``given``: the values with resolved templates; a missing, null, empty or blank one counts as not given. ``options``:
    those of the role's argument spec. ``rules``: more about some of them, by name. A flag is a bool, a whole number an
    int, a decimal number a float, a list a list of texts; a variable that is neither given nor has a default is an
    empty text. Raises BadVariables, which names all that is wrong.
    """
    rules = rules or {}
    normalized: dict[str, Any] = {}
    faults: list[str] = []
    for name, option in options.items():
        rule = rules.get(name, {})
        try:
            normalized[name.removeprefix(prefix)] = _normalized(given.get(name), option, rule)
        except _Fault as fault:
            faults.append(f"{name}: {fault}")
    if faults:
        raise BadVariables(" ".join(faults))
    return normalized


def kind_of_variable(option: Mapping[str, Any], rule: Rule) -> str:
    """The kind of a variable, from its rule or otherwise from its default."""
    if "kind" in rule:
        return str(rule["kind"])
    default = option.get("default")
    kinds = ((bool, "flag"), (int, "number"), (float, "decimal"), (list, "names"), (Mapping, "mapping"))
    return next((word for types, word in kinds if isinstance(default, types)), "name")


def is_missing(value: Any) -> bool:
    """Whether a value counts as not given: null, an empty or blank text, an empty list or mapping."""
    return value is None or (isinstance(value, (str, list, tuple, Mapping)) and not _stripped(value))


def _stripped(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def _normalized(value: Any, option: Mapping[str, Any], rule: Rule) -> Any:
    if not is_missing(value):
        value = _KINDS[kind_of_variable(option, rule)](value, rule)
    if is_missing(value):
        if option.get("required"):
            raise _Fault("it is required, but not given (null, empty or blank counts as not given). Give a value.")
        value = option.get("default")
    return "" if value is None else value


def _name(value: Any, rule: Rule) -> str:
    text = _unquoted(value.strip()) if isinstance(value, str) else value
    fault = fault_of(text)
    if fault:
        raise _Fault(fault)
    if "choices" in rule and text not in rule["choices"]:
        raise _Fault(f"{quoted(text)} is none of {', '.join(rule['choices'])}. Give one of these.")
    return _short(text, rule)


def _unquoted(text: str) -> str:
    """A name without the quotes that keep YAML from reading it as a number, where a survey hands them over as well."""
    return text[1:-1].strip() if len(text) > 2 and text[0] == text[-1] and text[0] in QUOTES else text


def _text(value: Any, rule: Rule) -> str:
    """A text for people, which may have several lines."""
    fault = None if isinstance(value, str) else fault_of(value)
    if fault:
        raise _Fault(fault)
    return _short(value.strip(), rule)


def _short(text: str, rule: Rule) -> str:
    if "max_length" in rule and len(text) > rule["max_length"]:
        raise _Fault(f"it has {len(text)} characters; the limit is {rule['max_length']}. Shorten it.")
    return text


def _secret(value: Any, _rule: Rule) -> str:
    """A secret is neither shown nor changed."""
    if not isinstance(value, str):
        raise _Fault(f"it is {kind_of(value)}, but a text is needed. Put the value in quotes.")
    if value != value.strip() or fault_of(value):
        raise _Fault("it has a blank or a line break at an end, or an invisible character. Remove it.")
    return value


def _flag(value: Any, _rule: Rule) -> bool:
    word = str(value).strip().lower()
    if isinstance(value, (bool, int, float, str)) and word in TRUE | FALSE:
        return word in TRUE
    raise _Fault(f"{quoted(value)} is neither true nor false. Give one of these.")


def _number(value: Any, rule: Rule) -> int:
    number = _decimal(value, rule, "a whole number")
    if number != int(number):
        raise _Fault(_expected(value, rule, "a whole number"))
    return int(number)


def _decimal(value: Any, rule: Rule, expected: str = "a number") -> float:
    word = "" if isinstance(value, bool) or not isinstance(value, (int, float, str)) else str(value).strip()
    if not _DECIMAL.match(word) or float(word) < rule.get("minimum", 0):
        raise _Fault(_expected(value, rule, expected))
    return float(word)


def _expected(value: Any, rule: Rule, expected: str) -> str:
    return f"{quoted(value)} is not {expected} of {rule.get('minimum', 0)} or more. Give one."


def _names(value: Any, rule: Rule) -> list[str]:
    """A list of names. A survey gives it as text, with commas or line breaks."""
    items = _SEPARATORS.split(value) if isinstance(value, str) else value
    if not isinstance(items, Sequence):
        raise _Fault(
            f"{quoted(value)} is {kind_of(value)}. Give a list of texts, or a text with commas or line breaks."
        )
    if any(item is None for item in items):
        raise _Fault(
            "a value of the list is null; usually a template matched nothing. Give a text, or leave the value out."
        )
    return [_name(item, rule) for item in items if not is_missing(item)]


def _mapping(value: Any, _rule: Rule) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise _Fault(f"{quoted(value)} is {kind_of(value)}, but a mapping is needed. Give keys with their values.")
    return dict(value)


def _record(value: Any, rule: Rule) -> dict[str, Any] | str:
    """A record of a role, such as its evidence, as a mapping or as JSON text, or one of the words that are allowed."""
    words = rule.get("choices", ())
    if isinstance(value, str) and value.strip() in words:
        return value.strip()
    record = _from_json(value)
    if not isinstance(record, Mapping):
        allowed = f", or one of the words {', '.join(words)}" if words else ""
        what = "a text that is no JSON object" if isinstance(value, str) else kind_of(value)
        raise _Fault(f"it is {what}, and the record is needed, as a mapping or as JSON text{allowed}.")
    return dict(record)


def _from_json(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return None


def _address(value: Any, rule: Rule) -> str:
    """An address that files are put to. Secrets go over it."""
    text = _name(value, rule)
    fault = address_fault(text)
    if fault:
        raise _Fault(f"{fault}.")
    return text.rstrip("/")


def _headers(value: Any, _rule: Rule) -> dict[str, str]:
    """The headers of a request, which hold secrets: none is shown."""
    headers = _from_json(value)
    if not isinstance(headers, Mapping):
        raise _Fault("it is neither a mapping nor JSON text of one. Give headers by their names.")
    for name, text in headers.items():
        if not isinstance(name, str) or not _HEADER_NAME.match(name):
            raise _Fault(
                "the name of a header has other characters than letters, digits and -. Expected for example "
                "Authorization."
            )
        if not isinstance(text, str) or not _HEADER_VALUE.match(text):
            raise _Fault(
                f"the value of {name} is no text, empty, or has a line break or a character that is not ASCII. Give a "
                "text, in quotes."
            )
    return {str(name): str(text) for name, text in headers.items()}


_KINDS: dict[str, Callable[[Any, Rule], Any]] = {
    "name": _name,
    "text": _text,
    "secret": _secret,
    "flag": _flag,
    "number": _number,
    "decimal": _decimal,
    "names": _names,
    "mapping": _mapping,
    "record": _record,
    "address": _address,
    "headers": _headers,
}
"""Kind → the function that converts a value."""
KINDS = frozenset(_KINDS)
