# Copyright: Contributors to the mobileiron.core collection
# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
name: role_plan
short_description: Compute the id of a role's plan, and compare it with the approved id
version_added: 1.0.0
author:
  - mobileiron.core contributors (@mobileiron-core)
description:
  - Combines the actions of a role, their devices and the plan ids of its tasks into one plan id. The id depends on
    nothing else.
  - The roles of this collection use it.
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
    description: The results of the role's tasks in check mode, by step. A skipped task has no plan id.
    type: dict
    default: {}
  texts:
    description: The texts that the role sends to people or to Core, such as reasons and messages.
    type: dict
    default: {}
  approved_id:
    description: The id of the approved plan; empty if any plan may run.
    type: str
    default: ""
  approved_plan:
    description: The C(plan) with that id, if available. It shows what has changed since.
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
      description: All actions by device, with the plan ids of the tasks and the texts.
      type: dict
    plan_id:
      description: SHA-256 over the canonical JSON of C(plan).
      type: str
    refusal:
      description: Why the plan must not run, and what has changed since the approval; empty if it may run.
      type: str
  sample:
    plan: {role: offboarding, devices: [], tasks: {}, texts: {}}
    plan_id: 3b5d5c3712955042212316173ccf37be8006e1ed3f1a0b4d2a1d5e0a4a9e1b5c
    refusal: ""
"""

from collections.abc import Callable
from typing import Any

from ansible_collections.mobileiron.core.plugins.module_utils.roles._role_plan import role_plan as plan
from ansible_collections.mobileiron.core.plugins.plugin_utils._role_filter import role_filter

role_plan = role_filter("role_plan", "the rows of a role's plan", plan)


class FilterModule:
    """The filter, by its name."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Register the filter with Ansible."""
        return {"role_plan": role_plan}
