"""Space files of the tests, and what the tests do with studies."""

import re
from pathlib import Path

from optuna import Trial
from sqlalchemy import text as sql

from core.hyperparameters.fields import Value
from core.hyperparameters.schema import FIELDS
from core.tuning.study import SharedStudy

TINY = """
preset = "report-3000"
sampler = "random"
trials = 6
[settings]
training_images = 200
evaluation_images = 200
hidden_layers = [8]
epochs = 2
[space]
learning_rate = { from = 1e-4, to = 0.1, scale = "log" }
batch_size = { choose = [8, 16, 32] }
"""
QUICK_HEARTBEATS = """
import sys
import main
from core.tuning import database
database.HEARTBEAT, database.GRACE = 1, 4
sys.exit(main.main(sys.argv[1:]))
"""
"""The program, where a killed process is missed soon."""


def write_space(folder: Path, text: str = TINY, name: str = "tiny") -> Path:
    """A space file."""
    path = folder / f"{name}.toml"
    path.write_text(text, "utf-8")
    return path


def unexpected_errors(errors: str) -> str:
    """What a process has said apart from the one warning that a killed trial may give.

    A trial that is killed before its first checkpoint is begun again, and that is said.
    """
    return re.sub(r"(?m)^warning: .* has no checkpoint yet: its \d+ epochs are .*\n?", "", errors)


def suggest(study: SharedStudy, trial: Trial) -> dict[str, Value]:
    """The settings of a trial, as a process that runs it asks for them."""
    return study.space.settings(lambda name, each: each.suggest(trial, name, FIELDS[name]))


def let_time_pass(study: SharedStudy) -> None:
    """So that the last heartbeat of every trial was long ago."""
    with study._database.engine.begin() as connection:
        connection.execute(sql("UPDATE trial_heartbeats SET heartbeat = '2020-01-01 00:00:00'"))
