# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""Devices: listing them, and acting on one or many (reference: Device Management, Bulk Actions)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import IO, TYPE_CHECKING, Any

from ..records._device import STATUSES, device_record, wire_names
from ..records._location import Position, latest_position
from ..records._reply import Reply, bulk_unlocked_reply, locked_reply, single_reply, unlocked_reply
from ..records._user import same_user
from ..wire._errors import BadAnswer, MissingCall, MobileIronError, PathRefused, RefusedRequest, ServerFailed
from ._bulk import BulkCall

if TYPE_CHECKING:
    from ..wire._client import Client, Permit

Warn = Callable[[str], None]
_UNSURE_STATUS = "RETIRE_PENDING"  # servers before it existed answer 400 or 404


class Devices:
    """The registered devices.

    ``keys`` of the reads are the keys of the records; None means all. Lists are streamed, so a fleet is never in memory
    twice. Only ``keys`` are converted. "No data" means no device.
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self.lock_many = BulkCall(client, "bulk_lock")
        self.unlock_many = BulkCall(client, "bulk_unlock", bulk_unlocked_reply)
        self.wakeup_many = BulkCall(client, "bulk_wakeup")
        self.retire_many = BulkCall(client, "bulk_retire")
        self.wipe_many = BulkCall(client, "bulk_wipe")

    # -- reads -------------------------------------------------------------------------------------------------------

    def get(self, uuid: str, keys: frozenset[str] | None = None) -> dict[str, Any] | None:
        """The device; None if Core does not know it. Raises BadAnswer for several, or a different device."""
        raw = self._client.call("get_device", uuid=uuid).item()
        return None if raw is None else _the_one(raw, uuid, keys)

    def exists(self, uuid: str) -> bool:
        """Whether Core knows the device."""
        return self._client.call("get_device", uuid=uuid).has_data

    def by_uuid(self, uuid: str, keys: frozenset[str] | None = None) -> list[dict[str, Any]]:
        """All devices that Core lists for a uuid. Raises BadAnswer for a different device."""
        return [_the_one(raw, uuid, keys) for raw in self._client.call("get_device", uuid=uuid).items()]

    def by_mac(self, mac: str, keys: frozenset[str] | None = None) -> list[dict[str, Any]]:
        """The devices with a Wi-Fi MAC address of twelve upper-case hexadecimal digits."""
        return [device_record(raw, keys) for raw in self._client.call("get_device_by_mac", mac=mac).items()]

    def by_phone(self, phone: str, keys: frozenset[str] | None = None) -> Iterator[dict[str, Any]]:
        """The devices that Core lists for a phone number, in digits without country code."""
        return self._stream("list_devices_by_phone", keys, phone=phone)

    def by_label(self, label: str, keys: frozenset[str] | None = None) -> Iterator[dict[str, Any]]:
        """The devices that carry a label of exactly this name.

        Raises PathRefused if the server refuses the name in a path.
        """
        return self._stream("list_devices_by_label", keys, label=label)

    def by_user(
        self, user: str, keys: frozenset[str] | None = None, warn: Warn | None = None
    ) -> Iterator[dict[str, Any]]:
        """The devices that Core lists for a user, in any status.

        If the server refuses the name in a path, the devices of the whole fleet with this principal, ignoring case.
        """
        try:
            yield from self._stream("list_devices_by_user", keys, user=user)
        except PathRefused:
            keys = None if keys is None else keys | {"principal"}
            fleet = (device for status in STATUSES for device in self.by_status(status, keys, warn))
            yield from (device for device in fleet if same_user(device["principal"], user))

    def by_status(
        self, status: str, keys: frozenset[str] | None = None, warn: Warn | None = None
    ) -> Iterator[dict[str, Any]]:
        """The devices in a status.

        Devices in another status are left out with a warning. A server that does not know RETIRE_PENDING has no such
        device.
        """
        warn = warn or self._client.warn
        dropped = 0
        for device in self._of_status(status, None if keys is None else keys | {"status"}, warn):
            if device["status"] == status:
                yield device
            else:
                dropped += 1
        if dropped and status != _UNSURE_STATUS:
            warn(f"statuses: Core listed {dropped} devices of another status for {status}; they were left out.")

    def _of_status(self, status: str, keys: frozenset[str] | None, warn: Warn) -> Iterator[dict[str, Any]]:
        try:
            yield from self._stream("list_devices", keys, status=status)
        except MobileIronError as error:
            if status != _UNSURE_STATUS or not _may_not_know(error):
                raise
            if not isinstance(error, (RefusedRequest, MissingCall)):
                warn(f"statuses: {error.message} The collection assumes that the server does not know {status}.")

    def _stream(self, operation: str, keys: frozenset[str] | None, **values: Any) -> Iterator[dict[str, Any]]:
        raws = self._client.stream(operation, fields=wire_names(keys), **values)
        return (device_record(raw, keys) for raw in raws)

    def export(self) -> IO[bytes] | None:
        """The CSV export of all devices; None if there is none."""
        return self._client.download("export_devices")

    def location(self, uuid: str) -> Position:
        """The last known position of a device; the device is not asked."""
        return latest_position(self._client.call("locate_device", uuid=uuid).items(), uuid)

    # -- effects -----------------------------------------------------------------------------------------------------
    # ``name`` is the device's, by which an answer may name it. Each raises RefusedRequest where Core did not do it.

    def lock(self, uuid: str, name: str | None, reason: str | None) -> Reply:
        """Lock one device."""
        return locked_reply(self._client.call("lock_device", uuid=uuid, reason=reason), uuid, name)

    def unlock(self, uuid: str, name: str | None, reason: str | None) -> Reply:
        """Unlock one device, which removes its passcode or gives it a new one."""
        return unlocked_reply(self._client.call("unlock_device", uuid=uuid, reason=reason), uuid, name)

    def wakeup(self, uuid: str, name: str | None) -> Reply:
        """Make the client of one device check in."""
        return single_reply(self._client.call("wakeup_device", uuid=uuid), uuid, name)

    def retire(self, uuid: str, name: str | None, reason: str | None) -> Reply:
        """Retire one device: it is no longer managed."""
        return single_reply(self._client.call("retire_device", uuid=uuid, reason=reason), uuid, name)

    def wipe(self, uuid: str, name: str | None, reason: str | None, permit: Permit | None) -> Reply:
        """Factory-reset one device. The guards' ``permit`` must name it."""
        return single_reply(self._client.call("wipe_device", permit=permit, uuid=uuid, reason=reason), uuid, name)

    def locate_now(self, uuid: str, name: str | None) -> Reply:
        """Ask one device for its position."""
        return single_reply(self._client.call("locate_device_now", uuid=uuid), uuid, name)

    def set_roaming(self, uuid: str, name: str | None, voice: bool, data: bool) -> Reply:
        """Switch voice and data roaming of one iOS device."""
        return single_reply(self._client.call("set_roaming", uuid=uuid, voice=voice, data=data), uuid, name)


def _the_one(raw: dict, uuid: str, keys: frozenset[str] | None) -> dict[str, Any]:
    """The record of the requested device. Raises BadAnswer for a different one."""
    device = device_record(raw, None if keys is None else keys | {"uuid"})
    if (device["uuid"] or "").lower() != uuid.lower():
        raise BadAnswer(f"Core was asked for the device {uuid} but answered with {device['uuid']}.", "get_device")
    return device


def _may_not_know(error: MobileIronError) -> bool:
    """Whether this error may mean that the server does not know the status."""
    failed = isinstance(error, ServerFailed) and error.status == 500
    return failed or isinstance(error, (RefusedRequest, MissingCall, BadAnswer))
