#!/usr/bin/python
# Copyright: Contributors to the mobileiron.core collection
# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: mi_device_action
short_description: Lock, unlock, wake up, retire, wipe or locate devices, or set their roaming
version_added: 1.0.0
description:
  - Checks the guards, carries out one action on the selected devices, and returns the outcome for each device.
  - Below O(bulk_threshold) devices, the module sends a single call for each device, with the reason. From there on it
    sends bulk requests, which take no reason; Core replies to them before it acts. The module reads each device again
    just before it acts, and refuses a device that changed hands.
  - The module sends no effect twice. If the answer to an effect is lost, it reads the state. If no read can show the
    effect, the device is V(failed), and the message says that it is not known whether Core acted.
author: mobileiron.core contributors (@mobileiron-core)
extends_documentation_fragment:
  - mobileiron.core.connection
  - mobileiron.core.attributes
  - mobileiron.core.selector
  - mobileiron.core.guards
  - mobileiron.core.outcomes
  - mobileiron.core.plan
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
    details: For retire, wipe and roaming, because a read can show their effect.
  idempotent:
    support: partial
    details:
      - Retire, wipe and set_roaming are idempotent. A second retire asks a device that is still C(ACTIVE) again, but
        not one that is C(RETIRE_PENDING).
      - No read can show a lock, an unlock, a wakeup or a locate with O(locate_now), so the module sends these every
        time.
options:
  action:
    description:
      - What to do. V(lock), V(unlock), V(retire) and V(wipe) need a O(reason).
      - V(wipe) resets devices to factory settings. Employee owned devices are refused unless
        O(allow_employee_owned_wipe) is set.
      - V(locate) reads the last known location and changes nothing, unless O(locate_now) is set.
      - V(set_roaming) works on iOS devices only. Other devices fail the task before any effect.
    type: str
    required: true
    choices: [lock, unlock, wakeup, retire, wipe, locate, set_roaming]
  voice_roaming:
    description: Whether voice roaming is to be enabled. Required for O(action=set_roaming).
    type: bool
  data_roaming:
    description:
      - Whether data roaming is to be enabled. Required for O(action=set_roaming).
      - Data roaming needs voice roaming. Without voice roaming it stays off.
    type: bool
  locate_now:
    description:
      - For O(action=locate), ask the devices for their location now. A fix takes a few seconds to minutes. Read it
        later without this option, or set O(fix_timeout). iOS ignores the request.
    type: bool
    default: false
  fix_timeout:
    description:
      - With O(locate_now), the number of seconds to wait for a new fix. The module reads every O(wait_interval)
        seconds. O(wait) does not wait for a fix.
    type: int
    default: 0
  return_passcodes:
    description: Whether to return the passcodes that Core generates for some devices. Add C(no_log) to such a task.
    type: bool
    default: false
notes:
  - The account needs the role API.
  - "Reference: Retire a Device, Lock a Device, Unlock a Device, Wipe a Device, Wakeup Client, Locate a Device, Enable
    Roaming, Send Action to bulk devices."
seealso:
  - module: mobileiron.core.mi_device_info
  - module: mobileiron.core.mi_eas_action
"""

EXAMPLES = r"""
- name: Lock a lost phone
  mobileiron.core.mi_device_action:
    action: lock
    uuids:
      - 8d711cdc-e93c-49b1-88d6-222f54132445
    reason: Lost on the train, INC-4711

- name: Plan to retire the devices of a person
  mobileiron.core.mi_device_action:
    action: retire
    users:
      - jdoe
    reason: Left the company, HR-99
    max_devices: 5
  check_mode: true
  register: plan

- name: Retire exactly the planned devices
  mobileiron.core.mi_device_action:
    action: retire
    users:
      - jdoe
    reason: Left the company, HR-99
    max_devices: 5
    plan_id: "{{ plan.plan_id }}"
    wait: true

- name: Reset a company owned phone, unless it is one of the ward
  mobileiron.core.mi_device_action:
    action: wipe
    mac_addresses:
      - 38:AA:3C:62:BF:AD
    reason: Stolen, INC-4712
    expected_user: jdoe
    protected_labels:
      - Ward phones

- name: Switch roaming off on the company's iPhones
  mobileiron.core.mi_device_action:
    action: set_roaming
    labels:
      - iOS
    employee_owned: false
    voice_roaming: false
    data_roaming: false
    max_devices: 500
"""

RETURN = r"""
devices:
  description: One entry for each device that O(return_devices) selects, ordered by uuid.
  type: list
  elements: dict
  returned: always
  contains:
    uuid:
      description: The device.
      type: str
      returned: always
      sample: 8d711cdc-e93c-49b1-88d6-222f54132445
    name:
      description: The device's name.
      type: str
      returned: always
      sample: "jdoe:Android 13:4155551212"
    principal:
      description: The user id that the device belonged to when it was selected.
      type: str
      returned: always
      sample: jdoe
    action:
      description: The action.
      type: str
      returned: always
      sample: retire
    outcome:
      description:
        - V(unchanged), already in the requested state. V(planned), would be done, in check mode. V(accepted), Core
          accepted the request. V(confirmed), a later read showed the effect. V(outstanding), accepted but not confirmed
          within O(wait_timeout). V(failed), see C(message). V(skipped), not sent because something else failed.
      type: str
      returned: always
      sample: confirmed
    changed:
      description: Whether Core acted, or may have acted.
      type: bool
      returned: always
      sample: true
    reason_sent:
      description: Whether the reason was sent to Core.
      type: bool
      returned: always
      sample: true
    message:
      description: Core's message, or an explanation of the outcome.
      type: str
      returned: always
      sample: Device is retired successfully.
    before:
      description:
        - The state just before the action. For V(set_roaming) also C(voice_roaming) and C(data_roaming).
      type: dict
      returned: always
      sample:
        status: ACTIVE
        principal: jdoe
        employee_owned: true
        block_reasons: []
    after:
      description: The state after the action, as read from Core; null if no read can show the action.
      type: dict
      returned: always
      sample:
        status: RETIRED
        principal: jdoe
        employee_owned: true
        block_reasons: []
    location:
      description: The location; null for other actions, and if there is none (see C(message)).
      type: dict
      returned: always
      sample:
        lookup_result: GPS
        latitude: 37.386433
        longitude: -122.053902
        radius: 1500.0
        captured_at: "2026-03-01T10:00:00Z"
    passcode:
      description: The passcode that unlocks the device, with O(return_passcodes), if Core generated one.
      type: str
      returned: always
      sample: null
summary:
  description: The number of entries with each outcome, always complete.
  type: dict
  returned: always
  sample: {unchanged: 0, planned: 0, accepted: 0, confirmed: 1, outstanding: 0, failed: 0, skipped: 0}
plan_id:
  description: The id of the plan, for O(plan_id). It covers the action, its options, and the devices with their state.
  type: str
  returned: always
  sample: 1f3870be274f6c49b3e31a0c6728957f3ac2b9ff44d8e1e1ff0d1b2b6f4c1a27
reason:
  description: The given reason.
  type: str
  returned: always
  sample: Left the company, HR-99
"""

from collections.abc import Mapping
from typing import Any

from ansible_collections.mobileiron.core.plugins.module_utils.acting._action_table import WORKS, act
from ansible_collections.mobileiron.core.plugins.module_utils.acting._device_options import DeviceOptions
from ansible_collections.mobileiron.core.plugins.module_utils.acting._plan import Plan
from ansible_collections.mobileiron.core.plugins.module_utils.core._core import Core
from ansible_collections.mobileiron.core.plugins.module_utils.glue._device_task import device_task
from ansible_collections.mobileiron.core.plugins.module_utils.glue._host import Host
from ansible_collections.mobileiron.core.plugins.module_utils.glue._module import run_module
from ansible_collections.mobileiron.core.plugins.module_utils.glue._options import (
    GUARDS,
    OUTCOMES,
    PLAN,
    SELECTOR,
    Table,
    module_spec,
    parse,
    table,
)

OPTIONS: Table = {
    "action": {"type": "str", "required": True, "choices": list(WORKS)},
    **table(DeviceOptions),
}
SPEC = module_spec(
    OPTIONS, SELECTOR, GUARDS, OUTCOMES, PLAN,
    required_if=[("action", "set_roaming", ("voice_roaming", "data_roaming"))],
)  # fmt: skip


def run(params: Mapping[str, Any], core: Core, host: Host) -> dict[str, Any]:
    """Carry out the action on the selected devices."""
    return act(device_task(params, core), params["action"], parse(DeviceOptions, params), parse(Plan, params))


def main() -> None:
    """Run the module."""
    run_module(run, SPEC)


if __name__ == "__main__":
    main()
