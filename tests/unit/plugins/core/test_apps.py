# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The devices that have an app: an answer whose shape is documented nowhere, page by page."""

from __future__ import annotations

import pytest
from ansible_collections.mobileiron.core.plugins.module_utils.core._apps import Apps
from ansible_collections.mobileiron.core.plugins.module_utils.wire._client import Answer
from ansible_collections.mobileiron.core.plugins.module_utils.wire._errors import BadAnswer
from ansible_collections.mobileiron.core.plugins.module_utils.wire._operations import OPERATIONS

from tests.unit.plugins.scripted import NO_DATA, open_core

ONE, TWO = "8D711CDC-e93c-49b1-88d6-222f54132445", "8d711cdc-e93c-49b1-88d6-222f54132446"
OTHER = "8d711cdc-e93c-49b1-88d6-222f54132999"
BOTH = {ONE.lower(), TWO}


class Client:
    def __init__(self, *pages):
        self.pages = list(pages)
        self.asked = []

    def call(self, _name, **values):
        self.asked.append(values["offset"])
        data = self.pages.pop(0) if self.pages else None
        return Answer(OPERATIONS["list_devices_by_app"], 200 if data is not None else 404, data is not None, data)


@pytest.mark.parametrize(
    "page",
    [
        {"devices": {"device": [{"uuid": ONE, "userUUID": OTHER}, {"uuid": TWO, "details": [{"uuid": "x"}]}]}},
        {"devices": {"device": [{"uuid": ONE, "easUuid": OTHER, "apps": {"id": OTHER}}, {"uuid": TWO}]}},
        {"uuids": {"uuid": [ONE, TWO]}},
        {"uuids": [ONE, TWO]},
        {"deviceUuids": f"{ONE}, {TWO}"},
        {"devices": {"device": [ONE, TWO]}},
        {"devices": [ONE, TWO]},
        {"apps": [{"deviceUUID": ONE}, {"deviceUid": TWO}]},
        [{"UUID": ONE}, {"UUID": TWO}],
    ],
)
def test_uuids_are_found_in_every_envelope(page):
    assert Apps(Client(page)).device_uuids("App", None) == BOTH


@pytest.mark.parametrize("page", [{"weird": {"a": 1}}, {"devices": {"device": {"name": "x"}}}])
def test_an_answer_without_a_uuid_is_not_nobody(page):
    with pytest.raises(BadAnswer, match="no uuid"):
        Apps(Client(page)).device_uuids("App", None)


@pytest.mark.parametrize("page", [{"messages": "", "totalCount": 0}, {"devices": ""}, {"devices": {"device": []}}])
def test_nobody(page):
    assert Apps(Client(page)).device_uuids("App", None) == set()


def test_one_device_may_be_one_word():
    assert Apps(Client({"devices": {"device": ONE}})).device_uuids("App", None) == {ONE.lower()}


def pages(*sizes, total=None):
    start, made = 0, []
    for size in sizes:
        page = {"devices": {"device": [{"uuid": f"u-{number}"} for number in range(start, start + size)]}}
        made.append(page if total is None else dict(page, totalCount=total))
        start += size
    return made


@pytest.mark.parametrize("sizes", [(500, 500, 3), (100, 100, 50), (7,), (50, 50)])
def test_pages_are_read_to_the_last(sizes):
    client = Client(*pages(*sizes))
    assert len(Apps(client).device_uuids("App", None)) == sum(sizes)
    assert client.asked[-1] == sum(sizes)


def test_a_server_that_repeats_itself():
    (page,) = pages(7)
    assert len(Apps(Client(page, page)).device_uuids("App", None)) == 7
    for size in (100, 500):
        (page,) = pages(size)
        with pytest.raises(BadAnswer, match="repeats itself"):
            Apps(Client(page, page)).device_uuids("App", None)


def test_a_server_that_lists_less_than_it_counts():
    with pytest.raises(BadAnswer, match="counts 9"):
        Apps(Client(*pages(7, total=9))).device_uuids("App", None)


@pytest.mark.parametrize(("platform", "sent"), [("android", "A"), ("windows_phone", "M"), (None, None)])
def test_platforms_are_sent_as_letters(platform, sent):
    core = open_core(list_devices_by_app=NO_DATA)
    assert core.apps.device_uuids("App", platform) == set()
    assert core.client.calls[0][1].get("platform") == sent
