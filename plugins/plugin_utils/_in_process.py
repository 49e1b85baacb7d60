# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks in the controller's own process: the same SPEC and run() as the module, without a Python process per task.

Each file of plugins/action has the name of a module and makes an ``ActionModule`` of ``InProcess`` for it. Ansible
loads that file once, before it forks its workers, so the workers inherit the imports.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator, Mapping
from datetime import date
from types import ModuleType
from typing import Any

from ansible import constants
from ansible.errors import AnsibleActionFail
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator, ValidationResult
from ansible.module_utils.common.parameters import remove_values
from ansible.module_utils.errors import UnsupportedError
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.plugins.action.normal import ActionModule as NormalAction
from ansible.utils.display import Display
from ansible.utils.unsafe_proxy import wrap_var
from ansible_collections.mobileiron.core.plugins.module_utils.glue._module import FileFunctions, ModuleHost
from ansible_collections.mobileiron.core.plugins.module_utils.glue._open_core import has_libraries
from ansible_collections.mobileiron.core.plugins.module_utils.glue._option_values import faults_of_dates, normalize
from ansible_collections.mobileiron.core.plugins.module_utils.glue._run import (
    as_task_result,
    result_or_failure,
    secrets_of,
)

LIBRARIES = has_libraries()  # loaded here, so that workers inherit them
SWITCH = "mobileiron_core_in_process"
"""The variable that makes a task run as a module if it is false."""
_display = Display()


class InProcess(NormalAction):
    """Runs ``module`` in this process if its task's connection is local, otherwise as a module."""

    module: ModuleType
    """The module, with its ``SPEC`` and ``run``."""

    def run(self, tmp: None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """The task's result."""
        variables = task_vars or {}
        faults = faults_of_dates(self._task.args, self.module.SPEC["argument_spec"])
        if faults:
            return {"failed": True, "changed": False, "msg": " ".join(faults)}
        reason = self._reason_for_module(variables)
        if reason:
            _display.vvv(f"{self._task.action} runs as a module: {reason}.", host=variables.get("inventory_hostname"))
            return super().run(tmp, task_vars)
        super(NormalAction, self).run(tmp, task_vars)  # the checks of every action
        internal: dict[str, Any] = {}
        self._update_module_args(self._task.action, internal, variables)
        environment: dict[str, Any] = {}
        self._compute_environment_string(environment)
        with _environment(environment), _Task(self.module.SPEC, internal, plain(self._task.args)) as task:
            result = task.run(self.module.run)
        return wrap_var(result)  # what Core says is never a template

    def _reason_for_module(self, variables: Mapping[str, Any]) -> str | None:
        """Why this task cannot run in this process, or None."""
        if self._connection.transport != "local":
            return f"its connection is {self._connection.transport}"
        if self._connection.become:
            return "it becomes another user"
        if self._task.async_val:
            return "it is asynchronous"
        if not LIBRARIES:
            return "the controller's Python lacks a library"
        return None if self._allowed(variables.get(SWITCH)) else f"{SWITCH} is false"

    def _allowed(self, value: Any) -> bool:
        value = self._templar.template(value)
        if value is None or value == "":
            return True
        try:
            return boolean(value)
        except TypeError as error:
            message = f"{SWITCH}: {value!r} is neither true nor false. Give one of these, or leave the variable out."
            raise AnsibleActionFail(message) from error


class _Task:
    """One run of a module's ``run`` with option values: the host that it runs on, and what the task returns."""

    def __init__(self, spec: Mapping[str, Any], internal: Mapping[str, Any], given: dict[str, Any]) -> None:
        self.check_mode: bool = internal["_ansible_check_mode"]
        self._spec = spec
        self._internal = internal
        self._params = given
        self._secrets: set[str] = set()
        self._warnings: list[str] = []
        self._deprecations: list[dict[str, Any]] = []
        self._files: FileFunctions | None = None
        self._tmpdir: str | None = None

    def __enter__(self) -> _Task:
        return self

    def __exit__(self, *_exception: object) -> None:
        if self._tmpdir:
            shutil.rmtree(self._tmpdir, ignore_errors=True)

    def run(self, work: Any) -> dict[str, Any]:
        """The result of ``work``, or the failure, as AnsibleModule would print it."""
        faults = normalize(self._params, self._spec["argument_spec"], os.environ)
        validation = ArgumentSpecValidator(**self._spec).validate(self._params)
        self._params.update(validation.validated_parameters)
        # The names that AnsibleModule reads; ValidationResult has no others for them.
        self._secrets.update(validation._no_log_values)
        self._deprecations += validation._deprecations
        for pair in validation._warnings:
            self.warn(f"Both option {pair['option']} and its alias {pair['alias']} are set.")
        if validation.error_messages:
            return self._finished({"failed": True, "msg": self._words_of(validation)})
        self._secrets.update(secrets_of(self._params))
        try:
            result, failure = result_or_failure(work, self._params, self, faults)
        except SystemExit:  # a file function failed, as AnsibleModule does it
            if self._files is None or self._files.failure is None:
                raise
            return self._finished(self._files.failure)
        ended = {**failure, "failed": True} if failure else result
        return self._finished(as_task_result(ended, self._internal["_ansible_diff"]))

    def _words_of(self, validation: ValidationResult) -> str:
        message = validation.errors.msg
        if isinstance(validation.errors[0], UnsupportedError):
            return f"Unsupported parameters for ({self._internal['_ansible_module_name']}) module: {message}"
        return message

    def _finished(self, result: dict[str, Any]) -> dict[str, Any]:
        if "dest" in result or "path" in result:
            result = self._file_functions().add_path_info(result)
        if self._internal.get("_ansible_inject_invocation", True):
            result.setdefault("invocation", {"module_args": self._params})
        if self._warnings:
            result["warnings"] = self._warnings
        if self._deprecations:
            result["deprecations"] = self._deprecations
        kept = {key: value for key, value in result.items() if value is None or isinstance(value, bool)}
        return {**remove_values(result, self._secrets), **kept}

    # -- the host of run() ---------------------------------------------------------------------------------------------

    @property
    def tmpdir(self) -> str:
        """A folder for temporary files; it is created on first use."""
        self._tmpdir = self._tmpdir or tempfile.mkdtemp(prefix="mobileiron-", dir=constants.DEFAULT_LOCAL_TMP)
        return self._tmpdir

    def warn(self, message: str) -> None:
        """Show a sentence to the playbook's author, once."""
        if message not in self._warnings:
            self._warnings.append(message)

    def backup(self, path: str) -> str:
        """Copy a file beside itself; the copy's path."""
        return ModuleHost(self._file_functions()).backup(path)

    def move(self, source: str, dest: str) -> None:
        """Replace a file atomically."""
        ModuleHost(self._file_functions()).move(source, dest)

    def set_attributes(self, path: str, attributes: dict[str, Any], changed: bool) -> bool:
        """Give a file its ``mode``, ``owner`` and ``group``; ``changed``, or true where that changed something."""
        return ModuleHost(self._file_functions()).set_attributes(path, attributes, changed)

    def _file_functions(self) -> FileFunctions:
        if self._files is None:
            self._files = FileFunctions({**self._internal, "_ansible_tmpdir": self.tmpdir}, self.warn)
        return self._files


@contextlib.contextmanager
def _environment(variables: Mapping[str, Any]) -> Iterator[None]:
    """Apply the task's ``environment:`` in this worker process, and suppress warnings of libraries on stderr."""
    former = dict(os.environ)
    os.environ.update({name: str(value) for name, value in variables.items()})
    tempfile.tempdir = None  # TMPDIR is read again
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        os.environ.clear()
        os.environ.update(former)
        tempfile.tempdir = None


def plain(value: Any) -> Any:
    """An option value as a module gets it through JSON: without tags of the engine, with vault texts decrypted."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple, set)):
        return [plain(each) for each in value]
    if isinstance(value, date):  # also a datetime
        return value.isoformat()
    for kind in (int, float):
        if isinstance(value, kind):
            return kind(value)
    return str(value)
