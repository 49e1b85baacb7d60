#!/usr/bin/env bash
# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
# Print the path of a Chromium, nothing if there is none. In CI, as root with apt-get, it is installed first.
set -u
find_it() { command -v "${CHROMIUM:-chromium}" || command -v google-chrome || true; }
if [ -z "$(find_it)" ] && [ "${CI:-}" = true ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  { apt-get update && apt-get install -y --no-install-recommends chromium; } >/dev/null 2>&1
fi
find_it
