# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Login, wrong URLs, limits, faults, the control interface, and how it starts and stops."""

from __future__ import annotations

import shlex

import pytest
import requests

IPHONE = "000000a1-0000-4000-8000-000000000001"
PATH = f"/api/v1/dm/devices/{IPHONE}"


@pytest.mark.parametrize("auth", [("apiadmin", "wrong"), ("norole", "Sim-Passw0rd!"), ("", "")])
def test_login_is_required(sim, auth):
    answer = requests.get(f"{sim.url}{PATH}", auth=auth, verify=sim.ca_path, timeout=30)
    assert answer.status_code == 401 and "WWW-Authenticate" in answer.headers


def test_wrong_urls_and_methods_are_html(sim):
    for method, path, status in (
        ("GET", "/api/v1/dm/nowhere", 404),
        ("GET", "/elsewhere", 404),
        ("POST", f"/api/v1/dm/devices/retire/{IPHONE}", 405),
        ("GET", f"/api/v1/dm/devices/wipe/{IPHONE}", 405),
    ):
        answer = sim.ask(method, path)
        assert answer.status_code == status and answer.headers["Content-Type"].startswith("text/html")
    assert sim.json("dm/devices/unknown", status=404)["totalCount"] == 0
    assert sim.xml("dm/devices/unknown", status=404)["deviceManagementWebServiceResponse"]["totalCount"] == "0"
    assert sim.effects() == []


def test_request_line_limit(sim):
    path = f"{PATH}?x={'y' * 9000}"
    assert sim.ask("GET", path).status_code == 414
    sim.settings(max_request_line_status=431)
    assert sim.ask("GET", path).status_code == 431
    sim.settings(max_request_line=4 * 1024 * 1024)
    assert sim.ask("GET", f"{PATH}?x={'y' * 4_000_000}").status_code == 200
    line = len(f"GET {PATH}?x= HTTP/1.1")
    sim.settings(max_request_line=500)
    assert sim.ask("GET", f"{PATH}?x={'y' * (500 - line)}").status_code == 200
    assert sim.ask("GET", f"{PATH}?x={'y' * (501 - line)}").status_code == 431


def fault(sim, **order):
    return sim.control("faults", "POST", **order)


def test_status_fault_skips_hits_and_is_spent(sim):
    fault(sim, operation="get_device", kind="status", status=503, skip=1, times=2)
    assert [sim.ask("GET", PATH).status_code for _turn in range(4)] == [200, 503, 503, 200]
    assert [entry["fault"] for entry in sim.log()] == [None, "status", "status", None]
    assert sim.control("faults")["faults"][0]["hits"] == 2


def test_status_fault_acts_only_if_told(sim):
    retire = f"/api/v1/dm/devices/retire/{IPHONE}"
    fault(sim, method="PUT", kind="status", status=502)
    assert sim.ask("PUT", retire).status_code == 502 and sim.device(IPHONE)["status"] == "ACTIVE"
    fault(sim, path_regex="/retire/", kind="status", status=500, body="{}", act=True)
    assert sim.ask("PUT", retire).text == "{}" and sim.device(IPHONE)["status"] == "RETIRE_PENDING"
    assert sim.effects() == [("retire", [IPHONE])]


@pytest.mark.parametrize("kind, status", [("drop_before", "ACTIVE"), ("drop_after", "RETIRE_PENDING")])
def test_dropped_connections(sim, kind, status):
    fault(sim, kind=kind, operation="retire_device")
    with pytest.raises(requests.ConnectionError):
        sim.ask("PUT", f"/api/v1/dm/devices/retire/{IPHONE}")
    assert sim.device(IPHONE)["status"] == status
    assert len(sim.effects()) == (1 if kind == "drop_after" else 0)


def test_truncated_answer(sim):
    fault(sim, kind="truncate")
    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        sim.ask("GET", PATH)


def test_spoilt_answers(sim):
    for kind in ("html", "wrong_content_type", "cloud", "redirect", "doctype"):
        fault(sim, kind=kind, location=f"{sim.url}/elsewhere")
    assert "Sign In" in sim.ask("GET", PATH).text
    assert sim.ask("GET", PATH).headers["Content-Type"].startswith("text/plain")
    assert "searchResults" in sim.ask("GET", PATH).text
    assert sim.ask("GET", PATH, allow_redirects=False).headers["Location"] == f"{sim.url}/elsewhere"
    assert "<!DOCTYPE" in sim.ask("GET", PATH, xml=True).text


def test_ignored_offset_and_delay(sim):
    fault(sim, kind="ignore_offset", times=9)
    page = "apps/inventory/app?appname=LinkedIn&limit=3"
    assert sim.json(f"{page}&offset=3")["devices"] == sim.json(page)["devices"]
    sim.control("faults", "DELETE")
    assert sim.json(f"{page}&offset=3")["devices"] != sim.json(page)["devices"]
    fault(sim, kind="delay", seconds=0.01)
    assert sim.json("dm/countries")
    sim.control("faults", "POST", expect=400, kind="earthquake")


def test_log_says_who_asked_what(sim):
    sim.ask("GET", f"{PATH}?password=secret&x=1", headers={"User-Agent": "probe"})
    entry = sim.log()[-1]
    assert entry["path"] == f"{PATH}?password=***&x=1" and entry["operation"] == "get_device"
    assert (entry["user"], entry["user_agent"], entry["accept"]) == ("apiadmin", "probe", "application/json")
    assert entry["devices"] == [IPHONE] and entry["effect"] is None and entry["status"] == 200
    assert sim.log(effects_only=True) == []


def test_control_changes_devices(sim):
    sim.control(
        f"devices/{IPHONE}", "PATCH", principal="jsmith", compliance=3, employeeOwned="", details={"OSVersion": "1"},
        lastConnectedAt="2020-01-01T00:00:00+00:00", labels=["Testlabel"],
    )  # fmt: skip
    device = sim.json(f"dm/devices/{IPHONE}")["device"]
    assert device["principal"] == "jsmith" and device["userFirstName"] == "John" and device["employeeOwned"] == ""
    assert device["compliance"] == 3 and device["lastConnectedAt"] == "2020-01-01T00:00:00+00:00"
    assert sim.device(IPHONE)["details"]["OSVersion"] == "1" and "Testlabel" in sim.device(IPHONE)["labels"]
    assert IPHONE in [row["uuid"] for row in sim.control("devices?principal=jsmith")["devices"]]
    sim.control(f"devices/{IPHONE}", "PATCH", expect=400, colour="red")
    added = sim.control("devices", "POST", principal="hburns", family="ios", employeeOwned=True)
    assert sim.json("dm/users/hburns")["devices"]["device"]["uuid"] == added["uuid"]
    sim.json(f"dm/devices/wipe/{IPHONE}", "PUT")
    assert sim.control(f"devices/{IPHONE}/check-in", "POST")["status"] == "WIPED"


def test_a_changed_owner_and_mac_address_are_found_by_the_api(sim):
    sim.control(f"devices/{IPHONE}", "PATCH", principal="vip.ceo", macAddress="A1FFFFFFFFFF")

    def uuids(user: str) -> list[str]:
        return [device["uuid"] for device in sim.json(f"dm/users/{user}")["devices"]["device"]]

    assert IPHONE in uuids("VIP.ceo") and IPHONE not in uuids("mkeller")
    assert sim.json("dm/devices/mac/a1ffffffffff")["device"]["uuid"] == IPHONE
    sim.json("dm/devices/mac/A10000000001", status=404)


def test_control_lists(sim):
    assert sim.control("health")["devices"] == 60
    assert "tnovak" in sim.control("users")["directory_only"]
    assert {row["name"] for row in sim.control("labels")["labels"]} >= {"Field Staff"}
    assert sim.control("policies")["policies"] and sim.control("alerts")["alerts"]
    eas = sim.control("eas")["partnerships"][0]["uuid"]
    assert sim.control(f"eas/{eas}", "PATCH", access="Blocked")["group"].endswith("Blocked")
    assert sim.control("alerts", "POST", device_uuid=IPHONE, severity="CRITICAL")["unread"] is True
    sim.control("settings", "PATCH", expect=400, no_such_setting=1)
    sim.control("nowhere", expect=404)


def test_time_only_moves_forward_and_devices_live_on(sim):
    before = sim.json(f"dm/devices/{IPHONE}")["device"]["lastConnectedAt"]
    silent = sim.device("000000a1-0000-4000-8000-000000000004")["lastConnectedAt"]
    sim.advance(90 * 86400)
    assert sim.json(f"dm/devices/{IPHONE}")["device"]["lastConnectedAt"] > before
    assert sim.device("000000a1-0000-4000-8000-000000000004")["lastConnectedAt"] == silent
    sim.control("clock", "POST", expect=400, advance_seconds=-1)


def test_hosted_core_and_stop(launch):
    ready, stop = launch("--tenant", "acme", "--http", "--devices", "20")
    auth = (ready["username"], ready["password"])
    base = ready["url"].removesuffix("/acme")
    assert ready["url"].startswith("http://") and ready["url"] != base
    paths = ("/acme/api/v1/dm/countries", "/acme/rest/api/v2/ping", "/api/v1/dm/countries", "/acme/api/v2/ping")
    found = [requests.get(f"{base}{path}", auth=auth, timeout=30).status_code for path in paths]
    assert found == [200, 200, 404, 404]
    ended, output = stop()
    first, _how, exports = output.splitlines()
    assert ended == 0 and first.startswith(f"Core simulator ready at {ready['url']} ")
    assert shlex.split(exports) == [
        "export", f"MOBILEIRON_URL={ready['url']}", "MOBILEIRON_USERNAME=apiadmin",
        f"MOBILEIRON_PASSWORD={ready['password']}",
    ]  # fmt: skip
