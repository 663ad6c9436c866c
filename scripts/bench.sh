#!/usr/bin/env bash
# Measures, one thing at a time: the machine's own limits, the log beside raw LMDB, decisions, codecs, lifecycles through the engine and over HTTPS, and, where
# ../shared/peers/postgres is there, the same work on PostgreSQL. docs/performance.md says what the figures mean. usage: bench.sh [seconds a load, default 10]
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-10}
work=build/bench
mkdir -p "$work"
trap 'rm -f "$work"/disk' EXIT
title() { printf '\n== %s\n' "$1"; }

title "disk: synchronous writes of 4 KiB and of 1 MiB (O_DSYNC)"
dd if=/dev/zero of="$work/disk" bs=4k count=1000 oflag=dsync 2>&1 | tail -n 1
dd if=/dev/zero of="$work/disk" bs=1M count=256 oflag=dsync 2>&1 | tail -n 1

title "tallygate bench log"
build/release/tallygate bench log --in "$work"

for bench in verify_bench proof_bench codec_bench cel_bench risk_bench model_bench text_bench; do
  [ -x "build/release/$bench" ] || continue
  title "$bench"
  (cd "$work" && "../release/$bench" --benchmark_min_time=0.3)
done

title "order lifecycles through the engine, in one process"
(cd "$work" && ../release/tallygate-engine-bench "$seconds")
title "order lifecycles over HTTPS"
(cd "$work" && ../release/tallygate-http-bench "$seconds")

peer=../shared/peers/postgres/best
title "the same lifecycles on PostgreSQL"
if [ ! -x "$peer" ]; then
  echo "left out: $peer is not here"
elif ! ls /usr/lib/postgresql/*/bin/pgbench >/dev/null 2>&1; then
  echo "left out: PostgreSQL is not installed (apt-get install postgresql postgresql-contrib)"
else
  "$peer" 6
fi
