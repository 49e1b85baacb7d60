#!/usr/bin/python
# Copyright: Contributors to the mobileiron.core collection
# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
from __future__ import annotations

DOCUMENTATION = r"""
module: mi_alert_info
short_description: List the alerts of MobileIron Core
version_added: 1.0.0
description:
  - Lists the alerts in the event center of Core (Ivanti EPMM).
  - Several filters intersect; several values in one filter unite. With both O(users) and O(phone_numbers), the module
    lists the alerts for these phone numbers of these users.
  - An empty list as a filter selects nothing and gives a warning.
author:
  - mobileiron.core contributors (@mobileiron-core)
extends_documentation_fragment:
  - mobileiron.core.connection
  - mobileiron.core.attributes
  - mobileiron.core.attributes.info_module
options:
  users:
    description: Only alerts for these users (login names).
    type: list
    elements: str
  phone_numbers:
    description:
      - Only alerts for these phone numbers, without country code. Blanks, parentheses, hyphens and dots are removed.
    type: list
    elements: str
  read:
    description: Only alerts that are marked read (V(true)) or unread (V(false)).
    type: bool
  types:
    description: Only alerts of these types.
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
    description: Only alerts of these severities.
    type: list
    elements: str
    choices: [INFORMATION, WARNING, CRITICAL]
  since:
    description:
      - Only alerts with this date or a later one.
      - Use one of the formats of Core's API, which are V(Jan 1 2010), V(January 1, 2010), V(January 1, 2010, 00:00:00),
        V(2010-03-10T15:04:06+00:00), and V(03-12-2010 13:23:12) for March 12. Without an offset it is UTC.
    type: str
notes:
  - The account needs the admin role API.
  - Follows the section Alerts of the Core v1 API reference.
seealso:
  - module: mobileiron.core.mi_alert
"""

EXAMPLES = r"""
- name: List the critical alerts that nobody has read
  mobileiron.core.mi_alert_info:
    url: https://core.example.com
    username: automation
    password: "{{ mobileiron_password }}"
    read: false
    severities:
      - CRITICAL
  register: critical

- name: List the alerts of one person's phone since the first of January
  mobileiron.core.mi_alert_info:
    users:
      - jdoe
    phone_numbers:
      - 650-555-1212
    since: January 1, 2026
"""

RETURN = r"""
alerts:
  description: The alerts, in Core's order.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: The internal id of the alert.
      type: str
      returned: success
      sample: "3936"
    type:
      description: The type, as in O(types). Derived from RV(alerts[].alert_defnname).
      type: str
      returned: success
      sample: POLICY_VIOLATIONS_ALERT
    alert_defnname:
      description: The type under the name that Core gives it.
      type: str
      returned: success
      sample: POLICY_VIOLATIONS_ALERT
    read:
      description: Whether the alert is marked read. Derived from RV(alerts[].is_active), which has the opposite
        meaning.
      type: bool
      returned: success
      sample: false
    is_active:
      description: As Core sends it, V(true) for an unread alert.
      type: bool
      returned: success
      sample: true
    is_alert_read:
      description: As Core sends it. Documented as not used.
      type: bool
      returned: success
      sample: true
    severity:
      description: The severity, as in O(severities).
      type: str
      returned: success
      sample: WARNING
    status:
      description: The delivery status of the alert.
      type: str
      returned: success
      sample: DISPATCHED
    transport:
      description: How the recipient gets the alert, V(EMAIL), V(SMS) or V(APNS).
      type: str
      returned: success
      sample: EMAIL
    alert_date:
      description: The date of the alert, in UTC.
      type: str
      returned: success
      sample: "2010-05-01T01:02:00Z"
    updated_at:
      description: When the alert was last modified, in UTC.
      type: str
      returned: success
      sample: "2010-04-30T01:04:00Z"
    update_by:
      description: The user or system component that last modified the alert.
      type: str
      returned: success
      sample: alertprocessor
    alert_text:
      description: The text of the alert.
      type: str
      returned: success
      sample: "WARNING::Memory size exceeded 1% for Phone #: 14085551212 (miadmin)"
    user_name:
      description: The recipient.
      type: str
      returned: success
      sample: miadmin
    user_id:
      description: The uuid of the user. The same as RV(alerts[].user_uuid).
      type: str
      returned: success
      sample: 6b0f7a54-9d0c-4c53-8f2e-0a2d0f0e7a11
    user_uuid:
      description: The uuid of the user, whichever name Core gave it in this list.
      type: str
      returned: success
      sample: 6b0f7a54-9d0c-4c53-8f2e-0a2d0f0e7a11
    device_uuid:
      description: The device that the alert is about.
      type: str
      returned: success
      sample: 6482dce2-ea75-400a-9f2c-d67766d942cf
    dispatch_device_uuid:
      description: The device that the alert is sent to.
      type: str
      returned: success
      sample: 6482dce2-ea75-400a-9f2c-d67766d942cf
    label_id:
      description: The internal id of the label that triggered the alert.
      type: str
      returned: success
      sample: "163"
    event_subscription_name:
      description: The name of the event that the alert belongs to.
      type: str
      returned: success
      sample: m1
    retries:
      description: The number of attempts to send the alert.
      type: int
      returned: success
      sample: 2
count:
  description: The number of alerts returned.
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
from ansible_collections.mobileiron.core.plugins.module_utils.selecting._values import selects_nothing
from ansible_collections.mobileiron.core.plugins.module_utils.services._alerts import AlertFilter, select_alerts

OPTIONS: Table = table(AlertFilter, "users", "phone_numbers", "read", "types", "severities", "since")
SPEC = module_spec(OPTIONS)


def run(params: Mapping[str, Any], core: Core, host: Host) -> dict[str, Any]:
    """The alerts that the filters leave."""
    chosen = parse(AlertFilter, params)
    alerts = [] if selects_nothing(chosen.lists, host.warn) else select_alerts(core, chosen)
    return {"alerts": alerts, "count": len(alerts)}


def main() -> None:
    """Run the module."""
    run_module(run, SPEC)


if __name__ == "__main__":
    main()
