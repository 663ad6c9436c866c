#!/usr/bin/env bash
# usage: test.sh [test|all]     runs the stages of stages.sh, prints what each took, and closes with "N passed, N failed"
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/stages.sh

case ${1:-test} in
  test) stages=("${STAGES_TEST[@]}") without_long=(-LE "$LONG_LABEL") ;;
  all) stages=("${STAGES_ALL[@]}") without_long=() ;;
  *) echo "usage: test.sh [test|all]" >&2 && exit 2 ;;
esac

# Many tests wait for a disk, a timer or a process: twice as many as there are processors keep these busy.
jobs=$(($(nproc) * 2))
results=build/test-results
rm -rf "$results"
mkdir -p "$results"
timings=()
broken=0

# Configures, builds what the stage's tests need, runs them; counts come from the files that it leaves in build/test-results.
run_stage() {
  local preset=$1 labels=$2 names=$3
  local out=$results/$preset started=$SECONDS built
  local select=("${without_long[@]}")
  [ -z "$labels" ] || select+=(-L "$labels")
  [ -z "$names" ] || select+=(-R "$names")
  mkdir -p "$out"

  local targets=()
  if [ -n "$labels$names" ]; then
    cmake --preset "$preset" >"$out/configure.log" 2>&1 || { cat "$out/configure.log"; return 2; }
    mapfile -t targets < <(comm -12 \
      <(ctest --test-dir "build/$preset" -N "${select[@]}" | sed -n 's/^ *Test *#[0-9]*: //p' | sort) \
      <(ninja -C "build/$preset" -t targets all | sed 's/:.*//' | sort))
    if [ ${#targets[@]} -eq 0 ]; then
      echo "test: stage $preset selects no test" >&2
      return 2
    fi
  fi
  scripts/build.sh "$preset" "${targets[@]}" || return 2
  built=$SECONDS

  local status=0
  GTEST_OUTPUT="xml:$PWD/$out/" GTEST_BRIEF=1 \
    ctest --test-dir "build/$preset" "${select[@]}" -j "$jobs" --output-on-failure --no-tests=error \
    --output-junit "$PWD/$out/ctest.xml" </dev/null || status=1
  timings+=("$(printf '%-8s build %4d s   tests %4d s' "$preset" $((built - started)) $((SECONDS - built)))")
  return $status
}

[ "${1:-test}" != all ] || scripts/build.sh release benches || broken=1
for stage in "${stages[@]}"; do
  IFS=';' read -r preset labels names <<<"$stage"
  printf '\n== stage %s\n' "$preset"
  code=0
  run_stage "$preset" "$labels" "$names" || code=$?
  if [ $code -eq 2 ]; then
    broken=$((broken + 1))
    timings+=("$(printf '%-8s did not build' "$preset")")
  fi
done

printf '\n== what it took\n'
printf '%s\n' "${timings[@]}"
printf 'total    %d s\n\n' "$SECONDS"
status=0
python3 scripts/count_tests.py "$results" --broken "$broken" | tee "$results/summary" || status=$?
exit $status
