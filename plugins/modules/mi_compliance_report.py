#!/usr/bin/python
# Copyright: Contributors to the mobileiron.core collection
# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: mi_compliance_report
short_description: Write a compliance report of devices as HTML, CSV and JSON
version_added: 1.0.0
description:
  - Reads the selected devices and writes C(compliance-report.html), C(compliance-report.csv) and
    C(compliance-report.json) to a folder. Without a selector, it reads all C(ACTIVE) devices.
  - The page shows compliance by platform and owner, the reasons, the time of the last contact, operating system
    versions, quarantined and blocked devices, unread alerts and the changes since an earlier report. You can search,
    filter and sort the table of all devices. The page is a single file and loads nothing from elsewhere.
  - A device counts as compliant if Core lists no violation, the device was in contact within O(contact_within_days),
    and an Android device reports that it is not rooted. Devices of unknown compliance form their own class.
  - The devices do not pass through Ansible. A report of 100,000 devices takes less than a minute.
author: mobileiron.core contributors (@mobileiron-core)
extends_documentation_fragment:
  - mobileiron.core.connection
  - mobileiron.core.files
  - mobileiron.core.selector
  - mobileiron.core.attributes
attributes:
  check_mode:
    support: full
    details: The module reads and counts the devices, and writes no file.
  diff_mode:
    support: full
    details: Shows the main figures of the earlier report and of this one.
  idempotent:
    support: none
    details: A report contains its time, so each run writes a new one.
options:
  dest:
    description:
      - The folder for the three files, on the host where the module runs. If it does not exist, the module creates it,
        readable by its owner only.
    type: path
    required: true
  title:
    description: The title of the page.
    type: str
    default: Device compliance
  contact_within_days:
    description:
      - A device whose last contact is this many days ago or more, that never connected, or whose last contact cannot be
        read, counts as not seen. O(not_seen_for_days) is different; it filters the selection.
    type: int
    default: 30
  max_noncompliant_percent:
    description:
      - If more than this share of the devices, in percent, is not compliant or of unknown compliance, the module fails
        after it has written the files.
    type: float
  max_not_seen_percent:
    description:
      - If more than this share of the devices, in percent, is not seen (see O(contact_within_days)), the module fails
        after it has written the files.
    type: float
  alerts:
    description: Whether to read and count unread alerts. Turn this off if the account must not read alerts.
    type: bool
    default: true
  earlier:
    description:
      - The path of the C(compliance-report.json) of an earlier report. The new report is compared with it.
      - Without it, the report is compared with the earlier report in O(dest) that it replaces.
    type: path
  generated_at:
    description:
      - The time of the report. The days since the last contact are counted back from it. An example is
        V(2026-03-01T06:00:00Z). Without an offset it is UTC.
      - Without it, the time of the run.
    type: str
notes:
  - The account needs the role API, and for O(alerts=true) the right to read alerts.
  - People choose the names in the files. The page escapes them, and a cell of the CSV file that a spreadsheet would
    read as a formula begins with C(').
  - "Reference: Get Devices by Status, Get Device Details for a Phone Number/User/Label/Wi-Fi MAC Address, Get All
    Alerts, Compliance, quarantinedStatus, and blockReason values."
seealso:
  - module: mobileiron.core.mi_device_info
  - module: mobileiron.core.mi_device_export
"""

EXAMPLES = r"""
- name: Report on all active devices
  mobileiron.core.mi_compliance_report:
    dest: /srv/reports/mobileiron

- name: Report on the company's phones of one label, and fail if too many break a rule
  mobileiron.core.mi_compliance_report:
    dest: /srv/reports/field-staff
    title: Field staff
    labels:
      - Field Staff
    employee_owned: false
    contact_within_days: 14
    max_noncompliant_percent: 5
    max_not_seen_percent: 2.5

- name: Compare with a report that was kept
  mobileiron.core.mi_compliance_report:
    dest: /srv/reports/november
    earlier: /srv/reports/october/compliance-report.json
"""

RETURN = r"""
files:
  description: The paths of the three files. In check mode they were not written.
  returned: success
  type: dict
  sample:
    html: /srv/reports/mobileiron/compliance-report.html
    csv: /srv/reports/mobileiron/compliance-report.csv
    json: /srv/reports/mobileiron/compliance-report.json
backup_files:
  description: The paths of the copies of the replaced files.
  returned: changed and O(backup=true)
  type: list
  elements: str
  sample: []
count:
  description: The number of devices in the report.
  returned: success
  type: int
  sample: 1234
generated_at:
  description: The time of the report.
  returned: success
  type: str
  sample: "2026-11-27T08:45:30Z"
summary:
  description:
    - The main figures. C(noncompliant), C(unknown), C(compliant_when_last_seen) and C(compliant) add up to C(devices).
      C(unread_alerts) is null with O(alerts=false).
  returned: success
  type: dict
  sample:
    devices: 1234
    noncompliant: 139
    unknown: 20
    compliant_when_last_seen: 94
    compliant: 981
    not_seen: 108
    never_connected: 24
    compromised: 11
    quarantined: 43
    blocked: 60
    unread_alerts: 102
thresholds:
  description:
    - The thresholds that were set. C(exceeded) is null if there is no device.
  returned: success
  type: list
  elements: dict
  sample:
    - name: noncompliant
      limit: 10.0
      devices: 159
      percent: 12.88
      exceeded: true
exceeded:
  description:
    - A sentence for each threshold that is exceeded. If there is one, the module fails, but still returns everything.
  returned: success
  type: list
  elements: str
  sample: ["At most 10% may be not compliant, or not known to be. 159 devices (12.88%) are."]
noncompliant:
  description: The uuids of the devices that are not compliant; null if there are more than 5,000.
  returned: success
  type: list
  elements: str
  sample: [8d711cdc-e93c-49b1-88d6-222f54132445]
changes:
  description:
    - How the main figures differ from those of the earlier report (C(differences)), its time (C(since)), and the number
      of devices for each kind of change (C(moves)). Null without an earlier report.
  returned: success
  type: dict
  sample:
    since: "2026-11-20T08:45:30Z"
    differences: {devices: 24, noncompliant: -21}
    moves: {appeared: 30, gone: 6, became_noncompliant: 7}
report:
  description: The content of the JSON file, null if it is longer than 300,000 characters.
  returned: success
  type: dict
  sample: {format: mobileiron.core.compliance_report, version: 1, devices: []}
"""

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import asdict
from typing import Any

from ansible_collections.mobileiron.core.plugins.module_utils.core._core import Core
from ansible_collections.mobileiron.core.plugins.module_utils.glue._files import (
    FileOptions,
    file_in,
    folder_for,
    place,
    temporary_beside,
)
from ansible_collections.mobileiron.core.plugins.module_utils.glue._host import Host
from ansible_collections.mobileiron.core.plugins.module_utils.glue._module import run_module
from ansible_collections.mobileiron.core.plugins.module_utils.glue._options import (
    FILES,
    SELECTOR,
    Table,
    module_spec,
    parse,
    table,
)
from ansible_collections.mobileiron.core.plugins.module_utils.roles._compliance_figures import RECORD_KEYS
from ansible_collections.mobileiron.core.plugins.module_utils.roles._compliance_files import NAMES
from ansible_collections.mobileiron.core.plugins.module_utils.roles._compliance_report import (
    ReportOptions,
    make_report,
    read_earlier,
)
from ansible_collections.mobileiron.core.plugins.module_utils.selecting._selector import Selector
from ansible_collections.mobileiron.core.plugins.module_utils.services._report_reads import (
    read_devices,
    read_unread_alerts,
)
from ansible_collections.mobileiron.core.plugins.module_utils.wire._errors import TaskFailed

OPTIONS: Table = {
    "dest": {"type": "path", "required": True},
    **table(ReportOptions, earlier={"type": "path"}),
}
SPEC = module_spec(OPTIONS, SELECTOR, FILES)


def run(params: Mapping[str, Any], core: Core, host: Host) -> dict[str, Any]:
    """Read, count, write the files, and fail if a threshold does not hold."""
    selector, options, file_options = parse(Selector, params), parse(ReportOptions, params), parse(FileOptions, params)
    with folder_for(host, params["dest"]) as folder, ExitStack() as stack:
        paths = {kind: file_in(folder, name) for kind, name in NAMES.items()}
        earlier = read_earlier(options, paths["json"], host.warn)
        files = {kind: stack.enter_context(temporary_beside(host, path, file_options)) for kind, path in paths.items()}
        devices = read_devices(core, selector, RECORD_KEYS)
        alerts = read_unread_alerts(core) if options.alerts else None
        report = make_report(devices, alerts, options.terms(asdict(selector), core.server.url), earlier)
        for kind, file in files.items():
            file.write(report.contents[kind].encode("utf-8", "replace"))
        placed = [place(host, file, paths[kind], file_options) for kind, file in files.items()]
    backups = [entry["backup_file"] for entry in placed if "backup_file" in entry]
    result = {
        "changed": any(entry["changed"] for entry in placed),
        "files": paths,
        **({"backup_files": backups} if backups else {}),
        **report.result,
    }
    if not devices and result["thresholds"]:
        host.warn("No device matches, so no threshold was checked.")
    if result["exceeded"]:
        raise TaskFailed(" ".join(result["exceeded"]), result=result)
    return result


def main() -> None:
    """Run the module."""
    run_module(run, SPEC)


if __name__ == "__main__":
    main()
