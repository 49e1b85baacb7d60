# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""From an Ansible task to the services and back. The only place that knows AnsibleModule, and calls fail_json."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.request import getproxies

from ansible.module_utils.basic import AnsibleModule, missing_required_lib

from ..wire._client import Client
from ..wire._errors import MissingLibrary, MobileIronError
from ..wire._redact import url_passwords
from ._given import refuse, settle
from ._options import CONNECTION, connection_from


@dataclass(frozen=True)
class Task:
    """What a module's ``run`` gets: the client, the option values, and a way to warn."""

    client: Client
    params: dict[str, Any]
    check_mode: bool
    warn: Callable[[str], None]
    module: AnsibleModule


class _Module(AnsibleModule):
    """Looks at the options as they were given, before AnsibleModule converts them."""

    faults: list[str]

    def _load_params(self) -> None:
        super()._load_params()
        self.faults = settle(self.params, self.argument_spec, os.environ)


def run_module(run: Callable[[Task], dict], options: dict[str, Any], *shared: dict[str, Any], **facts: Any) -> None:
    """Run one module: ``options`` are its own, ``shared`` the tables it shares, ``facts`` go to AnsibleModule.

    ``run`` returns the result (``changed`` defaults to false; ``diff`` is dropped without ``--diff``) or raises a
    MobileIronError, which becomes a failure that still carries ``changed`` and what was done. So does any other error,
    which is a fault of this collection.
    """
    spec: dict[str, Any] = dict(CONNECTION)
    for table in (*shared, options):
        spec.update(table)
    module = _Module(argument_spec=spec, supports_check_mode=True, **facts)
    module.no_log_values.update(url_passwords(module.params["url"], module.params["proxy"], *getproxies().values()))
    result, failure = _outcome(module, run)
    # Out of reach of the errors themselves: an engine that shows their chain would show addresses with secrets.
    if failure:
        module.fail_json(**_shown(module, failure))
    module.exit_json(**_shown(module, result))


def _outcome(module: _Module, run: Callable[[Task], dict]) -> tuple[dict, dict]:
    """The result of ``run``, and what failed, either of them empty."""
    client = None
    try:
        refuse(module.faults)
        client = Client(connection_from(module.params, module.warn), check_mode=module.check_mode, warn=module.warn)
        return {"changed": False, **run(Task(client, module.params, module.check_mode, module.warn, module))}, {}
    except MissingLibrary as error:
        failure = {"msg": missing_required_lib(error.library)}
    except MobileIronError as error:
        failure = {"msg": error.message, **error.as_failure()}
    except Exception as error:
        said = f"{type(error).__name__}: {error}"
        failure = {"msg": f"A fault of this collection, please report it: {client.clean(said) if client else said}"}
    finally:
        if client:
            client.close()
    return {}, {"changed": bool(client and client.effects), **failure}


def _shown(module: AnsibleModule, result: dict) -> dict:
    return result if module._diff else {key: value for key, value in result.items() if key != "diff"}
