# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""The host of a module's run: check mode, warnings and files."""

from __future__ import annotations

from typing import Any, Protocol


class Host(Protocol):
    """The place where a module runs. The files are those of that machine."""

    check_mode: bool

    @property
    def tmpdir(self) -> str:
        """A folder for temporary files."""

    def warn(self, message: str) -> None:
        """Show a sentence to the playbook's author."""

    def backup(self, path: str) -> str:
        """Copy a file beside itself; the copy's path."""

    def move(self, source: str, dest: str) -> None:
        """Replace a file atomically."""

    def set_attributes(self, path: str, attributes: dict[str, Any], changed: bool) -> bool:
        """Give a file its ``mode``, ``owner`` and ``group``; ``changed``, or true where that changed something."""
