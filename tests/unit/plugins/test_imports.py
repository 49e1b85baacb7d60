# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Importing any file of the collection opens no connection, starts no process and writes no file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
COLLECTIONS = ROOT.parents[2]
FILES = sorted(
    path.relative_to(COLLECTIONS)
    for folder in ("plugins", "extensions")
    for path in (ROOT / folder).rglob("*.py")
    if "doc_fragments" not in path.parts
)
# An audit hook sees what Python's own library is asked for, whoever asks.
WATCH = """
import runpy, sys
# Libraries that look about when they are imported; what they do is theirs.
import ansible.plugins.action, ansible.plugins.inventory, ansible.plugins.loader, ansible.plugins.lookup, requests
seen = []
EVENTS = ("socket.connect", "socket.getaddrinfo", "socket.bind", "subprocess.Popen", "os.system", "os.exec", "os.fork")
def watch(event, arguments):
    if event in EVENTS:
        seen.append(f"{event} {arguments}")
    if event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+"):
        seen.append(f"open for writing: {arguments[0]}")
sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
sys.addaudithook(watch)
for file in sys.argv[2:]:
    before = len(seen)
    runpy.run_path(f"{sys.argv[1]}/{file}", run_name="imported")
    for event in seen[before:]:
        print(f"{file}: {event}")
"""


def test_import_has_no_effect():
    """Each file is run as an import would run it; what it does beside defining things is printed."""
    plain = [str(path) for path in FILES if "module_utils" not in path.parts]
    assert len(plain) > 20
    command = [sys.executable, "-c", WATCH, str(COLLECTIONS), *plain]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
