# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""The seal of evidence: a SHA-256 over its content, and that of the evidence that it goes on from.

So a later change shows: the content no longer has its hash, or the next evidence names another one. The hash is no
signature. Whoever can change all evidence of a chain can make it anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

SHA256, PREVIOUS = "sha256", "previous_sha256"
SEAL = frozenset({SHA256, PREVIOUS})
"""The keys that are no content of their own: what evidence says is the rest."""


def sealed(evidence: Mapping[str, Any], earlier: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Evidence with its seal. ``earlier``: the evidence that it goes on from; None or empty for the first."""
    linked = {**evidence, PREVIOUS: content_sha256(earlier) if earlier else None}
    return {**linked, SHA256: content_sha256(linked)}


def content_sha256(evidence: Mapping[str, Any]) -> str:
    """SHA-256 in hex over the canonical JSON of everything but the hash itself.

    What is no JSON, such as a date that YAML has read in a text, has a hash as well, so that it shows as a change.
    """
    content = {key: value for key, value in evidence.items() if key != SHA256}
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True, default=str)
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()


def is_changed(evidence: Mapping[str, Any]) -> bool:
    """Whether evidence that has a hash has another content than it was written with."""
    return SHA256 in evidence and evidence[SHA256] != content_sha256(evidence)
