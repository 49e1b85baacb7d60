#!/usr/bin/python
# Copyright: Contributors to the mobileiron.core collection
# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
from __future__ import annotations

DOCUMENTATION = r"""
module: mi_eas_info
short_description: List the ActiveSync devices of MobileIron Core
version_added: 1.0.0
description:
  - Lists the devices that use Exchange ActiveSync, as Core (Ivanti EPMM) knows them, registered in MobileIron or not.
  - Several options intersect; several values in one option unite. Without any option, the module lists all devices.
  - An empty list as an option selects nothing and gives a warning.
author:
  - mobileiron.core contributors (@mobileiron-core)
extends_documentation_fragment:
  - mobileiron.core.connection
  - mobileiron.core.attributes
  - mobileiron.core.attributes.info_module
options:
  uuids:
    description:
      - ActiveSync uuids. The module reads each of them with its full RV(eas_devices[].details), in one call for each.
      - A uuid that Core does not know gives a warning, not a failure.
    type: list
    elements: str
  groups:
    description: Return only devices of these groups.
    type: list
    elements: str
    choices: [registered_allowed, registered_blocked, unregistered_allowed, unregistered_blocked, wiped]
  users:
    description:
      - User ids. Selects the ActiveSync devices whose user name or mailbox is the user id, ignoring case, and those
        that belong to a device of the user.
      - Other forms of the name, C(DOMAIN\\user) and C(user@domain), are near matches. The module lists them in
        RV(candidates).
    type: list
    elements: str
notes:
  - The account needs the admin role API.
  - Follows the sections List All ActiveSync Devices and Device Details for ActiveSync of the Core v1 API reference.
seealso:
  - module: mobileiron.core.mi_eas_action
"""

EXAMPLES = r"""
- name: List the devices that get mail without being managed
  mobileiron.core.mi_eas_info:
    url: https://core.example.com
    username: automation
    password: "{{ mobileiron_password }}"
    groups:
      - unregistered_allowed
  register: unmanaged

- name: List the ActiveSync devices of a person
  mobileiron.core.mi_eas_info:
    users:
      - jdoe
  register: mail

- name: Show the near matches
  ansible.builtin.debug:
    msg: "{{ mail.candidates | map(attribute='user_name') }}"

- name: Read all details of one device
  mobileiron.core.mi_eas_info:
    uuids:
      - ee8198d9-5d79-4961-94c4-e21bf04b2467
"""

RETURN = r"""
eas_devices:
  description: The ActiveSync devices, in Core's order.
  returned: success
  type: list
  elements: dict
  contains:
    uuid:
      description: The ActiveSync uuid.
      type: str
      returned: success
      sample: 5f3c2a10-e93c-49b1-88d6-222f54132445
    group:
      description: The group in Core's list, as in O(groups); null if Core does not list the device.
      type: str
      returned: success
      sample: registered_allowed
    access_state:
      description: V(allowed), V(blocked) or V(wiped). Derived from the group.
      type: str
      returned: success
      sample: allowed
    ambiguous:
      description:
        - Present and V(true) if Core lists the device several times, in different groups or for different users.
          M(mobileiron.core.mi_eas_action) does not act on such a device.
      type: bool
      returned: when it is so
      sample: true
    user_name:
      description: The ActiveSync user.
      type: str
      returned: success
      sample: jdoe113
    mailbox_id:
      description: The ActiveSync mailbox.
      type: str
      returned: success
      sample: jdoe113
    domain:
      description: The Exchange ActiveSync domain.
      type: str
      returned: success
      sample: exchdomain.com
    device_id:
      description: The ActiveSync device identifier.
      type: str
      returned: success
      sample: Appl87025CNUA4S
    mi_device_uuid:
      description: The uuid of the device in MobileIron, null for an unregistered one.
      type: str
      returned: success
      sample: 6f72cabb-1d8b-4965-aa8e-a355deab8222
    phone_number:
      description: The phone number.
      type: str
      returned: success
      sample: "6505551212"
    model:
      description: The model as the ActiveSync server recorded it.
      type: str
      returned: success
      sample: iPhone
    platform:
      description: The operating system as the ActiveSync server recorded it.
      type: str
      returned: success
      sample: iOS
    platform_code:
      description: The code of the operating system.
      type: int
      returned: success
      sample: 11
    status:
      description: Whether it is registered in MobileIron.
      type: str
      returned: success
      sample: Registered
    active_sync_status:
      description: The ActiveSync status as Core sends it.
      type: str
      returned: success
      sample: Allowed
    first_sync_time:
      description: The first synchronization, in UTC.
      type: str
      returned: success
      sample: "2012-01-10T07:13:05Z"
    last_sync_time:
      description: The last synchronization, in UTC.
      type: str
      returned: success
      sample: "2012-01-10T07:32:48Z"
    action_source:
      description: Who set the state, as Core sends it.
      type: str
      returned: success
      sample: EXCHANGE
    action_source_meaning:
      description: Who set the state, in words.
      type: str
      returned: success
      sample: initial state set by the Exchange server
    details:
      description: The details of the device in ActiveSync, with unchanged keys. The recovery password is always null.
      type: dict
      returned: with O(uuids)
      sample: {DeviceAccessState: Allowed, DeviceModel: iPod, RecoveryPassword: null}
candidates:
  description:
    - Near matches of O(users), which are not in RV(eas_devices). Records of the same form, plus C(candidate_for), the
      list of the users that they resemble.
  returned: success
  type: list
  elements: dict
  sample: []
count:
  description: The number of ActiveSync devices returned, without the candidates.
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
from ansible_collections.mobileiron.core.plugins.module_utils.selecting._activesync import (
    PartnershipFilter,
    read_partnerships,
)
from ansible_collections.mobileiron.core.plugins.module_utils.selecting._values import selects_nothing

OPTIONS: Table = table(PartnershipFilter)
SPEC = module_spec(OPTIONS)


def run(params: Mapping[str, Any], core: Core, host: Host) -> dict[str, Any]:
    """The ActiveSync devices that the options leave, and near matches of the users."""
    chosen = parse(PartnershipFilter, params)
    nothing = selects_nothing(vars(chosen), host.warn)
    partnerships, candidates = ([], []) if nothing else read_partnerships(core, chosen)
    return {"eas_devices": partnerships, "candidates": candidates, "count": len(partnerships)}


def main() -> None:
    """Run the module."""
    run_module(run, SPEC)


if __name__ == "__main__":
    main()
