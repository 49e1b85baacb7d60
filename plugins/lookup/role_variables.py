# Copyright: Contributors to the mobileiron.core collection
# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
name: role_variables
short_description: Convert and check the variables of a role
version_added: 1.0.0
author:
  - mobileiron.core contributors (@mobileiron-core)
description:
  - Takes the variables of a role as they come from surveys, templates and YAML, checks them, and returns them with
    their proper types.
  - Null, empty and blank values and the placeholder of C(omit) count as not given, so the default applies. Numbers and
    flags may be text. Lists may be text with commas or line breaks. Texts are trimmed at both ends.
  - A name must be text without control or invisible characters. A number, a boolean or a date is refused.
  - The roles of this collection use it.
options:
  _terms:
    description: The folder of the role, C(role_path). The variables are those of its C(meta/argument_specs.yml).
    required: true
  rules:
    description:
      - Rules that the argument spec cannot express, by the name of the variable.
      - C(kind) is one of V(name), V(text) (of several lines), V(secret), V(flag), V(number), V(decimal), V(names) and
        V(mapping). Without it, the default of a variable decides its kind. A variable without a default is a name.
      - C(choices) lists the allowed names. C(minimum) is the smallest number, by default 0. C(max_length) is in
        characters.
    type: dict
    default: {}
  guards:
    description:
      - Prefixes that only the guards of this role have. Any other variable with such a prefix counts as a misspelt
        guard.
    type: list
    elements: str
    default: []
notes:
  - The argument spec gives each variable the type V(raw). With another type, Ansible would refuse null and empty texts
    before the first task of the role.
seealso:
  - plugin: mobileiron.core.offboarding_plan
    plugin_type: filter
"""

EXAMPLES = r"""
# vars/main.yml of a role
__offboarding: "{{ lookup('mobileiron.core.role_variables', role_path, guards=['offboarding_max']) }}"
"""

RETURN = r"""
_raw:
  description:
    - The variables, with their names without the prefix of the role. For example, C(offboarding_user) becomes C(user).
      A variable that is not given and has no default is an empty text.
    - If a variable is invalid, only C(error), which describes the problem.
  type: list
  elements: dict
  sample:
    - user: jdoe
      max_devices: 10
"""

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from ansible.errors import AnsibleError
from ansible.module_utils.common.yaml import yaml_load
from ansible.plugins.lookup import LookupBase
from ansible_collections.mobileiron.core.plugins.module_utils.roles._variables import BadVariables, normalize

try:
    from ansible.errors import AnsibleValueOmittedError

    TEMPLATES_KEEP_TYPES = True
except ImportError:  # before ansible-core 2.19 templates make text, and a placeholder stands for what is omitted
    TEMPLATES_KEEP_TYPES = False

    class AnsibleValueOmittedError(Exception):  # type: ignore[no-redef]
        """Never raised."""


_EXPRESSION = re.compile(r"\s*\{\{-?((?:(?!\{\{|\}\}).)+?)-?\}\}\s*\Z", re.DOTALL)


class LookupModule(LookupBase):
    """The lookup."""

    def run(self, terms: list[Any], variables: dict[str, Any] | None = None, **kwargs: Any) -> list[dict[str, Any]]:
        """The variables of the role in ``terms``, or the problem with them. Raises AnsibleError for a wrong call."""
        self.set_options(var_options=variables, direct=kwargs)
        if len(terms) != 1:
            raise AnsibleError("role_variables: give the folder of one role, role_path.")
        folder = Path(str(terms[0]))
        options = _options(str(folder / "meta" / "argument_specs.yml"))
        present = variables or {}
        try:
            self._refuse_misspelt_guards(present, options)
            given = {name: self._value(present[name], present) for name in options if name in present}
            return [normalize(given, options, self.get_option("rules"), f"{folder.name}_")]
        except BadVariables as error:
            return [{"error": f"{error} Nothing was done."}]

    def _refuse_misspelt_guards(self, present: dict[str, Any], options: dict[str, Any]) -> None:
        guards = tuple(self.get_option("guards"))
        strange = sorted(name for name in present if guards and name.startswith(guards) and name not in options)
        if strange:
            own = ", ".join(name for name in options if name.startswith(guards))
            raise BadVariables(
                f"Not a variable of this role: {', '.join(strange)}. It looks like a misspelt guard, and a misspelt "
                f"guard protects nothing. The guards are {own}."
            )

    def _value(self, value: Any, present: dict[str, Any]) -> Any:
        """A variable with its templates resolved; None if it is omitted."""
        try:
            resolved = self._templar.template(value)
        except AnsibleValueOmittedError:
            return None
        return resolved if TEMPLATES_KEEP_TYPES else self._as_it_was(value, resolved, present["omit"])

    def _as_it_was(self, value: Any, resolved: Any, placeholder: str) -> Any:
        """The result of a template before ansible-core 2.19, without placeholders and with its original type."""
        if getattr(resolved, "__ENCRYPTED__", False):
            return str(resolved)
        if isinstance(resolved, dict):
            return {key: str(item) if getattr(item, "__ENCRYPTED__", False) else item for key, item in resolved.items()}
        if isinstance(resolved, list):
            return [item for item in resolved if item != placeholder]
        if resolved == placeholder:
            return None
        expression = _EXPRESSION.match(value) if isinstance(value, str) and isinstance(resolved, str) else None
        if expression is None or resolved == value:
            return resolved
        kind = str(self._templar.template("{{ (" + expression[1] + ") | type_debug }}"))
        return _FROM_TEXT[kind](resolved) if kind in _FROM_TEXT else resolved


_FROM_TEXT: dict[str, Callable[[str], Any]] = {
    "int": int,
    "float": float,
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
}


@lru_cache(maxsize=8)
def _options(path: str) -> dict[str, Any]:
    """The options of a role's argument spec."""
    specs = yaml_load(Path(path).read_text(encoding="utf-8"))
    options: dict[str, Any] = specs["argument_specs"]["main"]["options"]
    return options
