# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""The file in which an event source remembers what it has seen and what it has to deliver, over a restart too."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import threading
from collections.abc import Callable
from typing import IO, Any

from ..wire._errors import InvalidInput

_FORMAT = 1


class StateFile:
    """The memory and the pending events of one source, in a file of mode 0600 that is never incomplete.

    ``owner`` identifies the memory: the source, the address of Core and the scope. A file of another owner is refused,
    and so is one that a running process holds. Without a ``path`` nothing is stored.
    """

    def __init__(self, path: str | None, owner: dict[str, Any]) -> None:
        self.path = os.path.realpath(os.path.expanduser(path)) if path else None
        self.owner = owner
        self._lock: IO[bytes] | None = None
        self._saving = threading.Lock()
        self._closed = False

    def open(self, restored: Callable[[dict[str, Any]], dict[str, Any]]) -> dict[str, Any] | None:
        """What was saved last: ``memory`` and ``pending``; None if there is no file yet.

        ``restored`` makes the memory out of what was read, and raises KeyError, TypeError or ValueError if it cannot.
        Raises InvalidInput if the file is another owner's, in use, or no state file.
        """
        if not self.path:
            return None
        if os.path.isdir(self.path):
            raise InvalidInput(f"state_file: {self.path} is a directory; expected the path of a file.")
        self._lock = self._locked(f"{self.path}.lock")
        try:
            with open(self.path, encoding="utf-8") as file:
                return self._content(file.read(), restored)
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise self._unusable(f"it cannot be read ({_cause(error)})") from error

    def save(self, memory: dict[str, Any], pending: list[dict[str, Any]]) -> None:
        """Replace the file as a whole. Raises OSError, with the former file untouched, where that is not possible."""
        with self._saving:
            if not self.path or self._closed:
                return
            content = {"format": _FORMAT, "owner": self.owner, "memory": memory, "pending": pending}
            draft = f"{self.path}.new"  # one name, so that a killed process leaves one file at most
            try:
                _write(draft, json.dumps(content, separators=(",", ":")).encode())
                os.replace(draft, self.path)
            except OSError:
                with contextlib.suppress(OSError):
                    os.unlink(draft)
                raise
            with contextlib.suppress(OSError):  # not every file system can
                _sync_folder(os.path.dirname(self.path))

    def close(self) -> None:
        """Release the file for other processes. A later ``save`` does nothing."""
        with self._saving:
            self._closed = True
        if self._lock:
            self._lock.close()

    def _locked(self, path: str) -> IO[bytes]:
        try:
            lock = open(path, "ab", opener=_private)  # noqa: SIM115 - held until close()
        except OSError as error:
            raise InvalidInput(f"state_file: {path}, which locks it, cannot be written ({_cause(error)}).") from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            lock.close()
            raise InvalidInput(
                f"state_file: {self.path} is in use by another process, or by another source of this one. Each source "
                "needs a file of its own."
            ) from error
        return lock

    def _content(self, text: str, restored: Callable[[dict[str, Any]], dict[str, Any]]) -> dict[str, Any]:
        try:
            content = json.loads(text)
            self._check_owner(content["format"], content["owner"])
            pending = [dict(event, id=event["id"]) for event in content["pending"]]
            return {"memory": restored(content["memory"]), "pending": pending}
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise self._unusable("its content is not the state of an event source") from error

    def _check_owner(self, version: Any, owner: dict[str, Any]) -> None:
        if version != _FORMAT:
            raise self._unusable(f"it has the format {version!r}, but this version reads the format {_FORMAT}")
        for name, value in self.owner.items():
            if owner.get(name) != value:
                raise self._unusable(
                    f"it belongs to another {name}: {_as_json(owner.get(name))}, not {_as_json(value)}"
                )

    def _unusable(self, why: str) -> InvalidInput:
        return InvalidInput(
            f"state_file: {self.path} cannot be used: {why}. It was left as it is. Give another path, or move the "
            "file away to start again. With seed_only: false, the source then reports everything again; otherwise "
            "it reports new events only."
        )


def _as_json(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def _cause(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _write(path: str, content: bytes) -> None:
    with contextlib.suppress(FileNotFoundError):
        os.unlink(path)  # also a link that somebody put there
    with open(path, "xb", opener=_private) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(path: str) -> None:
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
