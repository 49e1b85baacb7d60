# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every call with an effect: what it answers, what it does, when, and what the log says of it."""

from __future__ import annotations

import pytest

IPHONE = "000000a1-0000-4000-8000-000000000001"
ANDROID = "000000a1-0000-4000-8000-000000000002"
MACBOOK = "000000a1-0000-4000-8000-000000000003"
SILENT = "000000a1-0000-4000-8000-000000000004"
RETIRED = "000000a1-0000-4000-8000-000000000005"
EAS = "000000e1-0000-4000-8000-000000000001"
DM = "deviceManagementWebServiceResponse"
REGISTER = "dm/register?phoneNumber=4155559999&userId=hburns&platform=A&countryCode=1"


def test_retire_is_pending_until_the_device_checks_in(sim):
    tree = sim.json(f"dm/devices/retire/{IPHONE}?Reason=gone", "PUT")
    assert tree == {"messages": {"message": "Device is retired successfully."}, "deviceUuid": IPHONE}
    assert sim.json(f"dm/devices/{IPHONE}")["device"]["statusCode"] == 117
    sim.advance()
    assert sim.json(f"dm/devices/{IPHONE}")["device"]["status"] == "RETIRED"
    sim.json(f"dm/devices/retire/{IPHONE}", "PUT", status=400)
    assert sim.effects() == [("retire", [IPHONE])]


def test_older_releases_show_no_pending_retire(sim):
    sim.settings(retire_pending_known=False)
    sim.xml("dm/devices/retire/mac/A10000000001", "PUT")
    assert sim.json(f"dm/devices/{IPHONE}")["device"]["status"] == "ACTIVE"
    sim.advance()
    assert sim.json(f"dm/devices/{IPHONE}")["device"]["status"] == "RETIRED"


def test_silent_devices_never_check_in_until_they_wake(sim):
    sim.json(f"dm/devices/retire/{SILENT}", "PUT")
    sim.advance(30 * 86400)
    assert sim.device(SILENT)["status"] == "RETIRE_PENDING"
    sim.control(f"devices/{SILENT}", "PATCH", silent=False)
    sim.advance()
    assert sim.device(SILENT)["status"] == "RETIRED"


def test_wipe_answers_nothing_and_leaves_only_retire(sim):
    tree = sim.json(f"dm/devices/wipe/{ANDROID}?reason=lost", "PUT")
    assert tree == {"messages": {"message": ""}, "deviceUuid": ANDROID}
    assert sim.device(ANDROID)["status"] == "ACTIVE"
    sim.advance()
    assert sim.device(ANDROID)["status"] == "WIPED"
    assert "retire" in sim.json(f"dm/devices/wakeup/{ANDROID}", status=400)["messages"]["message"]
    assert sim.xml(f"dm/devices/retire/{ANDROID}", "PUT")[DM]["deviceUuid"] == ANDROID
    assert sim.device(ANDROID)["status"] == "RETIRED"
    assert [effect for effect, _devices in sim.effects()] == ["wipe", "retire"]


def test_lock_tells_the_uuid_only_of_other_platforms(sim):
    assert "deviceUuid" not in sim.json(f"dm/devices/lock/{IPHONE}?Reason=lost", "PUT")
    assert "deviceUuid" not in sim.xml("dm/devices/lock/mac/A10000000002?Reason=lost", "PUT")[DM]
    assert sim.json(f"dm/devices/lock/{MACBOOK}?Reason=lost", "PUT")["deviceUuid"] == MACBOOK
    sim.advance()
    assert sim.device(IPHONE)["locked"] is True


def test_reasons_are_limited_and_may_be_required(sim):
    sim.settings(require_reason=True)
    sim.json(f"dm/devices/lock/{IPHONE}", "PUT", status=400)
    sim.json(f"dm/devices/unlock/{IPHONE}", status=400)
    sim.json(f"dm/devices/retire/{IPHONE}?Reason={'x' * 513}", "PUT", status=400)
    assert sim.effects() == []
    sim.settings(require_reason=False)
    sim.json(f"dm/devices/lock/{IPHONE}", "PUT")
    sim.json(f"dm/devices/unlock/{IPHONE}")
    assert sim.effects() == [("lock", [IPHONE]), ("unlock", [IPHONE])]


def test_unlock_values(sim):
    value = sim.json(f"dm/devices/unlock/{IPHONE}?Reason=forgot")["passcodes"]["passcode"]["value"]
    assert value == "Q"
    sim.advance()
    value = sim.xml("dm/devices/unlock/mac/A10000000001?Reason=forgot")[DM]["passcodes"]["passcode"]["value"]
    assert value == "F"
    sim.control(f"devices/{IPHONE}", "PATCH", mdmManaged=False)
    tree = sim.json(f"dm/devices/unlock/{IPHONE}?Reason=forgot")
    assert tree["passcodes"]["passcode"]["value"] == "NA" and tree["messages"]["message"] == "0 passcode(s) sent."
    assert [effect for effect, _devices in sim.effects()] == ["unlock", "unlock"]


def test_a_mac_is_unlocked_though_it_does_not_show_that_it_is_managed(sim):
    assert sim.json(f"dm/devices/{MACBOOK}")["device"]["mdmManaged"] is False
    assert sim.json(f"dm/devices/unlock/{MACBOOK}?Reason=forgot")["passcodes"]["passcode"]["value"] == "Q"
    sim.control(f"devices/{MACBOOK}", "PATCH", mdmManaged=False)
    assert sim.json(f"dm/devices/unlock/{MACBOOK}?Reason=forgot")["passcodes"]["passcode"]["value"] == "NA"
    uuid = sim.json(REGISTER.replace("platform=A", "platform=L"), "PUT")["registration"]["deviceUid"]
    sim.control(f"devices/{uuid}/enter-passcode", "POST")
    sim.advance()
    assert sim.json(f"dm/devices/{uuid}")["device"]["mdmManaged"] is False and sim.device(uuid)["mdmManaged"] is True


def test_wakeup_brings_the_check_in_forward(sim):
    sim.json(f"dm/devices/wipe/{ANDROID}", "PUT")
    tree = sim.json(f"dm/devices/wakeup/{ANDROID}")
    assert tree["messages"]["message"] == f"Wake up request sent to device with uuid:{ANDROID}"
    assert sim.device(ANDROID)["status"] == "WIPED"
    assert sim.xml("dm/devices/wakeup/mac/A10000000001")[DM]["deviceUuid"] == IPHONE


def test_locatenow_takes_a_newer_fix_at_the_check_in(sim):
    def captured() -> int:
        return sim.json(f"dm/devices/locate/{ANDROID}")["locations"]["location"]["capturedAt"]

    first = captured()
    assert sim.json(f"dm/devices/locate/{ANDROID}?locatenow=TRUE")["locateNow"] is True
    assert captured() == first
    sim.advance()
    assert captured() > first
    assert sim.xml("dm/devices/locate/mac/A10000000003")[DM]["locations"]["location"]["lookupResult"] == "LookupFailure"
    assert sim.effects() == [("locatenow", [ANDROID])]


def test_roaming_sends_two_messages_and_voice_rules_data(sim):
    tree = sim.json(f"dm/devices/enableroaming/{IPHONE}?voice=false&data=True", "PUT")
    assert len(tree["messages"]["message"]) == 2
    sim.advance()
    assert sim.device(IPHONE)["details"]["DataRoamingEnabled"] == "false"
    assert sim.device(IPHONE)["details"]["Voice Roaming Enabled"] == "false"
    assert (
        len(sim.xml(f"dm/devices/enableroaming/{IPHONE}?voice=true&data=true", "PUT")[DM]["messages"]["message"]) == 2
    )
    sim.json(f"dm/devices/enableroaming/{IPHONE}?voice=true", "PUT", status=400)


def test_repush(sim):
    assert sim.json(f"dm/devices/repushprofile/{IPHONE}?id=-3&type=POLICY", "PUT") == {"messages": ""}
    assert sim.xml(f"dm/devices/repushprofile/{IPHONE}", "PUT") == {DM: {"messages": None}}
    sim.json(f"dm/devices/repushprofile/{IPHONE}?id=9999&type=APP", "PUT", status=404)
    sim.json(f"dm/devices/repushprofile/{IPHONE}?id=-3", "PUT", status=400)
    assert sim.effects() == [("repush_profile", [IPHONE])] * 2


@pytest.mark.parametrize("action, status", [("RETIRE", "RETIRED"), ("WIPE", "WIPED")])
def test_bulk_answers_before_it_acts(sim, action, status):
    tree = sim.json(f"dm/bulk/devices/{action}?deviceUids={IPHONE}&deviceUids={ANDROID}&deviceUids=nope", "POST")
    assert tree == {"messages": "", "invalidDevices": {"uuid": "nope"}}
    sim.advance(2 * 3600)
    assert sim.device(IPHONE)["status"] == sim.device(ANDROID)["status"] == status
    assert sim.effects() == [(action.lower(), [IPHONE, ANDROID])]


def test_bulk_lock_wakeup_unlock_and_nonsense(sim):
    assert sim.json(f"dm/bulk/devices/lock?deviceUids={IPHONE}", "POST")["messages"]["message"] == "Invalid action"
    assert sim.effects() == []
    assert sim.xml(f"dm/bulk/devices/LOCK?deviceUids={IPHONE}", "POST") == {DM: {"messages": None}}
    sim.json(f"dm/bulk/devices/WAKEUP_DEVICE?deviceUids={IPHONE}", "POST")
    sim.advance(1)
    assert sim.device(IPHONE)["locked"] is True
    tree = sim.json(f"dm/bulk/devices/UNLOCK?deviceUids={IPHONE}&deviceUids={RETIRED}", "POST")
    assert tree["passcodes"]["passcode"]["value"] == "Q" and RETIRED in tree["failedDevices"]["message"]


def test_bulk_logs_only_whom_it_acts_on(sim):
    wiped = sim.control("devices", "POST", principal="jsmith", status="WIPED")["uuid"]
    everyone = "&".join(f"deviceUids={uuid}" for uuid in (RETIRED, wiped, IPHONE))
    for action in ("LOCK", "WAKEUP_DEVICE", "WIPE", "UNLOCK", "RETIRE"):
        sim.json(f"dm/bulk/devices/{action}?{everyone}", "POST")
    sim.json(f"dm/bulk/devices/LOCK?deviceUids={RETIRED}", "POST")
    sim.json(f"dm/bulk/devices/UNLOCK?deviceUids={wiped}", "POST")
    assert sim.effects() == [
        *[(effect, [IPHONE]) for effect in ("lock", "wakeup", "wipe", "unlock")],
        ("retire", [wiped, IPHONE]),
    ]


@pytest.mark.parametrize("where", ["table", "inside"])
def test_results_of_bulk_requests_may_stand_inside_messages(sim, where):
    sim.settings(bulk_results=where)
    path = f"dm/bulk/devices/UNLOCK?deviceUids={IPHONE}&deviceUids={RETIRED}&deviceUids=nope"
    for tree in (sim.json(path, "POST"), sim.xml(path, "POST")[DM]):
        assert set(tree) == {"messages"} and set(tree["messages"]) == {"invalidDevices", "passcodes", "failedDevices"}
        assert tree["messages"]["invalidDevices"]["uuid"] == "nope"
    assert sim.json(f"dm/bulk/devices/LOCK?deviceUids={IPHONE}", "POST") == {"messages": ""}
    good = sim.json(f"dm/bulk/sendmessage?mode=sms&message=Hi&deviceUuid={IPHONE}", "POST")
    assert good == {"messages": {"message": "Message sent successfully for all devices."}}
    tree = sim.xml(f"dm/bulk/sendmessage?mode=sms&message=Hi&deviceUuid={IPHONE}&deviceUuid=nope", "POST")[DM]
    inside = {"message", "invalidDevices", "messageSentFailed"} if where == "inside" else {"message"}
    assert set(tree["messages"]) == inside and {*tree, *inside} - {"messages"} == {
        "message", "invalidDevices", "messageSentFailed",
    }  # fmt: skip


def test_bulk_limits(sim):
    sim.json("dm/bulk/devices/LOCK", "POST", status=400)
    sim.settings(bulk_max_devices=1)
    sim.json(f"dm/bulk/devices/LOCK?deviceUids={IPHONE}&deviceUids={ANDROID}", "POST", status=400)


def test_send_message(sim):
    sms = f"dm/bulk/sendmessage?mode=sms&message=Hi&deviceUuid={IPHONE}"
    assert sim.json(sms, "POST") == {"messages": {"message": "Message sent successfully for all devices."}}
    sim.settings(sent_message="beside")
    tree = sim.json(sms, "POST")
    assert tree == {"messages": "", "message": "Message sent successfully for all devices."}
    tree = sim.json(f"dm/bulk/sendmessage?mode=sms&message=Hi&deviceUuid={MACBOOK}&deviceUuid=nope", "POST")
    assert tree["messageSentFailed"] == "" and tree["invalidDevices"]["uuid"] == "nope"
    path = "dm/bulk/mac/sendmessage?mode=email&subject=S&message=Hi&deviceWiFiMacAddress=A10000000001"
    assert sim.xml(path, "POST")[DM]["message"].startswith("Message sent")
    sim.json(f"dm/bulk/sendmessage?mode=pigeon&message=Hi&deviceUuid={IPHONE}", "POST", status=400)
    sent = sim.control("messages")["messages"]
    assert [(row["transport"], row["to"]) for row in sent] == [
        ("sms", "1715550101"), ("sms", "1715550101"), ("email", "mkeller@example.com"),
    ]  # fmt: skip
    assert sim.effects() == [("message", [IPHONE])] * 3


def test_registration_of_a_new_local_user_until_active(sim):
    extra = "&userFirstName=New&userLastName=One&userEmailAddress=n@example.com&NotifyUser=True&notifyuserbysms=true"
    tree = sim.json(REGISTER.replace("hburns", "new.one") + extra, "PUT")
    registration = tree["registration"]
    uuid = registration["deviceUid"]
    assert registration["status"] == "SUCCESS" and registration["passcodeTTL"] == 120
    assert len(registration["passcode"]) == 5 and tree["phoneNumber"] == "14155559999"
    assert [row["transport"] for row in sim.control("messages")["messages"]] == ["email", "sms"]
    seen = [sim.json(f"dm/devices/{uuid}")["device"]["status"]]
    assert sim.json(f"dm/devices/{uuid}")["device"]["details"] == ""
    sim.control(f"devices/{uuid}/enter-passcode", "POST")
    seen.append(sim.device(uuid)["status"])
    sim.advance()
    seen.append(sim.device(uuid)["status"])
    assert seen == ["VERIFICATION_PENDING", "VERIFIED", "ACTIVE"]
    assert sim.json(f"dm/devices/{uuid}")["device"]["operator"] == "AT&T"
    assert uuid in [row["uuid"] for row in sim.json("dm/labels/Android")["devices"]["device"]]
    form = {"username": "new.one", "password": "new.one"}
    assert sim.json("sm/authentication", "POST", data=form)["user"]["principal"] == "new.one"
    assert sim.effects() == [("register", [uuid])]


def test_registration_of_an_iphone_takes_the_apple_steps(sim):
    sim.settings(registration_uuid_key="deviceUuid", registration_status_text="SUCESS", auto_enrol_after=7200)
    answer = sim.xml(REGISTER.replace("platform=A", "platform=I"), "PUT")[DM]["registration"]
    uuid = answer["deviceUuid"]
    assert answer["status"] == "SUCESS"
    seen = []
    for _step in range(6):
        seen.append(sim.device(uuid)["status"])
        sim.advance()
    steps = ["IENROLL_VERIFIED", "IENROLL_INPROGRESS", "IENROLL_COMPLETE", "ACTIVE"]
    assert seen == ["VERIFICATION_PENDING", "VERIFICATION_PENDING", *steps]


def test_registration_expires(sim):
    uuid = sim.json(REGISTER, "PUT")["registration"]["deviceUid"]
    sim.advance(119 * 3600)
    assert sim.device(uuid)["status"] == "VERIFICATION_PENDING"
    sim.advance(2 * 3600)
    assert sim.device(uuid)["status"] == "EXPIRED"
    sim.control(f"devices/{uuid}/enter-passcode", "POST", expect=409)


def test_one_jump_of_the_clock_equals_many_steps(sim):
    uuid = sim.json(REGISTER.replace("platform=A", "platform=I"), "PUT")["registration"]["deviceUid"]
    sim.control(f"devices/{uuid}/enter-passcode", "POST")
    sim.advance(10 * 3600)
    assert sim.device(uuid)["status"] == "ACTIVE"


@pytest.mark.parametrize(
    "change, status",
    [
        (("platform=A", "platform=X"), 400),
        (("4155559999", "+14155559999"), 400),
        (("countryCode=1", "countryCode=999"), 400),
        (("&countryCode=1", ""), 400),
        (("userId=hburns", "userId="), 400),
        (("hburns", "nobody"), 400),
        (("hburns", "nobody&importUserFromLdap=true"), 404),
    ],
)
def test_registration_refusals(sim, change, status):
    assert sim.json(REGISTER.replace(*change), "PUT", status=status)["messages"]["message"]
    assert sim.effects() == []


def test_registration_may_need_a_country(sim):
    pda = "dm/register?phoneNumber=PDA&deviceType=PDA&userId=hburns&platform=I"
    zero = REGISTER.replace("countryCode=1", "countryCode=0&operator=none")
    for path in (pda, f"{pda}&countryCode=", f"{pda}&countryCode=0", zero):
        registered = sim.json(path, "PUT")["registration"]
        assert sim.json(f"dm/devices/{registered['deviceUid']}")["device"]["countryCode"] == 1
    assert len(sim.effects()) == 4
    sim.settings(require_country=True)
    for path in (pda, f"{pda}&countryCode=", f"{pda}&countryCode=0", zero):
        sim.json(path, "PUT", status=400)
    assert len(sim.effects()) == 4 and sim.json(f"{pda}&countryCode=49", "PUT")


def test_registration_imports_from_the_directory_and_takes_pdas(sim):
    path = "dm/register/?phoneNumber=PDA&deviceType=PDA&userId=tnovak&platform=L&importUserFromLdap=True"
    uuid = sim.json(path, "PUT")["registration"]["deviceUid"]
    assert sim.json("sm/users/tnovak")["user"]["userSource"] == 68
    assert sim.device(uuid)["phoneNumber"] == "PDA"


def test_password_change(sim):
    path, form = "sm/authentication/users/pwuser", {"oldpassword": "pwuser", "newpassword": "Fresh-pw-1"}
    sim.json(f"{path}?oldpassword=pwuser&newpassword=Fresh-pw-1", "PUT", status=400)
    assert "Fresh" not in str(sim.log())
    sim.json(path, "PUT", data={**form, "oldpassword": "wrong"}, status=400)
    sim.json(path, "PUT", data={**form, "newpassword": "short"}, status=400)
    sim.json("sm/authentication/users/nobody", "PUT", data=form, status=404)
    assert sim.effects() == []
    assert sim.json(path, "PUT", data=form)["userName"] == "pwuser"
    sim.xml(path, "PUT", data={"oldpassword": "Fresh-pw-1", "newpassword": "Fresh-pw-1"}, status=400)
    sim.json("sm/authentication", "POST", data={"username": "pwuser", "password": "pwuser"}, status=401)
    sim.xml("sm/authentication", "POST", data={"username": "pwuser", "password": "Fresh-pw-1"})
    assert sim.effects() == [("password_change", [])]


def test_authentication_wants_a_form_body(sim):
    body = "username=jsmith&password=smith-secret-1"
    sim.json("sm/authentication", "POST", data=body, headers={"Content-Type": "text/plain"}, status=401)
    form_type = {"Content-Type": "application/x-www-form-urlencoded"}
    assert sim.json("sm/authentication", "POST", data=body, headers=form_type)["user"]["principal"] == "jsmith"


def test_alert_updates(sim):
    mine = sim.json("alerts/users/mkeller?isRead=false")["alerts"]["alert"]
    one, two = mine[0]["id"], mine[1]["id"]
    tree = sim.json(f"alerts/{one}?isRead=true&comments=seen", "PUT")
    assert tree["messages"]["message"] == f"Updated alert {one} successfully"
    tree = sim.xml(f"alerts/?id={one}&id={two}&id=1&isRead=True&Comments=both", "PUT")
    assert tree["alertWebServiceResponse"]["messages"]["message"] == "Updated 2 alert(s) successfully"
    left = [row["id"] for row in sim.json("alerts/users/mkeller?isRead=false")["alerts"]["alert"]]
    assert one not in left and two not in left
    sim.json(f"alerts/{one}?isRead=true", "PUT", status=400)
    sim.json(f"alerts/{one}?isRead=true&comments={'x' * 256}", "PUT", status=400)
    sim.json("alerts/1?isRead=true&comments=x", "PUT", status=404)
    assert [effect for effect, _devices in sim.effects()] == ["alert_update"] * 2


def test_policy_label(sim):
    tree = sim.json("policies/12?action=apply_label&label=Android", "PUT")
    assert tree["messages"]["message"] == "Policy applied to label Android successfully."
    rows = sim.json(f"policies/devices/{ANDROID}")["policies"]["policy"]
    assert "No Camera" in {row["policyName"] for row in rows}
    sim.xml("policies/12?action=remove_label&label=Android", "PUT")
    sim.json("policies/12?action=apply_label&label=Nowhere", "PUT", status=404)
    sim.json("policies/999?action=apply_label&label=Android", "PUT", status=404)
    sim.json("policies/12?action=paint&label=Android", "PUT", status=400)
    assert [effect for effect, _devices in sim.effects()] == ["policy_label_apply", "policy_label_remove"]


def test_eas_block_reinstate_and_wipe(sim):
    tree = sim.json(f"eas/devices?action=BLOCK_DEVICE&uuids={EAS}&uuids=unknown", "PUT")
    assert tree["messages"]["message"] == "1 device(s) modified to BLOCK_DEVICE status"
    blocked = sim.json("eas/devices")["registeredBlockedDevices"]["registeredBlockedDevice"]
    assert EAS in [row["uuid"] for row in (blocked if isinstance(blocked, list) else [blocked])]
    assert sim.json(f"dm/devices/{IPHONE}")["device"]["blockReason"] == 0x200
    assert "easWebServiceResponse" in sim.xml(f"eas/devices?action=REINSTATE_DEVICE&uuids={EAS}", "PUT")
    assert sim.json(f"dm/devices/{IPHONE}")["device"]["blockReason"] == 0
    sim.json(f"eas/devices?action=WIPE&uuids={EAS}", "PUT")
    wiped = sim.json("eas/devices")["wipedDevices"]["wipedDevice"]
    assert EAS not in str(wiped)
    sim.advance()
    assert EAS in str(sim.json("eas/devices")["wipedDevices"]["wipedDevice"])
    sim.json(f"eas/devices?action=EXPLODE&uuids={EAS}", "PUT", status=400)
    sim.json("eas/devices?action=WIPE&uuids=unknown", "PUT", status=404)
    assert [effect for effect, _devices in sim.effects()] == ["eas_block", "eas_reinstate", "eas_wipe"]


def test_withdrawn_label_calls(sim):
    path = f"/api/v1/dm/labels/devices/{IPHONE}"
    assert "Tomcat" in sim.ask("GET", path).text
    sim.settings(withdrawn_label_calls=True)
    assert sim.json(f"dm/labels/devices/{IPHONE}")["labels"]["label"]
    sim.json(f"dm/labels/Testlabel,Executives/{IPHONE},{ANDROID}?action=apply", "PUT")
    assert sim.json("dm/labels/Testlabel")["totalCount"] == 3
    sim.xml(f"dm/labels/Testlabel/{IPHONE}?action=remove", "PUT")
    assert sim.json("dm/labels/Testlabel")["totalCount"] == 2
    sim.json(f"dm/labels/iOS/{IPHONE}?action=apply", "PUT", status=400)


def test_withdrawn_label_calls_may_keep_encoded_commas_together(sim):
    path = f"dm/labels/Testlabel%2CExecutives/{IPHONE}%2C{ANDROID}?action=apply"
    sim.settings(withdrawn_label_calls=True, split_encoded_commas_v1=False)
    sim.json(path, "PUT", status=404)
    assert sim.effects() == []
    sim.settings(split_encoded_commas_v1=True)
    sim.json(path, "PUT")
    assert {"Testlabel", "Executives"} <= set(sim.device(ANDROID)["labels"])


def test_v2(sim):
    space, body = "adminDeviceSpaceId=1", {"deviceUuids": [IPHONE]}
    assert sim.ask("GET", "/api/v2/ping").json()["results"]["vspVersion"].endswith(" ")
    labels = sim.ask("GET", f"/api/v2/devices/{IPHONE}/labels?{space}").json()["results"]
    assert {"-3", "102"} <= {row["id"] for row in labels}
    summary = sim.ask("GET", f"/api/v2/labels/label_summary?{space}&limit=3&offset=3").json()
    assert summary["hasMore"] is True and [row["id"] for row in summary["results"]] == [-4, -5, -6]
    for name in ("R%26D%2C%20EMEA%20100%25", "Executives,Testlabel"):
        answer = sim.ask("PUT", f"/api/v2/devices/labels/{name}/add?{space}", json=body)
        assert answer.json()["successful"] is True
    assert {"104", "101", "163"} <= {
        row["id"] for row in sim.ask("GET", f"/api/v2/devices/{IPHONE}/labels?{space}").json()["results"]
    }
    assert sim.ask("PUT", f"/api/v2/devices/labels/Executives/remove?{space}", json=body).json()["successful"] is True
    answer = sim.ask("PUT", f"/api/v2/devices/labels/iOS/add?{space}", json=body).json()
    assert answer["successful"] is False and answer["results"]["records"][0]["device"]["failureCode"]
    assert sim.ask("PUT", f"/api/v2/devices/labels/Executives/add?{space}", data=body).status_code == 400
    assert sim.ask("GET", f"/api/v2/devices/{IPHONE}/labels").status_code == 400
    wrong = sim.ask("GET", f"/api/v2/devices/{IPHONE}/labels?adminDeviceSpaceId=7")
    assert wrong.status_code == 200 and wrong.json()["successful"] is False
    assert [effect for effect, _devices in sim.effects()] == ["label_add", "label_add", "label_remove"]
    sim.settings(v2=False)
    assert sim.ask("GET", "/api/v2/ping").status_code == 404


@pytest.mark.parametrize("key", ["staticLabel", "isStatic", "static"])
def test_v2_has_three_names_for_static(sim, key):
    def rows(path: str) -> list[dict[str, object]]:
        return sim.ask("GET", f"/api/v2/{path}?adminDeviceSpaceId=1").json()["results"]

    names = {"staticLabel", "isStatic", "static"}
    for path, usual in ((f"devices/{IPHONE}/labels", "staticLabel"), ("labels/label_summary", "isStatic")):
        sim.settings(static_key="documented")
        assert all(names & set(row) == {usual} for row in rows(path))
        sim.settings(static_key=key)
        assert all(names & set(row) == {key} for row in rows(path))
        assert {row["name"]: row[key] for row in rows(path)}.items() >= {"Field Staff": True, "iOS": False}.items()


def test_an_encoded_comma_may_separate_labels(sim):
    for name in ("Sales, EMEA", "Sales", " EMEA"):
        assert sim.control("labels", "POST", name=name)["deviceCount"] == 0
    sim.control("labels", "POST", expect=409, name="sales")
    path = "/api/v2/devices/labels/Sales%2C%20EMEA/add?adminDeviceSpaceId=1"

    def add() -> list[str]:
        answer = sim.ask("PUT", path, json={"deviceUuids": [ANDROID]}).json()
        assert answer["successful"] is True
        return [record["label"] for record in answer["results"]["records"]]

    assert add() == ["Sales, EMEA"] and "Sales" not in sim.device(ANDROID)["labels"]
    sim.settings(split_encoded_commas=True)
    assert add() == ["Sales", " EMEA"]
    assert {"Sales, EMEA", "Sales", " EMEA"} <= set(sim.device(ANDROID)["labels"])
    assert sim.effects() == [("label_add", [ANDROID])] * 2
