# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""What a module's run may use of the place where it runs: check mode, warnings, and files there."""

from __future__ import annotations

from typing import Any, Protocol


class Host(Protocol):
    """Where a module runs. The files are those of the machine that runs the module."""

    check_mode: bool

    @property
    def tmpdir(self) -> str:
        """A folder for files that are gone afterwards."""

    def warn(self, message: str) -> None:
        """Show a sentence to the playbook's author."""

    def backup(self, path: str) -> str:
        """Copy a file beside itself; the copy's path."""

    def move(self, source: str, dest: str) -> None:
        """Put a file in the place of another, at once and whole."""

    def set_attributes(self, path: str, attributes: dict[str, Any], changed: bool) -> bool:
        """Give a file its ``mode``, ``owner`` and ``group``; ``changed``, or true where that changed something."""
