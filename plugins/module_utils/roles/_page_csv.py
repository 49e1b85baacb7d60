# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""Tables for spreadsheets, without cells that are read as formulas."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ._page_text import printable

_PLAIN = re.compile(r"[A-Za-z0-9][ -~]*\Z")
"""What nearly all cells are; a report has millions of them."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def cell(value: Any) -> str:
    """A value as a cell. A cell that a spreadsheet would read as a formula gets a ``'`` in front."""
    if value is None:
        return ""
    if isinstance(value, str) and _PLAIN.match(value):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, (list, tuple)):
        value = " ".join(map(str, value))
    text = printable(value)
    return f"'{text}" if text.lstrip().startswith(_FORMULA) or str(value).startswith(_FORMULA) else text


def table(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """A CSV text with a header of ``columns`` and one line for each row, in UTF-8 without a byte order mark."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([cell(row.get(column)) for column in columns] for row in rows)
    return text.getvalue()
