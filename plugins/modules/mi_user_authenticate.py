#!/usr/bin/python
# Copyright: Contributors to the mobileiron.core collection
# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: mi_user_authenticate
short_description: Check a user's password with MobileIron Core
version_added: 1.0.0
description:
  - Asks Core once whether it accepts this password for the user. A wrong password is a result, not a failure.
  - The module first makes a read with the account of O(username). A later refusal therefore concerns O(target_username)
    and not the account.
author:
  - mobileiron.core contributors (@mobileiron-core)
extends_documentation_fragment:
  - mobileiron.core.connection
  - mobileiron.core.attributes
  - mobileiron.core.attributes.info_module
options:
  target_username:
    description: The user id (principal) whose password is checked.
    type: str
    required: true
  target_password:
    description: The password to check. It is sent in the request's body.
    type: str
    required: true
notes:
  - The account needs the admin role API.
  - "Reference: Authenticate a User."
  - Each run makes one attempt, in check mode too, and never repeats it. Core may lock a user out after several wrong
    attempts.
seealso:
  - module: mobileiron.core.mi_user_password
"""

EXAMPLES = r"""
- name: Check whether a new user still has the user id as password
  mobileiron.core.mi_user_authenticate:
    target_username: jdoe
    target_password: jdoe
  register: check

- name: Report it
  ansible.builtin.debug:
    msg: jdoe must change the password.
  when: check.authenticated
"""

RETURN = r"""
authenticated:
  description: Whether Core accepts the password.
  returned: success
  type: bool
  sample: true
user:
  description: The user, as M(mobileiron.core.mi_user_info) returns it; V(null) if the password is not accepted.
  returned: success
  type: dict
  sample:
    id: "9001"
    uuid: f89d8cbf-59d7-47e6-97c2-4681ed8f954a
    principal: jdoe
    display_name: Jane Doe
    first_name: Jane
    last_name: Doe
    email: jdoe@example.com
    enabled: true
    force_password_change: false
    created_at: "2013-07-17T18:20:00Z"
    last_admin_portal_login_time:
    roles: []
    user_source: local
"""

from collections.abc import Mapping
from typing import Any

from ansible_collections.mobileiron.core.plugins.module_utils.core._core import Core
from ansible_collections.mobileiron.core.plugins.module_utils.glue._host import Host
from ansible_collections.mobileiron.core.plugins.module_utils.glue._module import run_module
from ansible_collections.mobileiron.core.plugins.module_utils.glue._options import Table, module_spec
from ansible_collections.mobileiron.core.plugins.module_utils.selecting._values import refuse_empty

OPTIONS: Table = {
    "target_username": {"type": "str", "required": True},
    "target_password": {"type": "str", "required": True, "no_log": True},
}
SPEC = module_spec(OPTIONS)


def run(params: Mapping[str, Any], core: Core, host: Host) -> dict[str, Any]:
    """Make one authentication attempt."""
    for name in OPTIONS:
        refuse_empty(name, params[name], required=True)
    user = core.users.authenticate(params["target_username"], params["target_password"])
    return {"authenticated": user is not None, "user": user}


def main() -> None:
    """Run the module."""
    run_module(run, SPEC)


if __name__ == "__main__":
    main()
