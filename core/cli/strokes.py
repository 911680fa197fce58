"""`strokes`: how well a model reads drawings, of a stroke file or made up by formula."""

import argparse
from typing import Any

import numpy as np
import numpy.typing as npt

from core.cli.progress import print_json
from core.cli.settings import count
from core.cli.texts import path
from core.datasets.dataset import CLASSES
from core.drawing.stroke_file import LabeledDrawing, read_strokes
from core.foundation.errors import DataError
from core.models.bundled_model import bundled_path
from core.models.model_file import load_model
from core.recognition.recognizer import Recognizer
from core.synthesis.synthetic_drawings import draw_digit, draw_held_out_non_digit

_UNREAD = -1
"""The answer to an empty drawing, or to one that holds more than one digit or too many parts."""
_SEED = 1000
"""Of what is made up; trainings begin to count at 0."""


def add_arguments(command: argparse.ArgumentParser) -> None:
    """What can be said to it."""
    command.add_argument("file", type=path, nargs="?", metavar="FILE.jsonl")
    command.add_argument(
        "--made-up",
        type=count,
        default=0,
        metavar="N",
        help="also N digits of other schools, and N letters and scribbles, drawn by formula",
    )
    command.add_argument("--model", type=path, help="default: the model that ships")


def run(options: argparse.Namespace) -> int:
    """Read every drawing as the pad would, and print how many answers are right.

    Drawings without a label are taken for no digits, of which the network should not be sure.
    """
    model = load_model(options.model or bundled_path())
    reader = Recognizer(model)
    if options.file is None and not options.made_up:
        raise DataError("Name a stroke file, or how many drawings are to be made up.")
    items = read_strokes(options.file) if options.file is not None else []
    summary = _summary(items + _made_up(options.made_up), reader)
    if options.json:
        print_json(summary)
    else:
        _print(summary)
    return 0


def _made_up(count: int) -> list[LabeledDrawing]:
    """So many digits of other schools, and as many letters and scribbles, none trained with."""
    rng = np.random.default_rng(_SEED)
    digits = [LabeledDrawing(draw_digit(n % CLASSES, rng), n % CLASSES) for n in range(count)]
    return digits + [LabeledDrawing(draw_held_out_non_digit(rng)) for _ in range(count)]


def _answer(reader: Recognizer, item: LabeledDrawing) -> tuple[int, bool]:
    """The digit that is read, and whether the network is sure of all that it claims."""
    digits = reader.read(item.drawing).digits
    sure = bool(digits) and all(digit.sure for digit in digits)
    return (digits[0].digit if len(digits) == 1 else _UNREAD), sure


def _summary(items: list[LabeledDrawing], reader: Recognizer) -> dict[str, object]:
    digits = [item for item in items if item.label is not None]
    others = [item for item in items if item.label is None]
    summary: dict[str, object] = _digits(digits, reader) if digits else {"drawings": 0}
    if others:
        unsure = [not _answer(reader, item)[1] for item in others]
        summary |= {"no_digits": len(others), "no_digits_not_sure": float(np.mean(unsure))}
    return summary


def _digits(items: list[LabeledDrawing], reader: Recognizer) -> dict[str, object]:
    answers, claims = (np.array(x) for x in zip(*(_answer(reader, i) for i in items), strict=True))
    labels = np.array([item.label for item in items])
    right, sure = answers == labels, claims & (answers != _UNREAD)
    return {
        "drawings": len(items),
        "accuracy": float(right.mean()),
        "sure": float(sure.mean()),
        "accuracy_when_sure": float(right[sure].mean()) if sure.any() else None,
        "by_writer": _by_writer(items, right),
        "confusion": _confusion(labels, answers).tolist(),
    }


def _by_writer(items: list[LabeledDrawing], right: npt.NDArray[np.bool_]) -> dict[str, float]:
    writers = np.array([item.writer or "" for item in items])
    return {str(writer): float(right[writers == writer].mean()) for writer in np.unique(writers)}


def _confusion(labels: npt.NDArray[np.int_], answers: npt.NDArray[np.int_]) -> npt.NDArray[np.int_]:
    """(10, 10); rows are the digits that were meant, columns those that were read."""
    confusion = np.zeros((CLASSES, CLASSES), int)
    read = answers != _UNREAD
    np.add.at(confusion, (labels[read], answers[read]), 1)
    return confusion


def _print(summary: dict[str, Any]) -> None:
    if summary["drawings"]:
        _print_digits(summary)
    if "no_digits" in summary:
        rate = summary["no_digits_not_sure"]
        print(f"{summary['no_digits']:,} drawings of no digit: not sure of {rate:.2%}")


def _print_digits(summary: dict[str, Any]) -> None:
    when_sure = summary["accuracy_when_sure"]
    right = f", of which {when_sure:.2%} are right" if when_sure is not None else ""
    print(f"{summary['drawings']:,} drawings: accuracy {summary['accuracy']:.2%}")
    print(f"sure of {summary['sure']:.2%}{right}")
    print("meant \\ read" + "".join(f"{digit:6}" for digit in range(CLASSES)))
    for digit, row in enumerate(summary["confusion"]):
        print(f"{digit:12}" + "".join(f"{count:6}" for count in row))
