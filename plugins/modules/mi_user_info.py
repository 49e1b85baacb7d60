#!/usr/bin/python
# Copyright: Contributors to the mobileiron.core collection
# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: mi_user_info
short_description: Find users of MobileIron Core or in LDAP
version_added: 1.0.0
description:
  - Returns the user with exactly this user id or email address, or the results of a search in LDAP.
  - If nobody matches, the list is empty; this is not a failure.
author:
  - mobileiron.core contributors (@mobileiron-core)
extends_documentation_fragment:
  - mobileiron.core.connection
  - mobileiron.core.attributes
  - mobileiron.core.attributes.info_module
options:
  target_username:
    description: The user id (principal) to look for. Compared exactly, ignoring case.
    type: str
  target_email:
    description: The email address to look for. Compared exactly, ignoring case.
    type: str
  ldap_search:
    description:
      - Search LDAP for users whose user id contains this text of at least 2 characters.
      - Core refuses a search with more results than its limit, which is 100 by default.
    type: str
notes:
  - The account needs the admin role API.
  - "Reference: Find a User, Search LDAP Users."
  - Some servers refuse a slash or backslash in a path. On such a server, a user like C(DOMAIN\user) cannot be looked
    up; the error explains this.
seealso:
  - module: mobileiron.core.mi_user_authenticate
"""

EXAMPLES = r"""
- name: Find a user by user id
  mobileiron.core.mi_user_info:
    target_username: jdoe
  register: user

- name: Find a user by email address
  mobileiron.core.mi_user_info:
    target_email: jdoe@example.com

- name: Search LDAP
  mobileiron.core.mi_user_info:
    ldap_search: smith
"""

RETURN = r"""
users:
  description: The users. A user that only LDAP knows has no id, uuid or roles.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: Core's identifier.
      returned: always
      type: str
      sample: "9001"
    uuid:
      description: The user's uuid.
      returned: always
      type: str
      sample: f89d8cbf-59d7-47e6-97c2-4681ed8f954a
    principal:
      description: The user id.
      returned: always
      type: str
      sample: jdoe
    display_name:
      description: The name shown.
      returned: always
      type: str
      sample: Jane Doe
    first_name:
      description: First name.
      returned: always
      type: str
      sample: Jane
    last_name:
      description: Last name.
      returned: always
      type: str
      sample: Doe
    email:
      description: Email address.
      returned: always
      type: str
      sample: jdoe@example.com
    enabled:
      description: Whether the user may log in.
      returned: always
      type: bool
      sample: true
    force_password_change:
      description: Whether the user must change the password.
      returned: always
      type: bool
      sample: false
    created_at:
      description: When the user was created, ISO 8601 UTC.
      returned: always
      type: str
      sample: "2013-07-17T18:20:00Z"
    last_admin_portal_login_time:
      description: When the user last logged in to the Admin Portal, ISO 8601 UTC.
      returned: always
      type: str
      sample: "2013-07-18T20:22:00.915Z"
    roles:
      description: The admin roles.
      returned: always
      type: list
      elements: str
      sample: [ROLE_API]
    user_source:
      description: V(local) or V(ldap).
      returned: always
      type: str
      sample: local
  sample:
    - id: "9001"
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
count:
  description: The number of users returned.
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
from ansible_collections.mobileiron.core.plugins.module_utils.services._users import UserSearch, find_users

OPTIONS: Table = table(UserSearch)
SPEC = module_spec(OPTIONS, required_one_of=[tuple(OPTIONS)], mutually_exclusive=[tuple(OPTIONS)])


def run(params: Mapping[str, Any], core: Core, host: Host) -> dict[str, Any]:
    """Find one user exactly, or search LDAP."""
    users = find_users(core, parse(UserSearch, params))
    return {"users": users, "count": len(users)}


def main() -> None:
    """Run the module."""
    run_module(run, SPEC)


if __name__ == "__main__":
    main()
