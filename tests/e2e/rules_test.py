# `tallygate rules`: what check and conformance print, and their exit codes. Usage: rules_test.py TALLYGATE SOURCE_DIR
import json
import pathlib
import re
import subprocess
import sys
import tempfile

TALLYGATE, SOURCE = sys.argv[1], pathlib.Path(sys.argv[2])


def rules(*flags):
    return subprocess.run([TALLYGATE, "rules", *map(str, flags)], capture_output=True, text=True, timeout=60)


def test(name, expression, rest=""):
    return f"test {{ name: '{name}' expr: \"{expression}\" {rest} }}\n"


with tempfile.TemporaryDirectory() as directory:
    directory = pathlib.Path(directory)
    good, bad, broken = directory / "good.textproto", directory / "bad.textproto", directory / "broken.textproto"
    good.write_text("name: 'good' section { name: 's'\n" + test("holds", "1 < 2") + test("left_out", "dyn(1) == 1") + "}")
    bad.write_text("name: 'bad' section { name: 's'\n" + test("wrong", "1 + 1", "value { int64_value: 3 }") + "}")
    broken.write_text("section {")

    ran = rules("conformance", good)
    assert ran.returncode == 0, ran
    assert ran.stdout == f"{good}: 1 passed, 0 failed, 1 skipped\ntotal: 1 passed, 0 failed, 1 skipped\n", ran.stdout
    ran = rules("conformance", good, bad)
    assert ran.returncode == 1, ran
    assert ran.stdout.splitlines()[1:] == [f"{bad}: 0 passed, 1 failed, 0 skipped", "total: 1 passed, 1 failed, 1 skipped"], ran
    assert "s/wrong failed: 2 instead of 3" in ran.stderr, ran.stderr
    ran = rules("conformance", "--skips", good)
    assert ran.stdout.splitlines() == ["file\ttest\treason\tdetail", "good.textproto\ts/left_out\tdyn\tdyn()"], ran.stdout
    answer = json.loads(rules("conformance", "--json", good, bad).stdout)
    assert [f["passed"] for f in answer["files"]] == [1, 0], answer
    assert answer["files"][0]["skipped"] == [{"detail": "dyn()", "reason": "dyn", "test": "s/left_out"}], answer
    assert answer["files"][1]["failed"] == [{"detail": "2 instead of 3", "test": "s/wrong"}], answer
    for flags in [("conformance", broken), ("conformance", directory / "none"), ("conformance",), ("check", directory / "none"), ("check",)]:
        ran = rules(*flags)
        assert ran.returncode == 2 and ran.stdout == "" and ran.stderr, (flags, ran)

    shipped = SOURCE / "rulesets" / "default.toml"
    ran = rules("check", shipped)
    assert ran.returncode == 0, ran
    lines = ran.stdout.splitlines()
    assert all(re.fullmatch(r"(rule|operation|features') [A-Za-z0-9._-]+: \d+ of \d+ steps", line) for line in lines), ran.stdout
    assert any(line.startswith("operation order.place: ") and line.endswith(" of 200000 steps") for line in lines), ran.stdout
    answer = json.loads(rules("check", "--json", shipped).stdout)
    assert answer["errors"] == [] and len(answer["ruleset"]) == 64, answer
    assert {"allowed", "code", "steps"} == set(answer["rules"][0]), answer["rules"][0]

    costly = directory / "costly.toml"
    costly.write_text(shipped.read_text() + """
[[rule]]
code = "XYZ-01"
kind = "payment"
on = ["order.place"]
when = "buyer.replace('', merchant).replace('', device) == ip"
verdict = "review"
weight = 1
text = "Costly."
on_error = "review"
""")
    ran = rules("check", costly)
    assert ran.returncode == 1, ran
    line = shipped.read_text().count("\n") + 2
    assert re.fullmatch(rf"{re.escape(str(costly))}:{line}: rule XYZ-01: line 1, column \d+ of `.*`: The expression may take \d+ steps; 100000 are allowed\.\n", ran.stdout), ran.stdout
    answer = json.loads(rules("check", "--json", costly).stdout)
    assert len(answer["errors"]) == 1 and "rules" not in answer, answer

print("rules: holds")
