# Copyright: Contributors to the mobileiron.core collection
# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
name: lost_device_evidence
short_description: Say what became of a lost or found device
version_added: 1.0.0
author:
  - mobileiron.core contributors (@mobileiron-core)
description:
  - It is made for the role P(mobileiron.core.lost_device#role), and sends nothing.
positional: _input
options:
  _input:
    description: The C(rows) of P(mobileiron.core.lost_device_plan#filter).
    type: list
    elements: dict
    required: true
  order:
    description:
      - Whose device it is and why, with C(user), C(device_uuid), C(state), C(ticket), C(reason), C(reason_sent),
        C(text), C(wipe), C(started_at) and C(now).
    type: dict
    required: true
  results:
    description:
      - What the modules returned, by step. Without it nothing was asked yet, and what is to be asked is V(planned).
    type: dict
  earlier:
    description: The evidence of an earlier run, empty if there is none. It is kept whole in C(earlier_runs).
    type: dict
    default: {}
  remains:
    description: What cannot be undone, in words.
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
  description: What it comes to.
  type: dict
  contains:
    evidence:
      description: What the role writes.
      type: dict
    problems:
      description: Why not everything was done, empty if nothing failed.
      type: list
      elements: str
    lines:
      description: How each act ended in words.
      type: list
      elements: str
  sample: {evidence: {user: jdoe, devices: []}, problems: [], lines: []}
"""

from collections.abc import Callable
from typing import Any

from ansible.errors import AnsibleFilterError
from ansible_collections.mobileiron.core.plugins.module_utils.roles._lost_device import evidence


def lost_device_evidence(rows: Any, *arguments: Any, **options: Any) -> dict[str, Any]:
    """What these come to. Raises AnsibleFilterError for what are no such records."""
    try:
        return evidence(rows, *arguments, **options)
    except (AttributeError, KeyError, TypeError) as error:
        raise AnsibleFilterError(
            f"lost_device_evidence: the input is not the records of the role lost_device: {error!r}."
        ) from error


class FilterModule:
    """The filter, by its name."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Tell Ansible the filter's name."""
        return {"lost_device_evidence": lost_device_evidence}
