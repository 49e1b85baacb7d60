# Copyright: Contributors to the mobileiron.core collection
# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
name: evidence_page
short_description: Make an HTML page of a role's evidence
version_added: 1.0.0
author:
  - mobileiron.core contributors (@mobileiron-core)
description:
  - Turns the evidence that a role of this collection writes into one HTML page to view, print or send. The page has the
    style of M(mobileiron.core.mi_compliance_report), runs no script and loads nothing from elsewhere.
  - The page contains the whole evidence. People choose the names in it, so the page escapes them.
positional: _input
options:
  _input:
    description: The evidence, as P(mobileiron.core.offboarding_evidence#filter) returns it.
    type: dict
    required: true
  title:
    description: The title of the page.
    type: str
    default: Evidence
  kicker:
    description: The kind of page, in small letters above the title.
    type: str
    default: Evidence
seealso:
  - plugin: mobileiron.core.offboarding_evidence
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Write the evidence as a page
  ansible.builtin.copy:
    content: "{{ offboarding_evidence | mobileiron.core.evidence_page(title='Offboarding of jdoe') }}"
    dest: /srv/evidence/offboarding-jdoe.html
    mode: "0600"
"""

RETURN = r"""
_value:
  description: The page.
  type: str
  sample: <!DOCTYPE html>
"""

from collections.abc import Callable
from typing import Any

from ansible.errors import AnsibleFilterError
from ansible_collections.mobileiron.core.plugins.module_utils.roles._evidence_page import evidence_page as page


def evidence_page(evidence: Any, title: str = "Evidence", kicker: str = "Evidence") -> str:
    """The page of the evidence. Raises AnsibleFilterError if the input is not evidence."""
    try:
        return page(evidence, title, kicker)
    except TypeError as error:
        raise AnsibleFilterError(f"evidence_page: {error}.") from error


class FilterModule:
    """The filter, by its name."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Register the filter with Ansible."""
        return {"evidence_page": evidence_page}
