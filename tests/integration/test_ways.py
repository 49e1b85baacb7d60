# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""A task gives the same result in the controller's process and as a module: every module's, compared whole."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.integration.harness import (
    KELLER_IPHONE,
    KELLER_MAC,
    KELLER_RETIRED,
    POOL,
    SMITH_IPHONE,
    UNKNOWN,
    WAYS,
    Launcher,
    Playbook,
    Result,
    Run,
    Simulator,
)

pytestmark = pytest.mark.oldest

SECRET = "a-secret-of-ours-1"
SHOWN = ("-vvvv", "-e", json.dumps({"ansible_inject_invocation": True}))
REASON = {"reason": "Lost on the train"}
ONE = {"uuids": [SMITH_IPHONE]}
# What no two runs have alike: times, the checksum of an export with times in it, and temporary files.
PASSING = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)|\b1[0-9]{12}\b|\d+/\d+/\d{4} \d+:\d\d:\d\d [AP]M"
    r"|\b[0-9a-f]{64}\b|\.\d+\.\d{4}-\d\d-\d\d@\d\d:\d\d:\d\d~|\.mobileiron-\w{8}\b"
)

CALLS: dict[str, list[dict[str, Any]]] = {
    "mi_alert": [
        {"all": True, "comments": "Read by the night shift"},
        {"users": ["mkeller"], "comments": "x", "read": False},
        {"ids": ["999999"], "comments": "x"},
        {"all": True},
        {"comments": "x" * 256, "all": True},
    ],
    "mi_alert_info": [{}, {"users": []}, {"read": "perhaps"}, {"since": "yesterday"}],
    "mi_app_setting_info": [{}, {"device_uuid": UNKNOWN}, {"types": "VPN"}],
    "mi_appconnect_analytics": [
        {"app_id": "com.example.mail"},
        {"app_id": "com.example.mail", "dest": "{folder}/analytics.zip"},
        {"app_id": "com.example.none", "dest": "{folder}/none.zip"},
        {"app_id": " ", "parsed": False},
        {"parsed": True},
    ],
    "mi_country_info": [{"country": "br"}, {"country": "Atlantis"}, {"enabled": "yes"}, {"country": False}],
    "mi_device_action": [
        {"action": "lock", **ONE, **REASON},
        {"action": "lock", **ONE},
        {"action": "lock", **ONE, "reason": "lost", "labels": [42]},
        {"action": "retire", "users": ["mkeller"], **REASON},
        {"action": "retire", **ONE, **REASON, "expected_user": "mkeller"},
        {"action": "wipe", "uuids": [KELLER_RETIRED], **REASON},
        {"action": "lock", "uuids": [SMITH_IPHONE, UNKNOWN], **REASON, "continue_on_error": True},
        {"action": "unlock", **ONE, **REASON, "return_passcodes": True},
        {"action": "set_roaming", **ONE},
        {"action": "explode", **ONE},
        {"action": "lock", "users": [], **REASON},
        {"action": "lock", "labels": [POOL], **REASON},
        {"action": "lock", **ONE, **REASON, "max_devices": None},
    ],
    "mi_device_export": [
        {"dest": "{folder}/devices.csv"},
        {"dest": "{folder}/devices.csv", "mode": "u=rw,g=r"},
        {"dest": "{folder}/old.csv", "backup": True, "mode": "0640"},
        {"dest": "{folder}/x.csv", "owner": "nobody-of-that-name"},
        {"dest": "{folder}/x.csv", "mode": "rw?"},
        {"dest": "{folder}"},
        {"dest": "{folder}/missing/x.csv"},
        {"dest": "relative.csv"},
    ],
    "mi_device_info": [
        {},
        {**ONE, "include": ["labels", "profiles"]},
        {"users": ["mkeller"], "fields": ["uuid", "details.os_version"], "limit": "2"},
        {"uuids": [UNKNOWN]},
        {"uuids": []},
        {"uuids": KELLER_MAC},
        {"users": [34]},
        {"users": None},
        {"limit": "many"},
        {"uuid": KELLER_IPHONE, "colour": "red"},
        {"include": ["everything"]},
        {"timeout": "soon"},
        {"response_format": "yaml"},
        {"password": SECRET, "retries": 0},
        {"username": f"user-{SECRET}", "password": SECRET, "users": [SECRET]},
        {"password": f"{SECRET}\n", "retries": 0},
        {"url": "http://core.example.com"},
        {"url": f"https://somebody:{SECRET}@core.example.com"},
        {"proxy": f"http://somebody:{SECRET}@127.0.0.1:9", "retries": 0},
        {"url": "https://127.0.0.1:9", "retries": 0},
        {"validate_certs": "no"},
        {"ca_path": "~/no-such-file.pem"},
        {"users": ["{{ 6 * 7 }}"]},
        {"users": ["mkeller"], "not_seen_for_days": "1"},
    ],
    "mi_device_label": [
        {**ONE, "names": [POOL]},
        {**ONE, "names": [POOL], "state": "absent"},
        {**ONE, "names": ["Executives"]},
        {**ONE, "names": ["No such label"]},
        {**ONE, "names": [], "state": "exact"},
        {**ONE, "names": []},
        {**ONE, "names": [POOL], "state": "sometimes"},
    ],
    "mi_eas_action": [
        {"users": ["mkeller"], "action": "block", **REASON},
        {"users": ["mkeller"], "action": "wipe", **REASON},
        {"action": "block", **REASON},
        {"uuids": [UNKNOWN], "action": "reinstate"},
    ],
    "mi_eas_info": [{}, {"users": ["mkeller"]}, {"users": []}, {"groups": ["nobody"]}],
    "mi_label_info": [{}, {"names": ["Executives", "No such label"]}, {"names": []}, {"name": "x"}],
    "mi_message": [
        {**ONE, "mode": "push", "message": "Please check in"},
        {**ONE, "mode": "email", "message": "Please check in", "subject": "Your phone"},
        {**ONE, "mode": "push", "message": "x", "subject": "x"},
        {**ONE, "mode": "push"},
        {**ONE, "mode": "pigeon", "message": "x"},
    ],
    "mi_operator_info": [{"country": "Germany", "enabled": True}, {"country": []}],
    "mi_policy_info": [{}, {"names": []}, {"device_uuid": UNKNOWN}, {"profile_types": ["NONE"]}],
    "mi_policy_label": [
        {"policy": "Strict Security", "label": "Executives"},
        {"policy": "Strict Security", "label": "No such label"},
        {"policy": "Strict Security"},
        {"policy": 1.5, "label": "Executives"},
    ],
    "mi_profile_push": [ONE, {**ONE, "profile_id": "1"}, {"uuids": [UNKNOWN]}],
    "mi_register": [
        {"user_id": "mkeller", "platform": "ios", "phone_number": "4915112345678", "country": "DE"},
        {"user_id": "mkeller", "platform": "ios", "device_type": "pda", "country": "DE", "initial_password": "short"},
        {"user_id": "mkeller", "platform": "ios", "country": "DE"},
        {"user_id": "mkeller", "platform": "ios", "device_type": "pda", "country": "DE", "country_code": 49},
        {"user_id": 42, "platform": "ios", "device_type": "pda", "country": "DE"},
    ],
    "mi_system_info": [{}, {"colour": "red"}],
    "mi_user_authenticate": [
        {"target_username": "mkeller", "target_password": SECRET},
        {"target_username": f"user-{SECRET}", "target_password": SECRET},
        {"target_username": "mkeller"},
        {"target_username": "mkeller", "target_password": [SECRET]},
    ],
    "mi_user_info": [{"target_username": "mkeller"}, {}, {"target_username": "a", "ldap_search": "bb"}],
    "mi_user_password": [
        {"target_username": "mkeller", "old_password": SECRET, "new_password": f"new-{SECRET}"},
        {"target_username": "mkeller", "old_password": SECRET, "new_password": "x"},
        {"target_username": "mkeller", "old_password": SECRET, "new_password": SECRET, "update_password": "never"},
    ],
}


@pytest.fixture(scope="session")
def launchers(request: pytest.FixtureRequest) -> Iterator[dict[str, Launcher]]:
    """One for each way."""
    both = {way: Launcher(way, request.config.getoption("fresh")) for way in WAYS}
    yield both
    for launcher in both.values():
        launcher.stop()


@pytest.fixture
def playbooks(core: Simulator, tmp_path, launchers: dict[str, Launcher]) -> dict[str, Playbook]:
    """One for each way, in a folder that has the same path."""
    return {way: Playbook(core, tmp_path, launcher=launcher) for way, launcher in launchers.items()}


def both_ways(playbooks: dict[str, Playbook], *tasks: dict[str, Any], **how: Any) -> dict[str, Run]:
    """The runs of the tasks in both ways, each with a fresh Core and the same folder."""
    runs = {}
    for way, playbook in playbooks.items():
        for file in playbook.folder.glob("*.csv*"):
            file.unlink()
        (playbook.folder / "old.csv").write_text("old\n")
        playbook.core.reset()
        playbook.count = 0
        runs[way] = playbook.run(*tasks, **{"arguments": SHOWN, **how})
        runs[way].effects = playbook.core.did()  # type: ignore[attr-defined]
    first, second = list(runs.values())
    assert first.effects == second.effects and first.code == second.code  # type: ignore[attr-defined]
    for one, other in zip(first, second):
        assert whole(one) == whole(other), one.name
    return runs


def whole(result: Result) -> Any:
    """All that a task returned, the options that it saw among them, and how it ended."""
    return json.loads(PASSING.sub("<passing>", json.dumps([result.name, result.ended, result.values], sort_keys=True)))


def tasks_of(module: str, folder: str, **keywords: Any) -> list[dict[str, Any]]:
    """The calls of a module as tasks."""
    text = json.dumps(CALLS[module]).replace("{folder}", folder)
    return [{module: options, **keywords} for options in json.loads(text)]


@pytest.mark.parametrize("module", sorted(CALLS))
def test_the_results_are_the_same(playbooks, tmp_path, module) -> None:
    tasks = [
        *tasks_of(module, str(tmp_path), check_mode=True, diff=True),
        *tasks_of(module, str(tmp_path), diff=True),
        *tasks_of(module, str(tmp_path), register="again"),
    ]
    runs = both_ways(playbooks, *tasks)
    for way, run in runs.items():
        assert (f"{module} runs as a module" in run.output) == (way == "module")
        assert SECRET not in run.output.replace(f"user-{SECRET}", ""), way
        assert {result.failed for result in run} == {True, False} or not any(result.failed for result in run)
