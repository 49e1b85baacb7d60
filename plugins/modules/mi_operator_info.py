#!/usr/bin/python
# Copyright: Contributors to the mobileiron.core collection
# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: mi_operator_info
short_description: List the operators MobileIron Core knows
version_added: 1.0.0
description:
  - Returns the mobile operators that Core knows, and whether they are shown for registrations.
author:
  - mobileiron.core contributors (@mobileiron-core)
extends_documentation_fragment:
  - mobileiron.core.connection
  - mobileiron.core.attributes
  - mobileiron.core.attributes.info_module
options:
  country:
    description:
      - Return only the operators of this country, given as ISO alpha-2 code, name or calling code, ignoring case.
    type: str
  enabled:
    description: Return only operators that are (V(true)) or are not (V(false)) enabled.
    type: bool
notes:
  - The account needs the admin role API.
  - "Reference: List of Operators, List of Countries."
seealso:
  - module: mobileiron.core.mi_country_info
  - module: mobileiron.core.mi_register
"""

EXAMPLES = r"""
- name: List the enabled operators of one country
  mobileiron.core.mi_operator_info:
    country: US
    enabled: true
  register: found

- name: Show their names
  ansible.builtin.debug:
    msg: "{{ found.operators | map(attribute='carrier_short_name') | list }}"
"""

RETURN = r"""
operators:
  description: The operators, in Core's order.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: The operator's identifier in Core.
      returned: always
      type: str
      sample: "269"
    carrier_short_name:
      description: The name.
      returned: always
      type: str
      sample: AT&T
    carrier_type:
      description: C(Mobile) or C(Fixed).
      returned: always
      type: str
      sample: Mobile
    country_code:
      description: The calling code of its country.
      returned: always
      type: int
      sample: 1
    country_id:
      description: The identifier that Core gives the country.
      returned: always
      type: str
      sample: "183"
    country_name:
      description: The name of its country.
      returned: always
      type: str
      sample: United States
    enabled:
      description: Whether it is shown in the registration screen.
      returned: always
      type: bool
      sample: true
  sample:
    - id: "269"
      carrier_short_name: AT&T
      carrier_type: Mobile
      country_code: 1
      country_id: "183"
      country_name: United States
      enabled: true
count:
  description: How many operators are returned.
  returned: success
  type: int
  sample: 1
"""

from ansible_collections.mobileiron.core.plugins.module_utils.glue._module import Task, run_module
from ansible_collections.mobileiron.core.plugins.module_utils.records._country import operators_of
from ansible_collections.mobileiron.core.plugins.module_utils.services._registration import countries, operators
from ansible_collections.mobileiron.core.plugins.module_utils.wire._errors import InvalidInput

OPTIONS: dict[str, dict] = {"country": {"type": "str"}, "enabled": {"type": "bool"}}


def run(task: Task) -> dict:
    """List the operators, filtered."""
    wanted, enabled = task.params["country"], task.params["enabled"]
    if wanted is not None and not wanted.strip():
        raise InvalidInput("country: the value is empty. Leave the option out or name a country.")
    found = operators(task.client)
    if wanted is not None:
        found = operators_of(found, countries(task.client), wanted)
    if enabled is not None:
        found = [operator for operator in found if bool(operator["enabled"]) == enabled]
    return {"operators": found, "count": len(found)}


def main() -> None:
    """Run the module."""
    run_module(run, OPTIONS)


if __name__ == "__main__":
    main()
