#!/usr/bin/python
# Copyright: Contributors to the mobileiron.core collection
# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
from __future__ import annotations

DOCUMENTATION = r"""
module: mi_alert
short_description: Mark alerts of MobileIron Core read or unread
version_added: 1.0.0
description:
  - Marks alerts in the event center of Core (Ivanti EPMM) as read or unread, with a comment.
  - O(ids) names the alerts. Instead, O(users), O(phone_numbers), O(types), O(severities) and O(older_than_days) select
    alerts. Several filters intersect; several values in one filter unite. O(all) selects all alerts; together with a
    filter it has no effect. The task fails without any selection and with an empty list.
  - The module updates only alerts that are not in the requested state. It reads the list again afterwards. An alert
    that is not in the requested state then fails the task.
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
    support: full
    details: An alert that is already in the requested state keeps its comment.
options:
  ids:
    description:
      - The ids of the alerts. An unknown id fails the task before anything is sent.
      - Mutually exclusive with the filters.
    type: list
    elements: str
  users:
    description: Alerts for these users (login names).
    type: list
    elements: str
  phone_numbers:
    description:
      - Alerts for these phone numbers, without country code. Blanks, parentheses, hyphens and dots are removed.
    type: list
    elements: str
  types:
    description: Alerts of these types.
    type: list
    elements: str
    choices:
      - INTERNATIONAL_ROAMING_ALERT
      - THRESHOLD_REACHED_ALERT
      - SIM_CHANGED_ALERT
      - MEMORY_SIZE_EXCEEDED_ALERT
      - SYSTEM_ALERT
      - POLICY_VIOLATIONS_ALERT
  severities:
    description: Alerts of these severities.
    type: list
    elements: str
    choices: [INFORMATION, WARNING, CRITICAL]
  older_than_days:
    description: Alerts whose date is at least this many days ago. An alert without a date is never selected.
    type: int
  all:
    description: All alerts.
    type: bool
    default: false
  read:
    description: Whether to mark the alerts read (V(true)) or unread (V(false)).
    type: bool
    default: true
  comments:
    description: The comment that Core keeps with the alerts, 1 to 255 characters.
    type: str
    required: true
  bulk_size:
    description:
      - The number of alerts in one request, at most 20000. Without it, requests stay below 8,000 bytes, which every
        server accepts.
    type: int
notes:
  - The account needs the admin role API.
  - Follows the sections Update Alert and Update List of Alerts of the Core v1 API reference.
seealso:
  - module: mobileiron.core.mi_alert_info
"""

EXAMPLES = r"""
- name: Mark two alerts read
  mobileiron.core.mi_alert:
    url: https://core.example.com
    username: automation
    password: "{{ mobileiron_password }}"
    ids:
      - "3934"
      - "3936"
    comments: Handled in INC-4711

- name: Mark all alerts of a person who left read
  mobileiron.core.mi_alert:
    users:
      - jdoe
    comments: Offboarded, HR-2026-118

- name: Mark the informative alerts of more than a quarter ago read
  mobileiron.core.mi_alert:
    severities:
      - INFORMATION
    older_than_days: 90
    comments: Housekeeping

- name: Mark an alert unread again
  mobileiron.core.mi_alert:
    ids:
      - "3936"
    read: false
    comments: Not yet solved
"""

RETURN = r"""
alerts:
  description: The selected alerts, including those that were already in the requested state.
  returned: always, if alerts were selected
  type: list
  elements: dict
  contains:
    id:
      description: The internal id of the alert.
      type: str
      returned: always
      sample: "3936"
    changed:
      description: Whether the alert was changed, or would be in check mode.
      type: bool
      returned: always
      sample: true
    before:
      description: The state before the task.
      type: dict
      returned: always
      contains:
        read:
          description: Whether the alert was marked read.
          type: bool
          returned: always
          sample: false
    after:
      description: The state after the update, as read from Core; in check mode, the requested state.
      type: dict
      returned: always
      contains:
        read:
          description: Whether the alert is marked read, null if that could not be read.
          type: bool
          returned: always
          sample: true
    message:
      description: Why the alert is not in the requested state; otherwise null.
      type: str
      returned: always
      sample: null
count:
  description: The number of selected alerts.
  returned: always, if alerts were selected
  type: int
  sample: 1
"""

from collections.abc import Mapping
from typing import Any

from ansible_collections.mobileiron.core.plugins.module_utils.core._core import Core
from ansible_collections.mobileiron.core.plugins.module_utils.glue._host import Host
from ansible_collections.mobileiron.core.plugins.module_utils.glue._module import run_module
from ansible_collections.mobileiron.core.plugins.module_utils.glue._options import Table, module_spec, parse, table
from ansible_collections.mobileiron.core.plugins.module_utils.services._alerts import (
    AlertChange,
    AlertFilter,
    change_alerts,
)

OPTIONS: Table = {
    **table(AlertFilter, "users", "phone_numbers", "types", "severities", "older_than_days"),
    **table(AlertChange),
}
SPEC = module_spec(OPTIONS)


def run(params: Mapping[str, Any], core: Core, host: Host) -> dict[str, Any]:
    """Select the alerts, mark those that differ, and verify."""
    chosen = parse(AlertFilter, params, read=None)
    return change_alerts(core, parse(AlertChange, params, chosen=chosen))


def main() -> None:
    """Run the module."""
    run_module(run, SPEC)


if __name__ == "__main__":
    main()
