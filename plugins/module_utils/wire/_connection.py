# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""The address of Core, how to reach it, and the secrets that must never be shown."""

from __future__ import annotations

import ipaddress
import ssl
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import getproxies

from . import _redact
from ._errors import InvalidInput

_LONGEST_TIMEOUT = 86400.0  # seconds


@dataclass(frozen=True)
class Connection:
    """The address of Core and how to reach it; ``timeout`` in seconds, ``retries`` for reads only.

    Raises InvalidInput for options that do not work, naming the option.
    """

    url: str
    username: str
    password: str = field(repr=False)
    validate_certs: bool = True
    ca_path: str | None = None
    client_cert: str | None = None
    client_key: str | None = None
    proxy: str | None = None
    timeout: float = 30.0
    retries: int = 3
    response_format: str = "json"
    admin_device_space_id: int = 1

    def __post_init__(self) -> None:
        object.__setattr__(self, "url", self.url.strip())
        problem = _url_problem(self.url)
        if problem:
            raise InvalidInput(f"url: {problem}. Expected for example https://core.example.com.")
        if not self.username or not self.password:
            raise InvalidInput("username and password: both are needed and neither may be empty.")
        if ":" in self.username:
            raise InvalidInput("username: a colon cannot be sent in Basic authentication.")
        if not 0 < self.timeout <= _LONGEST_TIMEOUT:  # nor nan
            raise InvalidInput(f"timeout: expected more than 0 seconds and at most a day, got {self.timeout}.")
        if self.retries < 0:
            raise InvalidInput(f"retries: expected 0 or more, got {self.retries}.")
        if self.client_key and not self.client_cert:
            raise InvalidInput("client_key: it needs client_cert.")
        if self.proxy and self.url.startswith("http:") and not is_local_proxy(self.proxy):
            raise InvalidInput("proxy: it would get the password of an http:// url in clear text; use https://.")

    @property
    def base(self) -> str:
        """The URL without a trailing slash, with the tenant path of a hosted Core."""
        return self.url.rstrip("/")

    @property
    def tenant(self) -> bool:
        """Whether the URL has a tenant path."""
        return bool(urlsplit(self.base).path)

    def bases(self, api: str) -> tuple[str, ...]:
        """The possible bases of an API: ``v1``, ``v2``, or ``root`` above both.

        A hosted Core serves version 2 below ``/rest`` or beside version 1. Only a read can show which, so both are
        returned, the more likely one first.
        """
        plain = f"{self.base}/api/" + ("" if api == "root" else api)
        return (f"{self.base}/rest/api/v2", plain) if api == "v2" and self.tenant else (plain,)

    @property
    def verify(self) -> bool | str:
        """Whether the server's certificate is checked, or the path of the CAs that it is checked against."""
        return (self.ca_path or True) if self.validate_certs else False

    @property
    def certificate(self) -> str | tuple[str, str] | None:
        """The file of the client certificate, with that of its key where it is another one."""
        if self.client_cert and self.client_key:
            return self.client_cert, self.client_key
        return self.client_cert

    @property
    def credential_warnings(self) -> list[str]:
        """Possible problems with the credentials, without their values. The credentials are used unchanged."""
        named = {"username": self.username, "password": self.password}
        return [
            f"{name}: it {_ends(value)}; it is used unchanged. Remove the blank or line break if it does not belong "
            "to the value."
            for name, value in named.items()
            if value != value.strip()
        ]

    def clean(self, text: str, *secrets: str) -> str:
        """``text`` without the secrets of this connection, and without ``secrets``."""
        proxies = _redact.url_passwords(self.proxy, *getproxies().values())
        return _redact.clean(text, [*secrets, *proxies], (self.username, self.password))

    def check_files(self) -> None:
        """Read the files that the options name. Raises InvalidInput naming the option."""
        ca_path = self.ca_path if self.validate_certs else None
        named = {"ca_path": ca_path, "client_cert": self.client_cert, "client_key": self.client_key}
        for option, path in named.items():
            if path and not Path(path).exists():
                raise InvalidInput(f"{option}: there is no {path!r} where this task runs.{_source(option)}")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        try:
            if ca_path and not Path(ca_path).is_dir():
                context.load_verify_locations(ca_path)
        except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
            raise InvalidInput(
                f"ca_path: {ca_path!r} cannot be read as certificates in PEM format.{_source('ca_path')}"
            ) from error
        if not self.client_cert:
            return
        try:
            # A key with a passphrase would be asked for on the terminal.
            context.load_cert_chain(self.client_cert, self.client_key, password="")
        except (OSError, ValueError) as error:
            raise InvalidInput(
                f"client_cert, client_key: {self.client_cert!r} and its key cannot be read. Expected a certificate "
                "and a key without a passphrase, in PEM format, that belong together."
            ) from error


def _ends(text: str) -> str:
    if text[-1] in "\r\n":
        return "ends with a line break, as text from a file often does"
    return "begins or ends with a blank or a line break"


def _source(option: str) -> str:
    return " Without ca_path the variable REQUESTS_CA_BUNDLE names it." if option == "ca_path" else ""


def _url_problem(url: str) -> str | None:
    problem = address_fault(url)
    if problem:
        return problem
    segments = [segment for segment in urlsplit(url).path.split("/") if segment]
    if "api" in segments or "mifs" in segments:
        return "leave out /api, /mifs and what follows; the collection adds the path"
    return None


def address_fault(url: str) -> str | None:
    """Why something secret must not be sent to an address; None if it may."""
    if not url:
        return "it is not given"
    try:
        parts = urlsplit(url)
        _well_formed = parts.port, (parts.hostname or "").encode("idna")
    except ValueError as error:  # also UnicodeError
        return f"its host or port is malformed ({error})"
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return "it must start with https:// and name a host"
    if parts.username is not None or parts.password is not None:
        return "credentials never belong in it; use the options for them"
    if parts.query or parts.fragment:
        return "it has a query or a fragment"
    if parts.scheme == "http" and not _is_loopback(parts.hostname):
        return "http:// would send secrets in clear text and is allowed for loopback only; use https://"
    return None


def is_local_proxy(proxy: str) -> bool:
    """Whether a proxy runs on this host, so that what passes it in clear text stays here."""
    try:
        return _is_loopback(urlsplit(proxy if "//" in proxy else f"//{proxy}").hostname or "")
    except ValueError:
        return False


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
