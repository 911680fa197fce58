"""`runs`: the library of runs, as a table."""

import argparse
from typing import Any

from core.cli.progress import print_json
from core.cli.texts import path
from core.foundation.errors import RunError
from core.nn.mlp import layer_sizes
from core.runs.library import Entry, Library

_ROW = "{:1} {:36} {:12} {:>11} {:>8} {:>8} {:>9}  {}"


def add_arguments(command: argparse.ArgumentParser) -> None:
    """What can be said to it."""
    command.add_argument("folder", type=path, nargs="?", metavar="FOLDER", help="default: yours")


def run(options: argparse.Namespace) -> int:
    """Print a line a run, the newest first."""
    if options.folder is not None and not options.folder.exists():
        raise RunError(f"There is no folder {options.folder}.")
    library = Library(options.folder)
    entries = library.entries()
    if options.json:
        for entry in entries:
            print_json(entry_to_dict(entry))
        return 0
    if not entries:
        print(f"There are no runs in {library.root} yet.")
        return 0
    print(_ROW.format("", "run", "state", "epochs", "valid.", "test", "seconds", "network"))
    for entry in entries:
        print(_row(entry))
    return 0


def entry_to_dict(entry: Entry) -> dict[str, Any]:
    """What `runs --json` prints of a run."""
    summary, label = entry.summary, entry.label
    return {
        "run": str(entry.path),
        "name": entry.title,
        "state": entry.state.value,
        "created": entry.about.created.isoformat(),
        "preset": entry.about.title,
        "starred": label.starred,
        "tags": list(label.tags),
        "note": label.note,
        "epochs": summary.epochs,
        "epochs_planned": entry.epochs,
        "seconds": summary.seconds,
        "images_per_second": entry.images_per_second,
        "best": {metric: {"value": v, "epoch": e} for metric, (v, e) in summary.best.items()},
        "last": summary.last,
        "test_accuracy": summary.test_accuracy,
        "hyperparameters": entry.settings.to_dict() if entry.settings is not None else None,
        "problem": entry.problem,
    }


def network_of(entry: Entry) -> str:
    """Its layers, such as 784-20-10."""
    if entry.settings is None:
        return "?"
    return "-".join(map(str, layer_sizes(entry.settings)))


def _row(entry: Entry) -> str:
    summary = entry.summary
    damaged = " !" if entry.problem else ""
    return _ROW.format(
        "*" if entry.label.starred else "",
        _shortened(entry.label.name or entry.path.name, 36),
        f"{entry.state.value}{damaged}",
        f"{summary.epochs:,}/{entry.epochs:,}",
        _share(summary.last.get("validation_accuracy")),
        _share(summary.test_accuracy),
        f"{summary.seconds:.1f}",
        network_of(entry),
    )


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.2%}"


def _shortened(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"
