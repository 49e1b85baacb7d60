# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Changes of devices, as events for ansible-rulebook."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

DOCUMENTATION = r"""
name: device_changes
short_description: Reports changes of devices to ansible-rulebook
version_added: 1.0.0
author:
  - mobileiron.core contributors (@mobileiron-core)
description:
  - Reads the devices at an interval and compares them with the reading before.
  - "An event is C({type: mobileiron.device_change, id, change, device, before, after}), with one event for each kind of
    change. C(device) holds C(uuid), C(name), C(principal), C(status), C(platform_family) and C(employee_owned)."
  - "C(before) and C(after): of V(status) and V(principal) a text, of V(owner) whether the device is employee owned, of
    V(compromised) whether it is compromised, and of V(compliance), V(quarantine) and V(block) the list of reasons."
  - A new device is V(added), and what is wrong with it is reported as well. A device is V(gone) when two readings in a
    row lack it. What Core does not tell or masks is no change.
  - Without a selector the devices in every status are read, by one request for each, so that a retired device is a
    change of V(status). With V(statuses) a device that leaves them is V(gone).
  - An event that was put into the queue and not yet noted as delivered when the process is killed comes again after the
    restart, with the same C(id). What must not happen twice has to remember that id, as the playbooks of this
    collection do.
  - In the texts of an event a blank stands between the braces of a template (C({ {) for C({{)), because
    ansible-playbook would run what comes from the names of devices and users as templates.
  - Ends with an error for options, credentials or a state file that do not work. While Core cannot be read, it tries
    again with growing pauses, at most 5 minutes or O(interval), with a warning each time.
extends_documentation_fragment:
  - mobileiron.core.plugin_connection
  - mobileiron.core.selector
options:
  changes:
    description: Report these kinds of changes only. Without it, all.
    type: list
    elements: str
    choices: [added, gone, status, owner, principal, compliance, compromised, quarantine, block]
  interval:
    description: Seconds from the end of one reading to the next.
    type: float
    default: 300.0
  state_file:
    description:
      - The path of a file in which the source remembers what it has seen. It is written as a whole, readable by its
        owner only, and locked while the source runs (in a second file, with C(.lock) added to the name).
      - Each source needs a file of its own. A file that is damaged, of another server or of other selectors is refused
        and left as it is.
      - Without it nothing outlives the process, and what happens while it is down is not reported.
    type: path
  seed_only:
    description:
      - Whether the first run, which finds no O(state_file), only remembers what there is.
      - If V(false), the first run reports everything there is as new, within O(burst_limit).
    type: bool
    default: true
  burst_limit:
    description:
      - If one reading brings more events than this, one event of type C(mobileiron.burst) is reported in their place,
        with their C(count) and the C(kinds).
      - V(0) means no limit.
    type: int
    default: 100
  feedback:
    description:
      - Whether ansible-rulebook acknowledges each event once it has stored it. It needs ansible-rulebook 1.3, started
        with C(--persistence-id) and a database, and a C(name) for the source.
      - An event counts as delivered only when it is acknowledged, so that none is lost in the memory of
        ansible-rulebook either.
    type: bool
    default: false
notes:
  - The account needs the admin role API.
  - "Reference: Get Devices by Status."
"""

EXAMPLES = r"""
- name: Watch for compromised devices
  hosts: localhost
  sources:
    - name: core_devices
      mobileiron.core.device_changes:
        # The address and the account come from MOBILEIRON_URL, MOBILEIRON_USERNAME and MOBILEIRON_PASSWORD.
        interval: 300
        state_file: /var/lib/rulebook/core-devices.json
        changes: [compromised]
  rules:
    - name: A device is compromised
      condition: event.change == "compromised" and event.after == true
      throttle:
        once_within: 1 hour
        group_by_attributes: [event.device.uuid]
      action:
        print_event:
"""

# ansible-rulebook runs this file by its path and knows no collections; the rest of this one is found from here.
_COLLECTIONS = Path(__file__).absolute().parents[6]
if str(_COLLECTIONS.parent) not in sys.path:
    sys.path.insert(0, str(_COLLECTIONS.parent))
import ansible_collections  # noqa: E402

if str(_COLLECTIONS) not in list(ansible_collections.__path__):  # another one that was installed with pip hides it
    ansible_collections.__path__.insert(0, str(_COLLECTIONS))

from ansible_collections.mobileiron.core.plugins.module_utils.glue._event_source import run_source  # noqa: E402
from ansible_collections.mobileiron.core.plugins.module_utils.glue._feeds import DEVICE_CHANGES  # noqa: E402


async def main(queue: asyncio.Queue, args: dict[str, Any]) -> None:
    """Put changes of devices into ``queue`` until the task is cancelled. Raises an error that says what ends it."""
    await run_source(DEVICE_CHANGES, queue, args)
