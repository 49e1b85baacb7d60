# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""Putting a downloaded file in its place, whole or not at all, with backup, owner and mode."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import os
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO, Any

from ..wire._errors import InvalidInput
from ._host import Host


@dataclass(frozen=True)
class FileOptions:
    """How a file is put in its place; ``mode`` as a number, an octal text or symbolic."""

    mode: str = field(default="0600", metadata={"type": "raw"})
    owner: str | None = None
    group: str | None = None
    backup: bool = False

    @property
    def attributes(self) -> dict[str, Any]:
        """The attributes of the file, in the form that a host takes."""
        return {"mode": self.mode, "owner": self.owner, "group": self.group}


def destination(dest: str) -> str:
    """``dest`` as an absolute path. Raises InvalidInput, before the first request, if it cannot be a file."""
    path = absolute(dest)
    folder = os.path.dirname(path)
    if os.path.isdir(path):
        raise InvalidInput(f"dest: {path} is a directory; expected the path of a file.")
    if not os.path.isdir(folder):
        raise InvalidInput(f"dest: the directory {folder} does not exist.")
    if not os.access(folder, os.W_OK):
        raise InvalidInput(f"dest: the directory {folder} cannot be written to.")
    return path


@contextlib.contextmanager
def folder_for(host: Host, dest: str) -> Iterator[str]:
    """``dest`` as the absolute path of a folder, made for its owner if it is not there; not made in check mode.

    If what follows fails, a folder that was made for it is removed again. Raises InvalidInput where none can be.
    """
    if not dest.strip():
        raise InvalidInput(f"dest: expected the path of a folder, got {dest!r}.")
    path = os.path.abspath(os.path.expanduser(dest))
    missing = list(_missing(path))
    there = os.path.dirname(missing[-1]) if missing else path
    if not os.path.isdir(there):
        raise InvalidInput(f"dest: {there} is not a directory.")
    if not os.access(there, os.W_OK):
        raise InvalidInput(f"dest: the directory {there} cannot be written to.")
    if host.check_mode:
        missing = []
    try:
        for folder in reversed(missing):
            os.mkdir(folder, mode=0o700)
        yield path
    except BaseException:
        for folder in missing:
            with contextlib.suppress(OSError):
                os.rmdir(folder)
        raise


def _missing(path: str) -> Iterator[str]:
    """The folders that have to be made for ``path``, the innermost first."""
    while not os.path.lexists(path):
        yield path
        path = os.path.dirname(path)


def file_in(folder: str, name: str) -> str:
    """The path of a file in a folder that ``folder_for`` gave. Raises InvalidInput where it cannot be a file."""
    path = os.path.join(folder, name)
    if os.path.isdir(path):
        raise InvalidInput(f"dest: {path} is a directory; expected a file of this name, or none.")
    return path


@contextlib.contextmanager
def temporary_beside(host: Host, dest: str, options: FileOptions) -> Iterator[IO[bytes]]:
    """A temporary file in the folder of ``dest``, in check mode elsewhere; gone afterwards unless it was placed.

    It gets the mode, owner and group at once, so that impossible ones fail before anything is asked or replaced.
    """
    where = host.tmpdir if host.check_mode else os.path.dirname(dest)
    with tempfile.NamedTemporaryFile(dir=where, prefix=".mobileiron-", delete=False) as file:
        try:
            host.set_attributes(file.name, options.attributes, False)
            yield file
        finally:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(file.name)


def place(host: Host, file: IO[bytes], dest: str, options: FileOptions) -> dict[str, Any]:
    """Move ``file`` to ``dest`` if it differs; ``changed``, ``checksum`` (SHA-256) and ``backup_file`` where made."""
    file.flush()
    checksum = sha256(file.name)
    result: dict[str, Any] = {"checksum": checksum, "changed": checksum != sha256(dest)}
    if result["changed"] and not host.check_mode:
        if options.backup and os.path.exists(dest):
            result["backup_file"] = host.backup(dest)
        before = os.umask(0o077)  # a new file is never readable by others, not even for a moment
        try:
            host.move(file.name, dest)
        finally:
            os.umask(before)
    if os.path.exists(dest):
        result["changed"] = host.set_attributes(dest, options.attributes, result["changed"])
    return result


def place_together(host: Host, texts: Mapping[str, str], options: FileOptions) -> bool:
    """Write the ``texts`` of several paths, and return whether a file changed.

    All are written beside their destinations before the first replaces one, so a full disk changes none.
    """
    with contextlib.ExitStack() as stack:
        files = {}
        for path, text in texts.items():
            dest = file_in(stack.enter_context(folder_for(host, os.path.dirname(path))), os.path.basename(path))
            files[dest] = stack.enter_context(temporary_beside(host, dest, options))
            files[dest].write(text.encode("utf-8", "replace"))
            files[dest].flush()
        changed = [place(host, file, dest, options)["changed"] for dest, file in files.items()]
    return any(changed)


def as_base64(path: str) -> str | None:
    """The content of a file, None if there is none. Raises InvalidInput where it cannot be read."""
    try:
        with open(path, "rb") as file:
            return base64.b64encode(file.read()).decode("ascii")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise InvalidInput(f"dest: {path} cannot be read ({error.strerror}).") from error


def absolute(dest: str) -> str:
    """``dest`` as an absolute path. Raises InvalidInput if it is empty or the path of a folder."""
    if not dest.strip() or dest.endswith("/"):
        raise InvalidInput(f"dest: expected the path of a file, got {dest!r}.")
    path = os.path.abspath(os.path.expanduser(dest))
    try:
        os.fsencode(path)
    except UnicodeEncodeError as error:
        raise InvalidInput(
            f"dest: {path!a} has characters that the locale of the Python that runs this task cannot write "
            f"({error.encoding}). Set LC_ALL to a UTF-8 locale there, for example C.UTF-8, or name an ASCII path."
        ) from error
    return path


def sha256(path: str) -> str | None:
    """The SHA-256 of a file in hex, None if there is none."""
    digest = hashlib.sha256()
    try:
        with open(path, "rb") as source:
            for chunk in iter(lambda: source.read(1 << 16), b""):
                digest.update(chunk)
    except FileNotFoundError:
        return None
    return digest.hexdigest()
