"""Digits kept by real processes: killed, and two at once."""

import subprocess
import sys
from pathlib import Path

from core.drawing.strokes import drawing_from_points
from core.personalization.digit_store import DigitStore

PROGRAM = Path(__file__).with_name("digit_writer_process.py")
DOT = drawing_from_points([[(0.5, 0.5)]])
ROOT = Path(__file__).parents[3]


def keeping(path: Path, *arguments: str) -> "subprocess.Popen[str]":
    command = [sys.executable, str(PROGRAM), str(path), *arguments]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env={"PYTHONPATH": str(ROOT)}
    )


def test_a_process_that_is_killed_loses_nothing_that_it_has_said(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    said: list[str] = []
    for _ in range(3):
        with keeping(path, "4") as process:
            assert process.stdout is not None
            said += [process.stdout.readline().strip() for _ in range(20)]
            process.kill()
            said += process.stdout.read().split()
    found = DigitStore(path).read()
    kept = [digit.id for digit in found.digits]
    assert [one for one in kept if one in set(said)] == said
    assert len(kept) <= len(said) + 3
    assert found.unreadable <= 3


def test_two_processes_and_a_window_that_deletes_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    mine = DigitStore(path)
    deleted = {mine.add(9, DOT).id for _ in range(20)}
    with keeping(path, "1", "50") as one, keeping(path, "2", "50") as two:
        for each in sorted(deleted):
            mine.delete({each})
        assert one.wait() == two.wait() == 0
        said = [stream.read().split() for stream in (one.stdout, two.stdout) if stream]
    found = mine.read()
    assert found.unreadable == 0
    for label, ids in enumerate(said, start=1):
        assert [digit.id for digit in found.digits if digit.label == label] == ids
    assert len(found.digits) == 100
