# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Ansible, YAML and AWX hand over to modules and to the lookup: numbers for names, empty settings, spellings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.integration.harness import CEO_IPHONE, KELLER_IPHONE, KELLER_OWN_ANDROID, Playbook, Simulator

ACTIVE: dict[str, Any] = {"users": ["mkeller"], "statuses": ["ACTIVE"]}
EMPTY = {
    f"MOBILEIRON_{name}": ""
    for name in (
        "TIMEOUT", "RETRIES", "VALIDATE_CERTS", "RESPONSE_FORMAT", "ADMIN_DEVICE_SPACE_ID", "CLIENT_CERT", "CLIENT_KEY",
        "PROXY",
    )
}  # fmt: skip
TYPED = """
- hosts: localhost
  connection: local
  gather_facts: false
  tasks:
    - {name: number, mobileiron.core.mi_device_info: {users: [0042]}, ignore_errors: true}
    - {name: flag, mobileiron.core.mi_country_info: {country: NO}, ignore_errors: true}
    - {name: time, mobileiron.core.mi_device_info: {mac_addresses: [10:20:30:40:50:55]}, ignore_errors: true}
    - name: phone
      mobileiron.core.mi_register: {user_id: jsmith, platform: ios, phone_number: 01715550133, country: US}
      ignore_errors: true
    - name: alert
      mobileiron.core.mi_alert: {users: [0042], comments: seen}
      ignore_errors: true
    - name: mail
      mobileiron.core.mi_eas_action: {users: [0042], action: block, reason: lost}
      ignore_errors: true
    - name: owner
      mobileiron.core.mi_device_action: {action: retire, users: [mkeller], reason: lost, expected_user: 0042}
      ignore_errors: true
    - name: password
      mobileiron.core.mi_user_password: {target_username: jsmith, new_password: 0123456712345670}
      ignore_errors: true
    - {name: day, mobileiron.core.mi_device_info: {users: [2026-11-27]}, ignore_errors: true}
    - name: day as a module
      mobileiron.core.mi_device_action: {action: retire, users: [mkeller], reason: 2026-11-27}
      vars: {mobileiron_core_in_process: false}
      ignore_errors: true
    - name: lookup
      ansible.builtin.debug: {msg: "{{ query('mobileiron.core.device_uuids', users=[34]) }}"}
      ignore_errors: true
    - name: date
      ansible.builtin.debug: {msg: "{{ query('mobileiron.core.device_uuids', users=[day]) }}"}
      vars: {day: 2026-11-27}
      ignore_errors: true
"""


def test_numbers_flags_and_dates_are_no_names(core: Simulator, playbook: Playbook, tmp_path: Path) -> None:
    book = tmp_path / "typed.yml"
    book.write_text(TYPED)
    run = playbook.file(str(book))
    words = {
        "number": "users: 34 is a number",
        "flag": "country: false is a boolean",
        "time": "mac_addresses: 8041827055 is a number",
        "phone": "phone_number: 255250523 is a number",
        "alert": "users: 34 is a number",
        "mail": "users: 34 is a number",
        "owner": "expected_user: 34 is a number",
        "password": "new_password: it is a number",
        "day": "users: 2026-11-27 is a date",
        "day as a module": "reason: 2026-11-27 is a date",
        "lookup": "users: 34 is a number",
        "date": "users: 2026-11-27 is a date",
    }
    assert len(run.results) == len(words)
    for result in run:
        assert result.failed and not result.changed, result.name
        assert words[result.name] in result.message and "quotes" in result.message, (result.name, result.message)
    assert core.log() == []


def test_a_date_may_be_a_date_where_one_is_meant(core: Simulator, playbook: Playbook, tmp_path: Path) -> None:
    book = tmp_path / "since.yml"
    task = "{name: since, mobileiron.core.mi_alert_info: {since: 2014-01-01}}"
    book.write_text(f"- {{hosts: localhost, connection: local, gather_facts: false, tasks: [{task}]}}\n")
    assert playbook.file(str(book))[0].ok()["count"] > 0


def test_what_a_module_returned_is_taken(core: Simulator, playbook: Playbook) -> None:
    """Ids stay text, and Core's own numeric ids may be integers."""
    policy = playbook.run({"mi_policy_info": {}})[0].ok()["policies"][0]
    alert = playbook.run({"mi_alert_info": {"read": False}})[0].ok()["alerts"][0]
    run = playbook.run(
        {"mi_policy_label": {"policy": int(policy["id"]), "label": "Executives"}},
        {"mi_policy_label": {"policy": policy["id"], "label": "Executives"}},
        {"mi_alert": {"ids": [int(alert["id"])], "comments": "seen"}},
        {"mi_alert": {"ids": [alert["id"]], "comments": "seen"}},
        check=True,
    )
    assert [result.ended for result in run] == ["ok"] * 4


def test_two_spellings_of_one_person(core: Simulator, playbook: Playbook) -> None:
    core.change(KELLER_IPHONE, principal="MKeller")
    act = {"action": "lock", "reason": "lost", "expected_user": "mKELLER"}
    run = playbook.run(
        {"mi_device_action": {**act, **ACTIVE}}, {"mi_device_action": {**act, "uuids": [KELLER_IPHONE, CEO_IPHONE]}}
    )
    assert KELLER_IPHONE in {entry["uuid"] for entry in run[0].ok()["devices"]}
    assert run[1].failed and "expected_user" in run[1].message and KELLER_IPHONE not in run[1].message
    assert CEO_IPHONE not in {uuid for entry in core.effects() for uuid in entry["devices"]}


def test_invisible_characters_are_shown(core: Simulator, playbook: Playbook) -> None:
    run = playbook.run(
        {"mi_device_info": {"users": ["mkeller\u200b"]}},
        {"mi_device_action": {"action": "retire", "uuids": [f"\u202e{KELLER_IPHONE}"], "reason": "lost"}},
        {"mi_label_info": {"names": ["Executives\u200b"]}},
    )
    assert run[0].failed and "'mkeller\\u200b'" in run[0].message
    assert run[1].failed and "\\u202e" in run[1].message
    assert run[2].ok()["count"] == 0 and "'Executives\\u200b'" in run[2].warnings
    assert core.effects() == []


def _found(playbook: Playbook, environment: dict[str, str], **options: Any) -> list[str]:
    """How a module and the lookup end under an environment: the count that they find, or the failure's message."""
    arguments = ", ".join(f"{name}={value!r}" for name, value in {**ACTIVE, **options}.items())
    tasks = [
        {"name": "module", "mobileiron.core.mi_device_info": {**ACTIVE, **options}},
        {
            "name": "lookup",
            "ansible.builtin.set_fact": {
                "n": "{{ query('mobileiron.core.device_uuids', " + arguments + ") | length }}"
            },
        },
    ]
    play: dict[str, Any] = {"hosts": "localhost", "connection": "local", "gather_facts": False}
    play["tasks"] = [{**task, "ignore_errors": True} for task in tasks]
    run = playbook.play([play], environment=environment)
    module, lookup = run.results
    return [
        module.message if module.failed else str(module["count"]),
        lookup.message if lookup.failed else str(lookup["ansible_facts"]["n"]),
    ]


def test_empty_settings_count_as_not_given(core: Simulator, playbook: Playbook) -> None:
    expected = _found(playbook, {})
    assert expected[0] == expected[1] and int(expected[0]) > 1
    assert _found(playbook, EMPTY) == expected
    assert _found(playbook, {}, password="", client_cert="", url="") == expected
    for message in _found(playbook, {"MOBILEIRON_RETRIES": "many"}):
        assert "retries (from the environment variable MOBILEIRON_RETRIES): 'many' is not a whole number" in message
    for message in _found(playbook, {"MOBILEIRON_PASSWORD": "wrong-secret-1\n"}):
        assert "password: it ends with a line break" in message and "wrong-secret-1" not in message
    missing = _found(playbook, {"MOBILEIRON_URL": ""})
    assert "url" in missing[0] and "MOBILEIRON_URL" in missing[1] and "environment: of a play" in missing[1]


def test_the_bundle_of_requests_is_honoured(core: Simulator, playbook: Playbook) -> None:
    expected = _found(playbook, {})
    assert _found(playbook, {"MOBILEIRON_CA_PATH": "", "REQUESTS_CA_BUNDLE": core.ca_path}) == expected
    for message in _found(playbook, {"MOBILEIRON_CA_PATH": "", "REQUESTS_CA_BUNDLE": "/missing.pem"}):
        assert "/missing.pem" in message and "REQUESTS_CA_BUNDLE" in message
    for message in _found(playbook, {"MOBILEIRON_CA_PATH": ""}):
        assert "certificate" in message


@pytest.mark.parametrize("locale", ["C", "C.UTF-8"])
def test_a_dest_that_is_not_ascii(core: Simulator, playbook: Playbook, tmp_path: Path, locale: str) -> None:
    task = {
        "mi_device_export": {"dest": str(tmp_path / "geräte.csv")},
        "vars": {"mobileiron_core_in_process": False},  # the controller's process has its locale already
        "environment": {"LC_ALL": locale, "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
    }
    result = playbook.run(task)[0]
    if locale == "C":
        assert result.failed and result.message.startswith("dest: ") and "LC_ALL" in result.message, result.message
        assert core.log() == []
    else:
        assert result.ok().changed and (tmp_path / "geräte.csv").exists()


def test_a_device_that_never_connected_says_nothing(core: Simulator, playbook: Playbook) -> None:
    core.change(KELLER_OWN_ANDROID, lastConnectedAt=None, platform="iOS 16.6")
    (device,) = playbook.run({"mi_device_info": {"uuids": [KELLER_OWN_ANDROID]}})[0].ok()["devices"]
    assert device["last_connected_at"] is None and device["compromised"] is None
