#!/usr/bin/env bash
# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
# Print the path of a real Python (not a version manager's shim) that has venv.
# Arguments: the minor versions that will do, best first, for example: 13 12 11
set -u
for minor in "$@"; do
  for candidate in "$(command -v "python3.$minor" || true)" "$HOME"/.pyenv/versions/3."$minor".*/bin/python3; do
    [ -n "$candidate" ] && [ -x "$candidate" ] || continue
    if "$candidate" -c "import sys, venv, ensurepip; sys.exit(sys.version_info[:2] != (3, $minor))" 2>/dev/null; then
      "$candidate" -c 'import sys; print(getattr(sys, "_base_executable", sys.executable))'
      exit 0
    fi
  done
done
candidate=$(command -v python3 || true)
if [ -n "$candidate" ]; then
  minor=$("$candidate" -c 'import sys, venv, ensurepip; print(sys.version_info[1])' 2>/dev/null) || exit 0
  for wanted in "$@"; do
    if [ "$minor" = "$wanted" ]; then
      "$candidate" -c 'import sys; print(getattr(sys, "_base_executable", sys.executable))'
      exit 0
    fi
  done
fi
exit 0
