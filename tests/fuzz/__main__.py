# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Look for an answer of Core that makes the collection fail: python -m tests.fuzz [options of libFuzzer] [folders].

The first three bytes of an input choose the question, the status and the media type; the others are the body. The
search goes on after a defect: the first input that showed it is kept in the folder of the variable FUZZ_DEFECTS, in a
file that is named for the error and the line that raised it.
"""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["ansible_collections", "xmltodict", "json"]):
    from tests.fuzz.questions import QUESTIONS, ask

    for _question in QUESTIONS:  # What is loaded on first use is loaded here, or the search would not see into it.
        ask(_question, b"{}")

_NAMES = sorted(QUESTIONS)
_STATUSES = (200, 200, 200, 200, 404, 400, 401, 500)
_MEDIA = (("", "json"), ("application/json", "json"), ("application/xml", "xml"), ("text/html", "json"))
_DEFECTS = Path(os.environ.get("FUZZ_DEFECTS", "."))


def one_input(data: bytes) -> None:
    """Ask one question, and keep the input where anything but data or a MobileIronError comes out."""
    if len(data) < 3:
        return
    question, status = _NAMES[data[0] % len(_NAMES)], _STATUSES[data[1] % len(_STATUSES)]
    media, response_format = _MEDIA[data[2] % len(_MEDIA)]
    try:
        ask(question, data[3:], status, media, response_format)
    except Exception as error:
        frame = traceback.extract_tb(error.__traceback__)[-1]
        case = _DEFECTS / f"{type(error).__name__}-{Path(frame.filename).stem}-{frame.lineno}"
        if not case.exists() or case.read_bytes() == data:
            case.write_bytes(data)
            print(f"DEFECT {case.name}: {question}, status {status}, media type {media!r}: {data[3:]!r}", flush=True)


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
