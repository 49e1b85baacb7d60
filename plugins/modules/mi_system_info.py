#!/usr/bin/python
# Copyright: Contributors to the mobileiron.core collection
# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: mi_system_info
short_description: See whether MobileIron Core answers, its version, and which calls it serves
version_added: 1.0.0
description:
  - Returns whether Core is reachable, whether it accepts the account, whether the account has the API role, Core's
    versions, and which of the documented calls it answers.
  - A server that cannot be reached and a wrong password are results, not failures.
  - The module looks for the calls in the server's own description (WADL). Without it, the module tries the reads, for
    things that do not exist. It never tries a call with an effect. If the account does not work, it tries nothing more.
author:
  - mobileiron.core contributors (@mobileiron-core)
extends_documentation_fragment:
  - mobileiron.core.connection
  - mobileiron.core.attributes
  - mobileiron.core.attributes.info_module
options:
  operations:
    description: Whether to list the documented calls. Without them two small reads are made and no more.
    type: bool
    default: true
notes:
  - The account needs the admin role API, and any admin role for the version.
  - "Reference: WADL, Authentication."
  - For a server without WADL, the module sends about thirty reads, including the export and the lists of policies and
    alerts.
"""

EXAMPLES = r"""
- name: Check Core before the first change
  mobileiron.core.mi_system_info:
  register: core

- name: Stop if Core or the account does not work
  ansible.builtin.assert:
    that:
      - core.reachable
      - core.authenticated
      - core.role_present
    fail_msg: "{{ core.message | default('The account cannot work with Core.', true) }}"

- name: List the calls that this server does not answer
  ansible.builtin.debug:
    msg: "{{ core.operations | selectattr('answered', 'false') | map(attribute='name') | list }}"
"""

RETURN = r"""
url:
  description: The address of Core as it was given, without a slash at its end.
  returned: success
  type: str
  sample: https://core.example.com
reachable:
  description: Whether a Core answers at the address.
  returned: success
  type: bool
  sample: true
authenticated:
  description: Whether Core accepted the account.
  returned: success
  type: bool
  sample: true
role_present:
  description:
    - Whether Core allowed a call that needs the API role. Core gives the same answer to a wrong password and to a
      missing role. The module can distinguish them only if the version 2 ping answers the account.
  returned: success
  type: bool
  sample: true
message:
  description: The problem; null if there is none.
  returned: success
  type: str
  sample: >-
    list_countries: Core refused the credentials of 'api' (401). Either the username or password is incorrect, or the
    account lacks the role that this call needs: API (Admin Portal: Admin > Admins > Edit Roles > Others > API).
tls:
  description: The encryption of the connection.
  returned: success
  type: dict
  contains:
    used:
      description: Whether the address uses C(https).
      returned: always
      type: bool
      sample: true
    verified:
      description: Whether the certificate was verified.
      returned: always
      type: bool
      sample: true
  sample:
    used: true
    verified: true
versions:
  description: The versions from the version 2 ping; each is V(null) on servers without it.
  returned: success
  type: dict
  contains:
    api_version:
      description: The version of the version 2 API.
      returned: always
      type: int
      sample: 2
    core:
      description: The version of Core.
      returned: always
      type: str
      sample: VSP 10.8.0.0 Build 1
  sample:
    api_version: 2
    core: VSP 10.8.0.0 Build 1
operations:
  description: The documented calls. Empty without O(operations).
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: The name of the call in this collection.
      returned: always
      type: str
      sample: list_devices
    method:
      description: The HTTP method.
      returned: always
      type: str
      sample: GET
    path:
      description: The path.
      returned: always
      type: str
      sample: /api/v1/dm/devices
    section:
      description: The section of the API reference.
      returned: always
      type: str
      sample: Get Devices by Status
    answered:
      description: Whether this server answers the call; V(null) if finding out would have an effect.
      returned: always
      type: bool
      sample: true
    how:
      description: How the module found out, V(WADL), V(probed), V(not probed) or V(not asked).
      returned: always
      type: str
      sample: WADL
  sample:
    - name: list_devices
      method: GET
      path: /api/v1/dm/devices
      section: Get Devices by Status
      answered: true
      how: WADL
"""

from collections.abc import Mapping
from typing import Any

from ansible_collections.mobileiron.core.plugins.module_utils.core._core import Core
from ansible_collections.mobileiron.core.plugins.module_utils.glue._host import Host
from ansible_collections.mobileiron.core.plugins.module_utils.glue._module import run_module
from ansible_collections.mobileiron.core.plugins.module_utils.glue._options import Table, module_spec
from ansible_collections.mobileiron.core.plugins.module_utils.services._system import system

OPTIONS: Table = {"operations": {"type": "bool", "default": True}}
SPEC = module_spec(OPTIONS)


def run(params: Mapping[str, Any], core: Core, host: Host) -> dict[str, Any]:
    """Describe the server."""
    return system(core, params["operations"])


def main() -> None:
    """Run the module."""
    run_module(run, SPEC)


if __name__ == "__main__":
    main()
