"""The command `predict` recognizes the digit in each of some image files."""

import argparse
import sys
from pathlib import Path

from core.cli.arguments import add_model_options, nonempty_path, read_model_option
from core.cli.output import print_json
from core.foundation.errors import DataError
from core.imaging.image import read_image
from core.models.bundled_model import bundled_path
from core.recognition.prediction import ImagePrediction
from core.recognition.recognizer import Recognizer
from core.runs.run_folder import latest_model

_WRONG_INPUT = 2
"""The exit status for wrong input, as of every command."""


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    command.add_argument("images", type=nonempty_path, nargs="+", metavar="IMAGE")
    command.add_argument(
        "--model", type=nonempty_path, help="default: your latest model, or the built-in one"
    )
    add_model_options(command)


def run(options: argparse.Namespace) -> int:
    """Print a line for each image as soon as its digit is recognized.

    A file that cannot be read does not stop the others: standard error gets a sentence about it,
    also with `--json`, where every line is an answer; the exit status is then 2.
    """
    model = options.model or latest_model() or bundled_path()
    recognizer = Recognizer(read_model_option(model, options))
    status = 0
    for file in options.images:
        try:
            image = read_image(file)
        except DataError as error:
            details = f"\n  {error.details}" if error.details else ""
            print(f"error: {error}{details}", file=sys.stderr, flush=True)
            status = _WRONG_INPUT
        else:
            _print_answer(file, recognizer.recognize_image(image), as_json=options.json)
    return status


def _print_answer(file: Path, prediction: ImagePrediction, *, as_json: bool) -> None:
    digit, sure = prediction.digit, prediction.sure
    if as_json:
        probabilities = prediction.probabilities.tolist()
        values = {"file": str(file), "digit": digit, "probabilities": probabilities, "sure": sure}
        print_json(values)
    else:
        note = "" if sure else f", {prediction.answer}"
        print(f"{file}: {digit} ({prediction.write(prediction.confidence)}{note})", flush=True)
