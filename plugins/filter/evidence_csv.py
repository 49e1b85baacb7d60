# Copyright: Contributors to the mobileiron.core collection
# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
name: evidence_csv
short_description: Make a table for a spreadsheet of a role's evidence
version_added: 1.0.0
author:
  - mobileiron.core contributors (@mobileiron-core)
description:
  - Turns the evidence that a role of this collection writes into a CSV text with one row for each device.
  - A cell that a spreadsheet would take for a formula gets an apostrophe in front. People choose the names in it.
positional: _input
options:
  _input:
    description: The evidence, as P(mobileiron.core.offboarding_evidence#filter) returns it.
    type: dict
    required: true
seealso:
  - plugin: mobileiron.core.evidence_page
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Write the evidence as a table
  ansible.builtin.copy:
    content: "{{ offboarding_evidence | mobileiron.core.evidence_csv }}"
    dest: /srv/evidence/offboarding-jdoe.csv
    mode: "0600"
"""

RETURN = r"""
_value:
  description: The table, with a header.
  type: str
  sample: kind,uuid,device_uuid,name,principal
"""

from collections.abc import Callable
from typing import Any

from ansible.errors import AnsibleFilterError
from ansible_collections.mobileiron.core.plugins.module_utils.roles._evidence_files import csv_text


def evidence_csv(evidence: Any) -> str:
    """The table of some evidence. Raises AnsibleFilterError for what is none."""
    try:
        return csv_text(evidence)
    except (TypeError, KeyError, AttributeError) as error:
        raise AnsibleFilterError("evidence_csv: expected evidence, a dict with devices.") from error


class FilterModule:
    """The filter, by its name."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Tell Ansible the filter's name."""
        return {"evidence_csv": evidence_csv}
