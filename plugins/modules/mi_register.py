#!/usr/bin/python
# Copyright: Contributors to the mobileiron.core collection
# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: mi_register
short_description: Register a device of a person with MobileIron Core
version_added: 1.0.0
description:
  - Registers a device for a user, so that the person can enrol it with the passcode that Core sends out.
  - If a device already matches O(match_on), the module returns it. A second run therefore changes nothing.
  - The module reads and checks the country, the user, the phone number and matching devices before the only request
    that has an effect. If the answer to it is lost, the module does not send it again. It reads the devices of the user
    to find out whether Core acted.
author:
  - mobileiron.core contributors (@mobileiron-core)
extends_documentation_fragment:
  - mobileiron.core.connection
  - mobileiron.core.attributes
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: partial
    details: Not with O(match_on=never), because it registers another device each time.
options:
  user_id:
    description:
      - The user id (principal) of the person.
      - If Core does not know the user, and O(import_user_from_ldap) is false, Core creates a local user. Its password
        is the user id until O(initial_password) or M(mobileiron.core.mi_user_password) changes it.
    type: str
    required: true
  platform:
    description: The platform of the device.
    type: str
    required: true
    choices: [android, ios, macos, windows, windows_phone]
  phone_number:
    description:
      - The phone number without country code. Blanks, parentheses, hyphens and dots are removed.
      - If a device of another user has this number, the task fails and names that device and its user.
    type: str
  device_type:
    description:
      - V(pda) for a device without a phone number, such as a tablet.
      - Without it, or with V(phone), O(phone_number) is required.
    type: str
    choices: [phone, pda]
  country_code:
    description:
      - The numeric calling code of the country. Either this or O(country) is required, except with O(device_type=pda).
      - V(0) is no country. The module sends it with a warning, and Core decides whether to accept it. Core also decides
        about a device without a number and without a country.
    type: int
  country:
    description:
      - The country, by its ISO alpha-2 code or its name, ignoring case.
      - An unknown country fails the task. A country that is disabled for registration gives a warning.
    type: str
  operator:
    description: The operator. The module does not validate it, because Core corrects it by the phone number.
    type: str
  employee_owned:
    description: Whether the device belongs to the employee.
    type: bool
    default: false
  import_user_from_ldap:
    description:
      - Whether Core imports an unknown user from LDAP.
      - If the LDAP search does not find the user, the module warns, because Core may still be able to import the user.
        In check mode the task fails.
    type: bool
    default: false
  user_first_name:
    description: First name of a new local user. Required if Core does not know O(user_id) and does not import the user.
    type: str
  user_last_name:
    description: Last name of a new local user. Required if Core does not know O(user_id) and does not import the user.
    type: str
  user_email:
    description: Email address of a new local user. Required if Core does not know O(user_id) and does not import the
      user.
    type: str
  notify_user:
    description: Whether Core sends the passcode to the user by email.
    type: bool
    default: true
  notify_user_by_sms:
    description: Whether Core sends the passcode to the user by SMS.
    type: bool
    default: false
  match_on:
    description:
      - Which device of the user counts as already registered. A RETIRED, RETIRE_PENDING, WIPED or EXPIRED device never
        counts. Several matches fail the task; the message names them.
      - V(phone) matches a device with this O(phone_number). It is the default for phones.
      - V(user_platform) matches a device of the same user and platform. It is the default with O(device_type=pda).
      - V(never) always registers another device.
    type: str
    choices: [phone, user_platform, never]
  initial_password:
    description:
      - The new password of a local user, 8 to 20 characters. It replaces the user id as the password.
      - The module sets it whenever the user is local and Core still accepts the user id as the password. It finds this
        out with one authentication attempt. The next run therefore completes an interrupted run.
    type: str
  return_passcode:
    description: Whether to return RV(registration.passcode). It is a secret; set C(no_log) on such a task.
    type: bool
    default: false
notes:
  - The account needs the admin role API.
  - "Reference: Register a Device, List of Countries, Find a User, Search LDAP Users, Update Password for a User."
  - Core reports a password change only as text. The module accepts the documented message. After any other answer, one
    authentication attempt with the new password shows whether the password was changed.
seealso:
  - module: mobileiron.core.mi_country_info
  - module: mobileiron.core.mi_operator_info
  - module: mobileiron.core.mi_user_password
"""

EXAMPLES = r"""
- name: Register an Android phone for a user Core knows
  mobileiron.core.mi_register:
    user_id: jdoe
    platform: android
    phone_number: "4155551212"
    country: US
    notify_user_by_sms: true

- name: Register a company tablet for a new local user, with a password of its own
  mobileiron.core.mi_register:
    user_id: asmith
    platform: ios
    device_type: pda
    country: DE
    user_first_name: Anna
    user_last_name: Smith
    user_email: anna.smith@example.com
    initial_password: "{{ vault_initial_password }}"
  register: registered

- name: Import the user from LDAP, and hand out the passcode by other means
  mobileiron.core.mi_register:
    user_id: bmiller
    platform: android
    phone_number: "4155551213"
    country_code: 1
    import_user_from_ldap: true
    notify_user: false
    return_passcode: true
  no_log: true
  register: registered
"""

RETURN = r"""
device:
  description:
    - The device as Core knows it after the registration, or the device that matched. See
      M(mobileiron.core.mi_device_info) for its keys.
    - V(null) in check mode if there is no match.
  returned: success
  type: dict
  sample:
    uuid: caba40e7-f56b-44aa-ac70-79e32e91adf8
    principal: jdoe
    status: VERIFICATION_PENDING
    platform_family: android
registration:
  description: Core's answer to the registration; V(null) if a device matched, and in check mode.
  returned: success
  type: dict
  contains:
    device_uuid:
      description: The uuid of the new device.
      returned: always
      type: str
      sample: caba40e7-f56b-44aa-ac70-79e32e91adf8
    status:
      description: The status in Core's answer; V(null) if the answer was lost and the device list showed the
        registration.
      returned: always
      type: str
      sample: SUCCESS
    registration_url:
      description: The address where the user validates the registration with the passcode.
      returned: always
      type: str
      sample: http://app16.mobileiron.com:8080/v/75b13
    passcode_ttl_hours:
      description: The number of hours that the passcode is valid.
      returned: always
      type: int
      sample: 120
    passcode:
      description: The passcode; V(null) unless O(return_passcode) is true.
      returned: always
      type: str
      sample: "63460"
  sample:
    device_uuid: caba40e7-f56b-44aa-ac70-79e32e91adf8
    status: SUCCESS
    registration_url: http://app16.mobileiron.com:8080/v/75b13
    passcode_ttl_hours: 120
    passcode:
initial_password_set:
  description:
    - Whether O(initial_password) replaced the user id as the password. In check mode, whether it would, as far as this
      is known.
  returned: success
  type: bool
  sample: false
"""

from collections.abc import Mapping
from typing import Any

from ansible_collections.mobileiron.core.plugins.module_utils.core._core import Core
from ansible_collections.mobileiron.core.plugins.module_utils.glue._host import Host
from ansible_collections.mobileiron.core.plugins.module_utils.glue._module import run_module
from ansible_collections.mobileiron.core.plugins.module_utils.glue._options import Table, module_spec, parse, table
from ansible_collections.mobileiron.core.plugins.module_utils.services._registration import register
from ansible_collections.mobileiron.core.plugins.module_utils.services._registration_request import Request

OPTIONS: Table = table(Request)
SPEC = module_spec(
    OPTIONS,
    required_one_of=[("phone_number", "device_type")],
    mutually_exclusive=[("country_code", "country")],
)


def run(params: Mapping[str, Any], core: Core, host: Host) -> dict[str, Any]:
    """Register, or return the device that is there; then set the initial password where it is still due."""
    return register(core, parse(Request, params))


def main() -> None:
    """Run the module."""
    run_module(run, SPEC)


if __name__ == "__main__":
    main()
