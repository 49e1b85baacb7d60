# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations


class ModuleDocFragment:
    """Apply only what was planned."""

    DOCUMENTATION = r"""
options:
  plan_id:
    description:
      - The RV(plan_id) of an earlier run, usually in check mode. The module computes the plan again from the live
        state. If the new plan has a different id, the task fails before any effect and returns the new id.
      - The id is not checked if every target is already in the requested state.
    type: str
"""
