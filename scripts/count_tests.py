#!/usr/bin/env python3
"""Adds up what the test stages did and prints the closing line "N passed, N failed"; exit 1 when anything failed or nothing ran.

usage: count_tests.py RESULTS_DIR [--broken N]

Each stage leaves RESULTS_DIR/<preset>/ctest.xml, and beside it <test>.xml for each GoogleTest binary. A binary counts by its test
cases; anything else, and a binary that died before it could report, counts as one test. --broken adds stages that did not build.
"""
import argparse
import pathlib
import re
import sys


def cases(report):
    """(passed, failed) of one GoogleTest report, from its opening tag: what a test prints below it may be no XML at all."""
    opening = re.search(rb"<testsuites\b[^>]*>", report.read_bytes())
    if not opening:
        return 0, 1
    counts = {name.decode(): int(number) for name, number in re.findall(rb'(\w+)="(\d+)"', opening.group(0))}
    failed = counts.get("failures", 0) + counts.get("errors", 0)
    return counts.get("tests", 0) - counts.get("disabled", 0) - counts.get("skipped", 0) - failed, failed


def stage_counts(ctest_report, names_of_failures):
    passed = failed = 0
    for name, status in re.findall(r'<testcase name="([^"]*)"[^>]*? status="([a-z]+)"', ctest_report.read_text(encoding="utf-8", errors="replace")):
        ok = status == "run"
        report = ctest_report.parent / f"{name}.xml"
        case_passed, case_failed = cases(report) if report.exists() else (int(ok), int(not ok))
        if not ok and case_failed == 0:
            case_failed = 1  # every case passed and the process still failed: a sanitizer report, a leak, a timeout
        if not ok:
            names_of_failures.append(f"{ctest_report.parent.name}: {name}")
        passed, failed = passed + case_passed, failed + case_failed
    return passed, failed


def main():
    parser = argparse.ArgumentParser(description="add up test results")
    parser.add_argument("results", type=pathlib.Path)
    parser.add_argument("--broken", type=int, default=0)
    args = parser.parse_args()

    passed, failed, failures = 0, args.broken, []
    for report in sorted(args.results.glob("*/ctest.xml")):
        stage_passed, stage_failed = stage_counts(report, failures)
        print(f"{report.parent.name:8} {stage_passed} passed, {stage_failed} failed")
        passed, failed = passed + stage_passed, failed + stage_failed
    for failure in failures:
        print(f"failed: {failure}")
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed or not passed else 0)


if __name__ == "__main__":
    main()
