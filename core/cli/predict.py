"""`predict`: the digit in each of some image files."""

import argparse
from pathlib import Path

from core.cli.models import add_model_facts, read_chosen
from core.cli.output import print_json
from core.datasets.dataset import PIXELS, to_pixels
from core.ink.image import read_image
from core.runs.folder import latest_model
from core.runs.shipped import shipped_path


def add_arguments(command: argparse.ArgumentParser) -> None:
    """What can be said to it."""
    command.add_argument("images", type=Path, nargs="+", metavar="IMAGE")
    command.add_argument("--model", type=Path, help="default: your latest, or what ships")
    add_model_facts(command)


def run(options: argparse.Namespace) -> int:
    """Print a line an image; a file that cannot be read ends it there."""
    path = options.model or latest_model() or shipped_path()
    network = read_chosen(path, options).network
    for path in options.images:
        pixels = to_pixels(read_image(path).reshape(1, PIXELS))
        probabilities = network.probabilities(pixels)[0].tolist()
        digit = max(range(len(probabilities)), key=probabilities.__getitem__)
        if options.json:
            print_json({"file": str(path), "digit": digit, "probabilities": probabilities})
        else:
            print(f"{path}: {digit} ({probabilities[digit]:.1%})")
    return 0
