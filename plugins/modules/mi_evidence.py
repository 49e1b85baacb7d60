#!/usr/bin/python
# Copyright: Contributors to the mobileiron.core collection
# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: mi_evidence
short_description: Read and write the evidence files of a role
version_added: 1.0.0
description:
  - Writes the evidence of P(mobileiron.core.offboarding#role) or P(mobileiron.core.lost_device#role) as JSON, CSV and
    HTML files, readable by their owner only. P(mobileiron.core.onboarding#role) writes its record as JSON.
  - The roles use the module; a playbook seldom needs it.
  - The module prepares all files before it replaces the first one. If the disk is full, the old files stay.
  - Without O(evidence) it only reads the JSON file.
  - Sends no request to Core. It uses the connection options only to return the address of Core, which is a part of the
    evidence.
author: mobileiron.core contributors (@mobileiron-core)
extends_documentation_fragment:
  - mobileiron.core.connection
  - mobileiron.core.attributes
attributes:
  check_mode:
    support: full
    details: Reads, and returns the paths. Writes nothing.
  diff_mode:
    support: none
    details: Evidence is about people, so it does not belong in a log.
  idempotent:
    support: full
options:
  dest:
    description:
      - The path of the files without their extensions, on the host where the module runs. If the folder does not exist,
        the module creates it, readable by its owner only.
    type: path
    required: true
  evidence:
    description: The evidence, as P(mobileiron.core.offboarding_evidence#filter) returns it.
    type: dict
  formats:
    description:
      - The files to write; without this option all three. CSV and HTML need evidence with a list of C(devices).
    type: list
    elements: str
    choices: [json, csv, html]
  replaced:
    description:
      - The evidence of the earlier run that O(evidence) replaces. If it differs, the module keeps it in the folder
        C(earlier), and its file name contains its SHA-256.
    type: dict
    default: {}
  title:
    description: The title of the page.
    type: str
    default: Evidence
seealso:
  - plugin: mobileiron.core.evidence_csv
    plugin_type: filter
  - plugin: mobileiron.core.evidence_page
    plugin_type: filter
  - module: ansible.builtin.slurp
"""

EXAMPLES = r"""
- name: Read the evidence of an earlier run
  mobileiron.core.mi_evidence:
    dest: /srv/evidence/offboarding-jdoe
  register: earlier

- name: Write evidence
  mobileiron.core.mi_evidence:
    dest: /srv/evidence/offboarding-jdoe
    evidence: "{{ offboarding_evidence }}"
    replaced: "{{ earlier.content | b64decode | from_json if earlier.content else {} }}"
    title: Offboarding of jdoe
"""

RETURN = r"""
content:
  description:
    - The content of the JSON file before this task, as base64; null if there was no file. As in
      M(ansible.builtin.slurp), base64 keeps Ansible from masking a part of it.
  returned: success
  type: str
  sample: e30K
core:
  description: The address of Core.
  returned: success
  type: str
  sample: https://core.example.com
files:
  description:
    - The paths of the files by their kinds. C(replaced) is the file of the evidence that this one replaced. In check
      mode they were not written. Empty without O(evidence).
  returned: success
  type: dict
  sample:
    replaced: /srv/evidence/earlier/offboarding-jdoe-4f6a1c0e9d3b2a58.json
    json: /srv/evidence/offboarding-jdoe.json
    csv: /srv/evidence/offboarding-jdoe.csv
    html: /srv/evidence/offboarding-jdoe.html
"""

from collections.abc import Mapping
from typing import Any

from ansible_collections.mobileiron.core.plugins.module_utils.core._core import Core
from ansible_collections.mobileiron.core.plugins.module_utils.glue._files import (
    FileOptions,
    absolute,
    as_base64,
    place_together,
)
from ansible_collections.mobileiron.core.plugins.module_utils.glue._host import Host
from ansible_collections.mobileiron.core.plugins.module_utils.glue._module import run_module
from ansible_collections.mobileiron.core.plugins.module_utils.glue._options import Table, module_spec
from ansible_collections.mobileiron.core.plugins.module_utils.roles._evidence_files import FORMATS, contents, paths

OPTIONS: Table = {
    "dest": {"type": "path", "required": True},
    "evidence": {"type": "dict"},
    "formats": {"type": "list", "elements": "str", "choices": list(FORMATS)},
    "replaced": {"type": "dict", "default": {}},
    "title": {"type": "str", "default": "Evidence"},
}
SPEC = module_spec(OPTIONS)
_LARGE = ("evidence", "replaced")
"""Options that are left out of the invocation: a job event has a limited size, and the evidence is in the files."""


def run(params: Mapping[str, Any], core: Core, host: Host) -> dict[str, Any]:
    """Read the JSON file, and write the files if there is evidence."""
    dest, evidence, replaced = absolute(params["dest"]), params["evidence"], params["replaced"]
    result: dict[str, Any] = {"content": as_base64(f"{dest}.json"), "core": core.server.url, "files": {}}
    if evidence is not None:
        formats = FORMATS if params["formats"] is None else params["formats"]
        result["files"] = paths(dest, formats, evidence, replaced)
        texts = contents(result["files"], evidence, replaced, params["title"])
        by_path = {path: texts[kind] for kind, path in result["files"].items()}
        result["changed"] = place_together(host, by_path, FileOptions())
    return {
        **result,
        "invocation": {"module_args": {name: value for name, value in params.items() if name not in _LARGE}},
    }


def main() -> None:
    """Run the module."""
    run_module(run, SPEC)


if __name__ == "__main__":
    main()
