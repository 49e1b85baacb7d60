# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""What a role hands on as artifacts of its job: counts, what is outstanding, and the evidence or where it lies."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

WHOLE_BELOW = 300_000
"""Characters of JSON from which on evidence is not handed on whole: job events lose results above 700,000."""
_NAMES = ("role", "core", "user", "device_uuid", "ticket", "updated_at", "previous_sha256", "sha256")
"""What of the evidence says whose it is, and which."""


def artifacts(evidence: Mapping[str, Any], places: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The artifacts of evidence; ``places`` says where it lies (``file``, ``url``), for evidence that is too large.
    Evidence that lies nowhere is handed on whole.

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
