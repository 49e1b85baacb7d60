#!/usr/bin/python
# Copyright: Contributors to the mobileiron.core collection
# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
from __future__ import annotations

DOCUMENTATION = r"""
module: mi_label_info
short_description: List the labels of MobileIron Core
version_added: 1.0.0
description:
  - Lists the labels of Core (Ivanti EPMM), including unused ones, with their criteria and number of devices.
author:
  - mobileiron.core contributors (@mobileiron-core)
extends_documentation_fragment:
  - mobileiron.core.connection
  - mobileiron.core.attributes
  - mobileiron.core.attributes.info_module
options:
  names:
    description:
      - Return only the labels with these names, compared exactly.
      - A name that Core does not know gives a warning, not a failure. An empty list selects nothing.
    type: list
    elements: str
notes:
  - The account needs the admin role API.
  - Follows the section Get all Labels of the Core v1 API reference.
seealso:
  - module: mobileiron.core.mi_device_label
  - module: mobileiron.core.mi_policy_label
"""

EXAMPLES = r"""
- name: List all labels
  mobileiron.core.mi_label_info:
    url: https://core.example.com
    username: automation
    password: "{{ mobileiron_password }}"
  register: all_labels

- name: Show the labels that are assigned by hand
  ansible.builtin.debug:
    msg: "{{ all_labels.labels | selectattr('static_label') | map(attribute='name') }}"

- name: Stop if a label that the play needs is missing
  mobileiron.core.mi_label_info:
    names:
      - Executives
  register: needed
  failed_when: needed.count == 0
"""

RETURN = r"""
labels:
  description: The labels, in Core's order.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: The internal id. Negative for default labels, positive for those that an administrator added.
      type: str
      returned: success
      sample: "-3"
    name:
      description: The name of the label.
      type: str
      returned: success
      sample: iOS
    description:
      description: The description of the label.
      type: str
      returned: success
      sample: Label for all iOS devices.
    static_label:
      description: Whether devices are assigned by hand (V(true)) or by the criteria in RV(labels[].query).
      type: bool
      returned: success
      sample: false
    query:
      description: The criteria of a filtered label, null for a static one.
      type: str
      returned: success
      sample: '"common.platform"="iOS" AND "common.retired"=false'
    device_count:
      description: The number of devices that carry the label now.
      type: int
      returned: success
      sample: 3
    is_es_search:
      description: A flag of Core as it sends it, 116 for true and 102 for false.
      type: int
      returned: success
      sample: 116
count:
  description: The number of labels returned.
  returned: success
  type: int
  sample: 1
"""

from collections.abc import Mapping
from typing import Any

from ansible_collections.mobileiron.core.plugins.module_utils.core._core import Core
from ansible_collections.mobileiron.core.plugins.module_utils.glue._host import Host
from ansible_collections.mobileiron.core.plugins.module_utils.glue._module import run_module
from ansible_collections.mobileiron.core.plugins.module_utils.glue._options import Table, module_spec
from ansible_collections.mobileiron.core.plugins.module_utils.selecting._values import selects_nothing
from ansible_collections.mobileiron.core.plugins.module_utils.services._labels import list_labels

OPTIONS: Table = {"names": {"type": "list", "elements": "str"}}
SPEC = module_spec(OPTIONS)


def run(params: Mapping[str, Any], core: Core, host: Host) -> dict[str, Any]:
    """The labels of Core, or those with the given names."""
    names = params["names"]
    labels = [] if selects_nothing({"names": names}, host.warn) else list_labels(core, names)
    return {"labels": labels, "count": len(labels)}


def main() -> None:
    """Run the module."""
    run_module(run, SPEC)


if __name__ == "__main__":
    main()
