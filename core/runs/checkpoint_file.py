"""A checkpoint is the state of a training as a safetensors file, from which it resumes exactly."""

import json
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from core.foundation.errors import HyperparameterError, RunError
from core.foundation.json_file import (
    READ_ERRORS,
    check_count,
    check_duration,
    check_real,
    parse_object,
)
from core.foundation.tensor_file import open_tensors
from core.hyperparameters.schema import Hyperparameters
from core.nn.activations import Floats
from core.nn.mlp import layer_sizes, parameter_count
from core.training.optimizers import OPTIMIZERS
from core.training.schedules import Plateau
from core.training.state import Progress, TrainingState
from core.training.stopping import EarlyStopping
from core.training.train_step import TrainStepState
from core.training.weight_averaging import WeightAverage

if TYPE_CHECKING:
    from safetensors import safe_open

FORMAT, VERSION = "inkling-checkpoint", "1"
SUFFIX = ".safetensors"
_PARAMETERS, _AVERAGE, _BEST, _SLOT = "parameters", "average", "best_parameters", "slot."
_CRC = "crc32"
"""The checksum of the state and the arrays, in the metadata."""
_LARGEST = 1 << 32
_LARGEST_INTEGER = (1 << 128) - 1
"""The state of a random generator contains integers of 128 bits."""
_COUNTS = ("epochs", "position", "origin", "images_seen")


@dataclass(frozen=True, slots=True, eq=False)
class Checkpoint:
    """The state of a training, and how much of the history had been written by then."""

    state: TrainingState
    records: int
    """The number of lines of the history."""
    planned: int = 0
    """The number of live changes that had not been made yet."""


def to_bytes(checkpoint: Checkpoint) -> bytes:
    """Return the content of the file of a checkpoint."""
    from safetensors.numpy import save

    state = checkpoint.state
    values = {
        "settings": state.settings.to_dict(),
        "steps": state.train_step.steps,
        "dropout": state.train_step.dropout,
        "shuffle": state.shuffle,
        "seconds": state.seconds,
        "records": checkpoint.records,
        "planned": checkpoint.planned,
        **_progress_to_dict(state.progress),
    }
    text, arrays = json.dumps(values), _arrays(state)
    metadata = {
        "format": FORMAT,
        "version": VERSION,
        "state": text,
        _CRC: str(_crc32(text, arrays)),
    }
    return save(arrays, metadata)


def load_checkpoint(path: Path) -> Checkpoint:
    """Read a checkpoint.

    Raises RunError where the file is missing, damaged, malicious or no checkpoint.
    """
    from safetensors import SafetensorError

    try:
        with open_tensors(path, _LARGEST) as file:
            metadata = file.metadata() or {}
            if (metadata.get("format"), metadata.get("version")) != (FORMAT, VERSION):
                raise ValueError("it is not a checkpoint of this version")
            return _checkpoint(metadata, file)
    except (*READ_ERRORS, SafetensorError, HyperparameterError) as error:
        raise RunError(f"The checkpoint {path} cannot be used.", str(error)) from error
    except MemoryError as error:
        raise RunError(f"The checkpoint {path} does not fit into memory.") from error


def _progress_to_dict(progress: Progress) -> dict[str, Any]:
    stopping = progress.stopping
    return {
        **{name: getattr(progress, name) for name in _COUNTS},
        "plateau": asdict(progress.plateau),
        "stopping": {"best_epoch": stopping.best_epoch, "best_value": stopping.best_value},
    }


def _arrays(state: TrainingState) -> dict[str, Floats]:
    train_step, best = state.train_step, state.progress.stopping.best_parameters
    return {
        _PARAMETERS: train_step.parameters,
        **({_AVERAGE: train_step.average.average} if train_step.average is not None else {}),
        **({_BEST: best} if best is not None else {}),
        **{f"{_SLOT}{name}": slot for name, slot in train_step.slots.items()},
    }


def _crc32(text: str, arrays: Mapping[str, Floats]) -> int:
    crc = zlib.crc32(text.encode())
    for name in sorted(arrays):
        crc = zlib.crc32(np.ascontiguousarray(arrays[name]).data, crc)
    return crc


def _checkpoint(metadata: Mapping[str, str], file: "safe_open") -> Checkpoint:
    values = parse_object(metadata["state"], _LARGEST_INTEGER)
    settings = Hyperparameters.from_dict(values["settings"])
    slots = OPTIMIZERS[settings.optimizer].SLOTS
    arrays = _read_arrays(settings, {f"{_SLOT}{name}" for name in slots}, file)
    # Checkpoints of earlier versions have no checksum.
    if _CRC in metadata and metadata[_CRC] != str(_crc32(metadata["state"], arrays)):
        raise ValueError("its checksum does not match its content")
    average = WeightAverage(arrays[_AVERAGE]) if _AVERAGE in arrays else None
    if (average is not None) != bool(settings.ema):
        raise ValueError("averaged weights do not go with the settings")
    train_step = TrainStepState(
        arrays[_PARAMETERS],
        average,
        {name: arrays[f"{_SLOT}{name}"] for name in slots},
        check_count(values["steps"]),
        _random_state(values["dropout"]),
    )
    seconds = check_duration(values["seconds"])
    progress = _progress(values, settings, arrays.get(_BEST))
    state = TrainingState(settings, train_step, progress, _random_state(values["shuffle"]), seconds)
    return Checkpoint(state, check_count(values["records"]), check_count(values.get("planned", 0)))


def _read_arrays(
    settings: Hyperparameters, slots: set[str], file: "safe_open"
) -> dict[str, Floats]:
    """Read all arrays. Each must belong to a training and be as long as the parameters."""
    shape = [parameter_count(layer_sizes(settings))]
    for name in file.keys():  # noqa: SIM118 - it is not a dictionary
        part = file.get_slice(name)
        if name not in {_PARAMETERS, _AVERAGE, _BEST, *slots}:
            raise ValueError(f"its array “{name}” does not belong to a training")
        if part.get_shape() != shape or part.get_dtype() not in {"F32", "F64"}:
            raise ValueError(f"its array “{name}” has another shape or type")
    # Copies, which can be written to.
    return {name: np.array(file.get_tensor(name)) for name in file.keys()}  # noqa: SIM118


def _progress(values: dict[str, Any], settings: Hyperparameters, best: Floats | None) -> Progress:
    counts = {name: check_count(values[name]) for name in _COUNTS}
    if not counts["origin"] <= counts["position"] <= settings.training_images:
        raise ValueError("its position within the epoch is impossible")
    plateau, stopping = values["plateau"], values["stopping"]
    return Progress(
        **counts,
        plateau=Plateau(
            check_real(plateau["factor"], minimum=0),
            _number(plateau["best"]),
            check_count(plateau["waited"]),
        ),
        stopping=EarlyStopping(
            check_count(stopping["best_epoch"]), _number(stopping["best_value"]), best
        ),
    )


def _random_state(state: Any) -> dict[str, Any]:
    """Check the state of a random generator. Raises ValueError, TypeError or OverflowError."""
    generator = np.random.default_rng(0)
    generator.bit_generator.state = state
    return dict(generator.bit_generator.state)


def _number(value: object) -> float | None:
    return None if value is None else check_real(value)
