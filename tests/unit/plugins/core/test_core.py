# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every room of Core asks operations that are in the table, and every operation is asked by a room."""

from __future__ import annotations

import json

import pytest
from ansible_collections.mobileiron.core.plugins.module_utils.records._activesync import GROUPS
from ansible_collections.mobileiron.core.plugins.module_utils.wire._errors import (
    AuthenticationFailed,
    BadAnswer,
    MissingCall,
    NotFound,
    PathRefused,
    RefusedRequest,
    ServerFailed,
)
from ansible_collections.mobileiron.core.plugins.module_utils.wire._operations import OPERATIONS

from tests.unit.plugins.scripted import NO_DATA, open_core


@pytest.fixture
def core():
    """Opens a Core that answers as scripted."""
    return open_core


DEVICE = {"uuid": "U-1", "name": "Phone", "principal": "jdoe", "status": "ACTIVE", "statusCode": "97"}
UUID_READS = ("get", "exists", "by_uuid", "location")


def one(**values):
    return {"devices": {"device": {**DEVICE, **values}}}


def many(*uuids, **values):
    return {"devices": {"device": [{**DEVICE, "uuid": uuid, **values} for uuid in uuids]}}


def everything(core):
    """Each method of each room, once."""
    devices, labels, users = core.devices, core.labels, core.users
    both = {"u-1": "Phone", "u-2": None}
    for name in UUID_READS:
        getattr(devices, name)("u-1")
    for read in (devices.by_mac("A" * 12), devices.by_phone("1"), devices.by_label("L"), devices.by_user("jdoe"),
                 devices.by_status("ACTIVE")):  # fmt: skip
        list(read)
    devices.export()
    for act in (devices.lock, devices.unlock, devices.retire):
        act("u-1", "Phone", "why")
    devices.wipe("u-1", "Phone", "why", "permit")
    devices.wakeup("u-1", None), devices.locate_now("u-1", None), devices.set_roaming("u-1", None, True, False)
    for act in (devices.lock_many, devices.unlock_many, devices.wakeup_many, devices.retire_many, devices.wipe_many):
        act(both)
    core.messages.message("push", "Hello")(both)
    for act in (core.activesync.block, core.activesync.reinstate, core.activesync.wipe):
        act(both)
    core.activesync.all(), core.activesync.get("e-1")
    labels.all(), labels.of_device("u-1"), labels.add("L", both), labels.remove("L", both)
    core.policies.all(), core.policies.of_device("u-1")
    core.policies.apply_to_label("1", "L"), core.policies.remove_from_label("1", "L")
    core.profiles.of_device("u-1"), core.profiles.push("u-1", None)
    core.app_settings.all(), core.app_settings.of_device("u-1")
    core.apps.device_uuids("Mail", "ios")
    core.countries.all(), core.operators.all()
    core.alerts.find(), core.alerts.find(user="jdoe"), core.alerts.find(phone="1"), core.alerts.find("jdoe", "1")
    core.alerts.mark(["1"], True, "c"), core.alerts.mark(["1", "2"], True, "c")
    users.find("jdoe"), users.find_by_email("j@e"), users.exists("jdoe"), users.search_ldap("jd")
    users.change_password("jdoe", None, "new-secret")
    with pytest.raises(BadAnswer):
        users.authenticate("jdoe", "secret")
    core.registrations.register(None, True, "ios", user_id="jdoe", country_code=1)
    core.server.read(), core.server.version()
    core.analytics.archive("app")


def test_every_operation_is_asked_by_a_room(core):
    opened = core(export_devices=b"", get_appconnect_analytics=b"", search_ldap=MissingCall("no"))
    everything(opened)
    reached = {name for name, _values in opened.client.calls} | {"get_wadl"}  # see test_probes
    assert {name for name, row in OPERATIONS.items() if not row.reached_by} == reached


# -- devices -----------------------------------------------------------------------------------------------------------


def test_the_device_that_was_asked_for_or_none(core):
    assert core(get_device=one()).devices.get("u-1", frozenset({"name"})) == {"uuid": "U-1", "name": "Phone"}
    assert core(get_device=NO_DATA).devices.get("u-1") is None
    assert core(get_device=NO_DATA).devices.exists("u-1") is False
    for read in ("get", "by_uuid"):
        with pytest.raises(BadAnswer, match="asked for the device u-2 but answered with U-1"):
            getattr(core(get_device=one()).devices, read)("u-2")


def test_only_the_keys_that_are_asked_for_are_converted(core):
    listed = core(list_devices_by_label=many("u-1", "u-2")).devices.by_label("L", frozenset({"uuid"}))
    assert list(listed) == [{"uuid": "u-1"}, {"uuid": "u-2"}]


def test_a_user_that_cannot_stand_in_a_path_is_looked_for_in_the_fleet(core):
    fleet = {"devices": {"device": [dict(DEVICE, principal="A/B"), dict(DEVICE, uuid="u-2", principal="ab")]}}
    empty = {"devices": ""}
    answers = [fleet] + [empty] * 11
    opened = core(list_devices_by_user=PathRefused("slash"), list_devices=answers)
    assert [device["uuid"] for device in opened.devices.by_user("a/b", frozenset({"uuid"}))] == ["U-1"]


def test_devices_of_another_status_are_left_out_and_told(core):
    opened, warnings = core(list_devices={"devices": {"device": [DEVICE, dict(DEVICE, status="LOST")]}}), []
    assert [device["status"] for device in opened.devices.by_status("LOST", warn=warnings.append)] == ["LOST"]
    assert "listed 1 devices of another status for LOST" in warnings[0] and not opened.client.warnings


@pytest.mark.parametrize(
    ("error", "warned"),
    [(RefusedRequest("400"), False), (MissingCall("404"), False), (ServerFailed("500", status=500), True),
     (BadAnswer("html"), True)],
)  # fmt: skip
def test_a_server_that_does_not_know_retire_pending_has_none(core, error, warned):
    opened = core(list_devices=error)
    assert list(opened.devices.by_status("RETIRE_PENDING")) == []
    assert bool(opened.client.warnings) is warned
    with pytest.raises(type(error)):
        list(opened.devices.by_status("ACTIVE"))


def test_a_server_in_trouble_is_not_one_that_does_not_know_a_status(core):
    for error in (ServerFailed("503", status=503), AuthenticationFailed("401")):
        with pytest.raises(type(error)):
            list(core(list_devices=error).devices.by_status("RETIRE_PENDING"))


def test_a_factory_reset_takes_the_permit_along(core):
    opened = core()
    opened.devices.wipe("u-1", "Phone", "why", "permit")
    opened.devices.wipe_many({"u-1": "Phone"}, "bulk permit")
    opened.activesync.wipe({"e-1": None}, "mail permit")
    assert opened.client.permits == ["permit", "bulk permit", "mail permit"]


def test_a_bulk_call_sends_the_uuids_and_splits_them(core):
    opened = core()
    opened.devices.retire_many({"u-1": "One", "u-2": None})
    assert opened.client.calls == [("bulk_retire", {"uuids": ["u-1", "u-2"]})]
    assert list(opened.devices.retire_many.batches(["a", "b", "c"])) == [["a", "b"], ["c"]]
    assert list(opened.activesync.block.batches(["a", "b", "c"], 3)) == [["a", "b", "c"]]


def test_a_push_message_is_called_pns_on_the_wire(core):
    opened = core()
    opened.messages.message("push", "Hi")({"u-1": None})
    opened.messages.message("email", "Hi", "Subject")({"u-1": None})
    assert [(values["mode"], values.get("subject")) for _name, values in opened.client.calls] == [
        ("pns", None),
        ("email", "Subject"),
    ]


# -- labels, ActiveSync ------------------------------------------------------------------------------------------------


def test_the_labels_of_a_device_come_by_name_from_the_device_space(core):
    rows = [{"id": 2, "name": "b", "isStatic": True, "query": None}, {"id": 1, "name": "a", "isStatic": False}, {}]
    opened = core(list_device_labels={"results": rows})
    assert opened.labels.of_device("u-1") == [
        {"id": "1", "name": "a", "static_label": False},
        {"id": "2", "name": "b", "static_label": True},
    ]
    assert opened.client.calls[0][1]["device_space_id"] == 7
    with pytest.raises(RefusedRequest, match="admin_device_space_id"):
        core(list_device_labels={"successful": False, "results": []}).labels.of_device("u-1")


def test_label_requests_are_measured_with_their_longest_name(core):
    assert list(core().labels.batches("Long name", ["a", "b", "c"])) == [["a", "b"], ["c"]]


def partnerships(**groups):
    data = {}
    for group, rows in groups.items():
        outer, inner = GROUPS[group][0].split(".")
        data[outer] = {inner: rows}
    return data


PARTNERSHIP = {"uuid": "e-1", "userName": "jdoe", "miDeviceUuid": "u-1"}


def test_a_partnership_in_two_groups_is_ambiguous_unless_it_is_wiped(core):
    listed = partnerships(registered_allowed=[PARTNERSHIP], registered_blocked=[PARTNERSHIP])
    (row,) = core(list_eas_devices=listed).activesync.all()
    assert row["ambiguous"]
    (row,) = core(list_eas_devices=partnerships(registered_allowed=[PARTNERSHIP], wiped=[PARTNERSHIP])).activesync.all()
    assert row["access_state"] == "wiped" and "ambiguous" not in row
    other = dict(PARTNERSHIP, userName="else")
    (row,) = core(list_eas_devices=partnerships(registered_allowed=[PARTNERSHIP], wiped=[other])).activesync.all()
    assert row["ambiguous"]
    assert core(list_eas_devices=NO_DATA).activesync.all() == []


@pytest.mark.parametrize("wrap", [lambda raw: raw, lambda raw: {"easDevice": raw}])
def test_the_details_of_a_partnership_with_or_without_its_envelope(core, wrap):
    raw = {"uuid": "E-1", "details": {"entry": [{"key": "RecoveryPassword", "value": "x"}, {"key": "a", "value": 1}]}}
    got = core(get_eas_device=wrap(raw)).activesync.get("e-1")
    assert got["uuid"] == "E-1" and got["details"] == {"RecoveryPassword": None, "a": "1"}
    assert core(get_eas_device=NO_DATA).activesync.get("e-1") is None


def test_no_partnership_modified_is_a_refusal(core):
    opened = core(eas_block={"messages": {"message": "0 device(s) modified to BLOCK_DEVICE status"}})
    with pytest.raises(RefusedRequest, match="did not do it"):
        opened.activesync.block({"e-1": None})
    opened = core(eas_block={"messages": {"message": "1 device(s) modified"}})
    assert opened.activesync.block({"e-1": None}).message == "1 device(s) modified"


# -- users -------------------------------------------------------------------------------------------------------------


def test_a_user_is_the_one_that_was_meant(core):
    opened = core(get_user={"user": {"principal": "JDoe", "email": "j@example.com"}})
    assert opened.users.find("jdoe")["email"] == "j@example.com"
    assert opened.users.find("j@example.com") is None
    assert opened.users.find_by_email("J@example.com")["principal"] == "JDoe"
    assert core(get_user=NO_DATA).users.exists("x") is False


def test_the_other_form_of_the_search_is_tried_and_remembered(core):
    users = {"users": {"user": {"principal": "jdoe"}}}
    opened = core(search_ldap=[MissingCall("no")], search_ldap_by_path=users)
    assert [opened.users.search_ldap("jd")[0]["principal"] for _time in range(2)] == ["jdoe", "jdoe"]
    assert [name for name, _values in opened.client.calls] == ["search_ldap", *["search_ldap_by_path"] * 2]


def test_a_refused_search_is_tried_the_other_way_each_time(core):
    opened = core(search_ldap=RefusedRequest("bad", status=400), search_ldap_by_path={"users": ""})
    opened.users.search_ldap("jd"), opened.users.search_ldap("jd")
    assert [name for name, _values in opened.client.calls] == ["search_ldap", "search_ldap_by_path"] * 2
    with pytest.raises(RefusedRequest, match="too many"):
        core(search_ldap=RefusedRequest("too many", status=413)).users.search_ldap("jd")
    with pytest.raises(MissingCall, match="first"):
        core(search_ldap=MissingCall("first"), search_ldap_by_path=MissingCall("second")).users.search_ldap("jd")


def test_a_read_goes_before_an_authentication(core):
    opened = core(authenticate_user=AuthenticationFailed("no", status=401))
    assert opened.users.authenticate("jdoe", "secret") is None
    assert [name for name, _values in opened.client.calls] == ["list_countries", "authenticate_user"]
    with pytest.raises(AuthenticationFailed):
        core(list_countries=AuthenticationFailed("no", status=401)).users.authenticate("jdoe", "secret")
    with pytest.raises(AuthenticationFailed):
        core(authenticate_user=AuthenticationFailed("no", status=403)).users.authenticate("jdoe", "secret")


def test_only_the_described_user_is_authenticated(core):
    answer = {"user": {"principal": "CORP\\jdoe"}}
    assert core(authenticate_user=answer).users.authenticate("jdoe", "secret")["principal"] == "CORP\\jdoe"
    with pytest.raises(BadAnswer, match="does not show"):
        core(authenticate_user=answer).users.authenticate("other", "secret")
    assert core(authenticate_user=NO_DATA).users.authenticate("jdoe", "secret") is None


def test_a_password_is_changed_only_where_core_says_so(core):
    def reply(message):
        return core(change_password={"messages": {"message": message}}).users.change_password("jdoe", None, "n")

    assert reply("Password changed successfully.").changed
    assert not reply("Wrong password").changed and reply("").message == "Core gave no reason."
    with pytest.raises(NotFound, match="'jdoe'"):
        core(change_password=NO_DATA).users.change_password("jdoe", None, "n")


# -- alerts, registrations, the server ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "wide"), [({"user": "a/b"}, "list_alerts"), ({"user": "a/b", "phone": "1"}, "list_alerts_by_phone")]
)
def test_alerts_of_a_user_that_cannot_stand_in_a_path(core, values, wide):
    refused = {name: PathRefused("slash") for name in ("list_alerts_by_user", "list_alerts_by_user_and_phone")}
    alerts = {"alerts": {"alert": [{"id": 1, "userName": "A/B"}, {"id": 2, "userName": "else"}]}}
    opened = core(**refused, **{wide: alerts})
    assert [alert["id"] for alert in opened.alerts.find(**values, read=False)] == ["1"]
    assert opened.client.calls[-1][1]["is_read"] is False


def test_one_alert_or_many_and_what_core_did_not_do(core):
    opened = core()
    opened.alerts.mark(["1"], True, "c"), opened.alerts.mark(["1", "2"], False, "c")
    assert [name for name, _values in opened.client.calls] == ["update_alert", "update_alerts"]
    with pytest.raises(RefusedRequest, match="no such alert"):
        core(update_alert=NO_DATA).alerts.mark(["1"], True, "c")


def test_a_device_without_a_number_is_a_pda(core):
    raw = {"registration": {"status": "SUCESS", "deviceUid": "u-9", "passcode": "123456"}}
    opened = core(register_device=raw)
    reply = opened.registrations.register(None, True, "windows_phone", user_id="jdoe", country_code=1)
    assert reply.succeeded and reply.registration["device_uuid"] == "u-9" and reply.registration["passcode"] is None
    sent = opened.client.calls[0][1]
    assert (sent["phone_number"], sent["device_type"], sent["platform"]) == ("PDA", "PDA", "M")
    reply = opened.registrations.register("1715", False, "ios", True, user_id="jdoe", country_code=1)
    assert reply.registration["passcode"] == "123456" and "device_type" not in opened.client.calls[1][1]


def test_a_registration_that_failed_tells_why(core):
    raw = {"registration": {"status": "FAILURE", "messages": {"message": "No licence"}}, "messages": "Sorry"}
    reply = core(register_device=raw).registrations.register("1", False, "ios", user_id="jdoe", country_code=1)
    assert not reply.succeeded and reply.message == "FAILURE Sorry No licence"


def test_the_version_of_a_server(core):
    version = core(ping={"results": {"apiVersion": "2", "vspVersion": "11.4"}}).server.version()
    assert (version.api_version, version.core) == (2, "11.4")
    for answer in (MissingCall("no"), {"results": ""}, NO_DATA):
        assert core(ping=answer).server.version() is None
    assert core(ping={"results": {}}).server.answers_ping() and not core(ping=MissingCall("no")).server.answers_ping()
    assert core().server.uses_tls and core().server.verifies_tls


def test_which_calls_a_server_answers(core):
    wadl = b"""<application xmlns="http://wadl.dev.java.net/2009/02"><resources base="https://c/api/v1/">
      <resource path="dm/devices/lock/{uuid : [^/]{36}}"><method name="PUT"/></resource></resources></application>"""
    opened = core(get_wadl=wadl, export_devices=b"", get_appconnect_analytics=NO_DATA,
                  list_labels=MissingCall("no"), list_operators=RefusedRequest("no", status=400))  # fmt: skip
    facts = {fact.name: fact for fact in opened.server.calls(True)}
    assert set(facts) == set(OPERATIONS)
    told = {name: (facts[name].answered, facts[name].how) for name in facts}
    assert told["lock_device"] == (True, "WADL") and told["wipe_device"] == (False, "WADL")
    assert told["list_labels"] == (False, "probed") and told["list_operators"] == (True, "probed")
    assert told["add_device_label"] == (None, "not probed") and told["get_wadl"] == (True, "probed")
    assert not [name for name, _values in opened.client.calls if OPERATIONS[name].effect]
    assert facts["ping"].path == "/api/v2/ping" and json.dumps(sorted(facts))


def test_without_credentials_nothing_is_probed(core):
    opened = core()
    assert {(fact.answered, fact.how) for fact in opened.server.calls(False)} == {(None, "not asked")}
    assert not opened.client.calls


def test_what_upper_floors_need_of_the_client(core):
    opened = core(check_mode=True)
    opened.warn("careful")
    assert opened.check_mode and opened.effects == 0 and opened.admin_device_space_id == 7
    assert opened.client.warnings == ["careful"]
