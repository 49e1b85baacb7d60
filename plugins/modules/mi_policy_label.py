#!/usr/bin/python
# Copyright: Contributors to the mobileiron.core collection
# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
from __future__ import annotations

DOCUMENTATION = r"""
module: mi_policy_label
short_description: Apply a MobileIron Core policy to a label, or remove it
version_added: 1.0.0
description:
  - Applies a policy of Core (Ivanti EPMM) to a label, or removes it from the label. The devices with the label get the
    policy.
  - The policy and the label must exist, and the policy must be unambiguous. The module checks both before it sends
    anything.
author:
  - mobileiron.core contributors (@mobileiron-core)
extends_documentation_fragment:
  - mobileiron.core.connection
  - mobileiron.core.attributes
attributes:
  check_mode:
    support: full
  diff_mode:
    support: none
    details: Core has no call that lists the labels of a policy.
  idempotent:
    support: none
    details: Core has no call that lists the labels of a policy, so the module sends the request each time.
options:
  policy:
    description:
      - The name or the id of the policy, compared exactly.
      - The task fails if the value matches several policies, for example the name of one and the id of another.
    type: str
    required: true
  label:
    description: The name of the label, compared exactly.
    type: str
    required: true
  state:
    description: Whether to apply the policy to the label (V(present)) or remove it (V(absent)).
    type: str
    choices: [present, absent]
    default: present
notes:
  - The account needs the admin role API.
  - Follows the section Apply/Remove policy for a label of the Core v1 API reference.
seealso:
  - module: mobileiron.core.mi_policy_info
  - module: mobileiron.core.mi_label_info
"""

EXAMPLES = r"""
- name: Apply the strict policy to the board's devices
  mobileiron.core.mi_policy_label:
    url: https://core.example.com
    username: automation
    password: "{{ mobileiron_password }}"
    policy: Strict Security
    label: Executives

- name: Remove a policy, named by its id, from a label
  mobileiron.core.mi_policy_label:
    policy: "12"
    label: Research
    state: absent
"""

RETURN = r"""
policy:
  description: The policy.
  returned: always, if policy and label were found
  type: dict
  contains:
    id:
      description: The internal id of the policy.
      type: str
      returned: always
      sample: "11"
    name:
      description: The name of the policy.
      type: str
      returned: always
      sample: Strict Security
label:
  description: The name of the label.
  returned: always, if policy and label were found
  type: str
  sample: Executives
outcome:
  description: V(accepted), which no read can confirm, V(planned) in check mode, or V(failed).
  returned: always, if policy and label were found
  type: str
  sample: accepted
message:
  description: Core's message; null in check mode.
  returned: always, if policy and label were found
  type: str
  sample: Policy applied to label Executives successfully.
"""

from collections.abc import Mapping
from typing import Any

from ansible_collections.mobileiron.core.plugins.module_utils.core._core import Core
from ansible_collections.mobileiron.core.plugins.module_utils.glue._host import Host
from ansible_collections.mobileiron.core.plugins.module_utils.glue._module import run_module
from ansible_collections.mobileiron.core.plugins.module_utils.glue._options import Table, module_spec, parse, table
from ansible_collections.mobileiron.core.plugins.module_utils.services._policies import PolicyLabel, set_policy_label

OPTIONS: Table = table(PolicyLabel)
SPEC = module_spec(OPTIONS)


def run(params: Mapping[str, Any], core: Core, host: Host) -> dict[str, Any]:
    """Find the policy and the label, and apply or remove."""
    return set_policy_label(core, parse(PolicyLabel, params))


def main() -> None:
    """Run the module."""
    run_module(run, SPEC)


if __name__ == "__main__":
    main()
