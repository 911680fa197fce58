"""`report`: what a run came to, as a document to hand in."""

import argparse
from pathlib import Path

from core.cli.output import print_json
from core.datasets.mnist import load_mnist
from core.report.writing import write_report
from core.runs.library import find_run
from core.runs.run import read_run


def add_arguments(command: argparse.ArgumentParser) -> None:
    """What can be said to it."""
    command.add_argument("run_folder", metavar="RUN", help="a folder, or a name in `runs`")
    command.add_argument(
        "-o",
        "--output",
        type=Path,
        required=True,
        metavar="FILE",
        help="ends with .html, .pdf or .md",
    )
    command.add_argument("--title", default="", help="default: that of the course")
    command.add_argument(
        "--author", action="append", default=[], metavar="NAME", help="may be given several times"
    )


def run(options: argparse.Namespace) -> int:
    """Write the report, and say where."""
    found = read_run(find_run(options.run_folder))
    write_report(found, load_mnist(), options.output, title=options.title, authors=options.author)
    if options.json:
        print_json({"file": str(options.output), "run": str(found.path)})
    else:
        print(f"report: {options.output}")
    return 0
