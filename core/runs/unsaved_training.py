"""A training of which nothing can be written: the folder of the runs is not to be had."""

from pathlib import Path

from core.runs.history import Record
from core.runs.training_result import TrainingResult
from core.training.trainer import Events, Training


class UnsavedTraining:
    """Drives like a `RecordedTraining`, and leaves nothing behind."""

    def __init__(self, training: Training) -> None:
        self.training = training
        self.folder = None
        self.history: list[Record] = []

    def events(self) -> Events:
        """Those of the training."""
        return self.training.events()

    def save(self, outcome: TrainingResult) -> Path | None:
        """Nothing: that it cannot be saved was told when it began."""
        return None

    def leave(self) -> Path | None:
        """Nothing."""
        return None

    def close(self) -> None:
        """Nothing."""
