"""Learning a person's digits, as a generator of events."""

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

import numpy as np

from core.datasets.dataset import CLASSES, PIXELS, Dataset, Split
from core.datasets.mnist import TRAINING_IMAGES
from core.evaluation.calibration import calibrate
from core.evaluation.metrics import evaluate
from core.foundation.errors import DataError, ModelError
from core.hyperparameters.schema import Hyperparameters
from core.models.model_file import Model, fine_tuned_title
from core.nn.mlp import MLP
from core.personalization.cross_validation import make_folds, missing_digits_message
from core.personalization.digit_store import MyDigit
from core.rasterization.render import render
from core.training.events import BatchEnd, Status, TrainingEnd
from core.training.trainer import Training

_NARROW_WIDTH = 100
"""Units; a network this narrow at most learns cheaply, and needs more passes to change its mind."""


@dataclass(frozen=True, slots=True)
class FineTuningConfig:
    """What differs between networks, and what does not."""

    learning_rate: float
    epochs: int
    mnist_images: int = 10_000
    """Of MNIST's training part: what keeps the network from forgetting (rehearsal; Robins
    1995)."""
    share: float = 0.1
    """Of the mixture that is the person's digits, repeated, where they are fewer."""
    way: float = 1.0
    """How much of the way from the former weights to the fine-tuned ones is gone: on the line
    between them most is gained with less forgotten (Wortsman et al. 2022)."""


def fine_tuning_config_for(network: MLP) -> FineTuningConfig:
    """Adam's learning rate goes with 1/width (Yang and Hu 2021). The rest was chosen on real
    strokes, by digits gained and images of MNIST lost, at widths of 20 and 1,000."""
    width = max(network.sizes[1:-1], default=CLASSES)
    if width <= _NARROW_WIDTH:
        return FineTuningConfig(learning_rate=min(0.1 / width, 5e-3), epochs=10)
    return FineTuningConfig(learning_rate=0.2 / width, epochs=4, share=0.2, way=0.5)


def fine_tuning_settings(
    settings: Hyperparameters, images: int, config: FineTuningConfig
) -> Hyperparameters:
    """Settings that teach a trained network gently, whatever it was trained with.

    The distortions are about those of the best preset: each repetition of a digit is another.
    They fade, so that MNIST's digits do not suffer.
    """
    gentle = {
        "optimizer": "adamw",
        "learning_rate": config.learning_rate,
        "weight_decay": 0.0,
        "beta2": 0.99,
        "batch_size": 128,
        "gradient": "mean",
        "epochs": config.epochs,
        "schedule": "cosine",
        "shift": 1.0,
        "rotation": 10.0,
        "scale": 0.1,
        "shear": 0.15,
        "elastic": 1.0,
        "thickness": 0.5,
        "fade_epochs": config.epochs - 1,
        "training_images": min(images, TRAINING_IMAGES),
        "evaluation_images": 1,
    }
    kept = ("hidden_layers", "activation", "loss", "label_smoothing", "initializer", "seed")
    known = {name: getattr(settings, name) for name in kept}
    return Hyperparameters.from_dict({**known, **gentle})


ALREADY_FINE_TUNED = "This network has learned digits of yours already: open the one from before."
"""They must not judge it: it knows them."""


def digits_to_split(digits: Sequence[MyDigit]) -> Split:
    """Kept digits as images and labels, as the network sees them."""
    images = [render(digit.drawing).reshape(PIXELS) for digit in digits]
    labels = np.array([digit.label for digit in digits], np.intp)
    return Split(np.array(images, np.uint8).reshape(-1, PIXELS), labels)


@dataclass(frozen=True, slots=True)
class FineTuningProgress:
    """How much of the work is done, 0-1, and what is being done."""

    share: float
    stage: str


@dataclass(frozen=True, slots=True)
class Score:
    """How many images are read rightly."""

    correct: int
    total: int

    @property
    def accuracy(self) -> float:
        """The fraction read rightly."""
        return self.correct / self.total


@dataclass(frozen=True, slots=True)
class ScoreChange:
    """A score before learning, and after it."""

    before: Score
    after: Score


@dataclass(frozen=True, slots=True, eq=False)
class FineTuningResult:
    """The last event of every learning."""

    model: Model
    """The network after learning from all of the person's digits."""
    own: ScoreChange
    """On the person's digits. After: each digit read by a network that had not learned from it
    (cross-validation; Stone 1974)."""
    test: ScoreChange
    """On MNIST's test set."""


FineTuningEvent = FineTuningProgress | FineTuningResult
_Tuning = Generator[FineTuningProgress, None, MLP]


def fine_tune(
    model: Model,
    mine: Split,
    mnist: Dataset,
    *,
    config: FineTuningConfig | None = None,
    seed: int = 0,
) -> Iterator[FineTuningEvent]:
    """Fine-tune a copy of a model's network on a person's digits among MNIST's.

    Yields progress, and at the end a `FineTuningResult`. The same arguments give the same network,
    to the bit; without a configuration, `fine_tuning_config_for` gives the network's own. Raises
    DataError where the digits are too few, and ModelError where the network cannot learn or has
    already been fine-tuned on a person's digits.
    """
    if model.own_digits:
        raise ModelError(ALREADY_FINE_TUNED)
    if missing := missing_digits_message(mine.labels):
        raise DataError(missing)
    return _FineTuning(
        model, mine, mnist, config or fine_tuning_config_for(model.network), seed
    ).events()


class _FineTuning:
    def __init__(
        self, model: Model, mine: Split, mnist: Dataset, config: FineTuningConfig, seed: int
    ) -> None:
        self._model, self._mine, self._mnist = model, mine, mnist
        self._config, self._seed = config, seed
        self._folds = make_folds(mine, np.random.default_rng(seed))
        if len(self._folds) == 1:
            raise DataError("All these digits are the same drawing: draw some others too.")

    def events(self) -> Iterator[FineTuningEvent]:
        learned = yield from self._fine_tune(self._mine, 0, "Learning")
        right = 0
        for number, fold in enumerate(self._folds, start=1):
            stage = f"Judging, part {number} of {len(self._folds)}"
            seen, unseen = self._part(fold.training), self._part(fold.evaluation)
            network = yield from self._fine_tune(seen, number, stage)
            right += evaluate(network, unseen).correct
        mine = ScoreChange(
            self._score(self._model.network, self._mine), Score(right, len(self._mine))
        )
        before = self._score(self._model.network, self._mnist.test)
        test = ScoreChange(before, self._score(learned, self._mnist.test))
        yield FineTuningResult(self._model_of(learned, test.after), mine, test)

    def _part(self, indices: np.ndarray) -> Split:
        return Split(self._mine.images[indices], self._mine.labels[indices])

    def _score(self, network: MLP, split: Split) -> Score:
        evaluation = evaluate(network, split)
        return Score(evaluation.correct, evaluation.total)

    def _model_of(self, network: MLP, test: Score) -> Model:
        return replace(
            self._model,
            network=network.snapshot(),
            test_accuracy=test.accuracy,
            seconds=None,
            calibration=calibrate(network, self._unseen()),
            title=fine_tuned_title(len(self._mine)),
            own_digits=len(self._mine),
        )

    def _unseen(self) -> Split:
        return self._mnist.validation.last(self._model.hyperparameters.validation_images)

    def _fine_tune(self, mine: Split, number: int, stage: str) -> _Tuning:
        dataset = training_mix(mine, self._mnist, self._config, np.random.default_rng(self._seed))
        settings = fine_tuning_settings(
            self._model.hyperparameters, len(dataset.train), self._config
        )
        old = self._model.network
        training = Training(old.with_parameters(old.parameters.copy()), dataset, settings)
        images = settings.epochs * settings.training_images
        with closing(training.events()) as events:
            for event in events:
                if isinstance(event, BatchEnd):
                    done = number + event.images_seen / images
                    yield FineTuningProgress(done / (1 + len(self._folds)), stage)
                elif isinstance(event, TrainingEnd) and event.status is Status.DIVERGED:
                    raise ModelError(f"This network cannot learn your digits. {event.reason}")
        new, way = training.network.parameters, self._config.way
        return old.with_parameters(old.parameters + np.float32(way) * (new - old.parameters))


def training_mix(
    mine: Split, mnist: Dataset, config: FineTuningConfig, rng: "np.random.Generator"
) -> Dataset:
    """The person's digits and other images of MNIST's, as a training part.

    Its validation part is small, there to notice a training that diverges.
    """
    count = min(config.mnist_images, len(mnist.train))
    others = rng.choice(len(mnist.train), count, replace=False)
    wanted = count * config.share / (1 - config.share)
    times = max(1, round(wanted / len(mine)))
    # The person's come first: where there are more than a training takes, MNIST's are left out.
    images = np.concatenate([*[mine.images] * times, mnist.train.images[others]])
    labels = np.concatenate([*[mine.labels] * times, mnist.train.labels[others]])
    return Dataset("My digits", Split(images, labels), mnist.validation.first(1000), mnist.test)
