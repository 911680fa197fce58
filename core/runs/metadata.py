"""What a model's file says about its network, as the strings that safetensors keeps."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from core.errors import HyperparameterError, ModelError
from core.evaluation.calibration import Calibration
from core.hyperparameters import Hyperparameters

if TYPE_CHECKING:
    from core.runs.model_file import Model

FORMAT = "inkling-model"
VERSION = "1"
_CALIBRATION = tuple(field.name for field in fields(Calibration))
_MOST = 10**9
"""No count is higher."""


@dataclass(frozen=True, slots=True)
class Description:
    """All of a `Model` but its network and title."""

    hyperparameters: Hyperparameters
    epoch: int
    own_digits: int
    test_accuracy: float | None
    seconds: float | None
    calibration: Calibration | None


def metadata_of(model: "Model") -> dict[str, str]:
    """What to write. Of what is not known there is no entry."""
    facts = {"test_accuracy": model.test_accuracy, "seconds": model.seconds}
    if model.calibration is not None:
        facts |= asdict(model.calibration)
    return {
        "format": FORMAT,
        "version": VERSION,
        "hyperparameters": json.dumps(model.hyperparameters.to_dict()),
        "epoch": str(model.epoch),
        **({"own_digits": str(model.own_digits)} if model.own_digits else {}),
        **{name: repr(value) for name, value in facts.items() if value is not None},
    }


def description_in(path: Path, metadata: Mapping[str, str]) -> Description:
    """What was written to `path`. Raises ModelError where it is damaged, foreign or hostile."""
    if metadata.get("format") != FORMAT:
        raise foreign(path, "it was not written by Inkling")
    if metadata.get("version") != VERSION:
        raise foreign(path, f"its format version {metadata.get('version')!r} is unknown here")
    try:
        return _description(metadata)
    except (KeyError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise foreign(path, "its metadata is damaged", repr(error)) from error
    except HyperparameterError as error:
        raise foreign(path, f"its hyperparameters are wrong ({error})") from error


def foreign(path: Path, reason: str, details: str = "") -> ModelError:
    """The error that says why a file is no model."""
    return ModelError(f"{path} is not a model that can be used: {reason}.", details)


def _description(metadata: Mapping[str, str]) -> Description:
    return Description(
        Hyperparameters.from_dict(json.loads(metadata["hyperparameters"])),
        _count(metadata["epoch"]),
        _count(metadata.get("own_digits", "0")),
        _fact(metadata, "test_accuracy"),
        _fact(metadata, "seconds"),
        _calibration(metadata),
    )


def _count(text: str) -> int:
    count = int(text)
    if not 0 <= count <= _MOST:
        raise ValueError(f"count {text}")
    return count


def _fact(metadata: Mapping[str, str], name: str) -> float | None:
    return float(metadata[name]) if name in metadata else None


def _calibration(metadata: Mapping[str, str]) -> Calibration | None:
    known = {name: float(metadata[name]) for name in _CALIBRATION if name in metadata}
    if any(not 0 < value < np.inf for value in known.values()):
        raise ValueError("calibration")
    return Calibration(**known) if len(known) == len(_CALIBRATION) else None
