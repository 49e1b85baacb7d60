# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""As much of AWX's API as awx.awx needs to set up templates: objects with names, associations, surveys and deletions.

It stores what it is sent and answers it, hides secrets, refuses what the database of AWX refuses, and starts no job.
"""

from __future__ import annotations

import json
import re
import threading
from collections import defaultdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlparse

from jinja2 import StrictUndefined, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment

TOKEN = "a-token"
PREFIX = "/api/v2/"
REQUIRED = {
    "credential_types": {"name", "kind"},
    "credentials": {"name", "credential_type"},
    "hosts": {"name", "inventory"},
    "inventories": {"name", "organization"},
    "inventory_sources": {"name", "inventory", "source"},
    "job_templates": {"name", "project", "playbook", "job_type"},
    "notification_templates": {"name", "organization", "notification_type"},
    "projects": {"name"},
    "schedules": {"name", "rrule", "unified_job_template"},
    "workflow_job_template_nodes": {"workflow_job_template"},
    "workflow_job_templates": {"name"},
    "execution_environments": {"name", "image"},
    "organizations": {"name"},
    "workflow_approval_templates": {"name"},
}
UNIFIED = ("job_templates", "workflow_job_templates", "projects", "inventory_sources", "workflow_approval_templates")
KEPT_BY = {  # kind → the fields that name what it goes with
    "hosts": ("inventory",),
    "inventory_sources": ("inventory",),
    "schedules": ("unified_job_template",),
    "workflow_job_template_nodes": ("workflow_job_template", "unified_job_template"),
}
_SINGULAR = {"inventories": "inventory"}
_ENCRYPTED = "$encrypted$"


class Refused(Exception):
    """A request that AWX refuses: a status and a body."""


class FakeAwx:
    """The objects, and the server that keeps them. Use it as a context manager."""

    def __init__(self) -> None:
        self.objects: dict[str, dict[int, dict[str, Any]]] = defaultdict(dict)
        self.secrets: dict[int, dict[str, Any]] = {}
        self.links: dict[tuple[str, int, str], list[int]] = defaultdict(list)
        self.surveys: dict[tuple[str, int], dict[str, Any]] = {}
        self.numbers = 0
        self.changes: list[tuple[str, str]] = []
        self.create("organizations", {"name": "Default"})
        self.changes.clear()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))

    def __enter__(self) -> FakeAwx:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def named(self, kind: str, name: str) -> dict[str, Any]:
        """The object of a kind that has this name."""
        return next(entry for entry in self.objects[kind].values() if entry["name"] == name)

    def linked(self, kind: str, number: int, association: str) -> list[int]:
        """The numbers of the objects that are associated with one."""
        return self.links[kind, number, association]

    # -- what the requests do

    def create(self, kind: str, values: dict[str, Any]) -> dict[str, Any]:
        """Make an object."""
        missing = REQUIRED[kind] - values.keys()
        if missing:
            raise Refused(400, {name: ["This field is required."] for name in missing})
        if any(self._same(kind, entry, values) for entry in self.objects[kind].values()):
            raise Refused(400, {"__all__": [f"{kind} with this name already exists."]})
        self.numbers += 1
        url = f"{PREFIX}{kind}/{self.numbers}/"
        entry = {
            "id": self.numbers,
            "url": url,
            "type": _SINGULAR.get(kind, kind[:-1]),
            "related": {"survey_spec": f"{url}survey_spec/"},
            "summary_fields": {},
            "description": "",
            "scm_revision": "",
        }
        self.objects[kind][self.numbers] = entry
        try:
            return self.update(kind, self.numbers, values, "POST")
        except Refused:
            del self.objects[kind][self.numbers]
            raise

    def update(self, kind: str, number: int, values: dict[str, Any], how: str = "PATCH") -> dict[str, Any]:
        """Change an object."""
        entry = self.objects[kind][number]
        if kind == "credential_types":
            _check_injectors(values)
        if kind == "credentials" and "inputs" in values:
            values = {**values, "inputs": self._hidden(number, entry, values)}
        entry.update(values)
        if entry.get("unified_job_template"):
            entry["related"]["unified_job_template"] = self._find_unified(entry["unified_job_template"])["url"]
        self.changes.append((how, kind))
        return entry

    def delete(self, kind: str, number: int) -> None:
        """Remove an object, and what goes with it."""
        if kind == "credential_types" and any(
            c["credential_type"] == number for c in self.objects["credentials"].values()
        ):
            raise Refused(403, {"detail": "Credential types that are in use cannot be deleted"})
        del self.objects[kind][number]
        self.changes.append(("DELETE", kind))
        for other, fields in KEPT_BY.items():
            for entry in list(self.objects[other].values()):
                if any(entry.get(field) == number for field in fields) and entry["id"] in self.objects[other]:
                    self.delete(other, entry["id"])

    def associate(self, kind: str, number: int, association: str, values: dict[str, Any]) -> None:
        """Tie one object to another, or untie it."""
        members = self.links[kind, number, association]
        if values.get("disassociate"):
            members.remove(values["id"])
        else:
            members.append(values["id"])
        self.changes.append(("POST", association))

    def search(self, kind: str, query: dict[str, str]) -> list[dict[str, Any]]:
        """The objects that have all those values."""
        kinds = UNIFIED if kind == "unified_job_templates" else (kind,)
        entries = [entry for one in kinds for entry in self.objects[one].values()]
        filters = {name: value for name, value in query.items() if name not in ("page_size", "order_by")}
        return [e for e in entries if all(str(e.get(name)) == value for name, value in filters.items())]

    def approval(self, node: int, values: dict[str, Any]) -> dict[str, Any]:
        """Make the template of an approval and give it to its node."""
        made = self.create("workflow_approval_templates", values)
        self.update("workflow_job_template_nodes", node, {"unified_job_template": made["id"]})
        return made

    def _find_unified(self, number: int) -> dict[str, Any]:
        return next(self.objects[kind][number] for kind in UNIFIED if number in self.objects[kind])

    def _same(self, kind: str, entry: dict[str, Any], values: dict[str, Any]) -> bool:
        keys = (
            ("identifier", "workflow_job_template") if kind.endswith("nodes") else ("name", "organization", "inventory")
        )
        return kind != "workflow_approval_templates" and all(entry.get(key) == values.get(key) for key in keys)

    def _hidden(self, number: int, entry: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
        kind = self.objects["credential_types"][values.get("credential_type") or entry["credential_type"]]
        secret = {field["id"] for field in kind["inputs"]["fields"] if field.get("secret")}
        unknown = values["inputs"].keys() - {field["id"] for field in kind["inputs"]["fields"]}
        if unknown:
            raise Refused(400, {"inputs": [f"Additional properties are not allowed: {unknown}"]})
        self.secrets[number] = values["inputs"]
        return {name: _ENCRYPTED if name in secret else value for name, value in values["inputs"].items()}


def _check_injectors(values: dict[str, Any]) -> None:
    """AWX renders each template with an example in every field, and takes no field that is not declared."""
    jinja = ImmutableSandboxedEnvironment(undefined=StrictUndefined)
    example: dict[str, Any] = {field["id"]: "EXAMPLE" for field in values["inputs"]["fields"]}
    names = [label.partition(".")[2] for label in values["injectors"].get("file", {})]
    example["tower"] = {"filename": dict.fromkeys(names, "EXAMPLE")}
    texts = re.findall(r'"((?:[^"\\]|\\.)*)"', json.dumps(values["injectors"]))
    try:
        for text in texts:
            jinja.from_string(json.loads(f'"{text}"')).render(example)
    except UndefinedError as error:
        raise Refused(400, {"injectors": [str(error)]}) from error


def _handler(awx: FakeAwx) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """Requests by their method and path."""

        protocol_version = "HTTP/1.1"

        def log_message(self, *_arguments: Any) -> None:
            """Say nothing."""

        def _answer(self, status: int, body: Any = None) -> None:
            text = b"" if body is None else json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def _serve(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length) or b"{}")
            if self.headers.get("Authorization") != f"Bearer {TOKEN}":
                return self._answer(401, {"detail": "Authentication credentials were not provided."})
            parts = urlparse(self.path)
            path = parts.path.removeprefix(PREFIX).strip("/").split("/")
            try:
                self._answer(*_route(awx, self.command, path, dict(parse_qsl(parts.query)), body))
            except Refused as refused:
                self._answer(*refused.args)
            except (KeyError, StopIteration):
                self._answer(404, {"detail": "Not found."})

        do_GET = do_POST = do_PATCH = do_DELETE = _serve

    return Handler


def _route(awx: FakeAwx, method: str, path: list[str], query: dict[str, str], body: dict[str, Any]) -> tuple[int, Any]:
    kind = path[0]
    if len(path) == 1:
        return (201, awx.create(kind, body)) if method == "POST" else (200, _page(awx.search(kind, query)))
    number = int(path[1])
    entry = awx.objects[kind][number]
    if len(path) == 2:
        return _one(awx, method, kind, number, body)
    association = path[2]
    if association == "survey_spec":
        if method == "POST":
            awx.surveys[kind, number] = body
        elif method == "DELETE":
            awx.surveys.pop((kind, number), None)
        return 200, awx.surveys.get((kind, number), {})
    if association == "create_approval_template":
        return 201, awx.approval(entry["id"], body)
    if method == "POST":
        awx.associate(kind, number, association, body)
        return 204, None
    return 200, _page([{"id": member} for member in awx.linked(kind, number, association)])


def _one(awx: FakeAwx, method: str, kind: str, number: int, body: dict[str, Any]) -> tuple[int, Any]:
    if method == "DELETE":
        awx.delete(kind, number)
        return 204, None
    return 200, awx.update(kind, number, body) if method == "PATCH" else awx.objects[kind][number]


def _page(results: list[dict[str, Any]]) -> dict[str, Any]:
    return {"count": len(results), "next": None, "previous": None, "results": results}
