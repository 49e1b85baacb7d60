# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Partnerships that Core lists more than once, and what a device's other spelling means."""

from __future__ import annotations

import pytest
from ansible_collections.mobileiron.core.plugins.module_utils.services import _eas
from ansible_collections.mobileiron.core.plugins.module_utils.wire._client import Answer
from ansible_collections.mobileiron.core.plugins.module_utils.wire._errors import NotFound, RefusedRequest
from ansible_collections.mobileiron.core.plugins.module_utils.wire._operations import OPERATIONS

PARAMS = {
    "action": "block", "uuids": ["E-1"], "users": None, "device_uuids": None, "reason": "r", "plan_id": None,
}  # fmt: skip


class Client:
    """A Core with partnerships by group, and one device."""

    check_mode = False

    def __init__(self, said="1 device(s) modified to BLOCK_DEVICE status", **groups):
        self.groups, self.said, self.sent, self.warnings = groups, said, [], []
        self.warn = self.warnings.append

    def call(self, name, permit=None, **values):
        if name == "list_eas_devices":
            data = {f"{group}Devices": {f"{group}Device": rows} for group, rows in self.groups.items()}
        elif name == "get_device":
            data = {"device": {"uuid": "u-1", "principal": "jdoe", "employeeOwned": False, "status": "ACTIVE"}}
        else:
            self.sent.append((name, values["uuids"]))
            data = {"messages": {"message": self.said}}
        return Answer(OPERATIONS[name], 200, True, data)

    def batches(self, _name, _parameter, ids, _size):
        return [ids]


def row(user="jdoe", device="U-1", uuid="e-1"):
    return {"uuid": uuid, "userName": user, "miDeviceUuid": device}


@pytest.mark.parametrize(
    "groups",
    [
        {"registeredAllowed": [row(), row("own")]},
        {"registeredAllowed": row(), "registeredBlocked": row()},
        {"registeredAllowed": row(), "unregisteredAllowed": row(device="")},
        {"registeredAllowed": row(), "wiped": row("own")},
    ],
)
def test_a_partnership_that_is_listed_in_two_ways_is_ambiguous(groups):
    client = Client(**groups)
    with pytest.raises(NotFound, match="several times"):
        _eas.act(client, PARAMS)
    assert client.sent == [] and _eas.list_partnerships(client)[0]["ambiguous"]


def test_one_that_is_also_among_the_wiped_is_wiped():
    (found,) = _eas.list_partnerships(Client(registeredAllowed=row(), wiped=[row(), row()]))
    assert found["access_state"] == "wiped" and "ambiguous" not in found


def test_the_device_is_the_one_that_core_answers_in_its_own_spelling():
    search = _eas._Search(Client(registeredAllowed=row()), _eas._Selection(["e-1"], None, None), 1)
    (target,) = search.targets(search.run().devices)
    assert target.device_uuid == "u-1" and target.employee_owned is False


def test_none_modified_is_a_refusal():
    client = Client("0 device(s) modified to BLOCK_DEVICE status", registeredAllowed=row())
    work = _eas._EasWork(client, "block", None)
    with pytest.raises(RefusedRequest, match="0 device"):
        work.send_many([_eas.Target("e-1", None, None, None, None, None, (), {})], None)
