# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""The actions on devices: how each is sent, and what is seen of it (reference: Retire a Device to Enable Roaming)."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from ..records._device import device_record
from ..records._fields import boolean, epoch_time, integer, number, record, text
from ..wire._client import Answer, Client, Permit
from ..wire._errors import GuardRefused, InvalidInput, MobileIronError, RefusedRequest
from ._answers import lists_in, passcodes, refuse_silent_failure, told_failures
from ._guards import Action, Target, device_target, validate
from ._outcomes import BatchAnswer, Entry, Settings, Work, carry_out
from ._targets import GONE, Resolution, Selector, refuse_unknown, resolve, the_one

ACTIONS = {
    action.name: action
    for action in (
        Action("lock", "locked", needs_reason=True),
        Action("unlock", "unlocked", needs_reason=True),
        Action("wakeup", "woken up"),
        Action("retire", "retired", needs_reason=True, max_devices=1),
        Action("wipe", "wiped", needs_reason=True, max_devices=1, factory_reset=True),
        Action("locate", "located"),
        Action("set_roaming", "given these roaming settings"),
    )
}
DEVICE_KEYS = frozenset({"uuid", "name", "principal", "status", "employee_owned", "platform_family", "block_reasons"})
_VOICE = ("VoiceRoamingEnabled", "Voice Roaming Enabled")
_DATA = ("DataRoamingEnabled", "Data Roaming Enabled")
_NO_PASSCODE = {
    "Q": None,
    "F": "The device has no passcode.",
}
_NOT_UNLOCKED = "Core could not unlock the device (NA): it is not managed by MDM, or the unlock failed."


def act(client: Client, params: Mapping[str, Any]) -> dict[str, Any]:
    """Carry out ``params['action']`` on the selected devices; the result of mi_device_action.

    Raises InvalidInput before the first request, NotFound and GuardRefused before the first effect, and TaskFailed.
    """
    action = ACTIONS[params["action"]]
    validate(action, params)
    settings = Settings.from_params(params)
    return _WORKS[action.name](client, action, params, settings).run()


class DeviceWork(Work):
    """What all actions on devices share. ``selector`` finds the devices, also once more just before a bulk request.

    ``operation`` is the row of the single call.
    """

    keys = DEVICE_KEYS
    operation: str

    def __init__(self, client: Client, action: Action, params: Mapping[str, Any], settings: Settings) -> None:
        self.client = client
        self.action = action
        self.params = params
        self.settings = settings
        self.selector = Selector.from_params(params)

    def run(self) -> dict[str, Any]:
        """Select the devices and carry the action out on them; the result of the module."""
        found = self.select()
        targets = [device_target(device) for device in found.devices]
        self.refuse(targets)
        return carry_out(self.client, self, targets, self.params, found.unknown)

    def select(self) -> Resolution:
        """The selected devices. Tells the warnings, and raises NotFound for what Core does not know, if that counts."""
        found = self._resolve()
        for warning in found.warnings:
            self.client.warn(warning)
        if not self.settings.continue_on_error:
            refuse_unknown(found)
        return found

    def _resolve(self) -> Resolution:
        return resolve(self.client, self.selector, self.keys, changing=True, concurrency=self.settings.concurrency)

    def refuse(self, targets: Sequence[Target]) -> None:
        """Raise GuardRefused for targets that the action cannot be meant for."""
        return None

    def verdict(self, target: Target) -> tuple[str, str | None]:
        if target.state in GONE:
            return (
                "failed",
                f"The device is {target.state}, so it cannot be {self.action.effect}. Nothing was sent to it.",
            )
        return "planned", None

    def state(self, target: Target) -> Any:
        device = target.record
        return {key: device[key] for key in ("status", "principal", "employee_owned", "block_reasons")}

    def read(self, uuid: str) -> Target | None:
        raw = self.client.call("get_device", uuid=uuid).item()
        return device_target(the_one(device_record(raw, self.keys), uuid)) if raw else None

    def reselect(self) -> dict[str, Target]:
        return {device["uuid"]: device_target(device) for device in self._resolve().devices}

    def send(self, target: Target, permit: Permit | None) -> dict:
        values = {"reason": self.params.get("reason")} if self.takes_reason else {}
        answer = self.client.call(self.operation, permit=permit, uuid=target.uuid, **values)
        return self.accepted(answer, target)

    def accepted(self, answer: Answer, target: Target) -> dict:
        """``told`` of an answer that says of no failure. Raises RefusedRequest for any other."""
        refuse_silent_failure(answer)
        failed = told_failures(answer.data, {target.uuid: target.name})
        for why in (*failed.failures.values(), *failed.unplaced):
            raise RefusedRequest(f"{answer.operation.name}: {why}", answer.operation.name, answer.status)
        return self.told(answer, target)

    def told(self, answer: Answer, target: Target) -> dict:
        """What the answer of a single call adds to the entry. Raises RefusedRequest for a failure in a 200."""
        return {"message": " ".join(answer.messages) or None}

    def send_many(self, targets: Sequence[Target], permit: Permit | None) -> BatchAnswer:
        uuids = [target.uuid for target in targets]
        answer = self.client.call(str(self.bulk_operation), permit=permit, uuids=uuids)
        told = self.told_of_many(answer, targets)
        if not told.failures and not told.unplaced:
            refuse_silent_failure(answer)
        return told

    def told_of_many(self, answer: Answer, targets: Sequence[Target]) -> BatchAnswer:
        """What the answer of a bulk call says of single devices."""
        failed = told_failures(answer.data, {target.uuid: target.name for target in targets})
        return BatchAnswer(failed.failures, unplaced=failed.said)

    def pooled(self, step: Any, entries: Iterable[Entry]) -> None:
        """Run ``step`` for each entry, several at a time."""
        with ThreadPoolExecutor(self.settings.concurrency) as pool:
            list(pool.map(step, entries))


class _Lock(DeviceWork):
    operation = "lock_device"
    bulk_operation = "bulk_lock"
    takes_reason = True

    def told(self, answer: Answer, target: Target) -> dict:
        value = text((lists_in(answer.data, "unlockpasscode") or [None])[0])
        told = {**super().told(answer, target), **self.passcode(value)}
        if value and not self.params.get("return_passcodes"):
            told["message"] = (told["message"] or "").replace(value, "********") or None
        return told

    def passcode(self, value: str | None) -> dict:
        """The entry's passcode, where the task asks for it."""
        if value is None or value.upper() in (*_NO_PASSCODE, "NA"):
            return {}
        return {"passcode": value if self.params.get("return_passcodes") else None}


class _Unlock(_Lock):
    operation = "unlock_device"
    bulk_operation = "bulk_unlock"

    def told(self, answer: Answer, target: Target) -> dict:
        values = passcodes(answer.data)
        if any(_refused(value) for value in values.values()):
            raise RefusedRequest(_NOT_UNLOCKED, status=answer.status)
        return self._unlocked(values.get(target.uuid.lower(), values.get("")))

    def _unlocked(self, value: str | None) -> dict:
        return {"message": _NO_PASSCODE.get((value or "").upper()), **self.passcode(value)}

    def told_of_many(self, answer: Answer, targets: Sequence[Target]) -> BatchAnswer:
        """Core unlocks before it answers, with a passcode for each unlocked device.

        A failure that names nobody is of one of those without a passcode, of which then none counts as unlocked.
        """
        values = passcodes(answer.data)
        told = super().told_of_many(answer, targets)
        told.extras = {uuid: self._unlocked(value) for uuid, value in values.items()}
        told.failures.update({uuid: _NOT_UNLOCKED for uuid, value in values.items() if _refused(value)})
        silent = {target.uuid.lower() for target in targets} - set(values) - set(told.failures)
        if silent and (values or told.unplaced):
            why = told.unplaced or "Core answers a passcode for others"
            told.failures.update(dict.fromkeys(silent, f"Core does not say that it unlocked the device: {why}."))
            told.unplaced = ""
        return told


def _refused(passcode: str | None) -> bool:
    return (passcode or "").upper() == "NA"


class _Wakeup(DeviceWork):
    operation = "wakeup_device"
    bulk_operation = "bulk_wakeup"


class _Retire(DeviceWork):
    operation = "retire_device"
    bulk_operation = "bulk_retire"
    takes_reason = True
    readable = True

    def verdict(self, target: Target) -> tuple[str, str | None]:
        if target.state == "WIPED":
            return "planned", None  # the one valid action on a wiped device
        if target.state in GONE:
            return "unchanged", f"The device is {target.state} already."
        return super().verdict(target)

    def expected(self, target: Target) -> dict:
        return {**self.state(target), "status": "RETIRED"}

    def done(self, target: Target) -> bool:
        return target.state == "RETIRED"

    def asked(self, target: Target) -> bool:
        return target.state in ("RETIRED", "RETIRE_PENDING")


class _Wipe(DeviceWork):
    operation = "wipe_device"
    bulk_operation = "bulk_wipe"
    takes_reason = True
    readable = True

    def verdict(self, target: Target) -> tuple[str, str | None]:
        if target.state == "WIPED":
            return "unchanged", "The device is WIPED already."
        return super().verdict(target)

    def expected(self, target: Target) -> dict:
        return {**self.state(target), "status": "WIPED"}

    def done(self, target: Target) -> bool:
        return target.state == "WIPED"


class _Locate(DeviceWork):
    """Plain: the last known location, a read. With ``locate_now`` the device is asked for a new one."""

    _TYPES = {
        "lookup_result": text,
        "latitude": number,
        "longitude": number,
        "radius": number,
        "captured_at": epoch_time,
    }

    def __init__(self, client: Client, action: Action, params: Mapping[str, Any], settings: Settings) -> None:
        super().__init__(client, action, params, settings)
        self.now = bool(params.get("locate_now"))
        self.fix_timeout = int(params.get("fix_timeout") or 0)
        if self.fix_timeout < 0:
            raise InvalidInput(f"fix_timeout: expected 0 or more seconds, got {self.fix_timeout}.")
        self._before: dict[str, int] = {}

    def verdict(self, target: Target) -> tuple[str, str | None]:
        outcome, message = super().verdict(target)
        return ("unchanged", message) if outcome == "planned" and not self.now else (outcome, message)

    def enrich(self, entries: list[Entry]) -> None:
        self.pooled(self._read_into, [entry for entry in entries if entry.outcome == "unchanged"])

    def _read_into(self, entry: Entry) -> None:
        try:
            location, why = self._location(str(entry.uuid))
        except MobileIronError as error:
            entry.fail(error.message)
        else:
            entry.extra["location"] = location
            entry.say(why)

    def _location(self, uuid: str) -> tuple[dict | None, str | None]:
        """The last fix, or None and why there is none."""
        return self._fix(_latest(self.client.call("locate_device", uuid=uuid), uuid))

    def _fix(self, raw: dict | None) -> tuple[dict | None, str | None]:
        if raw is None:
            return None, "Core has no location of the device."
        found = record(raw, self._TYPES)
        if found["lookup_result"] == "LookupFailure":
            return None, "Core could not retrieve the location of the device (LookupFailure)."
        if found["latitude"] is None or found["longitude"] is None:
            return None, "Core answered a location without coordinates."
        return found, None

    def send(self, target: Target, permit: Permit | None) -> dict:
        if self.fix_timeout:
            latest = _latest(self.client.call("locate_device", uuid=target.uuid), target.uuid)
            self._before[target.uuid] = _captured(latest)
        refuse_silent_failure(self.client.call("locate_device_now", uuid=target.uuid))
        said = "The device was asked for its location."
        if target.record["platform_family"] == "ios":
            said = "Core was asked to locate the device now, which iOS ignores; it reports its location by itself."
        if not self.fix_timeout:
            said += " Read it in a few minutes, without locate_now."
        return {"message": said}

    def follow_up(self, entries: list[Entry]) -> None:
        """Read until each device has a fix newer than the one before it was asked, at most fix_timeout seconds."""
        if not self.fix_timeout:
            return
        deadline = time.monotonic() + self.fix_timeout
        pending = entries
        while pending:
            self.pooled(self._look_for_fix, pending)
            pending = [entry for entry in pending if not entry.extra.get("location")]
            left = deadline - time.monotonic()
            if left <= 0:
                break
            if pending:
                time.sleep(min(self.settings.wait_interval, left))
        for entry in pending:
            entry.say(f"No new fix came within {self.fix_timeout} seconds.")

    def _look_for_fix(self, entry: Entry) -> None:
        try:
            latest = _latest(self.client.call("locate_device", uuid=str(entry.uuid)), str(entry.uuid))
        except MobileIronError:
            return  # the next round asks again
        if _captured(latest) > self._before.get(str(entry.uuid), 0):
            entry.extra["location"] = self._fix(latest)[0]


def _latest(answer: Answer, uuid: str) -> dict | None:
    """The latest fix of the device in an answer, None where there is none; a fix of another device is not its."""
    mine = [raw for raw in answer.items() if (text(raw.get("uuid")) or uuid).lower() == uuid.lower()]
    return max(mine, key=_captured, default=None)


def _captured(raw: dict | None) -> int:
    """When a fix was captured, in epoch milliseconds; 0 where there is none."""
    return integer(raw.get("capturedAt")) or 0 if raw else 0


class _SetRoaming(DeviceWork):
    readable = True
    keys = DEVICE_KEYS | {"details"}

    def __init__(self, client: Client, action: Action, params: Mapping[str, Any], settings: Settings) -> None:
        super().__init__(client, action, params, settings)
        for name in ("voice_roaming", "data_roaming"):
            if params.get(name) is None:
                raise InvalidInput(f"{name}: required for set_roaming.")
        voice, data = params["voice_roaming"], params["data_roaming"]
        self.wanted = (voice, voice and data)
        explained = "Without voice roaming there is no data roaming, so that is off too."
        self._dependency = explained if data and not voice else None

    def refuse(self, targets: Sequence[Target]) -> None:
        others = [target for target in targets if target.record["platform_family"] != "ios"]
        if others:
            raise GuardRefused(
                f"set_roaming works on iOS devices only; not iOS: {', '.join(map(str, others[:10]))}"
                + (f" and {len(others) - 10} more" if len(others) > 10 else "")
                + ". Nothing was done."
            )

    def state(self, target: Target) -> dict:
        voice, data = self._roaming(target)
        return {**super().state(target), "voice_roaming": voice, "data_roaming": data}

    def expected(self, target: Target) -> dict:
        return {**super().state(target), "voice_roaming": self.wanted[0], "data_roaming": self.wanted[1]}

    @staticmethod
    def _roaming(target: Target) -> tuple[bool | None, bool | None]:
        details = target.record["details"]

        def setting(keys: Sequence[str]) -> bool | None:
            return next((boolean(details[key]) for key in keys if key in details), None)

        return setting(_VOICE), setting(_DATA)

    def verdict(self, target: Target) -> tuple[str, str | None]:
        outcome, message = super().verdict(target)
        if outcome == "planned" and self.done(target):
            return "unchanged", self._dependency
        return outcome, message or self._dependency

    def done(self, target: Target) -> bool:
        return self._roaming(target) == self.wanted

    def send(self, target: Target, permit: Permit | None) -> dict:
        voice, data = self.wanted
        answer = self.client.call("set_roaming", uuid=target.uuid, voice=voice, data=data)
        return self.accepted(answer, target)


_WORKS: dict[str, type[DeviceWork]] = {
    "lock": _Lock,
    "unlock": _Unlock,
    "wakeup": _Wakeup,
    "retire": _Retire,
    "wipe": _Wipe,
    "locate": _Locate,
    "set_roaming": _SetRoaming,
}
