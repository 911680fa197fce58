"""`export` as a person uses it, and models of other programs in `evaluate` and `predict`."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.cli.export import FORMATS
from core.models.model_file import load_model, save_model

from .conftest import Run

MODELS = ["safetensors", "onnx", "npz", "python"]


@pytest.mark.parametrize("name", FORMATS)
def test_a_run_is_written_in_every_format(
    run: Run, trained: Path, tmp_path: Path, name: str
) -> None:
    path = tmp_path / "out"
    outcome = run("export", str(trained), "--format", name, "-o", str(path), "--json")
    assert outcome.status == 0
    (told,) = outcome.objects
    assert told["format"] == name
    assert Path(told["file"]).stat().st_size > 200
    assert Path(told["file"]) == path or Path(told["file"]).parent == path


@pytest.mark.parametrize("name", FORMATS)
def test_a_model_is_written_in_the_formats_of_models_and_no_other(
    run: Run, model: str, tmp_path: Path, name: str
) -> None:
    path = tmp_path / "out"
    outcome = run("export", model, "--format", name, "-o", str(path))
    if name in MODELS:
        assert outcome == (0, f"{name}: {path}\n", "")
    else:
        assert outcome.status == 2
        assert "give the folder of a run, not a model" in outcome.err
        assert not path.exists()


def test_the_name_of_the_file_may_say_the_format(run: Run, trained: Path, tmp_path: Path) -> None:
    path = tmp_path / "curves.svg"
    assert run("export", str(trained), "-o", str(path)).out == f"svg: {path}\n"
    both = path.read_text(encoding="utf-8")
    assert "Loss (nats per image)" in both
    assert "Accuracy (%)" in both
    assert run("export", str(trained), "-o", str(path), "--quantity", "loss").status == 0
    assert "Accuracy (%)" not in path.read_text(encoding="utf-8")
    unknown = run("export", str(trained), "-o", str(tmp_path / "curves"))
    assert unknown.status == 2
    assert "give one of safetensors, onnx" in unknown.err


def test_what_cannot_be_exported_is_said(run: Run, trained: Path, tmp_path: Path) -> None:
    table = str(tmp_path / "a.csv")
    for arguments, reason in (
        ([str(tmp_path / "none"), "-o", table], "is not a run"),
        ([str(tmp_path / "none.npz"), "-o", str(tmp_path / "a.onnx")], "is not a run"),
        ([str(trained), "-o", table, "--quantity", "loss"], "--quantity is for figures"),
        ([str(trained), "-o", str(tmp_path / "no" / "a.csv")], "cannot be written"),
    ):
        outcome = run("export", *arguments)
        assert outcome.status == 2
        assert reason in outcome.err
        assert outcome.out == ""


def test_a_run_that_has_not_ended_has_no_model_to_export(
    run: Run, trained: Path, tmp_path: Path
) -> None:
    unfinished = tmp_path / "unfinished"
    unfinished.mkdir()
    for name in ("run.json", "hyperparameters.json", "history.jsonl"):
        (unfinished / name).write_bytes((trained / name).read_bytes())
    outcome = run("export", str(unfinished), "-o", str(tmp_path / "a.npz"))
    assert outcome.status == 2
    assert "has no model yet" in outcome.err
    assert run("export", str(unfinished), "-o", str(tmp_path / "a.csv")).status == 0


def test_models_of_others_are_evaluated(run: Run, model: str, tmp_path: Path) -> None:
    network = load_model(Path(model)).network
    arrays = {}
    for number, pair in enumerate(zip(network.weights, network.biases, strict=True), start=1):
        arrays |= {f"W{number}": pair[0], f"b{number}": pair[1]}
    path = tmp_path / "theirs.npz"
    np.savez(path, **arrays)
    said = ("--activation", "sigmoid", "--loss", "sigmoid_cross_entropy")
    ours = run("evaluate", model, "--json")
    assert run("evaluate", str(path), "--json", *said) == ours
    assumed = run("evaluate", str(path), "--json")
    assert assumed.status == 0
    assert assumed.err.startswith("note: It does not tell its activation and loss")
    wrong = run("evaluate", str(path), "--activation", "step")
    assert wrong.status == 2
    assert "error: activation: “step” is not one of" in wrong.err


def test_models_of_others_predict(run: Run, model: str, tmp_path: Path) -> None:
    network = load_model(Path(model)).network
    told = {
        "sizes": list(network.sizes),
        "weights": [weights.T.tolist() for weights in network.weights],
        "biases": [biases.reshape(-1, 1).tolist() for biases in network.biases],
        "cost": "CrossEntropyCost",
    }
    path = tmp_path / "nielsen.json"
    path.write_text(json.dumps(told), encoding="utf-8")
    image = tmp_path / "image.png"
    Image.fromarray(np.eye(28, dtype=np.uint8) * 255).save(image)
    theirs = run("predict", str(image), "--model", str(path), "--json")
    uncalibrated = tmp_path / "uncalibrated.safetensors"
    save_model(uncalibrated, replace(load_model(Path(model)), calibration=None))
    ours = run("predict", str(image), "--model", str(uncalibrated), "--json")
    assert theirs.objects[0]["digit"] == ours.objects[0]["digit"]
    # The same weights and the same computation.
    assert theirs.objects[0]["probabilities"] == ours.objects[0]["probabilities"]
