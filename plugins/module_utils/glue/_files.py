# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""Putting a downloaded file in its place, whole or not at all, with backup, owner and mode."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Iterator
from typing import IO, Any

from ..wire._errors import InvalidInput
from ._module import Task

FILES: dict[str, dict] = {
    "mode": {"type": "raw", "default": "0600"},
    "owner": {"type": "str"},
    "group": {"type": "str"},
    "backup": {"type": "bool", "default": False},
}


def destination(task: Task, dest: str) -> str:
    """``dest`` as an absolute path. Raises InvalidInput, before anything is asked, where it cannot be a file."""
    if not dest.strip() or dest.endswith("/"):
        raise InvalidInput(f"dest: expected the path of a file, got {dest!r}.")
    path = os.path.abspath(os.path.expanduser(dest))
    folder = os.path.dirname(path)
    if os.path.isdir(path):
        raise InvalidInput(f"dest: {path} is a directory; expected the path of a file.")
    if not os.path.isdir(folder):
        raise InvalidInput(f"dest: the directory {folder} does not exist.")
    if not os.access(folder, os.W_OK):
        raise InvalidInput(f"dest: the directory {folder} cannot be written to.")
    return path


@contextlib.contextmanager
def temporary_beside(task: Task, dest: str) -> Iterator[IO[bytes]]:
    """A temporary file in the folder of ``dest``, in check mode elsewhere; gone afterwards unless it was placed.

    It gets the mode, owner and group at once, so that impossible ones fail before anything is asked or replaced.
    """
    where = task.module.tmpdir if task.check_mode else os.path.dirname(dest)
    with tempfile.NamedTemporaryFile(dir=where, prefix=".mobileiron-", delete=False) as file:
        try:
            _set_attributes(task, file.name, False)
            yield file
        finally:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(file.name)


def place(task: Task, file: IO[bytes], dest: str) -> dict[str, Any]:
    """Move ``file`` to ``dest`` if it differs; ``changed``, ``checksum`` (SHA-256) and ``backup_file`` where made."""
    file.flush()
    checksum = sha256(file.name)
    result: dict[str, Any] = {"checksum": checksum, "changed": checksum != sha256(dest)}
    if result["changed"] and not task.check_mode:
        if task.params["backup"] and os.path.exists(dest):
            result["backup_file"] = task.module.backup_local(dest)
        before = os.umask(0o077)  # a new file is never readable by others, not even for a moment
        try:
            task.module.atomic_move(file.name, dest)
        finally:
            os.umask(before)
    if os.path.exists(dest):
        result["changed"] = _set_attributes(task, dest, result["changed"])
    return result


def _set_attributes(task: Task, path: str, changed: bool) -> bool:
    attributes = task.module.load_file_common_arguments(task.params, path=path)
    return task.module.set_fs_attributes_if_different(attributes, changed)


def sha256(path: str) -> str | None:
    """The SHA-256 of a file in hex, None where there is none."""
    digest = hashlib.sha256()
    try:
        with open(path, "rb") as source:
            for chunk in iter(lambda: source.read(1 << 16), b""):
                digest.update(chunk)
    except FileNotFoundError:
        return None
    return digest.hexdigest()
