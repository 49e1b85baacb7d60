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
  - Reads the devices at an interval and compares them with the previous reading.
  - "An event is C({type: mobileiron.device_change, id, change, device, before, after}), with one event for each kind of
    change. C(device) contains C(uuid), C(name), C(principal), C(status), C(platform_family) and C(employee_owned)."
  - "C(before) and C(after) depend on the change. They are text for V(status) and V(principal), lists of reasons for
    V(compliance), V(quarantine) and V(block), true or false for V(owner) (employee owned or not) and for
    V(compromised)."
  - A new device is V(added), and the source also reports its problems. A device is V(gone) when two consecutive
    readings lack it. A value that Core leaves out or masks is not a change.
  - Without a selector, the source reads the devices in every status, with one request for each status. A retired device
    is then a change of V(status). With O(statuses), a device that leaves these statuses is V(gone).
  - Each event is delivered at least once. The source keeps it in O(state_file) until it has left the queue of
    ansible-rulebook, and with O(feedback) was acknowledged, and a whole pause between two readings has passed since
    then. If the process is killed before that, the event comes again after the restart, with the same C(id). After a
    clean stop, events that are still in the queue come again. An action that must not happen twice has to remember the
    id, as the playbooks of this collection do.
  - In the texts of an event, C({ {) replaces C({{), because ansible-playbook would evaluate names of devices and users
    as templates.
  - The source ends with an error if the options, the credentials or the state file do not work. While Core cannot be
    read, it tries again with growing pauses, at most 5 minutes or O(interval), and warns each time.
extends_documentation_fragment:
  - mobileiron.core.plugin_connection
  - mobileiron.core.selector
options:
  changes:
    description: Report these kinds of changes only. Without it, the source reports all kinds.
    type: list
    elements: str
    choices: [added, gone, status, owner, principal, compliance, compromised, quarantine, block]
  interval:
    description: Seconds from the end of one reading to the next.
    type: float
    default: 300.0
  state_file:
    description:
      - The path of the file in which the source remembers what it has seen. The source replaces it as a whole, readable
        by its owner only, and locks it while it runs (in a second file, with C(.lock) added to the name).
      - Each source needs its own file. The source refuses a file that is damaged or belongs to another server or other
        selectors, and leaves it as it is.
      - Without it, events that happen while the process is down are lost.
    type: path
  seed_only:
    description:
      - Whether the first run, without an O(state_file), only remembers what it reads.
      - If V(false), the first run reports everything that it reads as new, within O(burst_limit).
    type: bool
    default: true
  burst_limit:
    description:
      - If one reading brings more events than this, the source reports one event of type C(mobileiron.burst) in their
        place, with their C(count) and C(kinds).
      - V(0) means no limit.
    type: int
    default: 100
  feedback:
    description:
      - Whether ansible-rulebook acknowledges each event once it has stored it. It needs ansible-rulebook 1.3, started
        with C(--persistence-id) and a database, and a C(name) for the source.
      - An event then counts as delivered when it was acknowledged and a whole pause between two readings has passed
        since then. ansible-rulebook writes a database file with a short delay, so the pause is at least 3 seconds, also
        with a shorter O(interval). If ansible-rulebook is killed, no event is lost. The events of the last reading come
        again, with the same C(id).
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
