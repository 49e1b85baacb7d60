# Copyright: Contributors to the mobileiron.core collection
# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
name: epoch_to_iso
short_description: Turn epoch milliseconds into ISO 8601 UTC
version_added: 1.0.0
author:
  - mobileiron.core contributors (@mobileiron-core)
description:
  - Converts milliseconds since 1970, which Core uses for some times, into ISO 8601 text in UTC, which this collection
    uses for all times.
  - The modules do this themselves. Use this filter for times from other sources, for example in the details of a
    device.
options:
  _input:
    description: Milliseconds since 1970, as a number or its decimal text.
    type: raw
    required: true
"""

EXAMPLES = r"""
- name: Show a time of the details
  ansible.builtin.debug:
    msg: "{{ 1347343156739 | mobileiron.core.epoch_to_iso }}"
  # => 2012-09-11T05:59:16.739Z
"""

RETURN = r"""
_value:
  description: The time; V(null) for null, an empty text, and V(0), which Core uses for never.
  type: str
  sample: "2012-09-11T05:59:16.739Z"
"""

from collections.abc import Callable
from typing import Any

from ansible.errors import AnsibleFilterError
from ansible_collections.mobileiron.core.plugins.module_utils.records._fields import integer, iso_from_epoch_ms, text


def epoch_to_iso(value: Any) -> str | None:
    """ISO 8601 UTC of epoch milliseconds. Raises AnsibleFilterError if the value is not a number or not a time."""
    if isinstance(value, (bool, dict, list)) or (text(value) is not None and integer(value) is None):
        raise AnsibleFilterError(f"epoch_to_iso: expected milliseconds since 1970, got {value!r}.")
    time = iso_from_epoch_ms(value)
    if time is not None and not time.endswith("Z"):
        raise AnsibleFilterError(f"epoch_to_iso: {value!r} is outside the range of dates (years 1 to 9999).")
    return time


class FilterModule:
    """The filter, by its name."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Register the filter with Ansible."""
        return {"epoch_to_iso": epoch_to_iso}
