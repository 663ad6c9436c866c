"""Evidence bundles of a real server's log: its README's commands, the program and the page all accept a bundle, and none accepts a changed one.

usage: evidence_test.py TALLYGATE TALLYGATE_PLAY SOURCE_DIR
"""
import hashlib
import io
import json
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import unittest
import urllib.request

from tallygate_process import Server

SECONDS_MAX = 60
PAGE = """
const fs = require("fs"), vm = require("vm");
const scripts = [...fs.readFileSync(process.argv[2], "utf8").matchAll(/<script>([\\s\\S]*?)<\\/script>/g)].map(match => match[1]);
const context = vm.createContext({crypto: globalThis.crypto || require("crypto").webcrypto, TextDecoder, TextEncoder, Uint8Array, atob});
vm.runInContext(scripts.join("\\n") + "\\nglobalThis.verifyBundle = verifyBundle;", context);
(async () => {
  for (const file of process.argv.slice(4)) {
    const result = await context.verifyBundle(new Uint8Array(fs.readFileSync(file)), process.argv[3]);
    console.log(JSON.stringify({holds: result.holds, records: result.records.length, wrong: result.checks.filter(c => c.state === "bad")}));
  }
})();
"""


def run(*command, cwd=None):
    return subprocess.run([str(part) for part in command], cwd=cwd, capture_output=True, text=True, timeout=SECONDS_MAX, check=False)


def read_tar(path):
    with tarfile.open(path) as tar:
        return {member.name: tar.extractfile(member).read() for member in tar.getmembers()}


def write_tar(path, files):
    with tarfile.open(path, "w", format=tarfile.USTAR_FORMAT) as tar:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return path


def with_true_sums(files):
    files = {name: content for name, content in files.items() if name != "SHA256SUMS"}
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items()))
    return {**files, "SHA256SUMS": sums.encode()}


class Evidence(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        root = pathlib.Path(cls.folder.name)
        data = root / "data"
        made = run(TALLYGATE, "init", "--data", data, "--tenant", "shop")
        assert made.returncode == 0, made.stderr
        with Server(TALLYGATE, data) as server:
            cls.vkey = server.credentials["vkey"]
            cls.play(server)
            cls.wait_for_checkpoint(server)
        cls.bundle = root / "order.tar"
        cls.exported = run(TALLYGATE, "export", "--data", data, "--tenant", "shop", "--format", "evidence", "--subject", "order:o7", "-o", cls.bundle)
        assert cls.exported.returncode == 0, cls.exported.stderr
        cls.data, cls.root = data, root

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    @staticmethod
    def play(server):
        lines = []
        for i in range(40):
            order = {"order_id": f"o{i}", "buyer": f"b{i}", "merchant": "m1", "amount": 10000 + i, "currency": "CNY"}
            payment = {"payment_id": f"p{i}", "channel": "card", "amount": 10000 + i, "currency": "CNY"}
            lines += [{"op": "order.place", "key": f"a{i}", "body": order},
                      {"op": "order.pay", "key": f"b{i}", "path": {"id": f"o{i}"}, "body": payment},
                      {"op": "order.complete", "key": f"c{i}", "path": {"id": f"o{i}"}, "body": {}}]
        body = "".join(json.dumps(line) + "\n" for line in lines).encode()
        headers = {"Authorization": "Bearer " + server.token("platform"), "Content-Type": "application/x-ndjson"}
        request = urllib.request.Request(server.url + "/v1/batch", data=body, headers=headers)
        with urllib.request.urlopen(request, context=server.tls, timeout=SECONDS_MAX) as answer:
            statuses = [json.loads(line)["status"] for line in answer.read().splitlines()]
        assert statuses == [201, 201, 200] * 40, statuses

    @staticmethod
    def wait_for_checkpoint(server):
        token, deadline = server.token("auditor"), time.monotonic() + SECONDS_MAX
        size = server.get("/v1/audit/records?limit=1", token)["as_of"]
        while time.monotonic() < deadline:
            request = urllib.request.Request(server.url + "/v1/audit/checkpoint", headers={"Authorization": "Bearer " + token})
            with urllib.request.urlopen(request, context=server.tls, timeout=SECONDS_MAX) as answer:
                if int(answer.read().split(b"\n")[1]) >= size:
                    return
        raise AssertionError("no checkpoint was published")

    def verify(self, bundle, *more):
        return run(TALLYGATE, "verify", bundle, "--json", *more)

    def page(self, *bundles, vkey=None):
        page = self.root / "page.js"
        page.write_text(PAGE, encoding="utf-8")
        done = run("node", page, SOURCE / "console" / "verifier.html", self.vkey if vkey is None else vkey, *bundles)
        self.assertEqual(done.returncode, 0, done.stderr)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def test_a_bundle_is_accepted_by_the_program_and_the_page(self):
        report = json.loads(self.verify(self.bundle, "--vkey", self.vkey).stdout)
        self.assertTrue(report["holds"] and report["complete"] and report["key_is_given"])
        self.assertEqual(report["records"], 3)
        self.assertEqual(self.page(self.bundle), [{"holds": True, "records": 3, "wrong": []}])

    def test_a_bundle_of_a_log_that_rotated_its_key_is_accepted_under_the_old_key_and_the_new(self):
        data = self.root / "rotated"
        shutil.copytree(self.data, data)
        keys = [self.vkey]
        for overlap in ("7d", "0"):  # two lines on the checkpoint; then only the newest key's
            rotated = run(TALLYGATE, "rotate-key", "--data", data, "--tenant", "shop", "--overlap", overlap, "--json")
            self.assertEqual(rotated.returncode, 0, rotated.stderr)
            keys.append(json.loads(rotated.stdout)["vkey"])
            bundle = self.root / f"rotated-{overlap}.tar"
            made = run(TALLYGATE, "export", "--data", data, "--tenant", "shop", "--format", "evidence", "--subject", "order:o7", "-o", bundle)
            self.assertEqual(made.returncode, 0, made.stderr)
            for vkey in keys:
                self.assertEqual(self.verify(bundle, "--vkey", vkey).returncode, 0)
                self.assertEqual(self.page(bundle, vkey=vkey)[0]["wrong"], [])
            self.stock_tools(bundle)
            files = read_tar(bundle)
            lines = files["rotations.ndjson"].splitlines(keepends=True)
            for name, changed in (("no_rotation", b""), ("a_changed_statement", lines[0].replace(b"rotation/1", b"rotation/2"))):
                bad = write_tar(self.root / f"{name}-{overlap}.tar", with_true_sums({**files, "rotations.ndjson": changed + b"".join(lines[1:])}))
                self.assertEqual(self.verify(bad, "--vkey", keys[-1]).returncode, 1, name)

    def test_its_readme_checks_it_with_stock_tools(self):
        self.stock_tools(self.bundle)

    def stock_tools(self, bundle):
        folder = self.root / ("unpacked-" + bundle.stem)
        with tarfile.open(bundle) as tar:
            tar.extractall(folder)
        script = "set -euo pipefail\n" + "".join(re.findall(r"^    (.*\n)", (folder / "README.txt").read_text(encoding="utf-8"), re.MULTILINE))
        done = run("bash", "-c", script, cwd=folder)
        self.assertEqual(done.returncode, 0, done.stderr)
        for said in ("every file is whole", "Signature Verified Successfully", "every record is in the log", "nothing about order:o7 was left out"):
            self.assertIn(said, done.stdout)

    def test_no_changed_byte_is_accepted_even_with_true_sums(self):
        files, dice, changed = read_tar(self.bundle), random.Random(7), []
        for name in sorted(files):
            if name in ("SHA256SUMS", "README.txt"):
                continue
            content = bytearray(files[name])
            at = dice.randrange(len(content) - 1)
            content[at] ^= 1 << dice.randrange(7)
            if name == "vkey":
                content = bytearray(self.vkey.replace("+A", "+B", 1).encode() + b"\n")
            altered = with_true_sums({**files, name: bytes(content)})
            changed.append((name, write_tar(self.root / f"changed-{len(changed)}.tar", altered)))
        self.assertGreaterEqual(len(changed), 8)
        seen = self.page(*[path for _, path in changed], vkey="")
        for (name, path), page in zip(changed, seen):
            with self.subTest(name):
                self.assertEqual(self.verify(path).returncode, 1)
                self.assertFalse(page["holds"])

    def test_a_record_that_was_left_out_is_missed(self):
        files = read_tar(self.bundle)
        lines = files["records.ndjson"].splitlines(keepends=True)
        gone = json.loads(lines[1])["seq"]
        files["records.ndjson"] = lines[0] + lines[2]
        files["query"] = files["query"].replace(b"records 3", b"records 2")
        del files[f"proofs/{gone}.tlog-proof"]
        bundle = write_tar(self.root / "left-out.tar", with_true_sums(files))
        self.assertIn("record 2 of order:o7 is missing", json.loads(self.verify(bundle).stdout)["wrong"])
        self.assertIn("record 2 of it is missing", self.page(bundle)[0]["wrong"][0]["detail"])

    def test_a_bundle_of_another_log_is_refused_by_the_key_that_was_noted(self):
        other = self.root / "other"
        self.assertEqual(run(TALLYGATE, "init", "--data", other, "--tenant", "shop").returncode, 0)
        vkey = json.loads((other / "credentials.json").read_text(encoding="utf-8"))["vkey"]
        self.assertEqual(self.verify(self.bundle, "--vkey", vkey).returncode, 1)
        self.assertFalse(self.page(self.bundle, vkey=vkey)[0]["holds"])

    def test_what_is_no_bundle_is_said_so(self):
        cut = self.root / "cut.tar"
        cut.write_bytes(self.bundle.read_bytes()[:3000])
        self.assertEqual(self.verify(cut).returncode, 2)
        self.assertFalse(self.page(cut)[0]["holds"])
        climbing = write_tar(self.root / "climbing.tar", {"../x": b"x"})
        self.assertEqual(self.verify(climbing).returncode, 2)

    def test_a_subject_that_nobody_knows_is_said_so(self):
        done = run(TALLYGATE, "export", "--data", self.data, "--tenant", "shop", "--format", "evidence", "--subject", "order:none", "-o", self.root / "none.tar")
        self.assertEqual((done.returncode, "no published record answers this" in done.stderr), (2, True))


if __name__ == "__main__":
    TALLYGATE, SOURCE = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[3]).resolve()
    unittest.main(argv=sys.argv[:1], verbosity=2)
