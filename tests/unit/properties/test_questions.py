# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever texts an author gives, Core is asked valid requests, or none; and the plan id says what it is to say."""

from __future__ import annotations

import dataclasses
import re
from typing import Any
from urllib.parse import unquote, urlsplit

from ansible_collections.mobileiron.core.plugins.module_utils.acting._guards import Action, Guards
from ansible_collections.mobileiron.core.plugins.module_utils.acting._plan import plan_id
from ansible_collections.mobileiron.core.plugins.module_utils.acting._target import device_target
from ansible_collections.mobileiron.core.plugins.module_utils.core._core import Core
from ansible_collections.mobileiron.core.plugins.module_utils.selecting._devices import select_devices
from ansible_collections.mobileiron.core.plugins.module_utils.selecting._selector import SELECTORS, Selector
from ansible_collections.mobileiron.core.plugins.module_utils.wire._batches import batches
from ansible_collections.mobileiron.core.plugins.module_utils.wire._client import Client
from ansible_collections.mobileiron.core.plugins.module_utils.wire._connection import Connection
from ansible_collections.mobileiron.core.plugins.module_utils.wire._errors import InvalidInput, MobileIronError
from ansible_collections.mobileiron.core.plugins.module_utils.wire._operations import OPERATIONS
from ansible_collections.mobileiron.core.plugins.module_utils.wire._request import REQUEST_LINE_LIMIT, build
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz.questions import Answering

LINE = re.compile(r"(GET|PUT|POST) [\x21-\x7e]+ HTTP/1\.1")
CONNECTION = Connection("https://core.example.com/acme", "admin", "pass-word-1", retries=0)
texts = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["..", ".", "a/b", "a\\b", "?x=1", "#", "a,b", "a&b=c", "%2F", "\r\nHost: evil", "{uuid}", "A1:00:00:00:00:01", "415 555", "ALL"]),
)  # fmt: skip
selectors = st.fixed_dictionaries({}, optional={name: st.lists(texts, max_size=3) for name in SELECTORS})


class Noting(Answering):
    """A transport that notes the requests and answers that there are no devices."""

    def __init__(self) -> None:
        super().__init__(b'{"messages": {"message": "no data found"}}', 200, "application/json", frozenset())
        self.requests: list[Any] = []

    def send(self, request: Any) -> Any:
        self.requests.append(request)
        return super().send(request)


@given(selectors)
def test_a_selector_of_any_texts_makes_valid_requests_or_none(options: dict[str, list[str]]) -> None:
    transport: Any = Noting()
    core = Core(Client(CONNECTION, transport=transport))
    try:
        selection = select_devices(core, Selector(**options))
    except InvalidInput:
        assert not transport.requests
    except MobileIronError:
        pass
    else:
        assert selection.devices == []
    for request in transport.requests:
        _check(request)


def _check(request: Any) -> None:
    """A request line of printable ASCII, whose path has the segments of the operation's template and no others."""
    assert LINE.fullmatch(request.line), request.line
    path = urlsplit(request.url).path
    template = urlsplit(request.operation.address(request.base)).path
    assert path.count("/") == template.count("/") and not {".", ".."} & set(path.split("/")), path
    for given_one, wanted in zip(path.split("/"), template.split("/")):
        value = request.values.get(wanted.strip("{}"))
        assert given_one == wanted if value is None or "{" not in wanted else unquote(given_one) == str(value)
    assert request.operation.effect is False


@given(st.sampled_from(sorted(OPERATIONS)), st.data())
def test_an_operation_with_any_texts_makes_a_valid_request_or_none(name: str, data: st.DataObject) -> None:
    operation = OPERATIONS[name]
    values: dict[str, Any] = {}
    for parameter in operation.parameters:
        drawn = st.lists(texts, max_size=3) if parameter.many else texts
        if parameter.required or data.draw(st.booleans(), label=f"give {parameter.name}"):
            values[parameter.name] = data.draw(drawn, label=parameter.name)
    try:
        request = build(operation, CONNECTION, CONNECTION.bases("v1")[0], values)
    except MobileIronError:
        return
    assert LINE.fullmatch(request.line), request.line
    assert urlsplit(request.url).path.count("/") == urlsplit(operation.address(request.base)).path.count("/")
    sent = [unquote(pair.partition("=")[2]) for pair in request.query.split("&")]
    for parameter in operation.parameters:
        if parameter.place == "query" and parameter.name in values:
            given_ones = values[parameter.name] if parameter.many else [values[parameter.name]]
            assert set(given_ones) <= set(sent)


@given(st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=300), max_size=60))
def test_batches_hold_every_id_once_and_stay_below_the_limit(ids: list[str]) -> None:
    operation = OPERATIONS["bulk_retire"]
    base = CONNECTION.bases("v1")[0]
    (many,) = [parameter.name for parameter in operation.parameters if parameter.many]
    lists = list(batches(build(operation, CONNECTION, base, {many: []}), many, ids))
    assert [each for batch in lists for each in batch] == ids and all(lists)
    assert all(len(build(operation, CONNECTION, base, {many: batch}).line) < REQUEST_LINE_LIMIT for batch in lists)


# -- the plan id

facts = ("uuid", "principal", "status", "employee_owned")
devices = st.fixed_dictionaries(
    {
        "uuid": st.text(max_size=8),
        "name": st.none() | st.text(max_size=8),
        "principal": st.none() | st.text(max_size=8),
        "status": st.sampled_from(["ACTIVE", "LOST", "RETIRED"]),
        "employee_owned": st.sampled_from([True, False, None]),
        "model": st.text(max_size=8),
    }
)
plans = st.lists(devices, max_size=4, unique_by=lambda device: device["uuid"])
RETIRE = Action("retire", "retired")


def identified(rows: list[dict[str, Any]], reason: str = "left", action: Action = RETIRE, **guards: Any) -> str:
    """The plan id of retiring these devices."""
    return plan_id(action, [device_target(row) for row in rows], Guards(reason=reason, **guards))


@given(plans, st.randoms(use_true_random=False), st.text(max_size=8))
def test_a_plan_id_does_not_depend_on_order_or_on_what_is_no_part_of_the_plan(rows, random, text) -> None:
    others = [{**row, "name": text, "model": text} for row in rows]
    random.shuffle(others)
    assert identified(rows) == identified(others) == identified(rows, max_devices=7, protected_labels=["x"])
    assert re.fullmatch(r"[0-9a-f]{64}", identified(rows))


@given(plans.filter(bool), st.data(), devices)
def test_a_plan_id_changes_with_each_fact_of_each_target(rows, data, other) -> None:
    place = data.draw(st.integers(0, len(rows) - 1))
    fact = data.draw(st.sampled_from(facts))
    changed = [dict(row) for row in rows]
    changed[place][fact] = other[fact]
    assert (identified(rows) == identified(changed)) == (rows[place][fact] == other[fact])
    assert identified(rows) != identified(rows[:place] + rows[place + 1 :])


@given(plans, st.text(min_size=1, max_size=8))
def test_a_plan_id_changes_with_the_act_the_reason_and_the_override(rows, text) -> None:
    ids = {
        identified(rows),
        identified(rows, reason=f"left{text}"),
        identified(rows, action=dataclasses.replace(RETIRE, name="wipe")),
    }
    assert len(ids | {identified(rows, allow_employee_owned_wipe=True)}) == 4
