# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs as AWX runs them: by ansible-runner, from the job templates, the survey answers and the credential types of extensions/awx.

Each job has a private data directory of its own, laid out as AWX lays it out, which is gone after the job. What
outlives it are the events and the artifacts, which AWX keeps in its database.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import ansible_runner
import yaml
from jinja2.sandbox import ImmutableSandboxedEnvironment

from tests.integration.harness import ROOT, Simulator

FILES = ROOT / "extensions" / "awx"
EVENT_LIMIT = 700_000
"""Characters of a result above which AWX keeps none of it."""


class _Loader(yaml.SafeLoader):
    """Takes the texts that Ansible must not template."""


_Loader.add_constructor("!unsafe", lambda loader, node: loader.construct_scalar(node))


class _Unsafe(yaml.SafeDumper):
    """Writes texts, keys too, as AWX writes those of people who may launch a job and no more."""

    def represent_data(self, data: Any) -> yaml.Node:
        """The node of a value."""
        return self.represent_scalar("!unsafe", data) if isinstance(data, str) else super().represent_data(data)

    def ignore_aliases(self, data: Any) -> bool:
        """Write everything out."""
        return True


def definitions(name: str) -> dict[str, Any]:
    """A file of extensions/awx."""
    return yaml.load((FILES / f"{name}.yml").read_text(encoding="utf-8"), _Loader)  # noqa: S506


@dataclass
class Job:
    """What AWX knows of a job that is over."""

    status: str
    code: int
    output: str
    events: list[dict[str, Any]]
    artifacts: dict[str, Any]

    @property
    def failure(self) -> str:
        """The messages of the tasks that failed."""
        failed = [event["event_data"]["res"] for event in self.events if event["event"] == "runner_on_failed"]
        return "\n".join(str(result.get("msg")) for result in failed)

    @property
    def changed(self) -> int:
        """How many tasks changed something."""
        (stats,) = [event["event_data"] for event in self.events if event["event"] == "playbook_on_stats"]
        return sum(stats["changed"].values())

    @property
    def largest_result(self) -> int:
        """The characters of the largest result among the events."""
        return max(len(json.dumps(event.get("event_data", {}).get("res", {}))) for event in self.events)


@dataclass
class Awx:
    """Runs job templates against a simulated Core."""

    core: Simulator
    folder: Path
    settings: dict[str, dict[str, Any]] = field(default_factory=dict)
    """What an administrator has set otherwise: job template → extra variables."""
    evidence_store: dict[str, Any] | None = None
    """The fields of the credential for the evidence, where the job templates have one."""
    numbers: int = 0

    def launch(
        self,
        template: str,
        answers: Mapping[str, Any] | None = None,
        artifacts: Mapping[str, Any] | None = None,
        inventory: Mapping[str, Any] | None = None,
        playbook: str | None = None,
        cancel: Callable[[], bool] | None = None,
        **credential: Any,
    ) -> Job:
        """Run a job to its end. ``artifacts``: those of the jobs before it in a workflow; ``answers``: to the survey.

        ``inventory``: what the inventory's script prints, one host named localhost unless given.
        """
        definition = definitions("job_templates")[template]
        known = {question["variable"] for question in definition.get("survey", [])}
        given = (
            dict(answers or {}) if artifacts is not None else {k: v for k, v in (answers or {}).items() if k in known}
        )
        own = {**definition["extra_vars"], **self.settings.get(template, {})}
        # The last one counts: the template, the artifacts of the jobs before, the answers to the workflow's survey.
        variables = {**_defaults(definition), **own, **_public(artifacts or {}), **given}
        self.numbers += 1
        private = Path(tempfile.mkdtemp(prefix=f"awx_{self.numbers}_", dir=self.folder))
        try:
            return self._run(private, definition, variables, own, inventory, playbook, cancel, credential)
        finally:
            shutil.rmtree(private)

    def _run(self, private, definition, variables, own, inventory, playbook, cancel, credential) -> Job:
        for name in ("env", "inventory", "artifacts"):
            (private / name).mkdir()
        shutil.copytree(ROOT / "playbooks", private / "project" / "playbooks")
        _write(private / "inventory" / "hosts", _script(inventory or _control()), 0o700)
        meta = {"awx_job_id": self.numbers, "awx_user_name": "someone", "tower_job_id": self.numbers}
        _write(private / "env" / "extravars", _extra_vars({**meta, **variables}, own))
        environment, arguments = self._environment(private), []
        fields = {**self._account(), **credential}
        inject(definitions("credential_types")["core"], fields, environment, arguments, private)
        if self.evidence_store:
            inject(
                definitions("credential_types")["evidence_store"], self.evidence_store, environment, arguments, private
            )
        if definition["job_type"] == "check":
            arguments.append("--check")
        _write(private / "env" / "cmdline", ansible_runner.utils.args2cmdline(*arguments))
        _write(private / "env" / "settings", json.dumps({"suppress_ansible_output": True}))
        events: list[dict[str, Any]] = []
        ended = ansible_runner.run(
            private_data_dir=str(private),
            ident=str(self.numbers),
            playbook=playbook or f"playbooks/{definition['playbook']}",
            inventory=str(private / "inventory" / "hosts"),
            envvars=environment,
            suppress_env_files=True,
            event_handler=lambda event: bool(events.append(event)),
            cancel_callback=cancel or (lambda: False),
            quiet=True,
        )
        artifacts: dict[str, Any] = {}
        for event in events:
            artifacts = event.get("event_data", {}).get("artifact_data") or artifacts
        output = "\n".join(event["stdout"] for event in events if event.get("stdout"))
        return Job(ended.status, ended.rc, output, events, artifacts)

    def _account(self) -> dict[str, Any]:
        """The credential's fields as AWX keeps them: those that nobody filled in are empty texts."""
        authority = Path(self.core.ca_path).read_text(encoding="utf-8")
        empty = {entry["id"]: "" for entry in definitions("credential_types")["core"]["inputs"]["fields"]}
        account = {"url": self.core.url, "username": self.core.username, "password": self.core.password}
        return {**empty, **account, "ca_certificate": authority}

    def _environment(self, private: Path) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "PYTHONDONTWRITEBYTECODE") if name in os.environ}
        return {
            **kept,
            "HOME": str(private),
            "LANG": "C.UTF-8",
            "ANSIBLE_COLLECTIONS_PATH": os.environ.get("ANSIBLE_COLLECTIONS_PATH", str(ROOT.parents[2])),
            "ANSIBLE_FORCE_COLOR": "True",
            "ANSIBLE_RETRY_FILES_ENABLED": "False",
            "ANSIBLE_PYTHON_INTERPRETER": sys.executable,
            "AWX_PRIVATE_DATA_DIR": str(private),
        }


def inject(
    kind: Mapping[str, Any], fields: Mapping[str, Any], environment: dict[str, str], arguments: list[str], private: Path
) -> None:
    """Hand a credential of a custom type to a job, as AWX does it.

    Empty fields are not defined in the templates, except that a boolean is false. Every file is written, also from empty fields.
    """
    jinja = ImmutableSandboxedEnvironment()
    values = {entry["id"]: False for entry in kind["inputs"]["fields"] if entry["type"] == "boolean"}
    values.update({name: value for name, value in fields.items() if value is True or (value and len(value))})
    names = {}
    for label, template in kind["injectors"].get("file", {}).items():
        handle, path = tempfile.mkstemp(dir=private / "env")
        os.close(handle)
        Path(path).write_text(jinja.from_string(template).render(values), encoding="utf-8")
        names[label.partition(".")[2]] = path
    values["tower"] = SimpleNamespace(filename=SimpleNamespace(**names))
    for name, template in kind["injectors"].get("env", {}).items():
        environment[name] = jinja.from_string(template).render(values)
    variables = _render(jinja, kind["injectors"].get("extra_vars", {}), values)
    if variables:
        handle, path = tempfile.mkstemp(dir=private / "env")
        os.close(handle)
        _write(Path(path), _extra_vars(variables, {}))
        arguments.extend(["-e", f"@{path}"])


def _render(jinja: ImmutableSandboxedEnvironment, node: Any, values: Mapping[str, Any]) -> Any:
    if isinstance(node, dict):
        return {_render(jinja, key, values): _render(jinja, value, values) for key, value in node.items()}
    return jinja.from_string(node).render(values)


def _defaults(definition: Mapping[str, Any]) -> dict[str, Any]:
    return {q["variable"]: q["default"] for q in definition.get("survey", []) if q.get("default", "") != ""}


def _public(artifacts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in artifacts.items() if name != "_ansible_no_log"}


def _control() -> dict[str, Any]:
    control = definitions("inventories")["control"]
    host = control["host"]
    return {"all": {"hosts": [host]}, "_meta": {"hostvars": {host: control["host_variables"]}}}


def _script(inventory: Mapping[str, Any]) -> str:
    return f"#! /usr/bin/env python3\n# -*- coding: utf-8 -*-\nprint({json.dumps(inventory)!r})\n"


def _extra_vars(variables: Mapping[str, Any], own: Mapping[str, Any]) -> str:
    """Texts are not templated, except those that stand in the template itself."""
    return "".join(
        yaml.dump({name: value}, Dumper=yaml.SafeDumper if own.get(name, ...) == value else _Unsafe, allow_unicode=True)
        for name, value in variables.items()
    )


def _write(path: Path, text: str, mode: int = 0o600) -> None:
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
