#!/usr/bin/env bash
# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
# Write tests/requirements/NAME.lock, with the hash of every file, from each tests/requirements/NAME.txt.
# A lock holds the newest versions that the ranges allow today; "make lock" renews all of them.
set -euo pipefail
cd "$(dirname "$0")/../requirements"
oldest() { if [ "$1" = compat ]; then echo 3.10; else echo 3.11; fi; }
for source in ${*:-*.txt}; do
  name=${source%.txt}
  uv pip compile --quiet --universal --python-version "$(oldest "$name")" --generate-hashes --no-emit-index-url \
    --custom-compile-command "make lock" "$name.txt" --output-file "$name.lock" --upgrade
  echo "lock: $name.lock, $(grep -c '==' "$name.lock") packages"
done
