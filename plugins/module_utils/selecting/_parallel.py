# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""Several reads or requests at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from ..wire._errors import MobileIronError

CONCURRENCY = 8
"""The default number of requests that run at the same time."""
_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


def in_parallel(
    act: Callable[[_Item], _Result], items: Iterable[_Item], concurrency: int = CONCURRENCY
) -> list[_Result]:
    """The results of ``act`` for the items, in their order.

    After an error, items that have begun are completed and no others begin. Then the first error in item order is
    raised; its message counts the others. A timeout or Ctrl-C during the wait has the same effect.
    """
    everything = list(items)
    if len(everything) < 2:
        return [act(item) for item in everything]
    with ThreadPoolExecutor(min(concurrency, len(everything))) as pool:
        futures = [pool.submit(act, item) for item in everything]
        give_up = True
        try:
            give_up = any(future.exception() is not None for future in futures)
        finally:
            if give_up:
                pool.shutdown(wait=True, cancel_futures=True)
    errors = [future.exception() for future in futures if not future.cancelled() and future.exception()]
    if not errors:
        return [future.result() for future in futures]
    error = errors[0]
    if len(errors) > 1 and isinstance(error, MobileIronError):
        error.message += f" And {len(errors) - 1} more failed."
    raise error  # type: ignore[misc]
