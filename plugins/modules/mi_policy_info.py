#!/usr/bin/python
# Copyright: Contributors to the mobileiron.core collection
# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
from __future__ import annotations

DOCUMENTATION = r"""
module: mi_policy_info
short_description: List the policies of MobileIron Core
version_added: 1.0.0
description:
  - Lists the security, privacy, lockdown and sync policies of Core (Ivanti EPMM) with their rules, either all of them
    or those of one device.
author:
  - mobileiron.core contributors (@mobileiron-core)
extends_documentation_fragment:
  - mobileiron.core.connection
  - mobileiron.core.attributes
  - mobileiron.core.attributes.info_module
options:
  names:
    description: Return only the policies with these names, compared exactly. An empty list selects nothing.
    type: list
    elements: str
  profile_types:
    description: Return only policies of these families. An empty list selects nothing.
    type: list
    elements: str
    choices: [SECURITY, PRIVACY, LOCKDOWN, SYNC]
  device_uuid:
    description:
      - Return the policies in force on this device. A device that Core does not know has none.
      - Core then counts no devices, so RV(policies[].device_count) and RV(policies[].pending_count) are meaningless.
    type: str
notes:
  - The account needs the admin role API.
  - Follows the sections Get Policies, Get Policies by DeviceUUID and Policy Rules of the Core v1 API reference.
seealso:
  - module: mobileiron.core.mi_policy_label
"""

EXAMPLES = r"""
- name: List all security policies
  mobileiron.core.mi_policy_info:
    url: https://core.example.com
    username: automation
    password: "{{ mobileiron_password }}"
    profile_types:
      - SECURITY
  register: security

- name: Show the password length that each of them requires
  ansible.builtin.debug:
    msg: "{{ item.name }}: {{ item.rules_decoded.SECURITY_PWD_LENGTH | default('not set') }}"
  loop: "{{ security.policies }}"
  loop_control:
    label: "{{ item.name }}"

- name: List the policies of a device
  mobileiron.core.mi_policy_info:
    device_uuid: 027d9439-0f75-4d30-8d7d-120b4cb8646b
"""

RETURN = r"""
policies:
  description: The policies, in Core's order.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: The internal id. Negative for Core's own policies.
      type: str
      returned: success
      sample: "-2"
    name:
      description: The name of the policy. The same as RV(policies[].policy_name).
      type: str
      returned: success
      sample: Default Privacy Policy
    policy_name:
      description: The name of the policy.
      type: str
      returned: success
      sample: Default Privacy Policy
    policy_type:
      description: V(DEFAULT) or V(ENTERPRISE).
      type: str
      returned: success
      sample: DEFAULT
    profile_type:
      description: The family, as in O(profile_types).
      type: str
      returned: success
      sample: PRIVACY
    status:
      description: V(Active) or V(Inactive).
      type: str
      returned: success
      sample: Active
    active:
      description: Whether the policy is active.
      type: bool
      returned: success
      sample: true
    default_policy:
      description: Deprecated in Core.
      type: bool
      returned: success
      sample: false
    description:
      description: The description of the policy.
      type: str
      returned: success
      sample: Default Privacy Policy
    device_count:
      description: The number of devices that the policy is applied to.
      type: int
      returned: success
      sample: 1
    pending_count:
      description: The number of devices that the policy is pending for.
      type: int
      returned: success
      sample: 1
    priority:
      description: The priority among the policies of the family.
      type: int
      returned: success
      sample: 1
    rules:
      description:
        - The value of each rule, by its type. A value is text, null if the rule has none, or a list of resources with
          C(name), C(resource_type) and C(value).
        - The deprecated client value is left out.
      type: dict
      returned: success
      sample: {PRIVACY_SYNC_CALLLOGS: store, PRIVACY_SYNC_LOCATION: gps}
    rules_decoded:
      description: The same in words, with units and with the names of compliance actions.
      type: dict
      returned: success
      sample: {PRIVACY_SYNC_CALLLOGS: statistics collected, PRIVACY_SYNC_LOCATION: GPS position}
count:
  description: The number of policies returned.
  returned: success
  type: int
  sample: 1
"""

from collections.abc import Mapping
from typing import Any

from ansible_collections.mobileiron.core.plugins.module_utils.core._core import Core
from ansible_collections.mobileiron.core.plugins.module_utils.glue._host import Host
from ansible_collections.mobileiron.core.plugins.module_utils.glue._module import run_module
from ansible_collections.mobileiron.core.plugins.module_utils.glue._options import Table, module_spec, parse, table
from ansible_collections.mobileiron.core.plugins.module_utils.selecting._values import selects_nothing
from ansible_collections.mobileiron.core.plugins.module_utils.services._policies import PolicyFilter, list_policies

OPTIONS: Table = table(PolicyFilter)
SPEC = module_spec(OPTIONS)


def run(params: Mapping[str, Any], core: Core, host: Host) -> dict[str, Any]:
    """The policies that the options leave."""
    chosen = parse(PolicyFilter, params)
    nothing = selects_nothing({"names": chosen.names, "profile_types": chosen.profile_types}, host.warn)
    policies = [] if nothing else list_policies(core, chosen)
    return {"policies": policies, "count": len(policies)}


def main() -> None:
    """Run the module."""
    run_module(run, SPEC)


if __name__ == "__main__":
    main()
