# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations


class ModuleDocFragment:
    """How devices are selected."""

    DOCUMENTATION = r"""
options:
  uuids:
    description:
      - Device uuids.
      - Several selectors intersect; several values in one selector unite. An empty selector never selects everything.
    type: list
    elements: str
  mac_addresses:
    description: Wi-Fi MAC addresses in any common notation.
    type: list
    elements: str
  phone_numbers:
    description:
      - Phone numbers without country code. Blanks, parentheses, hyphens and dots are removed.
    type: list
    elements: str
  users:
    description: User ids (principals). Selects their devices.
    type: list
    elements: str
  labels:
    description: Names of labels. Selects the devices that carry them.
    type: list
    elements: str
  statuses:
    description:
      - Device statuses. V(ACTIVE), V(IENROLL_VERIFIED), V(IENROLL_INPROGRESS), V(IENROLL_COMPLETE), V(INFECTED),
        V(LOST), V(RETIRED), V(VERIFIED), V(VERIFICATION_PENDING), V(EXPIRED), V(WIPED), V(RETIRE_PENDING), or V(all)
        for each of them.
    type: list
    elements: str
  platforms:
    description: Keep only devices of these platforms. This is a filter, not a selector.
    type: list
    elements: str
    choices: [android, ios, macos, windows, windows_phone]
  employee_owned:
    description: Keep only employee owned (V(true)) or company owned (V(false)) devices.
    type: bool
  compliant:
    description: Keep only devices that are (V(true)) or are not (V(false)) compliant.
    type: bool
  not_seen_for_days:
    description: Keep only devices that last connected at least this many days ago, or never.
    type: int
"""
