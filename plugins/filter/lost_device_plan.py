# Copyright: Contributors to the mobileiron.core collection
# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
name: lost_device_plan
short_description: Decide the actions for a lost or found device
version_added: 1.0.0
author:
  - mobileiron.core contributors (@mobileiron-core)
description:
  - The role P(mobileiron.core.lost_device#role) uses it. It sends nothing.
positional: _input
options:
  _input:
    description: The records of M(mobileiron.core.mi_device_info) that match.
    type: list
    elements: dict
    required: true
  partnerships:
    description: The records of M(mobileiron.core.mi_eas_info) of their owner. Only those of the device count.
    type: list
    elements: dict
    required: true
  state:
    description: V(lost) or V(found).
    type: str
    default: lost
  wipe:
    description: Whether to wipe the device.
    type: bool
    default: false
  message:
    description: The message to the device. Empty if none is sent.
    type: str
    default: ""
  earlier:
    description: The evidence of an earlier run, empty if there is none.
    type: dict
    default: {}
seealso:
  - plugin: mobileiron.core.role_plan
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Show what it comes to
  ansible.builtin.debug:
    msg: "{{ (devices | mobileiron.core.lost_device_plan(partnerships=mail)).lines }}"
"""

RETURN = r"""
_value:
  description: The result.
  type: dict
  contains:
    device:
      description: The device; null unless exactly one matches.
      type: dict
    problem:
      description: Why no device was chosen; empty if one was.
      type: str
    rows:
      description:
        - One for each action, with C(kind), C(status) and C(action), which is V(block), V(locate), V(message), V(lock),
          V(wipe), V(reinstate) or V(none).
      type: list
      elements: dict
    is_ios:
      description: Whether it is an iOS device, which ignores the locate request.
      type: bool
    lines:
      description: The plan in words.
      type: list
      elements: str
  sample: {device: null, problem: Core knows no such device., rows: [], lines: []}
"""

from collections.abc import Callable
from typing import Any

from ansible_collections.mobileiron.core.plugins.module_utils.roles._lost_device import plan
from ansible_collections.mobileiron.core.plugins.plugin_utils._role_filter import role_filter

lost_device_plan = role_filter("lost_device_plan", "the records of the role lost_device", plan)


class FilterModule:
    """The filter, by its name."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Register the filter with Ansible."""
        return {"lost_device_plan": lost_device_plan}
