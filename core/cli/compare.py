"""The command `compare` prints where the settings of runs differ, and their results."""

import argparse
from collections.abc import Mapping, Sequence
from typing import Any

from core.cli.arguments import nonempty_text
from core.cli.output import print_json
from core.cli.training_driver import read_run_or_warn
from core.foundation.percent import percent
from core.hyperparameters.differences import differing_fields
from core.hyperparameters.fields import Value
from core.hyperparameters.schema import FIELDS
from core.runs.library import find_run, title_of_run
from core.runs.run import Run
from core.runs.summary import METRICS, Summary

_WIDEST = 28


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    command.add_argument(
        "runs", nargs="+", type=nonempty_text, metavar="RUN", help="a folder, or a name in `runs`"
    )


def run(options: argparse.Namespace) -> int:
    """Print a table with a column for each run."""
    runs = [read_run_or_warn(find_run(text)) for text in options.runs]
    different = differing_fields([each.last_settings for each in runs])
    if options.json:
        for number, each in enumerate(runs):
            print_json(_to_dict(each, {name: values[number] for name, values in different.items()}))
        return 0
    _print_table(runs, different)
    return 0


def _to_dict(run: Run, settings: Mapping[str, Value]) -> dict[str, Any]:
    summary = Summary.of_records(run.records)
    return {
        "run": str(run.path),
        "name": title_of_run(run),
        "state": run.state.value,
        "problem": run.problem,
        "settings": dict(settings),
        "epochs": summary.epochs,
        "seconds": summary.duration,
        "best": {metric: {"value": v, "epoch": e} for metric, (v, e) in summary.best.items()},
        "last": summary.last,
        "test_loss": run.test.loss if run.test is not None else None,
        "test_accuracy": run.test.accuracy if run.test is not None else None,
    }


def _print_table(runs: Sequence[Run], different: Mapping[str, Sequence[Value]]) -> None:
    summaries = [Summary.of_records(each.records) for each in runs]
    rows = [("", [each.path.name for each in runs])]
    rows.append(("name", [title_of_run(each) for each in runs]))
    rows += [
        (name, [FIELDS[name].format(value) for value in values])
        for name, values in different.items()
    ]
    rows.append(("state", [f"{each.state.value}{' !' if each.problem else ''}" for each in runs]))
    rows.append(("epochs", [f"{summary.epochs:,}" for summary in summaries]))
    rows += [(f"best {metric}", [_best(s, metric) for s in summaries]) for metric in METRICS]
    rows.append(("test_accuracy", [percent(r.test.accuracy) if r.test else "" for r in runs]))
    head = max(len(name) for name, _ in rows)
    widths = [
        min(_WIDEST, max(len(cells[column]) for _, cells in rows)) for column in range(len(runs))
    ]
    for name, cells in rows:
        fitted = (
            _shorten(cell, width).rjust(width) for cell, width in zip(cells, widths, strict=True)
        )
        print(f"{name:{head}}  {'  '.join(fitted)}")


def _shorten(text: str, width: int) -> str:
    """Shorten a text that is too long, but keep its end, which may be a number in parentheses."""
    return text if len(text) <= width else f"{text[: width - 8]}…{text[-7:]}"


def _best(summary: Summary, metric: str) -> str:
    if metric not in summary.best:
        return ""
    value, epoch = summary.best[metric]
    text = percent(value) if metric.endswith("accuracy") else f"{value:.4f}"
    return f"{text} @ {epoch}"
