# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""From an Ansible task to the services and back. The only place that knows AnsibleModule, and calls fail_json."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ansible.module_utils.basic import AnsibleModule, missing_required_lib

from ..wire._errors import MissingLibrary, MobileIronError
from ..wire._session import Client
from ._options import CONNECTION, connection_from, url_passwords


@dataclass(frozen=True)
class Task:
    """What a module's ``run`` gets: the client, the option values, and a way to warn."""

    client: Client
    params: dict[str, Any]
    check_mode: bool
    warn: Callable[[str], None]
    module: AnsibleModule


def run_module(run: Callable[[Task], dict], options: dict[str, Any], *shared: dict[str, Any], **facts: Any) -> None:
    """Run one module: ``options`` are its own, ``shared`` the tables it shares, ``facts`` go to AnsibleModule.

    ``run`` returns the result (``changed`` defaults to false; ``diff`` is dropped without ``--diff``) or raises a
    MobileIronError, which becomes a failure that still carries ``changed`` and what was done.
    """
    spec: dict[str, Any] = dict(CONNECTION)
    for table in (*shared, options):
        spec.update(table)
    module = AnsibleModule(argument_spec=spec, supports_check_mode=True, **facts)
    module.no_log_values.update(url_passwords(module.params))
    client = None
    try:
        client = Client(connection_from(module.params), check_mode=module.check_mode, warn=module.warn)
        result = run(Task(client, module.params, module.check_mode, module.warn, module))
    except MissingLibrary as error:
        module.fail_json(msg=missing_required_lib(error.library), exception=traceback.format_exc())
    except MobileIronError as error:
        failure = error.as_failure()
        failure.setdefault("changed", bool(client and client.effects))
        module.fail_json(msg=error.message, **_shown(module, failure))
    finally:
        if client:
            client.close()
    result.setdefault("changed", False)
    module.exit_json(**_shown(module, result))


def _shown(module: AnsibleModule, result: dict) -> dict:
    return result if module._diff else {key: value for key, value in result.items() if key != "diff"}
