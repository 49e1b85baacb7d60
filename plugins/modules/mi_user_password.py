#!/usr/bin/python
# Copyright: Contributors to the mobileiron.core collection
# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: mi_user_password
short_description: Change a user's password in MobileIron Core
version_added: 1.0.0
description:
  - Changes the password of one user. A failure distinguishes an unknown user, a wrong old password and a rejected new
    password.
  - The module sends passwords in the body of the request only. They appear in no result.
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
    details: A diff could show only secrets.
  idempotent:
    support: partial
    details: Only with O(update_password=on_change).
options:
  target_username:
    description: The user id (principal) whose password is changed.
    type: str
    required: true
  old_password:
    description:
      - The current password. Core needs it if it is set to save user passwords (I(Settings > Preferences) in the Admin
        Portal).
      - If a registration created the local user, the current password is the user id.
    type: str
  new_password:
    description: The new password, 8 to 20 characters.
    type: str
    required: true
  update_password:
    description:
      - With V(always), the module sends the change each time.
      - With V(on_change), the module first makes one authentication attempt with O(new_password), in check mode too. If
        Core accepts it, the module changes nothing.
    type: str
    choices: [always, on_change]
    default: always
notes:
  - The account needs the admin role API.
  - "Reference: Update Password for a User, Find a User, Authenticate a User."
  - Core reports a password change only as text. The module accepts the documented message. After any other answer, it
    makes one authentication attempt with O(new_password) to find out. After a failure, it makes one attempt with
    O(old_password) to find the cause. Core may lock a user out after several wrong attempts.
seealso:
  - module: mobileiron.core.mi_user_authenticate
  - module: mobileiron.core.mi_register
"""

EXAMPLES = r"""
- name: Give a new local user a password other than the user id
  mobileiron.core.mi_user_password:
    target_username: jdoe
    old_password: jdoe
    new_password: "{{ vault_jdoe_password }}"
    update_password: on_change
"""

RETURN = r"""
cause:
  description:
    - Why the password was not changed. V(unknown_user), V(wrong_old_password), V(new_password_rejected),
      V(old_password_missing_or_new_password_rejected) if O(old_password) was not given, or V(lost_answer).
  returned: failure
  type: str
  sample: wrong_old_password
"""

from collections.abc import Mapping
from typing import Any

from ansible_collections.mobileiron.core.plugins.module_utils.core._core import Core
from ansible_collections.mobileiron.core.plugins.module_utils.glue._host import Host
from ansible_collections.mobileiron.core.plugins.module_utils.glue._module import run_module
from ansible_collections.mobileiron.core.plugins.module_utils.glue._options import Table, module_spec, parse, table
from ansible_collections.mobileiron.core.plugins.module_utils.services._users import NewPassword, set_password

OPTIONS: Table = table(NewPassword)
SPEC = module_spec(OPTIONS)


def run(params: Mapping[str, Any], core: Core, host: Host) -> dict[str, Any]:
    """Change the password, unless it is the user's already and only a change was asked for."""
    return {"changed": set_password(core, parse(NewPassword, params))}


def main() -> None:
    """Run the module."""
    run_module(run, SPEC)


if __name__ == "__main__":
    main()
