# Copyright: Contributors to the mobileiron.core collection
# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
name: compliance_reasons
short_description: Name the reasons in a compliance bitmap
version_added: 1.0.0
author:
  - mobileiron.core contributors (@mobileiron-core)
description:
  - Converts the number in Core's compliance, quarantinedStatus or blockReason into the names of its reasons.
  - The module M(mobileiron.core.mi_device_info) returns these names itself. Use this filter for numbers from other
    sources, for example an export.
options:
  _input:
    description: The bitmap, as a number or its decimal text. Null or an empty text counts as V(0).
    type: raw
    required: true
notes:
  - "Reference: Compliance, quarantinedStatus, and blockReason values. If the reference contradicts itself, its
    hexadecimal values count."
"""

EXAMPLES = r"""
- name: Name two reasons
  ansible.builtin.debug:
    msg: "{{ 33 | mobileiron.core.compliance_reasons }}"
  # => [compromised, out_of_contact]
"""

RETURN = r"""
_value:
  description: The names, lowest bit first; V(unknown_bit_0x…) for a bit that is not documented.
  type: list
  elements: str
  sample: [compromised, out_of_contact]
"""

from collections.abc import Callable
from typing import Any

from ansible.errors import AnsibleFilterError
from ansible_collections.mobileiron.core.plugins.module_utils.records._compliance import reasons
from ansible_collections.mobileiron.core.plugins.module_utils.records._fields import integer, number, text


def compliance_reasons(value: Any) -> list[str]:
    """The names of the set bits. Raises AnsibleFilterError if the value is not a bitmap."""
    bitmap = None if isinstance(value, (bool, dict, list)) or number(value) != integer(value) else integer(value)
    if bitmap is None and text(value) is None and not isinstance(value, (dict, list)):
        bitmap = 0
    if bitmap is None or bitmap < 0:
        raise AnsibleFilterError(f"compliance_reasons: expected a bitmap of 0 or more, got {value!r}.")
    return reasons(bitmap)


class FilterModule:
    """The filter, by its name."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Register the filter with Ansible."""
        return {"compliance_reasons": compliance_reasons}
