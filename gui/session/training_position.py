"""How far a training is, down to the mini-batch."""

from typing import NamedTuple

from core.hyperparameters.schema import Hyperparameters
from gui.session.event_batch import EventBatch


class TrainingPosition(NamedTuple):
    """The number of completed epochs, and of images seen since the start of the training."""

    epochs: int = 0
    images_seen: int = 0

    def after(self, events: EventBatch, settings: Hyperparameters) -> "TrainingPosition":
        """Return the position after these events of a training with these settings."""
        epochs = events.epochs[-1].epoch if events.epochs else self.epochs
        if events.batches:
            return TrainingPosition(epochs, events.batches[-1].images_seen)
        # The mini-batches before the present one are not among the events of a run that is resumed.
        return TrainingPosition(epochs, max(self.images_seen, epochs * settings.training_images))

    def epoch(self, settings: Hyperparameters) -> int:
        """Return the number of the epoch in progress, or of the last one between two epochs."""
        return self.epochs + (self._rest(settings) > 0)

    def planned(self, settings: Hyperparameters) -> int:
        """Return the number of all epochs: at least the present one, if fewer are wanted now."""
        return max(settings.epochs, self.epoch(settings))

    def mini_batch(self, settings: Hyperparameters) -> tuple[int, int] | None:
        """Return the number of mini-batches done in this epoch, and of all; None between epochs."""
        rest, size = self._rest(settings), settings.batch_size
        if not rest:
            return None
        return -(-rest // size), -(-settings.training_images // size)

    def awaits_evaluation(self, settings: Hyperparameters) -> bool:
        """Return whether all mini-batches of an epoch are done, but not its evaluation."""
        done = self.mini_batch(settings)
        return done is not None and done[0] == done[1]

    def describe(self, settings: Hyperparameters) -> str:
        """Return a text such as “at epoch 3 of 10, mini-batch 120 of 600”."""
        epoch = f"epoch {self.epoch(settings):,} of {self.planned(settings):,}"
        if self.awaits_evaluation(settings):
            return f"at the end of {epoch}, before its evaluation"
        if (done := self.mini_batch(settings)) is not None:
            return f"at {epoch}, mini-batch {done[0]:,} of {done[1]:,}"
        return f"after {epoch}" if self.epochs else "before the first mini-batch"

    def _rest(self, settings: Hyperparameters) -> int:
        return self.images_seen - self.epochs * settings.training_images
