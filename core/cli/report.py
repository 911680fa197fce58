"""The command `report` writes a document about a run."""

import argparse

from core.cli.arguments import nonempty_path, nonempty_text
from core.cli.output import print_json
from core.cli.training_driver import read_run_or_warn
from core.datasets.mnist import load_mnist
from core.report.write import check_report, write_report
from core.runs.library import find_run


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    command.add_argument(
        "run_folder", type=nonempty_text, metavar="RUN", help="a folder, or a name in `runs`"
    )
    command.add_argument(
        "-o",
        "--output",
        type=nonempty_path,
        required=True,
        metavar="FILE",
        help="ends with .html, .pdf or .md",
    )
    command.add_argument("--title", default="", help="default: a plain one")
    command.add_argument(
        "--author", action="append", default=[], metavar="NAME", help="may be given several times"
    )


def run(options: argparse.Namespace) -> int:
    """Write the report and print where it is."""
    folder = find_run(options.run_folder)
    check_report(folder, options.output)
    recorded = read_run_or_warn(folder)
    files = write_report(recorded, options.output, load_mnist(), options.title, options.author)
    if options.json:
        names = [str(file) for file in files]
        result = {"report": names[0], "run": str(folder), "files": names}
        print_json({**result, "problem": recorded.problem})
    else:
        print(f"report: {files[0]}")
    return 0
