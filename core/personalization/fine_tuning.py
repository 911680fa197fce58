"""Fine-tuning a network on the user's digits, as a generator of events."""

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
"""Units; a network that is no wider trains quickly, and needs more epochs."""


@dataclass(frozen=True, slots=True)
class FineTuningConfig:
    """The settings of a fine-tuning; some of them depend on the network."""

    learning_rate: float
    epochs: int
    mnist_images: int = 10_000
    """Images of MNIST's training split, which keep the network from forgetting (rehearsal; Robins
    1995)."""
    share: float = 0.1
    """The least share of the user's digits in the training mix; they are repeated for it."""
    interpolation: float = 1.0
    """The position between the former weights (0) and the fine-tuned ones (1): between them most is
    gained and less is forgotten (Wortsman et al. 2022)."""


def fine_tuning_config_for(network: MLP) -> FineTuningConfig:
    """Choose the settings for fine-tuning a network.

    Adam's learning rate is proportional to 1/width (Yang and Hu 2021). The other settings were
    chosen on real strokes, by digits gained and images of MNIST lost, at widths of 20 and 1,000.
    """
    width = max(network.sizes[1:-1], default=CLASSES)
    if width <= _NARROW_WIDTH:
        return FineTuningConfig(learning_rate=min(0.1 / width, 5e-3), epochs=10)
    return FineTuningConfig(learning_rate=0.2 / width, epochs=4, share=0.2, interpolation=0.5)


def fine_tuning_settings(
    settings: Hyperparameters, images: int, config: FineTuningConfig
) -> Hyperparameters:
    """Give the hyperparameters of a fine-tuning, which hardly depend on those of the training.

    The distortions are about those of the best preset, so that each repetition of a digit differs.
    They fade, so that MNIST's digits do not suffer.
    """
    changed = {
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
    names = ("hidden_layers", "activation", "loss", "label_smoothing", "initializer", "seed")
    kept = {name: getattr(settings, name) for name in names}
    return Hyperparameters.from_dict({**kept, **changed})


ALREADY_FINE_TUNED = "This network is already fine-tuned on your digits: open the original one."
"""Those digits could not evaluate it, since it was trained on them."""


def digits_to_split(digits: Sequence[MyDigit]) -> Split:
    """Render saved digits to images and labels."""
    images = [render(digit.drawing).reshape(PIXELS) for digit in digits]
    labels = np.array([digit.label for digit in digits], np.intp)
    return Split(np.array(images, np.uint8).reshape(-1, PIXELS), labels)


@dataclass(frozen=True, slots=True)
class FineTuningProgress:
    """The share of the work that is done, 0-1, and the present stage."""

    share: float
    stage: str


@dataclass(frozen=True, slots=True)
class Score:
    """The number of images that are classified correctly."""

    correct: int
    total: int

    @property
    def accuracy(self) -> float:
        """The fraction that is classified correctly."""
        return self.correct / self.total


@dataclass(frozen=True, slots=True)
class ScoreChange:
    """A score before fine-tuning and after it."""

    before: Score
    after: Score


@dataclass(frozen=True, slots=True, eq=False)
class FineTuningResult:
    """The last event of a fine-tuning."""

    model: Model
    """The network after fine-tuning on all of the user's digits."""
    own: ScoreChange
    """On the user's digits; after it, a network that was not trained on it classifies each digit
    (cross-validation; Stone 1974)."""
    test: ScoreChange
    """On MNIST's test set."""


FineTuningEvent = FineTuningProgress | FineTuningResult
_Tuning = Generator[FineTuningProgress, None, MLP]


def fine_tune(
    model: Model,
    digits: Split,
    mnist: Dataset,
    *,
    config: FineTuningConfig | None = None,
    seed: int = 0,
) -> Iterator[FineTuningEvent]:
    """Fine-tune a copy of a model's network on the user's digits mixed with MNIST's.

    Yields progress, and at the end a `FineTuningResult`. The same arguments give the same network
    bit for bit; `fine_tuning_config_for` gives the default settings. Raises DataError where the
    digits are too few, and ModelError where the training diverges or the network was already
    fine-tuned on the user's digits.
    """
    if model.own_digits:
        raise ModelError(ALREADY_FINE_TUNED)
    if missing := missing_digits_message(digits.labels):
        raise DataError(missing)
    return _FineTuning(
        model, digits, mnist, config or fine_tuning_config_for(model.network), seed
    ).events()


class _FineTuning:
    def __init__(
        self, model: Model, digits: Split, mnist: Dataset, config: FineTuningConfig, seed: int
    ) -> None:
        self._model, self._digits, self._mnist = model, digits, mnist
        self._config, self._seed = config, seed
        self._folds = make_folds(digits, np.random.default_rng(seed))
        if len(self._folds) == 1:
            raise DataError("All these digits are the same drawing: draw some different ones too.")

    def events(self) -> Iterator[FineTuningEvent]:
        tuned = yield from self._fine_tune(self._digits, 0, "Fine-tuning")
        correct = 0
        for number, fold in enumerate(self._folds, start=1):
            stage = f"Cross-validating, fold {number} of {len(self._folds)}"
            seen, unseen = self._part(fold.training), self._part(fold.evaluation)
            network = yield from self._fine_tune(seen, number, stage)
            correct += evaluate(network, unseen).correct
        before = self._score(self._model.network, self._digits)
        own = ScoreChange(before, Score(correct, len(self._digits)))
        before = self._score(self._model.network, self._mnist.test)
        test = ScoreChange(before, self._score(tuned, self._mnist.test))
        yield FineTuningResult(self._model_of(tuned, test.after), own, test)

    def _part(self, indices: np.ndarray) -> Split:
        return Split(self._digits.images[indices], self._digits.labels[indices])

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
            title=fine_tuned_title(len(self._digits)),
            own_digits=len(self._digits),
        )

    def _unseen(self) -> Split:
        return self._mnist.validation.last(self._model.hyperparameters.validation_images)

    def _fine_tune(self, digits: Split, number: int, stage: str) -> _Tuning:
        dataset = training_mix(digits, self._mnist, self._config, np.random.default_rng(self._seed))
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
                    raise ModelError(
                        f"This network cannot be fine-tuned on your digits. {event.reason}"
                    )
        new, share = training.network.parameters, np.float32(self._config.interpolation)
        return old.with_parameters(old.parameters + share * (new - old.parameters))


def training_mix(
    digits: Split, mnist: Dataset, config: FineTuningConfig, rng: "np.random.Generator"
) -> Dataset:
    """Mix the user's digits with images of MNIST to a training split.

    The validation split is small, and only serves to notice a training that diverges.
    """
    count = min(config.mnist_images, len(mnist.train))
    others = rng.choice(len(mnist.train), count, replace=False)
    wanted = count * config.share / (1 - config.share)
    times = max(1, round(wanted / len(digits)))
    # The user's come first: if there are too many images for a training, MNIST's are left out.
    images = np.concatenate([*[digits.images] * times, mnist.train.images[others]])
    labels = np.concatenate([*[digits.labels] * times, mnist.train.labels[others]])
    return Dataset("My digits", Split(images, labels), mnist.validation.first(1000), mnist.test)
