# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every call that only reads, in both formats."""

from __future__ import annotations

import csv
import io
import zipfile
from urllib.parse import quote

import pytest

IPHONE = "000000a1-0000-4000-8000-000000000001"
ANDROID = "000000a1-0000-4000-8000-000000000002"
MACBOOK = "000000a1-0000-4000-8000-000000000003"
SMITHS = "000000a2-0000-4000-8000-000000000001"
DM = "deviceManagementWebServiceResponse"


def test_by_uuid_is_singular_and_ugly(sim):
    tree = sim.json(f"dm/devices/{IPHONE}")
    assert tree["messages"] == "" and tree["totalCount"] == 1
    device = tree["device"]
    assert device["@id"] == "1" and device["statusCode"] == 97 and device["mdmManaged"] is True
    assert isinstance(device["details"], list) and len(device["details"]) == 1
    details = {entry["key"]: entry["value"] for entry in device["details"][0]["entry"]}
    assert details["WiFiMAC"] == "A10000000001" and len(details) > 60
    assert "easUuid" not in device
    device = sim.xml(f"dm/devices/{IPHONE}")[DM]["device"]
    assert device["@id"] == "1" and len(device["details"]["entry"]) == len(details)


def test_fields_differ_between_calls_unless_told_otherwise(sim):
    by_user = sim.json("dm/users/jsmith")["devices"]["device"]
    assert by_user["countryName"] == "United States" and "userSource" not in by_user
    sim.settings(device_fields="full")
    assert sim.json("dm/users/jsmith")["devices"]["device"]["userSource"] == 76


def test_only_ios_devices_show_that_mdm_manages_them(sim):
    rows = sim.json("dm/devices")["devices"]["device"]
    assert {row["mdmManaged"] for row in rows if row["platformType"] == "IOS"} == {True}
    others = [row for row in rows if row["platformType"] != "IOS"]
    assert {(row["mdmManaged"], row["mdmProfileUrlId"]) for row in others} == {(False, "")}
    assert "MACOS" in {row["platformType"] for row in others} and sim.device(MACBOOK)["mdmManaged"] is True
    table = {
        row["Device UUID"]: row for row in csv.DictReader(sim.ask("GET", "/api/v1/dm/devices.csv").text.splitlines())
    }
    assert (table[IPHONE]["MDM Enabled"], table[MACBOOK]["MDM Enabled"]) == ("true", "false")
    assert table[IPHONE]["Last MDM Check-In"] and not table[MACBOOK]["Last MDM Check-In"]


def test_lists_may_heed_limit_and_offset(sim):
    for path in ("dm/devices", "dm/users/mkeller", "dm/labels/Field%20Staff", "dm/phones/1715550101,1515550102"):
        whole = [row["uuid"] for row in sim.json(path)["devices"]["device"]]
        assert [row["uuid"] for row in sim.json(f"{path}?limit=1&offset=1")["devices"]["device"]] == whole
        sim.settings(device_paging=True)
        tree = sim.json(f"{path}?limit=1&offset=1")
        assert tree["devices"]["device"]["uuid"] == whole[1] and tree["totalCount"] == len(whole)
        assert tree["messages"]["message"] == "1 Device(s) returned"
        assert sim.xml(f"{path}?limit=1")[DM]["devices"]["device"]["uuid"] == whole[0]
        assert len(sim.json(f"{path}?limit={len(whole) + 9}")["devices"]["device"]) == len(whole)
        assert [row["uuid"] for row in sim.json(path)["devices"]["device"]] == whole
        sim.json(f"{path}?offset={len(whole)}", status=404)
        for wrong in ("limit=-1", "offset=-1", "limit=x"):
            sim.json(f"{path}?{wrong}", status=400)
        sim.settings(device_paging=False)


def test_an_encoded_comma_may_belong_to_a_phone_number(sim):
    path = "dm/phones/1715550101%2C1515550102"
    assert len(sim.json(path)["devices"]["device"]) == 2
    sim.settings(split_encoded_commas_v1=False)
    sim.json(path, status=400)
    assert len(sim.json(path.replace("%2C", ","))["devices"]["device"]) == 2


def test_lists_may_show_one_phone_number_only(sim):
    def phones(path: str) -> set[str]:
        tree = sim.json(path)
        return {"phoneNumber", "currentPhoneNumber"} & set(tree.get("device") or tree["devices"]["device"])

    assert phones("dm/users/jsmith") == {"phoneNumber", "currentPhoneNumber"}
    for only in ("phoneNumber", "currentPhoneNumber"):
        sim.settings(phone_field=only)
        assert phones("dm/users/jsmith") == phones("dm/devices/mac/A10000000001") == {only}
        rows = sim.xml("dm/devices")[DM]["devices"]["device"]
        assert all(row[only] and len({"phoneNumber", "currentPhoneNumber"} & set(row)) == 1 for row in rows)
        assert phones(f"dm/devices/{IPHONE}") == {"currentPhoneNumber"}  # by uuid there never was another


def test_details_may_be_an_object(sim):
    sim.settings(details_object=True)
    assert len(sim.json(f"dm/devices/{IPHONE}")["device"]["details"]["entry"]) > 60
    assert sim.json("dm/users/jsmith")["devices"]["device"]["details"]["entry"]
    assert sim.json("eas/devices/000000e1-0000-4000-8000-000000000001")["details"]["entry"]
    assert len(sim.xml(f"dm/devices/{IPHONE}")[DM]["device"]["details"]["entry"]) > 60


def test_empty_messages_may_be_null_or_absent(sim):
    push = f"dm/devices/repushprofile/{IPHONE}"
    register = "dm/register?phoneNumber=PDA&deviceType=PDA&userId=hburns&platform=I"
    assert sim.json(push, "PUT") == {"messages": ""}
    sim.settings(empty_messages="null")
    assert sim.json(push, "PUT") == {"messages": None} and sim.xml(push, "PUT") == {DM: {"messages": None}}
    assert sim.json(f"dm/devices/{IPHONE}")["messages"] is None
    assert sim.json(register, "PUT")["registration"]["messages"] is None
    sim.settings(empty_messages="absent")
    assert sim.json(push, "PUT") == {} and sim.xml(push, "PUT") == {DM: None}
    assert "messages" not in sim.json(register, "PUT")["registration"]
    assert "messages" not in sim.json("dm/phones/1715550101")
    assert sim.json("dm/users/jsmith")["messages"]["message"]


def test_hostile_names_by_patch(sim):
    name = "Vera\ud83d\nphone\x07"
    assert sim.control(f"devices/{SMITHS}", "PATCH", name=name)["name"] == name == sim.device(SMITHS)["name"]
    assert sim.json(f"dm/devices/{SMITHS}")["device"]["name"] == name
    assert sim.json("dm/users/jsmith")["devices"]["device"]["name"] == name
    assert name in {row["name"] for row in sim.json("dm/devices")["devices"]["device"]}
    assert sim.xml(f"dm/devices/{SMITHS}")[DM]["device"]["name"] == "Vera?\nphone"
    assert "Vera?\nphone" in {row["name"] for row in sim.xml("dm/devices")[DM]["devices"]["device"]}
    table = csv.DictReader(io.StringIO(sim.ask("GET", "/api/v1/dm/devices.csv").content.decode(), newline=""))
    assert "Vera?\nphone\x07" in {row["Name"] for row in table}
    unlocked = sim.json(f"dm/devices/unlock/{SMITHS}?Reason=forgot")["passcodes"]["passcode"]
    assert unlocked["name"] == name


def test_by_mac_is_singular(sim):
    assert sim.json("dm/devices/mac/A10000000002")["device"]["uuid"] == ANDROID
    assert sim.xml("dm/devices/mac/a10000000002")[DM]["device"]["uuid"] == ANDROID
    assert sim.json("dm/devices/mac/A1:00:00:00:00:02", status=404)["totalCount"] == 0


@pytest.mark.parametrize(
    "status",
    "ACTIVE IENROLL_VERIFIED IENROLL_INPROGRESS IENROLL_COMPLETE INFECTED LOST RETIRED VERIFIED "
    "VERIFICATION_PENDING EXPIRED WIPED RETIRE_PENDING".split(),
)
def test_every_status_has_devices(sim, status):
    tree = sim.json(f"dm/devices?status={status}")
    rows = tree["devices"]["device"]
    rows = rows if isinstance(rows, list) else [rows]
    assert {row["status"] for row in rows} == {status} and tree["totalCount"] == len(rows)
    assert tree["messages"]["message"] == f"{len(rows)} Device(s) returned"
    found = sim.xml(f"dm/devices?Status={status}")[DM]["devices"]["device"]
    assert len(found if isinstance(found, list) else [found]) == len(rows)


def test_status_defaults_to_active_and_is_checked(sim):
    assert sim.json("dm/devices")["totalCount"] == sim.json("dm/devices?status=ACTIVE")["totalCount"] > 20
    assert "message" in sim.json("dm/devices?status=ASLEEP", status=400)["messages"]
    sim.settings(retire_pending_known=False)
    sim.json("dm/devices?status=RETIRE_PENDING", status=400)


def test_pending_registration_has_empty_details(sim):
    rows = sim.json("dm/devices?status=VERIFICATION_PENDING")["devices"]["device"]
    row = rows[0] if isinstance(rows, list) else rows
    assert row["details"] == "" and "lastConnectedAt" not in row


def test_by_phone(sim):
    tree = sim.json("dm/phones/1715550101")
    assert tree["phoneNumber"] == "1715550101" and tree["messages"] == ""
    assert tree["devices"]["device"]["uuid"] == IPHONE
    tree = sim.json("dm/phones/1715550101,1515550102")
    assert "phoneNumber" not in tree and len(tree["devices"]["device"]) == 2
    assert sim.json("dm/phones/9999999999", status=404)["totalCount"] == 0
    sim.json("dm/phones/PDA", status=400)


def test_hostile_names_are_reachable_by_path(sim):
    for name in ("CORP\\jdoe", "o'brien", "anna.müller"):
        found = sim.json(f"dm/users/{quote(name, safe='')}")["devices"]["device"]
        assert found["principal"] == name
        assert sim.xml(f"dm/users/{quote(name, safe='')}")[DM]["devices"]["device"]["principal"] == name
    for name in ("Field/Sales", "R&D, EMEA 100%", "Außendienst"):
        assert sim.json(f"dm/labels/{quote(name, safe='')}")["totalCount"] >= 1
    rows = sim.xml("dm/devices")[DM]["devices"]["device"]
    assert {"{{ lookup('pipe','id') }}"} < {row["name"] for row in rows}
    assert {'=HYPERLINK("http://evil","x")'} < {row["userDisplayName"] for row in rows}
    assert {'<b>&"'} < {row.get("comment") for row in rows}


def test_encoded_slashes_can_be_refused(sim):
    sim.settings(refuse_encoded_slashes=True)
    for path in ("dm/users/CORP%5Cjdoe", "dm/labels/Field%2FSales"):
        answer = sim.ask("GET", f"/api/v1/{path}")
        assert answer.status_code == 400 and "Tomcat" in answer.text
    assert sim.json("dm/users/o'brien")["totalCount"] == 1


def test_labels(sim):
    rows = sim.json("dm/labels")["labels"]["label"]
    ios = next(row for row in rows if row["name"] == "iOS")
    assert ios["@id"] == "-3" and ios["staticLabel"] is False and ios["isESSearch"] == 116
    assert ios["deviceCount"] == sim.json("dm/labels/ios")["totalCount"]
    static = next(row for row in rows if row["name"] == "Executives")
    assert static["staticLabel"] is True and "query" not in static
    assert len(sim.xml("dm/labels")[DM]["labels"]["label"]) == len(rows)
    assert sim.json("dm/labels/Loaner%20Pool", status=404)["totalCount"] == 0
    families = {row["platform"].split()[0] for row in sim.json("dm/labels/iOS")["devices"]["device"]}
    assert families == {"iOS"}


def test_operators_and_countries(sim):
    operators = sim.json("dm/operators")["operators"]["operator"]
    assert {row["enabled"] for row in operators} == {True, False} and len(operators) == 15
    assert sim.xml("dm/operators")[DM]["operators"]["operator"][0]["carrierShortName"] == "AT&T"
    countries = sim.json("dm/countries")["countries"]["country"]
    assert {row["enabledForRegistration"] for row in countries} == {116, 102}
    assert sum(1 for row in countries if row["countryCode"] == 1) == 3
    assert len(sim.xml("dm/countries")[DM]["countries"]["country"]) == len(countries)


def test_csv(sim):
    answer = sim.ask("GET", "/api/v1/dm/devices.csv")
    lines = answer.content.decode().splitlines()
    assert answer.headers["Content-Type"].startswith("text/csv") and len(lines) == 61
    assert lines[0].startswith("Operator,Country,Device UUID") and lines[0].endswith("Registered On")
    assert lines[0].count(",") == 27


def test_profiles_policies_and_settings_of_a_device(sim):
    rows = sim.json(f"dm/devices/profiles/{IPHONE}")["profiles"]["profile"]
    assert {row["profileType"] for row in rows} == {"APP", "POLICY"}
    assert all(("uuid" in row) == (row["profileType"] == "POLICY") for row in rows)
    assert sim.xml(f"dm/devices/profiles/{IPHONE}")[DM]["messages"] is None
    policies = sim.json(f"policies/devices/{IPHONE}")["policies"]["policy"]
    assert {row["profileType"] for row in policies} == {"SECURITY", "LOCKDOWN", "SYNC", "PRIVACY"}
    assert "Travel Sync" in {row["policyName"] for row in policies}
    settings = sim.json(f"appsettings/devices/{IPHONE}")["appsettings"]["appsetting"]
    assert {row["state"] for row in settings} == {67}
    assert 68 in {row["state"] for row in sim.json(f"appsettings/devices/{ANDROID}")["appsettings"]["appsetting"]}
    sim.json("policies/devices/nobody", status=404)


def test_policies_have_rules_of_all_families(sim):
    rows = sim.json("policies")["policies"]["policy"]
    default = {row["profileType"]: row for row in rows if int(row["@id"]) < 0}
    kinds = {family: {rule["type"] for rule in row["rules"]["rule"]} for family, row in default.items()}
    assert {family: len(found) for family, found in kinds.items()} == {
        "SECURITY": 44,
        "LOCKDOWN": 5,
        "SYNC": 15,
        "PRIVACY": 17,
    }
    files = next(r for r in default["SECURITY"]["rules"]["rule"] if r["type"] == "SECURITY_ENCRYPT_FILE_TYPE")
    assert len(files["resourceDTOs"]) == 6
    folder = next(r for r in default["PRIVACY"]["rules"]["rule"] if r["type"] == "PRIVACY_EXCLUDE_DIR")
    assert folder["resourceDTOs"]["resourceType"] == "DIR"
    assert len(sim.xml("policies")["policyWebServiceResponse"]["policies"]["policy"]) == len(rows)


def test_app_settings(sim):
    rows = sim.json("appsettings")["appsettings"]["appsetting"]
    wifi = sim.json("appsettings?type=WIFI")["appsettings"]["appsetting"]
    assert wifi["labelNames"] == "All-Smartphones" and wifi["labels"] == -1 and len(rows) == 9
    assert {entry["key"] for entry in wifi["properties"]["entry"]} >= {"PASSPHRASE"}
    assert sim.xml("appsettings?type=wifi")["appSettingsWebServiceResponse"]["appsettings"]["appsetting"]["@id"] == "32"
    sim.json("appsettings?type=EMAIL", status=404)
    sim.json("appsettings?type=NONSENSE", status=400)


def test_app_inventory_pages(sim):
    everything = sim.json("apps/inventory/app?appname=LinkedIn&limit=-1")
    total = everything["totalCount"]
    seen = []
    for offset in range(0, total, 5):
        rows = sim.json(f"apps/inventory/app?appname=linkedin&limit=5&offset={offset}")["devices"]["device"]
        seen += [row["uuid"] for row in (rows if isinstance(rows, list) else [rows])]
    assert seen == [row["uuid"] for row in everything["devices"]["device"]] and total > 10
    sim.json(f"apps/inventory/app?appname=LinkedIn&offset={total}", status=404)
    assert sim.json("apps/inventory/app?appname=LinkedIn&platform=A")["totalCount"] < total
    sim.json("apps/inventory/app", status=400)
    assert sim.xml("apps/inventory/app?appname=Frog%20Toss!%201.0")[DM]["totalCount"]


@pytest.mark.parametrize("shape", ["uuids", "device_uuids"])
def test_app_inventory_may_name_uuids_only(sim, shape):
    path = "apps/inventory/app?appname=LinkedIn"
    uuids = [row["uuid"] for row in sim.json(path)["devices"]["device"]]
    sim.settings(app_inventory=shape)
    for tree in (sim.json(path), sim.xml(path)[DM]):
        assert (tree["uuids"]["uuid"] if shape == "uuids" else tree["devices"]["device"]) == uuids
        assert int(tree["totalCount"]) == len(uuids) and ("devices" in tree) == (shape != "uuids")
    one = sim.json(f"{path}&limit=1")
    assert (one["uuids"]["uuid"] if shape == "uuids" else one["devices"]["device"]) == uuids[0]
    sim.json("apps/inventory/app?appname=Nothing", status=404)


def test_analytics_zip(sim):
    answer = sim.ask("GET", "/api/v1/apps/appconnect/analytics?appid=com.mycompany.myapp")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        names = archive.namelist()
        row = archive.read(names[0]).decode().splitlines()[0].split(",")
    assert all(name.startswith("com.mycompany.myapp/") for name in names) and len(row) == 4
    assert {name.rsplit("/", 1)[1] for name in names} == {"com.mycompany.myapp.csv", "version.txt"}
    sim.json("apps/appconnect/analytics?appid=unknown", status=404)
    sim.json("apps/appconnect/analytics", status=400)


def test_eas(sim):
    tree = sim.json("eas/devices")
    assert {key for key in tree if key != "messages"} == {
        "registeredAllowedDevices",
        "registeredBlockedDevices",
        "unregisteredAllowedDevices",
        "unregisteredBlockedDevices",
        "wipedDevices",
    }
    allowed = tree["unregisteredAllowedDevices"]["unregisteredAllowedDevice"]
    assert {row["miDeviceUuid"] for row in allowed} == {""}
    assert {"mkeller", "CORP\\mkeller", "mkeller@example.com"} <= {row["userName"] for row in allowed}
    assert "easWebServiceReponse" in sim.xml("eas/devices")
    one = sim.json("eas/devices/000000e1-0000-4000-8000-000000000001")
    assert "RecoveryPassword" in {entry["key"] for entry in one["details"][0]["entry"]}
    assert "easDevice" in sim.xml("eas/devices/000000e1-0000-4000-8000-000000000001")
    sim.json("eas/devices/none", status=404)


def test_users_and_directory(sim):
    tree = sim.json("sm/users/apiadmin")
    assert tree["userName"] == "apiadmin" and tree["messages"] == "" and "ROLE_API" in tree["user"]["roles"]
    assert sim.json("sm/users/norole")["user"]["roles"] == "ROLE_USER_PORTAL_RW"
    assert sim.xml("sm/users/mkeller@example.com")["securityManagementWebServiceResponse"]["user"]["userSource"] == "68"
    for name in ("nobody", "tnovak"):
        assert sim.json(f"sm/users/{name}", status=404)["totalCount"] == 0
    assert sim.json("sm/users/search/ldap/tnovak")["users"]["user"]["principal"] == "tnovak"
    assert len(sim.json("sm/users/search/ldap/?userid=testuser000")["users"]["user"]) == 9
    assert sim.xml("sm/users/search/ldap/tnov")["securityManagementWebServiceResponse"]["users"]["user"]
    sim.json("sm/users/search/ldap/t", status=400)
    sim.json("sm/users/search/ldap/testuser", status=400)
    sim.json("sm/users/search/ldap/zzzz", status=404)


def test_alert_lists(sim):
    everything = sim.json("alerts")["alerts"]["alert"]
    assert all("@id" in row and "userId" in row for row in everything)
    assert {row["isActive"] for row in sim.json("alerts?isRead=false")["alerts"]["alert"]} == {True}
    assert {row["isActive"] for row in sim.json("alerts?isread=True")["alerts"]["alert"]} == {False}
    assert len({row["alertDefnname"] for row in everything}) == 6 and len({row["status"] for row in everything}) == 6
    mine = sim.json("alerts/users/mkeller")["alerts"]["alert"]
    assert all(isinstance(row["id"], int) and "userUuid" in row for row in mine)
    assert sim.xml("alerts/phones/1715550101")["alertWebServiceResponse"]["alerts"]["alert"]
    assert sim.json("alerts/users/mkeller/phones/1715550101")["alerts"]["alert"]
    assert sim.json("alerts/users/hburns", status=404)["totalCount"] == 0
    sim.json("alerts?isRead=perhaps", status=400)


def test_wadl_and_status_page(sim):
    answer = sim.ask("GET", "/api/?_wadl&_type=xml")
    assert answer.status_code == 200 and "dm/register" in answer.text
    page = sim.ask("GET", "/status/status.html", headers={"Authorization": ""})
    assert page.status_code == 200 and page.text.splitlines() == ["SUCCESS", "", "MobileIron Core is running"]


def test_xml_only_where_asked_for_and_json_without_accept(sim):
    path = f"/api/v1/dm/devices/{IPHONE}"
    assert sim.ask("GET", path, headers={"Accept": None}).json()["device"]["uuid"] == IPHONE
    assert sim.ask("GET", path, headers={"Accept": "*/*"}).json()["device"]["uuid"] == IPHONE


def test_numeric_text_may_turn_into_numbers(sim):
    sim.settings(numeric_text_as_numbers=True)
    assert sim.json(f"dm/devices/{IPHONE}")["device"]["currentPhoneNumber"] == 1715550101
    assert sim.json(f"dm/devices/{IPHONE}")["device"]["@id"] == "1"


def test_personal_fields_may_be_masked(sim):
    sim.settings(mask_personal_fields=True)
    assert sim.json(f"dm/devices/{IPHONE}")["device"]["emailAddress"] == "*****"
