# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo: onboard a person's phone, and later offboard another person with every device.

Each act is a real run of ansible-playbook over TLS against a running Core, here the embedded simulator. After each act
the demo checks the claims against the simulator's own request log and state. It exits with 1 if a claim is false.

The demo shortens the output of ansible-playbook to one line per task; ``--full`` shows all of it.
"""

from __future__ import annotations

import json
import os
import re
import ssl
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[2]
COLLECTIONS = ROOT / ".work" / "collections"
WIDTH = 100
FULL = "--full" in sys.argv[1:]

# The people and devices of every simulated fleet: tests/simulator/README.md.
KELLER = "000000a1-0000-4000-8000-00000000000{}"
IPHONE, OWN_ANDROID, MAC, SILENT_ANDROID = (KELLER.format(number) for number in range(1, 5))
MAIL = "000000e1-0000-4000-8000-00000000000{}"
HER_MAIL = [MAIL.format(number) for number in (1, 2, 3)]
LOOKALIKES = [MAIL.format(number) for number in (6, 7)]
SMITHS_IPHONE, SMITHS_MAIL = "000000a2-0000-4000-8000-000000000001", MAIL.format(4)
SOURCE = "extensions/eda/plugins/event_source/device_changes.py"


def say(text: str) -> None:
    """Print a text in wrapped paragraphs."""
    for paragraph in textwrap.dedent(text).strip().split("\n\n"):
        print(textwrap.fill(" ".join(paragraph.split()), WIDTH), flush=True)
        print(flush=True)


def headline(text: str) -> None:
    """Begin an act."""
    print(f"\n{'=' * WIDTH}\n{text}\n{'=' * WIDTH}\n", flush=True)


class Core:
    """The simulator as a process, and its control interface: what a person in the room could see and do."""

    def __init__(self, folder: Path) -> None:
        ready = folder / "ready.json"
        self._output = open(folder / "simulator.log", "wb")  # noqa: SIM115 - closed by stop()
        command = [sys.executable, "-m", "tests.simulator", "--ready-file", str(ready), "--state-dir", str(folder)]
        self._process = subprocess.Popen(command, cwd=ROOT, stdout=self._output, stderr=self._output)
        self.facts = self._started(ready, folder / "simulator.log")
        self._tls = ssl.create_default_context(cafile=self.facts["ca_path"])

    def _started(self, ready: Path, output: Path) -> dict[str, Any]:
        until = time.monotonic() + 60
        while not ready.exists():
            if self._process.poll() is not None or time.monotonic() > until:
                raise SystemExit(f"The Core simulator did not start:\n{output.read_text(errors='replace')}")
            time.sleep(0.05)
        facts: dict[str, Any] = json.loads(ready.read_text(encoding="utf-8"))
        return facts

    def stop(self) -> None:
        """End the process."""
        self._process.terminate()
        self._process.wait(10)
        self._output.close()

    def control(self, method: str, path: str, body: dict[str, Any] | None = None, **query: Any) -> Any:
        """Send one request to the control interface, which is not part of the API and not in the request log."""
        url = f"{self.facts['control_url']}/{path}" + (f"?{urlencode(query)}" if query else "")
        request = urllib.request.Request(url, method=method, data=None if body is None else json.dumps(body).encode())
        with urllib.request.urlopen(request, context=self._tls, timeout=30) as answer:
            return json.load(answer)

    def mark(self) -> int:
        """The number of the next request in the log."""
        return int(self.control("GET", "log", since=10**9)["next"])

    def log(self, since: int) -> list[dict[str, Any]]:
        """The requests from that number on."""
        entries: list[dict[str, Any]] = self.control("GET", "log", since=since)["entries"]
        return entries

    def devices(self, **person: str) -> list[dict[str, Any]]:
        """The devices of all, or of the person with this ``principal``."""
        devices: list[dict[str, Any]] = self.control("GET", "devices", **person)["devices"]
        return devices

    def device(self, uuid: str) -> dict[str, Any]:
        """One device with everything."""
        device: dict[str, Any] = self.control("GET", f"devices/{uuid}")
        return device

    def mail(self) -> dict[str, str]:
        """ActiveSync uuid → access."""
        return {row["uuid"]: row["access"] for row in self.control("GET", "eas")["partnerships"]}

    def person(self, principal: str) -> dict[str, Any] | None:
        """A user of Core, with the password as the simulator keeps it."""
        users = self.control("GET", "users")["users"]
        return next((user for user in users if user["principal"] == principal), None)

    def unread(self, principal: str) -> list[dict[str, Any]]:
        """The unread alerts of a person."""
        return [a for a in self.control("GET", "alerts")["alerts"] if a["principal"] == principal and a["unread"]]


class Person(threading.Thread):
    """Somebody who, when a device of theirs is registered, reads the message and types the passcode into it."""

    def __init__(self, core: Core, principal: str, after: float = 3.0) -> None:
        super().__init__(daemon=True)
        self.core, self.principal, self.after = core, principal, after
        self.gave_up = threading.Event()
        self.start()

    def run(self) -> None:
        """Wait for the registration, then enrol."""
        while not self.gave_up.wait(0.2):
            waiting = [d for d in self.core.devices(principal=self.principal) if d["status"] == "VERIFICATION_PENDING"]
            if waiting and not self.gave_up.wait(self.after):
                self.core.control("POST", f"devices/{waiting[0]['uuid']}/enter-passcode")
                print(
                    f"\n    [ {self.principal} has read the message and types the passcode into the phone ]", flush=True
                )
                return


class Source:
    """The event source of device changes in a process of its own, watching for compromised devices."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.out = folder / "events.jsonl"
        self.log = folder / "source.log"
        copy = COLLECTIONS / "ansible_collections" / "mobileiron" / "core"
        options = {"interval": 0.5, "changes": ["compromised"], "state_file": str(folder / "source.state")}
        command = [sys.executable, str(ROOT / "tests" / "integration" / "drive_source.py"), str(copy / SOURCE)]
        command += [json.dumps(options), str(self.out), "0"]
        with open(self.log, "wb") as log:
            self._process = subprocess.Popen(command, cwd=folder, env=environment, stderr=log)

    def _until(self, path: Path, text: str) -> str:
        until = time.monotonic() + 60
        while not path.exists() or text not in path.read_text(encoding="utf-8"):
            if self._process.poll() is not None or time.monotonic() > until:
                raise SystemExit(f"The event source failed:\n{self.log.read_text(errors='replace')}")
            time.sleep(0.05)
        return path.read_text(encoding="utf-8")

    def watching(self) -> None:
        """Wait until it knows the fleet."""
        self._until(self.log, "Heartbeat")

    def event(self) -> dict[str, Any]:
        """Wait for its first event."""
        event: dict[str, Any] = json.loads(self._until(self.out, "\n").splitlines()[0])
        return event

    def stop(self) -> None:
        """End the process."""
        self._process.terminate()
        self._process.wait(60)


class Story:
    """Runs the acts, counts the checks, and keeps the false ones."""

    def __init__(self, core: Core, folder: Path) -> None:
        self.core, self.folder = core, folder
        self.reports = folder / "reports"
        self.checked = 0
        self.wrong: list[str] = []
        self.since = 1
        self.recap: dict[str, int] = {}

    def play(self, name: str, variables: dict[str, Any], check: bool = False) -> int:
        """Run a playbook of the collection; returns its exit code."""
        values = self.folder / "variables.json"
        values.write_text(json.dumps(variables), encoding="utf-8")
        command = [
            str(Path(sys.executable).with_name("ansible-playbook")),
            "-i",
            "localhost,",
            f"mobileiron.core.{name}",
        ]
        command += ["-e", f"@{values}"] + (["--check"] if check else [])
        print(f"$ ansible-playbook mobileiron.core.{name} {'--check ' if check else ''}\\")
        shown = [_as_argument(key, value) for key, value in variables.items() if key != "onboarding_initial_password"]
        print(" \\\n".join(f"    {argument}" for argument in shown) + "\n", flush=True)
        self.since = self.core.mark()
        self.recap = {}
        process = subprocess.Popen(
            command,
            cwd=self.folder,
            env=self._environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert process.stdout is not None
        for line in process.stdout:
            self._show(line)
        return process.wait()

    _held = ""

    def _show(self, line: str) -> None:
        """Print a line of ansible-playbook; without ``--full`` a task and its one-word result become one line."""
        plain = re.sub(r"\x1b\[[0-9;]*m", "", line).rstrip()
        if plain.startswith("localhost ") and "changed=" in plain:
            self.recap = {key: int(value) for key, value in re.findall(r"(\w+)=(\d+)", plain)}
        if FULL:
            print(f"    {line}", end="", flush=True)
            return
        task = re.match(r"TASK \[(?:[\w.]+ : )?(.*?)\](?: \[CHECK MODE\])?(?: \*+)?$", plain)
        looks = re.match(r"FAILED - RETRYING: \[localhost\]: (?:[\w.]+ : )?(.*) \(", plain)
        ended = re.match(r"(ok|changed|included|skipping|fatal): ?", plain)
        if task:
            self._held = task[1]
        elif looks:
            print(f"    waiting  {looks[1]}", flush=True)
        elif ended and self._held:
            print(f"    {ended[1]:8} {self._held}", flush=True)
            self._held = ""
        elif plain and not plain.startswith(("PLAY [", "PLAY RECAP", "included: ", "DRY RUN")):
            print(f"    {'' if plain.startswith('localhost ') else '         '}{plain}", flush=True)

    def _environment(self) -> dict[str, str]:
        facts = self.core.facts
        kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
        return {
            "ANSIBLE_COLLECTIONS_PATH": str(COLLECTIONS),
            **kept,
            "MOBILEIRON_URL": facts["url"],
            "MOBILEIRON_USERNAME": facts["username"],
            "MOBILEIRON_PASSWORD": facts["password"],
            "MOBILEIRON_CA_PATH": facts["ca_path"],
            "ANSIBLE_CALLBACK_RESULT_FORMAT": "yaml",
            "ANSIBLE_DISPLAY_SKIPPED_HOSTS": "false",
            "ANSIBLE_LOCALHOST_WARNING": "false",
            "ANSIBLE_DEPRECATION_WARNINGS": "false",
            "ANSIBLE_PYTHON_INTERPRETER": sys.executable,
            "ANSIBLE_LOCAL_TEMP": str(self.folder / "temp"),
            "ANSIBLE_REMOTE_TEMP": str(self.folder / "temp"),
            "PYTHONDONTWRITEBYTECODE": "1",
            **({"ANSIBLE_FORCE_COLOR": "1"} if sys.stdout.isatty() else {"ANSIBLE_NOCOLOR": "1"}),
        }

    def effects(self) -> list[str]:
        """The effects of this act's requests in the simulator's log: one text for each effect and device."""
        done = []
        for entry in self.core.log(self.since):
            if entry["effect"]:
                done += [f"{entry['effect']} {device}" for device in entry["devices"]] or [entry["effect"]]
        return done

    def look(self) -> None:
        """Show the effects of this act."""
        entries = self.core.log(self.since)
        done = [entry for entry in entries if entry["effect"]]
        print(f"\nWhat Core saw: {len(entries)} requests, {len(done)} of them with an effect.")
        for entry in done:
            path = entry["path"] if len(entry["path"]) <= WIDTH else f"{entry['path'][: WIDTH - 3]}..."
            print(
                f"  {entry['method']:4} {path}\n       -> {entry['status']}, {entry['effect']}: {', '.join(entry['devices'])}"
            )

    def check(self, text: str, true: bool) -> None:
        """Print a claim with its truth, and count it."""
        self.checked += 1
        print(f"  {'[true] ' if true else '[FALSE]'} {text}", flush=True)
        if not true:
            self.wrong.append(text)

    # -- the acts

    phone: dict[str, Any] = {}
    tomas = {
        "onboarding_user_id": "tnovak",
        "onboarding_platform": "ios",
        "onboarding_phone_number": "1515550777",
        "onboarding_country": "DE",
        "onboarding_operator": "Telekom.de",
        "onboarding_import_user_from_ldap": True,
        "onboarding_labels": ["Field Staff"],
        "onboarding_wait_for_enrolment": True,
        "onboarding_wait_timeout": 60,
        "onboarding_wait_interval": 2,
    }

    def onboarding_planned(self) -> None:
        """Check mode."""
        headline("1. Onboarding: the plan")
        say("""Tomas Novak begins next week. Core does not know him yet, but the company's LDAP does. With --check the role
            looks everything up and validates it as in the real run. It sends nothing that has an effect.""")
        code = self.play("onboard", self.tomas, check=True)
        self.look()
        self.check("the playbook succeeded", code == 0)
        self.check(
            "Core got reads only: nothing was changed or sent", not self.effects() and bool(self.core.log(self.since))
        )
        self.check(
            "Tomas still has no device, and is still unknown to Core",
            not self.core.devices(principal="tnovak") and not self.core.person("tnovak"),
        )

    def onboarding(self) -> None:
        """The real run; the person enrols while it waits."""
        headline("2. Onboarding: registered, enrolled, labelled, verified")
        say("""This is the real run. The role registers the iPhone, Core mails Tomas a passcode, and the role waits. Tomas is a few
            lines of Python in this demo. He types the passcode into his phone after some seconds.""")
        person = Person(self.core, "tnovak")
        code = self.play("onboard", {**self.tomas, "onboarding_report_dir": str(self.reports)})
        person.gave_up.set()
        self.look()
        self.check("the playbook succeeded", code == 0)
        devices = self.core.devices(principal="tnovak")
        self.check("Tomas has exactly one device", len(devices) == 1)
        self.phone = self.core.device(devices[0]["uuid"]) if devices else {}
        self.check(
            "it is ACTIVE and company owned",
            (self.phone.get("status"), self.phone.get("employeeOwned")) == ("ACTIVE", False),
        )
        self.check("it carries the label Field Staff", "Field Staff" in self.phone.get("labels", []))
        self.check(
            "Core registered once and labelled once",
            sorted(e.split()[0].split("_")[0] for e in self.effects())[-1:] == ["register"]
            and len(self.effects()) == 2,
        )
        mails = [
            m
            for m in self.core.control("GET", "messages")["messages"]
            if m.get("device_uuid", m.get("device")) == self.phone.get("uuid")
        ]
        self.check(
            "Core mailed the passcode, and nobody was reminded: the passcode lives longer than the wait",
            len(mails) == 1,
        )
        records = list(self.reports.glob("onboarding-tnovak-*.json"))
        self.check(
            "the record is a file that only its owner can read",
            [oct(f.stat().st_mode & 0o777) for f in records] == ["0o600"],
        )

    def onboarding_again(self) -> None:
        """The second run."""
        headline("3. The same playbook again: nothing changes")
        code = self.play("onboard", {**self.tomas, "onboarding_report_dir": str(self.reports)})
        self.look()
        self.check("the playbook succeeded and reports no change", code == 0 and self.recap.get("changed") == 0)
        self.check("no request had an effect", not self.effects())
        self.check("Tomas still has exactly one device", len(self.core.devices(principal="tnovak")) == 1)

    def local_user(self) -> None:
        """A new local user's password."""
        headline("4. A new local user: the password")
        say("""LDAP does not know Eric, so Core creates a local user. Core makes the password of a new local user equal to the user
            id. The role replaces it at once.""")
        code = self.play("onboard", {
            "onboarding_user_id": "eric.extern", "onboarding_platform": "android", "onboarding_country": "DE",
            "onboarding_user_first_name": "Eric", "onboarding_user_last_name": "Extern",
            "onboarding_user_email": "eric.extern@example.com", "onboarding_employee_owned": True,
            "onboarding_initial_password": "Ch4nged-at-once",
        })  # fmt: skip
        self.look()
        self.check("the playbook succeeded", code == 0)
        eric = self.core.person("eric.extern") or {}
        self.check("Eric's password is the given one, not his user id", eric.get("password") == "Ch4nged-at-once")
        shown = json.dumps(self.core.log(self.since))
        self.check("the password is in no address that Core logged", "Ch4nged" not in shown)

    martina = {
        "offboarding_user": "mkeller",
        "offboarding_ticket": "HR-2041",
        "offboarding_reason": "left the company",
        "offboarding_wipe_company_owned": True,
        "offboarding_wait_timeout": 8,
        "offboarding_wait_interval": 2,
    }

    def offboarding_planned(self) -> None:
        """Check mode."""
        headline("5. Offboarding: the plan")
        say("""Martina Keller leaves. She has a company iPhone, a company Mac, a private Android, a company Android that has
            been silent for 45 days, and a phone that was retired long ago. She has three ActiveSync partnerships; Core does
            not know the device of one of them. Two more only look like hers. --check shows the plan.""")
        before = {d["uuid"]: d["status"] for d in self.core.devices(principal="mkeller")}
        code = self.play("offboard", {**self.martina, "offboarding_report_dir": str(self.reports)}, check=True)
        self.look()
        self.check("the playbook succeeded", code == 0)
        self.check("no request had an effect", not self.effects())
        self.check(
            "no device changed its status",
            {d["uuid"]: d["status"] for d in self.core.devices(principal="mkeller")} == before,
        )
        self.check("no evidence was written", not list(self.reports.glob("offboarding-*")))

    def offboarding(self) -> None:
        """The real run; one device is silent."""
        headline("6. Offboarding: mail blocked, devices wiped or retired, evidence written")
        code = self.play("offboard", {**self.martina, "offboarding_report_dir": str(self.reports)})
        self.look()
        mail, done = self.core.mail(), self.effects()
        kinds = [entry["effect"] for entry in self.core.log(self.since) if entry["effect"]]
        self.check("the playbook succeeded: a silent device is outstanding, not a failure", code == 0)
        self.check("the mail was blocked before anything else", kinds[:1] == ["eas_block"])
        self.check("her three partnerships are blocked", all(mail[uuid] == "Blocked" for uuid in HER_MAIL))
        self.check(
            "the two that only look like hers are untouched", all(mail[uuid] == "Allowed" for uuid in LOOKALIKES)
        )
        self.check(
            "the company iPhone and Mac are WIPED",
            [self.core.device(u)["status"] for u in (IPHONE, MAC)] == ["WIPED"] * 2,
        )
        self.check("the private Android is RETIRED, and the role sent no wipe for it",
                   self.core.device(OWN_ANDROID)["status"] == "RETIRED" and f"wipe {OWN_ANDROID}" not in done)  # fmt: skip
        self.check("no device was both wiped and retired",
                   not {e.split()[1] for e in done if e.startswith("wipe ")} & {e.split()[1] for e in done if e.startswith("retire ")})  # fmt: skip
        self.check("Core accepted the wipe of the silent Android, which is still ACTIVE",
                   f"wipe {SILENT_ANDROID}" in done and self.core.device(SILENT_ANDROID)["status"] == "ACTIVE")  # fmt: skip
        evidence = self.evidence()
        outcomes = {row["uuid"]: row["outcome"] for row in evidence.get("devices", [])}
        self.check("the evidence calls it outstanding", outcomes.get(SILENT_ANDROID) == "outstanding")
        self.check("her alerts are read", not self.core.unread("mkeller"))

    def offboarding_again(self) -> None:
        """The silent device connects, the second run completes."""
        headline("7. The silent phone connects, and a second run completes the offboarding")
        self.core.control("PATCH", f"devices/{SILENT_ANDROID}", {"silent": False})
        self.core.control("POST", f"devices/{SILENT_ANDROID}/check-in")
        say("Somebody finds Martina's second Android in a drawer and switches it on. It connects and wipes itself.")
        code = self.play("offboard", {**self.martina, "offboarding_report_dir": str(self.reports)})
        self.look()
        evidence = self.evidence()
        self.check("the playbook succeeded", code == 0)
        self.check("the second Android is WIPED", self.core.device(SILENT_ANDROID)["status"] == "WIPED")
        self.check("the role repeated no action: no request had an effect", not self.effects())
        self.check("every action in the evidence is confirmed",
                   {row["outcome"] for row in evidence.get("devices", [])} <= {"confirmed", "unchanged"})  # fmt: skip
        files = sorted(self.reports.glob("offboarding-mkeller-*"))
        self.check("the evidence is in CSV, HTML and JSON, and only its owner can read it",
                   [(file.suffix, oct(file.stat().st_mode & 0o777)) for file in files]
                   == [(suffix, "0o600") for suffix in (".csv", ".html", ".json")])  # fmt: skip
        for file in files:
            if file.suffix == ".csv":
                print(f"\nThe evidence, {file.name}, in six of its columns:")
                self._table(evidence)

    def evidence(self) -> dict[str, Any]:
        """The evidence that the role wrote; empty if it wrote none."""
        for file in self.reports.glob("offboarding-mkeller-*.json"):
            evidence: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
            return evidence
        return {}

    def _table(self, evidence: dict[str, Any]) -> None:
        for row in evidence.get("devices", []):
            print(
                f"  {row['kind']:10} {row['model'][:16]:16} {row['owner']:9} {row['asked'] or '-':7} {row['outcome']:10} {row['ticket'] or '-'}"
            )

    def nobody(self) -> None:
        """An unknown person."""
        headline("8. An unknown person")
        say(
            "A typing error must not look like success. The role fails for a person whom Core, LDAP and ActiveSync do not know."
        )
        code = self.play(
            "offboard", {**self.martina, "offboarding_user": "mkelller", "offboarding_report_dir": str(self.reports)}
        )
        self.look()
        self.check("the playbook failed", code != 0)
        self.check("no request had an effect", not self.effects())

    def inventory(self) -> None:
        """The fleet as an inventory, counted against Core's own state."""
        headline("9. The fleet as an inventory")
        say("""The inventory plugin mobileiron.core.devices makes each device a host. Without a selector, the hosts are the active
            devices, and the plugin sends one request. This file groups them in three ways:""")
        file = ROOT / "examples" / "inventory" / "all.mobileiron.yml"
        print(
            textwrap.indent("".join(f"{line}\n" for line in file.read_text().splitlines() if line[:1] != "#"), "    ")
        )
        print("$ ansible-inventory -i examples/inventory/all.mobileiron.yml --list\n", flush=True)
        self.since = self.core.mark()
        command = [str(Path(sys.executable).with_name("ansible-inventory")), "-i", str(file), "--list"]
        listed = subprocess.run(
            command, cwd=self.folder, env=self._environment(), stdout=subprocess.PIPE, text=True, check=False
        )
        inventory = json.loads(listed.stdout or '{"_meta": {"hostvars": {}}}')
        hosts = inventory["_meta"]["hostvars"]
        for name in sorted(inventory):
            if inventory[name].get("hosts"):
                print(f"    {name:28} {len(inventory[name]['hosts']):4} hosts")
        print(f"\nOne of the hosts:\n{textwrap.indent(json.dumps(hosts.get(SMITHS_IPHONE), indent=2), '    ')}")
        self.look()
        active = {device["uuid"] for device in self.core.devices() if device["status"] == "ACTIVE"}
        self.check("ansible-inventory succeeded", listed.returncode == 0)
        self.check(f"its {len(hosts)} hosts are exactly the active devices in Core", set(hosts) == active)
        self.check("the plugin sent one request", len(self.core.log(self.since)) == 1)

    def event(self) -> None:
        """Something happens in Core, and a playbook follows."""
        headline("10. An event: a phone turns out to be compromised")
        say("""The event source mobileiron.core.device_changes watches the fleet. It is made for ansible-rulebook, which needs
            Java and is not part of this demo. Here a few lines of Python start the source as ansible-rulebook does and take the
            event. They then run the playbook that the rulebook mobileiron.core.compromised_device would run.""")
        source = Source(self.folder, self._environment())
        try:
            source.watching()
            print(f"    [ John's iPhone {SMITHS_IPHONE} is jailbroken ]\n", flush=True)
            self.core.control("PATCH", f"devices/{SMITHS_IPHONE}", {"compliance": 1})
            event = source.event()
        finally:
            source.stop()
        print(json.dumps(event, indent=2) + "\n", flush=True)
        self.check(
            "the source reported this device as compromised",
            (event.get("change"), event.get("after"), event.get("device", {}).get("uuid"))
            == ("compromised", True, SMITHS_IPHONE),
        )
        values = {
            "event_id": event.get("id"),
            "event_device_uuid": SMITHS_IPHONE,
            "event_dir": str(self.folder / "events"),
        }
        code = self.play("event_compromised_device", values)
        self.look()
        self.check("the playbook succeeded", code == 0)
        self.check(
            "Core blocked its mail, and the playbook did nothing else", self.effects() == [f"eas_block {SMITHS_MAIL}"]
        )
        say("The same event comes again. That happens when a source is killed before it records a delivery.")
        code = self.play("event_compromised_device", values)
        self.look()
        self.check("the playbook succeeded and did nothing", code == 0 and not self.effects())

    def run(self) -> None:
        """Run all acts in order."""
        self.onboarding_planned()
        self.onboarding()
        self.onboarding_again()
        self.local_user()
        self.offboarding_planned()
        self.offboarding()
        self.offboarding_again()
        self.nobody()
        self.inventory()
        self.event()


def _as_argument(key: str, value: Any) -> str:
    """An extra variable as one would type it: only JSON keeps blanks and lists."""
    text = value if isinstance(value, str) else json.dumps(value)
    return f"-e {key}={text}" if re.fullmatch(r"[\w./@-]+", text) else f"-e '{json.dumps({key: value})}'"


def main() -> int:
    """Start the Core, run all acts, and print how many checks were true."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="mobileiron-demo-") as name:
        core = Core(Path(name))
        try:
            story = Story(core, Path(name))
            headline("A person's devices, from the first day to the last")
            say(f"""A simulated Core with 200 devices listens at {core.facts["url"]}. Its certificate comes from its own CA.
                The playbooks read MOBILEIRON_URL, MOBILEIRON_USERNAME, MOBILEIRON_PASSWORD and MOBILEIRON_CA_PATH. Point these
                at your own Core, and the same commands work there.

                The output of ansible-playbook is shortened to one line per task (tests/demo/run.py --full shows all of it).""")
            story.run()
        finally:
            core.stop()
    headline("Summary")
    print(f"{story.checked - len(story.wrong)} of {story.checked} checks against Core's own log and state were true, "
          f"in {time.monotonic() - began:.0f} seconds.")  # fmt: skip
    for text in story.wrong:
        print(f"  [FALSE] {text}")
    return 1 if story.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
