"""What `make run` claims, checked with tools that are not ours: the month is played once, and then
- its totals are those of an independent recount of the CSV, both as the player saw them and as they stand in the log;
- the exported journal passes `hledger check`, and hledger's balances are the API's;
- no name, phone number, address or network address of the sample lies readable anywhere in the data directory;
- verify holds.

usage: sample_month_test.py TALLYGATE TALLYGATE_PLAY SOURCE_DIR
"""
import csv
import io
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

from tallygate_process import Server

# Of bench/play/dress.cpp: what a file that holds clear personal data would contain.
PERSONAL = [b"Abernathy", b"Brightwater", b"Castellano", b"Drummond", b"Ellsworth", b"Fairbanks", b"Galloway", b"Hollister", b"Ivanovich",
            b"Jankowski", b"Kilbride", b"Lindqvist", b"Marigold Lane", b"Tanner Row", b"Orchard Crescent", b"Harbour Parade", b"Weavers Close",
            b"Priory Gardens", b"+44 7700", b"+447700", b"+44 20 7946", b"86.10.", b"91.10.", b"90.10."]


def run(*command):
    return subprocess.run([str(part) for part in command], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=240)


def paid_and_refunded(records):
    """(captured by order, refunds by id) of an exported log. A released payment is captured under a record whose command is the review's."""
    paid, refunds = {}, {}
    for record in records:
        data = record["data"]
        if record["type"] == "payment.captured":
            for part in data["effect"].get("allocations", []):
                paid[part["order"]] = paid.get(part["order"], 0) + part["amount"]
        if record["type"] == "refund.sent":
            refunds[data["effect"]["refund"]] = data["effect"]["amount"]
    return paid, refunds


class SampleMonth(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.data = pathlib.Path(cls.folder.name, "data")
        cls.totals = pathlib.Path(cls.folder.name, "totals.json")
        csv_path = SOURCE / "samples/online-retail/december_2010.csv"
        cls.played = run(PLAY, "--data", cls.data, "--orders", csv_path, "--totals", cls.totals)
        if cls.played.returncode != 0:
            raise AssertionError(f"the player ended with {cls.played.returncode}: {cls.played.stdout[-2000:]}{cls.played.stderr[-2000:]}")
        recounted = run(sys.executable, SOURCE / "samples/online-retail/recount.py", csv_path, "--without", f"{cls.totals}.left_out")
        cls.recount = json.loads(recounted.stdout)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def export(self, form):
        target = pathlib.Path(self.folder.name, f"month.{form}")
        done = run(TALLYGATE, "export", "--data", self.data, "--tenant", "demo", "--format", form, "-o", target)
        self.assertEqual(done.returncode, 0, done.stderr)
        return target

    def test_the_totals_are_the_recounts(self):
        totals = json.loads(self.totals.read_text(encoding="utf-8"))
        self.assertEqual(totals, {"orders": self.recount["orders"], "gross": self.recount["gross"]["GBP"],
                                  "refunds": self.recount["refunds"], "refunded": self.recount["refunded"]["GBP"]})

    def test_most_real_orders_pass(self):
        self.assertGreater(self.recount["orders"], 1_400)

    def test_the_log_says_the_same(self):
        with open(self.export("ndjson"), encoding="utf-8") as lines:
            paid, refunds = paid_and_refunded(json.loads(line) for line in lines)
        real = {order: amount for order, amount in paid.items() if re.match(r"[0-9]", order)}
        of_real = [amount for refund, amount in refunds.items() if refund.startswith("C")]
        self.assertEqual((len(real), sum(real.values())), (self.recount["orders"], self.recount["gross"]["GBP"]))
        self.assertEqual((len(of_real), sum(of_real)), (self.recount["refunds"], self.recount["refunded"]["GBP"]))

    def test_hledger_accepts_the_journal_and_agrees_with_the_api(self):
        journal = self.export("hledger")
        checked = run("hledger", "-f", journal, "check")
        self.assertEqual(checked.returncode, 0, checked.stderr)
        balances = run("hledger", "-f", journal, "balance", "--flat", "--no-total", "--empty", "-O", "csv")
        self.assertEqual(balances.returncode, 0, balances.stderr)
        rows = list(csv.DictReader(io.StringIO(balances.stdout)))
        self.assertGreater(len(rows), 20)
        with Server(TALLYGATE, self.data) as server:
            token = server.token("platform")
            for row in rows:
                account = row["account"]
                if account.endswith(":held"):
                    continue
                answer = server.get(f"/v1/accounts/{account}", token)
                posted = sum(balance["posted"] for balance in answer["balances"])
                sign = 1 if answer["normal"] == "debit" else -1
                ours = sign * posted
                theirs = round(float(re.sub(r"[^0-9.\-]", "", row["balance"]) or 0) * 100)
                self.assertEqual(ours, theirs, account)

    def test_nothing_personal_lies_readable_in_the_data_directory(self):
        files = [path for path in self.data.rglob("*") if path.is_file()]
        self.assertTrue(any(path.stat().st_size > 1_000_000 for path in files), "the log itself was searched")
        for path in files:
            content = path.read_bytes()
            for value in PERSONAL:
                self.assertFalse(value in content, f"{value!r} stands in {path.name}")

    def test_verify_holds(self):
        done = run(TALLYGATE, "verify", self.data)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


if __name__ == "__main__":
    TALLYGATE, PLAY, SOURCE = (pathlib.Path(argument).resolve() for argument in sys.argv[1:4])
    unittest.main(argv=sys.argv[:1], verbosity=2)
