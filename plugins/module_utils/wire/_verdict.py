# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""The meaning of a response: first the status and the kind of body, then the content.

A 404 of Core means "no data", and any other 404 a wrong address. A 200 is a success only after a check of its content.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

from . import _codec
from ._errors import (
    AuthenticationFailed,
    BadAnswer,
    LostAnswer,
    MissingCall,
    MobileIronError,
    NotACore,
    PathRefused,
    RefusedRequest,
    RequestTooLarge,
    ServerFailed,
)
from ._operations import Operation
from ._request import Request
from ._response import UNREADABLE, Response

_SHOWN = 200  # characters of Core's own text in an error
_NO_FILE = dict.fromkeys(("csv", "zip"), ("json", "xml", "empty"))


def judge(request: Request, response: Response) -> None:
    """Raise the error of the status or of the kind of body. A 200 to decode, or Core's own 404, passes."""
    status = response.status
    if status < 200:
        text = f"{request.name}: no answer followed the interim status {status}."
        raise _no_answer(request, response, BadAnswer, text)
    if status >= 500 or (status == 429 and not request.operation.effect):
        raise _server_failure(request, response)
    if status < 300:
        _judge_content(request, response)
        return
    refusal = _refusal(request, response)
    if refusal:
        raise refusal


def document(request: Request, response: Response) -> Any:
    """The body in the one shape, None for an empty one. Raises the error of a 200 that does not answer the request."""
    data = _decode(request, response)
    if response.status != 404:
        _check(request, response, data)
    return data


def elements(request: Request, response: Response, fields: frozenset[str] | None = None) -> Iterator[dict]:
    """Yield the elements of a list one at a time; ``fields`` are the wire names that the caller reads.

    Raises BadAnswer, after what there was, for a list that is shorter than Core counts.
    """
    count, top = 0, {}
    with response.body as body:
        try:
            stream = _codec.stream(body, request.operation.envelope or "", fields)
            while True:
                try:
                    element = next(stream)
                except StopIteration as end:
                    top = end.value
                    break
                count += 1
                yield element
        except BadAnswer as error:
            raise _no_answer(request, response, BadAnswer, f"{request.name}: {error.message}") from error
    _check(request, response, top, count)


def file(request: Request, response: Response) -> IO[bytes] | None:
    """The undecoded body; None if the answer is a message that there is no data.

    Raises BadAnswer for any other message.
    """
    kind = response.body_kind
    if kind not in _NO_FILE.get(request.operation.answers, ()):
        return response.body
    data = _decode(request, response) if kind != "empty" else {"messages": ""}
    try:
        _codec.check_is_answer(data, frozenset(), 0)
    except BadAnswer as error:
        raise _no_answer(request, response, BadAnswer, f"{request.name}: {error.message}") from error
    return None


# -- by status -------------------------------------------------------------------------------------------------------


def _no_answer(request: Request, response: Response, kind: type[MobileIronError], message: str) -> MobileIronError:
    """The error of a response that does not answer the request. After an effect that means the answer is lost."""
    return request.error(LostAnswer if request.operation.effect else kind, message, response.status)


def _server_failure(request: Request, response: Response) -> MobileIronError:
    text, failure = _explanation(request, response), f"{request.name}: Core answered {response.status}"
    if request.operation.effect:
        message = f"{failure}, which does not show whether it acted{f' ({text})' if text else ''}."
        return request.error(LostAnswer, message, response.status, pending=True)
    return request.error(ServerFailed, failure + (f": {text}" if text else "."), response.status)


def _refusal(request: Request, response: Response) -> MobileIronError | None:
    """The error of a 3xx or 4xx; None for Core's own 404."""
    name, status = request.name, response.status
    if _is_cloud(response.document()):
        return request.error(NotACore, _CLOUD, status)
    foreign = status == 405 or _is_foreign_404(request.operation, response)
    value_with_slash = request.value_with_slash
    if value_with_slash and (status == 400 or foreign):
        text = f"{name}: the server refuses {value_with_slash!r} in a path, because of its slash or backslash."
        return request.error(PathRefused, text, status)
    if foreign:
        return request.error(MissingCall, _missing_text(request.operation, status), status)
    return None if status == 404 else _refusal_of_core(request, response)


def _refusal_of_core(request: Request, response: Response) -> MobileIronError:
    name, status, text = request.name, response.status, _explanation(request, response)
    if status == 407:
        message = (
            f"{name}: the proxy asks for credentials (407). Give them in proxy, as http://name:password@host:port."
        )
        return request.error(RefusedRequest, message, status)
    if status in (401, 403):
        return request.error(AuthenticationFailed, _authentication_text(request, status), status, explanation=text)
    if status in (413, 414, 431):
        message = f"{name}: Core refused the request as too large ({status}), so nothing of it was done. "
        return request.error(RequestTooLarge, message + _how_to_shorten(request), status)
    if status < 400:
        message = (
            f"{name}: the server redirects ({status}), and a call that changes something or carries a password does "
            "not follow a redirect. Check url."
        )
        return request.error(RefusedRequest, message, status)
    ending = f": {text}" if text else "."
    if status == 400 and request.size > 1 and request.is_long:
        ending += " The request line is long. " + _how_to_shorten(request)
    return request.error(RefusedRequest, f"{name}: Core refused the request with {status}{ending}", status)


def _explanation(request: Request, response: Response) -> str:
    """Core's own text in an error. Its secrets are replaced before it is cut, so that no part of a secret remains."""
    text = request.clean(response.text())
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _is_foreign_404(operation: Operation, response: Response) -> bool:
    """A 404 whose body Core did not write: a web page, nothing, or another product's JSON.

    Core's own "no data" has ``messages`` or ``totalCount``; for version 2 no such body is known.
    """
    if response.status != 404:
        return False
    if response.body_kind not in ("json", "xml"):
        return True
    data = response.document()
    if not data:
        return data is UNREADABLE
    keys = set(data) if isinstance(data, dict) else set()
    if operation.api != "v1":
        return not keys or {"path", "error"} <= keys
    return not keys & {"messages", "totalCount", *operation.answer_keys}


# -- by content ------------------------------------------------------------------------------------------------------


def _judge_content(request: Request, response: Response) -> None:
    """Refuse a 200 whose kind of body is not the requested one."""
    operation, kind = request.operation, response.body_kind
    is_file = operation.answers in ("csv", "zip")
    if kind == "empty" and operation.effect:
        return
    if response.is_page:
        raise _no_answer(request, response, NotACore, _page_text(operation))
    expected = request.accept.rpartition("/")[2]
    if response.media and not is_file and expected not in response.media.replace("text/xml", "application/xml"):
        text = (
            f"{operation.name}: Core was asked for {expected.upper()} and answered {response.media}. "
            "Check url, and try the other response_format."
        )
        raise _no_answer(request, response, BadAnswer, text)


def _decode(request: Request, response: Response) -> Any:
    with response.body as body:
        if response.body_kind == "empty":
            if request.operation.effect or response.status == 404:
                return None
            raise _no_answer(request, response, BadAnswer, f"{request.name}: The answer is empty.")
        try:
            return _codec.decode(body)
        except BadAnswer as error:
            raise _no_answer(request, response, BadAnswer, f"{request.name}: {error.message}") from error


def _check(request: Request, response: Response, data: Any, listed: int | None = None) -> None:
    """Refuse a 200 of another product, and one that does not answer the read or lists less than Core counts.

    ``listed``: the number of streamed elements.
    """
    operation = request.operation
    if _is_cloud(data):
        raise _no_answer(request, response, NotACore, _CLOUD)
    if not operation.answer_keys:
        return
    count = _count(operation, data) if listed is None else listed
    try:
        _codec.check_is_answer(data, operation.answer_keys, count, operation.says_why)
    except BadAnswer as error:
        raise _no_answer(request, response, BadAnswer, f"{request.name}: {error.message}") from error
    total = _codec.total_of(data) or 0
    if listed is not None and total > listed:
        text = f"{request.name}: Core counts {total} but listed {listed}: the list is incomplete."
        raise _no_answer(request, response, BadAnswer, text)


def _count(operation: Operation, data: Any) -> int:
    """The number of requested elements in an answer."""
    beside = [name for name in operation.shows if isinstance(data, dict) and data.get(name)]
    return len(beside) + len(_codec.items_at(data, operation.envelope) if operation.envelope else ())


def _is_cloud(data: Any) -> bool:
    return isinstance(data, dict) and "result" in data and "errors" in data and "messages" not in data


# -- texts -----------------------------------------------------------------------------------------------------------

_CLOUD = (
    "This looks like a MobileIron Cloud (Ivanti Neurons for MDM) tenant, which has a different API at the same path "
    "/api/v1. This collection manages MobileIron Core (Ivanti EPMM); check url."
)


def _page_text(operation: Operation) -> str:
    return (
        f"{operation.name}: the answer is a web page, but Core's API returns data. This is usually a login page or a "
        "proxy: check url and proxy."
    )


def _missing_text(operation: Operation, status: int) -> str:
    return (
        f"{operation.name}: the server does not have this call (status {status}, not answered by Core's API). "
        "Either url is wrong, or this server no longer serves this call of the "
        f"{'version 1' if operation.api == 'v1' else 'version 2'} API."
    )


def _authentication_text(request: Request, status: int) -> str:
    operation = request.operation
    where = "Admin > Admins > Edit Roles" + (" > Others > API" if operation.api == "v1" else "")
    return (
        f"{operation.name}: Core refused the credentials of {request.connection.username!r} ({status}). Either the "
        f"username or password is incorrect, or the account lacks the role that this call needs: {operation.role} "
        f"(Admin Portal: {where})."
        + "".join(f" {text}" for text in request.connection.credential_warnings if status == 401)
    )


def _how_to_shorten(request: Request) -> str:
    size = request.size
    return f"Set bulk_size to fewer than {size}." if size > 1 else "Send shorter texts (reason, message, comments)."
