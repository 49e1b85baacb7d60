# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The policy for an effect whose answer was lost."""

from __future__ import annotations

import pytest
from ansible_collections.mobileiron.core.plugins.module_utils.acting import _lost_answer
from ansible_collections.mobileiron.core.plugins.module_utils.wire._errors import LostAnswer


@pytest.fixture(autouse=True)
def pauses(monkeypatch):
    made = []
    monkeypatch.setattr(_lost_answer.time, "sleep", made.append)
    return made


def test_looks_until_something_settles_it(pauses):
    states = iter([None, "old", "new"])
    assert _lost_answer.look_again(lambda: next(states), lambda state: state == "new") == "new"
    assert pauses == [0, 0.5, 0.5]
    assert _lost_answer.look_again(lambda: "old", lambda state: state == "new") == "old"
    assert _lost_answer.look_again(lambda: 1 / 0, reads=0) is None


@pytest.mark.parametrize(
    ("pending", "shows_old_state", "may_have_acted"),
    [(False, True, False), (True, True, True), (False, False, True), (True, False, True)],
)
def test_only_a_read_settles_it_and_only_if_core_is_no_longer_at_work(pending, shows_old_state, may_have_acted):
    message, acted = _lost_answer.failure_without_proof(LostAnswer("Lost.", pending=pending), shows_old_state)
    assert acted is may_have_acted
    assert ("not known whether Core acted; not sent again" in message) is may_have_acted
