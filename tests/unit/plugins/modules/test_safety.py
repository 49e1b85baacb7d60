# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The safety rules of every action, one row each: reason, cap, factory reset, labels, owner, plan, and check mode."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pytest
import yaml

from tests.coverage import facts
from tests.integration.harness import CEO_IPHONE, KELLER_IPHONE, KELLER_OWN_ANDROID, POOL, SMITH_IPHONE
from tests.simulator.model import Partnership

NAMING = ("action", "mode", "state")
EXECUTIVES = "Executives"
KELLER_SYNC, KELLER_OWN_SYNC, KELLER_UNREGISTERED, SMITH_SYNC, CEO_SYNC = (
    f"000000e1-0000-4000-8000-{number:012x}" for number in range(1, 6)
)
SYNC = {KELLER_IPHONE: KELLER_SYNC, KELLER_OWN_ANDROID: KELLER_OWN_SYNC, SMITH_IPHONE: SMITH_SYNC, CEO_IPHONE: CEO_SYNC}


@dataclass(frozen=True)
class Act:
    """One action as the contract has it: ``options`` are what it needs beside a selection, ``effects`` what the
    simulator's log calls it. ``plan``: it has a plan id."""

    module: str
    options: dict[str, Any]
    effects: set[str]
    reason: bool = False
    cap: int = 100
    reset: bool = False
    plan: bool = False
    prepare: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return "-".join([self.module, *(self.options[name] for name in NAMING if name in self.options)])

    @property
    def eas(self) -> bool:
        """Whether it acts on ActiveSync devices."""
        return self.module == "mi_eas_action"

    def selects(self, *devices: str) -> dict[str, Any]:
        """The options that select what belongs to these devices by its own uuid."""
        return {"uuids": [SYNC[device] if self.eas else device for device in devices]}


ON = {"voice_roaming": True, "data_roaming": True}
LABEL = {"names": ["Testlabel"]}
ACTS = [
    Act("mi_device_action", {"action": "lock"}, {"lock"}, reason=True, plan=True),
    Act("mi_device_action", {"action": "unlock"}, {"unlock"}, reason=True, plan=True),
    Act("mi_device_action", {"action": "wakeup"}, {"wakeup"}, plan=True),
    Act("mi_device_action", {"action": "retire"}, {"retire"}, reason=True, cap=1, plan=True),
    Act("mi_device_action", {"action": "wipe"}, {"wipe"}, reason=True, cap=1, reset=True, plan=True),
    Act("mi_device_action", {"action": "locate", "locate_now": True}, {"locatenow"}, plan=True),
    Act("mi_device_action", {"action": "set_roaming", **ON}, {"roaming"}, plan=True),
    Act("mi_eas_action", {"action": "block"}, {"eas_block"}, reason=True, plan=True),
    Act("mi_eas_action", {"action": "reinstate"}, {"eas_reinstate"}, plan=True, prepare={"access": "Blocked"}),
    Act("mi_eas_action", {"action": "wipe"}, {"eas_wipe"}, reason=True, cap=1, reset=True, plan=True),
    Act("mi_message", {"mode": "sms", "message": "m"}, {"message"}),
    Act("mi_message", {"mode": "email", "message": "m"}, {"message"}),
    Act("mi_message", {"mode": "push", "message": "m"}, {"message"}),
    Act("mi_profile_push", {}, {"repush_profile"}),
    Act("mi_device_label", {"state": "present", **LABEL}, {"label_add"}),
    Act("mi_device_label", {"state": "absent", **LABEL}, {"label_remove"}, prepare={"labels": ["Testlabel"]}),
    Act("mi_device_label", {"state": "exact", **LABEL}, {"label_add", "label_remove"}),
]

every_act = pytest.mark.parametrize("act", ACTS, ids=str)
both_ways = pytest.mark.parametrize("check_mode", [True, False], ids=["check", "real"])


@pytest.fixture
def call(core, run):
    """Runs an act on the things of some devices, with a reason, on a Core where there is something to do."""

    def call(act, *devices, check_mode=False, **options):
        for device in devices:
            if act.eas and act.prepare:
                core.control("PATCH", f"eas/{SYNC[device]}", act.prepare)
            elif act.prepare:
                kept = [label for label in core.device(device)["labels"] if label == EXECUTIVES]
                core.change(device, labels=act.prepare["labels"] + kept)
        given = {**act.options, **act.selects(*devices), "reason": "Lost on a train", **options}
        return run(act.module, check_mode, **{name: value for name, value in given.items() if value is not None})

    return call


def refused(core, result, *words):
    """Assert that a guard refused before any effect."""
    assert result.failed and not result["changed"], result
    assert all(word in result.message for word in words), result.message
    assert core.did() == []


def test_the_table_has_every_action_of_every_module_that_has_guards():
    guarded = {
        module for module in facts.modules() if "max_devices" in facts_of(module) and "reason" in facts_of(module)
    }
    assert {act.module for act in ACTS} == guarded
    for module, option in (
        ("mi_device_action", "action"), ("mi_eas_action", "action"), ("mi_message", "mode"), ("mi_device_label", "state"),
    ):  # fmt: skip
        assert {act.options[option] for act in ACTS if act.module == module} == set(facts_of(module)[option]["choices"])


@every_act
@both_ways
def test_a_reason_is_required_where_the_contract_says_so(core, call, act, check_mode):
    result = call(act, KELLER_IPHONE, check_mode=check_mode, reason=None)
    if act.reason:
        refused(core, result, "reason: required")
        assert core.log() == []
    else:
        result.ok()


@every_act
def test_a_reason_that_is_none_or_too_long_is_refused_before_anything_is_asked(core, call, act):
    for reason in ["", " \n", "x" * 513] if act.reason else ["x" * 513]:
        refused(core, call(act, KELLER_IPHONE, reason=reason), "reason")
    assert core.log() == []


@every_act
def test_a_reason_of_512_characters_is_kept(core, call, act):
    assert call(act, KELLER_IPHONE, reason="x" * 512).ok()["reason"] == "x" * 512


def crowd(core, act, count):
    """A selection of that many things that the act is to be done to."""
    if act.eas:
        device = core.server.core.devices[SMITH_IPHONE]
        model = core.server.core.partnerships[SMITH_SYNC]
        access = act.prepare.get("access", "Allowed")
        rows = [f"000000e2-0000-4000-8000-{number:012x}" for number in range(count)]
        for uuid in rows:
            row = dataclasses.replace(model, uuid=uuid, access=access, mi_device_uuid=device.uuid)
            assert isinstance(row, Partnership)
            core.server.core.partnerships[uuid] = row
        return {"uuids": rows}
    labels = [POOL, *act.prepare.get("labels", [])]
    core.add(count, principal="jsmith", family="ios", labels=labels, phoneNumber="4085550100")
    return {"labels": [POOL]}


@every_act
@both_ways
def test_one_device_more_than_the_default_cap_is_refused(core, run, act, check_mode):
    selection = crowd(core, act, act.cap + 1)
    result = run(act.module, check_mode, reason="Lost", **act.options, **selection)
    refused(core, result, "max_devices", f" {act.cap + 1} devices", f"at most {act.cap} may")


@every_act
def test_the_default_cap_itself_is_allowed(core, run, act):
    result = run(act.module, True, reason="Lost", **act.options, **crowd(core, act, act.cap)).ok()
    assert result.outcomes == ["planned"] * act.cap and core.did() == []


@every_act
@both_ways
def test_a_cap_that_is_given_counts(core, call, act, check_mode):
    refused(core, call(act, KELLER_IPHONE, SMITH_IPHONE, check_mode=check_mode, max_devices=1), "max_devices", "2 dev")
    call(act, KELLER_IPHONE, SMITH_IPHONE, check_mode=True, max_devices=2).ok()


@every_act
def test_a_cap_below_one_is_refused_before_anything_is_asked(core, call, act):
    for limit in (0, -1):
        refused(core, call(act, KELLER_IPHONE, max_devices=limit), "max_devices", f"got {limit}")
    assert core.log() == []


@every_act
@both_ways
@pytest.mark.parametrize("owned", [True, None], ids=["employee", "unknown"])
def test_only_a_factory_reset_asks_whose_the_device_is(core, call, act, check_mode, owned):
    core.change(KELLER_IPHONE, employeeOwned=owned)
    result = call(act, KELLER_IPHONE, check_mode=check_mode)
    if act.reset:
        refused(core, result, "allow_employee_owned_wipe")
        result = call(act, KELLER_IPHONE, check_mode=check_mode, allow_employee_owned_wipe=True)
    result.ok()
    assert {effect for effect, _count in core.did()} <= (set() if check_mode else act.effects)


@every_act
@both_ways
def test_a_protected_label_refuses_the_whole_task(core, call, act, check_mode):
    result = call(
        act, KELLER_IPHONE, CEO_IPHONE, check_mode=check_mode,
        protected_labels=[EXECUTIVES], max_devices=9, continue_on_error=True,
    )  # fmt: skip
    refused(core, result, "protected_labels", EXECUTIVES)


@every_act
def test_a_protected_label_that_is_not_known_refuses(core, call, act):
    for labels, words in ((["Executive"], "Did you mean"), ([""], "empty"), ([EXECUTIVES, " "], "empty")):
        result = call(act, KELLER_IPHONE, protected_labels=labels, continue_on_error=True)
        refused(core, result, "protected_labels", words)


@every_act
def test_a_protected_label_that_no_target_carries_lets_pass(core, call, act):
    call(act, KELLER_IPHONE, protected_labels=[EXECUTIVES]).ok()


@every_act
@both_ways
def test_the_expected_user_owns_every_target(core, call, act, check_mode):
    both = {"check_mode": check_mode, "max_devices": 9, "continue_on_error": True}
    refused(core, call(act, KELLER_IPHONE, SMITH_IPHONE, expected_user="mkeller", **both), "expected_user", "jsmith")
    refused(core, call(act, KELLER_IPHONE, expected_user=" ", **both), "expected_user", "empty")
    call(act, KELLER_IPHONE, check_mode=True, expected_user="mkeller").ok()


@every_act
def test_a_plan_id_lets_pass_that_plan_only(core, call, act):
    result = call(act, KELLER_IPHONE, check_mode=True)
    if not act.plan:
        assert "plan_id" not in result.ok().values
        return
    plan = result.ok()["plan_id"]
    for changed in ({"reason": "Another"}, {"plan_id": "0" * 64}):
        refused(core, call(act, KELLER_IPHONE, **{"plan_id": plan, **changed}), "plan_id")
    refused(core, call(act, SMITH_IPHONE, plan_id=plan), "plan_id")
    assert call(act, KELLER_IPHONE, plan_id=plan.upper()).ok()["plan_id"] == plan
    assert {effect for effect, _count in core.did()} == act.effects


@every_act
def test_check_mode_sends_no_effect_and_the_real_run_sends_this_one(core, call, act):
    planned = call(act, KELLER_IPHONE, check_mode=True).ok()
    assert planned["changed"] and planned.outcomes == ["planned"] and core.did() == []
    done = call(act, KELLER_IPHONE).ok()
    assert done["changed"] and done["devices"][0]["changed"]
    assert {effect for effect, _count in core.did()} == act.effects
    assert [entry for entry in core.effects() if len(entry["devices"]) != 1] == []


NOTHING = (
    {}, {"uuids": None}, {"uuids": []}, {"uuids": [""]}, {"users": []}, {"users": [" "]},
    {"uuids": [SMITH_IPHONE], "users": []},
)  # fmt: skip


@every_act
@both_ways
def test_nothing_selected_is_an_error_and_never_everything(core, run, act, check_mode):
    for selection in NOTHING:
        refused(core, run(act.module, check_mode, reason="Lost", continue_on_error=True, **act.options, **selection))
    assert core.log() == []


@every_act
@both_ways
def test_what_core_does_not_know_fails_before_any_effect(core, run, act, check_mode):
    known = act.selects(KELLER_IPHONE)["uuids"]
    unknown = "ffffffff-0000-4000-8000-ffffffffffff"
    refused(core, run(act.module, check_mode, reason="L", **act.options, uuids=[*known, unknown]), unknown)


@every_act
def test_a_device_that_changed_hands_since_it_was_selected_gets_nothing(core, call, act):
    """It changes hands just before the last look at it, which for labels is followed by one at its labels."""
    call(act, KELLER_IPHONE, check_mode=True).ok()
    last = len(core.log()) - (1 if act.module == "mi_device_label" else 0)
    core.reset()
    core.meanwhile(None, "PATCH", f"devices/{KELLER_IPHONE}", {"principal": "jsmith"}, skip=last - 1)
    refused(core, call(act, KELLER_IPHONE, continue_on_error=True), "changed hands")


@cache
def facts_of(module: str) -> dict[str, Any]:
    """The documented options of a module, its fragments included."""
    name = f"ansible_collections.mobileiron.core.plugins.modules.{module}"
    told = yaml.safe_load(__import__(name, fromlist=["x"]).DOCUMENTATION)
    options = dict(told.get("options", {}))
    for fragment in told["extends_documentation_fragment"]:
        path = f"ansible_collections.mobileiron.core.plugins.doc_fragments.{fragment.split('.')[2]}"
        options.update(
            yaml.safe_load(__import__(path, fromlist=["x"]).ModuleDocFragment.DOCUMENTATION).get("options", {})
        )
    return options
