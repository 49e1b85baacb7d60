# Copyright: Contributors to the mobileiron.core collection
# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
name: evidence_verdicts
short_description: Check whether the evidence in a folder is unchanged
version_added: 1.0.0
author:
  - mobileiron.core contributors (@mobileiron-core)
description:
  - Reads all JSON files in a folder and below it. For each file, it checks whether the content still has its SHA-256,
    whether the evidence before it is there, and whether another file follows the same evidence.
  - The playbook C(mobileiron.core.evidence_check) shows the verdicts, and fails if one is bad.
  - The hash is not a signature. An account that can change all evidence of a chain can make the chain again.
options:
  _terms:
    description: The folder, on the controller.
    required: true
seealso:
  - plugin: mobileiron.core.offboarding_evidence
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Show which evidence is not as it was written
  ansible.builtin.debug:
    msg: "{{ lookup('mobileiron.core.evidence_verdicts', '/srv/evidence').files | rejectattr('is_good') }}"
"""

RETURN = r"""
_raw:
  description: The verdicts.
  type: list
  elements: dict
  contains:
    files:
      description:
        - One for each JSON file, with C(path) (below the folder), C(is_good), C(verdict) in words, and C(role),
          C(user), C(updated_at) and C(sha256) of the evidence.
      type: list
      elements: dict
    bad:
      description: The number of bad files.
      type: int
    lines:
      description: The verdicts in words, one line for each file.
      type: list
      elements: str
  sample:
    - files:
        - path: offboarding-jdoe-1a2b3c4d.json
          is_good: true
          verdict: unchanged, the first of its chain
          role: offboarding
          user: jdoe
          updated_at: "2026-11-27T08:00:00Z"
          sha256: 3b5d5c3712955042212316173ccf37be8006e1ed3f1a0b4d2a1d5e0a4a9e1b5c
      bad: 0
      lines: ["ok: offboarding-jdoe-1a2b3c4d.json: unchanged, the first of its chain"]
"""

from pathlib import Path
from typing import Any

from ansible.errors import AnsibleError
from ansible.plugins.lookup import LookupBase
from ansible_collections.mobileiron.core.plugins.module_utils.roles._evidence_check import check_evidence


class LookupModule(LookupBase):
    """The lookup."""

    def run(self, terms: list[Any], variables: dict[str, Any] | None = None, **kwargs: Any) -> list[dict[str, Any]]:
        """The verdicts on the folder in ``terms``. Raises AnsibleError if there is no such folder."""
        self.set_options(var_options=variables, direct=kwargs)
        if len(terms) != 1:
            raise AnsibleError("evidence_verdicts: give one folder.")
        folder = Path(str(terms[0])).expanduser()
        if not folder.is_dir():
            raise AnsibleError(f"evidence_verdicts: there is no folder {str(folder)!r} on the controller.")
        files = {path.relative_to(folder).as_posix(): _text(path) for path in folder.rglob("*.json")}
        return [check_evidence({_as_text(name): text for name, text in files.items()})]


def _text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def _as_text(name: str) -> str:
    """The name without bytes that are no text."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")
