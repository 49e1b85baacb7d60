# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""From a task to run() and back: options, failures, warnings, diff."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest
import requests
from ansible.module_utils import basic
from ansible.module_utils.common.text.converters import to_bytes
from ansible_collections.mobileiron.core.plugins.module_utils.glue._module import run_module
from ansible_collections.mobileiron.core.plugins.module_utils.glue._open_core import connect
from ansible_collections.mobileiron.core.plugins.module_utils.glue._option_values import normalize
from ansible_collections.mobileiron.core.plugins.module_utils.glue._options import (
    CONNECTION,
    GUARDS,
    PLAN,
    SELECTOR,
    module_spec,
)
from ansible_collections.mobileiron.core.plugins.module_utils.wire import _errors as errors
from ansible_collections.mobileiron.core.plugins.module_utils.wire._connection import Connection

PASSWORD = "glue-secret-1"
NULL_IS_DEFAULT = (
    "allow_employee_owned_wipe",
    "fields",
    "formats",
    "include",
)  # which is the careful choice, selects no device, or is refused by its choices


def run(monkeypatch, capsys, work, check: bool = False, diff: bool = False, **options) -> dict:
    """Run ``work`` as a module does; returns what the module printed."""
    arguments = {"url": "https://core.example.com", "username": "u", "password": PASSWORD, **options}
    arguments.update(
        _ansible_check_mode=check, _ansible_diff=diff, _ansible_remote_tmp="/tmp", _ansible_keep_remote_files=False
    )
    monkeypatch.setattr(basic, "_ANSIBLE_ARGS", to_bytes(json.dumps({"ANSIBLE_MODULE_ARGS": arguments})))
    if hasattr(basic, "_ANSIBLE_PROFILE"):
        monkeypatch.setattr(basic, "_ANSIBLE_PROFILE", "legacy")
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    with pytest.raises(SystemExit):
        run_module(work, module_spec({"word": {"type": "str"}}, SELECTOR))
    return json.loads(capsys.readouterr().out)


def test_a_result_is_returned_and_changed_defaults_to_false(monkeypatch, capsys) -> None:
    result = run(monkeypatch, capsys, lambda params, _core, _host: {"word": params["word"]}, word="hello")
    assert (result["word"], result["changed"]) == ("hello", False)


def test_diff_is_shown_only_with_diff(monkeypatch, capsys) -> None:
    def work(_params, _core, _host) -> dict:
        return {"changed": True, "diff": {"before": "a", "after": "b"}}

    assert "diff" not in run(monkeypatch, capsys, work)
    assert run(monkeypatch, capsys, work, diff=True)["diff"] == {"before": "a", "after": "b"}


def test_an_error_becomes_a_failure_that_keeps_what_was_done(monkeypatch, capsys) -> None:
    def work(_params, core, host) -> dict:
        core._client.effects = 1
        raise errors.TaskFailed("It went wrong.", "lock_device", 400, result={"devices": [1]})

    result = run(monkeypatch, capsys, work)
    assert result["failed"] and result["msg"] == "It went wrong." and result["changed"] is True
    assert (result["operation"], result["status"], result["devices"]) == ("lock_device", 400, [1])


def test_an_error_before_any_effect_is_not_changed(monkeypatch, capsys) -> None:
    def work(_params, _core, _host) -> dict:
        raise errors.GuardRefused("No.")

    assert run(monkeypatch, capsys, work)["changed"] is False


def test_bad_connection_options_fail_before_run(monkeypatch, capsys) -> None:
    def work(_params, _core, _host) -> dict:
        raise AssertionError("run was called")

    result = run(monkeypatch, capsys, work, url="http://core.example.com")
    assert result["failed"] and "clear text" in result["msg"]


def test_passwords_in_addresses_are_masked(monkeypatch, capsys) -> None:
    """Engines before 2.19 show the options of each task at -vvv."""
    proxy = "http://somebody:proxy%2Dsecret@proxy.example.com"
    shown = run(
        monkeypatch, capsys, lambda _params, _core, _host: {"word": proxy, "decoded": "proxy-secret"}, proxy=proxy
    )
    assert "secret" not in json.dumps(shown)
    url = "https://somebody:url-secret@core.example.com"
    assert "url-secret" not in json.dumps(run(monkeypatch, capsys, lambda _params, _core, _host: {}, url=url))


def test_a_missing_library_is_named(monkeypatch, capsys) -> None:
    def work(_params, _core, _host) -> dict:
        raise errors.MissingLibrary("xmltodict")

    result = run(monkeypatch, capsys, work)
    assert result["failed"] and "xmltodict" in result["msg"]


def test_check_mode_reaches_the_client(monkeypatch, capsys) -> None:
    seen = []

    def work(_params, core, host) -> dict:
        seen.append((host.check_mode, core.check_mode))
        return {}

    run(monkeypatch, capsys, work, check=True)
    assert seen == [(True, True)]


def test_password_is_not_in_the_result(monkeypatch, capsys) -> None:
    def work(_params, _core, _host) -> dict:
        raise errors.RefusedRequest(f"Core says: {PASSWORD}")

    assert PASSWORD not in json.dumps(run(monkeypatch, capsys, work))


def test_a_fault_of_ours_keeps_what_was_done_and_shows_no_secret(monkeypatch, capsys) -> None:
    def work(_params, core, host) -> dict:
        core._client.effects = 1
        raise KeyError(f"x {PASSWORD}")

    result = run(monkeypatch, capsys, work)
    assert result["failed"] and result["changed"] is True and "KeyError" in result["msg"]
    assert PASSWORD not in json.dumps(result)


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (OSError(28, "No space left on device"), "A file cannot be read or written: No space left on device."),
        (OSError(13, "Permission denied", "/srv/x"), "/srv/x cannot be read or written: Permission denied."),
        (requests.ConnectionError("refused"), "This is a bug in the collection"),
    ],
)
def test_a_full_disk_is_no_bug_and_a_stray_error_of_requests_is_no_disk(monkeypatch, capsys, error, message) -> None:
    def work(_params, _core, _host) -> dict:
        raise error

    result = run(monkeypatch, capsys, work)
    assert result["failed"] and result["msg"].startswith(message)


def test_null_selects_nothing_and_lifts_no_guard(monkeypatch, capsys) -> None:
    result = run(monkeypatch, capsys, lambda params, _core, _host: {"word": params["users"]}, users=None)
    assert result["word"] == []
    assert run(monkeypatch, capsys, lambda params, _core, _host: {"word": params["users"]})["word"] is None
    for name in ("employee_owned", "not_seen_for_days"):
        refused = run(monkeypatch, capsys, lambda _params, _core, _host: {}, **{name: None})
        assert refused["failed"] and refused["msg"].startswith(f"{name}: is null")


def test_every_selecting_option_is_known_to_normalize_nulls() -> None:
    """A new list that selects has to be named there."""
    modules = sorted((Path(__file__).parents[4] / "plugins/modules").glob("mi_*.py"))
    lists = {name for name, option in SELECTOR.items() if option["type"] == "list"}
    for path in modules:
        loaded = __import__(f"ansible_collections.mobileiron.core.plugins.modules.{path.stem}", fromlist=["OPTIONS"])
        lists |= {name for name, option in loaded.OPTIONS.items() if option["type"] == "list"}
    normalized = {
        name: None for name in (*SELECTOR, *GUARDS, *PLAN, *lists) if name not in ("reason", *NULL_IS_DEFAULT)
    }
    refused = {fault.partition(":")[0] for fault in normalize(normalized, {}, {})}
    assert {name for name, value in normalized.items() if value == []} | refused == set(normalized)


def test_options_become_a_connection() -> None:
    values = {name: option.get("default") for name, option in CONNECTION.items()}
    given = {**values, "url": "https://c/", "username": "u", "password": "p", "timeout": 5.0}
    connection = connect(given, True, print).connection
    assert (connection.base, connection.timeout, connection.retries) == ("https://c", 5.0, 3)
    with pytest.raises(errors.InvalidInput):
        connect({}, True, print)


@pytest.mark.parametrize(
    ("values", "warning"),
    [
        ({"password": "p\n"}, "password: it ends with a line break"),
        ({"username": "u\r\n"}, "username: it ends with a line break"),
        ({"password": " p"}, "password: it begins or ends with a blank"),
        ({"username": "u "}, "username: it begins or ends with a blank"),
    ],
)
def test_credentials_with_blanks_at_an_end_are_used_as_they_are(values, warning) -> None:
    warnings: list[str] = []
    given = {"url": "https://c", "username": "u", "password": "p", **values}
    connection = connect(given, True, warnings.append).connection
    assert {name: getattr(connection, name) for name in values} == values
    assert len(warnings) == 1 and warnings[0].startswith(warning)


def test_what_is_no_text_fails_before_run(monkeypatch, capsys) -> None:
    """AnsibleModule would make a text of it."""

    def work(_params, _core, _host) -> dict:
        raise AssertionError("run was called")

    result = run(monkeypatch, capsys, work, users=[34])
    assert result["failed"] and result["msg"].startswith("users: 34 is a number") and "quotes" in result["msg"]


def test_an_empty_variable_counts_as_not_given(monkeypatch, capsys) -> None:
    for name in CONNECTION:
        monkeypatch.setenv(f"MOBILEIRON_{name.upper()}", "")
    result = run(monkeypatch, capsys, lambda _params, core, _host: {"word": repr(core._client.connection)})
    assert not result.get("failed") and "timeout=30.0" in result["word"] and "client_cert=None" in result["word"]
    monkeypatch.setenv("MOBILEIRON_TIMEOUT", "soon")
    result = run(monkeypatch, capsys, lambda _params, _core, _host: {})
    assert "timeout (from the environment variable MOBILEIRON_TIMEOUT): 'soon' is not a number" in result["msg"]


def test_a_refusal_says_that_the_password_ends_with_a_line_break() -> None:
    values = {"url": "https://c", "username": "u", "password": "glue-secret-2\r\n"}
    connection = Connection(**values)
    assert connection.credential_warnings == [
        "password: it ends with a line break, as text from a file often does; it is used unchanged. Remove "
        "the blank or line break if it does not belong to the value."
    ]
