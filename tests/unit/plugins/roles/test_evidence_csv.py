# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The evidence as a table for a spreadsheet."""

from __future__ import annotations

import csv
import io

import pytest
from ansible.errors import AnsibleFilterError
from ansible_collections.mobileiron.core.plugins.filter.evidence_csv import evidence_csv
from ansible_collections.mobileiron.core.plugins.module_utils.roles._evidence_files import COLUMNS


def test_one_row_for_each_device_and_no_formula() -> None:
    names = ["iPhone", "=1+1", " @SUM(A1)", 'a "b", c', "two\nlines", None]
    rows = list(csv.DictReader(io.StringIO(evidence_csv({"devices": [{"name": name} for name in names]}))))
    assert [row["name"] for row in rows][:4] == ["iPhone", "'=1+1", "' @SUM(A1)", 'a "b", c']
    assert len(rows) == len(names) and rows[-1]["name"] == "" and set(rows[0]) == set(COLUMNS)


@pytest.mark.parametrize("wrong", [None, [], "text", {}, {"devices": 1}, {"devices": ["x"]}])
def test_what_is_no_evidence_is_refused(wrong) -> None:
    with pytest.raises(AnsibleFilterError, match="evidence_csv: expected evidence"):
        evidence_csv(wrong)
