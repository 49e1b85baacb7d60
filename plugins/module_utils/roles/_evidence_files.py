# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""The files of a role's evidence: JSON, CSV and a page, and the evidence that they replace."""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from ..wire._errors import InvalidInput
from . import _page_csv
from ._evidence_page import evidence_page
from ._evidence_seal import SHA256, content_sha256

COLUMNS = (
    "kind", "uuid", "device_uuid", "name", "principal", "owner", "platform", "model", "phone_number", "asked",
    "reason", "reason_sent", "ticket", "status_before", "status_after", "outcome", "message", "asked_at",
    "confirmed_at", "planned_at",
)  # fmt: skip
FORMATS = ("json", "csv", "html")
REPLACED = "earlier"
"""The folder, beside the files, for the evidence that they replace."""


def paths(
    dest: str, formats: Iterable[str], evidence: Mapping[str, Any], replaced: Mapping[str, Any]
) -> dict[str, str]:
    """The path of each file. ``dest``: their path without the extension; ``formats``: some of ``FORMATS``.

    ``replaced``: the evidence that ``evidence`` replaces, or empty. It is kept under its hash, unless it is the same.
    """
    kept = {}
    if replaced and replaced.get(SHA256, "") != evidence.get(SHA256):
        folder, name = os.path.split(dest)
        kept["replaced"] = os.path.join(folder, REPLACED, f"{name}-{content_sha256(replaced)[:16]}.json")
    return {**kept, **{kind: f"{dest}.{kind}" for kind in formats}}


def contents(
    kinds: Collection[str], evidence: Mapping[str, Any], replaced: Mapping[str, Any], title: str
) -> dict[str, str]:
    """The text of each file, by the ``kinds`` in ``paths``. Raises InvalidInput if ``evidence`` is no evidence."""
    text = json_text(evidence)
    texts = {"json": text}
    if "replaced" in kinds:
        texts["replaced"] = json_text(replaced)
    if {"csv", "html"} & set(kinds):
        rows = evidence.get("devices")
        if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
            raise InvalidInput("evidence: expected the evidence of a role, a dict with a list of devices.")
        # The page follows the order of the keys. The file has sorted keys, so a page made from it is the same.
        texts |= {"csv": csv_text(evidence), "html": evidence_page(json.loads(text), title)}
    return texts


def csv_text(evidence: Mapping[str, Any]) -> str:
    """The evidence as a table with one row for each device."""
    return _page_csv.table(COLUMNS, evidence["devices"])


def json_text(evidence: Mapping[str, Any]) -> str:
    """The evidence as JSON, with sorted keys and one line for each value, so that files can be compared."""
    return json.dumps(evidence, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
