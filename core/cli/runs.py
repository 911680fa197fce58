"""The command `runs` lists the runs of the library."""

import argparse
from typing import Any

from core.cli.arguments import nonempty_path
from core.cli.output import print_json
from core.foundation.errors import RunError
from core.foundation.files import exists
from core.foundation.percent import percent
from core.nn.mlp import layer_sizes
from core.runs.library import Library
from core.runs.run_listing import RunListing

_ROW = "{:1} {:36} {:12} {:>11} {:>8} {:>8} {:>9}  {}"


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    command.add_argument(
        "folder",
        type=nonempty_path,
        nargs="?",
        metavar="FOLDER",
        help="default: the folder of your runs",
    )


def run(options: argparse.Namespace) -> int:
    """Print a line for each run, the newest first."""
    if options.folder is not None and not exists(options.folder):
        raise RunError(f"There is no folder {options.folder}.")
    library = Library(options.folder)
    listings = library.listings()
    if options.json:
        for listing in listings:
            print_json(listing_to_dict(listing))
        return 0
    if not listings:
        print(f"There are no runs in {library.root} yet.")
        return 0
    print(_ROW.format("", "run", "state", "epochs", "valid.", "test", "seconds", "network"))
    for listing in listings:
        print(_row(listing))
    return 0


def listing_to_dict(listing: RunListing) -> dict[str, Any]:
    """Return what `runs --json` prints of a run."""
    summary, annotations = listing.summary, listing.annotations
    return {
        "run": str(listing.path),
        "name": listing.title,
        "state": listing.state.value,
        "created": listing.metadata.created.isoformat(),
        "preset": listing.metadata.title,
        "search": listing.metadata.search,
        "trial": listing.metadata.trial if listing.metadata.search else None,
        "starred": annotations.starred,
        "tags": list(annotations.tags),
        "note": annotations.note,
        "epochs": summary.epochs,
        "epochs_planned": listing.epochs,
        "seconds": summary.duration,
        "images_per_second": listing.images_per_second,
        "best": {metric: {"value": v, "epoch": e} for metric, (v, e) in summary.best.items()},
        "last": summary.last,
        "test_accuracy": summary.test_accuracy,
        "hyperparameters": listing.settings.to_dict() if listing.settings is not None else None,
        "problem": listing.problem,
    }


def network_of(listing: RunListing) -> str:
    """Return the sizes of the layers, such as 784-20-10."""
    if listing.settings is None:
        return "?"
    return "-".join(map(str, layer_sizes(listing.settings)))


def _row(listing: RunListing) -> str:
    summary = listing.summary
    damaged = " !" if listing.problem else ""
    return _ROW.format(
        "*" if listing.annotations.starred else "",
        _shortened(listing.annotations.name or listing.path.name, 36),
        f"{listing.state.value}{damaged}",
        f"{summary.epochs:,}/{listing.epochs:,}",
        _share(summary.last.get("validation_accuracy")),
        _share(summary.test_accuracy),
        f"{summary.duration:.1f}",
        network_of(listing),
    )


def _share(value: float | None) -> str:
    return "" if value is None else percent(value)


def _shortened(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"
