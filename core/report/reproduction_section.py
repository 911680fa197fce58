"""How to get the same numbers again."""

import shlex
from collections.abc import Iterator

from core.hyperparameters.presets import presets
from core.hyperparameters.schema import FIELDS, Hyperparameters
from core.report.document import Block, Code, Heading, Table, said
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
    """The command, the seed, and what the last bits depend on."""
    yield Heading("How to reproduce this")
    yield Code(visible(command(run)))
    yield said(_what_it_does(run))
    told = run.about.environment
    rows = [(label, one_line(str(told[name]))) for name, label in _NAMES.items() if told.get(name)]
    if rows:
        yield Table("What the run was made with.", ("", ""), tuple(rows))
    else:
        yield said("The run does not say on which machine and with which versions it was made.")


def command(run: Run) -> str:
    """What makes the same training once more; of a run with live changes, from its folder."""
    parts = ["python", "main.py", "train"]
    if run.changes:
        parts += ["--replay", str(run.path)]
    else:
        parts += _nearest_preset(run.settings)
    return shlex.join([*parts, "--threads", str(threads_of(run))])


def _nearest_preset(settings: Hyperparameters) -> list[str]:
    """The preset from which the fewest fields that have a meaning differ, and those."""
    differing = {
        name: [
            f"{field}={FIELDS[field].format(getattr(settings, field))}"
            for field in FIELDS
            if settings.applies(field)
            and getattr(settings, field) != getattr(preset.hyperparameters, field)
        ]
        for name, preset in presets().items()
    }
    nearest = min(differing, key=lambda name: len(differing[name]))
    return ["--preset", nearest, *(part for each in differing[nearest] for part in ("--set", each))]


def _what_it_does(run: Run) -> str:
    told = (
        f"All random numbers come from the seed {run.settings.seed}. On the same machine, with the "
        "same versions, the history is the same to the bit; elsewhere its last digits may differ."
    )
    if run.changes:
        told += " The live changes are made once more, at the same mini-batches."
    planned = run.last_settings.epochs
    if run.epochs[-1].epoch < planned and (run.end is None or not run.end.reason):
        told += (
            f" The command trains to the end, {planned:,} epochs; this run is its first "
            f"{run.epochs[-1].epoch:,}."
        )
    return told
