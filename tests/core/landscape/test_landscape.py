"""The landscape of runs, their paths, and its figure."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from core.datasets.dataset import Dataset
from core.evaluation.metrics import evaluate
from core.foundation.errors import ModelError, RunError
from core.hyperparameters.schema import Hyperparameters
from core.inside.cancellation import CanceledError
from core.landscape.contours import contour_levels, shown_losses
from core.landscape.landscape import (
    Directions,
    LandscapeOptions,
    Sample,
    landscape,
    usual_images,
    usual_points,
)
from core.landscape.landscape_figure import landscape_figure
from core.landscape.training_path import TrainingPath, path_of
from core.nn.mlp import MLP, blank_network, layer_sizes, parameter_count
from core.runs.layout import WEIGHTS
from core.runs.recorded_training import RecordedTraining
from core.runs.run import read_run
from core.training.events import TrainingEnd
from core.training.trainer import new_network

SETTINGS = Hyperparameters(
    hidden_layers=(6,), training_images=300, evaluation_images=100, batch_size=20, epochs=12
)
SMALL = LandscapeOptions(points=7, images=50)


def made_path(name: str = "a run", hidden: tuple[int, ...] = (6,), seed: int = 0) -> TrainingPath:
    """A path that goes from the initial weights to others, in a curve."""
    settings = SETTINGS.with_values({"hidden_layers": hidden, "seed": seed})
    network = new_network(settings)
    rng = np.random.default_rng(seed + 1)
    ahead, beside = (rng.standard_normal((2, len(network.parameters))) * 0.05).astype(np.float32)
    path = [network.parameters + t * ahead + t * (4 - t) * beside for t in np.float32([0, 1, 2, 3])]
    end = network.with_parameters(path[-1])
    return TrainingPath(name, end, settings, (0.0, 1.0, 2.0, 3.0), tuple(path))


def test_the_center_is_the_network_and_its_loss_is_that_of_an_evaluation(mnist: Dataset) -> None:
    path = made_path()
    for sample in Sample:
        found = landscape([path], mnist, LandscapeOptions(sample=sample, points=7, images=60))
        divided = mnist.divided(300, SETTINGS.validation_images)
        split = (divided.train if sample is Sample.TRAINING else divided.validation).first(60)
        assert found.center == pytest.approx(evaluate(path.network, split).loss, rel=1e-5)
        assert found.images == 60
        assert found.losses.shape == (7, 7)


def test_the_grid_contains_the_paths_of_all_runs(mnist: Dataset) -> None:
    paths = [made_path(), made_path("another", seed=0), made_path("a third one", hidden=(4,))]
    found = landscape(paths, mnist, SMALL)
    assert [path.name for path in found.paths] == ["a run", "another"]
    assert found.left_out == ("a third one: another network, not shown",)
    for path in found.paths:
        assert found.x[0] < path.x.min() <= path.x.max() < found.x[-1]
        assert found.y[0] < path.y.min() <= path.y.max() < found.y[-1]
        assert (path.x[-1], path.y[-1]) == pytest.approx((0.0, 0.0), abs=1e-3)
    assert found.shares is not None
    assert "of it)" in found.labels[0]
    wide = landscape(paths[:1], mnist, LandscapeOptions(zoom=2.0, points=7, images=50))
    assert np.ptp(wide.x) == pytest.approx(2 * np.ptp(found.x))


def test_random_directions_go_from_minus_one_to_one(mnist: Dataset) -> None:
    path = made_path()
    alone = TrainingPath("a model", path.network, path.settings)  # no path is needed
    options = LandscapeOptions(Directions.RANDOM, zoom=0.5, points=5, images=20)
    found = landscape([alone], mnist, options)
    assert found.x.tolist() == found.y.tolist() == [-0.5, -0.25, 0.0, 0.25, 0.5]
    assert found.losses[2, 2] == found.center
    assert (found.paths, found.shares) == ((), None)


def test_it_reports_progress_and_can_be_canceled(mnist: Dataset) -> None:
    done: list[tuple[int, int]] = []
    landscape([made_path()], mnist, SMALL, progress=lambda *pair: done.append(pair))
    assert done == [(n, 7) for n in range(1, 8)]
    with pytest.raises(CanceledError):
        landscape([made_path()], mnist, SMALL, cancel=lambda: True)


def test_a_diverged_network_has_no_landscape(mnist: Dataset) -> None:
    path = made_path()
    parameters = path.network.parameters.copy()
    parameters[3] = np.nan
    diverged = TrainingPath("x", path.network.with_parameters(parameters), path.settings)
    with pytest.raises(ModelError, match="not all finite"):
        landscape([diverged], mnist, LandscapeOptions(Directions.RANDOM))


def test_a_very_large_network_is_refused(mnist: Dataset) -> None:
    settings = SETTINGS.with_values({"hidden_layers": (4096,) * 8})
    sizes = layer_sizes(settings)
    count = parameter_count(sizes)
    nothing = np.broadcast_to(np.float32(0), count)  # without memory for each of them
    network = MLP(sizes, settings.activations, settings.loss, nothing)
    with pytest.raises(ModelError, match="up to 20,000,000"):
        landscape([TrainingPath("x", network, settings)], mnist, SMALL)


def test_large_networks_get_fewer_images_and_points() -> None:
    def usual(*hidden: int) -> tuple[int, int]:
        network = blank_network(SETTINGS.with_values({"hidden_layers": hidden}))
        points = usual_points(network)
        return points, usual_images(network, points)

    assert usual(20) == (41, 3000)
    assert usual(160)[0] == 41
    assert 100 < usual(160)[1] < 3000
    assert usual(1000, 1000) == (41, 100)
    assert usual(2000, 2000, 2000) == (21, 100)


@pytest.fixture
def run(tmp_path: Path, mnist: Dataset) -> Path:
    path = tmp_path / "run"
    training = RecordedTraining.begin(SETTINGS, mnist, _raise, path=path, budget=10**8)
    *_, end = training.events()
    assert isinstance(end, TrainingEnd)
    training.finish(end, mnist)
    return path


def _raise(error: RunError) -> None:
    raise error


def test_the_path_of_a_run_is_that_of_its_kept_weights(run: Path, mnist: Dataset) -> None:
    path = path_of(read_run(run))
    assert path.positions[0] == 0.0
    assert path.positions[-1] == 12.0
    assert 0 < path.positions[1] < 1  # a mini-batch of the first epoch
    np.testing.assert_array_equal(path.parameters[0], new_network(SETTINGS).parameters)
    np.testing.assert_array_equal(path.parameters[-1], path.network.parameters)
    assert landscape([path], mnist, SMALL).paths[0].epochs.tolist() == list(path.positions)


def test_without_kept_weights_it_is_that_of_the_checkpoints(run: Path) -> None:
    kept = path_of(read_run(run))
    shutil.rmtree(run / WEIGHTS)
    path = path_of(read_run(run))
    assert path.positions == (0.0, 10.0)
    for position, parameters in zip(path.positions, path.parameters, strict=True):
        expected = kept.parameters[kept.positions.index(position)]
        np.testing.assert_array_equal(parameters, expected)


def test_a_run_without_weights_says_so(run: Path) -> None:
    for name in (WEIGHTS, "checkpoints"):
        shutil.rmtree(run / name)
    (run / "model.safetensors").unlink()
    with pytest.raises(RunError, match="has no weights yet"):
        path_of(read_run(run))


def test_levels_are_in_equal_factors_within_the_finite_losses() -> None:
    losses = np.array([[0.1, 1.0], [np.inf, np.nan]])
    levels = contour_levels(losses, 9)
    np.testing.assert_allclose(levels, 10 ** (-0.1 * np.arange(9, 0, -1)))
    np.testing.assert_array_equal(shown_losses(losses), [[0.1, 1.0], [1.0, 1.0]])
    assert contour_levels(np.full((3, 3), 2.0)).tolist() == [2.0]
    assert np.isfinite(shown_losses(np.full((2, 2), np.nan))).all()
    assert shown_losses(np.zeros((2, 2))).min() > 0


@pytest.mark.parametrize("directions", list(Directions))
def test_the_figure_is_made_also_with_losses_that_are_not_finite(
    mnist: Dataset, directions: Directions
) -> None:
    options = LandscapeOptions(directions, points=5, images=20)
    found = landscape([made_path("a run with $ and ü")], mnist, options)
    found.losses[0] = np.inf
    found.losses[1, 1] = np.nan
    assert landscape_figure(found, "png").startswith(b"\x89PNG")
    assert "a run with $ and ü" in landscape_figure(found, "svg").decode()
