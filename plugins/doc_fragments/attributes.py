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
      - Can run in C(check_mode) and return the changes it would make. Every read of a real run is made, targets,
        guards and options are validated, and nothing that has an effect is sent.
  diff_mode:
    description: Returns what changed, or would change, with C(--diff).
  idempotent:
    description:
      - A second run with the same options changes nothing more.
"""

    INFO_MODULE = r"""
options: {}
attributes:
  check_mode:
    description:
      - Can run in C(check_mode) and return the changes it would make. Every read of a real run is made, targets,
        guards and options are validated, and nothing that has an effect is sent.
    support: full
    details: This module only reads.
  diff_mode:
    description: Returns what changed, or would change, with C(--diff).
    support: N/A
    details: This module only reads.
  idempotent:
    description:
      - A second run with the same options changes nothing more.
    support: full
    details: This module only reads.
"""
