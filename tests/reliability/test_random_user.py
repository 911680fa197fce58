"""A random user of the real window finds nothing: no error, no warning, no wait, no leak.

    INKLING_MINUTES=10 INKLING_SEED=1 pytest tests/reliability/test_random_user.py

Half a minute without `INKLING_MINUTES`. Gaps are those of the window's own thread, without the
time for which other programs had the processor (Linux tells it; elsewhere the machine should be
idle). Memory is compared from two minutes of ten on, when all parts of the window have been used.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

MINUTES = float(os.environ.get("INKLING_MINUTES", "0.5"))
SEED = int(os.environ.get("INKLING_SEED", "1"))
ENOUGH = 5
"""Minutes from which on memory says something: before that parts of the window are first used."""
MOST_GROWTH = 1.1
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the user has found, in a process of its own: it may crash."""
    folder = tmp_path_factory.mktemp("random user")
    command = [sys.executable, "-m", "tests.reliability.random_user"]
    options = ["--minutes", str(MINUTES), "--seed", str(SEED), "--folder", str(folder)]
    done = subprocess.run(
        [*command, *options], cwd=ROOT, capture_output=True, text=True, check=False,
        timeout=60 * (2 * MINUTES + 5),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-5000:]
    report: dict[str, Any] = json.loads(done.stdout)
    summary = {name: report[name] for name in ("seconds", "things", "longest", "closing")}
    memory = {name: f"{report[name] >> 20} MB" for name in ("settled", "end")}
    sys.stderr.write(f"random user, seed {SEED}: {summary | memory}\n")
    return report


def test_it_does_many_things(told: dict[str, Any]) -> None:
    assert told["things"] > 60 * MINUTES


def test_no_error_of_the_program_is_met(told: dict[str, Any]) -> None:
    assert not told["inside"], json.dumps(told["inside"], indent=1)
    assert not told["errors"], json.dumps(told["errors"], indent=1)


def test_qt_warns_of_nothing(told: dict[str, Any]) -> None:
    assert not told["qt"], json.dumps(told["qt"], indent=1)


def test_the_window_always_answers_within_half_a_second(told: dict[str, Any]) -> None:
    assert not told["gaps"], json.dumps(told["gaps"], indent=1)


@pytest.mark.skipif(MINUTES < ENOUGH, reason=f"needs INKLING_MINUTES={ENOUGH} or more")
def test_memory_stays_what_it_was(told: dict[str, Any]) -> None:
    assert told["end"] <= MOST_GROWTH * told["settled"]


def test_no_thread_is_left_behind(told: dict[str, Any]) -> None:
    assert not told["left"]
