"""The weights of past moments, kept with a run as long as a budget of bytes allows.

The network is kept at the start, at the end of each epoch and, in the first one, after every tenth
mini-batch. As the budget fills, moments are removed so that the others stay evenly spaced; the
first, the last and the best epoch stay.
"""

from collections.abc import Callable, Collection
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import numpy as np

from core.foundation.errors import RunError
from core.hyperparameters.schema import Hyperparameters
from core.nn.activations import Floats
from core.runs.layout import WEIGHTS
from core.runs.moments import Moment, kept_moments, write_moment
from core.runs.weights_budget import MEGABYTE, capacity
from core.training.events import BatchEnd, Event
from core.training.trainer import Training

_EVERY = 10
_FIRST_EPOCH_SHARE = 4
"""At most this part of the moments are mini-batches of the first epoch."""
_MOST_PENDING = 32 * MEGABYTE
"""Bytes that wait for a slow disk; beyond that, every second moment is left out."""
_WRITE_ERRORS = (OSError, MemoryError)


class KeptNetwork(NamedTuple):
    """A copy of the network at a moment, to be written."""

    moment: Moment
    sizes: tuple[int, ...]
    """Of its layers, the inputs among them."""
    parameters: Floats
    settings: Hyperparameters


class Pending(NamedTuple):
    """What the writing thread has to do next."""

    networks: tuple[KeptNetwork, ...] = ()
    capacity: int = 0
    """The number of moments that the budget allows."""
    beginning: Moment | None = None
    """The moment at which the training begins, of which later moments are not known any more."""


def thinned(moments: Collection[Moment], most: int, best: int) -> list[Moment]:
    """Select at most `most` of these moments, evenly spaced, in the order of time.

    The start, the last epoch and the epoch `best` are always among them; `most` is at least 3.
    """
    ends = sorted(moment for moment in moments if not moment.mini_batches)
    early = sorted(moment for moment in moments if moment.mini_batches)
    stride = _EVERY
    while len(early) > most // _FIRST_EPOCH_SHARE:
        stride *= 2
        early = [moment for moment in early if moment.mini_batches % stride == 0]
    chosen, stride = ends, 1
    while len(early) + len(chosen) > most:
        stride *= 2
        kept = {0, best, ends[-1].epochs}
        chosen = [m for m in ends if m.epochs % stride == 0 or m.epochs in kept]
    return sorted([*early, *chosen])


class KeptWeights:
    """Chooses and copies, in the thread of the training, the weights that are to be kept."""

    def __init__(self, budget: int) -> None:
        """Keep at most `budget` bytes; none where that is 0 or the network is too large."""
        self._budget = budget
        self._capacity = self._stride = 0
        self._pending: list[KeptNetwork] = []
        self._beginning: Moment | None = None
        self.in_first_epoch = False
        """Whether mini-batches may have to be kept."""

    @property
    def pending(self) -> bool:
        """Whether there is anything to write."""
        return bool(self._pending)

    def begin(self, training: Training) -> None:
        """Begin with the network as it is; moments after it will be forgotten."""
        settings = training.settings
        self._beginning = Moment(*training.network_position)
        self._capacity = capacity(len(training.network.parameters), self._budget)
        batches = -(-settings.training_images // settings.batch_size)
        self._stride = _EVERY
        while self._capacity and batches // self._stride > self._capacity // _FIRST_EPOCH_SHARE:
            self._stride *= 2
        self.in_first_epoch = self._capacity > 0 and training.epochs == 0
        if self._capacity and self._beginning == (0, 0):
            self._add(self._beginning, training)

    def add_epoch(self, training: Training) -> None:
        """Keep the network at the end of an epoch."""
        self.in_first_epoch = False
        if self._capacity:
            self._add(Moment(training.epochs), training)

    def add_mini_batch(self, event: Event, training: Training) -> None:
        """Keep the network after a mini-batch of the first epoch, if it is one of every ten."""
        if not isinstance(event, BatchEnd):
            return
        settings, (_, number) = training.settings, training.network_position
        # The last one is the end of the epoch.
        if number % self._stride == 0 and event.images_seen < settings.training_images:
            self._add(Moment(0, number), training)

    def take(self) -> Pending:
        """Hand over what is new, for the writing thread."""
        pending = Pending(tuple(self._pending), self._capacity, self._beginning)
        self._pending, self._beginning = [], None
        return pending

    def _add(self, moment: Moment, training: Training) -> None:
        network = training.network
        # Only copied here: all else is done in the writing thread.
        kept = KeptNetwork(moment, network.sizes, network.parameters.copy(), training.settings)
        self._pending = _bounded([*self._pending, kept])


class KeptWeightsWriter:
    """Writes the weights of moments into the folder of a run, and removes others for them.

    Where they cannot be written, that is reported once, and no more are kept.
    """

    def __init__(self, run: Path, report: Callable[[RunError], None]) -> None:
        self._run, self._folder, self._report = run, run / WEIGHTS, report
        self._known: set[Moment] = set()
        self._pending: list[KeptNetwork] = []
        self._beginning: Moment | None = None
        self._capacity = 0
        self._ended = False

    def add(self, pending: Pending) -> None:
        """Take over what is to be written."""
        if self._ended:
            return
        self._pending = _bounded([*self._pending, *pending.networks])
        self._capacity = pending.capacity
        if pending.beginning is not None:
            self._beginning = pending.beginning

    def write(self, best: int) -> None:
        """Write what was added; `best` is the number of the best epoch."""
        try:
            if self._beginning is not None:
                self._forget_after(self._beginning)
                self._beginning = None
            if self._pending:
                self._write(best)
        except _WRITE_ERRORS as error:
            self._ended = True
            self._report(_write_error(self._folder, error))
        self._pending = []

    def _forget_after(self, beginning: Moment) -> None:
        """Remove moments that an earlier part of the run left, and that come again or never."""
        moments = kept_moments(self._run)
        self._known = {moment for moment in moments if moment <= beginning}
        for moment in set(moments) - self._known:
            self._remove(moment)

    def _write(self, best: int) -> None:
        new = {kept.moment: kept for kept in self._pending if np.isfinite(kept.parameters).all()}
        chosen = self._known | set(new)
        if len(chosen) > self._capacity:
            chosen = set(thinned(chosen, self._capacity, best))
        for moment in self._known - chosen:
            self._remove(moment)
            self._known.discard(moment)
        self._folder.mkdir(exist_ok=True)
        for moment in sorted(chosen & set(new)):
            _, sizes, parameters, settings = new[moment]
            write_moment(self._run, moment, sizes, parameters, settings)
            self._known.add(moment)

    def _remove(self, moment: Moment) -> None:
        with suppress(FileNotFoundError):
            (self._folder / moment.file_name).unlink()


def _bounded(networks: list[KeptNetwork]) -> list[KeptNetwork]:
    """Leave out every second one, but not the last, where they take too much memory."""
    if networks and len(networks) * networks[0].parameters.nbytes > _MOST_PENDING:
        return networks[::-2][::-1]
    return networks


def _write_error(folder: Path, error: OSError | MemoryError) -> RunError:
    return RunError(
        f"No more weights of past epochs are kept, because {folder} cannot be written. The "
        "training continues.",
        str(error) or "There is not enough memory.",
    )
