# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""The job artifacts of a role: counts, outstanding devices, and the evidence or its place."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

WHOLE_BELOW = 300_000
"""The limit in characters of JSON for whole evidence: job events lose results above 700,000."""
_NAMES = ("role", "core", "user", "device_uuid", "ticket", "updated_at", "previous_sha256", "sha256")
"""The keys that identify the evidence."""


def artifacts(evidence: Mapping[str, Any], places: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The artifacts of evidence; ``places`` is its place (``file``, ``url``), for evidence that is too large. Evidence
    without a place is passed on whole.

    Returns ``summary`` (count per outcome), ``outstanding`` (uuids), and ``evidence``.
    """
    devices = evidence["devices"]
    is_small = len(json.dumps(evidence)) < WHOLE_BELOW
    names = {key: evidence[key] for key in _NAMES if key in evidence}
    return {
        "summary": dict(sorted(Counter(row["outcome"] for row in devices).items())),
        "outstanding": [row["uuid"] for row in devices if row["outcome"] == "outstanding"],
        "evidence": {**names, **places} if places and not is_small else evidence,
    }
