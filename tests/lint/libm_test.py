"""What decides must not call the C library's exp, log or sin: they differ by CPU. Reads the archives' undefined symbols.

usage: libm_test.py ARCHIVE…     sqrt, floor and the like are exact everywhere and stay allowed
"""
import re
import subprocess
import sys
import unittest

INEXACT = re.compile(
    r"^\s*U\s+((?:exp|exp2|exp10|expm1|log|log2|log10|log1p|pow|cbrt|hypot|sin|cos|tan|asin|acos|atan|atan2|sinh|cosh|tanh|asinh|acosh|"
    r"atanh|erf|erfc|tgamma|lgamma|sincos)[fl]?)$", re.MULTILINE)


def inexact_calls(symbols):
    return sorted(set(INEXACT.findall(symbols)))


class Libm(unittest.TestCase):
    def test_an_inexact_call_is_found(self):
        self.assertEqual(inexact_calls("score.o:\n                 U exp\n                 U powf\n"), ["exp", "powf"])

    def test_exact_calls_and_our_own_are_not(self):
        self.assertEqual(inexact_calls("                 U sqrt\n                 U floor\n0000 T exp\n U _ZN3expEd\n"), [])

    def test_the_archives_call_none(self):
        self.assertTrue(ARCHIVES)
        for archive in ARCHIVES:
            symbols = subprocess.run(["llvm-nm-19", "--undefined-only", archive], capture_output=True, text=True, check=True).stdout
            self.assertEqual(inexact_calls(symbols), [], archive)


if __name__ == "__main__":
    ARCHIVES = sys.argv[1:]
    unittest.main(argv=sys.argv[:1])
