# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The age of the last contact, and its classes."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest
from ansible_collections.mobileiron.core.plugins.module_utils.records._last_contact import contact_classes, last_contact

NOW = datetime(2026, 3, 31, 12, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("connected_at", "expected"),
    [
        (None, (None, "never")),
        ("2026-03-31T11:59:00Z", (0, "0")),
        ("2026-03-30T12:00:00Z", (1, "1-6")),
        ("2026-03-24T12:00:01Z", (6, "1-6")),
        ("2026-03-24T12:00:00Z", (7, "7-29")),
        ("2026-03-01T12:00:00Z", (30, "30-89")),
        ("2025-01-01T00:00:00Z", (454, "90+")),
        ("2026-04-01T11:00:00Z", (0, "0")),
        ("2026-04-02T12:00:00Z", (None, "unknown")),
        ("once", (None, "unknown")),
    ],
)
def test_last_contact(connected_at, expected):
    """Never is no age, a clock that is a little ahead is today, and what cannot be read is not guessed."""
    assert last_contact(connected_at, NOW) == expected


def test_classes():
    """Every class, in order; each age falls in one of them."""
    assert contact_classes() == ["0", "1-6", "7-29", "30-89", "90+", "never", "unknown"]
    assert contact_classes([1, 7, 8, 30]) == ["0", "1-6", "7", "8-29", "30+", "never", "unknown"]
    assert contact_classes([30]) == ["0-29", "30+", "never", "unknown"]
