"""The network of a training at its start, or at the end of an epoch before, to compare it with."""

from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from core.foundation.errors import ModelError
from core.foundation.files import is_file
from core.models.model_file import Model, load_model
from core.nn.mlp import MLP
from core.runs.layout import INITIAL
from core.runs.moments import Moment, kept_moments, load_moment
from core.training.trainer import new_network

_NOT_TRAINED_HERE = "Not known: it is not from a training in this window."
_FINE_TUNED = "Not known: it was fine-tuned on your digits."
_NOT_KEPT = "Not known: its run keeps no weights of the epoch before."


class Earlier(StrEnum):
    """Which earlier state of a network is meant."""

    START = "start"
    EPOCH = "epoch before"


class EarlierNetwork(NamedTuple):
    """An earlier state of a network that was trained further."""

    network: MLP
    moment: Moment
    """When it was; moment 0 is the start."""

    @property
    def text(self) -> str:
        """When it was, such as “the start of the run” or “epoch 3”."""
        return self.moment.describe() if self.moment > Moment(0) else "the start of the run"


class EarlierNetworks:
    """Finds earlier states of networks, and remembers the last ones it has found."""

    def __init__(self) -> None:
        self._start: tuple[str, EarlierNetwork] | None = None
        """The id of a training, and its network at the start."""
        self._kept: tuple[Path, EarlierNetwork] | None = None
        """The folder of a run, and one of its networks."""

    def find(self, model: Model, earlier: Earlier, run: Path | None) -> EarlierNetwork:
        """Find an earlier state of the network of a model that was trained in the run of a folder.

        The start is what was kept of it, or is made anew from the settings and the seed. The epoch
        before is the last end of an epoch before this network whose weights were kept with the run;
        in the first epoch it is the start. Raises ModelError, with a sentence, where it is not
        known, and RunError where kept weights cannot be read.
        """
        if not model.training_id:
            raise ModelError(_NOT_TRAINED_HERE)
        if model.own_digits:
            raise ModelError(_FINE_TUNED)
        now = Moment(model.epoch, model.mini_batches)
        if run is None or earlier is Earlier.START or now <= Moment(1):
            if earlier is Earlier.EPOCH and now > Moment(1):
                raise ModelError(_NOT_KEPT)
            return self._find_start(model, run)
        ends = [each for each in kept_moments(run) if each < now and not each.mini_batches]
        if not ends or not ends[-1].epochs:
            raise ModelError(_NOT_KEPT)
        return self._load(run, ends[-1])

    def _find_start(self, model: Model, run: Path | None) -> EarlierNetwork:
        if self._start is None or self._start[0] != model.training_id:
            if run is not None and Moment(0) in kept_moments(run):
                found = self._load(run, Moment(0))
            else:
                found = EarlierNetwork(_initial(model, run), Moment(0))
            self._start = model.training_id, found
        return self._start[1]

    def _load(self, run: Path, moment: Moment) -> EarlierNetwork:
        if self._kept is None or self._kept[0] != run or self._kept[1].moment != moment:
            self._kept = run, EarlierNetwork(load_moment(run, moment).network, moment)
        return self._kept[1]


def _initial(model: Model, run: Path | None) -> MLP:
    """Return the network that a training began with, by its seed unless it was kept."""
    if run is not None and is_file(run / INITIAL):
        return load_model(run / INITIAL).network
    return new_network(model.hyperparameters)
