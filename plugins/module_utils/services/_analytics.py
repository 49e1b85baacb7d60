# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""AppConnect analytics (reference: Get Analytics for AppConnect Apps).

The answer is an untrusted ZIP file: nothing is extracted, sizes are limited while reading, and broken members are
named.
"""

from __future__ import annotations

import csv
import io
import shutil
import stat
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any

from ..records._fields import integer, iso_from_epoch_ms
from ..wire._errors import BadAnswer

if TYPE_CHECKING:
    from ..core._core import Core

MAX_MEMBERS = 10_000
MAX_BYTES = 200_000_000  # uncompressed, of all members together
MAX_RATIO = 200  # uncompressed to compressed size of one member
_RATIO_MATTERS = 100_000  # bytes below which a member is harmless whatever its ratio
_VERSION_BYTES = 1_000
_MILLISECONDS_FROM = 100_000_000_000  # as seconds, this is the year 5138
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError, csv.Error)


@dataclass
class Analytics:
    """The content of the file. ``problems`` lists the unusable members with the reason."""

    sessions: list[dict[str, Any]] = field(default_factory=list)
    devices: list[dict[str, Any]] = field(default_factory=list)
    problems: list[dict[str, str]] = field(default_factory=list)


def download(core: Core, app_id: str, target: IO[bytes]) -> bool:
    """Copy the ZIP file of an app into ``target``; false if Core has no data about it."""
    body = core.analytics.archive(app_id)
    if body is None:
        return False
    with body:
        shutil.copyfileobj(body, target)
    target.flush()
    target.seek(0)
    return True


def read_analytics(core: Core, app_id: str, target: IO[bytes], parsed: bool) -> tuple[bool, dict[str, Any]]:
    """Copy the ZIP file of an app into ``target`` and read it.

    Returns whether Core has data about the app, and ``sessions``, ``devices`` and ``problems``; the first two are empty
    unless ``parsed``. The author is warned of problems.
    """
    exists = download(core, app_id, target)
    analytics = analyse(target) if exists else Analytics()
    if analytics.problems:
        count = len(analytics.problems)
        core.warn(f"{count} files in the analytics of {app_id} could not be used; problems names them.")
    return exists, {
        "sessions": analytics.sessions if parsed else [],
        "devices": analytics.devices if parsed else [],
        "problems": analytics.problems,
    }


def analyse(archive: IO[bytes]) -> Analytics:
    """The sessions and devices in the ZIP file. Raises BadAnswer if it is not one, or too large."""
    try:
        with zipfile.ZipFile(archive) as opened:
            return _Reader(opened).read()
    except zipfile.BadZipFile as error:
        raise BadAnswer(f"The analytics are not a ZIP file: {error}.") from error


class _Reader:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.analytics = Analytics()
        self.versions: dict[str, str] = {}
        self.left = MAX_BYTES

    def read(self) -> Analytics:
        members = [member for member in self.archive.infolist() if not member.is_dir()]
        _refuse_bomb(members)
        for member in members:
            problem = _problem(member)
            if problem is None:
                try:
                    problem = self._member(member)
                except _BROKEN as error:
                    problem = f"It is broken: {error}."
            if problem:
                self.analytics.problems.append({"member": member.filename, "message": problem})
        self._complete()
        return self.analytics

    def _member(self, member: zipfile.ZipInfo) -> str | None:
        """Read one member; returns the problem with it, or None."""
        *_folders, device, name = member.filename.split("/")
        if name.lower() == "version.txt":
            with self.archive.open(member) as source:
                self.versions[device] = source.read(_VERSION_BYTES).decode("utf-8-sig", "replace").strip()
        elif name.lower().endswith(".csv"):
            return self._sessions(member, device)
        else:
            return "It is neither a CSV file nor version.txt."
        return None

    def _sessions(self, member: zipfile.ZipInfo, device: str) -> str | None:
        sessions: list[dict[str, Any]] = []
        broken: list[int] = []
        with (
            self.archive.open(member) as source,
            io.TextIOWrapper(
                io.BufferedReader(_Limited(source, self)), encoding="utf-8-sig", errors="replace", newline=""
            ) as text,
        ):
            rows = csv.reader(text)
            for number, row in enumerate(rows, 1):
                session = _session(device, row)
                if session:
                    sessions.append(session)
                elif any(row) and number > 1:  # the first may be a heading
                    broken.append(number)
        self.analytics.sessions += sessions
        return f"{len(broken)} of its rows are not sessions; the first is row {broken[0]}." if broken else None

    def _complete(self) -> None:
        """Give each session its app version, and list the devices."""
        counts = dict.fromkeys(self.versions, 0)
        for session in self.analytics.sessions:
            session["app_version"] = self.versions.get(session["device_id"])
            counts[session["device_id"]] = counts.get(session["device_id"], 0) + 1
        self.analytics.sessions.sort(key=lambda session: (session["device_id"], session["started_at"]))
        self.analytics.devices = [
            {"device_id": device, "app_version": self.versions.get(device), "sessions": count}
            for device, count in sorted(counts.items())
        ]


class _Limited(io.RawIOBase):
    """A member, read only up to the remaining bytes: the sizes that an archive declares may be false."""

    def __init__(self, source: IO[bytes], reader: _Reader) -> None:
        self.source = source
        self.reader = reader

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        chunk = self.source.read(len(buffer))
        self.reader.left -= len(chunk)
        if self.reader.left < 0:
            raise BadAnswer(f"The analytics hold more than {MAX_BYTES} bytes; they were not used.")
        buffer[: len(chunk)] = chunk
        return len(chunk)


def _refuse_bomb(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MAX_MEMBERS:
        raise BadAnswer(f"The analytics hold {len(members)} files, more than {MAX_MEMBERS}; they were not used.")
    total = sum(member.file_size for member in members)
    if total > MAX_BYTES:
        raise BadAnswer(f"The analytics hold {total} bytes, more than {MAX_BYTES}; they were not used.")


def _problem(member: zipfile.ZipInfo) -> str | None:
    """Why a member must not be read, or None."""
    parts = member.filename.split("/")
    if "\\" in member.filename or ":" in parts[0] or parts[0] == "" or ".." in parts:
        return "Its path leads outside of the archive."
    if stat.S_ISLNK(member.external_attr >> 16):
        return "It is a symbolic link."
    if member.flag_bits & 0x1:
        return "It is encrypted."
    if member.file_size > max(_RATIO_MATTERS, MAX_RATIO * member.compress_size):
        return f"It would grow more than {MAX_RATIO} times when unpacked."
    if len(parts) < 2:
        return "It is in no folder of a device."
    return None


def _session(device: str, row: list[str]) -> dict[str, Any] | None:
    values = [integer(value) for value in row[:4]] + [None] * 4
    start, duration, offset, transferred = values[:4]
    if start is None or duration is None:
        return None
    milliseconds = start if abs(start) > _MILLISECONDS_FROM else start * 1000
    return {
        "device_id": device,
        "started_at": iso_from_epoch_ms(milliseconds) or "1970-01-01T00:00:00Z",
        "duration_seconds": duration,
        "timezone_offset_minutes": offset,
        "bytes": transferred,
    }
