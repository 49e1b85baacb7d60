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
  register: enabled_operators

- name: Show their names
  ansible.builtin.debug:
    msg: "{{ enabled_operators.operators | map(attribute='carrier_short_name') | list }}"
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
  description: The number of operators returned.
  returned: success
  type: int
  sample: 1
"""

from collections.abc import Mapping
from typing import Any

from ansible_collections.mobileiron.core.plugins.module_utils.core._core import Core
from ansible_collections.mobileiron.core.plugins.module_utils.glue._host import Host
from ansible_collections.mobileiron.core.plugins.module_utils.glue._module import run_module
from ansible_collections.mobileiron.core.plugins.module_utils.glue._options import Table, module_spec, parse, table
from ansible_collections.mobileiron.core.plugins.module_utils.services._countries import CountryFilter, list_operators

OPTIONS: Table = table(CountryFilter)
SPEC = module_spec(OPTIONS)


def run(params: Mapping[str, Any], core: Core, host: Host) -> dict[str, Any]:
    """The operators that the options leave."""
    operators = list_operators(core, parse(CountryFilter, params))
    return {"operators": operators, "count": len(operators)}


def main() -> None:
    """Run the module."""
    run_module(run, SPEC)


if __name__ == "__main__":
    main()
