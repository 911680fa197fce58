"""The command `repeat` trains the same settings with several seeds."""

import argparse
from dataclasses import replace

from core.cli import search
from core.cli.arguments import add_settings, chosen_settings, nonempty_text, whole_number
from core.foundation.errors import RunError
from core.hyperparameters.presets import DEFAULT
from core.hyperparameters.schema import Hyperparameters
from core.runs.library import find_run
from core.runs.run import read_run
from core.tuning.definition import check_name, name_to_continue, save_search
from core.tuning.repetition import MOST_SEEDS, define_repetition, name_of_repetition


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    command.add_argument(
        "--seeds", type=whole_number(2, MOST_SEEDS), default=5, metavar="N",
        help="default: %(default)s",
    )  # fmt: skip
    add_settings(command)
    command.add_argument(
        "--run",
        dest="of_run",
        type=nonempty_text,
        metavar="RUN",
        help="repeat the settings of a run, instead of --preset and --set",
    )
    command.add_argument(
        "--name", type=nonempty_text, metavar="NAME", help="the name of the search that it becomes"
    )
    search.add_jobs(command)


def run(options: argparse.Namespace) -> int:
    """Save a search that varies the seed, and start or continue it like `search`."""
    title, settings = _chosen(options)
    name = name_of_repetition(title) if options.name is None else check_name(options.name)
    space = define_repetition(name, settings, options.seeds)
    if options.name is None:
        space = replace(space, name=name_to_continue(space))
    path, _ = save_search(space)
    chosen = {"space": str(path), "trials": options.seeds, "storage": None, "plot": None}
    hidden = {"show": False, "until_input_ends": False, "one_of_many": False}
    return search.run(argparse.Namespace(json=options.json, jobs=options.jobs, **chosen, **hidden))


def _chosen(options: argparse.Namespace) -> tuple[str, Hyperparameters]:
    """Return the settings to repeat, and what they are called."""
    if options.of_run is None:
        return options.preset or DEFAULT, chosen_settings(options)
    if options.preset is not None or options.set:
        raise RunError("--run takes all settings from the run: omit --preset and --set.")
    chosen = read_run(find_run(options.of_run))
    return chosen.title, chosen.settings
