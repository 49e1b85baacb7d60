# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations


class ModuleDocFragment:
    """The guards of every module that changes something on selected devices."""

    DOCUMENTATION = r"""
options:
  reason:
    description:
      - The reason for the action, at most 512 characters. Required for lock, unlock, retire, wipe and block.
      - The calls for a single device send it to Core. The bulk and ActiveSync calls cannot send it. The result always
        keeps it.
    type: str
  max_devices:
    description:
      - The maximum number of devices that may receive the effect. If there are more, the task fails before the first
        effect and states the count.
      - Defaults to V(1) for retire and wipe, and to V(100) for everything else.
    type: int
  allow_employee_owned_wipe:
    description:
      - Whether devices that belong to an employee may be factory-reset. A device of unknown owner counts as employee
        owned.
    type: bool
    default: false
  protected_labels:
    description:
      - Labels that protect their devices. If a target carries one of them, the task fails before the first effect. A
        label that Core does not know also fails the task.
    type: list
    elements: str
    default: []
  expected_user:
    description: The user id. Every target must belong to this user. The case does not matter.
    type: str
"""
