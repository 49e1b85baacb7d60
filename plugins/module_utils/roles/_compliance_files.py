# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""The three files of a compliance report. Their names are fixed, so no text from Core becomes a path."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from . import _page_csv
from ._compliance_figures import COLUMNS
from ._compliance_page import compliance_page

NAMES = {kind: f"compliance-report.{kind}" for kind in ("html", "csv", "json")}


def contents(report: Mapping[str, Any]) -> dict[str, str]:
    """The text of each file, by the kinds in ``NAMES``."""
    return {
        "html": compliance_page(report, [NAMES["csv"], NAMES["json"]]),
        "csv": _page_csv.table(COLUMNS, report["devices"]),
        "json": json_text(report),
    }


def json_text(report: Mapping[str, Any]) -> str:
    """The report as JSON, one line for each part and each device, so that two reports can be compared line by line."""
    parts = [f"{_dumped(key)}: {_dumped(value)}" for key, value in report.items() if key != "devices"]
    devices = ",\n".join(map(_dumped, report["devices"]))
    return "{\n" + ",\n".join([*parts, f'"devices": [\n{devices}\n]']) + "\n}\n"


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
