# Copyright: Contributors to the mobileiron.core collection
# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
name: offboarding_evidence
short_description: Decide the outcome for each device of a person who leaves
version_added: 1.0.0
author:
  - mobileiron.core contributors (@mobileiron-core)
description:
  - Combines the plan, the results of the modules and the later reads with the evidence of an earlier run.
  - The evidence has no status that was not read, and no request that was not sent.
  - Evidence is never removed. A later read with another value is added to C(later_reads) of a row. Earlier actions are
    in its C(earlier_acts), and earlier orders in C(earlier_orders).
  - The role P(mobileiron.core.offboarding#role) uses it, and writes the evidence to its files.
positional: _input
options:
  _input:
    description: The C(rows) of P(mobileiron.core.offboarding_plan#filter).
    type: list
    elements: dict
    required: true
  order:
    description:
      - The order, with C(user), C(ticket), C(reason), C(reason_sent) (the text that was sent to Core),
        C(alert_comment), C(wipe_company_owned), C(core) (its address), and the times C(started_at) and C(now).
    type: dict
    required: true
  results:
    description:
      - The results of the modules, by step, with C(block), C(wipe), C(retire), C(look) (the later read with
        M(mobileiron.core.mi_device_info)), C(look_mail) (the later read with M(mobileiron.core.mi_eas_info)) and
        C(unread) (the unread alerts) and C(alerts). A step that was not run is missing or empty.
      - Without it, nothing has been requested yet, and all actions are V(planned).
    type: dict
  earlier:
    description: The evidence of an earlier run, empty if there is none.
    type: dict
    default: {}
  candidates:
    description: The C(candidates) of the plan.
    type: list
    elements: dict
    default: []
  others:
    description: The evidence of other hosts of the play that offboard the same person.
    type: list
    elements: dict
    default: []
  file:
    description:
      - The present text of the evidence file. If it is not O(own), a different run for the same person wrote it, and
        its requests are kept.
    type: str
    default: ""
  own:
    description: The evidence that this run last read from the file or wrote to it.
    type: dict
    default: {}
seealso:
  - plugin: mobileiron.core.offboarding_plan
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Put the evidence together
  ansible.builtin.set_fact:
    told: "{{ plan.rows | mobileiron.core.offboarding_evidence(order, results={'retire': retired, 'look': look}) }}"
"""

RETURN = r"""
_value:
  description: The evidence and its consequences.
  type: dict
  contains:
    evidence:
      description: The evidence that the role writes. If nothing is new, it is the earlier evidence.
      type: dict
    waiting:
      description: The uuids of the devices whose action is requested but not done yet.
      type: list
      elements: str
    problems:
      description: Why the offboarding is not complete; empty if nothing failed.
      type: list
      elements: str
    lines:
      description: The outcome of each device in words, one line for each device.
      type: list
      elements: str
  sample:
    evidence: {user: jdoe, ticket: HR-4711, devices: []}
    waiting: []
    problems: []
    lines: ["Alerts marked as read: 0", "Nothing is outstanding."]
"""

from collections.abc import Callable
from typing import Any

from ansible_collections.mobileiron.core.plugins.module_utils.roles._offboarding_evidence import (
    evidence,
    meanwhile,
)
from ansible_collections.mobileiron.core.plugins.plugin_utils._role_filter import role_filter


def _evidence(
    rows: Any, order: Any, others: Any = (), file: str = "", own: Any = None, **options: Any
) -> dict[str, Any]:
    return evidence(rows, order, others=[*others, *meanwhile(file, own or {})], **options)


offboarding_evidence = role_filter("offboarding_evidence", "the rows of the role offboarding", _evidence)


class FilterModule:
    """The filter, by its name."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Register the filter with Ansible."""
        return {"offboarding_evidence": offboarding_evidence}
