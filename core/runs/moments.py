"""The moments of a run whose weights are kept: the ends of epochs, and mini-batches of the first.

Each moment is an ordinary model file in the folder of the run.
"""

import logging
import os
import re
import zlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from core.foundation.errors import ModelError, RunError
from core.foundation.files import read_bounded, write_atomically
from core.foundation.json_file import READ_ERRORS
from core.foundation.tensor_file import open_tensors
from core.hyperparameters.schema import Hyperparameters
from core.models.model_file import (
    MAX_FILE_BYTES,
    SUFFIX,
    Model,
    format_metadata,
    load_model,
    model_to_bytes,
)
from core.nn.activations import Floats
from core.nn.mlp import MLP
from core.runs.layout import WEIGHTS

_log = logging.getLogger("inkling.runs")
_CRC = "crc32"
"""The checksum of all parameters, in the metadata of the file."""
_NAME = re.compile(rf"epoch-(\d{{6,7}})(?:-batch-(\d{{6,9}}))?{re.escape(SUFFIX)}")


class Moment(NamedTuple):
    """A point of a training. Moments are in the order of time."""

    epochs: int
    """The number of completed epochs."""
    mini_batches: int = 0
    """The number of mini-batches after them."""

    @property
    def file_name(self) -> str:
        """The name of the file with the weights of this moment."""
        rest = f"-batch-{self.mini_batches:06}" if self.mini_batches else ""
        return f"epoch-{self.epochs:06}{rest}{SUFFIX}"

    def position(self, settings: Hyperparameters) -> float:
        """Return the number of epochs until this moment, with the part of the present one."""
        images = min(self.mini_batches * settings.batch_size, settings.training_images)
        return self.epochs + images / settings.training_images

    def describe(self) -> str:
        """Return a text such as “epoch 12” or “epoch 1, mini-batch 40”."""
        if self.mini_batches:
            return f"epoch {self.epochs + 1:,}, mini-batch {self.mini_batches:,}"
        return f"epoch {self.epochs:,}" if self.epochs else "start"


def kept_moments(run: Path) -> list[Moment]:
    """Return the moments whose weights are kept in the folder of a run, in the order of time."""
    try:
        names = [path.name for path in (run / WEIGHTS).iterdir()]
    except OSError:
        return []  # none were kept, or they are gone
    found = (match for name in names if (match := _NAME.fullmatch(name)))
    return sorted(Moment(int(match[1]), int(match[2] or 0)) for match in found)


def evenly_chosen(moments: Sequence[Moment], most: int) -> list[Moment]:
    """Choose at most `most` moments, evenly, the first and the last among them."""
    if len(moments) <= most:
        return list(moments)
    step = (len(moments) - 1) / (most - 1)
    return [moments[round(step * number)] for number in range(most)]


def load_moment(run: Path, moment: Moment) -> Model:
    """Read the network of a moment. Raises RunError where its weights are gone or damaged."""
    from safetensors import SafetensorError

    path = run / WEIGHTS / moment.file_name
    try:
        model = load_model(path)
        with open_tensors(path, MAX_FILE_BYTES) as file:
            if (file.metadata() or {}).get(_CRC) != _crc32(model.network.parameters):
                raise ValueError("the checksum does not match the weights")
    except (*READ_ERRORS, SafetensorError, ModelError) as error:
        details = error.details if isinstance(error, ModelError) else str(error)
        raise RunError(f"The weights of {moment.describe()} cannot be read.", details) from error
    return replace(model, mini_batches=moment.mini_batches)


def moment_to_bytes(network: MLP, settings: Hyperparameters, moment: Moment) -> bytes:
    """Return the content of the file of a moment."""
    metadata = format_metadata(Model(network, settings, moment.epochs))
    return model_to_bytes(network, {**metadata, _CRC: _crc32(network.parameters)})


def link_moments(source: Path, target: Path, until: Moment) -> None:
    """Let the folder of a new run have the moments of another one, up to and including `until`.

    The files are shared where the file system can do that. What cannot be copied is left out.
    """
    moments = [moment for moment in kept_moments(source) if moment <= until]
    try:
        if moments:
            (target / WEIGHTS).mkdir(exist_ok=True)
        for moment in moments:
            _link(*(folder / WEIGHTS / moment.file_name for folder in (source, target)))
    except (OSError, ValueError) as error:
        _log.info("the kept weights of %s were not all copied: %s", source, error)


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # the file system has no hard links
        write_atomically(target, read_bounded(source, MAX_FILE_BYTES), lasting=False)


def _crc32(parameters: Floats) -> str:
    return str(zlib.crc32(parameters.data))
