# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Partnerships that Core lists more than once, and what a device's other spelling means."""

from __future__ import annotations

import pytest
from ansible_collections.mobileiron.core.plugins.module_utils.acting import _activesync
from ansible_collections.mobileiron.core.plugins.module_utils.acting._guards import Guards
from ansible_collections.mobileiron.core.plugins.module_utils.acting._outcome_options import OutcomeOptions
from ansible_collections.mobileiron.core.plugins.module_utils.acting._plan import Plan
from ansible_collections.mobileiron.core.plugins.module_utils.selecting._activesync import PartnershipSelector
from ansible_collections.mobileiron.core.plugins.module_utils.wire._errors import NotFound, TaskFailed

from tests.unit.plugins.scripted import open_core


def core(message="1 device(s) modified to BLOCK_DEVICE status", **groups):
    """A Core with partnerships by group, and one device."""
    device = {"uuid": "u-1", "principal": "jdoe", "employeeOwned": False, "status": "ACTIVE"}
    return open_core(
        list_eas_devices={f"{group}Devices": {f"{group}Device": rows} for group, rows in groups.items()},
        get_device={"device": device},
        eas_block={"messages": {"message": message}},
    )


def act(opened):
    return _activesync.act(opened, "block", PartnershipSelector(uuids=["E-1"]), Guards("r"), OutcomeOptions(), Plan())


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
    opened = core(**groups)
    with pytest.raises(NotFound, match="several times") as caught:
        act(opened)
    assert [name for name, _values in opened.client.calls] == ["list_eas_devices"]
    assert opened.activesync.all()[0]["ambiguous"] and caught.value.result == {"candidates": []}


def test_one_that_is_also_among_the_wiped_is_wiped():
    (partnership,) = core(registeredAllowed=row(), wiped=[row(), row()]).activesync.all()
    assert partnership["access_state"] == "wiped" and "ambiguous" not in partnership


def test_the_device_is_the_one_that_core_answers_in_its_own_spelling():
    work = _activesync.PartnershipWork(core(registeredAllowed=row()), "block", PartnershipSelector(uuids=["e-1"]), 1)
    (target,) = work.targets(work.select())
    assert target.device_uuid == "u-1" and target.employee_owned is False


def test_none_modified_fails_and_changes_nothing():
    with pytest.raises(TaskFailed, match="0 device") as caught:
        act(core("0 device(s) modified to BLOCK_DEVICE status", registeredAllowed=row()))
    assert caught.value.result["changed"] is False
    assert caught.value.result["devices"][0]["device_uuid"] == "u-1"
