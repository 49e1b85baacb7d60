#!/usr/bin/python
# Copyright: Contributors to the mobileiron.core collection
# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: mi_device_export
short_description: Save MobileIron Core's device export as a CSV file
version_added: 1.0.0
description:
  - Downloads the export of all devices to a temporary file and checks its columns and rows. Only then does the file
    replace O(dest), so O(dest) is never incomplete.
  - The file is Core's own, unchanged. People choose some of its values, so import it into a spreadsheet as text.
author:
  - mobileiron.core contributors (@mobileiron-core)
extends_documentation_fragment:
  - mobileiron.core.connection
  - mobileiron.core.files
  - mobileiron.core.attributes
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
    details: Shows the number of devices and the checksums, not the content.
  idempotent:
    support: full
    details: The result is unchanged as long as Core exports the same data.
options:
  dest:
    description: The path of the file, on the host where the module runs. Its directory must exist.
    type: path
    required: true
notes:
  - The account needs the admin role API.
  - "Reference: Exporting Device Information to a CSV. The export has no ActiveSync devices."
seealso:
  - module: mobileiron.core.mi_device_info
"""

EXAMPLES = r"""
- name: Keep a daily export
  mobileiron.core.mi_device_export:
    dest: /var/lib/mobileiron/devices.csv
    group: auditors
    mode: "0640"
    backup: true
  register: export

- name: Show the number of devices
  ansible.builtin.debug:
    msg: "{{ export.rows }} devices"
"""

RETURN = r"""
dest:
  description: The path of the file.
  returned: success
  type: str
  sample: /var/lib/mobileiron/devices.csv
rows:
  description: The number of devices in the export.
  returned: success
  type: int
  sample: 4212
checksum:
  description: The SHA-256 of the export.
  returned: success
  type: str
  sample: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
backup_file:
  description: The path of the copy of the replaced file.
  returned: changed and O(backup=true)
  type: str
  sample: /var/lib/mobileiron/devices.csv.2026-03-01@10:00:00~
"""

from collections.abc import Mapping
from typing import Any

from ansible_collections.mobileiron.core.plugins.module_utils.core._core import Core
from ansible_collections.mobileiron.core.plugins.module_utils.glue._files import (
    FileOptions,
    destination,
    place,
    sha256,
    temporary_beside,
)
from ansible_collections.mobileiron.core.plugins.module_utils.glue._host import Host
from ansible_collections.mobileiron.core.plugins.module_utils.glue._module import run_module
from ansible_collections.mobileiron.core.plugins.module_utils.glue._options import FILES, Table, module_spec, parse
from ansible_collections.mobileiron.core.plugins.module_utils.services._export import count_rows_in, save_export

OPTIONS: Table = {"dest": {"type": "path", "required": True}}
SPEC = module_spec(OPTIONS, FILES)


def run(params: Mapping[str, Any], core: Core, host: Host) -> dict[str, Any]:
    """Download, check, and move into place."""
    dest, options = destination(params["dest"]), parse(FileOptions, params)
    with temporary_beside(host, dest, options) as file:
        rows = save_export(core, file)
        before = {"rows": count_rows_in(dest), "checksum": sha256(dest)}
        placed = place(host, file, dest, options)
    after = {"rows": rows, "checksum": placed["checksum"]}
    return dict(placed, dest=dest, rows=rows, diff={"before": before, "after": after})


def main() -> None:
    """Run the module."""
    run_module(run, SPEC)


if __name__ == "__main__":
    main()
