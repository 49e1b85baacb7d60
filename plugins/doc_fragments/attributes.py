# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations


class ModuleDocFragment:
    """What the attributes mean, and those of info modules."""

    DOCUMENTATION = r"""
options: {}
attributes:
  check_mode:
    description:
      - Can run in C(check_mode) and return the changes that it would make. The module makes every read of a real run
        and validates targets, guards and options. It sends nothing that has an effect.
  diff_mode:
    description: Returns what changed, or would change, with C(--diff).
  idempotent:
    description:
      - A second run with the same options makes no further change.
"""

    INFO_MODULE = r"""
options: {}
attributes:
  check_mode:
    description:
      - Can run in C(check_mode) and return the changes that it would make. The module makes every read of a real run
        and validates targets, guards and options. It sends nothing that has an effect.
    support: full
    details: This module only reads.
  diff_mode:
    description: Returns what changed, or would change, with C(--diff).
    support: N/A
    details: This module only reads.
  idempotent:
    description:
      - A second run with the same options makes no further change.
    support: full
    details: This module only reads.
"""
