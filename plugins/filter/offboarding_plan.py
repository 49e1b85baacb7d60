# Copyright: Contributors to the mobileiron.core collection
# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
name: offboarding_plan
short_description: Decide the action for each device of a person who leaves
version_added: 1.0.0
author:
  - mobileiron.core contributors (@mobileiron-core)
description:
  - Decides for each device whether to wipe it, retire it, wait for it or leave it alone, and for each ActiveSync
    partnership whether to block it.
  - The role P(mobileiron.core.offboarding#role) uses it. The role shows the plan, checks the guards and carries the
    plan out.
positional: _input
options:
  _input:
    description: The person's devices, as M(mobileiron.core.mi_device_info) returns them.
    type: list
    elements: dict
    required: true
  partnerships:
    description: The person's ActiveSync partnerships, as M(mobileiron.core.mi_eas_info) returns them.
    type: list
    elements: dict
    required: true
  candidates:
    description: The near matches of M(mobileiron.core.mi_eas_info). The role lists them and never acts on them.
    type: list
    elements: dict
    default: []
  earlier:
    description: The evidence of an earlier run, empty if there is none.
    type: dict
    default: {}
  wipe_company_owned:
    description: Whether to wipe company owned devices. Employee owned devices and devices of unknown owner are never
      wiped.
    type: bool
    default: false
  no_wipe_awaited:
    description: Whether a person states that no earlier run requested a wipe, although there is no evidence.
    type: bool
    default: false
seealso:
  - plugin: mobileiron.core.offboarding_evidence
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Show what would be asked of whom
  ansible.builtin.debug:
    msg: "{{ plan.lines }}"
  vars:
    plan: "{{ found.devices | mobileiron.core.offboarding_plan(partnerships=mail.eas_devices) }}"
"""

RETURN = r"""
_value:
  description: The plan.
  type: dict
  contains:
    rows:
      description:
        - One for each device (C(kind) is V(device)) and each partnership (V(activesync)), with C(status) and
          C(action), which is V(block), V(wipe), V(retire), V(await wipe) or V(none).
      type: list
      elements: dict
    block:
      description: The ActiveSync uuids to block.
      type: list
      elements: str
    wipe:
      description: The uuids of the devices to wipe.
      type: list
      elements: str
    retire:
      description: The uuids of the devices to retire.
      type: list
      elements: str
    count:
      description: The number of devices with an action. A device that is registered and syncs mail counts once.
      type: int
    watch:
      description: The uuids of the devices to read afterwards, including those with a pending action of an earlier run.
      type: list
      elements: str
    candidates:
      description: The near matches, with C(uuid), C(user_name) and C(mailbox_id).
      type: list
      elements: dict
    doubts:
      description:
        - Why a device must not be retired. An earlier run without evidence may have requested its wipe. Empty if
          nothing in Core shows such a run.
      type: list
      elements: str
    masked:
      description: The ids and user names in which Ansible masks the account's password. The role must not act with
        them.
      type: list
      elements: str
    lines:
      description: The plan in words, one line for each row.
      type: list
      elements: str
  sample:
    rows: []
    block: []
    wipe: []
    retire: []
    count: 0
    watch: []
    candidates: []
    doubts: []
    masked: []
    lines: ["No devices are registered, and none sync mail."]
"""

from collections.abc import Callable
from typing import Any

from ansible_collections.mobileiron.core.plugins.module_utils.roles._offboarding_plan import plan
from ansible_collections.mobileiron.core.plugins.plugin_utils._role_filter import role_filter

offboarding_plan = role_filter("offboarding_plan", "the records of the role offboarding", plan)


class FilterModule:
    """The filter, by its name."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Register the filter with Ansible."""
        return {"offboarding_plan": offboarding_plan}
