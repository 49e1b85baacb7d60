# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a playbook is told when the connection is wrong, and what must never be seen or sent."""

from __future__ import annotations

import base64
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import trustme

from tests.integration.harness import KELLER_IPHONE, SMITH_IPHONE, Playbook, Simulator

pytestmark = pytest.mark.oldest


def info(**options: Any) -> dict[str, Any]:
    return {"mi_device_info": {"uuids": [KELLER_IPHONE], "retries": 0, **options}}


def test_credentials_certificates_and_addresses(core, playbook, tmp_path) -> None:
    other_ca = tmp_path / "other.pem"
    trustme.CA().cert_pem.write_to_path(str(other_ca))
    run = playbook.run(
        info(password="wrong-secret-1"),
        info(username="norole"),
        info(ca_path=str(other_ca)),
        info(ca_path=str(tmp_path / "missing.pem")),
        info(url=core.url.replace("https", "http").replace("127.0.0.1", "core.example.com")),
        info(url=core.url + "/api/v1"),
        info(url=core.url.replace("//", "//apiadmin:hidden-secret@")),
        info(url=core.url + "/tenant"),
        info(url="https://127.0.0.1:9"),
        info(url="https://no-such-host.invalid"),
        info(timeout=-1),
        info(response_format="yaml"),
    )
    words = [
        "role", "API", "certificate", "missing.pem", "http://", "/api", "credentials", "url", "reached", "reached", "timeout",
        "yaml",
    ]  # fmt: skip
    for result, word in zip(run, words):
        assert result.failed and not result.changed and word in result.message, (word, result.message)
    assert run[0].message.count("apiadmin") == 1 and run[0]["status"] == 401
    assert run[2]["msg"] != run[8]["msg"] and "reached" not in run[2].message
    for secret in ("wrong-secret-1", "hidden-secret", core.password):
        assert secret not in run.output
    assert core.effects() == []
    assert playbook.run(info(ca_path=str(other_ca), validate_certs=False))[0].ok()["count"] == 1


def test_answers_that_are_none(core, playbook) -> None:
    faults = [
        ("html", {}, "web page"),
        ("cloud", {}, "Cloud"),
        ("status", {"status": 404, "body": "<html>nothing here</html>"}, "url"),
        ("truncate", {}, "whole"),
        ("wrong_content_type", {}, "text/plain"),
        ("status", {"status": 500}, "500"),
        ("status", {"status": 403}, "role"),
        ("doctype", {}, ""),
        ("drop_before", {}, "whole"),
        ("redirect", {}, "redirects"),
    ]
    for kind, order, _word in faults:
        core.fault(kind, operation="get_device", **order)
    run = playbook.run(*[info() for _fault in faults])
    for result, (kind, _order, word) in zip(run, faults):
        assert result.failed and not result.changed and word in result.message, (kind, result.message)
        assert "Traceback" not in result.message and result["operation"] == "get_device"
    texts = {result.message for result in run}
    assert len(texts) >= 9
    core.fault("status", operation="list_labels", status=400, body='{"messages": {"message": "Something is off"}}')
    assert "Something is off" in playbook.run({"mi_label_info": {}})[0].message
    for operation in ("list_devices", "devices_by_user", "list_labels"):
        core.fault("cloud", operation=operation)
    for result in playbook.run(
        {"mi_device_info": {}},
        {"mi_device_action": {"action": "lock", "users": ["mkeller"], "reason": "r"}},
        {"mi_label_info": {}},
    ):
        assert result.failed and "Cloud" in result.message, result.message
    core.fault("doctype", operation="get_device")
    refused = playbook.run(info(), response_format="xml")[0]
    assert refused.failed and "document type" in refused.message


def test_a_server_that_is_too_slow(core, playbook) -> None:
    core.fault("delay", operation="get_device", seconds=2.0)
    result = playbook.run(info(timeout=0.5))[0]
    assert result.failed and "option timeout" in result.message
    # The simulator answers, and logs, what nobody waits for any more.
    until = time.monotonic() + 10
    while not core.requests("get_device") and time.monotonic() < until:
        time.sleep(0.05)


def test_reads_are_repeated_with_warnings(core, playbook) -> None:
    core.fault("status", status=503, operation="get_device")
    core.fault("drop_before", operation="get_device")
    result = playbook.run({"mi_device_info": {"uuids": [KELLER_IPHONE]}})[0].ok()
    assert result["count"] == 1 and "503" in result.warnings and "2 more tries" in result.warnings
    assert len(core.requests("get_device")) == 3


def test_an_effect_whose_answer_is_none_is_not_known(core, playbook) -> None:
    faults = [("interim", {}), ("redirect", {"location": "http://["}), ("redirect", {"location": "http://h:99999/"})]
    lock = {"mi_device_action": {"action": "lock", "uuids": [SMITH_IPHONE], "reason": "r"}}
    for kind, order in faults:
        core.fault(kind, operation="lock_device", **order)
    run = playbook.run(*[lock] * len(faults))
    for result in run:
        assert result.failed and result["summary"]["failed"] == 1 and result["devices"][0]["uuid"] == SMITH_IPHONE
    assert run[0].changed and "not known whether Core acted" in run[0].message
    assert core.effects() == [] and len(core.requests("lock_device")) == len(faults)


def test_what_a_server_quotes_tells_no_secret(core, playbook) -> None:
    """A page that echoes the whole request, as a proxy's debugging page does."""
    token = base64.b64encode(f"{core.username}:{core.password}".encode()).decode()
    target = {"target_username": "jsmith", "target_password": "smith & secret 1"}
    tasks = [
        info(),
        {"mi_device_action": {"action": "lock", "uuids": [SMITH_IPHONE], "reason": "r"}},
        {"mi_user_authenticate": target},
        {
            "mi_user_password": {
                "target_username": "jsmith",
                "old_password": "old+secret 1",
                "new_password": "new&secret 1",
            }
        },
    ]
    for operation, status in (
        ("get_device", 500),
        ("lock_device", 400),
        ("authenticate", 400),
        ("change_password", 400),
    ):
        core.fault("echo", operation=operation, status=status, skip=1 if operation == "get_device" else 0)
    core.fault("echo", operation="get_device", status=500)
    run = playbook.run(*tasks, arguments=("-vvv",))
    assert run[0].failed and run[3].failed
    shown = "\n".join(str(result.values) for result in run)
    for secret in (token, core.password, "secret 1", "secret%201", "secret+1", "secret%2B1"):
        assert secret not in shown, secret


def test_effects_are_not_repeated(core, playbook) -> None:
    core.fault("status", status=429, operation="lock_device", times=5)
    result = playbook.run(
        {"mi_device_action": {"action": "lock", "uuids": [SMITH_IPHONE], "reason": "r", "retries": 5}}
    )[0]
    assert result.failed and len(core.requests("lock_device")) == 1 and core.effects() == []


def test_the_password_is_never_seen(core, playbook) -> None:
    core.fault("status", status=400, operation="lock_device", body=f"bad password {core.password} of yours")
    run = playbook.run(
        {"mi_device_info": {"uuids": [KELLER_IPHONE], "password": core.password}},
        {"mi_device_action": {"action": "lock", "uuids": [KELLER_IPHONE], "reason": "r", "password": core.password}},
        info(password=core.password, url="https://127.0.0.1:9"),
        info(password=core.password, url="not a url"),
        arguments=("-vvv", "--diff"),
    )
    token = base64.b64encode(f"{core.username}:{core.password}".encode()).decode()
    for secret in (core.password, token):
        assert secret not in run.output
        assert secret not in str([result.values for result in run])
    assert all(core.password not in entry["path"] for entry in core.log())


@pytest.fixture
def elsewhere() -> Iterator[tuple[str, list[str]]]:
    """Another host, and the credentials that were sent there."""
    seen: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.headers.get("Authorization", "none"))
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(b'{"messages": "", "device": {"uuid": "stolen"}}')

        def log_message(self, *_args) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/", seen
    server.shutdown()
    server.server_close()


def test_a_redirect_to_another_host_gets_no_credentials(core, playbook, elsewhere) -> None:
    address, seen = elsewhere
    core.fault("redirect", location=address, times=9)
    result = playbook.run(info(retries=1))[0]
    assert result.failed and "redirects" in result.message and seen == []


def test_a_proxy_is_used_and_an_environment_one_too(core, playbook) -> None:
    run = playbook.run(info(proxy="http://127.0.0.1:9"), info())
    assert run[0].failed and "reached" in run[0].message and run[1].ok()
    through = playbook.run(info(), environment={"HTTPS_PROXY": "http://127.0.0.1:9"})
    assert through[0].failed and "proxy" in through[0].message


def test_options_from_module_defaults_and_environment(core, playbook) -> None:
    """The action group covers every module; without url nothing is sent."""
    play = {
        "hosts": "localhost",
        "connection": "local",
        "gather_facts": False,
        "module_defaults": {"group/mobileiron.core.core": core_options(core)},
        "tasks": [
            {"mobileiron.core.mi_device_info": {"uuids": [KELLER_IPHONE]}},
            {"mobileiron.core.mi_label_info": {}},
        ],
    }
    empty = {f"MOBILEIRON_{name}": "" for name in ("URL", "USERNAME", "PASSWORD", "CA_PATH")}
    run = playbook.play([play], environment=empty)
    assert run.code == 0 and [result.ended for result in run] == ["ok", "ok"], run.output
    bare = playbook.run({"mi_label_info": {}}, environment=empty)[0]
    assert bare.failed and "url" in bare.message


def core_options(core: Simulator) -> dict[str, Any]:
    return {"url": core.url, "username": core.username, "password": core.password, "ca_path": core.ca_path}


def test_a_hosted_core_lies_below_a_tenant_path(tmp_path) -> None:
    hosted = Simulator(tmp_path, 20, arguments=("--tenant", "acme"))
    try:
        assert hosted.url.endswith("/acme")
        run = Playbook(hosted, tmp_path).run(
            info(),
            {"mi_device_label": {"uuids": [KELLER_IPHONE], "names": ["Testlabel"]}},
            {"mi_system_info": {}},
        )
        assert run[0].ok()["count"] == 1 and run[1].ok().changed and run[2].ok()["reachable"]
        assert KELLER_IPHONE in hosted.label_members("Testlabel")
    finally:
        hosted.stop()
