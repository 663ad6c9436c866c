#!/usr/bin/env bash
# Runs every benchmark in turn, each bounded in time; docs/performance.md says what the figures mean.
set -euo pipefail
cd "$(dirname "$0")/.."
found=0
for bench in build/release/*_bench build/release/tallygate-load; do
  [ -x "$bench" ] || continue
  found=1
  printf '\n== %s\n' "$(basename "$bench")"
  "$bench"
done
[ $found -eq 1 ] || { echo "bench: nothing to run" >&2; exit 2; }
