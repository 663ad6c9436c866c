# `tallygate capacity`: its parts add up, it leaves nothing behind, more orders take more, and what cannot be is refused by the flag's name.
# Usage: capacity_test.py TALLYGATE
import json
import os
import signal
import subprocess
import sys
import tempfile

TALLYGATE = sys.argv[1]


def capacity(*flags):
    return subprocess.run([TALLYGATE, "capacity", *flags], capture_output=True, text=True, timeout=200)


def predicted(directory, *flags):
    ran = capacity("--in", directory, "--json", *flags)
    assert ran.returncode == 0, ran.stderr
    assert os.listdir(directory) == [], "the sample was left behind"
    return json.loads(ran.stdout)


def adds_up(answer):
    held = sum(answer["memory"].values())
    assert answer["memory_bytes_held"] == held, answer
    assert answer["memory_bytes_most"] == held + sum(answer["checkpoint_memory"].values()), answer
    assert answer["disk_bytes"] == sum(answer["disk"].values()), answer
    assert answer["disk_bytes_most"] == answer["disk_bytes"] + sum(answer["disk_room"].values()), answer
    for part in ("log: records", "log: tree", "log: idempotency keys", "vault", "state checkpoints"):
        assert answer["disk"][part] > 0, (part, answer)


def grows(directory):
    few = predicted(directory, "--rate", "0.02", "--window", "2d", "--buyers", "300")
    many = predicted(directory, "--rate", "2", "--window", "2d", "--buyers", "30000")
    assert few["orders"] == 3456 and many["orders"] == 345600, (few, many)
    for answer in (few, many):
        adds_up(answer)
    ratio = many["disk_bytes"] / few["disk_bytes"]
    assert 50 < ratio < 200, ratio  # a hundred times as many orders, but for what is once


def forgets_sooner(directory, config):
    """What an operator sets so that a long window does not stay in memory."""
    flags = ("--rate", "0.2", "--window", "20d", "--buyers", "1000")
    usual = predicted(directory, *flags)
    with open(config, "w") as file:
        file.write("[state]\ncold_after_days = 1\n")
    sooner = predicted(directory, *flags, "--config", config)
    assert sooner["memory_bytes_held"] < 0.7 * usual["memory_bytes_held"], (sooner, usual)


def leaves_nothing_when_it_is_ended(directory):
    for number in (signal.SIGTERM, signal.SIGINT):
        running = subprocess.Popen([TALLYGATE, "capacity", "--rate", "2", "--window", "2d", "--in", directory],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while not any(os.listdir(os.path.join(directory, made)) for made in os.listdir(directory)):
            assert running.poll() is None, "it ended before it had made anything"
        running.send_signal(number)
        assert running.wait(timeout=60) == -number, running.returncode
        assert os.listdir(directory) == [], "the sample was left behind"


def refuses():
    fine = {"--rate": "1", "--window": "1d"}
    for flag, value in (("--rate", "0"), ("--rate", "-1"), ("--rate", "nan"), ("--rate", "1e300"), ("--rate", "much"),
                        ("--window", "0"), ("--window", "1"), ("--window", "1y"), ("--window", "99999999999999999999d"),
                        ("--window", "9223372036854775807s"), ("--window", "10s"), ("--levels", "3"),
                        ("--id-chars", "3"), ("--commands-a-commit", "0.5"), ("--buyers", "99999999999999999999999"),
                        ("--ruleset", TALLYGATE), ("--ruleset", "/nowhere"), ("--in", "/nowhere")):
        flags = dict(fine, **{flag: value})
        ran = capacity(*[word for pair in flags.items() for word in pair])
        assert ran.returncode == 2 and flag in ran.stderr and ran.stdout == "", (flag, value, ran)


def readable(directory):
    ran = capacity("--rate", "0.01", "--window", "1d", "--in", directory)
    assert ran.returncode == 0, ran.stderr
    for word in ("commands a second", "risk windows", "log: tree", "state checkpoints"):
        assert word in ran.stdout, ran.stdout


with tempfile.TemporaryDirectory() as place:
    refuses()
    grows(place)
    readable(place)
    leaves_nothing_when_it_is_ended(place)
    with tempfile.TemporaryDirectory() as other:
        forgets_sooner(place, os.path.join(other, "serve.toml"))
print("capacity: holds")
