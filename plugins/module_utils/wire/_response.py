# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""A server's response, before it is interpreted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import IO, Any

from . import _codec
from ._errors import BadAnswer, MissingLibrary

UNREADABLE = ""
"""Stands for a body that is neither JSON nor XML."""


@dataclass(frozen=True)
class Response:
    """``body`` is whole, and read from its start. The names of ``headers`` have no case."""

    status: int
    headers: Mapping[str, str]
    body: IO[bytes]

    @property
    def body_kind(self) -> str:
        """What the body looks like: ``json``, ``html``, ``xml``, ``empty`` or ``other``."""
        return _codec.looks_like(self._beginning(1 << 12))

    @property
    def media(self) -> str:
        """The media type that the server states, in lower case; empty where it states none."""
        return self.headers.get("Content-Type", "").split(";")[0].strip().lower()

    @property
    def is_page(self) -> bool:
        """Whether this is a web page."""
        return self.body_kind == "html" or self.media == "text/html"

    def document(self) -> Any:
        """A small JSON or XML body in the one shape; ``UNREADABLE`` for any other."""
        try:
            return _codec.decode(BytesIO(self._beginning(1 << 16)))
        except (BadAnswer, MissingLibrary):
            return UNREADABLE

    def text(self) -> str:
        """The readable part of an error: its messages, or otherwise its text without tags. It may contain secrets."""
        return _codec.readable(self._beginning(1 << 16))

    def _beginning(self, size: int) -> bytes:
        start = self.body.read(size)
        self.body.seek(0)
        return start
