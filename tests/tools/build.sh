#!/usr/bin/env bash
# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
# Build the collection's tarball and let galaxy-importer judge it. Its own ansible-test run is left out here, because it
# exits 0 after failing; "make sanity" runs ansible-test.
set -euo pipefail
work=$(pwd)/.work
rm -rf "$work/build" && mkdir -p "$work/build"
(cd "$work/collections/ansible_collections/mobileiron/core" \
  && ansible-galaxy collection build --force --output-path "$work/build" >"$work/build/build.log" 2>&1) \
  || { cat "$work/build/build.log"; exit 1; }
tarball=$(ls "$work"/build/*.tar.gz)
if tar -tzf "$tarball" | grep -E '(^|/)(\.venv|\.work|\.git|__pycache__|\.ansible|collections)(/|$)'; then
  echo "build: the tarball holds what it should not"
  exit 1
fi
printf '[galaxy-importer]\nRUN_ANSIBLE_TEST = False\nCHECK_REQUIRED_TAGS = True\n' >"$work/build/importer.cfg"
(cd "$work/build" && GALAXY_IMPORTER_CONFIG="$work/build/importer.cfg" python -m galaxy_importer.main "$tarball") \
  >"$work/build/importer.log" 2>&1 || { tail -n 40 "$work/build/importer.log"; exit 1; }
if grep -E '^(ERROR|CRITICAL)|Traceback' "$work/build/importer.log"; then
  exit 1
fi
grep -q 'Importer processing completed successfully' "$work/build/importer.log" \
  || { tail -n 40 "$work/build/importer.log"; exit 1; }
echo "build: $(basename "$tarball"), $(tar -tzf "$tarball" | wc -l) files, galaxy-importer accepts it"
