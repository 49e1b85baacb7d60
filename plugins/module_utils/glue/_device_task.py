# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""The common options of modules that act on devices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..acting._device_work import Task
from ..acting._guards import Guards
from ..acting._outcome_options import OutcomeOptions
from ..core._core import Core
from ..selecting._selector import Selector
from ._options import parse


def device_task(params: Mapping[str, Any], core: Core) -> Task:
    """The selector, guards and outcome options, checked. Raises InvalidInput, naming the option."""
    return Task(core, parse(Selector, params), parse(Guards, params), parse(OutcomeOptions, params))
