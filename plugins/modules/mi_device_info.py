#!/usr/bin/python
# Copyright: Contributors to the mobileiron.core collection
# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
from __future__ import annotations

DOCUMENTATION = r"""
module: mi_device_info
short_description: List devices and what Core knows of them
version_added: 1.0.0
description:
  - Lists the selected devices. Without a selector, these are all C(ACTIVE) devices.
  - The module does not fail if no device matches. An empty selector selects nothing and gives a warning.
author: mobileiron.core contributors (@mobileiron-core)
extends_documentation_fragment:
  - mobileiron.core.connection
  - mobileiron.core.attributes
  - mobileiron.core.attributes.info_module
  - mobileiron.core.selector
options:
  include:
    description:
      - Further data of each device, returned under a key of the same name. Each value costs one more request for each
        device.
      - V(labels) uses the version 2 API, in the device space O(admin_device_space_id).
    type: list
    elements: str
    choices: [profiles, policies, app_settings, labels]
  fields:
    description:
      - Return only these keys. V(details.<key>) keeps one key of C(details), nested under C(details); the name is
        split at the first dot only.
      - On large fleets this makes the module faster and its result much smaller.
    type: list
    elements: str
  app_name:
    description: Return only devices on which the app of this name is installed.
    type: str
  app_platform:
    description:
      - The platform of O(app_name), V(android), V(ios), V(macos), V(windows) or V(windows_phone), or Core's letter for
        it.
    type: str
  limit:
    description: Return at most this many devices, after all filters.
    type: int
notes:
  - The account needs the role API, and for O(include=labels) Device Management > View device page, device details.
  - "Reference: Get Devices by Status, Get Device details for a specific device, Get Device Details for a Phone
    Number/User/Label/Wi-Fi MAC Address, Get Profiles for a Device, Get Policies by DeviceUUID, Get Application Settings
    by Device UUID, Using offset and limit Parameters to Cycle through Records."
seealso:
  - module: mobileiron.core.mi_device_action
"""

EXAMPLES = r"""
- name: List the devices of a person
  mobileiron.core.mi_device_info:
    users:
      - jdoe
  register: person

- name: List devices that have not connected for a month, and only what a report needs
  mobileiron.core.mi_device_info:
    not_seen_for_days: 30
    fields:
      - uuid
      - principal
      - platform
      - last_connected_at
      - details.SerialNumber

- name: List the company's Android phones that are out of compliance
  mobileiron.core.mi_device_info:
    labels:
      - Android
    employee_owned: false
    compliant: false

- name: List one device with its labels and policies
  mobileiron.core.mi_device_info:
    uuids:
      - 8d711cdc-e93c-49b1-88d6-222f54132445
    include:
      - labels
      - policies

- name: List the devices with an app
  mobileiron.core.mi_device_info:
    app_name: LinkedIn
    app_platform: ios
"""

RETURN = r"""
devices:
  description:
    - The devices, ordered by uuid. Unknown keys are returned too, in snake_case.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: The internal id.
      type: str
      returned: success
      sample: "2"
    uuid:
      description: The device's uuid.
      type: str
      returned: success
      sample: 8d711cdc-e93c-49b1-88d6-222f54132445
    name:
      description: The name that Core gives the device. It has the user, the platform and the number.
      type: str
      returned: success
      sample: "jdoe:Android 13:4155551212"
    principal:
      description: The user id.
      type: str
      returned: success
      sample: jdoe
    status:
      description: The status.
      type: str
      returned: success
      sample: ACTIVE
    status_code:
      description: The ASCII code of the status letter.
      type: int
      returned: success
      sample: 97
    platform:
      description: The platform as Core spells it.
      type: str
      returned: success
      sample: Android 13
    platform_family:
      description: One of V(android), V(ios), V(macos), V(windows), V(windows_phone) and V(other).
      type: str
      returned: success
      sample: android
    os_version:
      description: The version number of the operating system, as the device reports it, or otherwise from C(platform).
      type: str
      returned: success
      sample: "13"
    model:
      description: The model.
      type: str
      returned: success
      sample: Pixel 7
    manufacturer:
      description: The manufacturer.
      type: str
      returned: success
      sample: Google
    phone_number:
      description: The phone number, or V(PDA) and a number.
      type: str
      returned: success
      sample: "4155551212"
    email_address:
      description: The user's email address.
      type: str
      returned: success
      sample: jdoe@example.com
    user_display_name:
      description: The user's name.
      type: str
      returned: success
      sample: Joe Doe
    user_first_name:
      description: The user's first name.
      type: str
      returned: success
      sample: Joe
    user_last_name:
      description: The user's last name.
      type: str
      returned: success
      sample: Doe
    user_uuid:
      description: The internal user id.
      type: str
      returned: success
      sample: de398fcb-a3a4-412c-a1dd-9be8bd46e728
    user_source:
      description: Whether the user is V(local) or from V(ldap).
      type: str
      returned: success
      sample: local
    employee_owned:
      description: Whether the device belongs to the employee.
      type: bool
      returned: success
      sample: false
    mdm_managed:
      description: Whether the MDM profile is enabled, on iOS.
      type: bool
      returned: success
      sample: false
    notify_user:
      description: Whether the user was to be notified of the registration.
      type: bool
      returned: success
      sample: true
    last_connected_at:
      description: When the device last connected.
      type: str
      returned: success
      sample: "2026-03-01T01:52:33Z"
    registered_at:
      description: When the device was registered.
      type: str
      returned: success
      sample: "2025-07-08T01:52:33Z"
    eas_uuid:
      description: The uuid of the device's ActiveSync partnership.
      type: str
      returned: success
      sample: 4d22d6d7-29dc-4c35-8e67-23dee442cf85
    operator:
      description: The operator.
      type: str
      returned: success
      sample: AT&T
    home_operator:
      description: The operator when not roaming.
      type: str
      returned: success
      sample: AT&T
    country_code:
      description: The telephone country code.
      type: int
      returned: success
      sample: 1
    country_name:
      description: The country.
      type: str
      returned: success
      sample: United States
    language_id:
      description: The internal id of the language.
      type: str
      returned: success
      sample: "1"
    compliance:
      description: The bitmap of compliance reasons.
      type: int
      returned: success
      sample: 33
    compliance_reasons:
      description: The names of its bits.
      type: list
      elements: str
      returned: success
      sample: [compromised, out_of_contact]
    quarantined_status:
      description: The bitmap of quarantine reasons.
      type: int
      returned: success
      sample: 0
    quarantine_reasons:
      description: The names of its bits.
      type: list
      elements: str
      returned: success
      sample: []
    block_reason:
      description: The bitmap of the reasons why ActiveSync is blocked.
      type: int
      returned: success
      sample: 0
    block_reasons:
      description: The names of its bits.
      type: list
      elements: str
      returned: success
      sample: []
    compromised:
      description:
        - Whether the device is rooted or jailbroken; null if this is not known, for example for a device that has never
          connected.
      type: bool
      returned: success
      sample: true
    compliant:
      description: Whether the bitmap is zero and the device is not known to be compromised.
      type: bool
      returned: success
      sample: false
    details:
      description: The details that the device reports, with its own keys. Every value is text.
      type: dict
      returned: success
      sample:
        device_model: Pixel 7
        security_state: Compromised
    profiles:
      description: The configurations and policies on the device.
      type: list
      elements: dict
      returned: with O(include=profiles)
      sample:
        - id: "-3"
          uuid: misystem-default-security-policy
          name: Default Security Policy
          policy_type: SECURITY
          profile_type: POLICY
          status: Applied
          last_updated_at: "2012-09-11T07:06:05.503Z"
    policies:
      description: The policies of the device, as M(mobileiron.core.mi_policy_info) returns them.
      type: list
      elements: dict
      returned: with O(include=policies)
      sample: []
    app_settings:
      description: The application settings of the device, as M(mobileiron.core.mi_app_setting_info) returns them.
      type: list
      elements: dict
      returned: with O(include=app_settings)
      sample: []
    labels:
      description: The labels that the device carries.
      type: list
      elements: dict
      returned: with O(include=labels)
      sample:
        - id: "3"
          name: Executives
          static_label: true
count:
  description: The number of devices returned.
  returned: success
  type: int
  sample: 1
"""

from collections.abc import Mapping
from typing import Any

from ansible_collections.mobileiron.core.plugins.module_utils.core._core import Core
from ansible_collections.mobileiron.core.plugins.module_utils.glue._host import Host
from ansible_collections.mobileiron.core.plugins.module_utils.glue._module import run_module
from ansible_collections.mobileiron.core.plugins.module_utils.glue._options import (
    SELECTOR,
    Table,
    module_spec,
    parse,
    table,
)
from ansible_collections.mobileiron.core.plugins.module_utils.selecting._selector import Selector
from ansible_collections.mobileiron.core.plugins.module_utils.services._device_info import Listing, list_devices

OPTIONS: Table = table(Listing)
SPEC = module_spec(OPTIONS, SELECTOR)


def run(params: Mapping[str, Any], core: Core, host: Host) -> dict[str, Any]:
    """The selected devices."""
    devices = list_devices(core, parse(Selector, params), parse(Listing, params))
    return {"devices": devices, "count": len(devices)}


def main() -> None:
    """Run the module."""
    run_module(run, SPEC)


if __name__ == "__main__":
    main()
