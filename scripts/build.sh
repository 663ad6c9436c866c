#!/usr/bin/env bash
# usage: build.sh PRESET [TARGET…]     configures build/PRESET and builds the targets, or everything
set -euo pipefail
cd "$(dirname "$0")/.."
preset=$1
shift

# A second clone finds what the first compiled: paths below the root are hashed as relative ones.
# Sloppiness: what ccache asks for to cache beside precompiled headers (cmake/compiler.cmake).
export CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1 CCACHE_SLOPPINESS=pch_defines,time_macros

jobs=$(nproc)
started=$SECONDS
cmake --preset "$preset" >"$(mkdir -p build && echo build)/configure-$preset.log" 2>&1 || {
  cat "build/configure-$preset.log" >&2
  exit 2
}
if [ $# -gt 0 ]; then
  cmake --build "build/$preset" -j "$jobs" --target "$@"
else
  cmake --build "build/$preset" -j "$jobs"
fi
echo "build: $preset took $((SECONDS - started)) s (build/$preset)"
