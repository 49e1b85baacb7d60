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
  - A device that is already there is found by O(match_on) and returned, so that a second run changes nothing.
  - Countries, user, phone number and matching devices are read and checked before the one request that has an effect.
    If its answer is lost it is not sent again; the devices of the user are read to see whether Core acted.
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
    details: Not with O(match_on=never), which registers another device each time.
options:
  user_id:
    description:
      - The user id (principal) the device is registered for.
      - If Core does not know it, and O(import_user_from_ldap) is false, a local user is created. Its password is the
        user id until O(initial_password) or M(mobileiron.core.mi_user_password) changes it.
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
      - If a device of another user holds it, the task fails and names them.
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
      - V(0), which is no country, is sent as it is with a warning. Whether Core takes it, or a device without a number
        and without a country, is Core's decision.
    type: int
  country:
    description:
      - The country, by its ISO alpha-2 code or its name, ignoring case.
      - A country that Core does not know fails; one that is disabled for registration is warned of.
    type: str
  operator:
    description: The operator. Not validated, because Core corrects it by the phone number.
    type: str
  employee_owned:
    description: Whether the device belongs to the employee.
    type: bool
    default: false
  import_user_from_ldap:
    description:
      - Whether a user that Core does not know is imported from LDAP.
      - A user that a search of LDAP does not find is warned of, because Core may know how to import it all the same; in
        check mode the task fails.
    type: bool
    default: false
  user_first_name:
    description: First name of a new local user. Required if Core does not know O(user_id) and it is not imported.
    type: str
  user_last_name:
    description: Last name of a new local user. Required if Core does not know O(user_id) and it is not imported.
    type: str
  user_email:
    description: Email address of a new local user. Required if Core does not know O(user_id) and it is not imported.
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
      - Which device of the user counts as already registered. A device that is RETIRED, RETIRE_PENDING, WIPED or
        EXPIRED never does. Several matches fail and are named.
      - V(phone) is a device with this O(phone_number), and the default for phones.
      - V(user_platform) is a device of the same user and platform, and the default with O(device_type=pda).
      - V(never) always registers another device.
    type: str
    choices: [phone, user_platform, never]
  initial_password:
    description:
      - The password, 8 to 20 characters, that replaces the user id as password of a local user.
      - It is set whenever the user is local and the user id is still accepted as the password, which one
        authentication attempt tells; so an interrupted run is completed by the next.
    type: str
  return_passcode:
    description: Whether RV(registration.passcode) is returned. It is a secret; use C(no_log) where results are kept.
    type: bool
    default: false
notes:
  - The account needs the admin role API.
  - "Reference: Register a Device, List of Countries, Find a User, Search LDAP Users, Update Password for a User."
  - Core answers a password change in words only. Its documented message is believed; after any other answer one
    authentication attempt with the new password tells whether it was changed.
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
  description: What Core answered to the registration; V(null) if a device matched, and in check mode.
  returned: success
  type: dict
  contains:
    device_uuid:
      description: The uuid of the new device.
      returned: always
      type: str
      sample: caba40e7-f56b-44aa-ac70-79e32e91adf8
    status:
      description: The status that Core answered; V(null) where the answer was lost and the device list told.
      returned: always
      type: str
      sample: SUCCESS
    registration_url:
      description: Where the user validates the registration with the passcode.
      returned: always
      type: str
      sample: http://app16.mobileiron.com:8080/v/75b13
    passcode_ttl_hours:
      description: How many hours the passcode is valid.
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
    - Whether O(initial_password) replaced the user id as password, or in check mode would, as far as can be told.
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
