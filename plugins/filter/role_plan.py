# Copyright: Contributors to the mobileiron.core collection
# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
name: role_plan
short_description: Give the plan of a role an id, and hold a run to the id that was approved
version_added: 1.0.0
author:
  - mobileiron.core contributors (@mobileiron-core)
description:
  - Joins what a role would ask of which device with the plan ids of its tasks, and gives that one id. The id depends on
    nothing else.
  - It is made for the roles of this collection.
positional: _input
options:
  _input:
    description: The rows of the role's plan, for example those of P(mobileiron.core.offboarding_plan#filter).
    type: list
    elements: dict
    required: true
  role:
    description: The name of the role, without the collection.
    type: str
    required: true
  tasks:
    description: What the tasks of the role returned in check mode, by step. A task that was skipped has no plan id.
    type: dict
    default: {}
  texts:
    description: The texts that people or Core are told, such as reasons and messages.
    type: dict
    default: {}
  approved_id:
    description: The id of the plan that may run. Empty if any may.
    type: str
    default: ""
  approved_plan:
    description: The C(plan) that has that id, if it is at hand, to show what changed since.
    type: dict
    default: {}
seealso:
  - plugin: mobileiron.core.offboarding_plan
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Show the id of a plan
  ansible.builtin.debug:
    msg: "{{ (plan.rows | mobileiron.core.role_plan(role='offboarding', tasks={'retire': retire})).plan_id }}"
"""

RETURN = r"""
_value:
  description: The plan and its id.
  type: dict
  contains:
    plan:
      description: All that is asked, by device, with the plan ids of the tasks and the texts.
      type: dict
    plan_id:
      description: SHA-256 over the canonical JSON of C(plan).
      type: str
    refusal:
      description: Why the plan must not run, and what changed since it was approved. Empty if it may run.
      type: str
  sample:
    plan: {role: offboarding, devices: [], tasks: {}, texts: {}}
    plan_id: 3b5d5c3712955042212316173ccf37be8006e1ed3f1a0b4d2a1d5e0a4a9e1b5c
    refusal: ""
"""

from collections.abc import Callable
from typing import Any

from ansible.errors import AnsibleFilterError
from ansible_collections.mobileiron.core.plugins.module_utils.roles._role_plan import role_plan as plan


def role_plan(rows: Any, role: str, **options: Any) -> dict[str, Any]:
    """The plan of these rows. Raises AnsibleFilterError for what are no such rows."""
    try:
        return plan(rows, role, **options)
    except (AttributeError, KeyError, TypeError) as error:
        raise AnsibleFilterError(f"role_plan: the input is not the rows of a role's plan: {error!r}.") from error


class FilterModule:
    """The filter, by its name."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Tell Ansible the filter's name."""
        return {"role_plan": role_plan}
