# Copyright: Contributors to the mobileiron.core collection
# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
name: transfer_faults
short_description: Explain why files could not be uploaded or read
version_added: 1.0.0
author:
  - mobileiron.core contributors (@mobileiron-core)
description:
  - Takes the results of M(ansible.builtin.uri), and describes the failed requests without secrets.
  - The roles of this collection use it.
positional: _input
options:
  _input:
    description: The results of M(ansible.builtin.uri).
    type: list
    elements: dict
    required: true
  method:
    description:
      - V(PUT), for which the statuses V(200), V(201), V(202) and V(204) are good.
      - V(GET), for which V(200) and V(404) are.
    type: str
    required: true
  headers:
    description: The headers that were sent. Their values are never shown.
    type: dict
    default: {}
seealso:
  - module: ansible.builtin.uri
"""

EXAMPLES = r"""
- name: Fail if files were not taken
  ansible.builtin.fail:
    msg: "{{ uploads.results | mobileiron.core.transfer_faults('PUT', headers) | join('; ') }}"
  when: uploads.results | mobileiron.core.transfer_faults('PUT', headers) | length > 0
"""

RETURN = r"""
_value:
  description: One text for each request that failed.
  type: list
  elements: str
  sample: ["https://files.example.com/offboarding-jdoe.json: status 401"]
"""

from collections.abc import Callable
from typing import Any

from ansible_collections.mobileiron.core.plugins.module_utils.roles._evidence_transfer import transfer_faults as faults
from ansible_collections.mobileiron.core.plugins.plugin_utils._role_filter import role_filter


def _faults(results: Any, method: str, headers: Any = None) -> list[str]:
    return faults(results, method, headers or {})


transfer_faults = role_filter("transfer_faults", "the results of ansible.builtin.uri", _faults)


class FilterModule:
    """The filter, by its name."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Register the filter with Ansible."""
        return {"transfer_faults": transfer_faults}
