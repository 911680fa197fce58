"""The command that trains a run once more."""

import shlex

from core.fields import Value
from core.hyperparameters import FIELDS, Hyperparameters
from core.presets import presets
from core.runs.run import Run

_LABELS = {
    "inkling": "Inkling",
    "python": "Python",
    "numpy": "NumPy",
    "blas": "BLAS",
    "threads": "BLAS threads",
    "processor": "Processor",
    "cores": "Cores",
    "system": "System",
}


def command_of(run: Run) -> str:
    """As short as it can be; of a run with live changes the one that makes them once more."""
    if run.changes:
        return f"python main.py train --replay {shlex.quote(str(run.path))}"
    settings = run.settings
    name = min(presets(), key=lambda each: len(_different(settings, each)))
    parts = [f"python main.py train --preset {name}"]
    for field, value in _different(settings, name).items():
        parts.append(f"--set {shlex.quote(f'{field}={FIELDS[field].format(value)}')}")
    return " ".join(parts)


def environment_of(run: Run) -> list[tuple[str, str]]:
    """What the run was trained on, as far as it says."""
    told = run.about.environment
    return [(label, str(told[name])) for name, label in _LABELS.items() if told.get(name)]


def _different(settings: Hyperparameters, preset: str) -> dict[str, Value]:
    of_preset = presets()[preset].hyperparameters
    return {
        name: getattr(settings, name)
        for name in FIELDS
        if getattr(settings, name) != getattr(of_preset, name)
    }
