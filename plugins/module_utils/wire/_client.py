# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""The only way to Core: allow, build, send, check, decode.

Reads are repeated if that helps (``_transport`` has the rules); an operation with an effect is sent once. A client
opened in check mode refuses every operation with an effect, whatever its HTTP verb.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

from . import _batches, _codec, _request, _verdict
from ._connection import Connection
from ._errors import (
    AuthenticationFailed,
    BadAnswer,
    EffectRefused,
    LostAnswer,
    MissingCall,
    MissingLibrary,
    MobileIronError,
    NotACore,
    RefusedRequest,
    ServerFailed,
)
from ._operations import OPERATIONS, Operation
from ._request import Request
from ._response import Response

if TYPE_CHECKING:
    from ._transport import Transport


@dataclass(frozen=True)
class Permit:
    """The guards' permission to factory-reset exactly these uuids. Only the guards make one."""

    uuids: frozenset[str]


@dataclass
class Answer:
    """An answer of Core. ``has_data`` is false for its 404 "no data"; ``data`` is the decoded body in the one shape."""

    operation: Operation
    status: int
    has_data: bool
    data: Any
    clean: Callable[[str], str] = str

    @property
    def messages(self) -> list[str]:
        """The texts of ``messages``, without secrets; an empty list where there are none."""
        return [self.clean(text) for text in _codec.messages_of(self.data)]

    def items(self) -> list[dict]:
        """The elements of the operation's envelope, always a list."""
        return _codec.items_at(self.data, self.operation.envelope or "") if self.has_data else []

    def item(self) -> dict | None:
        """The only element of the envelope; None if there is none. Raises BadAnswer for several."""
        items = self.items()
        if len(items) > 1:
            raise BadAnswer(f"Core answered {self.operation.name} with {len(items)} elements instead of one.")
        return items[0] if items else None


class Client:
    """Sends the operations of the table; errors are the types of ``_errors``.

    ``warn`` gets a text for every retry. ``transport`` replaces HTTP. ``effects`` counts the effects that Core may have
    carried out.
    """

    def __init__(
        self,
        connection: Connection,
        check_mode: bool = False,
        warn: Callable[[str], None] | None = None,
        transport: Transport | None = None,
    ) -> None:
        self.connection = connection
        self.check_mode = check_mode
        self.warn = warn or (lambda _message: None)
        self.effects = 0
        self._lock = threading.Lock()
        self._probing = threading.Lock()
        self._transport = transport
        self._v2_base: str | None = None

    def call(self, name: str, permit: Permit | None = None, **values: Any) -> Answer:
        """Send the operation ``name``; ``values`` are its parameters."""
        request, response = self._ask(name, values, permit)
        data = _verdict.document(request, response)
        return Answer(request.operation, response.status, response.status != 404, data, request.clean)

    def stream(self, name: str, fields: frozenset[str] | None = None, **values: Any) -> Iterator[dict]:
        """Send a list operation and yield its raw elements one at a time; none for "no data".

        Raises BadAnswer, after what there was, for a list that is shorter than Core counts.
        """
        request, response = self._ask(name, values)
        if response.status != 404:
            yield from _verdict.elements(request, response, fields)

    def download(self, name: str, **values: Any) -> IO[bytes] | None:
        """The undecoded body of an operation that answers a file, None for "no data"."""
        request, response = self._ask(name, values)
        return None if response.status == 404 else _verdict.file(request, response)

    def batches(self, name: str, parameter: str, ids: list[str], size: int | None, **rest: Any) -> Iterator[list[str]]:
        """Split ``ids`` so that each request line stays under the limit, or into ``size`` where that is given."""
        if size:
            yield from (ids[start : start + size] for start in range(0, len(ids), size))
        else:
            yield from _batches.batches(self._request(OPERATIONS[name], {**rest, parameter: []}), parameter, ids)

    def clean(self, text: str) -> str:
        """``text`` without a secret of the connection."""
        return self.connection.clean(text)

    def close(self) -> None:
        """Close the connections."""
        if self._transport is not None:
            self._transport.close()

    def _ask(self, name: str, values: dict[str, Any], permit: Permit | None = None) -> tuple[Request, Response]:
        operation = OPERATIONS[name]
        self._allow(operation, values, permit)
        request = self._request(operation, values)
        return request, self._exchange(request)

    def _allow(self, operation: Operation, values: dict[str, Any], permit: Permit | None) -> None:
        if operation.reached_by:
            raise EffectRefused(f"{operation.name} is reached by {operation.reached_by}; the client does not send it.")
        if operation.effect and self.check_mode:
            raise EffectRefused(f"{operation.name} has an effect and was refused in check mode.")
        if operation.factory_reset:
            uuids = set(values.get("uuids") or [values.get("uuid")])
            if permit is None or not uuids <= permit.uuids:
                raise EffectRefused(f"{operation.name} was refused: the guards did not clear these devices.")

    def _exchange(self, request: Request) -> Response:
        """Send and check. An effect counts unless it is certain that Core did not act."""
        transport = self._open()
        may_have_acted = request.operation.effect
        try:
            response = transport.send(request)
            _verdict.judge(request, response)
            may_have_acted = may_have_acted and response.status != 404
        except MobileIronError as error:
            may_have_acted = isinstance(error, LostAnswer)
            raise
        finally:
            with self._lock:
                self.effects += may_have_acted
        return response

    def _open(self) -> Transport:
        with self._lock:
            if self._transport is None:
                self._transport = load_transport()(self.connection, self.warn)
            return self._transport

    # -- where the API is ----------------------------------------------------------------------------------------

    def _request(self, operation: Operation, values: dict[str, Any]) -> Request:
        return _request.build(operation, self.connection, self._base(operation), values)

    def _base(self, operation: Operation) -> str:
        bases = self.connection.bases(operation.api)
        if len(bases) == 1:
            return bases[0]
        with self._probing:
            self._v2_base = self._v2_base or self._answering(*bases)
            return self._v2_base

    def _answering(self, first: str, second: str) -> str:
        """The base that answers a ping, otherwise the one that refuses the credentials, otherwise the second."""
        answers = {}
        for base in (first, second):
            answers[base] = self._ping(base)
            if answers[base] == 200:
                return base
        return first if answers[first] == 401 and answers[second] != 401 else second

    def _ping(self, base: str) -> int | None:
        """200 for an answer to a ping, 401 for a refusal of the credentials, None for anything else."""
        try:
            response = self._exchange(_request.build(OPERATIONS["ping"], self.connection, base, {}))
        except AuthenticationFailed:
            return 401
        except (MissingCall, NotACore, BadAnswer, RefusedRequest, ServerFailed):
            return None  # then the other address is asked, and its answer decides
        return response.status if response.status == 200 else None


def load_transport() -> type[Transport]:
    """HTTP by requests. It is imported here, so that a module starts fast and a missing library gives a clear error.

    Raises MissingLibrary.
    """
    try:
        from ._transport import Transport
    except ImportError as error:
        raise MissingLibrary("requests") from error
    return Transport
