# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write the inputs that the search begins with: python -m tests.fuzz.seeds FOLDER."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.fuzz.documents import DOCUMENTS, as_json, as_xml
from tests.fuzz.questions import QUESTIONS

_NAMES = sorted(QUESTIONS)


def main(folder: Path) -> None:
    """One file for each document and format, in the notation of tests.fuzz: question, status, media type, body."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, (question, document) in enumerate(DOCUMENTS):
        for media, body in ((1, as_json(document)), (2, as_xml(document))):
            (folder / f"{number:02}-{media}").write_bytes(bytes([_NAMES.index(question), 0, media]) + body)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
