"""The README's commands do what it says: its `sh` blocks, in order, as one script, on a port and in a directory of this test's own.

usage: readme_test.py TALLYGATE TALLYGATE_PLAY SOURCE_DIR
"""
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import tempfile
import unittest

# Blocks that set the machine up or build are the rest of the test suite's business.
NOT_HERE = re.compile(r"^(apt-get|git clone|make)\b", re.MULTILINE)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def script_of(readme):
    blocks = re.findall(r"^```sh\n(.*?)^```", readme, re.MULTILINE | re.DOTALL)
    return [block for block in blocks if not NOT_HERE.search(block)]


class Readme(unittest.TestCase):
    def test_only_blocks_for_a_shell_are_taken(self):
        self.assertEqual(script_of("```sh\nmake run\n```\n```\n{}\n```\n```sh\nls\n```\n"), ["ls\n"])

    def test_its_commands_do_what_it_says(self):
        blocks = script_of((SOURCE / "README.md").read_text(encoding="utf-8"))
        self.assertGreaterEqual(len(blocks), 3)
        with tempfile.TemporaryDirectory() as folder:
            (pathlib.Path(folder) / "build").mkdir()
            os.symlink(TALLYGATE.parent, pathlib.Path(folder, "build", "release"))
            script = "set -euo pipefail\n" + "\n".join(blocks)
            script = script.replace("--listen 127.0.0.1:8443", "--metrics-listen '' --listen 127.0.0.1:8443")
            script = script.replace("127.0.0.1:8443", f"127.0.0.1:{free_port()}")
            done = self.in_a_session_of_its_own(script, folder)
        self.assertEqual(done.returncode, 0, f"\n{done.stdout}\n{done.stderr}")
        self.assertIn("the record is what was answered", done.stdout)
        self.assertIn("the record stands in the tree that was signed", done.stdout)
        self.assertIn("Signature Verified Successfully", done.stdout)

    def in_a_session_of_its_own(self, script, folder):
        """So that a server which the script leaves behind ends with it; its output goes to files, which nobody waits for."""
        with open(f"{folder}/out", "w+", encoding="utf-8") as out, open(f"{folder}/err", "w+", encoding="utf-8") as err:
            process = subprocess.Popen(["bash", "-c", script], cwd=folder, stdin=subprocess.DEVNULL, stdout=out, stderr=err,
                                       start_new_session=True)
            try:
                process.wait(timeout=120)
            finally:
                try:
                    os.killpg(process.pid, signal.SIGTERM)
                except ProcessLookupError:
                    pass
            out.seek(0)
            err.seek(0)
            return subprocess.CompletedProcess(process.args, process.returncode, out.read(), err.read())


if __name__ == "__main__":
    TALLYGATE, SOURCE = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[3]).resolve()
    unittest.main(argv=sys.argv[:1], verbosity=2)
