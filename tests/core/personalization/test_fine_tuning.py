"""Learning a person's digits."""

from dataclasses import replace

import numpy as np
import pytest

from core.datasets.dataset import Dataset, Split
from core.evaluation.calibration import calibrate
from core.evaluation.metrics import evaluate
from core.foundation.errors import DataError, ModelError
from core.hyperparameters.schema import Hyperparameters
from core.models.model_file import Model
from core.personalization.fine_tuning import (
    FineTuningConfig,
    FineTuningResult,
    fine_tune,
    fine_tuning_config_for,
    fine_tuning_settings,
    training_mix,
)
from core.training.trainer import new_network
from tests.rounding import assert_within, rounding

SMALL = FineTuningConfig(mnist_images=1000, share=0.5, epochs=4, learning_rate=2e-3)

TYPICAL = FineTuningConfig(learning_rate=1e-4, epochs=4)


def learned(
    model: Model, mine: Split, mnist: Dataset, config: FineTuningConfig = SMALL
) -> FineTuningResult:
    *_, end = fine_tune(model, mine, mnist, config=config)
    assert isinstance(end, FineTuningResult)
    return end


@pytest.fixture(scope="module")
def result(model: Model, mine: Split, mnist: Dataset) -> FineTuningResult:
    return learned(model, mine, mnist)


def test_a_strange_hand_is_learnt(result: FineTuningResult, mine: Split) -> None:
    assert result.own.before.correct + 5 < result.own.after.correct
    assert evaluate(result.model.network, mine).correct > result.own.after.correct


def test_before_and_after_are_those_of_the_two_networks(
    result: FineTuningResult, model: Model, mine: Split, mnist: Dataset
) -> None:
    assert result.own.before.correct == evaluate(model.network, mine).correct
    assert result.own.before.total == result.own.after.total == len(mine)
    assert result.test.before.correct == evaluate(model.network, mnist.test).correct
    assert result.test.after.correct == evaluate(result.model.network, mnist.test).correct
    assert result.model.test_accuracy == result.test.after.accuracy


def test_the_former_model_stays_as_it_was(result: FineTuningResult, model: Model) -> None:
    assert not np.array_equal(result.model.network.parameters, model.network.parameters)
    assert not result.model.network.parameters.flags.writeable
    assert result.model.hyperparameters == model.hyperparameters
    assert model.title == "its title"
    assert result.model.title == "fine-tuned on 50 of your digits"


def test_what_has_learnt_is_calibrated_anew(
    result: FineTuningResult, model: Model, mine: Split, mnist: Dataset
) -> None:
    found = result.model.calibration
    assert found == calibrate(result.model.network, mnist.validation)
    assert found != calibrate(model.network, mnist.validation)


def test_what_the_network_knows_does_not_calibrate_it(
    model: Model, mine: Split, mnist: Dataset
) -> None:
    knows_more = model.hyperparameters.with_values({"validation_images": 1000})
    result = learned(replace(model, hyperparameters=knows_more), mine, mnist)
    unseen = mnist.validation.last(1000)
    assert result.model.calibration == calibrate(result.model.network, unseen)


def test_what_has_learnt_is_not_taught_again(
    result: FineTuningResult, mine: Split, mnist: Dataset
) -> None:
    """Else the digits that judge would be known already."""
    assert result.model.own_digits == len(mine)
    with pytest.raises(ModelError, match="is already fine-tuned on your digits"):
        fine_tune(result.model, mine, mnist)


def test_the_same_digits_give_the_same_network(
    result: FineTuningResult, model: Model, mine: Split, mnist: Dataset
) -> None:
    again = learned(model, mine, mnist)
    np.testing.assert_array_equal(result.model.network.parameters, again.model.network.parameters)
    assert (result.own, result.test) == (again.own, again.test)


def test_memorising_does_not_count(model: Model, mnist: Dataset) -> None:
    """What cannot be generalised: pictures of noise with labels at random."""
    rng = np.random.default_rng(0)
    noise = Split(
        rng.integers(0, 256, (60, 784), dtype=np.uint8), rng.integers(0, 10, 60).astype(np.intp)
    )
    end = learned(model, noise, mnist, replace(SMALL, epochs=10))
    assert end.own.after.accuracy < 0.35
    assert evaluate(end.model.network, noise).correct > end.own.after.correct


def test_progress_only_grows_and_says_what_is_done(
    model: Model, mine: Split, mnist: Dataset
) -> None:
    *events, _ = fine_tune(model, mine, mnist, config=SMALL)
    shares = [event.share for event in events if not isinstance(event, FineTuningResult)]
    assert shares == sorted(shares)
    assert 0 < shares[0] < 0.01
    assert shares[-1] == 1
    stages = list(dict.fromkeys(e.stage for e in events if not isinstance(e, FineTuningResult)))
    assert stages == ["Fine-tuning", *(f"Cross-validating, fold {n} of 5" for n in range(1, 6))]


def test_the_person_s_digits_have_their_share_of_the_mixture(mine: Split, mnist: Dataset) -> None:
    config = replace(SMALL, mnist_images=900, share=0.1)
    data = training_mix(mine, mnist, config, np.random.default_rng(0))
    np.testing.assert_array_equal(data.train.images[:100], np.tile(mine.images, (2, 1)))
    np.testing.assert_array_equal(data.train.labels[:100], np.tile(mine.labels, 2))
    others = {image.tobytes() for image in data.train.images[100:]}
    assert others <= {image.tobytes() for image in mnist.train.images}
    assert len(others) == 900


@pytest.mark.parametrize(
    ("layers", "rate", "epochs"),
    [((), 5e-3, 10), ((20,), 5e-3, 10), ((300, 100), 0.2 / 300, 4), ((1000, 500), 2e-4, 4)],
    ids=str,
)
def test_wide_networks_are_taught_in_smaller_steps(
    layers: tuple[int, ...], rate: float, epochs: int
) -> None:
    config = fine_tuning_config_for(new_network(Hyperparameters(hidden_layers=layers)))
    assert (config.learning_rate, config.epochs) == (rate, epochs)


def test_digits_are_not_left_out_where_there_are_many(mnist: Dataset) -> None:
    """Images without end: a training takes the first 50,000."""
    many = Split(np.repeat(mnist.test.images, 6, axis=0), np.repeat(mnist.test.labels, 6))
    data = training_mix(many.first(49_000), mnist, TYPICAL, np.random.default_rng(0))
    settings = fine_tuning_settings(Hyperparameters(), len(data.train), TYPICAL)
    assert settings.training_images == 50_000
    np.testing.assert_array_equal(data.train.labels[:49_000], many.labels[:49_000])


@pytest.mark.parametrize("loss", ["softmax_cross_entropy", "sigmoid_quadratic"])
def test_any_network_can_learn(loss: str, mine: Split, mnist: Dataset) -> None:
    settings = Hyperparameters(
        hidden_layers=(12, 8), activation="relu, tanh", loss=loss, initializer="lecun", l2=5.0
    )
    untrained = Model(new_network(settings).snapshot(), settings, 0)
    end = learned(untrained, mine, mnist, replace(SMALL, learning_rate=1e-2))
    assert end.test.after.correct > end.test.before.correct


def test_the_way_to_the_fine_tuned_weights_can_be_gone_in_part(
    result: FineTuningResult, model: Model, mine: Split, mnist: Dataset
) -> None:
    half = learned(model, mine, mnist, replace(SMALL, interpolation=0.5)).model.network.parameters
    ends = model.network.parameters, result.model.network.parameters
    most = rounding(np.float32, 3, np.maximum(*np.abs(ends)))
    assert_within(half, (ends[0] + ends[1]) / 2, most)


def test_too_few_digits_are_refused(model: Model, mine: Split, mnist: Dataset) -> None:
    with pytest.raises(DataError, match="at least 10 digits from 2 or more classes"):
        fine_tune(model, mine.first(9), mnist)


def test_one_drawing_ten_times_is_refused(model: Model, mine: Split, mnist: Dataset) -> None:
    same = Split(np.repeat(mine.images[:1], 10, axis=0), np.arange(10))
    with pytest.raises(DataError, match="the same drawing"):
        fine_tune(model, same, mnist)


def test_a_network_that_has_diverged_cannot_learn(
    model: Model, mine: Split, mnist: Dataset
) -> None:
    lost = model.network.with_parameters(np.full_like(model.network.parameters, np.nan))
    with pytest.raises(ModelError, match="cannot be fine-tuned on your digits"):
        list(fine_tune(replace(model, network=lost), mine, mnist, config=SMALL))
