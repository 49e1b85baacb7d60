#!/usr/bin/env bash
# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
# Print the home of a Java that ansible-rulebook can run on: version 17 or newer, the nearest to 17 first. Nothing if there is none.
set -u
best="" best_version=1000
for candidate in "${JAVA_HOME:-}" "$(readlink -f "$(command -v java || true)" | sed 's|/bin/java$||')" /usr/lib/jvm/*; do
  [ -n "$candidate" ] && [ -x "$candidate/bin/java" ] || continue
  version=$("$candidate/bin/java" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p' | head -1)
  if [ "${version:-0}" -ge 17 ] && [ "$version" -lt "$best_version" ]; then best=$candidate best_version=$version; fi
done
[ -z "$best" ] || printf '%s\n' "$best"
