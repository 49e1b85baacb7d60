# Copyright: Contributors to the mobileiron.core collection
# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
name: evidence_earlier
short_description: Choose the evidence of an earlier run that a role continues from
version_added: 1.0.0
author:
  - mobileiron.core contributors (@mobileiron-core)
description:
  - Takes the available evidence from a folder, an address, a variable and the artifacts of another job, and returns the
    newest.
  - Evidence is a problem if it cannot be read, was changed, or belongs to another person or another Core. The role must
    then stop. Only artifacts may belong to others.
  - The roles of this collection use it.
positional: _input
options:
  _input:
    description:
      - The sources, each with C(place) (its name for messages), C(content) (JSON text or a record, null if there is
        none), and C(shared), which is true for an artifact.
    type: list
    elements: dict
    required: true
  role:
    description: The name of the role, without the collection.
    type: str
    required: true
  core:
    description: The address of Core.
    type: str
    required: true
  user:
    description: The person to whom the evidence must belong.
    type: str
    default: ""
  device_uuid:
    description: The device to which the evidence must belong. With it, O(user) does not matter.
    type: str
    default: ""
seealso:
  - plugin: mobileiron.core.offboarding_evidence
    plugin_type: filter
  - plugin: mobileiron.core.lost_device_evidence
    plugin_type: filter
"""

EXAMPLES = r"""
- name: See what an earlier run left
  ansible.builtin.debug:
    msg: "{{ sources | mobileiron.core.evidence_earlier(role='offboarding', core=core, user='jdoe') }}"
  vars:
    core: https://core.example.com
    sources:
      - {place: offboarding-jdoe.json, content: "{{ lookup('ansible.builtin.file', 'offboarding-jdoe.json') }}"}
"""

RETURN = r"""
_value:
  description: The evidence, or the reason why none may be used.
  type: dict
  contains:
    evidence:
      description: The newest evidence; empty if there is none.
      type: dict
    place:
      description: The source of the evidence.
      type: str
    is_sealed:
      description: Whether it has a hash, which would reveal a change.
      type: bool
    problem:
      description: Why the role must stop; empty if it may continue.
      type: str
  sample: {evidence: {}, place: "", is_sealed: true, problem: ""}
"""

from collections.abc import Callable
from typing import Any

from ansible_collections.mobileiron.core.plugins.module_utils.roles._evidence_earlier import earlier_evidence
from ansible_collections.mobileiron.core.plugins.plugin_utils._role_filter import role_filter

evidence_earlier = role_filter("evidence_earlier", "the sources of earlier evidence", earlier_evidence)


class FilterModule:
    """The filter, by its name."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Register the filter with Ansible."""
        return {"evidence_earlier": evidence_earlier}
