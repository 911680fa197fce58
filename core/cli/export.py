"""The command `export` writes a model or the history of a run for other programs."""

import argparse
from pathlib import Path

from core.cli.arguments import find_model, nonempty_path, nonempty_text
from core.cli.output import print_json
from core.cli.training_driver import read_run_or_warn
from core.exporting.formats import (
    FIGURE_FORMATS,
    MODEL_FORMATS,
    RUN_FORMATS,
    export_figure,
    export_model,
    export_run,
    format_of,
)
from core.exporting.tensorboard_file import is_event_file
from core.foundation.errors import ExportError
from core.foundation.files import is_file
from core.importing.model_import import import_model
from core.runs.library import find_run
from core.runs.output_guard import check_output, check_output_folder

FORMATS = (*MODEL_FORMATS, *RUN_FORMATS)


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    command.add_argument(
        "source",
        type=nonempty_text,
        metavar="RUN_OR_MODEL",
        help="a run's folder or name, or a model's file",
    )
    command.add_argument(
        "--format", choices=FORMATS, help="default: what the name of the output ends with"
    )
    command.add_argument(
        "-o",
        "--output",
        type=nonempty_path,
        required=True,
        metavar="FILE",
        help="for tensorboard also a folder, the one to give to tensorboard --logdir",
    )
    command.add_argument(
        "--quantity",
        choices=("loss", "accuracy"),
        help="of a figure; default: both, one above the other",
    )


def run(options: argparse.Namespace) -> int:
    """Write the file, and print where it is."""
    name = options.format or format_of(options.output)
    if name is None:
        raise ExportError(
            f"“{options.output.name}” does not end like any format: give one of "
            f"{', '.join(FORMATS)} with --format."
        )
    suffix_format = format_of(options.output)
    if suffix_format not in (None, name):
        raise ExportError(
            f"“{options.output.name}” ends like {suffix_format}; --format is {name}: change one."
        )
    if options.quantity is not None and name not in FIGURE_FORMATS:
        raise ExportError("--quantity is for figures: png, svg and pdf.")
    _check_output(options, name)
    file, problem = _export(options, name)
    if options.json:
        print_json({"file": str(file), "format": name, "problem": problem})
    else:
        print(f"{name}: {file}")
    return 0


def _check_output(options: argparse.Namespace, name: str) -> None:
    """Raise OutputError where the output must not or cannot be written."""
    source, output = Path(options.source), options.output
    inputs = [source if is_file(source) else find_run(options.source)]
    if name == "tensorboard" and not is_event_file(output):
        check_output_folder(output)
    else:
        check_output(output, inputs=inputs, makes_folder=name == "tensorboard")


def _export(options: argparse.Namespace, name: str) -> tuple[Path, str]:
    """Write the file; return its path, and what is missing in it because the run is damaged."""
    source, output = Path(options.source), options.output
    if name in MODEL_FORMATS:
        return export_model(output, import_model(find_model(options.source)), name), ""
    if is_file(source):
        raise ExportError(f"{name} shows how a run went: give the folder of a run, not a model.")
    run = read_run_or_warn(find_run(options.source))
    if options.quantity is not None:
        figure = export_figure(output, run, [options.quantity], FIGURE_FORMATS[name])
        return figure, run.problem
    return export_run(output, run, name), run.problem
