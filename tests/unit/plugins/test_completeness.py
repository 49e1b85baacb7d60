# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nothing drifts: reference, operation table, modules, their documentation, the action group and the simulator."""

from __future__ import annotations

import ast
from functools import cache
from importlib import import_module

import pytest
import yaml
from ansible_collections.mobileiron.core.plugins.module_utils.glue import _options
from ansible_collections.mobileiron.core.plugins.module_utils.wire._operations import OPERATIONS
from ansible_collections.mobileiron.core.plugins.plugin_utils._in_process import InProcess

from tests.coverage import facts, tested
from tests.coverage.__main__ import page, row
from tests.simulator import routes_bulk, routes_eas

# A ping tells the version and whether version 2 is there; it stands beside the calls of the reference.
BESIDE_THE_REFERENCE = {"ping"}
SHARED = {
    "CONNECTION": "connection",
    "SELECTOR": "selector",
    "GUARDS": "guards",
    "OUTCOMES": "outcomes",
    "PLAN": "plan",
    "FILES": "files",
}


# Parameter of an operation → the options that feed it. Those without an option are the client's own business.
FED_BY = {
    "alert_id": {"ids"},
    "app_id": {"app_id"},
    "app_name": {"app_name"},
    "comments": {"comments"},
    "country_code": {"country_code", "country"},
    "data": {"data_roaming"},
    "device_space_id": {"admin_device_space_id"},
    "device_type": {"device_type"},
    "employee_owned": {"employee_owned"},
    "ids": {"ids"},
    "import_user_from_ldap": {"import_user_from_ldap"},
    "is_read": {"read"},
    "label": {"label", "labels", "names"},
    "mac": {"mac_addresses"},
    "macs": {"mac_addresses"},
    "message": {"message"},
    "mode": {"mode"},
    "new_password": {"new_password", "initial_password"},
    "notify_user": {"notify_user"},
    "notify_user_by_sms": {"notify_user_by_sms"},
    "old_password": {"old_password"},
    "operator": {"operator"},
    "password": {"target_password", "old_password", "initial_password"},
    "phone": {"phone_numbers", "phone_number"},
    "phone_number": {"phone_number"},
    "platform": {"platform", "app_platform"},
    "policy_id": {"policy"},
    "profile_id": {"profile_id"},
    "profile_type": {"profile_type"},
    "reason": {"reason"},
    "status": {"statuses"},
    "subject": {"subject"},
    "type": {"types"},
    "user": {"users", "target_username", "target_email", "user_id"},
    "user_email": {"user_email"},
    "user_first_name": {"user_first_name"},
    "user_id": {"user_id"},
    "user_last_name": {"user_last_name"},
    "userid": {"ldap_search"},
    "username": {"target_username"},
    "uuid": {"uuids", "device_uuid"},
    "uuids": {"uuids"},
    "voice": {"voice_roaming"},
}
PAGING = {"limit", "offset"}


@cache
def source(module: str) -> ast.Module:
    return ast.parse((facts.PLUGINS / "modules" / f"{module}.py").read_text())


@cache
def documentation(module: str, part: str = "DOCUMENTATION") -> dict:
    for node in source(module).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == part:
            return yaml.safe_load(node.value.value) or {}
    return {}


@pytest.mark.parametrize("call", facts.documented(), ids=lambda call: f"{call.method} {call.path}")
def test_every_documented_call_has_a_row(call):
    assert facts.operation_of(call), f"{call} is not in the operation table"


def test_every_row_is_a_documented_call():
    known = set(facts.documented())
    strangers = {name for name, row in OPERATIONS.items() if facts.as_call(row) not in known}
    assert strangers == BESIDE_THE_REFERENCE


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_every_operation_is_used_by_a_module(name):
    assert (
        facts.modules_of(OPERATIONS[name])
        or name in BESIDE_THE_REFERENCE
        and any(name in facts.operations_of(module) for module in facts.modules())
    ), f"no module reaches {name}"


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_every_parameter_is_fed_by_an_option(name):
    options = {option for module in facts.modules_of(OPERATIONS[name]) for option in _all_options(module)}
    for parameter in OPERATIONS[name].parameters:
        if parameter.name not in PAGING:
            assert FED_BY[parameter.name] & options, f"no option of a module feeds {name}.{parameter.name}"


def test_the_table_of_options_is_current():
    named = {parameter.name for row in OPERATIONS.values() for parameter in row.parameters}
    assert set(FED_BY) | PAGING == named
    options = {option for module in facts.modules() for option in _all_options(module)}
    assert not set().union(*FED_BY.values()) - options


def test_a_mac_variant_is_reached_by_an_operation_like_it():
    for name, operation in OPERATIONS.items():
        if operation.reached_by:
            other = OPERATIONS[operation.reached_by]
            assert (operation.effect, operation.factory_reset) == (other.effect, other.factory_reset), name


def test_effects_are_never_retried():
    assert not [name for name, row in OPERATIONS.items() if row.effect and row.retry]


@pytest.mark.parametrize("module", facts.modules())
def test_documentation_matches_the_argument_spec(module):
    names = {node.id for node in ast.walk(source(module)) if isinstance(node, ast.Name)}
    fragments = documentation(module).get("extends_documentation_fragment", [])
    for table, fragment in SHARED.items():
        if table != "CONNECTION":
            assert (table in names) == (f"mobileiron.core.{fragment}" in fragments), f"{module}: {fragment}"
    assert "mobileiron.core.connection" in fragments
    spec = _own_options(module)
    documented = documentation(module).get("options", {})
    assert set(spec) == set(documented), f"{module}: options and documentation differ"
    for name, facts_ in spec.items():
        for fact in ("type", "default", "choices", "required", "elements"):
            expected, told = facts_.get(fact), documented[name].get(fact)
            assert expected == told or (fact == "type" and {expected, told} == {None, "str"}), (
                f"{module}.{name}: {fact}"
            )


@pytest.mark.parametrize("table", sorted(SHARED))
def test_a_shared_table_is_what_its_fragment_says(table):
    name = f"ansible_collections.mobileiron.core.plugins.doc_fragments.{SHARED[table]}"
    documented = yaml.safe_load(__import__(name, fromlist=["x"]).ModuleDocFragment.DOCUMENTATION)["options"]
    spec = getattr(_options, table)
    assert set(spec) == set(documented)
    for option, facts_ in spec.items():
        for fact in ("type", "default", "choices", "required", "elements"):
            assert facts_.get(fact) == documented[option].get(fact), f"{table}.{option}: {fact}"


def _all_options(module: str) -> set[str]:
    return set(_loaded(module).SPEC["argument_spec"])


def _loaded(module: str):
    return import_module(f"ansible_collections.mobileiron.core.plugins.modules.{module}")


def _own_options(module: str) -> dict:
    return _loaded(module).OPTIONS


@pytest.mark.parametrize("module", facts.modules())
def test_every_returned_key_is_documented_with_a_sample(module):
    returned = documentation(module, "RETURN")
    assert returned, f"{module} documents no returned keys"
    for key, told in returned.items():
        assert "sample" in told or "contains" in told, f"{module}: RETURN {key} has no sample"


def test_every_module_is_in_the_action_group():
    group = yaml.safe_load((facts.ROOT / "meta/runtime.yml").read_text())["action_groups"]["core"]
    assert sorted(group) == facts.modules()


@pytest.mark.parametrize("module", facts.modules())
def test_every_module_runs_in_the_controllers_process(module):
    """Ansible finds the action plugin of a module by the module's name."""
    action = import_module(f"ansible_collections.mobileiron.core.plugins.action.{module}").ActionModule
    assert issubclass(action, InProcess) and action.module is _loaded(module) and "run" not in vars(action)


def test_every_action_plugin_is_a_modules():
    assert sorted(path.stem for path in (facts.PLUGINS / "action").glob("*")) == facts.modules()


def test_connection_options_are_documented_once():
    fragment = (facts.PLUGINS / "doc_fragments/connection.py").read_text()
    for name in _options.CONNECTION:
        assert f"  {name}:" in fragment and f"E(MOBILEIRON_{name.upper()})" in fragment


@pytest.mark.parametrize("call", facts.documented(), ids=lambda call: f"{call.method} {call.path}")
def test_the_simulator_answers_every_documented_call(call):
    assert facts.simulated(call)


@pytest.mark.parametrize("call", facts.documented(), ids=lambda call: f"{call.method} {call.path}")
def test_the_coverage_page_has_no_empty_cell(call):
    assert all(row(call)), row(call)


def test_only_what_the_simulator_does_counts_as_simulated(monkeypatch):
    calls = {call.path: call for call in facts.documented()}
    monkeypatch.delitem(routes_bulk.ACTIONS, "WIPE")
    monkeypatch.delitem(routes_eas.ACTIONS, "WIPE")
    assert not facts.simulated(calls["dm/bulk/devices/WIPE"]) and facts.simulated(calls["dm/bulk/devices/LOCK"])
    assert not facts.simulated(calls["eas/devices?action=WIPE"])


@pytest.mark.parametrize(
    "method, path, operation",
    [
        ("GET", "/api/v1/dm/devices/locate/u-1", "locate_device"),
        ("GET", "/api/v1/dm/devices/locate/u-1?locatenow=true", "locate_device_now"),
        ("GET", "/api/v1/dm/devices/mac/A10000000001", "get_device_by_mac"),
        ("GET", "/api/v1/dm/labels/Field%2FSales", "list_devices_by_label"),
        ("PUT", "/api/v1/eas/devices?action=WIPE&uuids=u-1&uuids=u-2", "eas_wipe"),
        ("POST", "/api/v1/dm/bulk/devices/LOCK?deviceUids=u-1", "bulk_lock"),
        ("GET", "/api/v1/sm/users/search/ldap/?userid=jd", "search_ldap"),
        ("GET", "/api?_wadl&_type=xml", "get_wadl"),
        ("PUT", "/api/v2/devices/labels/Testlabel/add?adminDeviceSpaceId=1", "add_device_label"),
        ("POST", "/api/v1/dm/labels", None),
        ("GET", "/control/log", None),
    ],
)
def test_requests_are_told_apart_by_method_path_and_deciding_query(method, path, operation):
    assert tested.operation_sent(method, path) == operation


def test_only_answered_requests_count_as_tested():
    request = {"method": "GET", "path": "/api/v1/dm/labels"}
    assert tested.operations_sent([{**request, "status": 503}]) == set()
    assert tested.operations_sent([{**request, "status": 200}]) == {"list_labels"}


def test_what_is_claimed_of_tests_is_compared_with_what_they_sent(monkeypatch):
    monkeypatch.setattr(tested, "claims", lambda: {"list_labels": ["test_a.py", "test_b.py"], "gone": ["test_b.py"]})
    assert tested.drift({"test_a.py": {"list_labels"}}) == ["gone: not an operation"]
    assert tested.drift({"test_a.py": {"ping"}})[0] == "list_labels: no test of test_a.py sends it any more"


def test_every_test_file_that_is_claimed_exists():
    files = {file for files in tested.claims().values() for file in files}
    assert all((facts.ROOT / "tests/integration" / file).is_file() for file in files)


def test_the_coverage_page_is_current():
    assert facts.PAGE.read_text() == page(), "run: make coverage"
