"""Whatever a person chooses, the training runs in order."""

from dataclasses import replace

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings

from core.datasets.dataset import Dataset, Split
from core.hyperparameters.fields import Choice, Choices, Field, Integer, Real, Value, Widths
from core.hyperparameters.schema import FIELDS, Hyperparameters
from core.training.events import BatchEnd, EpochEnd, Status, TrainingEnd

from .driving import RICH, new_training, plain

IMAGES = 15


@pytest.fixture(scope="module")
def few() -> Dataset:
    rng = np.random.default_rng(1)
    images = rng.integers(0, 256, (IMAGES, 784), np.uint8)
    split = Split(images, rng.integers(0, 10, IMAGES))
    return Dataset("few", split, split.first(4), split.first(4))


def values_of(name: str, field: Field) -> st.SearchStrategy[Value]:
    """Any allowed value, but of sizes that take no time."""
    match field:
        case Integer() if name in {"epochs", "patience", "plateau_epochs", "step_epochs"}:
            return st.integers(1, 3)
        case Integer() if name == "batch_size":
            return st.integers(1, 20)
        case Integer() if name == "training_images":
            # As many as are left however many are kept for validation.
            return st.integers(1, Hyperparameters().training_images)
        case Integer():
            return st.integers(field.minimum, field.maximum)
        case Real():
            ends = st.sampled_from([field.minimum, field.maximum])
            positions = st.floats(0, 1).map(field.at)
            return st.just(getattr(Hyperparameters(), name)) | positions | ends
        case Choices():
            return st.lists(st.sampled_from(sorted(field.options)), min_size=1, max_size=3).map(
                ", ".join
            )
        case Choice():
            return st.sampled_from(sorted(field.options))
        case Widths():
            return st.lists(st.integers(1, 5), max_size=3).map(tuple)
    raise TypeError(field)


@st.composite
def any_settings(draw: st.DrawFn) -> Hyperparameters:
    values = {name: draw(values_of(name, field)) for name, field in FIELDS.items()}
    names, widths = str(values["activation"]).split(", "), values["hidden_layers"]
    assert isinstance(widths, tuple)
    if len(names) not in {1, len(widths)}:
        values["activation"] = names[0]
    return Hyperparameters.from_dict(values)


@given(chosen=any_settings())
@example(chosen=replace(RICH, epochs=2))
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
def test_any_settings_train_to_an_end_in_order(few: Dataset, chosen: Hyperparameters) -> None:
    training = new_training(few, chosen)
    told = []
    for event in training.events():
        told.append(event)
        if len([each for each in told if isinstance(each, BatchEnd)]) == 40:
            break
    else:
        assert isinstance(told[-1], TrainingEnd)
        assert told[-1].status in {Status.COMPLETED, Status.DIVERGED}
        assert np.isfinite(training.network.parameters).all()
    for event in told:
        if isinstance(event, BatchEnd):
            assert 0 <= event.loss < np.inf
            assert 0 <= event.accuracy <= 1
        elif isinstance(event, EpochEnd):
            assert 0 <= event.train_loss < np.inf
            assert 0 <= event.validation_loss < np.inf


@given(chosen=any_settings(), count=st.integers(0, 8))
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_any_settings_can_be_left_and_gone_on_with(
    few: Dataset, chosen: Hyperparameters, count: int
) -> None:
    whole = new_training(few, chosen)
    events = whole.events()
    for _ in zip(range(count), events, strict=False):
        pass
    state = whole.state()
    rest = [plain(event) for event, _ in zip(events, range(10), strict=False)]
    events.close()
    again = new_training(few, chosen, state).events()
    found = [plain(event) for event, _ in zip(again, range(10), strict=False)]
    again.close()
    steps = [[e for e in side if isinstance(e, BatchEnd)] for side in (rest, found)]
    shared = min(map(len, steps))
    assert steps[0][:shared] == steps[1][:shared]
