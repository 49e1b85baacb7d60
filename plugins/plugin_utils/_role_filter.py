# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the roles decide, as filters: wrong input ends in an error that names the filter."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from ansible.errors import AnsibleFilterError


def role_filter(name: str, expected: str, decide: Callable[..., Any]) -> Callable[..., Any]:
    """``decide`` as the filter ``name``.

    The filter raises AnsibleFilterError, which says what was ``expected``, where the input is something else.
    """

    @wraps(decide)
    def apply(*arguments: Any, **options: Any) -> Any:
        try:
            return decide(*arguments, **options)
        except (AttributeError, KeyError, TypeError) as error:
            raise AnsibleFilterError(f"{name}: the input is not {expected}: {error!r}.") from error

    return apply
