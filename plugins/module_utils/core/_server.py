# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""The server as such: whether it answers, whether it accepts the account, and its version (reference: WADL)."""

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
    """The version of Core and of its version 2 API; None if not reported."""

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
        """Make one small read of the version 1 API. It needs the API role, so its error also concerns the account."""
        self._client.call("list_countries")

    def answers_ping(self) -> bool:
        """Whether the server answers a version 2 ping; a newer server may serve only version 2."""
        try:
            return self._client.call("ping").has_data
        except MobileIronError:
            return False

    def version(self) -> Version | None:
        """The versions from the version 2 ping; None if the server does not answer it.

        Old servers do not have this ping. Every administrator may use it, so it distinguishes a missing API role from a
        wrong password.
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
        """All documented calls, and whether the server answers them; without ``probe`` no call is tried."""
        return probe_all(self._client, probe)
