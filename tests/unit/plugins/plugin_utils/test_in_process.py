# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""A run in the controller's process: what AnsibleModule would do with options, and nothing left behind.

That real tasks end as they do as modules is compared in tests/integration/test_in_process.py.
"""

from __future__ import annotations

import os
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.mobileiron.core.plugins.module_utils.glue._options import module_spec
from ansible_collections.mobileiron.core.plugins.plugin_utils import _in_process
from ansible_collections.mobileiron.core.plugins.plugin_utils._in_process import plain

SECRET = "hidden-secret-1"
INTERNAL = {
    "_ansible_check_mode": True, "_ansible_diff": False, "_ansible_module_name": "mobileiron.core.mi_test",
}  # fmt: skip
OPTIONS: dict[str, dict[str, Any]] = {
    "word": {"type": "str", "aliases": ["text", "old"], "deprecated_aliases": [
        {"name": "old", "version": "9.0.0", "collection_name": "mobileiron.core"},
    ]},
    "token": {"type": "str", "no_log": True},
    "gone": {"type": "str", "removed_in_version": "9.0.0", "removed_from_collection": "mobileiron.core"},
}  # fmt: skip


@pytest.fixture(autouse=True)
def nothing_given(monkeypatch, tmp_path):
    """No variables of the machine, and a folder for temporary files."""
    for name in [name for name in os.environ if name.startswith("MOBILEIRON_") or name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    monkeypatch.setattr(_in_process.constants, "DEFAULT_LOCAL_TMP", str(tmp_path))


def run(work=lambda params, _core, _host: {"word": params["word"]}, **given: Any) -> dict[str, Any]:
    """What a task with these options returns."""
    values = {"url": "https://core.example.com", "username": "u", "password": "p-secret", **given}
    with _in_process._Task(module_spec(OPTIONS), INTERNAL, plain(values)) as task:
        return task.run(work)


def test_a_result_holds_the_options_without_secrets() -> None:
    result = run(lambda _params, _core, _host: {"word": f"the {SECRET}", "none": None}, token=SECRET)
    assert result["word"] == "the ********" and result["changed"] is False and result["none"] is None
    assert SECRET not in repr(result) and result["invocation"]["module_args"]["word"] is None


def test_aliases_count_and_both_are_warned_of() -> None:
    assert run(text="a")["word"] == "a"
    result = run(text="a", word="b")
    assert result["warnings"] == ["Both option word and its alias text are set."]


def test_what_is_deprecated_is_told() -> None:
    (alias,) = run(old="a")["deprecations"]
    assert "'old' is deprecated" in alias["msg"] and alias["version"] == "9.0.0"
    (option,) = run(gone="a")["deprecations"]
    assert "gone" in option["msg"] and option["collection_name"] == "mobileiron.core"


def test_an_unknown_option_is_told_as_modules_do() -> None:
    result = run(colour="red")
    assert result["failed"] and result["msg"].startswith(
        "Unsupported parameters for (mobileiron.core.mi_test) module: colour. Supported parameters include: "
    )


def test_a_sentence_is_shown_once() -> None:
    def work(_params, _core, host) -> dict[str, Any]:
        host.warn("Twice.")
        host.warn("Twice.")
        return {}

    assert run(work)["warnings"] == ["Twice."]


def test_a_folder_for_files_is_gone_afterwards(tmp_path) -> None:
    def work(_params, _core, host) -> dict[str, Any]:
        Path(host.tmpdir, "file").write_text("x")
        assert Path(host.tmpdir).parent == tmp_path
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(work)
    assert list(tmp_path.iterdir()) == []


def test_a_file_function_that_fails_ends_the_run(tmp_path) -> None:
    def work(_params, _core, host) -> dict[str, Any]:
        host.set_attributes(str(tmp_path), {"mode": "rw?"}, False)
        raise AssertionError("it went on")

    result = run(work)
    assert result["failed"] and result["path"] == str(tmp_path) and result["state"] == "directory"


def test_the_environment_of_a_task_is_its_own(monkeypatch) -> None:
    monkeypatch.setenv("KEPT", "1")
    before = dict(os.environ)
    with _in_process._environment({"KEPT": 2, "TMPDIR": "/"}):
        assert os.environ["KEPT"] == "2" and tempfile.gettempdir() == "/"
    assert dict(os.environ) == before and tempfile.gettempdir() != "/"


class Text(str):
    """As engines tag texts."""


class Number(int):
    """As engines tag numbers."""


def test_option_values_are_what_a_module_gets() -> None:
    given = {Text("a"): [Text("b"), Number(3), 1.5, True, None, date(2026, 11, 27)], "c": ({"d": Text("e")},)}
    values = plain(given)
    assert values == {"a": ["b", 3, 1.5, True, None, "2026-11-27"], "c": [{"d": "e"}]}
    assert {type(value) for value in values["a"]} == {str, int, float, bool, type(None)}
    assert {type(value) for value in (values["c"][0]["d"], next(iter(values)))} == {str}
