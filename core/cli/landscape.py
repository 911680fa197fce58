"""The command `landscape` computes the loss over a plane through the weights of a run."""

import argparse
import json
import math
from pathlib import Path
from typing import get_args

import numpy as np

from core.cli.arguments import (
    add_model_options,
    nonempty_path,
    nonempty_text,
    read_model_option,
    whole_number,
)
from core.cli.output import finite, print_json
from core.cli.training_driver import read_run_or_warn
from core.datasets.mnist import load_mnist
from core.foundation.errors import OutputError
from core.foundation.files import is_file, write_atomically
from core.landscape.landscape import (
    FEWEST_POINTS,
    MOST_POINTS,
    Directions,
    Landscape,
    LandscapeOptions,
    Sample,
    landscape,
)
from core.landscape.landscape_figure import landscape_figure
from core.landscape.training_path import TrainingPath, path_of, path_of_model
from core.plots.rendering import Format
from core.runs.library import find_run
from core.runs.output_guard import check_output

_PICTURES: tuple[Format, ...] = get_args(Format)
_MOST_IMAGES, _MOST_SEED = 50_000, 2**31 - 1
_LEAST_ZOOM, _MOST_ZOOM = 0.001, 1000.0


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    command.add_argument(
        "runs",
        nargs="+",
        type=nonempty_text,
        metavar="RUN",
        help="a run's folder or name, or a model's file; the paths of further runs are added",
    )
    command.add_argument(
        "-o",
        "--output",
        type=nonempty_path,
        metavar="FILE",
        help="write the contours and the surface as .png, .svg or .pdf, or the numbers as .json",
    )
    command.add_argument(
        "--directions",
        choices=[each.value for each in Directions],
        default=Directions.PATH.value,
        help="the first two principal components of the path of the first run, or random ones with "
        "the norms of the filters; default: path",
    )
    command.add_argument(
        "--sample",
        choices=[each.value for each in Sample],
        default=Sample.TRAINING.value,
        help="the images whose loss is computed; default: training",
    )
    command.add_argument(
        "--range",
        type=_factor,
        default=1.0,
        metavar="FACTOR",
        help="a multiple of the usual extent of the grid; default: 1",
    )
    command.add_argument(
        "--points",
        type=whole_number(FEWEST_POINTS, MOST_POINTS),
        metavar="N",
        help="points along each axis; default: 41, fewer for very large networks",
    )
    command.add_argument(
        "--images",
        type=whole_number(1, _MOST_IMAGES),
        metavar="N",
        help="the number of images; default: as many as take a few seconds, 100 to 3,000",
    )
    command.add_argument(
        "--seed",
        type=whole_number(0, _MOST_SEED),
        default=0,
        metavar="N",
        help="of random directions; default: 0",
    )
    add_model_options(command)


def run(options: argparse.Namespace) -> int:
    """Compute the landscape, print what was found, and write the file."""
    sources = [_source(text) for text in options.runs]
    if options.output is not None:
        _check_ending(options.output)
        check_output(options.output, inputs=sources)
    paths = [_path(source, options) for source in sources]
    found = landscape(paths, load_mnist(), _options(options))
    if options.output is not None:
        _write(options.output, found)
    if options.json:
        print_json({**to_dict(found), "file": options.output and str(options.output)})
    else:
        print("\n".join(_lines(found, options.output)))
    return 0


def to_dict(found: Landscape) -> dict[str, object]:
    """Return a landscape as the values of a JSON object."""
    return {
        "run": found.name,
        "directions": found.directions.value,
        "sample": found.sample.value,
        "images": found.images,
        "center": found.center,
        "shares": found.shares,
        "x": found.x.tolist(),
        "y": found.y.tolist(),
        "losses": found.losses.tolist(),
        "paths": [
            {
                "run": path.name,
                "epochs": path.epochs.tolist(),
                "x": path.x.tolist(),
                "y": path.y.tolist(),
                "distances": path.distances.tolist(),
            }
            for path in found.paths
        ],
        "left_out": list(found.left_out),
    }


def _factor(text: str) -> float:
    try:
        factor = float(text)
    except ValueError:
        factor = math.nan
    if not _LEAST_ZOOM <= factor <= _MOST_ZOOM:
        raise argparse.ArgumentTypeError(
            f"{text[:40]!r} is not a number between {_LEAST_ZOOM:g} and {_MOST_ZOOM:,.0f}"
        )
    return factor


def _source(text: str) -> Path:
    path = Path(text)
    return path if is_file(path) else find_run(text)


def _path(source: Path, options: argparse.Namespace) -> TrainingPath:
    if is_file(source):
        return path_of_model(read_model_option(source, options), source.name)
    return path_of(read_run_or_warn(source))


def _options(options: argparse.Namespace) -> LandscapeOptions:
    return LandscapeOptions(
        Directions(options.directions),
        Sample(options.sample),
        options.range,
        options.points,
        options.images,
        options.seed,
    )


def _check_ending(file: Path) -> None:
    if file.suffix.lower().removeprefix(".") not in (*_PICTURES, "json"):
        raise OutputError(f"“{file.name}” does not end with .png, .svg, .pdf or .json.")


def _write(file: Path, found: Landscape) -> None:
    content = json.dumps(finite(to_dict(found)), allow_nan=False).encode()
    for each in _PICTURES:
        if file.suffix.lower() == f".{each}":
            content = landscape_figure(found, each)
    try:
        write_atomically(file, content)
    except OSError as error:
        raise OutputError(f"{file} cannot be written.", str(error)) from error


def _lines(found: Landscape, file: Path | None) -> list[str]:
    losses = np.where(np.isfinite(found.losses), found.losses, np.inf)
    row, column = np.unravel_index(int(losses.argmin()), losses.shape)
    lines = [
        f"{found.name}: {found.sample} loss {found.center:.4g} of {found.images:,} images",
        f"{len(found.x)} × {len(found.y)} points; x: {found.labels[0]}, y: {found.labels[1]}",
        f"lowest {losses[row, column]:.4g} at ({found.x[column]:.3g}, {found.y[row]:.3g}), "
        f"highest {np.nanmax(found.losses):.4g}",
    ]
    lines += [
        f"path of {path.name}: {len(path.x)} moments, from ({path.x[0]:.3g}, {path.y[0]:.3g}) to "
        f"({path.x[-1]:.3g}, {path.y[-1]:.3g})"
        for path in found.paths
    ]
    lines += found.left_out
    return [*lines, str(file)] if file is not None else lines
