#!/usr/bin/python
# Copyright: Contributors to the mobileiron.core collection
# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: mi_country_info
short_description: List the countries MobileIron Core knows
version_added: 1.0.0
description:
  - Returns the countries that Core knows, with their calling codes and whether devices may be registered there.
author:
  - mobileiron.core contributors (@mobileiron-core)
extends_documentation_fragment:
  - mobileiron.core.connection
  - mobileiron.core.attributes
  - mobileiron.core.attributes.info_module
options:
  country:
    description:
      - Return only this country, given as ISO alpha-2 code, name or calling code, ignoring case.
      - Several countries share a calling code.
    type: str
  enabled:
    description: Return only countries that are (V(true)) or are not (V(false)) enabled for registration.
    type: bool
notes:
  - The account needs the admin role API.
  - "Reference: List of Countries."
seealso:
  - module: mobileiron.core.mi_operator_info
  - module: mobileiron.core.mi_register
"""

EXAMPLES = r"""
- name: List the countries where devices may be registered
  mobileiron.core.mi_country_info:
    enabled: true
  register: registrable

- name: Look up one country
  mobileiron.core.mi_country_info:
    country: US
  register: country

- name: Stop if it is not enabled for registration
  ansible.builtin.assert:
    that: country.countries[0].enabled_for_registration
"""

RETURN = r"""
countries:
  description: The countries, in Core's order.
  returned: success
  type: list
  elements: dict
  contains:
    country_name:
      description: The name.
      returned: always
      type: str
      sample: United States
    country_code:
      description: The calling code.
      returned: always
      type: int
      sample: 1
    iso_alpha2_code:
      description: The ISO 3166-1 alpha-2 code.
      returned: always
      type: str
      sample: US
    enabled_for_registration:
      description: Whether devices may be registered there. On the wire this is 116 or 102, ASCII for C(t) and C(f).
      returned: always
      type: bool
      sample: true
  sample:
    - country_name: United States
      country_code: 1
      iso_alpha2_code: US
      enabled_for_registration: true
count:
  description: The number of countries returned.
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
from ansible_collections.mobileiron.core.plugins.module_utils.services._countries import CountryFilter, list_countries

OPTIONS: Table = table(CountryFilter)
SPEC = module_spec(OPTIONS)


def run(params: Mapping[str, Any], core: Core, host: Host) -> dict[str, Any]:
    """The countries that the options leave."""
    countries = list_countries(core, parse(CountryFilter, params))
    return {"countries": countries, "count": len(countries)}


def main() -> None:
    """Run the module."""
    run_module(run, SPEC)


if __name__ == "__main__":
    main()
