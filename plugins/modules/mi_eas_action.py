#!/usr/bin/python
# Copyright: Contributors to the mobileiron.core collection
# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
from __future__ import annotations

DOCUMENTATION = r"""
module: mi_eas_action
short_description: Block, reinstate or wipe ActiveSync devices of MobileIron Core
version_added: 1.0.0
description:
  - Blocks the mail of ActiveSync devices, reinstates it, or resets the devices to factory settings through ActiveSync.
  - O(uuids), O(users) and O(device_uuids) intersect; several values in one of them unite. The task fails without any of
    them, and with an empty list. A value that Core (Ivanti EPMM) does not know fails the task before anything is sent.
  - The module reads the list again just before it acts, and refuses a device that changed hands. It reads the list once
    more afterwards. A device is V(confirmed) only if this read shows the effect.
  - The owner of an ActiveSync device comes from its device in MobileIron. Without such a device, the owner is unknown
    and counts as an employee. The module may block or reinstate such a device, but wipes it only with
    O(allow_employee_owned_wipe).
  - Core takes no reason for these actions. Only the result keeps O(reason).
author:
  - mobileiron.core contributors (@mobileiron-core)
extends_documentation_fragment:
  - mobileiron.core.connection
  - mobileiron.core.attributes
  - mobileiron.core.guards
  - mobileiron.core.outcomes
  - mobileiron.core.plan
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: full
    details: Each run requests a wipe again until the device has carried it out.
options:
  uuids:
    description: ActiveSync uuids.
    type: list
    elements: str
  users:
    description:
      - User ids. Selects the ActiveSync devices whose user name or mailbox is the user id, ignoring case, and those
        that belong to a device of the user.
      - Other forms of the name, C(DOMAIN\\user) and C(user@domain), are near matches. The module lists them in
        RV(candidates) and never acts on them.
      - A user without any ActiveSync device gives a warning. A user whom Core does not know either is an error.
    type: list
    elements: str
  device_uuids:
    description: MobileIron uuids of devices. Selects their ActiveSync devices.
    type: list
    elements: str
  action:
    description: The action. V(wipe) resets the whole device to factory settings.
    type: str
    required: true
    choices: [block, reinstate, wipe]
notes:
  - The account needs the admin role API.
  - Follows the section Request Action on ActiveSync Device of the Core v1 API reference.
  - O(bulk_threshold) has no effect here, because Core has only one call, which takes many devices.
seealso:
  - module: mobileiron.core.mi_eas_info
  - module: mobileiron.core.mi_device_action
"""

EXAMPLES = r"""
- name: Block all mail of a person who left
  mobileiron.core.mi_eas_action:
    url: https://core.example.com
    username: automation
    password: "{{ mobileiron_password }}"
    action: block
    users:
      - jdoe
    reason: Left the company, HR-2026-118

- name: Reinstate the mail of one device
  mobileiron.core.mi_eas_action:
    action: reinstate
    uuids:
      - ee8198d9-5d79-4961-94c4-e21bf04b2467
    expected_user: jdoe

- name: Wipe a lost company tablet through ActiveSync and wait until it is done
  mobileiron.core.mi_eas_action:
    action: wipe
    device_uuids:
      - 6f72cabb-1d8b-4965-aa8e-a355deab8222
    reason: Lost on the train, INC-4711
    expected_user: jdoe
    wait: true
    wait_timeout: 3600
"""

RETURN = r"""
devices:
  description: The ActiveSync devices that O(return_devices) asks for.
  returned: always, once the targets are known
  type: list
  elements: dict
  contains:
    uuid:
      description: The ActiveSync uuid.
      type: str
      returned: always
      sample: ee8198d9-5d79-4961-94c4-e21bf04b2467
    device_uuid:
      description: The uuid of the device in MobileIron, null for an unregistered one.
      type: str
      returned: always
      sample: 6f72cabb-1d8b-4965-aa8e-a355deab8222
    name:
      description: The model, or the ActiveSync device identifier if there is no model.
      type: str
      returned: always
      sample: iPhone
    principal:
      description: The user of the device in MobileIron; of an unregistered device the ActiveSync user.
      type: str
      returned: always
      sample: jdoe
    action:
      description: The action.
      type: str
      returned: always
      sample: block
    outcome:
      description:
        - V(unchanged), V(planned) (check mode), V(accepted) by Core, V(confirmed) by a later read, V(outstanding) (not
          confirmed within O(wait_timeout)), V(failed), or V(skipped).
      type: str
      returned: always
      sample: confirmed
    changed:
      description: Whether Core acted, or may have acted.
      type: bool
      returned: always
      sample: true
    reason_sent:
      description: Always false, because Core takes no reason here.
      type: bool
      returned: always
      sample: false
    message:
      description: An explanation of the outcome; null if there is none.
      type: str
      returned: always
      sample: null
    before:
      description:
        - The state before, with C(access_state) (V(allowed), V(blocked) or V(wiped)), C(principal), and of the device
          in MobileIron C(employee_owned), C(status) and C(block_reasons).
      type: dict
      returned: always
      sample: {access_state: allowed, principal: jdoe, employee_owned: false, status: ACTIVE, block_reasons: []}
    after:
      description: The state after the action, as read from Core; null if it was not read.
      type: dict
      returned: always
      sample: {access_state: blocked, principal: jdoe, employee_owned: false, status: ACTIVE, block_reasons: []}
    location:
      description: Always null. It makes the entries equal to those of M(mobileiron.core.mi_device_action).
      type: dict
      returned: always
      sample: null
    passcode:
      description: Always null. It makes the entries equal to those of M(mobileiron.core.mi_device_action).
      type: str
      returned: always
      sample: null
summary:
  description: The number of devices with each outcome, always complete.
  returned: always, once the targets are known
  type: dict
  sample: {unchanged: 0, planned: 0, accepted: 0, confirmed: 1, outstanding: 0, failed: 0, skipped: 0}
plan_id:
  description: The id of the plan, for O(plan_id). It covers the action, its options, and the devices with their state.
  returned: always, once the targets are known
  type: str
  sample: 1f3870be274f6c49b3e31a0c6728957f3ac2b9ff44d8e1e1ff0d1b2b6f4c1a27
reason:
  description: The given reason.
  returned: always, once the targets are known
  type: str
  sample: Left the company, HR-2026-118
candidates:
  description:
    - Near matches of O(users). The module did not act on them. The records are those of M(mobileiron.core.mi_eas_info),
      plus C(candidate_for), the list of the users that they resemble.
  returned: always, once the targets are known
  type: list
  elements: dict
  sample: []
"""

from collections.abc import Mapping
from typing import Any

from ansible_collections.mobileiron.core.plugins.module_utils.acting._activesync import ACTIONS, act
from ansible_collections.mobileiron.core.plugins.module_utils.acting._guards import Guards
from ansible_collections.mobileiron.core.plugins.module_utils.acting._outcome_options import OutcomeOptions
from ansible_collections.mobileiron.core.plugins.module_utils.acting._plan import Plan
from ansible_collections.mobileiron.core.plugins.module_utils.core._core import Core
from ansible_collections.mobileiron.core.plugins.module_utils.glue._host import Host
from ansible_collections.mobileiron.core.plugins.module_utils.glue._module import run_module
from ansible_collections.mobileiron.core.plugins.module_utils.glue._options import (
    GUARDS,
    OUTCOMES,
    PLAN,
    Table,
    module_spec,
    parse,
    table,
)
from ansible_collections.mobileiron.core.plugins.module_utils.selecting._activesync import PartnershipSelector

OPTIONS: Table = {
    **table(PartnershipSelector),
    "action": {"type": "str", "required": True, "choices": list(ACTIONS)},
}
SPEC = module_spec(OPTIONS, GUARDS, OUTCOMES, PLAN)


def run(params: Mapping[str, Any], core: Core, host: Host) -> dict[str, Any]:
    """Carry out the action on the selected ActiveSync devices."""
    selector, guards, settings = (
        parse(PartnershipSelector, params),
        parse(Guards, params),
        parse(OutcomeOptions, params),
    )
    return act(core, params["action"], selector, guards, settings, parse(Plan, params))


def main() -> None:
    """Run the module."""
    run_module(run, SPEC)


if __name__ == "__main__":
    main()
