# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""The device export (reference: Exporting Device Information to a CSV)."""

from __future__ import annotations

import csv
import io
import shutil
from typing import IO, TYPE_CHECKING

from ..wire._errors import BadAnswer, NotFound

if TYPE_CHECKING:
    from ..core._core import Core

COLUMNS = frozenset({"device uuid", "principal", "status code"})
"""Columns, in lower case, that every export of devices has."""


def save_export(core: Core, target: IO[bytes]) -> int:
    """Copy the export into ``target`` and return its number of devices.

    Raises NotFound if there is none, and BadAnswer for a file without the documented columns or with broken rows.
    """
    body = core.devices.export()
    if body is None:
        raise NotFound("Core has no device to export; the file was left as it is.")
    with body:
        shutil.copyfileobj(body, target)
    target.flush()
    target.seek(0)
    return count_rows(target)


def count_rows_in(path: str) -> int | None:
    """The number of devices in an earlier export; None if the file is not one."""
    try:
        with open(path, "rb") as source:
            return count_rows(source)
    except (OSError, BadAnswer):
        return None


def count_rows(source: IO[bytes]) -> int:
    """The number of devices in an export. Raises BadAnswer, naming the problem, if it is not one."""
    text = io.TextIOWrapper(source, encoding="utf-8-sig", errors="replace", newline="")
    try:
        rows = csv.reader(text, strict=True)
        header = [name.strip().lower() for name in next(rows, [])]
        missing = COLUMNS - set(header)
        if missing:
            raise BadAnswer(f"The export of devices lacks the columns {', '.join(sorted(missing))}; it was not used.")
        count = 0
        for row in rows:
            if row and len(row) != len(header):
                raise BadAnswer(
                    f"The export of devices is broken at line {rows.line_num}: {len(row)} fields where the header has "
                    f"{len(header)}; it was not used."
                )
            count += bool(row)
        return count
    except csv.Error as error:
        raise BadAnswer(f"The export of devices is broken at line {rows.line_num}: {error}.") from error
    finally:
        text.detach()
