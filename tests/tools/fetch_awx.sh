#!/usr/bin/env bash
# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
# Put the collection awx.awx into a folder, from the package "ansible" that is pinned in tests/requirements/awx.lock.
# usage: fetch_awx.sh PYTHON FOLDER. It fails where the package cannot be downloaded.
set -euo pipefail
python=$1 folder=$2 lock=$(dirname "$0")/../requirements/awx.lock
pin=$folder/$(sha256sum "$lock" | cut -c 1-16).stamp
[ -e "$pin" ] && exit 0
rm -rf "$folder" && mkdir -p "$folder/download"
echo "Fetching awx.awx, 52 MB"
"$python" -m pip --disable-pip-version-check -qq download --no-deps --require-hashes -r "$lock" -d "$folder/download"
"$python" - "$folder" <<'END'
import pathlib, sys, zipfile
folder = pathlib.Path(sys.argv[1])
(wheel,) = folder.glob("download/ansible-[0-9]*.whl")
with zipfile.ZipFile(wheel) as archive:
    archive.extractall(folder, [name for name in archive.namelist() if name.startswith("ansible_collections/awx/")])
END
rm -r "$folder/download"
touch "$pin"
