# Copyright: Contributors to the mobileiron.core collection
# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
name: offboarding_plan
short_description: Decide what each device of a person who leaves is asked
version_added: 1.0.0
author:
  - mobileiron.core contributors (@mobileiron-core)
description:
  - Decides for each device whether it is wiped, retired, waited for or left alone, and for each ActiveSync partnership
    whether it is blocked.
  - It is made for the role P(mobileiron.core.offboarding#role), which shows the plan, asks the guards and carries it
    out.
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
    description: Its near matches, which are listed and never acted on.
    type: list
    elements: dict
    default: []
  earlier:
    description: The evidence of an earlier run, empty if there is none.
    type: dict
    default: {}
  wipe_company_owned:
    description: Whether company owned devices are wiped. All others, and those of unknown owner, never are.
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
      description: How many devices are asked something. One that is registered and syncs mail counts once.
      type: int
    watch:
      description: The uuids of the devices to look at afterwards, also those of which an earlier run awaits something.
      type: list
      elements: str
    candidates:
      description: The near matches, with C(uuid), C(user_name) and C(mailbox_id).
      type: list
      elements: dict
    masked:
      description: The ids and user names in which Ansible masks the account's password. Nothing may be done by them.
      type: list
      elements: str
    lines:
      description: The plan in words, each row on one line whatever its name holds.
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
    masked: []
    lines: ["No devices are registered, and none sync mail."]
"""

from collections.abc import Callable
from typing import Any

from ansible.errors import AnsibleFilterError
from ansible_collections.mobileiron.core.plugins.module_utils.roles._offboarding_plan import plan


def offboarding_plan(devices: Any, **options: Any) -> dict[str, Any]:
    """The plan for these devices. Raises AnsibleFilterError for what are no such records."""
    try:
        return plan(devices, **options)
    except (AttributeError, KeyError, TypeError) as error:
        raise AnsibleFilterError(
            f"offboarding_plan: the input is not the records of the role offboarding: {error!r}."
        ) from error


class FilterModule:
    """The filter, by its name."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Tell Ansible the filter's name."""
        return {"offboarding_plan": offboarding_plan}
