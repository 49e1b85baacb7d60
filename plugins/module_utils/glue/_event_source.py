# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""From ansible-rulebook's call of an event source to events in its queue.

Each reading has these steps: read Core, compare, save the new memory together with the new events, put the events into
the queue. An event stays in the state file until it is confirmed: when it has left the queue, and with feedback was
acknowledged, for a whole pause. A process that starts after a kill delivers the unconfirmed events again, with the same
ids.
"""

from __future__ import annotations

import asyncio
import copy
import logging
import os
import threading
from collections.abc import Mapping
from typing import Any

from ..core._core import Core
from ..records._messages import empty_list
from ..services._events import burst_or_events
from ..wire._client import Client
from ..wire._errors import (
    AuthenticationFailed,
    InvalidInput,
    MissingCall,
    MissingLibrary,
    MobileIronError,
    NotACore,
    NotFound,
    RefusedRequest,
    TlsFailed,
)
from . import _option_values
from ._feeds import Feed
from ._open_core import connect
from ._options import CONNECTION
from ._state_file import StateFile

_ENDING = (InvalidInput, MissingLibrary, AuthenticationFailed)
"""Errors that waiting does not cure."""
_ENDING_AT_FIRST = (TlsFailed, NotACore, MissingCall, NotFound, RefusedRequest)
"""Errors that mean wrong options before the first successful reading, and a temporary fault after it."""
_LONGEST_INTERVAL = 86400.0  # seconds
_LONGEST_PAUSE = 300.0  # seconds between attempts while Core cannot be read, unless the interval is longer
_FEEDBACK_PATIENCE = 300.0  # seconds until a missing acknowledgement is worth a warning
_SHORTEST_WITH_FEEDBACK = 3.0  # seconds of a pause; the engine's database file lags half a second behind

_SOURCE: dict[str, dict] = {
    "state_file": {"type": "path"},
    "seed_only": {"type": "bool", "default": True},
    "burst_limit": {"type": "int", "default": 100},
    "feedback": {"type": "bool", "default": False},
}


class SourceFailed(Exception):
    """The event source ends; the message gives the reason and the remedy."""


def option_table(feed: Feed) -> dict[str, dict]:
    """All options of a source: the connection's, those of every source, and the feed's own."""
    return {**CONNECTION, "interval": {"type": "float", "default": feed.interval}, **_SOURCE, **feed.options}


async def run_source(feed: Feed, queue: Any, args: Mapping[str, Any]) -> None:
    """Watch ``feed`` and put its events into ``queue`` until the task is cancelled.

    ``args``: the options from ansible-rulebook, with ``eda_feedback_queue`` if it acknowledges events. Raises
    SourceFailed for options, credentials or a state file that do not work.
    """
    given = dict(args)
    acknowledged = given.pop("eda_feedback_queue", None)
    log = logging.getLogger(f"mobileiron.core.{feed.name}")
    client: Client | None = None
    problem = "it ended by itself."
    try:
        options = validated(feed, given)
        client = connect(options, check_mode=True, warn=log.warning)
        watch = Watch(feed, options, Core(client), log)
        loop = _Loop(watch, queue, acknowledged, log)
        try:
            await loop.run()
        finally:
            watch.confirm(loop.taken())
            watch.close()
            client.close()
    except MobileIronError as error:
        problem = error.message
    except Exception as error:
        text = f"{type(error).__name__}: {error}"
        problem = f"This is a bug in the collection; please report it: {client.clean(text) if client else text}"
    # Out of reach of the error itself: whoever shows its chain would show addresses with secrets.
    raise SourceFailed(f"mobileiron.core.{feed.name}: {problem}")


def validated(feed: Feed, args: Mapping[str, Any]) -> dict[str, Any]:
    """The options with their defaults and environment fallbacks. Raises InvalidInput, naming the option."""
    options = _option_values.validated(args, option_table(feed), os.environ)
    if not 0 < options["interval"] <= _LONGEST_INTERVAL:  # nor nan
        raise InvalidInput(
            f"interval: expected more than 0 seconds and at most a day, got {options['interval']:g} seconds."
        )
    if options["burst_limit"] < 0:
        raise InvalidInput(f"burst_limit: expected 1 or more events, or 0 for no limit, got {options['burst_limit']}.")
    for name in feed.options:
        if options[name] == []:
            raise InvalidInput(empty_list(name, "reports nothing"))
    feed.scope(options)  # raises for a selector that cannot be
    return options


class Watch:
    """The memory and the pending events of one source. Its methods block; only one runs at a time.

    ``pending``: the events that are not confirmed, oldest first. The first ``put`` of them have been in the queue.
    """

    def __init__(self, feed: Feed, options: dict[str, Any], core: Core, log: logging.Logger) -> None:
        self.feed, self.options, self.core, self.log = feed, options, core, log
        self.interval: float = max(options["interval"], _SHORTEST_WITH_FEEDBACK if options["feedback"] else 0)
        self.pending: list[dict[str, Any]] = []
        self.put = 0
        self.memory: dict[str, Any] | None = None
        self.server = core.server.url
        owner = {"source": feed.name, "server": self.server, "scope": feed.scope(options)}
        self.state = StateFile(options["state_file"], owner)
        self._moving = threading.Lock()  # a cancelled task closes while its thread still reads
        self._unsaved = False
        self._unwritable = False

    def open(self) -> None:
        """Load the state of an earlier process. Raises InvalidInput for a state file that cannot be used."""
        saved = self.state.open(self.feed.restored)
        if saved:
            self.memory, self.pending = saved["memory"], saved["pending"]
        elif not self.state.path:
            self.log.warning("Without state_file, events that happen while this process is down are lost.")

    def close(self) -> None:
        """Save unsaved changes, and release the state file."""
        with self._moving:
            if self._unsaved:
                self._save()
            self.state.close()

    def read(self) -> int:
        """Read Core once, and add the new events to ``pending``. Returns the number of things read."""
        things = self.feed.read(self.core, self.options)
        if self.memory is None:
            self._begin(things)
        else:
            self._compare(things)
        return len(things)

    def confirm(self, count: int) -> None:
        """Take the first ``count`` events from ``pending``: they are delivered. ``save`` writes this to the file."""
        with self._moving:
            if count:
                del self.pending[:count]
                self.put -= count
                self._unsaved = True

    def save(self) -> None:
        """Save unsaved changes."""
        with self._moving:
            if self._unsaved:
                self._save()

    def _begin(self, things: list[dict[str, Any]]) -> None:
        self.memory = self.feed.remembered(things if self.options["seed_only"] else [])
        try:
            self.state.save(self.memory, [])
        except OSError as error:
            raise InvalidInput(f"state_file: {self.state.path} cannot be written ({error.strerror}).") from error
        if not self.options["seed_only"]:
            self._compare(things)

    def _compare(self, things: list[dict[str, Any]]) -> None:
        reading = self.feed.compare(self.memory or {}, things, self.server)
        if reading.memory is not self.memory:
            events = [event for event in reading.events if self.feed.reports(event, self.options)]
            new = burst_or_events(events, self.options["burst_limit"], self.feed.kind)
            with self._moving:
                self.memory, self.pending, self._unsaved = reading.memory, self.pending + new, True
        self.save()

    def _save(self) -> None:
        """Save if possible: an event that is delivered twice does less harm than one that is not delivered."""
        try:
            self.state.save(self.memory or {}, self.pending)
        except OSError as error:
            if not self._unwritable:
                self.log.error(
                    "state_file: %s cannot be written (%s). Events are still delivered, but come again after a "
                    "restart. The source tries again to save.",
                    self.state.path,
                    error.strerror,
                )
            self._unwritable = True
            return
        if self._unwritable:
            self.log.warning("state_file: %s is written again.", self.state.path)
        self._unsaved = self._unwritable = False


class _Loop:
    """Read, deliver, pause. Whatever blocks runs in a thread; the queue is the only brake."""

    def __init__(self, watch: Watch, queue: Any, acknowledged: Any, log: logging.Logger) -> None:
        self.watch, self.queue, self.acknowledged, self.log = watch, queue, acknowledged, log
        self.failures = 0
        self.succeeded = False

    async def run(self) -> None:
        await asyncio.to_thread(self.watch.open)
        await self._deliver()
        while True:
            pause = await self._round()
            taken = self.taken()
            await asyncio.sleep(pause)
            await self._confirm(taken)

    def taken(self) -> int:
        """The number of unconfirmed events that have left the queue, which keeps their order.

        With feedback these are all: an event counts as put when it is acknowledged.
        """
        waiting = 0 if self.acknowledged is not None else _waiting(self.queue)
        return max(self.watch.put - waiting, 0)

    async def _round(self) -> float:
        """Read once and deliver. Returns the pause in seconds until the next time."""
        try:
            count = await asyncio.to_thread(self.watch.read)
        except MobileIronError as error:
            if isinstance(error, _ENDING) or (isinstance(error, _ENDING_AT_FIRST) and not self.succeeded):
                raise
            return self._failed(error)
        if self.failures:
            self.log.warning("Core can be read again.")
        self.failures, self.succeeded = 0, True
        due = await self._deliver()
        self.log.debug("Heartbeat: %d read, %d events, next in %g seconds.", count, due, self.watch.interval)
        return self.watch.interval

    def _failed(self, error: MobileIronError) -> float:
        self.failures += 1
        longest = max(self.watch.interval, _LONGEST_PAUSE)
        pause = min(self.watch.interval * 2 ** min(self.failures - 1, 30), longest)
        self.log.warning("Core cannot be read: %s Trying again in %g seconds.", error.message, pause)
        return pause

    async def _deliver(self) -> int:
        """Put each pending event into the queue that was not there yet. Returns their number."""
        due = len(self.watch.pending) - self.watch.put
        for _each in range(due):
            await self._put(self.watch.pending[self.watch.put])
            self.watch.put += 1
        return due

    async def _confirm(self, count: int) -> None:
        if count:
            self.watch.confirm(count)
            await asyncio.to_thread(self.watch.save)

    async def _put(self, event: dict[str, Any]) -> None:
        event = copy.deepcopy(event)  # ansible-rulebook and its filters write into what they get
        if self.acknowledged is None:
            await self.queue.put(event)
            return
        event["meta"] = {"uuid": event["id"]}  # by which the engine knows an event that it has had before
        await self.queue.put(event)
        await self._acknowledgement(event["id"])

    async def _acknowledgement(self, identity: str) -> None:
        while True:
            try:
                answer = await asyncio.wait_for(self.acknowledged.get(), _FEEDBACK_PATIENCE)
            except asyncio.TimeoutError:
                self.log.warning(
                    "ansible-rulebook has not acknowledged the event %s yet. Its actions are slow, or a filter of "
                    "this source drops events; such a filter does not work with feedback.",
                    identity,
                )
                continue
            if answer.get("id", identity) == identity:
                return


def _waiting(queue: Any) -> int:
    """The number of events in ``queue``, or in the one that ansible-rulebook's filters wrap; 0 if it is unknown."""
    for one in (queue, getattr(queue, "queue", None)):
        size = getattr(one, "qsize", None)
        if size is not None:
            return size()
    return 0
