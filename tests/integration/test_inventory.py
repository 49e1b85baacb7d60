# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The inventory plugin mobileiron.core.devices, by real ansible-inventory and ansible-playbook runs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.integration.harness import CEO_IPHONE, KELLER_IPHONE, KELLER_OWN_ANDROID, ROOT, ROOTED_ANDROID, SMITH_IPHONE

pytestmark = pytest.mark.oldest


class Inventory:
    """One inventory file, and what ansible-inventory makes of it."""

    def __init__(self, core: Any, folder: Path) -> None:
        self.core, self.folder = core, folder
        self.environment: dict[str, str] = {}

    def write(self, name: str = "fleet.mobileiron.yml", **options: Any) -> Path:
        file = self.folder / name
        file.write_text(yaml.safe_dump({"plugin": "mobileiron.core.devices", **options}))
        return file

    def run(self, *arguments: str, command: str = "ansible-inventory", **environment: str) -> tuple[int, str, str]:
        program = str(Path(sys.executable).with_name(command))
        variables = {**os.environ, **self.core.environment, "ANSIBLE_NOCOLOR": "1", **environment}
        ended = subprocess.run(
            [program, *arguments], check=False, capture_output=True, text=True, cwd=self.folder, env=variables
        )
        return ended.returncode, ended.stdout, ended.stderr

    def listed(self, *arguments: str, file: str = "fleet.mobileiron.yml", **environment: str) -> dict[str, Any]:
        code, output, errors = self.run("-i", file, "--list", *arguments, **environment)
        assert code == 0, errors
        self.errors = " ".join(errors.split())
        return json.loads(output)


@pytest.fixture
def inventory(core, tmp_path) -> Inventory:
    return Inventory(core, tmp_path)


def variables_of(listed: dict[str, Any]) -> dict[str, Any]:
    return listed["_meta"]["hostvars"]


def test_active_devices_by_one_request(core, inventory) -> None:
    """Without a selector: the active devices, each by its uuid, with its whole record but the details."""
    inventory.write()
    hosts = variables_of(inventory.listed())
    assert set(hosts) == {device["uuid"] for device in core.devices(status="ACTIVE")}
    assert [entry["operation"] for entry in core.log()] == ["list_devices"]
    keller = hosts[KELLER_IPHONE]
    assert keller["mi_principal"] == "mkeller" and keller["mi_platform_family"] == "ios"
    assert keller["mi_compliance_reasons"] == [] and keller["mi_contact"] == "0"
    assert keller["mi_days_since_contact"] == 0
    assert "mi_details" not in keller and "mi_email_address" in keller


def test_selectors_filters_fields_labels_and_groups(core, inventory) -> None:
    """One request for each label, and groups by keys, expressions and composed variables."""
    inventory.write(
        users=["mkeller", "vip.ceo"],
        employee_owned=False,
        include=["labels"],
        fields=["name", "principal", "platform_family", "contact", "details.SerialNumber"],
        hostname="{{ mi_principal ~ '-' ~ mi_uuid[-2:] }}",
        keyed_groups=[{"key": "mi_platform_family", "prefix": "platform"}, {"key": "mi_labels", "prefix": "label"}],
        groups={"kellers": "mi_principal == 'mkeller' and owner == 'MKELLER'"},
        compose={"owner": "mi_principal | upper"},
        strict=True,
    )
    listed = inventory.listed()
    hosts = variables_of(listed)
    assert "mkeller-01" in hosts and hosts["mkeller-01"]["mi_uuid"] == KELLER_IPHONE
    assert set(hosts["mkeller-01"]) == {
        "mi_name", "mi_principal", "mi_platform_family", "mi_contact", "mi_details", "mi_uuid", "mi_labels", "owner",
    }  # fmt: skip
    assert not any(values["mi_uuid"] == KELLER_OWN_ANDROID for values in hosts.values())
    assert "mkeller-01" in listed["platform_ios"]["hosts"] and "mkeller-01" in listed["kellers"]["hosts"]
    assert any(hosts[host]["mi_uuid"] == CEO_IPHONE for host in listed["label_Executives"]["hosts"])
    asked = [entry["path"] for entry in core.requests("devices_by_label")]
    assert asked and len(asked) == len(set(asked)) <= len(core.control("GET", "labels")["labels"])
    assert core.requests("list_device_labels") == []
    assert core.effects() == []


def test_an_expression_is_true_of_the_hosts_that_it_is_true_of(inventory) -> None:
    """Hosts that are alike in what an expression looks at share its result, and no others; chance is no result."""
    inventory.write(
        fields=["principal", "platform_family", "employee_owned"],
        compose={"mi_owner": "'own' if mi_employee_owned else 'company'", "mi_ticket": "999999999 | random"},
        groups={"own_iphones": "mi_employee_owned and mi_platform_family == 'ios'", "nobody": "mi_principal is none"},
        keyed_groups=[{"key": "mi_principal | upper", "prefix": "of"}],
    )
    listed = inventory.listed()
    hosts = variables_of(listed)
    for name, values in hosts.items():
        assert values["mi_owner"] == ("own" if values["mi_employee_owned"] else "company")
        own_iphone = values["mi_employee_owned"] is True and values["mi_platform_family"] == "ios"
        assert (name in listed["own_iphones"]["hosts"]) == own_iphone
    assert listed["own_iphones"]["hosts"] and "nobody" not in listed
    keller = {name for name, values in hosts.items() if values["mi_principal"] == "mkeller"}
    assert set(listed["of_MKELLER"]["hosts"]) == keller
    assert len({values["mi_ticket"] for values in hosts.values()}) > 1


def test_a_host_that_another_file_puts_into_a_group_says_nothing_of_others(inventory) -> None:
    """A result is shared by hosts that are alike; being in the group already is no result."""
    (inventory.folder / "static.ini").write_text(f"[company]\n{KELLER_OWN_ANDROID}\n")
    inventory.write(fields=["employee_owned"], groups={"company": "mi_employee_owned is false"})
    code, output, errors = inventory.run("-i", "static.ini", "-i", "fleet.mobileiron.yml", "--list")
    assert code == 0, errors
    listed = json.loads(output)
    company = {name for name, values in variables_of(listed).items() if values["mi_employee_owned"] is False}
    assert company and set(listed["company"]["hosts"]) == company | {KELLER_OWN_ANDROID}


def test_hostile_names_are_texts(core, inventory) -> None:
    """Names come from people: nothing in them is evaluated, neither here nor in a play that uses them."""
    trap = "{{ lookup('ansible.builtin.pipe', 'touch trapped') }}"
    core.change(SMITH_IPHONE, name=trap)
    inventory.write(
        users=["jsmith"], fields=["name"], hostname="mi_name", compose={"shown": "mi_name"},
        keyed_groups=[{"key": "mi_name", "prefix": "n"}],
    )  # fmt: skip
    play = {
        "hosts": "all",
        "gather_facts": False,
        "connection": "local",
        "tasks": [
            {"ansible.builtin.debug": {"msg": "{{ inventory_hostname }} is called {{ mi_name }}, {{ shown }}."}},
            {"ansible.builtin.set_fact": {"again": "{{ mi_name ~ '' }}"}},
            {"ansible.builtin.debug": {"var": "again"}},
        ],
    }
    (inventory.folder / "play.yml").write_text(yaml.safe_dump([play]))
    code, output, errors = inventory.run("-i", "fleet.mobileiron.yml", "play.yml", command="ansible-playbook")
    assert code == 0, output + errors
    assert "is called {{ lookup" in output
    assert not (inventory.folder / "trapped").exists()


def test_same_names_are_told_apart(core, inventory) -> None:
    core.change(KELLER_IPHONE, name="Phone")
    core.change(KELLER_OWN_ANDROID, name="phone")
    inventory.write(users=["mkeller"], statuses=["ACTIVE"], hostname="{{ mi_name }}")
    hosts = variables_of(inventory.listed())
    assert {f"Phone_{KELLER_IPHONE}", f"phone_{KELLER_OWN_ANDROID}"} <= set(hosts)
    assert "several devices are called Phone, phone" in inventory.errors


def test_templated_credentials_and_empty_settings(core, inventory) -> None:
    """A lookup in the file, and variables that are set and empty, which count as not given."""
    inventory.write(password="{{ lookup('ansible.builtin.env', 'OF_ELSEWHERE') }}", users=["jsmith"])
    hosts = variables_of(
        inventory.listed(
            OF_ELSEWHERE=core.password, MOBILEIRON_PASSWORD="", MOBILEIRON_TIMEOUT="", MOBILEIRON_VALIDATE_CERTS=""
        )
    )
    assert SMITH_IPHONE in hosts


@pytest.mark.parametrize(
    ("options", "environment", "expected"),
    [
        ({}, {"MOBILEIRON_PASSWORD": "wrong"}, "Core refused the credentials of 'apiadmin'"),
        ({"url": "https://127.0.0.1:9"}, {}, "mobileiron.core.devices:"),
        ({"user": ["mkeller"]}, {}, "user is not an option. It is refused, because without it the selection could be larger. Did you mean users?"),
        ({"users": [42]}, {}, "users: "),
        ({"statuses": ["GONE"]}, {}, "'GONE' is not a status"),
        ({"fields": []}, {}, "fields: expected the names of keys"),
        ({"hostname": "{{ mi_nmae }}"}, {}, "hostname: {{ mi_nmae }} cannot be evaluated"),
        ({"users": ["nobody.at.all"]}, {}, "no device is selected"),
        ({"uuids": []}, {}, "uuids: given but empty"),
        ({"labels": ["No such"]}, {}, "Core has no label 'No such'"),
    ],
)  # fmt: skip
def test_never_silently_empty(inventory, options, environment, expected) -> None:
    inventory.write(**{"retries": 0, **options})
    assert variables_of(inventory.listed(**environment)) == {}
    assert expected in inventory.errors
    assert "Traceback" not in inventory.errors and inventory.core.password not in inventory.errors


@pytest.mark.slow
@pytest.mark.oldest
def test_cache(core, inventory) -> None:
    """From the cache no request; flushed, expired or for another selection it is read anew. It holds no password."""
    caching = {
        "cache": True,
        "cache_plugin": "ansible.builtin.jsonfile",
        "cache_connection": str(inventory.folder / "c"),
    }
    inventory.write(users=["mkeller"], **caching)
    first = inventory.listed()
    since = core.next_entry()
    assert inventory.listed() == first and core.log(since) == []
    held = "".join(file.read_text() for file in (inventory.folder / "c").iterdir())
    assert KELLER_IPHONE in held and core.password not in held
    core.change(KELLER_IPHONE, name="Renamed")
    assert variables_of(inventory.listed())[KELLER_IPHONE]["mi_name"] != "Renamed"
    show = inventory.folder / "show.yml"
    show.write_text("- hosts: localhost\n  gather_facts: false\n  tasks: [{debug: }]\n")
    arguments = ("-i", "fleet.mobileiron.yml", "--flush-cache", str(show))  # ansible-inventory 2.16 has no such option
    code, output, errors = inventory.run(*arguments, command="ansible-playbook")
    assert code == 0, output + errors
    assert variables_of(inventory.listed())[KELLER_IPHONE]["mi_name"] == "Renamed"
    inventory.write(users=["jsmith"], **caching)
    assert set(variables_of(inventory.listed())) == {SMITH_IPHONE}
    inventory.write(users=["jsmith"], cache_timeout=1, **caching)
    since = core.next_entry()
    for file in (inventory.folder / "c").iterdir():
        os.utime(file, (1, 1))
    inventory.listed()
    assert core.log(since) != []


def test_other_files_are_not_for_it(inventory) -> None:
    inventory.write(name="fleet.yml")
    code, _output, errors = inventory.run("-i", "fleet.yml", "--list")
    assert "mobileiron.core.devices" in errors or code != 0
    assert inventory.core.log() == []


@pytest.mark.parametrize("example", ["all", "stale", "noncompliant", "label"])
def test_examples(inventory, example) -> None:
    """Each file of examples/inventory works as it is, by as few requests as there can be."""
    file = ROOT / "examples/inventory" / f"{example}.mobileiron.yml"
    listed = inventory.listed(file=str(file))
    hosts = variables_of(listed)
    assert hosts and "not an option" not in inventory.errors
    assert len(listed) <= 20
    if example != "label":
        assert [entry["operation"] for entry in inventory.core.log()] == ["list_devices"]
    if example == "stale":
        assert {values["mi_contact"] for values in hosts.values()} <= {"30-89", "90+", "never"}
    if example == "noncompliant":
        assert {values["mi_compliant"] for values in hosts.values()} == {False}
        assert ROOTED_ANDROID in listed["compromised"]["hosts"]
