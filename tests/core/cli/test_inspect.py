"""`inspect`."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.datasets.dataset import Dataset, to_pixels
from core.models.model_file import Model, load_model, save_model
from tests.rounding import assert_within, of_probabilities

from .conftest import Run


def test_all_layers_have_a_line(run: Run, model: str) -> None:
    outcome = run("inspect", model)
    assert (outcome.status, outcome.err) == (0, "")
    hidden, output = outcome.out.splitlines()
    assert hidden.startswith("layer 1: 8 units, weight norm ")
    assert hidden.endswith(" saturated")
    assert output.startswith("layer 2 (output): 10 units")


def test_a_run_can_be_named_by_its_folder(run: Run, trained: Path, model: str) -> None:
    by_folder = run("inspect", str(trained), "--json", "--layer", "2")
    assert by_folder.out == run("inspect", model, "--json", "--layer", "2").out
    (found,) = by_folder.objects
    weight = load_model(Path(model)).network.weights[1]
    assert found["layer"] == 2
    assert found["weight_norm"] == pytest.approx(float(np.linalg.norm(weight)), rel=1e-5)
    assert sum(found["weights"]["counts"]) == weight.size


def test_a_unit_has_its_numbers(run: Run, model: str, mnist: Dataset) -> None:
    (found,) = run(
        "inspect", model, "--layer", "1", "--unit", "3", "--image", "5", "--json"
    ).objects
    network = load_model(Path(model)).network
    pixels = to_pixels(mnist.test.images[5:6])
    total = float((pixels @ network.weights[0] + network.biases[0])[0, 3])
    assert found["sum"]["total"] == pytest.approx(total, abs=1e-5)
    terms = sum(found["sum"]["products"]) + found["sum"]["rest"] + found["sum"]["bias"]
    assert terms == pytest.approx(total, abs=1e-4)
    changed = network.with_parameters(network.parameters.copy())
    changed.weights[1][3] = 0
    assert_within(
        found["ablation"]["probabilities_after"],
        changed.probabilities(pixels)[0],
        of_probabilities(changed, pixels)[0],
    )
    sums = to_pixels(mnist.train.images) @ network.weights[0][:, 3]
    assert found["exciting"]["rows"][0] == int(sums.argmax())
    people = run("inspect", model, "--layer", "1", "--unit", "3", "--image", "5").out
    assert f"z = {total:+.5g}"[:7] in people
    assert people.splitlines()[-1].startswith("without it: answer ")


def test_an_output_unit_cannot_be_switched_off(run: Run, model: str) -> None:
    (found,) = run("inspect", model, "--layer", "2", "--unit", "3", "--json").objects
    assert "ablation" not in found


def test_the_weights_are_written_as_a_picture(run: Run, model: str, tmp_path: Path) -> None:
    file = tmp_path / "weights.png"
    outcome = run("inspect", model, "--layer", "2", "-o", str(file), "--json")
    (found,) = outcome.objects
    assert (found["units"], found["of"], found["direct"]) == (list(range(10)), 10, False)
    with Image.open(file) as picture:
        assert picture.format == "PNG"
    assert "sums of paths" in run("inspect", model, "--layer", "2", "-o", str(file)).out


@pytest.fixture
def with_parameters(model: str, tmp_path: Path) -> Callable[[float], str]:
    """Writes a model all of whose parameters have this value."""

    def write(value: float) -> str:
        read = load_model(Path(model))
        network = read.network.with_parameters(np.full_like(read.network.parameters, value))
        save_model(tmp_path / "changed.safetensors", Model(network, read.hyperparameters, 1))
        return str(tmp_path / "changed.safetensors")

    return write


@pytest.mark.parametrize(
    ("options", "shown"),
    [([], "8 saturated"), (["--layer", "1", "--unit", "0"], "z = +inf, output 1")],
)
def test_a_model_whose_sums_overflow_shows_that(
    run: Run, with_parameters: Callable[[float], str], options: list[str], shown: str
) -> None:
    file = with_parameters(3e38)
    outcome = run("inspect", file, *options)
    assert (outcome.status, outcome.err) == (0, "")
    assert shown in outcome.out
    assert max(map(len, outcome.out.splitlines())) < 250
    assert run("inspect", file, *options, "--json").objects


def test_a_model_without_numbers_is_refused_in_a_sentence(
    run: Run, with_parameters: Callable[[float], str]
) -> None:
    outcome = run("inspect", with_parameters(np.nan))
    assert (outcome.status, outcome.out) == (2, "")
    assert "numbers" in outcome.err


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--layer", "3"], "There is no layer 3: this network has 2."),
        (["--layer", "1", "--unit", "8"], "Layer 1 has no unit 8"),
        (["--unit", "1"], "need --layer"),
        (["-o", "x.png"], "need --layer"),
        (["--layer", "1", "-o", "x.jpg"], "does not end with .png"),
        (["--layer", "0"], "not a whole number"),
    ],
)
def test_wrong_input_is_said(run: Run, model: str, options: list[str], sentence: str) -> None:
    outcome = run("inspect", model, *options)
    assert (outcome.status, outcome.out) == (2, "")
    assert sentence in outcome.err


def test_the_model_is_never_overwritten(run: Run, model: str, tmp_path: Path) -> None:
    file = tmp_path / "model.png"
    file.write_bytes(Path(model).read_bytes())
    outcome = run("inspect", str(file), "--layer", "1", "-o", str(file))
    assert outcome.status == 2
    assert file.read_bytes() == Path(model).read_bytes()
