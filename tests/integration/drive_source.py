# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs one event source as ansible-rulebook does, and writes each event that it takes from the queue as a line of JSON.

Arguments: the path of the source, its options as JSON, the file for the events, and the seconds that each event takes.
The source's log goes to standard error. SIGTERM stops it cleanly.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import runpy
import signal
import sys


async def drive(path: str, options: str, events: str, seconds: str) -> None:
    """Take events until the source ends or this process is told to."""
    queue: asyncio.Queue = asyncio.Queue(1)  # as small as ansible-rulebook's
    source = asyncio.create_task(runpy.run_path(path)["main"](queue, json.loads(options)))
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, source.cancel)

    async def take() -> None:
        with open(events, "a", encoding="utf-8") as file:
            while True:
                event = await queue.get()
                await asyncio.sleep(float(seconds))
                file.write(json.dumps(event) + "\n")
                file.flush()
                os.fsync(file.fileno())

    taking = asyncio.create_task(take())
    try:
        await source
    finally:
        await asyncio.sleep(0.1)
        taking.cancel()


if __name__ == "__main__":
    logging.basicConfig(level=logging.DEBUG, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")
    try:
        asyncio.run(drive(*sys.argv[1:]))
    except asyncio.CancelledError:
        print("stopped", file=sys.stderr)
    except Exception as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        sys.exit(1)
