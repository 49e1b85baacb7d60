# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""One way to read a list of devices, measured in a process of its own; prints seconds, megabytes and devices.

python listing.py collection json http://127.0.0.1:PORT
python listing.py bare xml FILE
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Iterable
from xml.etree import ElementTree

FIELDS = frozenset({"uuid", "name", "principal", "status", "platform"})


def collection(response_format: str, url: str) -> Iterable[object]:
    """What mi_device_info does: ask, read and project device by device."""
    from ansible_collections.mobileiron.core.plugins.module_utils.records._device import device_record, wire_names
    from ansible_collections.mobileiron.core.plugins.module_utils.wire._client import Client
    from ansible_collections.mobileiron.core.plugins.module_utils.wire._connection import Connection

    client = Client(Connection(url, "apiadmin", "secret", response_format=response_format))
    wanted = wire_names(FIELDS)
    return [device_record(raw, FIELDS) for raw in client.stream("list_devices", wanted, status="ACTIVE")]


def bare(response_format: str, path: str) -> Iterable[object]:
    """The standard library alone, on the same bytes: all of them parsed, nothing kept but the elements."""
    if response_format == "json":
        with open(path, "rb") as file:
            return json.loads(file.read())["devices"]["device"]
    found = []
    for _event, element in ElementTree.iterparse(path):
        if element.tag == "device":
            found.append({child.tag: child.text for child in element if child.tag in FIELDS})
            element.clear()
    return found


def main() -> None:
    """Measure one way; imports are done before the clock starts."""
    way, response_format, source = sys.argv[1:]
    import requests  # noqa: F401 - so that neither way pays for it

    measured = {"collection": collection, "bare": bare}[way]
    if way == "collection":
        import ansible_collections.mobileiron.core.plugins.module_utils.records._device
        import ansible_collections.mobileiron.core.plugins.module_utils.wire._client  # noqa: F401
    started = time.perf_counter()
    devices = measured(response_format, source)
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "megabytes": peak, "devices": len(list(devices))}))


if __name__ == "__main__":
    main()
