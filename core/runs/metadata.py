"""What a model's file says about its network, as the strings that safetensors keeps."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import HyperparameterError, ModelError
from core.evaluation.calibration import Calibration
from core.hyperparameters import Hyperparameters
from core.json_file import MOST, UNREADABLE, count, parse_object, real

if TYPE_CHECKING:
    from core.runs.model_file import Model

FORMAT = "inkling-model"
VERSION = "1"
_CALIBRATION = tuple(field.name for field in fields(Calibration))
_BOUNDS = {
    "test_accuracy": (0.0, 1.0),
    "seconds": (0.0, MOST),
    "temperature": (1e-3, 1e3),
    "threshold": (0.0, 1.0),
}


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
    except UNREADABLE as error:
        raise foreign(path, "its metadata is damaged", repr(error)) from error
    except HyperparameterError as error:
        raise foreign(path, f"its hyperparameters are wrong ({error})") from error


def foreign(path: Path, reason: str, details: str = "") -> ModelError:
    """The error that says why a file is no model."""
    return ModelError(f"{path} is not a model that can be used: {reason}.", details)


def _description(metadata: Mapping[str, str]) -> Description:
    return Description(
        Hyperparameters.from_dict(parse_object(metadata["hyperparameters"])),
        count(int(metadata["epoch"])),
        count(int(metadata.get("own_digits", "0"))),
        _fact(metadata, "test_accuracy"),
        _fact(metadata, "seconds"),
        _calibration(metadata),
    )


def _fact(metadata: Mapping[str, str], name: str) -> float | None:
    least, most = _BOUNDS[name]
    return real(float(metadata[name]), least=least, most=most) if name in metadata else None


def _calibration(metadata: Mapping[str, str]) -> Calibration | None:
    told = {name: _fact(metadata, name) for name in _CALIBRATION}
    known = {name: value for name, value in told.items() if value is not None}
    return Calibration(**known) if len(known) == len(_CALIBRATION) else None
