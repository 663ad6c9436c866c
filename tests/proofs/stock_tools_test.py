"""What a real server publishes, held against tools that are not ours: check.go on golang.org/x/mod/sumdb.

usage: stock_tools_test.py TALLYGATE
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "e2e"))
from tallygate_process import ANSWER_SECONDS_MAX, Server  # noqa: E402  pylint: disable=wrong-import-position

ARCHIVED = 4_000
OLDER, NEWER = 700, 5_300  # orders: full tiles at level 0, a partial one there and one above
TILE = 256


def number_in_groups(number):
    groups = [f"{number % 1000:03d}"]
    while number >= 1000:
        number //= 1000
        groups.insert(0, f"x{number % 1000:03d}")
    return "/".join(groups)


def tile_paths(size):
    """The tiles of a tree of this size, without those of the smaller ones before it."""
    paths, level = [], 0
    while size > 0:
        paths += [f"{level}/{number_in_groups(n)}" for n in range(size // TILE)]
        if size % TILE:
            paths.append(f"{level}/{number_in_groups(size // TILE)}.p/{size % TILE}")
        size //= TILE
        level += 1
    return paths


class StockTools(unittest.TestCase):
    def test_tile_paths_are_those_of_the_specification(self):
        self.assertEqual(number_in_groups(1234067), "x001/x234/067")
        self.assertEqual(tile_paths(70_000)[273:], ["0/273.p/112", "1/000", "1/001.p/17", "2/000.p/1"])

    def test_they_accept_what_is_published_and_refuse_mutations(self):
        with tempfile.TemporaryDirectory() as folder:
            data, out = pathlib.Path(folder, "data"), pathlib.Path(folder, "out")
            (out / "tile").mkdir(parents=True)
            subprocess.run([TALLYGATE, "init", "--data", data, "--tenant", "shop"], check=True, stdout=subprocess.DEVNULL)
            with Server(TALLYGATE, data) as server:
                self.collect(server, out)
            self.run_go(("check.go", "mutations.go"), out)

    def test_they_accept_what_is_published_of_a_log_whose_first_half_is_archived(self):
        with tempfile.TemporaryDirectory() as folder:
            data, out, config = pathlib.Path(folder, "data"), pathlib.Path(folder, "out"), pathlib.Path(folder, "serve.toml")
            (out / "tile").mkdir(parents=True)
            config.write_text("[state]\ncheckpoint_records = 1000\n", encoding="utf-8")
            subprocess.run([TALLYGATE, "init", "--data", data, "--tenant", "shop"], check=True, stdout=subprocess.DEVNULL)
            with Server(TALLYGATE, data, "--config", config) as server:
                self.server, self.auditor, self.platform = server, server.token("auditor"), server.token("platform")
                self.place(0, OLDER)
                older = self.published_whole()
                self.place(OLDER, NEWER)
                self.published_whole()
                self.wait_for_state(data, ARCHIVED)
            subprocess.run([TALLYGATE, "archive", data, "--tenant", "shop", "--before", str(ARCHIVED), "--to", pathlib.Path(folder, "old.tar")],
                           check=True, stdout=subprocess.DEVNULL)
            with Server(TALLYGATE, data) as server:
                self.server, self.auditor, self.platform = server, server.token("auditor"), server.token("platform")
                newer = self.published_whole()
                self.assertLess(int(newer.split(b"\n")[1]) // 2, ARCHIVED - TILE, "the record that is proved is archived")
                self.keep(out, older, newer)
            self.run_go(("check.go", "mutations.go"), out)

    def wait_for_state(self, data, position):
        until = time.monotonic() + ANSWER_SECONDS_MAX
        while max((int(file.stem) for file in (data / "state" / "shop").glob("*.state")), default=0) <= position:
            self.assertLess(time.monotonic(), until, "no state checkpoint was made")

    def test_in_an_overlap_they_accept_a_checkpoint_by_each_key_alone(self):
        with tempfile.TemporaryDirectory() as folder:
            data = pathlib.Path(folder, "data")
            subprocess.run([TALLYGATE, "init", "--data", data, "--tenant", "shop"], check=True, stdout=subprocess.DEVNULL)
            with Server(TALLYGATE, data) as server:
                old = server.credentials["vkey"]
                before = self.kept(data, folder, "before")
            new = self.rotate(data)
            with Server(TALLYGATE, data) as server:
                self.server, self.auditor, self.platform = server, server.token("auditor"), server.token("platform")
                self.place(0, 10)
                self.published_whole()
                within = self.kept(data, folder, "within")
            newest = self.rotate(data, "--overlap", "0")
            after = self.kept(data, folder, "after")
            claims = [f"{before} opens {old}", f"{before} fails {new}",
                      f"{within} opens {old}", f"{within} opens {new}", f"{within} opens {old} {new}", f"{within} fails {newest}",
                      f"{after} opens {newest}", f"{after} fails {new}", f"{after} fails {old}"]
            self.run_go(("rotation.go",), claims="\n".join(claims))

    def rotate(self, data, *more):
        said = subprocess.run([TALLYGATE, "rotate-key", "--data", data, "--tenant", "shop", "--json", *more], check=True, capture_output=True)
        return json.loads(said.stdout)["vkey"]

    def kept(self, data, folder, name):
        path = pathlib.Path(folder, name)
        path.write_bytes((data / "checkpoints" / "shop").read_bytes())
        return path

    def run_go(self, names, *arguments, claims=""):
        environment = {**os.environ, "GO111MODULE": "off", "GOFLAGS": "", "GOPATH": "/usr/share/gocode",
                       "GOCACHE": str(TALLYGATE.parent / "go-cache")}
        program = [pathlib.Path(__file__).with_name(name) for name in names]
        said = subprocess.run(["go", "run", *program, *arguments], env=environment, input=claims, capture_output=True, text=True, check=False)
        self.assertEqual(said.returncode, 0, said.stdout + said.stderr)
        print(said.stdout, end="")

    def collect(self, server, out):
        self.server, self.auditor, self.platform = server, server.token("auditor"), server.token("platform")
        self.place(0, OLDER)
        older = self.published_whole()
        self.place(OLDER, NEWER)
        newer = self.published_whole()
        self.keep(out, older, newer)

    def keep(self, out, older, newer):
        size = int(newer.split(b"\n")[1])
        seq = size // 2
        files = {
            "vkey": self.server.credentials["vkey"].encode(),
            "older": older,
            "newer": newer,
            "record": self.fetch(f"/v1/audit/records/{seq}", self.auditor),
            "proof": self.fetch(f"/v1/audit/records/{seq}/proof", self.auditor),
            "consistency": self.fetch(f"/v1/audit/consistency?from={older.split()[1].decode()}&to={size}", self.auditor),
            "bundle": b"".join(self.fetch(f"/tlog/shop/tile/entries/{path[2:]}", self.auditor)
                               for path in tile_paths(size) if path.startswith("0/")),
            "tiles": "\n".join(tile_paths(size)).encode(),
        }
        for path in tile_paths(size):
            (out / "tile" / path.replace("/", "_")).write_bytes(self.fetch(f"/tlog/shop/tile/{path}"))
        for name, content in files.items():
            (out / name).write_bytes(content)

    def place(self, first, end):
        lines = [json.dumps({"op": "order.place", "key": f"k{n}", "body": {
            "order_id": f"o{n}", "buyer": f"b{n % 97}", "merchant": f"m{n % 11}", "amount": 100 + n, "currency": "CNY"}}) for n in range(first, end)]
        request = urllib.request.Request(self.server.url + "/v1/batch", data="\n".join(lines).encode(), headers={
            "Authorization": f"Bearer {self.platform}", "Content-Type": "application/x-ndjson"})
        with urllib.request.urlopen(request, context=self.server.tls, timeout=ANSWER_SECONDS_MAX) as answer:
            answers = [json.loads(line) for line in answer]
        self.assertEqual(len(answers), end - first)
        self.assertTrue(all("record" in answer["body"] for answer in answers), answers[0])

    def published_whole(self):
        """The public checkpoint, once it covers the whole log."""
        size = json.loads(self.fetch("/v1/audit/records?limit=1", self.auditor))["as_of"]
        self.fetch(f"/v1/audit/records/{size - 1}/proof?wait=20s", self.auditor)
        note = self.fetch("/tlog/shop/checkpoint")
        self.assertGreaterEqual(int(note.split(b"\n")[1]), size)
        return note

    def fetch(self, path, token=None):
        request = urllib.request.Request(self.server.url + path, headers={"Authorization": f"Bearer {token}"} if token else {})
        with urllib.request.urlopen(request, context=self.server.tls, timeout=ANSWER_SECONDS_MAX) as answer:
            return answer.read()


if __name__ == "__main__":
    TALLYGATE = pathlib.Path(sys.argv[1]).resolve()
    unittest.main(argv=sys.argv[:1], verbosity=2)
