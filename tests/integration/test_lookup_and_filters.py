# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lookup mobileiron.core.device_uuids, and the filters, in real playbooks."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.harness import CEO_IPHONE, KELLER_IPHONE, KELLER_MAC, KELLER_SILENT, Playbook, Result

pytestmark = pytest.mark.oldest


def show(playbook: Playbook, *expressions: str, response_format: str = "json", **variables: Any) -> list[Result]:
    """What each expression comes to, in a task of its own."""
    tasks = [
        {"ansible.builtin.set_fact": {"shown": "{{ " + expression + " }}"}, "ignore_errors": True}
        for expression in expressions
    ]
    play = {"hosts": "localhost", "connection": "local", "gather_facts": False, "vars": variables, "tasks": tasks}
    run = playbook.play([play], response_format=response_format)
    assert len(run.results) == len(expressions), run.output
    playbook.last_output = run.output  # type: ignore[attr-defined]
    return run.results


def lookup(arguments: str) -> str:
    return f"query('mobileiron.core.device_uuids', {arguments})"


def shown(result: Result) -> Any:
    return result.ok()["ansible_facts"]["shown"]


@pytest.mark.parametrize("response_format", ["json", "xml"])
def test_lookup(core, playbook, response_format: str) -> None:
    results = show(
        playbook,
        lookup("users=['mkeller'], statuses=['ACTIVE'], employee_owned=false"),
        lookup("labels=['Executives'], users=['vip.ceo', 'mkeller']"),
        lookup("uuids=[]"),
        lookup("users=nobody"),
        lookup(f"uuids=['{KELLER_IPHONE}'], url='{core.url}', username='apiadmin'"),
        response_format=response_format,
        nobody=None,
    )
    assert shown(results[0]) == [KELLER_IPHONE, KELLER_MAC, KELLER_SILENT]
    assert shown(results[1]) == [CEO_IPHONE]
    assert shown(results[2]) == [] and "uuids: given but empty" in playbook.last_output
    # A template that found nothing: null selects nothing, or on engines that make text of it is refused.
    assert results[3].failed or shown(results[3]) == []
    assert shown(results[4]) == [KELLER_IPHONE]
    assert core.effects() == []


def test_lookup_errors(core, playbook) -> None:
    """What is ignored would select more, and its result may be what something is done to."""
    results = show(
        playbook,
        lookup("label=['Executives'], users=['vip.ceo', 'jsmith']"),
        lookup("users=['mkeller'], employe_owned=true"),
        lookup("employee_owned=true"),
        lookup("'mkeller'"),
        lookup("users=['']"),
        lookup("users=['mkeller'], password='wrong-secret-1'"),
        lookup("users=['mkeller'], url='http://core.example.com'"),
        lookup("users=['mkeller'], not_seen_for_days=nothing"),
        nothing=None,
    )
    words = [
        "labels",
        "employee_owned",
        "selector",
        "users=",
        "users",
        "credentials",
        "clear text",
        "not_seen_for_days",
    ]
    for result, word in zip(results, words):
        assert result.failed and word in result.message, (word, result.message)
    assert "Traceback" not in playbook.last_output
    assert core.effects() == []


def test_filters(playbook) -> None:
    results = show(
        playbook,
        "33 | mobileiron.core.compliance_reasons",
        "'8208' | mobileiron.core.compliance_reasons",
        "0 | mobileiron.core.compliance_reasons",
        "536870912 | mobileiron.core.compliance_reasons",
        "1347343156739 | mobileiron.core.epoch_to_iso",
        "'1285802663000' | mobileiron.core.epoch_to_iso",
        "-1 | mobileiron.core.compliance_reasons",
        "33.5 | mobileiron.core.compliance_reasons",
        "'no number' | mobileiron.core.epoch_to_iso",
    )
    assert [shown(result) for result in results[:6]] == [
        ["compromised", "out_of_contact"],
        ["policy_out_of_date", "required_app_missing"],
        [],
        ["unknown_bit_0x20000000"],
        "2012-09-11T05:59:16.739Z",
        "2010-09-29T23:24:23Z",
    ]
    for result, word in zip(results[6:], ["compliance_reasons", "compliance_reasons", "epoch_to_iso"]):
        assert result.failed and word in result.message


def test_a_filter_takes_what_a_module_returned(core, playbook) -> None:
    core.change(KELLER_IPHONE, compliance=0x21)
    tasks = [
        {"mobileiron.core.mi_device_info": {"uuids": [KELLER_IPHONE]}, "register": "found"},
        {
            "ansible.builtin.set_fact": {
                "shown": "{{ found.devices[0].compliance | mobileiron.core.compliance_reasons }}"
            }
        },
    ]
    run = playbook.play([{"hosts": "localhost", "connection": "local", "gather_facts": False, "tasks": tasks}])
    assert shown(run[1]) == run[0]["devices"][0]["compliance_reasons"] == ["compromised", "out_of_contact"]
