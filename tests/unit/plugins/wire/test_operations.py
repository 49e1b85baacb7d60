# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of operations: what must hold for every row, whatever is added."""

from __future__ import annotations

import re

import pytest
from ansible_collections.mobileiron.core.plugins.module_utils.wire import _operations
from ansible_collections.mobileiron.core.plugins.module_utils.wire._operations import OPERATIONS, Operation


def test_names_are_unique() -> None:
    assert len(OPERATIONS) == len(_operations._ROWS)


@pytest.mark.parametrize("row", OPERATIONS.values(), ids=OPERATIONS)
def test_row(row: Operation) -> None:
    in_path = set(re.findall(r"{(\w+)}", row.path))
    assert in_path == {p.name for p in row.parameters if p.place == "path"}
    assert all(p.required for p in row.parameters if p.place == "path")
    assert {p.place for p in row.parameters} <= {"path", "query", "form", "json"}
    assert not row.path.startswith("/") and row.section and row.role
    assert not (row.effect and row.retry), "an effect is never sent again"
    assert row.effect or not row.factory_reset
    assert row.method == "GET" or not row.retry, "only reads are sent again"
    if row.reached_by:
        stands_for = OPERATIONS[row.reached_by]
        assert not stands_for.reached_by
        assert (stands_for.method, stands_for.effect, stands_for.factory_reset) == (
            row.method,
            row.effect,
            row.factory_reset,
        )


@pytest.mark.parametrize("row", OPERATIONS.values(), ids=OPERATIONS)
def test_passwords_go_in_bodies(row: Operation) -> None:
    assert all(p.place == "form" for p in row.parameters if "password" in p.name)


def test_gets_with_an_effect() -> None:
    found = {name for name, row in OPERATIONS.items() if row.effect and row.method == "GET" and not row.reached_by}
    assert found == {"unlock_device", "wakeup_device", "locate_device_now"}


def test_no_two_rows_send_the_same() -> None:
    sent = [(row.api, row.method, re.sub(r"{\w+}", "{}", row.path), row.fixed) for row in OPERATIONS.values()]
    assert len(set(sent)) == len(sent)


def test_each_operation_says_where_it_is_and_what_it_accepts() -> None:
    base = "https://core.example.com/api/v1"
    assert OPERATIONS["get_device"].address(base) == f"{base}/dm/devices/{{uuid}}"
    assert OPERATIONS["get_wadl"].address("https://core.example.com/api/") == "https://core.example.com/api/"
    assert OPERATIONS["get_device"].accept("xml") == "application/xml"
    assert OPERATIONS["list_device_labels"].accept("xml") == "application/json"
    assert OPERATIONS["export_devices"].accept("json").startswith("text/csv")
