"""`evaluate`, `predict`, `gradcheck` and `bench`."""

import io
import os
import re
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.cli import bench, predict
from core.datasets.dataset import Dataset, to_pixels
from core.evaluation.calibration import Calibration
from core.models.bundled_model import bundled_path
from core.models.model_file import load_model, save_model
from tests.rounding import assert_within, of_probabilities

from .conftest import Run
from .program import SHORT


@pytest.fixture
def digit(mnist: Dataset, tmp_path: Path) -> Path:
    path = tmp_path / "digit.png"
    Image.fromarray(mnist.test.images[0].reshape(28, 28)).save(path)
    return path


def test_evaluate_counts_true_digits_in_rows_and_predictions_in_columns(
    run: Run, model: str, mnist: Dataset
) -> None:
    outcome = run("evaluate", model, "--json")
    assert (outcome.status, outcome.err) == (0, "")
    (result,) = outcome.objects
    assert list(result) == ["images", "loss", "accuracy", "confusion"]
    read = load_model(Path(model)).network.logits(to_pixels(mnist.test.images)).argmax(axis=1)
    counted = np.array(
        [
            [np.sum((mnist.test.labels == true) & (read == digit)) for digit in range(10)]
            for true in range(10)
        ]
    )
    assert result["confusion"] == counted.tolist()
    assert not np.array_equal(counted, counted.T)
    assert result["images"] == 10_000
    assert result["accuracy"] == np.trace(counted) / 10_000


def test_evaluate_prints_a_table_for_people(run: Run, model: str) -> None:
    outcome = run("evaluate", model)
    assert (outcome.status, outcome.err) == (0, "")
    first, head, *rows = outcome.out.splitlines()
    assert first.startswith("10,000 images: accuracy ")
    assert head.split() == ["true", "\\", "predicted", *"0123456789"]
    assert [row.split()[0] for row in rows] == list("0123456789")


def test_predict_prints_an_object_an_image(
    run: Run, model: str, digit: Path, mnist: Dataset
) -> None:
    outcome = run("predict", str(digit), str(digit), "--model", model, "--json")
    assert (outcome.status, outcome.err) == (0, "")
    first, second = outcome.objects
    assert first == second
    assert list(first) == ["file", "digit", "probabilities", "sure"]
    assert first["file"] == str(digit)
    network, calibration = (loaded := load_model(Path(model))).network, loaded.calibration
    assert calibration is not None
    expected = calibration.probabilities(network, to_pixels(mnist.test.images[:1]))[0]
    assert not np.allclose(expected, network.probabilities(to_pixels(mnist.test.images[:1]))[0])
    assert_within(
        first["probabilities"],
        expected,
        of_probabilities(network, to_pixels(mnist.test.images[:1]))[0],
    )
    assert first["digit"] == int(expected.argmax())
    assert first["sure"] is (first["probabilities"][first["digit"]] >= calibration.threshold)


@pytest.mark.parametrize(("threshold", "note"), [(0.0, ""), (1.0, r", not sure: \d( or \d)?\?")])
def test_predict_says_when_the_model_is_not_sure(
    run: Run, model: str, digit: Path, tmp_path: Path, threshold: float, note: str
) -> None:
    path = tmp_path / "strict.safetensors"
    calibration = Calibration(threshold=threshold)
    save_model(path, replace(load_model(Path(model)), calibration=calibration))
    outcome = run("predict", str(digit), "--model", str(path))
    assert re.search(rf": \d \([<>]?[\d.]+%{note}\)\n$", outcome.out)


def test_predict_without_a_model_takes_the_one_trained_last_or_what_ships(
    run: Run, digit: Path, home: Path
) -> None:
    shipped = run("predict", str(digit), "--json", "--model", str(bundled_path())).objects
    assert run("predict", str(digit), "--json").objects == shipped
    run("train", *SHORT)
    outcome = run("predict", str(digit), "--json")
    assert (outcome.status, outcome.err) == (0, "")
    assert outcome.objects != shipped


def test_predict_says_what_it_read_before_the_file_that_cannot_be_read(
    run: Run, model: str, digit: Path, tmp_path: Path
) -> None:
    outcome = run("predict", str(digit), str(tmp_path / "none.png"), "--model", model, "--json")
    assert outcome.status == 2
    assert [line["file"] for line in outcome.objects] == [str(digit)]
    assert outcome.err.startswith(f"error: {tmp_path / 'none.png'}: cannot be read")


@pytest.fixture
def mixed(digit: Path, tmp_path: Path) -> list[Path]:
    """A folder, no image, a pipe and nothing, and among them a digit twice."""
    (tmp_path / "folder.png").mkdir()
    (tmp_path / "text.png").write_text("no image")
    pipe = tmp_path / "pipe.png"
    if hasattr(os, "mkfifo"):
        os.mkfifo(pipe)
    names = ("folder.png", "text.png", "pipe.png", "none.png")
    bad = [tmp_path / name for name in names]
    return [bad[0], digit, *bad[1:], digit]


def test_predict_reads_what_it_can_and_has_a_sentence_for_each_other_file(
    run: Run, model: str, digit: Path, mixed: list[Path]
) -> None:
    outcome = run("predict", *map(str, mixed), "--model", model)
    assert outcome.status == 2
    assert [line.partition(": ")[0] for line in outcome.out.splitlines()] == [str(digit)] * 2
    said = [line for line in outcome.err.splitlines() if not line.startswith("  ")]
    bad = [path for path in mixed if path != digit]
    assert len(said) == len(bad)
    for line, path in zip(said, bad, strict=True):
        assert line.startswith(f"error: {path}: cannot be read: ")
        assert line.endswith(".")


def test_predict_keeps_to_answers_in_json(
    run: Run, model: str, digit: Path, mixed: list[Path]
) -> None:
    outcome = run("predict", *map(str, mixed), "--model", model, "--json")
    assert outcome.status == 2
    keys = ["digit", "file", "probabilities", "sure"]
    assert [sorted(line) for line in outcome.objects] == [keys] * 2
    assert outcome.err.count("error: ") == 4


def test_predict_prints_each_answer_before_it_reads_the_next(
    model: str, digit: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed: list[str] = []
    read = predict.read_image

    class Output(io.StringIO):
        def flush(self) -> None:
            printed.append(self.getvalue())

    def watch(path: Path) -> object:
        before.append(len(printed[-1].splitlines()) if printed else 0)
        return read(path)

    before: list[int] = []
    monkeypatch.setattr(predict, "read_image", watch)
    monkeypatch.setattr(sys, "stdout", Output())
    run("predict", *[str(digit)] * 3, "--model", model)
    assert before == [0, 1, 2]


@pytest.mark.parametrize("chosen", [["--set", "hidden_layers="], ["--set", "hidden_layers=5,4"]])
def test_the_gradients_agree_to_a_millionth(run: Run, chosen: list[str]) -> None:
    outcome = run("gradcheck", "--json", *chosen)
    assert (outcome.status, outcome.err) == (0, "")
    (result,) = outcome.objects
    assert list(result) == ["max_relative_error"]
    assert 0 < result["max_relative_error"] < 1e-6


def test_gradcheck_shows_people_both_derivatives_of_every_array(run: Run) -> None:
    outcome = run("gradcheck", "--set", "hidden_layers=3")
    assert outcome.status == 0
    for array in ("layer 1 weights", "layer 1 biases", "layer 2 weights", "layer 2 biases"):
        assert f"{array}: " in outcome.out
    assert outcome.out.count("analytic") == outcome.out.count("numerical") == 4
    assert "below 1e-06" in outcome.out


def test_bench_prints_the_figures_of_the_training(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    figures = {"rounds": 7, "times_the_floor": 1.23456}
    monkeypatch.setattr(bench, "measure_training", lambda: figures)
    assert run("bench", "--json").objects == [figures]
    assert run("bench").out == "rounds: 7\ntimes the floor: 1.23\n"


def test_bench_can_measure_the_explanations(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "measure_explanations", lambda: {"saliency_p50_ms": 12.0})
    assert run("bench", "--why", "--json").objects == [{"saliency_p50_ms": 12.0}]


@pytest.mark.parametrize("name", ["train", "evaluate", "predict", "gradcheck", "bench"])
def test_every_command_has_help(run: Run, name: str) -> None:
    outcome = run(name, "--help")
    assert (outcome.status, outcome.err) == (0, "")
    assert outcome.out.startswith(f"usage: inkling {name} ")
