# What `make test` and `make test-all` run, in one place. Sourced by test.sh.
#
# A stage is PRESET;LABELS;NAMES: a preset, the ctest labels and the test names to run in it (extended regular expressions, empty = all).
# Only what those tests need is built; a test is called as its target. Labels (tests/CMakeLists.txt):
#   unit property scenario golden crash fault simulation e2e lint fuzz load     bounded in time: part of make test
#   long                                                         make test-all only

# Two whole compilers' worth of work is what 20 minutes on 2 cores are to allow (docs/testing.md has what it takes): release in full, and each sanitizer where it finds most.
STAGES_TEST=(
  "release;;"
  "asan;^(unit|property|fuzz)$;"
  "tsan;;^(engine_unit_tests|eventstore_unit_tests|e2e_smoke_tests)$"
)

STAGES_ALL=(
  "release;;"
  "debug;;"
  "asan;;"
  "tsan;;"
)

# Left out of a stage of make test.
LONG_LABEL='^long$'

# A report is a failure, with a stack; a leak counts. Timeouts of tests stay as they are: they leave room for a sanitizer.
export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_stack_use_after_return=1:strict_string_checks=1:check_initialization_order=1}
export UBSAN_OPTIONS=${UBSAN_OPTIONS:-print_stacktrace=1:halt_on_error=1}
export TSAN_OPTIONS=${TSAN_OPTIONS:-halt_on_error=1:second_deadlock_stack=1}
