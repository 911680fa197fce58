"""How the tests run the program."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import main

REPOSITORY = Path(__file__).resolve().parents[3]


def _set(**values: object) -> list[str]:
    return [part for name, value in values.items() for part in ("--set", f"{name}={value}")]


def short(**changes: object) -> list[str]:
    """The settings of a short training, or some others."""
    plain = {"training_images": 400, "hidden_layers": 8, "epochs": 2, "learning_rate": 0.01}
    return _set(**{**plain, **changes})


def diverging(epochs: int = 20) -> list[str]:
    return _set(training_images=1, l2=10, learning_rate=1, epochs=epochs)


SHORT, DIVERGING = short(), diverging()


class CommandResult(NamedTuple):
    status: int
    out: str
    err: str

    @property
    def objects(self) -> list[dict[str, Any]]:
        """Standard output as JSON lines, which has no NaN."""
        return [json.loads(line, parse_constant=pytest.fail) for line in self.out.splitlines()]


def in_process(capsys: pytest.CaptureFixture[str], *arguments: str) -> CommandResult:
    capsys.readouterr()
    return CommandResult(exit_status(*arguments), *capsys.readouterr())


def exit_status(*arguments: str) -> int:
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


def in_subprocess(*arguments: str) -> CommandResult:
    done = subprocess.run(
        command(*arguments), cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    return CommandResult(done.returncode, done.stdout, done.stderr)
