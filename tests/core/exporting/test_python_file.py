"""Models as a Python file, run by a Python that knows nothing of this program."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from core.datasets.dataset import Dataset, to_pixels
from core.exporting.formats import export_model
from core.models.model_file import Model
from tests.rounding import assert_within, of_probabilities

from .models import KINDS, model_of

PREDICT_ALL = """
import importlib, pathlib, sys
import numpy as np
images = np.load("images.npy")
for path in sorted(pathlib.Path(".").glob("model_*.py")):
    model = importlib.import_module(path.stem)
    np.save(path.with_suffix(".npy"), model.predict(images))
    one = model.predict(images[0].reshape(28, 28))
    assert one.shape == (10,)
    np.save(f"one_{path.stem}.npy", [one, model.predict(images[0] / 255)])
assert not [name for name in sys.modules if name.partition(".")[0] in {"core", "PIL"}]
"""


def python(folder: Path, *arguments: str) -> str:
    """What a Python of its own prints, in a folder far from the program."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-P", *arguments],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_it_answers_as_we_do_with_every_activation_and_loss(tmp_path: Path, mnist: Dataset) -> None:
    models = [model_of(activation, loss) for activation, loss in KINDS]
    models.append(model_of("relu", "softmax_cross_entropy", hidden=()))
    images = mnist.test.images[:500]
    np.save(tmp_path / "images.npy", images)
    for number, model in enumerate(models):
        export_model(tmp_path / f"model_{number:02}.py", model, "python")
    python(tmp_path, "-c", PREDICT_ALL)
    for number, model in enumerate(models):
        found = np.load(tmp_path / f"model_{number:02}.npy")
        expected = model.network.probabilities(to_pixels(images))
        most = of_probabilities(model.network, to_pixels(images))
        assert_within(found, expected, most)
        assert_within(np.load(tmp_path / f"one_model_{number:02}.npy"), expected[[0, 0]], most[0])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, trained_model: Model) -> Path:
    """Where a trained network lies as a Python file."""
    path = tmp_path_factory.mktemp("python")
    export_model(path / "digit_model.py", trained_model, "python")
    return path


def test_as_a_program_it_reads_arrays_of_images(
    folder: Path, mnist: Dataset, trained_model: Model
) -> None:
    np.save(folder / "some.npy", mnist.test.images[:4])
    lines = python(folder, "digit_model.py", "some.npy").splitlines()
    answers = trained_model.network.probabilities(to_pixels(mnist.test.images[:4])).argmax(axis=1)
    assert [line.split()[1] for line in lines] == [str(digit) for digit in answers]


def test_as_a_program_it_reads_pictures(folder: Path, mnist: Dataset) -> None:
    seven = mnist.test.images[0].reshape(28, 28)
    Image.fromarray(seven).save(folder / "mnist.png")
    Image.fromarray(255 - seven).resize((150, 90)).save(folder / "on_paper.png")
    large = Image.new("RGBA", (300, 400), (0, 0, 0, 0))
    ImageDraw.Draw(large).line([(60, 80), (220, 80), (120, 350)], "black", width=30)
    large.save(folder / "transparent.png")
    Image.new("L", (50, 50), "white").save(folder / "empty.png")
    names = ["mnist.png", "on_paper.png", "transparent.png", "empty.png"]
    lines = python(folder, "digit_model.py", *names).splitlines()
    assert [line.split()[1] for line in lines[:3]] == ["7", "7", "7"]
    assert len(lines) == 4


def test_without_an_image_it_says_how_it_is_used(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "digit_model.py"], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.startswith("usage:")


def test_the_code_comes_first_and_says_what_it_is(tmp_path: Path) -> None:
    model = model_of("relu", "softmax_cross_entropy")
    text = export_model(tmp_path / "m.py", model, "python").read_text(encoding="utf-8")
    head = text.partition('PARAMETERS = """')[0].splitlines()
    assert "784-7-5-10" in head[0]
    assert "50.00% of MNIST's test images" in text
    assert "divides the logits by 2 first" in text
    assert "def relu" in text
    assert "def elu" not in text
    assert max(len(line) for line in text.splitlines()) <= 100
    compile(text, "m.py", "exec")
