"""The section of a report on how to reproduce the run."""

import shlex
from collections.abc import Iterator

from core.hyperparameters.differences import differing_fields
from core.hyperparameters.presets import nearest_preset, presets
from core.hyperparameters.schema import FIELDS, Hyperparameters
from core.report.document import Block, Code, Heading, Table, paragraph
from core.report.report_text import one_line, visible
from core.runs.run import Run, threads_of

_NAMES = {
    "inkling": "Inkling",
    "python": "Python",
    "numpy": "NumPy",
    "system": "System",
    "processor": "Processor",
    "cores": "Cores",
    "blas": "BLAS",
    "threads": "BLAS threads",
}


def reproduction_blocks(run: Run) -> Iterator[Block]:
    """Yield the command, the seed, and the environment on which the last bits depend."""
    yield Heading("How to reproduce this")
    yield Code(visible(command(run)))
    yield paragraph(_what_it_does(run))
    text = run.metadata.environment
    rows = [(label, one_line(str(text[name]))) for name, label in _NAMES.items() if text.get(name)]
    if rows:
        yield Table("The environment of the run.", ("", ""), tuple(rows))
    else:
        yield paragraph("The run contains no record of its machine and versions.")


def command(run: Run) -> str:
    """Return the command that repeats the training, live changes included."""
    parts = ["python", "main.py", "train"]
    if run.changes:
        parts += ["--replay", str(run.path)]
    else:
        parts += _options(run.settings)
    return shlex.join([*parts, "--threads", str(threads_of(run))])


def _options(settings: Hyperparameters) -> list[str]:
    """Return options for the most similar preset, and for the fields that differ from it."""
    preset = nearest_preset(settings, presets().values())
    options = ["--preset", preset.name]
    for name in differing_fields([preset.hyperparameters, settings]):
        if settings.applies(name):
            options += ["--set", f"{name}={FIELDS[name].format(getattr(settings, name))}"]
    return options


def _what_it_does(run: Run) -> str:
    text = (
        f"All random numbers come from the seed {run.settings.seed}. On the same machine, with the "
        "same versions, the history is bit for bit the same; elsewhere its last digits may differ."
    )
    if run.changes:
        text += " The live changes are repeated at the same mini-batches."
    planned = run.last_settings.epochs
    if run.epochs[-1].epoch < planned and (run.end is None or not run.end.reason):
        text += (
            f" The command trains to the end, {planned:,} epochs; this run is its first "
            f"{run.epochs[-1].epoch:,}."
        )
    return text
