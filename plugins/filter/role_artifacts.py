# Copyright: Contributors to the mobileiron.core collection
# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
name: role_artifacts
short_description: Make the artifacts of a job from a role's evidence
version_added: 1.0.0
author:
  - mobileiron.core contributors (@mobileiron-core)
description:
  - Counts the outcomes, lists the outstanding devices, and returns the whole evidence if it has fewer than 300,000
    characters. Otherwise it returns the order and the place of the evidence.
  - The roles of this collection use it, and publish the artifacts with M(ansible.builtin.set_stats).
positional: _input
options:
  _input:
    description: The evidence, as P(mobileiron.core.offboarding_evidence#filter) returns it.
    type: dict
    required: true
  places:
    description: The place of the evidence, with C(file) and C(url).
    type: dict
    default: {}
seealso:
  - plugin: mobileiron.core.offboarding_evidence
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Publish the counts
  ansible.builtin.set_stats:
    data:
      offboarding_summary: "{{ (offboarding_evidence | mobileiron.core.role_artifacts).summary }}"
"""

RETURN = r"""
_value:
  description: The artifacts.
  type: dict
  contains:
    summary:
      description: The number of devices and partnerships with each outcome.
      type: dict
    outstanding:
      description: The uuids of the outstanding devices and partnerships.
      type: list
      elements: str
    evidence:
      description: The evidence, or the order and the place of the evidence.
      type: dict
  sample:
    summary: {confirmed: 2, outstanding: 1}
    outstanding: [000000a1-0000-4000-8000-000000000004]
    evidence: {user: jdoe, devices: []}
"""

from collections.abc import Callable
from typing import Any

from ansible_collections.mobileiron.core.plugins.module_utils.roles._artifacts import artifacts
from ansible_collections.mobileiron.core.plugins.plugin_utils._role_filter import role_filter

role_artifacts = role_filter("role_artifacts", "the evidence of a role", artifacts)


class FilterModule:
    """The filter, by its name."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Register the filter with Ansible."""
        return {"role_artifacts": role_artifacts}
