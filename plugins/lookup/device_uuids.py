# Copyright: Contributors to the mobileiron.core collection
# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
name: device_uuids
short_description: Look up the uuids of devices
version_added: 1.0.0
author:
  - mobileiron.core contributors (@mobileiron-core)
description:
  - Returns the uuids of the selected devices, sorted.
  - At least one selector is required, because a task may act on the result. An empty selector selects nothing and gives
    a warning.
  - The result contains devices in every status, unless O(statuses) restricts it.
extends_documentation_fragment:
  - mobileiron.core.plugin_connection
  - mobileiron.core.selector
options:
  _terms:
    description: This lookup takes no terms. Give the selector as keyword arguments.
    required: false
notes:
  - A lookup runs in the controller's own process. It does not see the C(environment:) of a play or task, nor
    C(module_defaults). Give the connection as keyword arguments, or set the variables before you start
    C(ansible-playbook).
  - The account needs the admin role API.
  - "Reference: Get Devices by Status, Get Device Details for a Phone Number/User/Label/Wi-Fi MAC Address."
seealso:
  - module: mobileiron.core.mi_device_info
"""

EXAMPLES = r"""
- name: Show the uuids of a person's active devices
  ansible.builtin.debug:
    msg: "{{ query('mobileiron.core.device_uuids', users=['jdoe'], statuses=['ACTIVE']) }}"

- name: Lock the company owned phones of a label
  mobileiron.core.mi_device_action:
    action: lock
    uuids: "{{ query('mobileiron.core.device_uuids', labels=['Field Staff'], employee_owned=false) }}"
    reason: Lost in the field, INC-4711
"""

RETURN = r"""
_raw:
  description: The uuids.
  type: list
  elements: str
  sample: [caba40e7-f56b-44aa-ac70-79e32e91adf8]
"""

import os
from difflib import get_close_matches
from typing import Any

from ansible.errors import AnsibleError
from ansible.plugins.lookup import LookupBase
from ansible.utils.display import Display
from ansible_collections.mobileiron.core.plugins.module_utils.glue._open_core import open_core
from ansible_collections.mobileiron.core.plugins.module_utils.glue._option_values import validated
from ansible_collections.mobileiron.core.plugins.module_utils.glue._options import (
    CONNECTION,
    SELECTOR,
    parse,
    variable_of,
)
from ansible_collections.mobileiron.core.plugins.module_utils.selecting._devices import Selection, select_devices
from ansible_collections.mobileiron.core.plugins.module_utils.selecting._selector import Selector
from ansible_collections.mobileiron.core.plugins.module_utils.wire._errors import InvalidInput, MobileIronError

display = Display()

# What is missing of the connection is told in the lookup's own words.
_OPTIONS = {**{name: {**option, "required": False} for name, option in CONNECTION.items()}, **SELECTOR}


class LookupModule(LookupBase):
    """The lookup."""

    def run(self, terms: list[Any], variables: dict[str, Any] | None = None, **kwargs: Any) -> list[str]:
        """The sorted uuids of the selected devices. Raises AnsibleError."""
        if terms:
            raise AnsibleError("device_uuids: name the selector, for example users=['jdoe']; it takes no other terms.")
        unknown = sorted(set(kwargs) - set(_OPTIONS))
        if unknown:
            near = get_close_matches(unknown[0], sorted(_OPTIONS), 1)
            hint = f" Did you mean {near[0]}?" if near else ""
            raise AnsibleError(
                f"device_uuids: {unknown[0]} is not an option. It is refused, because without it the "
                f"selection could be larger.{hint}"
            )
        try:
            selection = _selected(kwargs)
        except MobileIronError as error:
            # Without its chain, in which there may be addresses with secrets.
            raise AnsibleError(f"device_uuids: {error.message}") from None
        for warning in selection.warnings:
            display.warning(warning)
        return [device["uuid"] for device in selection.devices]


def _selected(given: dict[str, Any]) -> Selection:
    options = validated(given, _OPTIONS, os.environ)
    selector = parse(Selector, options)
    if not selector.given:
        raise InvalidInput("no selector is given, and this lookup never selects all devices. Give at least one.")
    missing = [name for name in ("url", "username", "password") if not options[name]]
    if missing:
        variables = ", ".join(map(variable_of, missing))
        raise InvalidInput(
            f"{', '.join(missing)}: not given, and the controller's environment has no {variables}. A lookup runs in "
            "the controller's own process and does not see the environment: of a play or task. Set the variables "
            "before you start ansible-playbook, or give the options."
        )
    with open_core(options, check_mode=True, warn=display.warning) as core:
        return select_devices(core, selector, frozenset({"uuid"}))
