#!/usr/bin/python
# Copyright: Contributors to the mobileiron.core collection
# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: mi_profile_push
short_description: Send devices their configurations and policies again
version_added: 1.0.0
description:
  - Asks Core to push the profiles of the selected devices again, either all of them or one.
  - Core only accepts the request. No read can show whether a device received the profile, so every run reports a
    change.
author:
  - mobileiron.core contributors (@mobileiron-core)
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
    support: none
    details: No read can show a change.
  idempotent:
    support: none
    details: No read can show a push, so every run sends it.
options:
  profile_id:
    description:
      - Push only this profile. A device that does not have it fails.
      - M(mobileiron.core.mi_device_info) lists the identifiers, with
        O(mobileiron.core.mi_device_info#module:include=profiles).
    type: str
  profile_type:
    description: The kind of O(profile_id). V(app) is a configuration. Identifiers are unique only within a kind.
    type: str
    choices: [app, policy]
notes:
  - The account needs the admin role API.
  - "Reference: Re-push Profiles for a Device, Get Profiles for a Device."
  - The module sends one request for each device. O(wait) returns at once, and O(bulk_threshold) and O(bulk_size) have
    no effect.
"""

EXAMPLES = r"""
- name: Push all profiles to one device again
  mobileiron.core.mi_profile_push:
    uuids: [caba40e7-f56b-44aa-ac70-79e32e91adf8]

- name: Push one policy to the devices of a label
  mobileiron.core.mi_profile_push:
    labels: [Field Staff]
    profile_id: "-3"
    profile_type: policy
    max_devices: 200
"""

RETURN = r"""
devices:
  description: One entry for each device; see O(return_devices).
  returned: always
  type: list
  elements: dict
  contains:
    uuid:
      description: The device's uuid.
      returned: always
      type: str
      sample: caba40e7-f56b-44aa-ac70-79e32e91adf8
    name:
      description: The device's name.
      returned: always
      type: str
      sample: jdoe:Android 13.0:4155551212
    principal:
      description: The user id of its user.
      returned: always
      type: str
      sample: jdoe
    action:
      description: Always C(profile_push).
      returned: always
      type: str
      sample: profile_push
    outcome:
      description: V(planned) in check mode, V(accepted), V(failed) or V(skipped).
      returned: always
      type: str
      sample: accepted
    changed:
      description: Whether Core accepted the request, or may have accepted it.
      returned: always
      type: bool
      sample: true
    reason_sent:
      description: Always false; the call takes no reason.
      returned: always
      type: bool
      sample: false
    message:
      description: An explanation of the outcome, above all the reason of a failure.
      returned: always
      type: str
      sample:
    before:
      description: The state before.
      returned: always
      type: dict
      sample: {status: ACTIVE, principal: jdoe, employee_owned: false, block_reasons: []}
    after:
      description: Null, because no read can show a change.
      returned: always
      type: dict
      sample:
  sample:
    - uuid: caba40e7-f56b-44aa-ac70-79e32e91adf8
      name: jdoe:Android 13.0:4155551212
      principal: jdoe
      action: profile_push
      outcome: accepted
      changed: true
      reason_sent: false
      message:
      before: {status: ACTIVE, principal: jdoe, employee_owned: false, block_reasons: []}
      after:
summary:
  description: The number of devices with each outcome.
  returned: always
  type: dict
  sample: {unchanged: 0, planned: 0, accepted: 1, confirmed: 0, outstanding: 0, failed: 0, skipped: 0}
reason:
  description: The given reason.
  returned: always
  type: str
  sample: New Wi-Fi certificate
"""

from collections.abc import Mapping
from typing import Any

from ansible_collections.mobileiron.core.plugins.module_utils.acting._profiles import Profile, push_profiles
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

OPTIONS: Table = table(Profile)
SPEC = module_spec(OPTIONS, SELECTOR, GUARDS, OUTCOMES, required_together=[("profile_id", "profile_type")])


def run(params: Mapping[str, Any], core: Core, host: Host) -> dict[str, Any]:
    """Push the profiles of the selected devices, or one of them."""
    return push_profiles(device_task(params, core), parse(Profile, params))


def main() -> None:
    """Run the module."""
    run_module(run, SPEC)


if __name__ == "__main__":
    main()
