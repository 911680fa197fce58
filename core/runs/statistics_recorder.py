"""Measurement of a network's statistics at the end of epochs, for about 1% of the time."""

import time
from pathlib import Path

from core.foundation.files import read_bounded
from core.inside.layer_statistics import layer_statistics
from core.runs.epoch_statistics import (
    LARGEST,
    EpochStatistics,
    parse_statistics,
    statistics_to_bytes,
    summarize,
)
from core.runs.growing_file import GrowingFile
from core.runs.layout import STATISTICS
from core.training.events import EpochEnd
from core.training.trainer import Training

IMAGES = 256
"""The first training images, undistorted, on which outputs and gradients are measured."""
SHARE = 0.01
"""The largest share of the training time that measuring may take after the first epochs."""
ALWAYS = 10
"""So many epochs are measured whatever it takes: in them, the network changes most."""
_ALL_UNTIL = 200
"""Up to this epoch, every epoch may be measured; from there on the distance doubles again and
again, so that each doubling of the epochs adds at most a hundred lines."""


class StatisticsRecorder:
    """Measures a training at the end of epochs, as often as the time allows.

    Nothing of the training changes: it draws no random number and reads only the weights. Which
    epochs are measured depends on the time that it takes, and may differ when a run is repeated.
    """

    def __init__(self) -> None:
        self._lines: list[bytes] = []
        self._since_last = 0.0
        """Seconds of training since the last measurement."""
        self._shortest: float | None = None
        """Seconds of the fastest measurement: the others were disturbed."""

    def record(self, end: EpochEnd, training: Training) -> None:
        """Measure at the end of an epoch if it is time, and always at the end of the last one."""
        self._since_last += end.seconds
        is_last = end.epoch >= training.settings.epochs or training.stopped_early
        if is_last or self._is_due(end.epoch):
            self._since_last = 0.0
            started = time.perf_counter()
            try:
                line = statistics_to_bytes(measure(training))
            except MemoryError:
                return  # the training needs it more
            seconds = time.perf_counter() - started
            self._shortest = min(seconds, self._shortest or seconds)
            self._lines.append(line)

    def take(self) -> bytes:
        """Return the lines since the last call."""
        lines, self._lines = self._lines, []
        return b"".join(lines)

    def _is_due(self, epoch: int) -> bool:
        if epoch <= ALWAYS or self._shortest is None:
            return True
        in_time = self._since_last * SHARE >= self._shortest
        return in_time and epoch % epoch_distance(epoch) == 0


def epoch_distance(epoch: int) -> int:
    """Return the number of epochs between measurements: 1, from epoch 201 on 2, from 401 on 4."""
    return 1 << ((epoch - 1) // _ALL_UNTIL).bit_length()


def measure(training: Training) -> EpochStatistics:
    """Return the statistics of a training that is at the end of an epoch."""
    sample = training.first_images(IMAGES)
    layers = layer_statistics(training.trained_network, sample, training.before_last_step)
    return EpochStatistics(training.epochs, len(sample), tuple(map(summarize, layers)))


def statistics_file(folder: Path, last_epoch: int) -> GrowingFile:
    """Return the file of a run up to an epoch: later and damaged lines are left out."""
    path = folder / STATISTICS
    try:
        content = read_bounded(path, LARGEST)
    except (OSError, ValueError):
        content = b""
    return GrowingFile(path, b"".join(line for line, _ in parse_statistics(content, last_epoch)))
