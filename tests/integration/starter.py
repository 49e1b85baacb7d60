# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Starts ansible-playbook without loading it anew: this process has loaded it and the collection, and forks for each run.

Reads one request a line, ``{"arguments", "environment", "folder", "output", "seconds"}``, and answers ``{"code"}`` (null:
it took longer than that). A run is a process of its own, with an environment, a folder and an output of its own.
"""

from __future__ import annotations

import gc
import json
import os
import shutil
import signal
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path
from typing import Any

LOADED = (
    "ansible.cli.playbook", "ansible.executor.playbook_executor", "ansible.plugins.strategy.linear",
    "ansible.plugins.connection.local", "ansible.plugins.action.normal", "ansible.plugins.callback.default",
    "ansible.executor.module_common", "requests", "xmltodict",
)  # fmt: skip


def load() -> None:
    """Load what each run would load: Ansible, the collection's plugins, and the filters and tests of templates."""
    for name in LOADED:
        import_module(name)
    from ansible.plugins import loader

    loader.init_plugin_loader()
    loader._configure_collection_loader = lambda *_paths: None  # once is enough, and the second time is a warning
    import ansible_collections.mobileiron.core.plugins as collection

    for kind in ("action", "filter", "lookup"):
        for path in sorted(Path(collection.__path__[0], kind).glob("*.py")):
            import_module(f"{collection.__name__}.{kind}.{path.stem}")
    loader.filter_loader.get("to_json")
    loader.test_loader.get("failed")
    gc.freeze()  # no run's collector looks at what was loaded here, or each would copy it


def run(request: dict[str, Any]) -> int:
    """Become ansible-playbook."""
    os.setsid()
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["environment"])
    output = os.open(request["output"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for number, source in ((0, os.open(os.devnull, os.O_RDONLY)), (1, output), (2, output)):
        os.dup2(source, number)
    from ansible import constants
    from ansible.cli.playbook import main

    parent = Path(request["environment"]["ANSIBLE_LOCAL_TEMP"])
    parent.mkdir(parents=True, exist_ok=True)
    constants.DEFAULT_LOCAL_TMP = folder = tempfile.mkdtemp(prefix="ansible-local-", dir=parent)
    sys.argv = ["ansible-playbook", *request["arguments"]]
    try:
        main(sys.argv)
    except SystemExit as ended:
        return int(ended.code or 0)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0


def forked(request: dict[str, Any]) -> int | None:
    """Run a request in a forked process and return its code."""
    child = os.fork()
    if child == 0:
        code = 250
        try:
            code = run(request)
            sys.stdout.flush()
            sys.stderr.flush()
        finally:
            os._exit(code)
    until = time.monotonic() + request["seconds"]
    while True:
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() > until:
            os.killpg(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return None
        time.sleep(0.01)


def main() -> None:
    """Answer requests until there are no more."""
    requests, answers = os.fdopen(os.dup(0)), os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    load()
    for line in requests:
        print(json.dumps({"code": forked(json.loads(line))}), file=answers, flush=True)


if __name__ == "__main__":
    main()
