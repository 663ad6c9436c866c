#!/usr/bin/env bash
# Format, clang-tidy on a bounded set, and the source rules of tests/lint. Changes nothing; exit 1 when something is found.
set -euo pipefail
cd "$(dirname "$0")/.."
failed=0

echo "== format"
scripts/format.sh --check || failed=1

# clang-tidy reads every header again for each source: api/http and api/https (Beast) take a minute apiece, so they are left to `lint.sh --all`.
echo "== clang-tidy"
scripts/build.sh release lint_tests
folders=(core eventstore risk ledger vault engine audit)
[ "${1:-}" != --all ] || folders+=(api bench)
git ls-files -z -- "${folders[@]/%//*.cpp}" |
  xargs -0 -r -n 1 -P "$(nproc)" clang-tidy-19 -p build/release --quiet 2>/dev/null || failed=1

echo "== source rules"
build/release/lint_tests --gtest_brief=1 || failed=1

exit $failed
