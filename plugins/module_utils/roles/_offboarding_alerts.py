# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""What the evidence of the role offboarding states of the person's alerts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ._plan_words import Row


def marked_ids(result: Row) -> set[str]:
    """The ids of the alerts that were marked as read."""
    return {alert["id"] for alert in result.get("alerts", ()) if alert["changed"] and alert["after"]["read"]}


def alerts(before: Sequence[Row], unread: Row | None, marked: set[str], order: Row) -> list[Row]:
    """The alerts that were marked as read, and those that are about to be: these have no ``marked_read_at``.

    Core does not tell the comment of an alert. So what a killed run was about to mark counts as marked when it is no
    longer ``unread``, by the answer of mi_alert_info.
    """
    noted = distinct([row for record in before for row in record.get("alerts", ())])
    if not unread or has_failed(unread):
        return noted
    listed = [alert["id"] for alert in unread.get("alerts", ())]
    done = [row for row in noted if row["marked_read_at"]]
    begun = [row for row in noted if not row["marked_read_at"] and row["id"] not in listed]
    about = [{"id": each, "comment": order["alert_comment"], "marked_read_at": None} for each in listed]
    read = marked | {row["id"] for row in begun}
    known = {(row["id"], row["comment"]) for row in done}
    rows = [row for row in begun if (row["id"], row["comment"]) not in known] + about
    return [*done, *({**row, "marked_read_at": order["now"] if row["id"] in read else None} for row in rows)]


def distinct(rows: Iterable[Row]) -> list[Row]:
    kept: list[Row] = []
    for row in rows:
        if row not in kept:
            kept.append(row)
    return kept


def has_failed(result: Row | None) -> bool:
    return bool(result and result.get("failed"))
