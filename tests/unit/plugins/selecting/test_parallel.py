# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Several requests at a time: the order of the results, and errors, none of which is lost."""

from __future__ import annotations

import threading
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from ansible_collections.mobileiron.core.plugins.module_utils.selecting._parallel import in_parallel
from ansible_collections.mobileiron.core.plugins.module_utils.wire._errors import BadAnswer


def test_results_have_the_order_of_the_items():
    gate = threading.Barrier(3)

    def act(number):
        gate.wait(10)  # three at a time, or never
        return number * 2

    assert in_parallel(act, range(3), 3) == [0, 2, 4]
    assert in_parallel(str, []) == [] and in_parallel(str, [1]) == ["1"]


def test_the_first_error_by_order_is_raised_and_the_others_are_counted():
    gate = threading.Barrier(3)

    def act(number):
        gate.wait(10)
        if number:
            raise BadAnswer(f"{number} failed.")

    with pytest.raises(BadAnswer) as caught:
        in_parallel(act, range(3), 3)
    assert caught.value.message == "1 failed. And 1 more failed."


def test_what_had_not_begun_when_one_failed_is_not_done():
    done = []

    def act(number):
        done.append(number)
        raise KeyError(number)

    with pytest.raises(KeyError):
        in_parallel(act, range(1000), 1)
    assert len(done) < 1000


def test_what_had_not_begun_when_the_wait_was_interrupted_is_not_done(monkeypatch):
    """The first one goes on when the pool has been closed, so that the others have not begun then."""
    done = []
    begun, closed = threading.Event(), threading.Event()
    close = ThreadPoolExecutor.shutdown

    def act(number):
        done.append(number)
        begun.set()
        closed.wait(10)

    def interrupted(_future):
        begun.wait(10)
        raise KeyboardInterrupt

    def shutdown(pool, wait=True, cancel_futures=False):
        close(pool, wait=False, cancel_futures=cancel_futures)
        closed.set()
        close(pool, wait=wait)

    monkeypatch.setattr(Future, "exception", interrupted)
    monkeypatch.setattr(ThreadPoolExecutor, "shutdown", shutdown)
    with pytest.raises(KeyboardInterrupt):
        in_parallel(act, range(1000), 1)
    assert done == [0]
