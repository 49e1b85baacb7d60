# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""The errors between a task and Core. Each cause is a type; the glue turns every error into a failure."""

from __future__ import annotations


class MobileIronError(Exception):
    """Base of all errors of this collection.

    ``message`` is a whole sentence for the playbook's author, without halves of a character, which Ansible cannot show.
    ``operation`` is the row of the operation table, ``status`` the HTTP status code and ``url`` the address without its
    query, each where there is one. ``result`` is the rest of a failing task's result (the true ``changed``, the devices
    done so far).
    """

    def __init__(
        self,
        message: str,
        operation: str | None = None,
        status: int | None = None,
        url: str | None = None,
        result: dict | None = None,
    ) -> None:
        self.message = message.encode("utf-8", "replace").decode()
        super().__init__(self.message)
        self.operation = operation
        self.status = status
        self.url = url
        self.result = result or {}

    def as_failure(self) -> dict:
        """The keyword arguments that describe this error in a failed task."""
        facts = {"operation": self.operation, "status": self.status, "url": self.url}
        return dict({key: value for key, value in facts.items() if value is not None}, **self.result)


class InvalidInput(MobileIronError):
    """An option is wrong; nothing was sent."""


class MissingLibrary(MobileIronError):
    """A Python library that the collection needs is not installed where the module runs."""

    def __init__(self, library: str) -> None:
        super().__init__(f"The Python library {library} is needed where this module runs.")
        self.library = library


class EffectRefused(MobileIronError):
    """The client itself refused to send an operation with an effect (check mode, MAC variant, no permit)."""


class GuardRefused(MobileIronError):
    """A safety guard refused the task before its first effect."""


class TaskFailed(MobileIronError):
    """The task was carried out, and part of it failed; ``result`` has everything."""


class NotFound(MobileIronError):
    """Something the task names is not known to Core."""


class ConnectionFailed(MobileIronError):
    """Core could not be reached, so nothing was sent."""


class TlsFailed(ConnectionFailed):
    """A secure connection was not possible, so nothing was sent. Another try does not help."""


class LostAnswer(MobileIronError):
    """An operation with an effect was sent and its answer was lost: only a read can show whether Core acted.

    ``pending``: Core or a proxy may still be working (a timeout, a 5xx), so a read that shows the old state does not
    settle the matter.
    """

    def __init__(
        self,
        message: str,
        operation: str | None = None,
        status: int | None = None,
        url: str | None = None,
        result: dict | None = None,
        pending: bool = False,
    ) -> None:
        super().__init__(message, operation, status, url, result)
        self.pending = pending


class AuthenticationFailed(MobileIronError):
    """401 or 403: wrong credentials, or an account without the role.

    ``explanation`` is Core's own text, empty where it gave none.
    """

    def __init__(
        self,
        message: str,
        operation: str | None = None,
        status: int | None = None,
        url: str | None = None,
        result: dict | None = None,
        explanation: str = "",
    ) -> None:
        super().__init__(message, operation, status, url, result)
        self.explanation = explanation


class MissingCall(MobileIronError):
    """The address answered, but no Core with this call is there (a 404 that is not Core's, or a 405)."""


class NotACore(MobileIronError):
    """Another product answered: a MobileIron Cloud tenant, a login page or a proxy."""


class RefusedRequest(MobileIronError):
    """Core refused the request (400, 3xx and others): it did not act."""


class RequestTooLarge(RefusedRequest):
    """413, 414 or 431: the request line was too long, and nothing was done."""


class PathRefused(RefusedRequest):
    """The server refuses an encoded slash or backslash in a path."""


class ServerFailed(MobileIronError):
    """A read ended in a 5xx or a 429, also after the retries."""


class BadAnswer(MobileIronError):
    """The answer is truncated, has a wrong content type, or is not what it claims to be."""
