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
      - Whether to read until the effect is confirmed or O(wait_timeout) is over. What is not confirmed by then is
        V(outstanding), which is not a failure.
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
      - Whether the task succeeds although some entries failed. Guards fail the task whatever this says.
    type: bool
    default: false
  return_devices:
    description:
      - Which entries to return. V(problems) are those that failed, are outstanding or were skipped. The summary is
        always complete.
    type: str
    choices: [all, problems, none]
    default: all
  bulk_threshold:
    description:
      - From this number of devices on, bulk requests are sent instead of one call for each device. Core's bulk calls
        take no reason.
      - V(0) means never, so that each device gets a call of its own, with its reason.
    type: int
    default: 20
  bulk_size:
    description:
      - How many devices go into one bulk request, at most 20000. Without it requests are kept below 8,000 bytes, which
        every server takes.
    type: int
  concurrency:
    description: How many single calls run at a time.
    type: int
    default: 8
"""
