"""The moments of a run whose weights are kept: the ends of epochs, and mini-batches of the first.

Each moment is an ordinary model file in the folder of the run.
"""

import errno
import json
import logging
import os
import re
import zlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from math import prod
from pathlib import Path
from typing import NamedTuple

import numpy as np

from core.foundation.errors import ModelError, RunError
from core.foundation.files import read_bounded, write_atomically
from core.foundation.json_file import READ_ERRORS
from core.foundation.tensor_file import open_tensors
from core.hyperparameters.schema import Hyperparameters
from core.models.model_file import MAX_FILE_BYTES, SUFFIX, Model, format_metadata, load_model
from core.nn.activations import Floats
from core.nn.mlp import blank_network
from core.runs.layout import WEIGHTS

_log = logging.getLogger("inkling.runs")
_BINARY = getattr(os, "O_BINARY", 0)
_ALIGNMENT, _FLOAT_BYTES = 8, 4
_EPOCH = "epoch"
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
        return f"epoch {self.epochs:,}"


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


def write_moment(
    run: Path, moment: Moment, sizes: tuple[int, ...], parameters: Floats, settings: Hyperparameters
) -> None:
    """Write the file of a moment of a network with layers of these `sizes`. Raises OSError.

    The parameters lie in the file as they lie in memory, and the few system calls are made
    directly: each call to more of Python would hold up the thread that trains.
    """
    path = run / WEIGHTS / moment.file_name
    unfinished = path.with_name(f".{path.name}.part")
    values = np.ascontiguousarray(parameters, np.float32)
    content = _header(moment, sizes, values, settings) + values.tobytes()
    try:
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _BINARY, 0o666)
        try:
            if os.write(descriptor, content) != len(content):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        finally:
            os.close(descriptor)
        unfinished.replace(path)
    except OSError:
        with suppress(OSError):  # the first error is the one to raise
            unfinished.unlink(missing_ok=True)
        raise


def _header(
    moment: Moment, sizes: tuple[int, ...], values: Floats, settings: Hyperparameters
) -> bytes:
    """Return the header of a safetensors file: its length, metadata, and where each array lies."""
    own = {_EPOCH: str(moment.epochs), _CRC: _crc32(values)}
    metadata = json.dumps({**_metadata(settings), **own})
    text = f'{{"__metadata__":{metadata},{_layout(sizes)}}}'.encode()
    text += b" " * (-len(text) % _ALIGNMENT)
    return len(text).to_bytes(8, "little") + text


@lru_cache(maxsize=8)
def _metadata(settings: Hyperparameters) -> Mapping[str, str]:
    return format_metadata(Model(blank_network(settings), settings, 0))


@lru_cache(maxsize=8)
def _layout(sizes: tuple[int, ...]) -> str:
    """Return the entries of all arrays: all weights, then all biases, as in an `MLP`."""
    layers = list(enumerate(pairwise(sizes), start=1))
    shapes = {f"layer{number}.weights": [n_in, n_out] for number, (n_in, n_out) in layers}
    shapes |= {f"layer{number}.biases": [n_out] for number, (_, n_out) in layers}
    entries, start = {}, 0
    for name, shape in shapes.items():
        end = start + _FLOAT_BYTES * prod(shape)
        entries[name] = {"dtype": "F32", "shape": shape, "data_offsets": [start, end]}
        start = end
    return json.dumps(entries)[1:-1]


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
