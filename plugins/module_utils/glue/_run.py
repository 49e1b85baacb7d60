# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""Runs a module's ``run`` anywhere, and returns its result or its failure in the form of a task."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.request import getproxies

from ansible.module_utils.basic import missing_required_lib

from ..core._core import Core
from ..wire._errors import MissingLibrary, MobileIronError
from ..wire._redact import url_passwords
from ._host import Host
from ._open_core import connect
from ._option_values import refuse

Run = Callable[[Mapping[str, Any], Core, Host], dict[str, Any]]
"""A module's ``run``: option values, Core and the host in, the result out; raises a MobileIronError."""


def result_or_failure(
    run: Run, params: Mapping[str, Any], host: Host, faults: Sequence[str] = ()
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The result of ``run`` (``changed`` defaults to false), and what failed, either of them empty.

    ``params`` are option values after validation; ``faults`` what ``normalize`` returned before it. A failure holds
    ``msg`` and a true ``changed`` where Core may have acted. Any other error than a MobileIronError is reported as a
    fault of this machine's files if the operating system raised it, and else as a bug in the collection.
    """
    client = None
    try:
        refuse(faults)
        client = connect(params, host.check_mode, host.warn)
        return {"changed": False, **run(params, Core(client), host)}, {}
    except MissingLibrary as error:
        failure = {"msg": missing_required_lib(error.library)}
    except MobileIronError as error:
        failure = {"msg": error.message, **error.as_failure()}
    except Exception as error:
        failure = {"msg": _unexpected(error, client.clean if client else str)}
    finally:
        if client:
            client.close()
    return {}, {"changed": bool(client and client.effects), **failure}


def _unexpected(error: Exception, clean: Callable[[str], str]) -> str:
    if isinstance(error, OSError) and error.errno is not None:  # those of requests have no number
        return f"{error.filename or 'A file'} cannot be read or written: {error.strerror}."
    return f"This is a bug in the collection; please report it: {clean(f'{type(error).__name__}: {error}')}"


def secrets_of(params: Mapping[str, Any]) -> set[str]:
    """The passwords inside the addresses that a run uses, which Ansible does not know to be secret."""
    return url_passwords(params["url"], params["proxy"], *getproxies().values())


def as_task_result(ended: dict[str, Any], diff: bool) -> dict[str, Any]:
    """A result or a failure as the task returns it, with ``diff`` only if the task asks for it."""
    return ended if diff else {key: value for key, value in ended.items() if key != "diff"}
