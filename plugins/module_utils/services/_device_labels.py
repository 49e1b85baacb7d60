# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""Which labels a device carries, by the version 2 call. Apart from their changes, so that reading loads no more."""

from __future__ import annotations

from typing import Any

from ..records._fields import boolean
from ..records._label import label_record
from ..wire._client import Answer, Client
from ..wire._errors import RefusedRequest

_LABEL_KEYS = frozenset({"id", "name", "static_label"})


def device_labels(client: Client, uuid: str) -> list[dict[str, Any]]:
    """The labels that a device carries: ``id``, ``name``, ``static_label``, and what else the answer tells.

    Raises RefusedRequest for a failure inside a 200.
    """
    answer = client.call("list_device_labels", uuid=uuid, device_space_id=client.connection.admin_device_space_id)
    refuse_failure(answer)
    labels = [
        {key: value for key, value in label.items() if value is not None or key in _LABEL_KEYS}
        for label in map(label_record, answer.items())
        if label["name"]
    ]
    return sorted(labels, key=lambda label: label["name"])


def refuse_failure(answer: Answer) -> None:
    """Raise RefusedRequest where a version 2 answer says ``successful: false``, whatever its status."""
    told = answer.data if isinstance(answer.data, dict) else {}
    if boolean(told.get("successful")) is False:
        said = " ".join(answer.messages) or "without a message"
        raise RefusedRequest(
            f"{answer.operation.name}: Core says that it failed ({said}). Check admin_device_space_id and the "
            "account's roles there.",
            answer.operation.name,
            answer.status,
        )
