"""A search as a person begins it."""

import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from itertools import count
from pathlib import Path
from subprocess import PIPE

import pytest

from core.datasets.mnist import load_mnist
from core.runs.library import Library
from core.runs.run import RunState, read_run
from core.tuning.space_file import read_space
from core.tuning.study import SharedStudy
from core.tuning.trial import TrialRunner, run_trials
from core.tuning.trial_result import TrialResult

from ..cli.program import REPOSITORY, CommandResult, command, in_process, start_process
from .spaces import QUICK_HEARTBEATS, TINY, let_time_pass, unexpected_errors, write_space

Run = Callable[..., CommandResult]
KILLED = TINY.replace("trials = 6", "trials = 7").replace("epochs = 2", "epochs = 10")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the program with these arguments."""
    return lambda *arguments: in_process(capsys, *arguments)


def _results(space: Path, storage: str = "") -> list[TrialResult]:
    with closing(SharedStudy(read_space(space), storage)) as study:
        return study.results()


def test_a_search_makes_ordinary_runs(run: Run, tmp_path: Path) -> None:
    outcome = run("search", str(write_space(tmp_path)), "--json")
    begin, *trials, end = outcome.objects
    assert (outcome.status, outcome.err) == (0, "")
    assert (begin["event"], begin["trials"]) == ("begin", 6)
    assert [each["number"] for each in trials] == list(range(6))
    best = max(trials, key=lambda each: each["value"])
    assert (end["trials"], end["best"]["value"]) == (6, best["value"])
    for each in trials:
        found = read_run(Path(each["run"]))
        assert found.settings.learning_rate == each["settings"]["learning_rate"]
        assert found.settings.batch_size == each["settings"]["batch_size"]
        assert found.epochs[-1].validation_accuracy == each["value"]
        assert (found.annotations.tags, found.state.value) == (("tiny",), "completed")


def test_trials_are_compared_by_the_images_that_none_of_them_learns_from(
    run: Run, tmp_path: Path
) -> None:
    text = TINY.replace("[settings]", "[settings]\nvalidation_images = 1000\nema = 0.9")
    _, trial, _ = run("search", str(write_space(tmp_path, text)), "--trials", "1", "--json").objects
    found = read_run(Path(trial["run"]))
    assert found.settings.validation_images == 1000
    assert found.epochs[-1].validation_accuracy == trial["value"]


def test_the_same_command_goes_on_with_a_study(run: Run, tmp_path: Path) -> None:
    space = str(write_space(tmp_path))
    run("search", space, "--trials", "2")
    outcome = run("search", space, "--trials", "4")
    assert len(Library().listings()) == 4
    *_, last = outcome.out.splitlines()
    assert outcome.out.count("trial ") == 4 + 4  # all, and the best of them
    _, *arguments = last.split()[1:]
    best = max(_results(Path(space)), key=lambda each: each.value or 0)
    trained = run(*arguments, "--json").objects
    assert trained[-2]["validation_accuracy"] == best.value


def test_what_is_hopeless_is_ended_in_order(run: Run, tmp_path: Path) -> None:
    text = 'pruning = "median"\n' + TINY.replace("epochs = 2", "epochs = 6")
    text = text.replace("trials = 6", "trials = 14")
    trials = run("search", str(write_space(tmp_path, text)), "--json").objects[1:-1]
    pruned = [each for each in trials if each["state"] == "pruned"]
    assert pruned
    for each in pruned:
        found = read_run(Path(each["run"]))
        assert found.state is RunState.PRUNED
        assert found.annotations.tags == ("tiny", "pruned")
        assert 3 <= len(found.epochs) < 6
        assert found.epochs[-1].validation_accuracy == each["value"]
        assert "worse than the median" in each["reason"]
        assert found.end is not None
        assert found.end.reason == each["reason"]
    assert {listing["state"] for listing in run("runs", "--json").objects} == {
        "completed", "pruned",
    }  # fmt: skip


def test_a_run_knows_its_search_and_its_trial(run: Run, tmp_path: Path) -> None:
    trials = run("search", str(write_space(tmp_path)), "--trials", "2", "--json").objects[1:-1]
    known = {each["run"]: (each["search"], each["trial"]) for each in run("runs", "--json").objects}
    assert known == {each["run"]: ("tiny", each["number"]) for each in trials}


def diverging(rates: str) -> str:
    """A space in which a network with one image and a large penalty diverges at a rate of 1."""
    return f"""
    sampler = "grid"
    [settings]
    training_images = 1
    l2 = 10.0
    epochs = 20
    [space]
    learning_rate = {{ choose = [{rates}] }}
    """


def test_what_diverges_is_no_accident(run: Run, tmp_path: Path) -> None:
    space = write_space(tmp_path, diverging("1e-3, 1.0"))
    trials = run("search", str(space), "--json").objects[1:-1]
    assert [each["state"] for each in trials] == ["complete", "diverged"]
    assert "The loss has grown" in trials[1]["reason"]
    assert read_run(Path(trials[1]["run"])).annotations.tags == ("tiny", "diverged")


def test_a_search_that_has_completed_no_trial_has_failed(run: Run, tmp_path: Path) -> None:
    outcome = run("search", str(write_space(tmp_path, diverging("1.0"))))
    assert outcome.status == 1
    assert outcome.err == "error: No trial has been completed.\n"


def test_the_command_it_ends_with_can_be_typed(run: Run, tmp_path: Path) -> None:
    """Also where a setting that stays has a meaning beside some of what is tried only."""
    text = """
    sampler = "grid"
    [settings]
    training_images = 200
    epochs = 1
    momentum = 0.5
    [space]
    optimizer = { choose = ["sgd"] }
    learning_rate = { choose = [0.001] }
    """
    refused = run("search", str(write_space(tmp_path, text)))
    assert "momentum has no meaning with the other settings" in refused.err
    both = text.replace('["sgd"]', '["sgd", "momentum"]')
    *_, typed = run("search", str(write_space(tmp_path, both))).out.splitlines()
    assert run(*shlex.split(typed)[2:]).status == 0


def test_settings_that_do_not_fit_each_other_fail_alone(run: Run, tmp_path: Path) -> None:
    text = """
    sampler = "grid"
    [settings]
    training_images = 200
    epochs = 1
    [space]
    activation = { choose = ["relu", "relu, tanh"] }
    """
    outcome = run("search", str(write_space(tmp_path, text)), "--json")
    _, one, other, end = outcome.objects
    assert (one["state"], other["state"], other["run"]) == ("complete", "failed", "")
    assert "2 are given for 1 hidden layer;" in other["reason"]
    assert end["trials"] == 1


def test_three_processes_run_all_trials_though_one_is_killed(tmp_path: Path, storage: str) -> None:
    space = write_space(tmp_path, KILLED)
    command = [sys.executable, "-c", QUICK_HEARTBEATS, "search", str(space), "--storage", storage]
    processes = [
        subprocess.Popen(command, cwd=REPOSITORY, stdout=PIPE, stderr=PIPE, text=True)
        for _ in range(3)
    ]
    with closing(SharedStudy(read_space(space), storage)) as watched:
        while len(watched.results()) < 2:
            time.sleep(0.05)
    processes[0].send_signal(signal.SIGKILL)
    ends = [process.communicate() for process in processes]
    assert [process.returncode for process in processes] == [-signal.SIGKILL, 0, 0]
    assert [unexpected_errors(err) for _, err in ends] == ["", "", ""]
    results = _results(space, storage)
    made = [each for each in results if each.state != "failed"]
    assert len(made) == len({each.run for each in made}) == 7
    # Each has drawn what one process alone would have.
    assert len({str(each.settings) for each in made}) == 7
    assert len(results) - len(made) <= 1


def test_a_trial_that_was_stopped_goes_on_with_its_run(tmp_path: Path, run: Run) -> None:
    space = write_space(tmp_path, KILLED)

    events = count()
    with closing(SharedStudy(read_space(space))) as study:
        runner = TrialRunner(study, load_mnist(), lambda: next(events) > 60, pytest.fail)
        run_trials(runner, 1, lambda: None)
        (stopped,) = study.results()
    assert (stopped.state, stopped.reason) == ("failed", "It was stopped.")
    before = read_run(Path(stopped.run)).epochs
    assert 1 <= len(before) < 10
    assert run("search", str(space), "--trials", "1").status == 0
    _, again = _results(space)
    assert (again.state, again.run, again.settings) == ("complete", stopped.run, stopped.settings)
    made = read_run(Path(again.run))
    assert (made.annotations.name, made.annotations.tags) == ("tiny, trial 2", ("tiny",))
    assert [end.epoch for end in made.epochs] == list(range(1, 11))
    assert made.epochs[: len(before)] == before
    assert again.value == made.epochs[-1].validation_accuracy


def test_a_trial_whose_process_was_killed_goes_on_with_its_run(tmp_path: Path, run: Run) -> None:
    space = write_space(tmp_path, KILLED.replace("epochs = 10", "epochs = 60"))
    process = start_process("search", str(space), "--trials", "1")
    while not (listings := Library().listings()) or not read_run(listings[0].path).epochs:
        time.sleep(0.01)
    process.kill()
    process.communicate()
    with closing(SharedStudy(read_space(space))) as study:
        let_time_pass(study)
    assert run("search", str(space), "--trials", "1").status == 0
    killed, again = _results(space)
    assert (killed.state, again.state, again.run) == ("failed", "complete", killed.run)
    (listing,) = Library().listings()
    assert [end.epoch for end in read_run(listing.path).epochs] == list(range(1, 61))
    assert listing.annotations.tags == ("tiny",)


def test_a_run_that_the_person_changed_is_left_alone(tmp_path: Path, run: Run) -> None:
    space = write_space(tmp_path, KILLED)
    with closing(SharedStudy(read_space(space))) as study:
        stopping = iter([False] * 60 + [True] * 9).__next__
        run_trials(TrialRunner(study, load_mnist(), stopping, pytest.fail), 1, lambda: None)
        (stopped,) = study.results()
    assert run("resume", stopped.run, "--epochs", "1").status == 0
    assert run("search", str(space), "--trials", "1").status == 0
    assert len({listing.path for listing in Library().listings()}) == 2
    assert _results(space)[-1].run != stopped.run


def test_jobs_share_the_work_and_stop_in_order(tmp_path: Path) -> None:
    space = write_space(tmp_path, KILLED.replace("epochs = 10", "epochs = 2000"))
    process = start_process("search", str(space), "--jobs", "2", "--json")
    while len(Library().listings()) < 2:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate()
    assert (process.returncode, err) == (130, "")
    found = CommandResult(130, out, err).objects
    assert {each["reason"] for each in found if each["event"] == "trial"} == {"It was stopped."}
    assert {listing.state.value for listing in Library().listings()} == {"stopped"}
    assert found[-1]["best"] is None


def test_a_program_stops_a_search_by_closing_its_input(tmp_path: Path) -> None:
    space = write_space(tmp_path, KILLED.replace("epochs = 10", "epochs = 2000"))
    process = subprocess.Popen(
        command("search", str(space), "--until-input-ends"),
        cwd=REPOSITORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    while not Library().listings():
        time.sleep(0.05)
    process.communicate()  # which closes it
    assert process.returncode == 130
    assert [listing.state.value for listing in Library().listings()] == ["stopped"]


def test_the_plot_is_written(run: Run, tmp_path: Path) -> None:
    picture = tmp_path / "plot.svg"
    assert run("search", str(write_space(tmp_path)), "--plot", str(picture)).status == 0
    text = picture.read_text("utf-8")
    for words in ("Learning rate η", "Mini-batch", "(images)", "Validation accuracy", "Importance"):
        assert words in text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["none.toml"], "There is no space file “none.toml”"),
        (["learning-rate", "--trials", "0"], "'0' is not a whole number between 1 and 100,000"),
        (["learning-rate", "--plot", "x.svg", "--storage", "x.db"], "“x.db” cannot be used"),
        (["learning-rate", "--plot", "x.gif"], "a plot ends in .svg, .png, .pdf"),
        (["learning-rate", "--storage", "x.db"], "The storage “x.db” cannot be used"),
    ],
)
def test_wrong_input_is_said_before_anything_is_trained(
    run: Run, arguments: list[str], said: str
) -> None:
    outcome = run("search", *arguments)
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err.startswith("error: ")
    assert said in outcome.err


def test_without_optuna_one_sentence_says_how_to_get_it(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "optuna", None)
    outcome = run("search", "learning-rate")
    assert outcome.status == 2
    assert 'pip install "inkling-lab[search]"' in outcome.err


def test_trials_that_tie_for_the_best_are_named(run: Run, tmp_path: Path) -> None:
    # With so small a learning rate, no trial gets away from the same few answers.
    text = TINY.replace("from = 1e-4, to = 0.1", "from = 1e-6, to = 1e-5")
    space = str(write_space(tmp_path, text))
    end = run("search", space, "--json").objects[-1]
    values = {each.number: each.value for each in _results(Path(space))}
    tied = [number for number, value in values.items() if value == max(values.values())]
    assert len(tied) > 1
    assert (end["tied"], end["best"]["number"]) == (tied, tied[0])
    out = run("search", space).out
    assert f"{len(tied)} trials tie at {max(values.values()):.4f} ({tied[0] + 1}" in out
