# `tallygate model train`: both kinds of models and their cards come out of a table, and what cannot be is refused by name with nothing written.
# Usage: model_train_test.py TALLYGATE
import datetime
import hashlib
import json
import os
import random
import subprocess
import sys
import tempfile

TALLYGATE = sys.argv[1]
SPLIT = ("--train-to", "2026-10-15", "--test-from", "2026-10-17", "--entity-column", "card")


def train(*flags):
    return subprocess.run([TALLYGATE, "model", "train", *flags], capture_output=True, text=True, timeout=200)


def write_table(path):
    draw = random.Random(4)
    at = datetime.datetime(2026, 10, 1)
    with open(path, "w") as file:
        file.write("key,at,card,amount,night,fraud,known_at\n")
        for i in range(3000):
            amount, night = draw.randrange(1000), draw.random() < 0.25
            fraud = draw.random() < (0.3 if amount > 800 else 0.01) + (0.1 if night else 0)
            known = at + datetime.timedelta(days=2)
            file.write(f"t{i},{at:%Y-%m-%dT%H:%M:%SZ},c{draw.randrange(300)},{amount},{int(night)},{int(fraud)},{known:%Y-%m-%dT%H:%M:%SZ}\n")
            at += datetime.timedelta(minutes=10)


def digest(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def gives_a_model_and_a_card(directory, table, kind):
    model, card, page = (os.path.join(directory, kind + end) for end in (".json", ".card.json", ".md"))
    ran = train(table, "--kind", kind, "--label-column", "fraud", *SPLIT, "-o", model, "--card", card, "--json", "--replicates", "50")
    assert ran.returncode == 0 and ran.stderr == "", ran.stderr
    with open(card) as file:
        said = file.read()
    assert said == ran.stdout
    said = json.loads(said)
    assert said["kind"] == kind and said["name"] == kind
    assert said["model_sha256"] == digest(model) and said["table"] == {"rows": 3000, "sha256": digest(table)}
    assert said["train"]["rows"] == 14 * 144 and said["train"]["not_yet_known"] == 0
    auc = said["test"]["metrics"]["auc"]
    assert 0.7 < auc["low"] < auc["value"] < auc["high"] <= 1, auc
    assert [feature["name"] for feature in said["features"]] == ["amount", "night"]
    before = digest(model)
    ran = train(table, "--kind", kind, "--label-column", "fraud", *SPLIT, "-o", model, "--card", page, "--replicates", "50")
    assert ran.returncode == 0 and "AUC" in ran.stdout, ran.stdout + ran.stderr
    assert digest(model) == before, "the same table gave another model"
    with open(page) as file:
        assert file.read().startswith("# " + kind + "\n")


def refuses_by_name(directory, table):
    model = os.path.join(directory, "none.json")
    usual = ("--kind", "scorecard", "--label-column", "fraud", *SPLIT, "-o", model)
    cases = {
        "there is no column device": (table, *usual, "--ignore", "device"),
        "there is no column label": (table, "--kind", "scorecard", *SPLIT, "-o", model),
        "labels are known as of a time after the test begins": (table, *usual, "--as-of", "2026-10-18"),
        "the test begins before the training ends": (table, "--kind", "scorecard", "--label-column", "fraud", "--ignore", "card",
                                                     "--train-to", "2026-10-18", "--test-from", "2026-10-17", "-o", model),
        "are RFC 3339 times or dates": (table, *usual, "--train-from", "yesterday"),
        "--leave-out-known needs --entity-column": (table, "--kind", "scorecard", "--label-column", "fraud", "--ignore", "card",
                                                    "--train-to", "2026-10-15", "--leave-out-known", "-o", model),
        "cannot read": (table + ".not", *usual),
        "--kind": (table, "--kind", "forest", *SPLIT, "-o", model),
    }
    for said, flags in cases.items():
        ran = train(*flags)
        assert ran.returncode == 2 and said in ran.stderr, (said, ran.returncode, ran.stderr)
        assert not os.path.exists(model), said


with tempfile.TemporaryDirectory() as directory:
    table = os.path.join(directory, "table.csv")
    write_table(table)
    for kind in ("scorecard", "trees"):
        gives_a_model_and_a_card(directory, table, kind)
    refuses_by_name(directory, table)
print("a scorecard and trees were trained")
