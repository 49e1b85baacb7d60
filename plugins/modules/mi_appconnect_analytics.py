#!/usr/bin/python
# Copyright: Contributors to the mobileiron.core collection
# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: mi_appconnect_analytics
short_description: Get the usage statistics of an AppConnect app
version_added: 1.0.0
description:
  - Downloads the analytics of one AppConnect app and returns its sessions and devices. With O(dest) the ZIP file
    is kept.
  - The module does not trust the ZIP file and extracts nothing. It refuses more than 10,000 files or 200 MB. It leaves
    out broken files, links, paths that lead outside, and files that grow more than 200 times, and lists them in
    RV(problems).
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
    support: none
    details: Only O(dest) changes.
  idempotent:
    support: partial
    details: With O(dest), the file changes each time if the server packs the same data differently each time.
options:
  app_id:
    description: The bundle ID of an iOS app, or the package name of an Android app.
    type: str
    required: true
  parsed:
    description: Whether to return the sessions and devices. The module checks the file in any case.
    type: bool
    default: true
  dest:
    description:
      - Where to keep the ZIP file, on the host where the module runs. Its directory must exist.
      - If Core has no data about the app, the module writes nothing.
    type: path
notes:
  - The account needs the admin role API.
  - "Reference: Get Analytics for AppConnect Apps."
  - The reference describes start times in seconds, but its example has milliseconds. Values above 100,000,000,000 count
    as milliseconds.
"""

EXAMPLES = r"""
- name: Read the sessions of an app
  mobileiron.core.mi_appconnect_analytics:
    app_id: com.mycompany.myapp
  register: usage

- name: Keep the file only
  mobileiron.core.mi_appconnect_analytics:
    app_id: com.mycompany.myapp
    dest: /var/lib/mobileiron/myapp.zip
    parsed: false
"""

RETURN = r"""
sessions:
  description: The sessions, by device and time; empty if the app has no data, and with O(parsed=false).
  returned: success
  type: list
  elements: dict
  contains:
    device_id:
      description: The device's folder in the file.
      returned: always
      type: str
      sample: caba40e7-f56b-44aa-ac70-79e32e91adf8
    started_at:
      description: When the session started, ISO 8601 UTC.
      returned: always
      type: str
      sample: "2013-10-08T21:34:16.367Z"
    duration_seconds:
      description: The length of the session.
      returned: always
      type: int
      sample: 35
    timezone_offset_minutes:
      description: The device's time zone, in minutes from Greenwich.
      returned: always
      type: int
      sample: -420
    bytes:
      description: The number of bytes that the app transferred; V(null) if the app does not report it.
      returned: always
      type: int
      sample: 20480
    app_version:
      description: The version of the app.
      returned: always
      type: str
      sample: 1.2.0
  sample:
    - device_id: caba40e7-f56b-44aa-ac70-79e32e91adf8
      started_at: "2013-10-08T21:34:16.367Z"
      duration_seconds: 35
      timezone_offset_minutes: -420
      bytes: 20480
      app_version: 1.2.0
devices:
  description: The devices on which the app ran; empty if the app has no data, and with O(parsed=false).
  returned: success
  type: list
  elements: dict
  contains:
    device_id:
      description: The device's folder in the file.
      returned: always
      type: str
      sample: caba40e7-f56b-44aa-ac70-79e32e91adf8
    app_version:
      description: The version of the app.
      returned: always
      type: str
      sample: 1.2.0
    sessions:
      description: The number of its sessions.
      returned: always
      type: int
      sample: 1
  sample:
    - device_id: caba40e7-f56b-44aa-ac70-79e32e91adf8
      app_version: 1.2.0
      sessions: 1
problems:
  description: The files in the ZIP file that could not be used.
  returned: success
  type: list
  elements: dict
  contains:
    member:
      description: The name in the ZIP file.
      returned: always
      type: str
      sample: com.mycompany.myapp/../../etc/passwd
    message:
      description: Why it could not be used.
      returned: always
      type: str
      sample: Its path leads outside of the archive.
  sample: []
dest:
  description: Where the ZIP file is kept; V(null) without O(dest), and if the app has no data.
  returned: success
  type: str
  sample: /var/lib/mobileiron/myapp.zip
checksum:
  description: The SHA-256 of the kept file.
  returned: when the file is kept
  type: str
  sample: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
backup_file:
  description: The path of the copy of the replaced file.
  returned: changed and O(backup=true)
  type: str
  sample: /var/lib/mobileiron/myapp.zip.2026-03-01@10:00:00~
"""

import tempfile
from collections.abc import Mapping
from typing import Any

from ansible_collections.mobileiron.core.plugins.module_utils.core._core import Core
from ansible_collections.mobileiron.core.plugins.module_utils.glue._files import (
    FileOptions,
    destination,
    place,
    temporary_beside,
)
from ansible_collections.mobileiron.core.plugins.module_utils.glue._host import Host
from ansible_collections.mobileiron.core.plugins.module_utils.glue._module import run_module
from ansible_collections.mobileiron.core.plugins.module_utils.glue._options import FILES, Table, module_spec, parse
from ansible_collections.mobileiron.core.plugins.module_utils.selecting._values import refuse_empty
from ansible_collections.mobileiron.core.plugins.module_utils.services._analytics import read_analytics
from ansible_collections.mobileiron.core.plugins.module_utils.wire._errors import InvalidInput

OPTIONS: Table = {
    "app_id": {"type": "str", "required": True},
    "parsed": {"type": "bool", "default": True},
    "dest": {"type": "path"},
}
SPEC = module_spec(OPTIONS, FILES)


def run(params: Mapping[str, Any], core: Core, host: Host) -> dict[str, Any]:
    """Download and read the file; keep it where that is asked for."""
    app_id, parsed, options = params["app_id"].strip(), params["parsed"], parse(FileOptions, params)
    refuse_empty("app_id", app_id, required=True)
    if params["dest"] is None and not parsed:
        raise InvalidInput("parsed: false needs dest, or there is nothing to do. Give dest, or leave parsed out.")
    dest = None if params["dest"] is None else destination(params["dest"])
    placed: dict[str, Any] = {"changed": False}
    with temporary_beside(host, dest, options) if dest else tempfile.TemporaryFile() as file:
        exists, analytics = read_analytics(core, app_id, file, parsed)
        if exists and dest:
            placed = place(host, file, dest, options)
    return {**placed, **analytics, "dest": dest if exists else None}


def main() -> None:
    """Run the module."""
    run_module(run, SPEC)


if __name__ == "__main__":
    main()
