# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the guards refuse, and what the plan id depends on."""

from __future__ import annotations

import hashlib
import json

import pytest
from ansible_collections.mobileiron.core.plugins.module_utils.services import _guards
from ansible_collections.mobileiron.core.plugins.module_utils.services._guards import Action
from ansible_collections.mobileiron.core.plugins.module_utils.wire._client import Answer
from ansible_collections.mobileiron.core.plugins.module_utils.wire._errors import GuardRefused, InvalidInput
from ansible_collections.mobileiron.core.plugins.module_utils.wire._operations import OPERATIONS

WIPE = Action("wipe", "wiped", needs_reason=True, max_devices=1, factory_reset=True)
LOCK = Action("lock", "locked", needs_reason=True)


def target(uuid="u1", owned=False, principal="jdoe", status="ACTIVE"):
    return _guards.device_target(
        {"uuid": uuid, "name": f"phone {uuid}", "principal": principal, "status": status, "employee_owned": owned}
    )


def check(action, targets, **options):
    return _guards.check(None, action, targets, targets, {"reason": "lost", **options})


@pytest.mark.parametrize("reason", [None, "", "  "])
def test_a_reason_is_required(reason):
    with pytest.raises(InvalidInput, match="reason"):
        check(LOCK, [target()], reason=reason)


def test_a_reason_has_an_end():
    check(LOCK, [target()], reason="x" * 512)
    with pytest.raises(InvalidInput, match="513"):
        check(LOCK, [target()], reason="x" * 513)


def test_the_cap_states_the_exact_count():
    with pytest.raises(GuardRefused, match="101 devices would be locked.*set max_devices to 101"):
        check(LOCK, [target(f"u{number}") for number in range(101)])
    with pytest.raises(GuardRefused, match="2 devices would be wiped"):
        check(WIPE, [target("u1"), target("u2")])
    assert check(WIPE, [target("u1"), target("u2")], max_devices=2).uuids == {"u1", "u2"}


@pytest.mark.parametrize("owned", [True, None])
def test_a_device_that_may_be_personal_is_not_wiped(owned):
    with pytest.raises(GuardRefused, match="phone u1"):
        check(WIPE, [target(owned=owned)])
    assert check(WIPE, [target(owned=owned)], allow_employee_owned_wipe=True).uuids == {"u1"}


def test_only_a_factory_reset_gets_a_permit():
    assert check(LOCK, [target()]) is None


def test_the_expected_user_owns_every_target():
    check(LOCK, [target()], expected_user="jdoe")
    check(LOCK, [target(), target("u2", principal="JDoe")], expected_user="jDOE")
    with pytest.raises(GuardRefused, match="phone u2"):
        check(LOCK, [target(), target("u2", principal=None)], expected_user="jdoe")
    with pytest.raises(InvalidInput, match="expected_user"):
        check(LOCK, [target()], expected_user="")


def test_an_empty_protected_label_lifts_no_guard():
    with pytest.raises(InvalidInput, match="protected_labels"):
        check(LOCK, [target()], protected_labels=[""])


def test_the_plan_id_is_what_the_contract_says():
    plan = {
        "action": "lock",
        "reason": "lost",
        "voice_roaming": None,
        "data_roaming": None,
        "allow_employee_owned_wipe": False,
        "targets": [["u1", "jdoe", "ACTIVE", False], ["u2", "jdoe", "RETIRED", None]],
    }
    expected = hashlib.sha256(json.dumps(plan, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
    targets = [target("u2", None, status="RETIRED"), target("u1")]
    assert _guards.plan_id(LOCK, targets, {"reason": "lost", "max_devices": 7, "wait": True}) == expected


@pytest.mark.parametrize("change", [{"owned": True}, {"principal": "x"}, {"status": "LOST"}, {"uuid": "u2"}])
def test_the_plan_id_changes_with_a_target(change):
    options = {"reason": "lost"}
    assert _guards.plan_id(LOCK, [target()], options) != _guards.plan_id(LOCK, [target(**change)], options)


def test_a_plan_is_checked_only_where_something_is_to_be_done():
    _guards.check_plan("old", "new", [])
    _guards.check_plan("same", "same", [target()])
    with pytest.raises(GuardRefused, match="new"):
        _guards.check_plan("old", "new", [target()])


class LabelClient:
    """A Core with one label, which it counts devices in and lists ``members`` of."""

    def __init__(self, count, members):
        self.count, self.members = count, members

    def call(self, name):
        data = {"labels": {"label": {"@id": "1", "name": " VIP", "deviceCount": self.count}}}
        return Answer(OPERATIONS[name], 200, True, data)

    def stream(self, _name, wanted, label):
        assert label == " VIP"
        return iter([{"uuid": uuid} for uuid in self.members])


@pytest.mark.parametrize(
    ("count", "members", "label", "words"),
    [
        (1, ["u1"], " VIP", "carried by phone u1"),
        (1, [], " VIP", "counts devices in ' VIP' and lists none"),
        (1, ["u1"], "VIP", "no label 'VIP'.*Did you mean ' VIP'"),
    ],
)
def test_a_label_that_is_not_read_whole_protects_all(count, members, label, words):
    with pytest.raises(GuardRefused, match=words):
        _guards.check(LabelClient(count, members), LOCK, [target()], [], {"reason": "r", "protected_labels": [label]})


@pytest.mark.parametrize(("count", "members"), [(0, []), (2, ["u8", "u9"]), (None, [])])
def test_a_label_protects_only_those_that_carry_it(count, members):
    options = {"reason": "r", "protected_labels": [" VIP"]}
    assert _guards.check(LabelClient(count, members), LOCK, [target()], [target()], options) is None


def test_a_uuid_is_the_same_in_any_case():
    with pytest.raises(GuardRefused, match="carried by"):
        _guards.check(LabelClient(1, ["U1"]), LOCK, [target()], [], {"reason": "r", "protected_labels": [" VIP"]})


def test_another_spelling_of_the_user_is_no_other_owner():
    assert target(principal="JDoe").owner == target(principal="jdoe").owner
    assert target(principal=None).owner != target(principal="jdoe").owner
