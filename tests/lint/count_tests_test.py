"""The closing line that CI reads must not be able to lie: what fails, dies or never runs is counted."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

COUNT_TESTS = pathlib.Path(__file__).resolve().parents[2] / "scripts" / "count_tests.py"


def ctest_report(**statuses):
    cases = "".join(f'<testcase name="{name}" status="{status}"/>' for name, status in statuses.items())
    return f"<testsuite>{cases}</testsuite>"


class ClosingLine(unittest.TestCase):
    def closing(self, files, *arguments):
        with tempfile.TemporaryDirectory() as folder:
            for name, text in files.items():
                path = pathlib.Path(folder, name)
                path.parent.mkdir(exist_ok=True)
                path.write_text(text, encoding="utf-8")
            done = subprocess.run([sys.executable, COUNT_TESTS, folder, *arguments], capture_output=True, text=True, check=False)
            return done.stdout.splitlines()[-1], done.returncode

    def test_adds_the_cases_of_every_stage(self):
        files = {"release/ctest.xml": ctest_report(a="run", b="run"), "release/a.xml": '<testsuites tests="7" failures="0" errors="0"/>',
                 "asan/ctest.xml": ctest_report(a="run")}
        self.assertEqual(self.closing(files), ("9 passed, 0 failed", 0))

    def test_counts_failed_cases(self):
        files = {"release/ctest.xml": ctest_report(a="fail"), "release/a.xml": '<testsuites tests="7" failures="2" errors="0"/>'}
        self.assertEqual(self.closing(files), ("5 passed, 2 failed", 1))

    def test_counts_a_binary_that_died(self):
        self.assertEqual(self.closing({"tsan/ctest.xml": ctest_report(a="fail", b="run")}), ("1 passed, 1 failed", 1))

    def test_counts_a_failure_after_the_last_case(self):
        files = {"asan/ctest.xml": ctest_report(a="fail"), "asan/a.xml": '<testsuites tests="7" failures="0" errors="0"/>'}
        self.assertEqual(self.closing(files), ("7 passed, 1 failed", 1))

    def test_reads_a_report_that_is_no_good_xml(self):
        files = {"asan/ctest.xml": ctest_report(a="run"), "asan/a.xml": '<testsuites tests="7" failures="0" errors="0"><testcase name="\x01&"/>'}
        self.assertEqual(self.closing(files), ("7 passed, 0 failed", 0))

    def test_counts_what_never_ran(self):
        self.assertEqual(self.closing({"asan/ctest.xml": ctest_report(a="notrun")}), ("0 passed, 1 failed", 1))

    def test_counts_a_stage_that_did_not_build(self):
        files = {"release/ctest.xml": ctest_report(a="run")}
        self.assertEqual(self.closing(files, "--broken", "1"), ("1 passed, 1 failed", 1))

    def test_no_test_at_all_is_a_failure(self):
        self.assertEqual(self.closing({}), ("0 passed, 0 failed", 1))


if __name__ == "__main__":
    unittest.main()
