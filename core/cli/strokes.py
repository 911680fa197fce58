"""`strokes`: how well a model reads the drawings of a stroke file."""

import argparse
from typing import Any

import numpy as np
import numpy.typing as npt

from core.cli.output import print_json
from core.datasets.dataset import CLASSES
from core.errors import DataError
from core.ink.stroke_file import LabelledDrawing, read_strokes
from core.reading.reader import Reader
from core.runs.model_file import load_model
from core.runs.shipped import shipped_path

_UNREAD = -1
"""The answer to an empty drawing, or to one that holds more than one digit."""


def run(options: argparse.Namespace) -> int:
    """Read every drawing as the pad would, and print how many answers are right."""
    model = load_model(options.model or shipped_path())
    reader = Reader(model.network, model.calibration)
    items = [item for item in read_strokes(options.file) if item.label is not None]
    if not items:
        raise DataError(f"{options.file}: there is no drawing with a label.")
    summary = _summary(items, reader)
    if options.json:
        print_json(summary)
    else:
        _print(summary)
    return 0


def _answer(reader: Reader, item: LabelledDrawing) -> tuple[int, bool]:
    """The digit that is read, and whether the network is sure of it."""
    digits = reader.read(item.drawing).digits
    if len(digits) != 1:
        return _UNREAD, False
    return digits[0].digit, digits[0].sure


def _summary(items: list[LabelledDrawing], reader: Reader) -> dict[str, object]:
    answers, sure = (np.array(x) for x in zip(*(_answer(reader, i) for i in items), strict=True))
    labels = np.array([item.label for item in items])
    right = answers == labels
    return {
        "drawings": len(items),
        "accuracy": float(right.mean()),
        "sure": float(sure.mean()),
        "accuracy_when_sure": float(right[sure].mean()) if sure.any() else None,
        "by_writer": _by_writer(items, right),
        "confusion": _confusion(labels, answers).tolist(),
    }


def _by_writer(items: list[LabelledDrawing], right: npt.NDArray[np.bool_]) -> dict[str, float]:
    writers = np.array([item.writer or "" for item in items])
    return {str(writer): float(right[writers == writer].mean()) for writer in np.unique(writers)}


def _confusion(labels: npt.NDArray[np.int_], answers: npt.NDArray[np.int_]) -> npt.NDArray[np.int_]:
    """(10, 10); rows are the digits that were meant, columns those that were read."""
    confusion = np.zeros((CLASSES, CLASSES), int)
    read = answers != _UNREAD
    np.add.at(confusion, (labels[read], answers[read]), 1)
    return confusion


def _print(summary: dict[str, Any]) -> None:
    when_sure = summary["accuracy_when_sure"]
    right = f", of which {when_sure:.2%} are right" if when_sure is not None else ""
    print(f"{summary['drawings']:,} drawings: accuracy {summary['accuracy']:.2%}")
    print(f"sure of {summary['sure']:.2%}{right}")
    print("meant \\ read" + "".join(f"{digit:6}" for digit in range(CLASSES)))
    for digit, row in enumerate(summary["confusion"]):
        print(f"{digit:12}" + "".join(f"{count:6}" for count in row))
