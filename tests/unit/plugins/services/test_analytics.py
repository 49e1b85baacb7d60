# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""AppConnect analytics out of hostile ZIP files."""

from __future__ import annotations

import io
import stat
import zipfile

import pytest
from ansible_collections.mobileiron.core.plugins.module_utils.services import _analytics
from ansible_collections.mobileiron.core.plugins.module_utils.services._analytics import analyse
from ansible_collections.mobileiron.core.plugins.module_utils.wire._errors import BadAnswer


def archive(members: dict) -> io.BytesIO:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in members.items():
            target.writestr(name, content)
    packed.seek(0)
    return packed


def test_sessions_and_devices() -> None:
    found = analyse(
        archive(
            {
                "app/dev1/usage.csv": "start,duration,zone,bytes\n1381268056367,35,-420,7\n1381268056,5,0\n",
                "app/dev1/version.txt": "1.2\n",
                "app/dev2/version.txt": "1.3",
            }
        )
    )
    first, second = sorted(found.sessions, key=lambda session: session["duration_seconds"])
    assert first["started_at"] == "2013-10-08T21:34:16Z"
    assert first["bytes"] is None
    assert second == {
        "device_id": "dev1",
        "started_at": "2013-10-08T21:34:16.367Z",
        "duration_seconds": 35,
        "timezone_offset_minutes": -420,
        "bytes": 7,
        "app_version": "1.2",
    }
    assert found.devices == [
        {"device_id": "dev1", "app_version": "1.2", "sessions": 2},
        {"device_id": "dev2", "app_version": "1.3", "sessions": 0},
    ]
    assert found.problems == []


def test_bad_members_are_named_and_the_rest_is_read() -> None:
    link = zipfile.ZipInfo("app/dev1/link.csv")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    bad = {
        "../../etc/cron.csv": "1,1,0,0\n",
        "/etc/cron.csv": "1,1,0,0\n",
        "app/dev1/..\\x.csv": "1,1,0,0\n",
        link: "/etc/passwd",
        "app/dev1/other.bin": "x",
        "app/dev1/bomb.csv": "0" * 5_000_000,
        "loose.csv": "1,1,0,0\n",
        "app/dev1/rows.csv": "1381268056,35,0,1\nnonsense,x\n",
    }
    found = analyse(archive({**bad, "app/dev2/good.csv": "1381268056,35,0,1\n"}))
    names = {member.filename if isinstance(member, zipfile.ZipInfo) else member for member in bad}
    assert {problem["member"] for problem in found.problems} == names
    assert [session["device_id"] for session in found.sessions] == ["dev1", "dev2"]


def test_a_damaged_member_is_named() -> None:
    packed = archive({"app/dev1/a.csv": "1381268056,35,0,1\n" * 50, "app/dev2/b.csv": "1381268056,35,0,1\n"})
    raw = bytearray(packed.getvalue())
    raw[60] ^= 0xFF
    found = analyse(io.BytesIO(bytes(raw)))
    assert [problem["member"] for problem in found.problems] == ["app/dev1/a.csv"]
    assert [session["device_id"] for session in found.sessions] == ["dev2"]


def test_limits(monkeypatch) -> None:
    monkeypatch.setattr(_analytics, "MAX_BYTES", 100)
    with pytest.raises(BadAnswer):
        analyse(archive({"app/dev1/a.csv": "1381268056,35,0,1\n" * 50}))
    monkeypatch.setattr(_analytics, "MAX_MEMBERS", 1)
    with pytest.raises(BadAnswer):
        analyse(archive({"app/dev1/a.csv": "", "app/dev1/b.csv": ""}))
    with pytest.raises(BadAnswer):
        analyse(io.BytesIO(b"no archive"))
