"""The learning-rate range test and its suggestion."""

import numpy as np
import pytest

from core.datasets.dataset import Dataset
from core.hyperparameters.presets import presets
from core.hyperparameters.schema import Hyperparameters
from core.learning_rate.range_figure import HEADER, range_csv, range_figure
from core.learning_rate.range_test import HIGHEST, LOWEST, RangePoint, range_points
from core.learning_rate.suggestion import RangeResult, range_result
from core.training.events import BatchEnd
from core.training.trainer import new_network, train

SMALL = Hyperparameters(hidden_layers=(8,), training_images=500, batch_size=50)


def test_the_rates_cover_the_limits_of_the_field_in_equal_factors(mnist: Dataset) -> None:
    careful = SMALL.with_values({"gradient": "mean", "clip_norm": 0.001})
    rates = np.array([point.rate for point in range_points(mnist, careful, steps=41)])
    assert (len(rates), rates[0], rates[-1]) == (41, LOWEST, HIGHEST)
    np.testing.assert_allclose(rates[1:] / rates[:-1], 10 ** (8 / 40))


def test_it_trains_as_a_training_with_the_same_seed_does(
    mnist: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With one rate instead of a growing one, the losses are those of a training, bit for bit."""
    settings = SMALL.with_values({"dropout": 0.2, "shift": 1.0, "optimizer": "momentum"})
    monkeypatch.setattr("core.learning_rate.range_test.LOWEST", settings.learning_rate)
    monkeypatch.setattr("core.learning_rate.range_test.HIGHEST", settings.learning_rate)
    points = list(range_points(mnist, settings, steps=25))
    losses = []
    for event in train(new_network(settings), mnist, settings):
        if isinstance(event, BatchEnd):
            losses.append(event.loss)
        if len(losses) == len(points):
            break
    assert [point.loss for point in points] == losses  # the third epoch has begun
    assert len(points) == 25


def test_it_ends_when_the_loss_explodes(mnist: Dataset) -> None:
    points = list(range_points(mnist, SMALL))
    assert points[-1].rate < HIGHEST
    start = np.mean([point.loss for point in points[:10]])
    assert np.mean([point.loss for point in points[-10:]]) > 4 * start
    assert all(np.isfinite(point.loss) for point in points)


def test_a_loss_that_is_not_a_number_ends_it(
    mnist: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    def diverged(settings: Hyperparameters) -> object:
        network = new_network(settings)
        network.parameters[:] = np.nan
        return network

    monkeypatch.setattr("core.learning_rate.range_test.new_network", diverged)
    result = range_result(list(range_points(mnist, SMALL)))
    assert (len(result.rates), result.suggestion) == (0, None)
    assert result.problem.startswith("The first loss is not a number")
    assert range_figure(result, 0.1, "png").startswith(b"\x89PNG")


def valley(lowest: float) -> RangeResult:
    """A result whose loss falls from 2 to 1 and rises again, symmetrically around a rate."""
    rates = np.geomspace(LOWEST, HIGHEST, 161)
    decades = np.log10(rates / lowest)
    losses = 1 + 1 / (1 + np.exp(-8 * (np.abs(decades) - 1.5)))
    return range_result([RangePoint(*pair) for pair in zip(rates, losses, strict=True)])


def test_the_suggestion_is_a_tenth_of_the_upper_edge_of_the_valley() -> None:
    result = valley(1e-2)
    assert result.edge is not None
    # Without smoothing: 1/(1 + e^-8(d - 1.5)) = 0.05 at d = 1.5 - ln(19)/8 decades.
    expected = 1e-2 * 10 ** (1.5 - np.log(19) / 8)
    assert 0.5 < result.edge / expected < 1.2
    assert result.suggestion == pytest.approx(result.edge / 10, rel=0.05)
    shifted = valley(1e-3)
    assert shifted.edge == pytest.approx(result.edge / 10)


def test_losses_that_explode_do_not_pull_the_smoothed_curve_away_from_its_data() -> None:
    rates = np.geomspace(LOWEST, HIGHEST, 200)
    losses = np.where(rates < 1e-3, 2.3, 0.5)
    losses[rates > 0.1] = 1e4
    result = range_result([RangePoint(*pair) for pair in zip(rates, losses, strict=True)])
    before = (rates > 5e-3) & (rates < 0.03)  # more than half a decade before the explosion
    assert result.smoothed[before] == pytest.approx(losses[before], abs=0.15)
    assert result.smoothed.max() <= 2.3


def test_a_loss_that_does_not_fall_suggests_nothing() -> None:
    rates = np.geomspace(LOWEST, HIGHEST, 50)
    result = range_result([RangePoint(rate, 2.3 + 0.001 * n % 2) for n, rate in enumerate(rates)])
    assert result.suggestion is None
    assert "did not fall" in result.problem
    assert result.comparison(SMALL) == result.problem


def test_the_table_has_every_mini_batch() -> None:
    result = valley(1e-2)
    rows = range_csv(result).decode().splitlines()
    assert rows[0] == ",".join(HEADER)
    assert len(rows) == 1 + len(result.rates)
    assert [float(cell) for cell in rows[5].split(",")] == [
        result.rates[4],
        result.losses[4],
        result.smoothed[4],
    ]


@pytest.mark.parametrize("name", ["report", "report-3000", "quick", "nielsen", "overfitting"])
def test_the_suggestion_is_near_the_rate_of_presets_that_learn(mnist: Dataset, name: str) -> None:
    """Those that take a fraction of a second; the deep ones are in the docs."""
    settings = presets()[name].hyperparameters
    suggestion = range_result(list(range_points(mnist, settings))).suggestion
    assert suggestion is not None
    assert 1 / 5 < suggestion / settings.learning_rate < 5


@pytest.mark.parametrize("name", ["too-fast", "too-slow"])
def test_the_suggestion_mends_presets_with_a_wrong_rate(mnist: Dataset, name: str) -> None:
    settings = presets()[name].hyperparameters
    suggestion = range_result(list(range_points(mnist, settings))).suggestion
    assert suggestion is not None
    assert 0.1 <= suggestion <= 1  # what the descriptions of both presets say
