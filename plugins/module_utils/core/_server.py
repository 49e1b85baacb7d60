# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""What a server says of itself: whether it answers, whom it knows, and its version (reference: WADL)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ..records._fields import integer, text
from ..wire._errors import MobileIronError
from ._probes import CallFact, probe_all

if TYPE_CHECKING:
    from ..wire._client import Client


@dataclass(frozen=True)
class Version:
    """The version of Core and of its version 2 API, None where it tells none."""

    api_version: int | None
    core: str | None


class Server:
    """The server as such."""

    def __init__(self, client: Client) -> None:
        self._client = client

    @property
    def url(self) -> str:
        """The address of the server, with the tenant path of a hosted Core; it holds no credentials."""
        return self._client.connection.base

    @property
    def uses_tls(self) -> bool:
        """Whether the connection is encrypted."""
        return urlsplit(self._client.connection.base).scheme == "https"

    @property
    def verifies_tls(self) -> bool:
        """Whether the connection is encrypted and the server's certificate is verified."""
        return self.uses_tls and self._client.connection.validate_certs

    def read(self) -> None:
        """Make one small read of the version 1 API. It needs the API role, so its error tells of the account too."""
        self._client.call("list_countries")

    def answers_ping(self) -> bool:
        """Whether the server answers a version 2 ping; a newer one may serve version 2 alone."""
        try:
            return self._client.call("ping").has_data
        except MobileIronError:
            return False

    def version(self) -> Version | None:
        """The versions by the version 2 ping, which every administrator may ask; None where it is not answered.

        Old servers do not have it. It tells an account without the API role from a wrong password.
        """
        try:
            answer = self._client.call("ping")
        except MobileIronError:
            return None
        results = answer.data.get("results") if answer.has_data and isinstance(answer.data, dict) else None
        if not isinstance(results, dict):
            return None
        return Version(integer(results.get("apiVersion")), text(results.get("vspVersion")))

    def calls(self, probe: bool) -> list[CallFact]:
        """All documented calls with whether the server answers them; without ``probe`` nothing is asked."""
        return probe_all(self._client, probe)
