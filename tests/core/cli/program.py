"""How the tests run the program."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import main

REPOSITORY = Path(__file__).resolve().parents[3]
SHORT = [
    *("--set", "training_images=400"),
    *("--set", "hidden_layers=8"),
    *("--set", "epochs=2"),
    *("--set", "learning_rate=0.01"),
]
DIVERGING = [
    *("--set", "training_images=1"),
    *("--set", "l2=10"),
    *("--set", "learning_rate=1"),
    *("--set", "epochs=20"),
]


class Outcome(NamedTuple):
    status: int
    out: str
    err: str

    @property
    def objects(self) -> list[dict[str, Any]]:
        """Standard output as JSON lines, which has no NaN."""
        return [json.loads(line, parse_constant=pytest.fail) for line in self.out.splitlines()]


def in_process(capsys: pytest.CaptureFixture[str], *arguments: str) -> Outcome:
    capsys.readouterr()
    return Outcome(status_of(*arguments), *capsys.readouterr())


def status_of(*arguments: str) -> int:
    try:
        return main.main(arguments)
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 1


def command(*arguments: str) -> list[str]:
    return [sys.executable, "main.py", *arguments]


def start_process(*arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        command(*arguments),
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def in_subprocess(*arguments: str) -> Outcome:
    done = subprocess.run(
        command(*arguments), cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    return Outcome(done.returncode, done.stdout, done.stderr)
