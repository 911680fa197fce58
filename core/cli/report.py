"""`report`: a run as a document to hand in."""

import argparse

from core.cli.progress import print_json
from core.cli.texts import named, path
from core.cli.training_driver import read_run_or_warn
from core.datasets.mnist import load_mnist
from core.report.write import write_report
from core.runs.library import find_run


def add_arguments(command: argparse.ArgumentParser) -> None:
    """What can be said to it."""
    command.add_argument(
        "run_folder", type=named, metavar="RUN", help="a folder, or a name in `runs`"
    )
    command.add_argument(
        "-o",
        "--output",
        type=path,
        required=True,
        metavar="FILE",
        help="ends with .html, .pdf or .md",
    )
    command.add_argument("--title", default="", help="default: a plain one")
    command.add_argument(
        "--author", action="append", default=[], metavar="NAME", help="may be given several times"
    )


def run(options: argparse.Namespace) -> int:
    """Write the report and say where it is."""
    folder = find_run(options.run_folder)
    files = write_report(folder, options.output, load_mnist(), options.title, options.author)
    read_run_or_warn(folder)
    if options.json:
        print_json({"report": str(files[0]), "run": str(folder), "files": [str(f) for f in files]})
    else:
        print(f"report: {files[0]}")
    return 0
