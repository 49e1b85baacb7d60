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
      - Why this is done, at most 512 characters. Required for locking, unlocking, retiring, wiping and blocking.
      - It is sent to Core where the call takes one, which the single device calls do and the bulk and ActiveSync calls
        do not, and is kept in the result.
    type: str
  max_devices:
    description:
      - How many devices may receive the effect. If there are more, the task fails before the first effect and states
        the count.
      - Defaults to V(1) for retiring and wiping, and to V(100) for everything else.
    type: int
  allow_employee_owned_wipe:
    description:
      - Whether devices that belong to an employee may be factory-reset. A device whose owner is not known counts as
        employee owned.
    type: bool
    default: false
  protected_labels:
    description:
      - Labels whose devices must not be touched. If a target carries one of them the task fails before the first
        effect. A label that Core does not know fails too.
    type: list
    elements: str
    default: []
  expected_user:
    description: The user id that every target has to belong to. Its case does not matter.
    type: str
"""
