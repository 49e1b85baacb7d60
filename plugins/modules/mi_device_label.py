#!/usr/bin/python
# Copyright: Contributors to the mobileiron.core collection
# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
from __future__ import annotations

DOCUMENTATION = r"""
module: mi_device_label
short_description: Put static labels on devices and take them off
version_added: 1.0.0
description:
  - Puts labels on the selected devices or takes them off, or sets exactly the named static labels. Afterwards it reads
    which labels each device carries.
  - The criteria of a filtered (dynamic) label decide which devices carry it. A filtered label in O(names) fails the
    task, and V(exact) leaves filtered labels alone.
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
    support: full
  idempotent:
    support: full
options:
  names:
    description:
      - The labels, by their exact names. An empty list is valid only with O(state=exact), and takes all static labels
        off.
    type: list
    elements: str
    required: true
  state:
    description:
      - With V(present), the devices carry the labels. With V(absent), they do not. With V(exact), they carry these
        static labels and no others.
    type: str
    choices: [present, absent, exact]
    default: present
notes:
  - The account needs the role API, and, for the version 2 calls that this module makes, the roles Device Management >
    View device page, device details and Label Management > Apply and remove label in O(admin_device_space_id).
  - "Reference: Get all Labels. The other calls are version 2, see Important Note on v1 API Deprecation."
seealso:
  - module: mobileiron.core.mi_label_info
  - module: mobileiron.core.mi_policy_label
"""

EXAMPLES = r"""
- name: Put the phones of a person into two labels
  mobileiron.core.mi_device_label:
    users:
      - jdoe
    names:
      - Field Staff
      - VPN users

- name: Take a label off one device
  mobileiron.core.mi_device_label:
    uuids:
      - 8d711cdc-e93c-49b1-88d6-222f54132445
    names:
      - VPN users
    state: absent

- name: Set exactly one static label on a device
  mobileiron.core.mi_device_label:
    uuids:
      - 8d711cdc-e93c-49b1-88d6-222f54132445
    names:
      - Executives
    state: exact
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
      description: Always V(label).
      type: str
      returned: always
      sample: label
    outcome:
      description:
        - V(unchanged), V(planned) in check mode, V(accepted), V(confirmed) where a later read showed the labels,
          V(outstanding), V(failed) or V(skipped).
      type: str
      returned: always
      sample: confirmed
    changed:
      description: Whether Core changed the labels, or may have changed them.
      type: bool
      returned: always
      sample: true
    reason_sent:
      description: Always false; the calls take no reason.
      type: bool
      returned: always
      sample: false
    message:
      description: An explanation of the outcome.
      type: str
      returned: always
      sample: null
    before:
      description: The names of the labels that the device carried, including filtered labels.
      type: list
      elements: str
      returned: always
      sample: [Android]
    after:
      description: The names of the labels that the device carries afterwards, or in check mode would carry.
      type: list
      elements: str
      returned: always
      sample: [Android, Field Staff]
summary:
  description: The number of entries with each outcome, always complete.
  type: dict
  returned: always
  sample: {unchanged: 0, planned: 0, accepted: 0, confirmed: 1, outstanding: 0, failed: 0, skipped: 0}
reason:
  description: The given reason.
  type: str
  returned: always
  sample: null
"""

from collections.abc import Mapping
from typing import Any

from ansible_collections.mobileiron.core.plugins.module_utils.acting._labels import LabelChange, change_labels
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

OPTIONS: Table = table(LabelChange)
SPEC = module_spec(OPTIONS, SELECTOR, GUARDS, OUTCOMES)


def run(params: Mapping[str, Any], core: Core, host: Host) -> dict[str, Any]:
    """Bring the labels onto, or off, the selected devices."""
    return change_labels(device_task(params, core), parse(LabelChange, params))


def main() -> None:
    """Run the module."""
    run_module(run, SPEC)


if __name__ == "__main__":
    main()
