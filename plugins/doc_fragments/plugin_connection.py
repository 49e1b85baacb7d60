# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

import yaml
from ansible_collections.mobileiron.core.plugins.doc_fragments import connection


def _for_plugins(documentation: str) -> str:
    """The connection options of modules as those of plugins.

    No option is required here, because the environment may hold it. The plugins read the environment themselves, not
    Ansible by an ``env`` of the option: for Ansible an empty variable is a value, here it counts as not given.
    """
    fragment = yaml.safe_load(documentation)
    for option in fragment["options"].values():
        option.pop("required", None)
    return yaml.safe_dump(fragment, allow_unicode=True, sort_keys=False)


class ModuleDocFragment:
    """The connection options, for inventory and lookup plugins."""


# Set from outside, because ansible-test reads documentation in a class body as literal YAML.
ModuleDocFragment.DOCUMENTATION = _for_plugins(connection.ModuleDocFragment.DOCUMENTATION)  # type: ignore[attr-defined]
