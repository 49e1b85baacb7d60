# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Login, wrong URLs, limits, faults, the control interface, and how it starts and stops."""

from __future__ import annotations

import base64
import http.client
import shlex
import socket
import ssl
import time
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from urllib.parse import urlsplit

import pytest
import requests

from .conftest import start, stop

IPHONE = "000000a1-0000-4000-8000-000000000001"
PATH = f"/api/v1/dm/devices/{IPHONE}"


@pytest.mark.parametrize("auth", [("apiadmin", "wrong"), ("norole", "Sim-Passw0rd!"), ("", "")])
def test_login_is_required(sim, auth):
    answer = requests.get(f"{sim.url}{PATH}", auth=auth, verify=sim.ca_path, timeout=30)
    assert answer.status_code == 401 and "WWW-Authenticate" in answer.headers


def test_only_v1_prompts_for_credentials(sim):
    for path in ("/api/v2/ping", "/api/v2/nowhere", "/api/v2/devices/labels/x/add"):
        answer = requests.get(f"{sim.url}{path}", verify=sim.ca_path, timeout=30)
        assert answer.status_code == 401 and "WWW-Authenticate" not in answer.headers
    answer = requests.get(f"{sim.url}/api/v1/nowhere", verify=sim.ca_path, timeout=30)
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


def speak(sim, *lines: str) -> Connection:
    """A connection on which the first lines of a request with the login were sent."""
    login = base64.b64encode("{}:{}".format(*sim.session.auth).encode()).decode()
    connection = Connection(sim)
    connection.send(
        "\r\n".join([lines[0], f"Host: {connection.host}", f"Authorization: Basic {login}", *lines[1:], "", ""])
    )
    return connection


class Connection:
    """A TLS connection whose bytes are sent and read one by one."""

    def __init__(self, sim) -> None:
        address = urlsplit(sim.url)
        self.host = address.netloc
        context = ssl.create_default_context(cafile=sim.ca_path)
        plain = socket.create_connection((address.hostname, address.port), 30)
        self.socket = context.wrap_socket(plain, server_hostname=address.hostname)
        self.file = self.socket.makefile("rb")

    def __enter__(self) -> Connection:
        return self

    def __exit__(self, *_failure: object) -> None:
        self.file.close()
        self.socket.close()

    def send(self, text: str) -> None:
        self.socket.sendall(text.encode())

    def head(self) -> list[str]:
        """The lines of an answer up to the empty one."""
        lines = []
        while (line := self.file.readline().decode().rstrip("\r\n")) != "":
            lines.append(line)
        return lines

    def rest(self) -> bytes:
        """What comes until the end."""
        return self.file.read()


def test_a_client_that_waits_with_its_body_is_told_to_send_it(sim):
    body = "username=jsmith&password=smith-secret-1"
    lines = ["POST /api/v1/sm/authentication HTTP/1.1", "Content-Type: application/x-www-form-urlencoded"]
    with speak(sim, *lines, f"Content-Length: {len(body)}", "Expect: 100-continue", "Connection: close") as connection:
        assert connection.head() == ["HTTP/1.1 100 Continue"]  # before a byte of the body was sent
        connection.send(body)
        assert connection.head()[0] == "HTTP/1.1 200 OK" and b'"principal":"jsmith"' in connection.rest()
    with speak(sim, *lines, f"Content-Length: {len(body)}", "Connection: close") as connection:
        connection.send(body)
        assert connection.head()[0] == "HTTP/1.1 200 OK"  # who did not ask is not told


@pytest.mark.parametrize("kind, status", [("drop_before", "ACTIVE"), ("drop_after", "RETIRE_PENDING")])
def test_dropped_connections(sim, kind, status):
    fault(sim, kind=kind, operation="retire_device")
    with pytest.raises(requests.ConnectionError):
        sim.ask("PUT", f"/api/v1/dm/devices/retire/{IPHONE}")
    assert sim.device(IPHONE)["status"] == status
    assert len(sim.effects()) == (1 if kind == "drop_after" else 0)
    assert [(entry["status"], entry["fault"]) for entry in sim.log()] == [(0, kind)]


@pytest.mark.parametrize("act, status", [(False, "ACTIVE"), (True, "RETIRE_PENDING")])
def test_an_interim_answer_may_be_all_there_is(sim, act, status):
    fault(sim, kind="interim", operation="retire_device", act=act)
    with speak(sim, f"PUT /api/v1/dm/devices/retire/{IPHONE} HTTP/1.1") as connection:
        received = connection.rest()
    assert received.startswith(b"HTTP/1.1 103 ") and received.endswith(b"\r\n\r\n") and received.count(b"HTTP/1.1") == 1
    assert sim.device(IPHONE)["status"] == status
    assert [(entry["status"], entry["fault"]) for entry in sim.log()] == [(0, "interim")]


def test_truncated_answer(sim):
    fault(sim, kind="truncate")
    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        sim.ask("GET", PATH)


def lines_of(status: str) -> list[str]:
    """A request of the connection tests, for a connection that stays or that is to be closed."""
    return [f"GET {PATH} HTTP/1.1", f"Connection: {status}"]


def test_chunks_that_are_cut_short(sim):
    fault(sim, kind="cut_chunks")
    with speak(sim, *lines_of("keep-alive")) as connection:
        assert "Transfer-Encoding: chunked" in connection.head()
        rest = connection.rest()
    assert b'"uuid"' in rest and not rest.endswith(b"0\r\n\r\n")
    fault(sim, kind="cut_chunks")
    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        sim.ask("GET", PATH)


def test_a_body_that_never_ends(sim):
    fault(sim, kind="endless", operation="retire_device")
    with speak(sim, f"PUT /api/v1/dm/devices/retire/{IPHONE} HTTP/1.1") as connection:
        assert connection.head()[0] == "HTTP/1.1 200 OK"
        read = connection.file.read(1 << 20)
    assert b"retired successfully" in read and read.rstrip(b"\r\n").endswith(b" ")
    assert sim.device(IPHONE)["status"] == "RETIRE_PENDING"
    assert sim.ask("GET", PATH).status_code == 200  # the simulator goes on


def test_headers_a_byte_at_a_time(sim):
    fault(sim, kind="slow_headers", operation="get_device")
    with speak(sim, *lines_of("keep-alive")) as connection:
        assert {len(connection.socket.recv(4096)) for _turn in range(20)} == {1}
        head, _mark, body = connection.rest().partition(b"\r\n\r\n")
    assert b"Content-Length" in head and b'"totalCount":1' in body
    fault(sim, kind="slow_headers", operation="get_device")
    assert sim.json(f"dm/devices/{IPHONE}")["totalCount"] == 1


def test_a_long_header(sim):
    fault(sim, kind="long_header")
    with speak(sim, *lines_of("close")) as connection:
        assert max(len(line) for line in connection.head()) == len("X-Padding: ") + 65536
    fault(sim, kind="long_header", size=9)
    assert sim.ask("GET", PATH).headers["X-Padding"] == "x" * 9


def test_a_small_body_that_grows(sim):
    fault(sim, kind="gzip_bomb")
    with speak(sim, *lines_of("close")) as connection:
        head = connection.head()
        body = connection.rest()
    assert "Content-Encoding: gzip" in head and len(body) < 2_000_000
    fault(sim, kind="gzip_bomb", size=20_000_000)
    answer = sim.ask("GET", PATH, headers={"Accept-Encoding": "identity"})
    assert len(answer.content) > 20_000_000 and answer.json()["totalCount"] == 1


def test_a_connection_that_ends_between_two_requests(sim):
    fault(sim, kind="hang_up")
    with speak(sim, *lines_of("keep-alive")) as connection:
        head = connection.head()
        body = connection.rest()  # the end comes, though none was announced
    assert head[0] == "HTTP/1.1 200 OK" and "Connection: close" not in head
    assert f"Content-Length: {len(body)}" in head


def test_redirects_to_another_host_and_to_no_tls(sim):
    for location in ("https://elsewhere.invalid/api/v1/dm/devices", sim.url.replace("https:", "http:") + PATH):
        fault(sim, kind="redirect", location=location)
        answer = sim.ask("GET", PATH, allow_redirects=False)
        assert (answer.status_code, answer.headers["Location"]) == (302, location)


def test_spoilt_answers(sim):
    for kind in ("html", "wrong_content_type", "cloud", "redirect", "doctype"):
        fault(sim, kind=kind, location=f"{sim.url}/elsewhere")
    assert "Sign In" in sim.ask("GET", PATH).text
    assert sim.ask("GET", PATH).headers["Content-Type"].startswith("text/plain")
    assert "searchResults" in sim.ask("GET", PATH).text
    assert sim.ask("GET", PATH, allow_redirects=False).headers["Location"] == f"{sim.url}/elsewhere"
    assert "<!DOCTYPE" in sim.ask("GET", PATH, xml=True).text


def test_a_200_with_a_message_only(sim):
    fault(sim, kind="message_only", times=2)
    text = "The request could not be processed"
    assert sim.json("dm/users/mkeller") == {"messages": {"message": text}}
    assert sim.xml("alerts") == {"alertWebServiceResponse": {"messages": {"message": text}}}
    fault(sim, kind="message_only", body="No & never")
    assert sim.xml(f"dm/devices/retire/{IPHONE}", "PUT")["deviceManagementWebServiceResponse"] == {
        "messages": {"message": "No & never"}
    }
    assert sim.effects() == []
    fault(sim, kind="message_only", act=True)
    assert sim.json(f"dm/devices/retire/{IPHONE}", "PUT")["messages"]["message"] == text
    assert sim.effects() == [("retire", [IPHONE])]


def test_lists_shorter_than_they_say(sim):
    whole = sim.json("dm/users/mkeller")["devices"]["device"]
    for xml in (False, True):
        for lose, left in ((2, whole[:3]), (4, whole[:1]), (9, [])):
            fault(sim, kind="short_list", lose=lose)
            tree = sim.xml("dm/users/mkeller") if xml else sim.json("dm/users/mkeller")
            tree = tree["deviceManagementWebServiceResponse"] if xml else tree
            rows = (tree["devices"] or {}).get("device") or []
            rows = rows if isinstance(rows, list) else [rows]
            assert [row["uuid"] for row in rows] == [row["uuid"] for row in left] and int(tree["totalCount"]) == 5
            assert tree["messages"]["message"] == "5 Device(s) returned"
    fault(sim, kind="short_list", operation="v2_label_summary")
    summary = sim.ask("GET", "/api/v2/labels/label_summary?adminDeviceSpaceId=1").json()
    assert summary["resultCount"] == len(summary["results"]) == summary["totalCount"] - 1 and not summary["hasMore"]
    fault(sim, kind="short_list", operation="devices_with_app")
    sim.settings(app_inventory="uuids")
    tree = sim.json("apps/inventory/app?appname=LinkedIn")
    assert len(tree["uuids"]["uuid"]) == tree["totalCount"] - 1


@pytest.mark.parametrize("location", ["https://[", "//", "http://host:port/", "https://\u2100.example/", None])
def test_redirects_may_lead_nowhere(sim, location):
    fault(sim, kind="redirect", location=location)
    context = ssl.create_default_context(cafile=sim.ca_path)
    connection = http.client.HTTPSConnection(urlsplit(sim.url).netloc, context=context, timeout=30)
    connection.request("GET", PATH)  # not with requests, which cannot read some of these
    answer = connection.getresponse()
    received = answer.headers["Location"]
    assert answer.status == 302 and (received and received.encode("latin-1").decode()) == location
    connection.close()


@pytest.mark.parametrize("status", [400, 500])
def test_error_pages_may_quote_the_whole_request(sim, status):
    fault(sim, kind="echo", status=status)
    form = {"oldpassword": "pwuser", "newpassword": "Fresh-pw-1"}
    answer = sim.ask("PUT", "/api/v1/sm/authentication/users/pwuser?x=1", data=form)
    assert answer.status_code == status and answer.headers["Content-Type"].startswith("text/html")
    login = f"Authorization: {answer.request.headers['Authorization']}"
    line = "PUT /api/v1/sm/authentication/users/pwuser?x=1 HTTP/1.1"
    secrets = f"<pre>{login}\noldpassword=pwuser&newpassword=Fresh-pw-1\n{line}\n"
    assert secrets in unescape(answer.text) and "\nContent-Length: 41\n" in unescape(answer.text)
    assert sim.effects() == [] and "Fresh" not in str(sim.log())


def test_a_reset_forgets_what_is_still_delayed(sim):
    fault(sim, kind="delay", seconds=2.0)
    with ThreadPoolExecutor() as pool:
        since = sim.control(f"log?since={10**9}")["next"]
        answer = pool.submit(sim.ask, "PUT", f"/api/v1/dm/devices/lock/{IPHONE}?Reason=r")
        time.sleep(0.5)  # until it has arrived
        sim.control("reset", "POST", devices=60, seed=7)
        assert answer.result().status_code == 503
    assert sim.control(f"log?since={since}")["entries"] == []


def test_ignored_offset_and_delay(sim):
    fault(sim, kind="ignore_offset", times=9)
    page = "apps/inventory/app?appname=LinkedIn&limit=3"
    assert sim.json(f"{page}&offset=3")["devices"] == sim.json(page)["devices"]
    sim.control("faults", "DELETE")
    assert sim.json(f"{page}&offset=3")["devices"] != sim.json(page)["devices"]
    fault(sim, kind="delay", seconds=0.01)
    assert sim.json("dm/countries")
    sim.control("faults", "POST", expect=400, kind="earthquake")


def test_something_else_happens_meanwhile(sim):
    change = {"method": "PATCH", "path": f"devices/{IPHONE}", "body": {"principal": "jsmith"}}
    fault(sim, kind="meanwhile", operation="get_device", skip=1, control=change)
    users = [sim.json(PATH.removeprefix("/api/v1/"))["device"]["principal"] for _time in range(3)]
    assert users == ["mkeller", "jsmith", "jsmith"]
    sim.control("faults", "POST", expect=400, kind="meanwhile", control={"method": "PATCH"})


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


def test_a_seed_and_a_start_give_the_same_bytes(tmp_path):
    def answers(name: str) -> list[bytes]:
        process, ready = start(tmp_path / name, "--devices", "60", "--http", "--clock-start", "2024-02-29T12:00:00")
        paths = ("devices", "devices?status=RETIRED", "devices.csv", f"devices/profiles/{IPHONE}")
        auth = (ready["username"], ready["password"])
        urls = [
            f"{ready['url']}/api/v1/{path}" for path in (*[f"dm/{path}" for path in paths], "alerts", "eas/devices")
        ]
        found = [requests.get(url, auth=auth, timeout=30).content for url in urls]
        clock = requests.get(f"{ready['control_url']}/clock", timeout=30).json()["now"]
        assert stop(process) == 0 and clock.startswith("2024-02-29T12:0")
        return found

    assert answers("one") == answers("two")


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
