# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations


class ModuleDocFragment:
    """How effects are sent, verified and reported."""

    DOCUMENTATION = r"""
options:
  wait:
    description:
      - Whether to read until the effect is confirmed or O(wait_timeout) has passed. An effect that is not confirmed by
        then is V(outstanding), which is not a failure.
    type: bool
    default: false
  wait_timeout:
    description: Seconds to wait for the confirmation.
    type: int
    default: 300
  wait_interval:
    description: Seconds between two reads while waiting.
    type: int
    default: 10
  continue_on_error:
    description:
      - Whether the task succeeds even if some entries failed. A guard that refuses always fails the task.
    type: bool
    default: false
  return_devices:
    description:
      - Which entries to return. V(problems) returns those that failed, are outstanding or were skipped. The summary is
        always complete.
    type: str
    choices: [all, problems, none]
    default: all
  bulk_threshold:
    description:
      - From this number of devices on, the module sends bulk requests instead of one call for each device. Core's bulk
        calls take no reason.
      - V(0) means never. Each device then gets its own call, with the reason.
    type: int
    default: 20
  bulk_size:
    description:
      - The number of devices in one bulk request, at most 20000. Without it, requests stay below 8,000 bytes, which
        every server accepts.
    type: int
  concurrency:
    description: The number of single calls that run at the same time.
    type: int
    default: 8
"""
