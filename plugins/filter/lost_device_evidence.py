# Copyright: Contributors to the mobileiron.core collection
# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
name: lost_device_evidence
short_description: Decide the outcome of each action on a lost or found device
version_added: 1.0.0
author:
  - mobileiron.core contributors (@mobileiron-core)
description:
  - The role P(mobileiron.core.lost_device#role) uses it. It sends nothing.
positional: _input
options:
  _input:
    description: The C(rows) of P(mobileiron.core.lost_device_plan#filter).
    type: list
    elements: dict
    required: true
  order:
    description:
      - The order, with C(user), C(device_uuid), C(state), C(ticket), C(reason), C(reason_sent), C(text), C(wipe),
        C(core) (its address), C(started_at) and C(now).
    type: dict
    required: true
  results:
    description:
      - The results of the modules, by step. Without it, nothing has been requested yet, and all actions are V(planned).
    type: dict
  earlier:
    description: The evidence of an earlier run, empty if there is none. C(earlier_runs) keeps the whole of it.
    type: dict
    default: {}
  remains:
    description: A list of what cannot be undone.
    type: list
    elements: str
    default: []
seealso:
  - plugin: mobileiron.core.role_plan
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Show what it comes to
  ansible.builtin.debug:
    msg: "{{ (plan.rows | mobileiron.core.lost_device_evidence(order, results={'lock': lock})).lines }}"
"""

RETURN = r"""
_value:
  description: The result.
  type: dict
  contains:
    evidence:
      description: The evidence that the role writes.
      type: dict
    problems:
      description: Why not everything was done; empty if nothing failed.
      type: list
      elements: str
    lines:
      description: The outcome of each action in words.
      type: list
      elements: str
  sample: {evidence: {user: jdoe, devices: []}, problems: [], lines: []}
"""

from collections.abc import Callable
from typing import Any

from ansible_collections.mobileiron.core.plugins.module_utils.roles._lost_device import evidence
from ansible_collections.mobileiron.core.plugins.plugin_utils._role_filter import role_filter

lost_device_evidence = role_filter("lost_device_evidence", "the records of the role lost_device", evidence)


class FilterModule:
    """The filter, by its name."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Register the filter with Ansible."""
        return {"lost_device_evidence": lost_device_evidence}
