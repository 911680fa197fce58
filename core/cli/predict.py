"""`predict`: the digit in each of some image files."""

import argparse
import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt

from core.cli.progress import print_json
from core.cli.settings import add_model_facts, read_chosen
from core.cli.texts import path
from core.datasets.dataset import PIXELS, to_pixels
from core.foundation.errors import DataError
from core.imaging.image import read_image
from core.models.bundled_model import bundled_path
from core.nn.mlp import MLP
from core.runs.run_folder import latest_model

_WRONG_INPUT = 2
"""As the exit status of every command."""


def add_arguments(command: argparse.ArgumentParser) -> None:
    """What can be said to it."""
    command.add_argument("images", type=path, nargs="+", metavar="IMAGE")
    command.add_argument("--model", type=path, help="default: your latest, or what ships")
    add_model_facts(command)


def run(options: argparse.Namespace) -> int:
    """Print a line an image, each as soon as it is read.

    A file that cannot be read does not keep the others from being read: standard error has a
    sentence for it, also with `--json`, where every line is an answer; the exit status is then 2.
    """
    model = options.model or latest_model() or bundled_path()
    network = read_chosen(model, options).network
    status = 0
    for file in options.images:
        try:
            image = read_image(file)
        except DataError as error:
            details = f"\n  {error.details}" if error.details else ""
            print(f"error: {error}{details}", file=sys.stderr, flush=True)
            status = _WRONG_INPUT
        else:
            _print_answer(file, image, network, as_json=options.json)
    return status


def _print_answer(file: Path, image: npt.NDArray[np.uint8], network: MLP, *, as_json: bool) -> None:
    pixels = to_pixels(image.reshape(1, PIXELS))
    probabilities = network.probabilities(pixels)[0].tolist()
    digit = max(range(len(probabilities)), key=probabilities.__getitem__)
    if as_json:
        print_json({"file": str(file), "digit": digit, "probabilities": probabilities})
    else:
        print(f"{file}: {digit} ({probabilities[digit]:.1%})", flush=True)
