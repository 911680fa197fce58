"""`strokes` reads the drawings of a file as the pad would."""

import json
from pathlib import Path

import numpy as np
import pytest

from core.drawing.stroke_file import LabeledDrawing, write_strokes
from core.synthesis.synthetic_drawings import draw_digit

from .conftest import Run


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Twenty digits of two writers."""
    path = tmp_path / "digits.jsonl"
    items = [
        LabeledDrawing(
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


def test_of_drawings_without_a_label_it_should_not_be_sure(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text('{"strokes": [[[0, 0], [1, 1]]]}\n{"strokes": [[[0, 0]]]}\n')
    (summary,) = run("strokes", str(path), "--json").objects
    assert summary["drawings"] == 0
    assert summary["no_digits"] == 2
    assert summary["no_digits_not_sure"] >= 0.5


def test_digits_and_scribbles_can_be_made_up(run: Run) -> None:
    first, again = (run("strokes", "--made-up", "30", "--json").objects[0] for _ in range(2))
    assert first == again
    assert first["drawings"] == first["no_digits"] == 30
    assert first["accuracy"] > 0.7


@pytest.mark.parametrize("arguments", [[], ["--made-up", "-1"], ["--made-up", "many"]])
def test_there_must_be_something_to_read(run: Run, arguments: list[str]) -> None:
    assert run("strokes", *arguments).status == 2
