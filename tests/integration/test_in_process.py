# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""A task gives the same result in the controller's process and as a module: every module's, compared whole."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pytest

from tests.integration.harness import (
    FQCN,
    KELLER_IPHONE,
    KELLER_MAC,
    KELLER_RETIRED,
    POOL,
    ROOT,
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
# What no two runs have alike: times, the checksum of a file with times in it, temporary files, the order of a set, and the
# folder of Ansible's own files in the tracebacks of 2.16.
PASSING = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)|\b1[0-9]{12}\b|\d+/\d+/\d{4} \d+:\d\d:\d\d [AP]M"
    r"|\b[0-9a-f]{64}\b|\.\d+\.\d{4}-\d\d-\d\d@\d\d:\d\d:\d\d~|[^\s\"]*/\.mobileiron-\w{8}\b|[^\s\"]*/(?=ansible/module_utils/)"
    r"|Valid booleans include: [^\"\\]*|(?<=\"ansible_job_id\": \")[^\"]*|(?<=\"results_file\": \")[^\"]*"
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
    "mi_compliance_report": [
        {"dest": "{folder}/report"},
        {"dest": "{folder}/report/strict", "max_noncompliant_percent": 0},
        {"dest": "{folder}/report", "mode": "rw?"},
        {"dest": "{folder}/report", "users": []},
        {"title": "No folder"},
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
    "mi_evidence": [
        {"dest": "{folder}/report/evidence"},
        {
            "dest": "{folder}/report/new/evidence",
            "evidence": {"sha256": "b", "devices": [{"uuid": UNKNOWN}]},
            "title": "A & B",
        },
        {"dest": "{folder}/report/evidence", "evidence": {"devices": []}, "replaced": {"sha256": "a", "devices": []}},
        {"dest": "{folder}/report/evidence", "evidence": {"devices": "none"}},
        {"dest": "{folder}", "evidence": ["x"]},
    ],
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
def playbooks(core: Simulator, tmp_path: Path, launchers: dict[str, Launcher]) -> dict[str, Playbook]:
    """One for each way, in the same folder."""
    return {way: Playbook(core, tmp_path, launcher=launcher) for way, launcher in launchers.items()}


Runs = dict[str, Run]


def both_ways(
    playbooks: dict[str, Playbook], start: Callable[[Playbook], Run], prepare: Callable[[], Any] | None = None
) -> Runs:
    """The runs in both ways, each with a fresh Core and without the files of the other; they are compared whole."""
    runs, effects = {}, []
    for way, playbook in playbooks.items():
        for left in (*playbook.folder.glob("*.csv*"), *playbook.folder.glob("*.zip")):
            left.unlink()
        shutil.rmtree(playbook.folder / "report", ignore_errors=True)
        (playbook.folder / "old.csv").write_text("old\n")
        playbook.core.reset()
        if prepare:
            prepare()
        playbook.count = 0
        runs[way] = start(playbook)
        effects.append(playbook.core.did())
    first, second = list(runs.values())
    assert effects[0] == effects[1] and first.code == second.code, first.output + second.output
    for one, other in zip_longest(first, second):
        assert whole(one) == whole(other), f"{one.name}\n{whole(one)}\n{whole(other)}"
    return runs


def whole(result: Result) -> Any:
    """All that a task returned, the options that it saw among them, and how it ended."""
    return json.loads(PASSING.sub("<passing>", json.dumps([result.name, result.ended, result.values], sort_keys=True)))


def tasks_of(module: str, folder: str, **keywords: Any) -> list[dict[str, Any]]:
    """The calls of a module as tasks."""
    calls = json.loads(json.dumps(CALLS[module]).replace("{folder}", folder))
    return [{module: options, **keywords} for options in calls]


def as_module(run: Run, module: str) -> bool:
    """Whether a run says that the module ran as one."""
    return f"{FQCN}{module} runs as a module" in run.output


def test_every_module_is_compared() -> None:
    assert sorted(CALLS) == sorted(path.stem for path in (ROOT / "plugins" / "modules").glob("mi_*.py"))


@pytest.mark.oldest("slow")
@pytest.mark.parametrize(
    "module",
    [
        module if module == "mi_user_authenticate" else pytest.param(module, marks=pytest.mark.thorough)
        for module in sorted(CALLS)
    ],
)
def test_the_results_are_the_same(playbooks, tmp_path, module) -> None:
    tasks = [
        *tasks_of(module, str(tmp_path), check_mode=True, diff=True),
        *tasks_of(module, str(tmp_path), register="result"),
    ]
    runs = both_ways(playbooks, lambda playbook: playbook.run(*tasks, arguments=SHOWN))
    for way, run in runs.items():
        assert as_module(run, module) == (way == "module")
        assert SECRET not in run.output.replace(f"user-{SECRET}", ""), way


def info(**keywords: Any) -> dict[str, Any]:
    """A task that reads one device."""
    return {"mi_device_info": {"uuids": [KELLER_IPHONE], "fields": ["uuid", "principal"]}, **keywords}


@pytest.mark.slow
def test_keywords_of_tasks_act_alike(playbooks, tmp_path) -> None:
    lock = {"action": "lock", "uuids": "{{ item }}", "reason": "r"}
    unreachable = {"MOBILEIRON_URL": "https://127.0.0.1:9", "MOBILEIRON_RETRIES": 0}
    tasks = [
        info(environment=unreachable),
        info(environment={"MOBILEIRON_TIMEOUT": "soon"}),
        info(environment=[unreachable, {"MOBILEIRON_URL": "{{ lookup('env', 'MOBILEIRON_URL') }}"}]),
        info(environment={"HTTPS_PROXY": f"http://somebody:{SECRET}@127.0.0.1:9", "MOBILEIRON_RETRIES": "0"}),
        info(environment={"MOBILEIRON_RESPONSE_FORMAT": None}),
        {
            "mi_device_export": {"dest": "$EXPORTS/of-the-environment.csv"},
            "environment": {"EXPORTS": str(tmp_path)},
        },
        info(),
        info(no_log=True),
        {**info(), "mi_device_info": {"uuid": SECRET}, "no_log": True},
        info(register="device", failed_when="device.count == 1"),
        info(changed_when=True),
        info(register="device", until="device.count == 2", retries=1, delay=0),
        info(when=False),
        info(loop=[1, 2]),
        {"mi_device_action": lock, "loop": [SMITH_IPHONE, UNKNOWN, KELLER_MAC]},
        {"mi_device_action": {**lock, "uuids": [SMITH_IPHONE]}, "check_mode": True},
        info(delegate_to="127.0.0.1"),
        info(run_once=True, ignore_unreachable=True),
        info(args={"limit": 1}),
        info(**{"async": 60, "poll": 1}),
        info(vars={"names": ["principal"]}, args={"fields": "{{ names }}"}),
    ]
    runs = both_ways(playbooks, lambda playbook: playbook.run(*tasks, arguments=SHOWN))
    # The engine shows the environment of a module at -vvvv; results never hold what is secret in it.
    assert SECRET not in runs["in-process"].output + repr([result.values for result in runs["module"]])
    assert "127.0.0.1:9" in runs["in-process"][0].message and runs["in-process"][2].ok()["count"] == 1
    assert (tmp_path / "of-the-environment.csv").exists()


@pytest.mark.slow
def test_defaults_of_modules_are_those_of_the_module_that_runs(playbooks) -> None:
    defaults = {
        "group/mobileiron.core.core": {"retries": 0},
        FQCN + "mi_device_info": {"limit": 1, "fields": ["uuid"]},
        FQCN + "mi_message": {"mode": "push", "uuids": [SMITH_IPHONE]},
        FQCN + "mi_label_info": {"names": ["Executives"]},
    }
    tasks = [
        {"name": "devices", FQCN + "mi_device_info": {}},
        {"name": "labels", FQCN + "mi_label_info": {}},
        {"name": "message", FQCN + "mi_message": {"message": "x"}},
        {"name": "system", FQCN + "mi_system_info": {}},
    ]
    play = {"hosts": "localhost", "connection": "local", "gather_facts": False, "module_defaults": defaults}
    runs = both_ways(playbooks, lambda playbook: playbook.play([{**play, "tasks": tasks}], arguments=SHOWN))
    devices, labels, message, system = runs["in-process"]
    assert devices.ok()["count"] == labels.ok()["count"] == 1 and message.ok().changed and system.ok()["reachable"]
    assert devices["invocation"]["module_args"]["retries"] == 0 and devices["devices"][0].keys() == {"uuid"}


def test_what_core_says_is_no_template(playbooks, core) -> None:
    name = "{{ 6 * 7 }}{{ lookup('pipe', 'echo hello') }}"
    tasks = [
        {"mi_device_info": {"uuids": [SMITH_IPHONE]}, "register": "found"},
        {"mi_device_info": {"users": "{{ found.devices | map(attribute='name') | list }}"}},
    ]
    runs = both_ways(
        playbooks,
        lambda playbook: playbook.run(*tasks, arguments=SHOWN),
        lambda: core.change(SMITH_IPHONE, name=name),
    )
    for run in runs.values():
        assert run[0].ok()["devices"][0]["name"] == name
        assert run[1]["invocation"]["module_args"]["users"] == [name]


@pytest.mark.oldest("slow")
def test_the_way_that_a_task_goes(playbooks) -> None:
    """The variable, the connection, become and async decide; a wrong value of the variable is told."""
    switch = "mobileiron_core_in_process"
    elsewhere = {"hosts": "elsewhere", "gather_facts": False}
    here = {"hosts": "localhost", "connection": "local", "gather_facts": False}

    def task(name: str, **keywords: Any) -> dict[str, Any]:
        return {"name": name, FQCN + "mi_device_info": info()["mi_device_info"], "ignore_errors": True, **keywords}

    tasks = [
        task("module", vars={switch: False}),
        task("module", vars={switch: "no"}),
        task("module", vars={switch: "{{ 1 == 2 }}"}),
        task("module", become=True, become_method="ansible.builtin.su"),
        task("module", **{"async": 60, "poll": 1}),
        task("in-process"),
        task("in-process", vars={switch: "yes"}),
        task("in-process", vars={switch: None}),
        task("in-process", vars={switch: ""}),
        task("wrong", vars={switch: "perhaps"}),
    ]
    away = [
        task("module", ignore_unreachable=True),
        task("in-process", delegate_to="localhost"),
        task("in-process", connection="local"),
    ]
    hosts = playbooks["in-process"].folder / "hosts"
    hosts.write_text("localhost ansible_connection=local\nelsewhere\n")
    inventory = ("-i", str(hosts), "-e", "ansible_ssh_executable=/bin/false", "-vvv")
    plays = [{**here, "tasks": tasks}, {**elsewhere, "tasks": away}]
    run = playbooks["in-process"].play(plays, arguments=inventory)
    ways = [
        "module" if "runs as a module" in part else "in-process"
        for part in re.split(r"^TASK \[", run.output, flags=re.MULTILINE)[1:]
    ]
    expected = [each["name"] for each in (*tasks, *away)]
    assert ways == ["in-process" if name == "wrong" else name for name in expected], run.output
    results = dict(zip((each["name"] for each in tasks), run))
    assert results["wrong"].failed and "neither true nor false" in results["wrong"].message
    assert results["module"].ok()["count"] == results["in-process"].ok()["count"] == 1


def one_after_the_other(uuids: list[str]) -> dict[str, Any]:
    """The options of a task that locks devices by single requests."""
    how = {"concurrency": 1, "bulk_threshold": 0, "max_devices": len(uuids)}
    return {"action": "lock", "uuids": uuids, "reason": "r", **how}


@pytest.mark.slow
@pytest.mark.oldest
def test_a_missing_library_is_named_in_both_ways(core, tmp_path) -> None:
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "requests.py").write_text("raise ImportError('broken on purpose')\n")
    playbooks = {way: Playbook(core, tmp_path, launcher=Launcher(way)) for way in WAYS}
    variables = {"PYTHONPATH": str(tmp_path / "broken")}
    runs = both_ways(playbooks, lambda playbook: playbook.run(info(), arguments=SHOWN, environment=variables))
    assert "requests" in runs["in-process"][0].message and as_module(runs["in-process"], "mi_device_info")


@pytest.mark.slow
def test_a_task_that_takes_too_long_is_ended(playbooks, core) -> None:
    """Both say so in the same words. In this process nothing more is sent than what had begun."""
    messages = set()
    for way, playbook in playbooks.items():
        core.reset()
        lock = one_after_the_other(core.fill_pool(20))
        core.fault("delay", operation="lock_device", seconds=3.0, times=20)
        result = playbook.run({"mi_device_action": lock, "timeout": 4})[0]
        assert result.failed and re.search(r"Timed out|expected time frame", result.message)
        messages.add(result.message)
        assert way == "module" or len(core.requests("lock_device")) < 20
        end_modules_of(playbook)
    assert len(messages) == 1


def end_modules_of(playbook: Playbook) -> None:
    """End the modules that Ansible has given up; they would go on and send their requests into the next test."""
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):  # it has ended by itself
            if str(playbook.folder / "temp").encode() in path.read_bytes():
                os.kill(int(path.parent.name), signal.SIGKILL)


def test_an_interrupted_run_sends_nothing_more(playbooks, core, tmp_path) -> None:
    """Ctrl-C in the middle of twenty locks, one after the other."""
    uuids = core.fill_pool(20)
    core.fault("delay", operation="lock_device", seconds=1.0, times=20)
    play = {"hosts": "localhost", "connection": "local", "gather_facts": False}
    book = tmp_path / "interrupted.yml"
    book.write_text(json.dumps([{**play, "tasks": [{FQCN + "mi_device_action": one_after_the_other(uuids)}]}]))
    playbook = playbooks["in-process"]
    environment = playbook._environment(tmp_path / "results", "json")
    command = [str(Path(sys.executable).with_name("ansible-playbook")), "-i", "localhost,", str(book)]
    # A suite that a shell started with "&" ignores SIGINT, and the run would inherit that.
    handler = signal.signal(signal.SIGINT, signal.default_int_handler)
    run = subprocess.Popen(command, cwd=tmp_path, env=environment, start_new_session=True, stdout=subprocess.PIPE)
    signal.signal(signal.SIGINT, handler)
    with run:
        assert run.stdout
        until = time.monotonic() + 300
        while not core.requests("lock_device"):
            assert run.poll() is None and time.monotonic() < until
            time.sleep(0.05)
        os.killpg(run.pid, signal.SIGINT)
        run.communicate(timeout=300)
    assert run.returncode != 0
    sent = len(core.requests("lock_device"))
    time.sleep(2)  # for the request under way, and for one more if any came
    assert 0 < sent <= len(core.requests("lock_device")) <= sent + 1 < len(uuids)
