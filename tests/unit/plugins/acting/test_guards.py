# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the guards refuse, and what the plan id depends on."""

from __future__ import annotations

import hashlib
import json

import pytest
from ansible_collections.mobileiron.core.plugins.module_utils.acting import _guards
from ansible_collections.mobileiron.core.plugins.module_utils.acting._action import Action
from ansible_collections.mobileiron.core.plugins.module_utils.acting._guards import Guards
from ansible_collections.mobileiron.core.plugins.module_utils.acting._plan import Plan, plan_id
from ansible_collections.mobileiron.core.plugins.module_utils.acting._target import device_target
from ansible_collections.mobileiron.core.plugins.module_utils.wire._errors import GuardRefused, InvalidInput

from tests.unit.plugins.scripted import open_core

WIPE = Action("wipe", "wiped", needs_reason=True, default_max_devices=1, factory_reset=True)
LOCK = Action("lock", "locked", needs_reason=True)


def target(uuid="u1", owned=False, principal="jdoe", status="ACTIVE"):
    return device_target(
        {"uuid": uuid, "name": f"phone {uuid}", "principal": principal, "status": status, "employee_owned": owned}
    )


def check(action, targets, **options):
    return _guards.check(None, action, targets, targets, Guards(**{"reason": "lost", **options}))


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
    assert plan_id(LOCK, targets, Guards(reason="lost", max_devices=7)) == expected


@pytest.mark.parametrize("change", [{"owned": True}, {"principal": "x"}, {"status": "LOST"}, {"uuid": "u2"}])
def test_the_plan_id_changes_with_a_target(change):
    guards = Guards(reason="lost")
    assert plan_id(LOCK, [target()], guards) != plan_id(LOCK, [target(**change)], guards)


def test_a_plan_is_checked_only_where_something_is_to_be_done():
    Plan("old").check("new", [])
    Plan(" SAME ").check("same", [target()])
    Plan().check("new", [target()])
    with pytest.raises(GuardRefused, match="new"):
        Plan("old").check("new", [target()])


def labelled(count, members):
    """A Core with one label, which it counts devices in and lists ``members`` of."""
    labels = {"labels": {"label": {"@id": "1", "name": " VIP", "deviceCount": count}}}
    devices = {"devices": {"device": [{"uuid": uuid} for uuid in members]}}
    return open_core(list_labels=labels, list_devices_by_label=devices)


@pytest.mark.parametrize(
    ("count", "members", "label", "words"),
    [
        (1, ["u1"], " VIP", "carried by phone u1"),
        (1, [], " VIP", "counts devices in ' VIP' but lists none"),
        (1, ["u1"], "VIP", "no label 'VIP'.*Did you mean ' VIP'"),
    ],
)
def test_a_label_that_is_not_read_whole_protects_all(count, members, label, words):
    with pytest.raises(GuardRefused, match=words):
        _guards.check(labelled(count, members), LOCK, [target()], [], Guards("r", protected_labels=[label]))


@pytest.mark.parametrize(("count", "members"), [(0, []), (2, ["u8", "u9"]), (None, [])])
def test_a_label_protects_only_those_that_carry_it(count, members):
    guards = Guards("r", protected_labels=[" VIP"])
    assert _guards.check(labelled(count, members), LOCK, [target()], [target()], guards) is None


def test_a_uuid_is_the_same_in_any_case():
    with pytest.raises(GuardRefused, match="carried by"):
        _guards.check(labelled(1, ["U1"]), LOCK, [target()], [], Guards("r", protected_labels=[" VIP"]))


def test_another_spelling_of_the_user_is_no_other_owner():
    assert target(principal="JDoe").owner == target(principal="jdoe").owner
    assert target(principal=None).owner != target(principal="jdoe").owner
