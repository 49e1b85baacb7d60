# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations


class ModuleDocFragment:
    """The file that a module puts in its place."""

    DOCUMENTATION = r"""
options:
  mode:
    description: The permissions of the file, as a quoted octal number or in symbolic form. The file contains personal
      data.
    type: raw
    default: "0600"
  owner:
    description: The name of the user who owns the file.
    type: str
  group:
    description: The name of the group that owns the file.
    type: str
  backup:
    description: Whether to keep a copy of the replaced file, with the time in its name.
    type: bool
    default: false
"""
