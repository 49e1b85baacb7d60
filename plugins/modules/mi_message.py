#!/usr/bin/python
# Copyright: Contributors to the mobileiron.core collection
# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
from __future__ import annotations

DOCUMENTATION = r"""
module: mi_message
short_description: Send a message to devices by SMS, email or push notification
version_added: 1.0.0
description:
  - Sends one text to the selected devices. Core replies before it sends, so the outcome of a device is V(accepted) and
    never V(confirmed).
  - The module sends no message twice. If the answer is lost, the devices are V(failed), and the message says that it is
    not known whether Core acted.
author: mobileiron.core contributors (@mobileiron-core)
extends_documentation_fragment:
  - mobileiron.core.connection
  - mobileiron.core.attributes
  - mobileiron.core.selector
  - mobileiron.core.guards
  - mobileiron.core.outcomes
attributes:
  check_mode:
    support: full
  diff_mode:
    support: N/A
    details: A message leaves no readable state.
  idempotent:
    support: none
    details: Every run sends the message.
options:
  mode:
    description: How the message is sent.
    type: str
    required: true
    choices: [sms, email, push]
  message:
    description: The text.
    type: str
    required: true
  subject:
    description: The subject, with O(mode=email) only.
    type: str
notes:
  - The account needs the role API.
  - "Reference: Send message to devices."
  - Core may report that it could not send the message to every device, without naming the devices. All devices of that
    request are then V(failed).
seealso:
  - module: mobileiron.core.mi_device_action
"""

EXAMPLES = r"""
- name: Tell a person that the new phone waits to be enrolled
  mobileiron.core.mi_message:
    users:
      - jdoe
    mode: email
    subject: Your new phone
    message: Please enrol your phone within 24 hours.

- name: Push a notice to the field staff
  mobileiron.core.mi_message:
    labels:
      - Field Staff
    mode: push
    message: The VPN is down for maintenance from 22:00.
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
      description: The user id.
      type: str
      returned: always
      sample: jdoe
    action:
      description: Always V(message).
      type: str
      returned: always
      sample: message
    outcome:
      description: V(accepted), V(planned) in check mode, V(failed) or V(skipped).
      type: str
      returned: always
      sample: accepted
    changed:
      description: Whether Core sent the message, or may have sent it.
      type: bool
      returned: always
      sample: true
    reason_sent:
      description: Always false; the call takes no reason.
      type: bool
      returned: always
      sample: false
    message:
      description: Why it failed.
      type: str
      returned: always
      sample: null
    before:
      description: The device as it was.
      type: dict
      returned: always
      sample:
        status: ACTIVE
        principal: jdoe
        employee_owned: false
        block_reasons: []
    after:
      description: Always null, because no read can show a message.
      type: dict
      returned: always
      sample: null
summary:
  description: The number of entries with each outcome, always complete.
  type: dict
  returned: always
  sample: {unchanged: 0, planned: 0, accepted: 1, confirmed: 0, outstanding: 0, failed: 0, skipped: 0}
reason:
  description: The given reason.
  type: str
  returned: always
  sample: null
"""

from collections.abc import Mapping
from typing import Any

from ansible_collections.mobileiron.core.plugins.module_utils.acting._message import Message, send
from ansible_collections.mobileiron.core.plugins.module_utils.core._core import Core
from ansible_collections.mobileiron.core.plugins.module_utils.glue._device_task import device_task
from ansible_collections.mobileiron.core.plugins.module_utils.glue._host import Host
from ansible_collections.mobileiron.core.plugins.module_utils.glue._module import run_module
from ansible_collections.mobileiron.core.plugins.module_utils.glue._options import (
    GUARDS,
    OUTCOMES,
    SELECTOR,
    Table,
    module_spec,
    parse,
    table,
)

OPTIONS: Table = table(Message)
SPEC = module_spec(OPTIONS, SELECTOR, GUARDS, OUTCOMES)


def run(params: Mapping[str, Any], core: Core, host: Host) -> dict[str, Any]:
    """Send the message to the selected devices."""
    return send(device_task(params, core), parse(Message, params))


def main() -> None:
    """Run the module."""
    run_module(run, SPEC)


if __name__ == "__main__":
    main()
