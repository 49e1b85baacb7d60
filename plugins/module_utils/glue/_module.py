# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""From an Ansible task to the services and back. Only this file knows AnsibleModule and calls fail_json."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ._option_values import normalize
from ._run import Run, as_task_result, result_or_failure, secrets_of


class _Module(AnsibleModule):
    """Checks the given options before AnsibleModule converts them."""

    faults: list[str]

    def _load_params(self) -> None:
        super()._load_params()
        self.faults = normalize(self.params, self.argument_spec, os.environ)


class ModuleHost:
    """The host that AnsibleModule runs on."""

    def __init__(self, module: AnsibleModule) -> None:
        self._module = module
        self.check_mode: bool = module.check_mode
        self._warnings: set[str] = set()

    def warn(self, message: str) -> None:
        """Show a sentence to the playbook's author, once."""
        if message not in self._warnings:
            self._warnings.add(message)
            self._module.warn(message)

    @property
    def tmpdir(self) -> str:
        """A folder for temporary files; it is created on first use."""
        return self._module.tmpdir

    def backup(self, path: str) -> str:
        """Copy a file beside itself; the copy's path."""
        return self._module.backup_local(path)

    def move(self, source: str, dest: str) -> None:
        """Replace a file atomically."""
        self._module.atomic_move(source, dest)

    def set_attributes(self, path: str, attributes: dict[str, Any], changed: bool) -> bool:
        """Give a file its ``mode``, ``owner`` and ``group``; ``changed``, or true where that changed something."""
        arguments = self._module.load_file_common_arguments(attributes, path=path)
        return self._module.set_fs_attributes_if_different(arguments, changed)


class FileFunctions(AnsibleModule):
    """The file functions of AnsibleModule, for a host that is not a module. ``failure`` is what it would have printed.

    ``internal`` are the ``_ansible_`` values of a module's arguments; ``warn`` takes sentences for the author.
    """

    failure: dict[str, Any] | None = None

    def __init__(self, internal: Mapping[str, Any], warn: Callable[[str], None]) -> None:
        self._given = {**internal, "_ansible_no_log": True}  # it has no invocation to log
        self._show = warn
        super().__init__({}, supports_check_mode=True)

    def _load_params(self) -> None:
        self.params = dict(self._given)

    def warn(self, warning: str, **_help: Any) -> None:
        """Show a sentence to the playbook's author."""
        self._show(warning)

    def _return_formatted(self, kwargs: dict[str, Any]) -> None:
        self.failure = self.add_path_info(kwargs)


def run_module(run: Run, spec: dict[str, Any]) -> None:
    """Run one module: ``spec`` is its ``SPEC``.

    ``run`` returns the result (``diff`` is dropped without ``--diff``) or raises a MobileIronError, which becomes a
    failure that still carries ``changed`` and what was done.
    """
    module = _Module(**spec, supports_check_mode=True)
    module.no_log_values.update(secrets_of(module.params))
    result, failure = result_or_failure(run, module.params, ModuleHost(module), module.faults)
    # Out of reach of the errors themselves: an engine that shows their chain would show addresses with secrets.
    if failure:
        module.fail_json(**as_task_result(failure, module._diff))
    module.exit_json(**as_task_result(result, module._diff))
