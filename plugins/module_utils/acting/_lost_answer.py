# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: BSD-2-Clause
"""The only policy for an effect whose answer was lost: it is never sent again, and only a read settles it.

The engine does that for devices, in ``_after_lost_answer``.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from ..wire._errors import LostAnswer

NOT_KNOWN = "not known whether Core acted; not sent again"
DID_NOT_ACT = "A read shows that Core did not act; it was not sent again."
NOT_DONE = "Core accepted the request, but a read shows that it is not done."
READS = 3
PAUSE = 0.5  # seconds between the reads
_Seen = TypeVar("_Seen")


def look_again(
    look: Callable[[], _Seen | None], settles: Callable[[_Seen], bool] = bool, reads: int = READS
) -> _Seen | None:
    """Read a few times, because Core may be about to act, until a read settles the matter; returns the last read."""
    seen = None
    for attempt in range(reads):
        time.sleep(PAUSE if attempt else 0)
        seen = look()
        if seen and settles(seen):
            break
    return seen


def failure_without_proof(lost: LostAnswer, shows_old_state: bool) -> tuple[str, bool]:
    """The message for a lost answer that no read settled as done, and whether Core may have acted.

    ``shows_old_state``: a read showed the old state, and could have shown the new one. That settles the matter, unless
    Core may still be working.
    """
    if shows_old_state and not lost.pending:
        return f"{lost.message} {DID_NOT_ACT}", False
    return f"{lost.message} It is {NOT_KNOWN}.", True
