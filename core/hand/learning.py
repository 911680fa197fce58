"""Learning a person's digits, as a generator of events."""

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

import numpy as np

from core.datasets.dataset import PIXELS, Dataset, Split
from core.errors import DataError, ModelError
from core.evaluation.calibration import calibrate
from core.evaluation.metrics import evaluate
from core.hand.folds import folds, what_is_missing
from core.hand.mixture import mixture
from core.hand.my_digit import MyDigit
from core.hand.recipe import Recipe, fine_tuning, recipe_for
from core.ink.render import render
from core.network.mlp import MLP
from core.runs.model_file import Model, learnt_title
from core.training.events import BatchEnd, Status, TrainingEnd
from core.training.trainer import Training

HAS_LEARNT = "This network has learnt digits of yours already: open the one from before."
"""They must not judge it: it knows them."""


def split_of(digits: Sequence[MyDigit]) -> Split:
    """Kept digits as images and labels, as the network sees them."""
    images = [render(digit.drawing).reshape(PIXELS) for digit in digits]
    labels = np.array([digit.label for digit in digits], np.intp)
    return Split(np.array(images, np.uint8).reshape(-1, PIXELS), labels)


@dataclass(frozen=True, slots=True)
class LearningProgress:
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
class Change:
    """A score before learning, and after it."""

    before: Score
    after: Score


@dataclass(frozen=True, slots=True, eq=False)
class Learnt:
    """The last event of every learning."""

    model: Model
    """The network after learning from all of the person's digits."""
    mine: Change
    """On the person's digits. After: each digit read by a network that had not learnt from it
    (cross-validation; Stone 1974)."""
    test: Change
    """On MNIST's test set."""


LearningEvent = LearningProgress | Learnt
_Tuning = Generator[LearningProgress, None, MLP]


def learn(
    model: Model, mine: Split, mnist: Dataset, *, recipe: Recipe | None = None, seed: int = 0
) -> Iterator[LearningEvent]:
    """Fine-tune a copy of a model's network on a person's digits among MNIST's.

    Yields progress, and in the end what was `Learnt`. The same arguments give the same network,
    to the bit; without a recipe it is the network's own. Raises DataError where the digits are
    too few, and ModelError where the network cannot learn, or has learnt a person's digits before.
    """
    if model.own_digits:
        raise ModelError(HAS_LEARNT)
    if missing := what_is_missing(mine.labels):
        raise DataError(missing)
    return _Learning(model, mine, mnist, recipe or recipe_for(model.network), seed).events()


class _Learning:
    def __init__(
        self, model: Model, mine: Split, mnist: Dataset, recipe: Recipe, seed: int
    ) -> None:
        self._model, self._mine, self._mnist = model, mine, mnist
        self._recipe, self._seed = recipe, seed
        self._folds = folds(mine, np.random.default_rng(seed))
        if len(self._folds) == 1:
            raise DataError("All these digits are the same drawing: draw some others too.")

    def events(self) -> Iterator[LearningEvent]:
        learnt = yield from self._fine_tune(self._mine, 0, "Learning")
        right = 0
        for number, fold in enumerate(self._folds, start=1):
            stage = f"Judging, part {number} of {len(self._folds)}"
            seen, unseen = self._part(fold.learnt), self._part(fold.judging)
            network = yield from self._fine_tune(seen, number, stage)
            right += evaluate(network, unseen).correct
        mine = Change(self._score(self._model.network, self._mine), Score(right, len(self._mine)))
        before = self._score(self._model.network, self._mnist.test)
        test = Change(before, self._score(learnt, self._mnist.test))
        yield Learnt(self._model_of(learnt, test.after), mine, test)

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
            title=learnt_title(len(self._mine)),
            own_digits=len(self._mine),
        )

    def _unseen(self) -> Split:
        return self._mnist.divided(self._model.hyperparameters).validation

    def _fine_tune(self, mine: Split, number: int, stage: str) -> _Tuning:
        dataset = mixture(mine, self._mnist, self._recipe, np.random.default_rng(self._seed))
        settings = fine_tuning(self._model.hyperparameters, len(dataset.train), self._recipe)
        old = self._model.network
        training = Training(old.with_parameters(old.parameters.copy()), dataset, settings)
        images = settings.epochs * settings.training_images
        with closing(training.events()) as events:
            for event in events:
                if isinstance(event, BatchEnd):
                    done = number + event.images_seen / images
                    yield LearningProgress(done / (1 + len(self._folds)), stage)
                elif isinstance(event, TrainingEnd) and event.status is Status.DIVERGED:
                    raise ModelError(f"This network cannot learn your digits. {event.reason}")
        new, way = training.network.parameters, self._recipe.way
        return old.with_parameters(old.parameters + np.float32(way) * (new - old.parameters))
