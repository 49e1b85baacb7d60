# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""Labels, and which devices carry them (reference: Get all Labels; version 2 for what version 1 no longer has)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from ..records._label import label_record
from ..records._reply import Reply, label_reply, refuse_unsuccessful

if TYPE_CHECKING:
    from ..wire._client import Client

_ALWAYS = frozenset({"id", "name", "static_label"})


class Labels:
    """The labels of Core. Names are compared exactly."""

    def __init__(self, client: Client) -> None:
        self._client = client

    @property
    def _space(self) -> int:
        return self._client.connection.admin_device_space_id

    def all(self) -> list[dict[str, Any]]:
        """All labels."""
        return [label_record(raw) for raw in self._client.call("list_labels").items()]

    def of_device(self, uuid: str) -> list[dict[str, Any]]:
        """The labels that a device carries, by name: ``id``, ``name``, ``static_label`` and further keys.

        Raises RefusedRequest for a failure inside a 200.
        """
        answer = self._client.call("list_device_labels", uuid=uuid, device_space_id=self._space)
        refuse_unsuccessful(answer)
        labels = [
            {key: value for key, value in label.items() if value is not None or key in _ALWAYS}
            for label in map(label_record, answer.items())
            if label["name"]
        ]
        return sorted(labels, key=lambda label: label["name"])

    def add(self, label: str, uuids: Iterable[str]) -> Reply:
        """Put a static label on devices. Raises RefusedRequest where Core did nothing at all."""
        return self._put("add_device_label", label, list(uuids))

    def remove(self, label: str, uuids: Iterable[str]) -> Reply:
        """Take a static label off devices. Raises RefusedRequest where Core did nothing at all."""
        return self._put("remove_device_label", label, list(uuids))

    def _put(self, operation: str, label: str, uuids: list[str]) -> Reply:
        answer = self._client.call(operation, label=label, device_space_id=self._space, uuids=uuids)
        return label_reply(answer, label, uuids)

    def batches(self, label: str, uuids: list[str], size: int | None = None) -> Iterator[list[str]]:
        """``uuids`` request by request; ``label`` is the longest name of the change."""
        return self._client.batches("add_device_label", "uuids", uuids, size, label=label, device_space_id=self._space)
