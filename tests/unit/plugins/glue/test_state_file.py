# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The state file of an event source: whole, private, locked, and never another's."""

from __future__ import annotations

import json
import os
import resource
import signal
import stat

import pytest
from ansible_collections.mobileiron.core.plugins.module_utils.glue._state_file import StateFile
from ansible_collections.mobileiron.core.plugins.module_utils.wire._errors import InvalidInput

OWNER = {"source": "alerts", "server": "https://core.example.com", "scope": {"labels": ["A"]}}
EVENT = {"type": "mobileiron.alert", "id": "1"}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "state.json"


def opened(path, **owner):
    state = StateFile(str(path), {**OWNER, **owner})
    return state, state.open(dict)


def saved(path, memory=None, pending=()):
    state, _content = opened(path)
    state.save(memory or {"seen": []}, list(pending))
    state.close()


def test_what_was_saved_comes_back_and_only_the_owner_can_read_it(path):
    assert opened(path)[1] is None
    before = os.umask(0)
    try:
        saved(path, {"seen": ["ü\ud83d"]}, [EVENT])
    finally:
        os.umask(before)
    assert opened(path)[1] == {"memory": {"seen": ["ü\ud83d"]}, "pending": [EVENT]}
    assert {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()} == {0o600}
    assert sorted(file.name for file in path.parent.iterdir()) == ["state.json", "state.json.lock"]


def test_a_file_that_others_could_read_becomes_private_and_a_link_at_the_draft_is_not_followed(path, tmp_path):
    saved(path)
    path.chmod(0o644)
    victim = tmp_path / "victim"
    victim.write_text("untouched")
    (tmp_path / "state.json.new").symlink_to(victim)
    saved(path, {"seen": ["1"]})
    assert victim.read_text() == "untouched"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert opened(path)[1]["memory"] == {"seen": ["1"]}


def test_a_second_source_is_refused_until_the_first_has_closed(path):
    first, _content = opened(path)
    with pytest.raises(InvalidInput, match="in use by another process"):
        opened(path)
    first.close()
    opened(path)


def test_a_lock_ends_with_its_process_however_it_ends(path):
    child = os.fork()
    if not child:
        opened(path)[0].save({"seen": ["1"]}, [])
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)
    assert opened(path)[1]["memory"] == {"seen": ["1"]}


def test_nothing_is_saved_after_the_end(path):
    state, _content = opened(path)
    state.save({"seen": ["1"]}, [])
    state.close()
    state.save({"seen": ["2"]}, [])
    assert opened(path)[1]["memory"] == {"seen": ["1"]}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"null",
        b"[]",
        b'"text"',
        b"{}",
        b"[" * 100_000,
        json.dumps({"format": 1, "owner": OWNER, "memory": 3, "pending": []}).encode(),
        json.dumps({"format": 1, "owner": OWNER, "memory": {}, "pending": [{"type": "no id"}]}).encode(),
        json.dumps({"format": 1, "owner": OWNER, "memory": {}, "pending": None}).encode(),
    ],
)
def test_a_corrupt_file_is_refused_and_left_as_it_is(path, content):
    path.write_bytes(content)
    with pytest.raises(InvalidInput, match=r"state_file: .* cannot be used: .*move the file away to start again"):
        opened(path)
    assert path.read_bytes() == content


@pytest.mark.parametrize(
    ("owner", "message"),
    [
        ({"server": "https://other.example.com"}, r'another server: "https://core.example.com", not "https://other'),
        ({"source": "device_changes"}, "another source"),
        ({"scope": {"labels": ["B"]}}, r'another scope: \{"labels": \["A"\]\}, not'),
    ],
)
def test_a_file_of_another_owner_is_refused(path, owner, message):
    saved(path)
    with pytest.raises(InvalidInput, match=message):
        opened(path, **owner)


def test_a_file_of_a_later_format_is_refused(path):
    path.write_text(json.dumps({"format": 2, "owner": OWNER, "memory": {}, "pending": []}))
    with pytest.raises(InvalidInput, match="it has the format 2, but this version reads the format 1"):
        opened(path)


def test_paths_that_cannot_be_are_named(tmp_path):
    with pytest.raises(InvalidInput, match="is a directory"):
        opened(tmp_path)
    with pytest.raises(InvalidInput, match="cannot be written"):
        opened(tmp_path / "none" / "state.json")


def test_a_full_disk_keeps_the_former_file_and_no_rest(path):
    saved(path, {"seen": ["1"]})
    state, _content = opened(path)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, limits[1]))
    try:
        with pytest.raises(OSError):
            state.save({"seen": ["2" * 1000]}, [])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)
    state.close()
    assert opened(path)[1]["memory"] == {"seen": ["1"]}
    assert not (path.parent / "state.json.new").exists()


def test_without_a_path_nothing_is_kept():
    state = StateFile(None, OWNER)
    assert state.open(dict) is None
    state.save({"seen": []}, [])
    state.close()
