"""A film has a frame for each moment, with the numbers of the network of then."""

from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.datasets.dataset import Dataset, to_pixels
from core.exporting.film import MOST_FRAMES, Film, write_film
from core.foundation.errors import ExportError, OutputError, RunError
from core.hyperparameters.schema import Hyperparameters
from core.plots.palette import TRAINING
from core.plots.weight_picture import diverging_colors
from core.runs.layout import WEIGHTS
from core.runs.moments import Moment, evenly_chosen, kept_moments, load_moment, write_moment
from core.runs.recorded_training import RecordedTraining
from core.training.events import TrainingEnd
from core.training.trainer import new_network

SETTINGS = Hyperparameters(
    hidden_layers=(5,), batch_size=10, epochs=3, training_images=200, learning_rate=0.01
)
NOTHING = lambda done, count: None  # noqa: E731


@pytest.fixture(scope="module")
def run(mnist: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("film") / "run"
    warn = lambda error: pytest.fail(str(error))  # noqa: E731
    recorded = RecordedTraining.begin(SETTINGS, mnist, warn, path=path, budget=1_000_000)
    with closing(recorded):
        for event in recorded.events():
            if isinstance(event, TrainingEnd):
                recorded.finish(event, mnist)
    return path


def frames(path: Path) -> list[np.ndarray]:
    with Image.open(path) as film:
        shown = []
        for number in range(film.n_frames):
            film.seek(number)
            shown.append(np.asarray(film.convert("RGB")).astype(int))
        return shown


@pytest.mark.parametrize("ending", [".png", ".gif"])
def test_a_film_of_the_weights_has_them_in_one_scale(
    run: Path, tmp_path: Path, ending: str
) -> None:
    moments = kept_moments(run)
    assert len(moments) == 5
    done: list[tuple[int, int]] = []
    path = tmp_path / f"film{ending}"
    assert write_film(Film(run, moments, 4), path, lambda *at: done.append(at)) == path
    assert done == [(n, 5) for n in range(6)]
    with Image.open(path) as film:
        assert film.is_animated
        assert film.n_frames == 5
        assert film.info["loop"] == 0
        assert film.info["duration"] == 250
        film.seek(4)
        assert film.info["duration"] == 1500
    weights = [load_moment(run, moment).network.weights[0] for moment in moments]
    scale = max(np.abs(each).max() for each in weights)
    for frame, weight in zip(frames(path), weights, strict=True):
        for row, column in ((14, 14), (10, 20), (20, 9)):
            color = diverging_colors(np.array([weight[28 * row + column, 0]]), scale)[0]
            near = frame[32 + 3 * row + 1, 16 + 3 * column + 1]
            assert np.abs(near - color).max() <= (0 if ending == ".png" else 40)


@pytest.mark.parametrize("ending", [".png", ".gif"])
def test_a_film_of_the_answer_has_the_outputs_of_each_network(
    run: Path, tmp_path: Path, mnist: Dataset, ending: str
) -> None:
    moments, pixels = kept_moments(run), mnist.test.images[0].reshape(28, 28)
    path = tmp_path / f"film{ending}"
    write_film(Film(run, moments, 10, pixels), path, NOTHING)
    shown = frames(path)
    assert len(shown) == 5
    color = np.array([int(TRAINING[at : at + 2], 16) for at in (1, 3, 5)])
    for frame, moment in zip(shown, moments, strict=True):
        network = load_moment(run, moment).network
        outputs = network.probabilities(to_pixels(pixels.reshape(1, -1)))[0]
        best = int(outputs.argmax())
        line = frame[32 + 16 * best + 8, 16 + 168 + 16 + 16 :]
        blue = np.abs(line - color).max(axis=1) <= (0 if ending == ".png" else 40)
        assert abs(int(blue.sum()) - round(float(outputs[best]) * 180)) <= 1


def test_a_long_run_is_filmed_at_even_distances() -> None:
    moments = [Moment(epoch) for epoch in range(1000)]
    chosen = evenly_chosen(moments, 300)
    assert len(chosen) == len(set(chosen)) == 300
    assert (chosen[0], chosen[-1]) == (Moment(0), Moment(999))
    assert {b.epochs - a.epochs for a, b in pairwise(chosen)} == {3, 4}
    assert evenly_chosen(moments[:7], 300) == moments[:7]


def test_a_film_that_is_canceled_leaves_no_file(run: Path, tmp_path: Path) -> None:
    class CanceledError(Exception):
        pass

    def cancel(done: int, _: int) -> None:
        if done == 2:
            raise CanceledError

    with pytest.raises(CanceledError):
        write_film(Film(run, kept_moments(run), 5), tmp_path / "film.png", cancel)
    assert not list(tmp_path.iterdir())


def test_what_cannot_be_filmed_is_a_sentence(run: Path, tmp_path: Path) -> None:
    moments = kept_moments(run)
    with pytest.raises(ExportError, match=r"ends neither with \.png nor with \.gif"):
        write_film(Film(run, moments, 5), tmp_path / "film.mp4", NOTHING)
    with pytest.raises(ExportError, match="no moments"):
        write_film(Film(run, [], 5), tmp_path / "film.gif", NOTHING)
    with pytest.raises(OutputError, match="belongs to the run"):
        write_film(Film(run, moments, 5), run / WEIGHTS / "film.png", NOTHING)
    with pytest.raises(RunError, match="weights of epoch 77 cannot be read"):
        write_film(Film(run, [*moments, Moment(77)], 5), tmp_path / "film.png", NOTHING)
    with pytest.raises(OutputError, match="cannot be written"):
        write_film(Film(run, moments, 5), tmp_path / ("x" * 300 + ".png"), NOTHING)
    assert not list(tmp_path.iterdir())


def test_a_film_of_a_wide_layer_has_all_moments(run: Path, tmp_path: Path) -> None:
    wide = replace(SETTINGS, hidden_layers=(100,))
    (tmp_path / "run" / WEIGHTS).mkdir(parents=True)
    moment = Moment(0)
    network = new_network(wide)
    write_moment(tmp_path / "run", moment, network.sizes, network.parameters, wide)
    counts: list[int] = []

    def stop(done: int, count: int) -> None:
        counts.append(count)
        raise Enough

    with pytest.raises(Enough):
        write_film(Film(tmp_path / "run", [moment] * 152, 5), tmp_path / "film.png", stop)
    assert counts == [152]
    many = evenly_chosen([moment] * 900, MOST_FRAMES)
    path = tmp_path / "one.png"
    write_film(Film(tmp_path / "run", [moment], 5), path, NOTHING)
    with Image.open(path) as film:
        assert len(many) * 3 * film.width * film.height < 400_000_000


class Enough(Exception):  # noqa: N818 - nothing has gone wrong
    """Ends the writing of a film."""
