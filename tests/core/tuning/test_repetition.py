"""Several seeds: what they have in common, and the command `repeat`."""

import json
import math
from pathlib import Path

import numpy as np
import pytest

from core.hyperparameters.schema import Hyperparameters
from core.runs.library import Library
from core.runs.run_series import RunSeries
from core.tuning.definition import check_name, saved_searches
from core.tuning.repetition import (
    Band,
    Repetition,
    Spread,
    define_repetition,
    is_repetition,
    name_of_repetition,
    t_quantile,
)
from core.tuning.space_file import read_space
from core.tuning.trial_result import TrialResult
from main import main

TINY = [
    *("--preset", "report-3000", "--set", "training_images=200"),
    *("--set", "evaluation_images=200", "--set", "epochs=2", "--set", "hidden_layers=8"),
]


@pytest.mark.parametrize(
    ("freedom", "tabulated"),
    [(1, 12.706), (2, 4.303), (3, 3.182), (4, 2.776), (9, 2.262), (30, 2.042), (120, 1.980)],
)
def test_quantiles_are_those_of_the_table(freedom: int, tabulated: float) -> None:
    assert t_quantile(0.975, freedom) == pytest.approx(tabulated, abs=5e-4)


@pytest.mark.parametrize(
    ("title", "part", "name"),
    [
        ("Quick", "", "Repeat of Quick"),
        (
            "Learning rate and mini-batch",
            "trial 2",
            "Repeat of Learning rate and mini-batch, trial 2",
        ),
        ("Repeat of Quick", "seed 3", "Repeat of Quick, seed 3"),
        ("Report: Epochs 5", "", "Repeat of Report, Epochs 5"),
        ("Fails: memorizes 1,000 images", "", "Repeat of Fails, memorizes 1,000 images"),
        ("long " * 20, "trial 12", "Repeat of long long long long long long, trial 12"),
    ],
)
def test_a_repetition_is_called_after_what_it_repeats(title: str, part: str, name: str) -> None:
    made = name_of_repetition(title, part)
    assert made == check_name(made) == name
    assert define_repetition(made, Hyperparameters(), 2).name == name


def test_the_spread_of_known_numbers() -> None:
    spread = Spread((2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0))
    assert spread.mean == 5.0
    assert spread.deviation == pytest.approx(math.sqrt(32 / 7))
    assert spread.margin == pytest.approx(2.3646 * math.sqrt(32 / 7 / 8), rel=1e-4)


def test_one_value_has_no_spread() -> None:
    spread = Spread((0.5,))
    assert spread.mean == 0.5
    assert math.isnan(spread.deviation)
    assert spread.to_dict() == {"mean": 0.5, "deviation": None, "margin": None, "values": [0.5]}
    assert math.isnan(Spread(()).mean)


def test_a_band_has_the_epochs_that_all_runs_have_reached() -> None:
    def series(*losses: float) -> RunSeries:
        values = np.array(losses)
        return RunSeries(np.arange(1, len(losses) + 1), values, values, values, values, values)

    band = Band.of([series(1, 2, 3), series(3, 2)], 200)
    assert (band.runs, band.images) == (2, 200)
    assert band.mean.epochs.tolist() == [1, 2]
    assert band.mean.train_loss.tolist() == [2, 2]
    assert band.deviation.validation_loss.tolist() == pytest.approx([math.sqrt(2), 0])


def test_a_repetition_has_one_run_for_each_seed_and_can_be_extended() -> None:
    settings = Hyperparameters(seed=7)
    space = define_repetition("again", settings, 3)
    assert is_repetition(space)
    assert space.trials == 3
    assert [point["seed"] for point in space.grid[:3]] == [7, 8, 9]
    assert define_repetition("again", settings, 5).to_dict() == space.to_dict()
    highest = define_repetition("again", Hyperparameters(seed=2**31 - 1), 3)
    assert highest.grid[-1]["seed"] == 2**31 - 1


def test_repeat_trains_each_seed_and_prints_mean_and_spread(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["repeat", "--seeds", "3", *TINY, "--json"]) == 0
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    trials = [each for each in events if each["event"] == "trial"]
    assert [each["settings"] for each in trials] == [{"seed": 0}, {"seed": 1}, {"seed": 2}]
    values = [each["value"] for each in trials]
    validation = events[-1]["repetition"]["validation"]
    assert validation["values"] == values
    assert validation["mean"] == pytest.approx(np.mean(values))
    assert validation["deviation"] == pytest.approx(np.std(values, ddof=1))
    assert len(events[-1]["repetition"]["test_accuracy"]["values"]) == 3
    assert {e.annotations.tags for e in Library().listings()} == {("Repeat of report-3000",)}

    # The same command continues the repetition.
    assert main(["repeat", "--seeds", "4", *TINY]) == 0
    assert len(Library().listings()) == 4
    out = capsys.readouterr().out
    assert "validation accuracy" in out
    assert "95 % interval" in out
    assert list(saved_searches()) == ["Repeat of report-3000"]

    results = [TrialResult.from_dict(each) for each in trials]
    repetition = Repetition.read([*results, TrialResult(9, "complete", 0.5, {}, "/no/run")])
    assert len(repetition.validation.values) == 4
    assert len(repetition.test.values) == len(repetition.paths) == 3
    assert repetition.band is not None
    assert repetition.band.mean.epochs.tolist() == [1, 2]


def test_a_run_is_repeated_by_its_name(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", *TINY, "--json"]) == 0
    (run,) = Library().listings()
    assert main(["repeat", "--run", run.path.name, "--seeds", "2", "--name", "twice"]) == 0
    space = read_space(saved_searches()["twice"])
    assert space.base.hidden_layers == (8,)
    assert len(Library().listings()) == 3
    capsys.readouterr()
    assert main(["repeat", "--run", run.path.name, "--set", "seed=1"]) == 2
    assert "omit --preset and --set" in capsys.readouterr().err


def test_show_prints_the_trials_without_running_any(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["repeat", "--seeds", "2", *TINY]) == 0
    capsys.readouterr()
    path = saved_searches()["Repeat of report-3000"]
    assert main(["search", str(path), "--trials", "5", "--show", "--json"]) == 0
    events = [json.loads(line)["event"] for line in capsys.readouterr().out.splitlines()]
    assert events == ["begin", "trial", "trial", "end"]
    assert len(Library().listings()) == 2
