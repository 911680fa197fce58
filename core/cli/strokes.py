"""The command `strokes` measures how well a model recognizes drawings.

The drawings are those of a stroke file, or synthetic.
"""

import argparse
from typing import Any

import numpy as np
import numpy.typing as npt

from core.cli.arguments import count, nonempty_path
from core.cli.output import print_confusion, print_json
from core.datasets.dataset import CLASSES
from core.drawing.stroke_file import LabeledDrawing, read_strokes
from core.foundation.errors import DataError
from core.foundation.percent import percent
from core.models.bundled_model import bundled_path
from core.models.model_file import load_model
from core.recognition.recognizer import Recognizer
from core.synthesis.synthetic_drawings import draw_digit, draw_held_out_non_digit

_NO_DIGIT = -1
"""The answer to a drawing in which there is not exactly one digit."""
_SEED = 1000
"""The seed of the synthetic drawings; those of trainings count from 0."""


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    command.add_argument("file", type=nonempty_path, nargs="?", metavar="FILE.jsonl")
    command.add_argument(
        "--made-up",
        type=count,
        default=0,
        metavar="N",
        help="also N synthetic digits of regional handwriting, and N letters and scribbles",
    )
    command.add_argument("--model", type=nonempty_path, help="default: the built-in model")


def run(options: argparse.Namespace) -> int:
    """Recognize every drawing as the pad does, and print how many answers are correct.

    Drawings without a label count as no digits: the model should not be sure of them.
    """
    recognizer = Recognizer(load_model(options.model or bundled_path()))
    if options.file is None and not options.made_up:
        raise DataError("Name a stroke file, or give the number of synthetic drawings.")
    items = read_strokes(options.file) if options.file is not None else []
    summary = _summary(items + _synthetic(options.made_up), recognizer)
    if options.json:
        print_json(summary)
    else:
        _print(summary)
    return 0


def _synthetic(count: int) -> list[LabeledDrawing]:
    """Make so many digits, and as many letters and scribbles; no training uses these."""
    rng = np.random.default_rng(_SEED)
    digits = [LabeledDrawing(draw_digit(n % CLASSES, rng), n % CLASSES) for n in range(count)]
    return digits + [LabeledDrawing(draw_held_out_non_digit(rng)) for _ in range(count)]


def _answer(recognizer: Recognizer, item: LabeledDrawing) -> tuple[int, bool]:
    """Return the recognized digit, and whether the model is sure of all that it recognizes."""
    digits = recognizer.recognize(item.drawing).digits
    sure = bool(digits) and all(digit.sure for digit in digits)
    return (digits[0].digit if len(digits) == 1 else _NO_DIGIT), sure


def _summary(items: list[LabeledDrawing], recognizer: Recognizer) -> dict[str, object]:
    digits = [item for item in items if item.label is not None]
    others = [item for item in items if item.label is None]
    summary: dict[str, object] = _digit_summary(digits, recognizer) if digits else {"drawings": 0}
    if others:
        unsure = [not _answer(recognizer, item)[1] for item in others]
        summary |= {"no_digits": len(others), "no_digits_not_sure": float(np.mean(unsure))}
    return summary


def _digit_summary(items: list[LabeledDrawing], recognizer: Recognizer) -> dict[str, object]:
    pairs = (_answer(recognizer, item) for item in items)
    answers, claims = (np.array(column) for column in zip(*pairs, strict=True))
    labels = np.array([item.label for item in items])
    correct, sure = answers == labels, claims & (answers != _NO_DIGIT)
    return {
        "drawings": len(items),
        "accuracy": float(correct.mean()),
        "sure": float(sure.mean()),
        "accuracy_when_sure": float(correct[sure].mean()) if sure.any() else None,
        "by_writer": _by_writer(items, correct),
        "confusion": _confusion(labels, answers).tolist(),
    }


def _by_writer(items: list[LabeledDrawing], correct: npt.NDArray[np.bool_]) -> dict[str, float]:
    writers = np.array([item.writer or "" for item in items])
    return {str(writer): float(correct[writers == writer].mean()) for writer in np.unique(writers)}


def _confusion(labels: npt.NDArray[np.int_], answers: npt.NDArray[np.int_]) -> npt.NDArray[np.int_]:
    """Return (10, 10); rows are the true digits, columns the recognized ones."""
    confusion = np.zeros((CLASSES, CLASSES), int)
    answered = answers != _NO_DIGIT
    np.add.at(confusion, (labels[answered], answers[answered]), 1)
    return confusion


def _print(summary: dict[str, Any]) -> None:
    if summary["drawings"]:
        _print_digits(summary)
    if "no_digits" in summary:
        rate = summary["no_digits_not_sure"]
        print(f"{summary['no_digits']:,} drawings of no digit: not sure of {percent(rate)}")


def _print_digits(summary: dict[str, Any]) -> None:
    when_sure = summary["accuracy_when_sure"]
    correct = f", of which {percent(when_sure)} are correct" if when_sure is not None else ""
    print(f"{summary['drawings']:,} drawings: accuracy {percent(summary['accuracy'])}")
    print(f"sure of {percent(summary['sure'])}{correct}")
    print_confusion("true \\ predicted", summary["confusion"])
