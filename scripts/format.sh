#!/usr/bin/env bash
# usage: format.sh [--check]     formats the tracked C++ sources; --check only says which ones it would change
set -euo pipefail
cd "$(dirname "$0")/.."
mode=(-i)
[ "${1:-}" != --check ] || mode=(--dry-run -Werror)
git ls-files -z -- '*.cpp' '*.hpp' | xargs -0 -r -n 40 -P "$(nproc)" clang-format-19 "${mode[@]}"
