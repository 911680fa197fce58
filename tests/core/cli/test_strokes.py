"""`strokes` reads the drawings of a file as the pad would."""

import json
from pathlib import Path

import numpy as np
import pytest

from core.ink.strangers import draw_digit
from core.ink.stroke_file import LabelledDrawing, write_strokes

from .conftest import Run


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Twenty digits of two writers."""
    path = tmp_path / "digits.jsonl"
    items = [
        LabelledDrawing(
            draw_digit(number % 10, np.random.default_rng(number)), number % 10, "ab"[number // 10]
        )
        for number in range(20)
    ]
    write_strokes(path, items)
    return path


def test_the_summary_adds_up(run: Run, file: Path) -> None:
    summary = json.loads(run("strokes", str(file), "--json").out)
    assert list(summary) == [
        *("drawings", "accuracy", "sure", "accuracy_when_sure", "by_writer", "confusion")
    ]
    assert summary["drawings"] == 20
    assert set(summary["by_writer"]) == {"a", "b"}
    assert summary["accuracy"] == pytest.approx(np.mean(list(summary["by_writer"].values())))
    assert np.trace(summary["confusion"]) == round(20 * summary["accuracy"])
    assert summary["accuracy"] >= 0.8


def test_it_says_so_in_words(run: Run, file: Path) -> None:
    out = run("strokes", str(file)).out
    assert "20 drawings: accuracy" in out
    assert "sure of" in out


def test_drawings_without_a_label_cannot_be_judged(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text('{"strokes": [[[0, 0], [1, 1]]]}\n')
    result = run("strokes", str(path))
    assert result.status == 2
    assert "no drawing with a label" in result.err
