# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""One way to read a list of devices, measured in a process of its own; prints seconds, megabytes and devices.

python listing.py collection json http://127.0.0.1:PORT
python listing.py bare xml FILE
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree

FIELDS = ("uuid", "name", "principal", "status", "platform")


def collection(response_format: str, url: str) -> Iterable[object]:
    """What mi_device_info does: ask, read and project device by device."""
    from ansible_collections.mobileiron.core.plugins.module_utils.glue._open_core import open_core
    from ansible_collections.mobileiron.core.plugins.module_utils.selecting._selector import Selector
    from ansible_collections.mobileiron.core.plugins.module_utils.services._device_info import Listing, list_devices

    options = {"url": url, "username": "apiadmin", "password": "secret", "response_format": response_format}
    with open_core(options, check_mode=False, warn=print) as core:
        return list_devices(core, Selector(), Listing(fields=list(FIELDS)))


def bare(response_format: str, path: str) -> Iterable[object]:
    """The standard library alone, on the same bytes: all of them parsed, nothing kept but the elements."""
    if response_format == "json":
        with open(path, "rb") as file:
            return json.loads(file.read())["devices"]["device"]
    found = []
    for _event, element in ElementTree.iterparse(path):  # noqa: S314  # our own file
        if element.tag == "device":
            found.append({child.tag: child.text for child in element if child.tag in FIELDS})
            element.clear()
    return found


def peak() -> float:
    """The most memory that this process itself has held, in MB; what its parent held does not count."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) / 1024


def main() -> None:
    """Measure one way; imports are done before the clock starts."""
    way, response_format, source = sys.argv[1:]
    import requests  # noqa: F401 - so that neither way pays for it

    measured = {"collection": collection, "bare": bare}[way]
    if way == "collection":
        import ansible_collections.mobileiron.core.plugins.module_utils.glue._open_core
        import ansible_collections.mobileiron.core.plugins.module_utils.services._device_info  # noqa: F401
    wall, processor = time.perf_counter(), time.process_time()
    devices = len(list(measured(response_format, source)))
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    print(json.dumps({"wall": wall, "processor": processor, "megabytes": peak(), "devices": devices}))


if __name__ == "__main__":
    main()
