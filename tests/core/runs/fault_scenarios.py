"""What is tried with a fault at each of its operations on files, and what must hold after it."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.datasets.dataset import Dataset
from core.drawing.strokes import drawing_from_points
from core.exporting.formats import MODEL_FORMATS, export_model, export_run
from core.foundation.errors import InklingError, RunError
from core.importing.model_import import import_model
from core.models.model_file import load_model
from core.personalization.digit_store import DigitStore
from core.runs import checkpoints, recorder, run_saver
from core.runs.history import Record
from core.runs.layout import MODEL
from core.runs.library import Library
from core.runs.operations import branch
from core.runs.recorded_training import RecordedTraining
from core.runs.run import RunState, read_run
from core.runs.run_folder import is_run
from core.runs.weights_budget import MEGABYTE
from core.training.events import LiveChange, TrainingEnd
from core.training.replay import PlannedChange, Replay
from tests.core.faults import faults_below
from tests.core.training.driving import plain

from .settings import PLAIN

SETTINGS = PLAIN.with_values(
    {"hidden_layers": (2,), "training_images": 64, "batch_size": 16, "epochs": 3}
)
PLANNED = [
    PlannedChange(0, LiveChange(32, {"learning_rate": 0.02})),
    PlannedChange(1, LiveChange(96, {"shift": 1.0})),
    PlannedChange(2, LiveChange(128, {"l2": 0.1})),
]


class Directly:
    """Stands in for a thread: so that the operations have one order."""

    def __init__(self, *_: object, **__: object) -> None:
        pass

    def submit(self, do: Callable[..., Any], *arguments: object) -> "Future[Any]":
        future: Future[Any] = Future()
        future.set_result(do(*arguments))
        return future

    def shutdown(self) -> None:
        pass


@contextmanager
def at_home(folder: Path) -> Iterator[None]:
    """The user's folders and what is temporary are below `folder`; nothing waits."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("own", "temporary"):
            (folder / name).mkdir(exist_ok=True)
        patch.setenv("INKLING_HOME", str(folder / "home"))
        patch.setenv("HOME", str(folder / "own"))
        patch.setenv("USERPROFILE", str(folder / "own"))
        patch.setattr(tempfile, "tempdir", str(folder / "temporary"))
        patch.setattr(os, "fsync", lambda _: None)  # it takes long, and no power goes here
        patch.setattr(recorder, "ThreadPoolExecutor", Directly)
        patch.setattr(checkpoints, "INTERVAL", 10.0**6)
        patch.setattr(run_saver, "PATIENCE", 0.0)
        patch.setattr(run_saver, "_PAUSE", 0.0)
        yield


class Scenario:
    """Made once; `prepare`, `act` and `check` are called for each fault, in a folder of its own."""

    def __init__(self, data: Dataset, folder: Path) -> None:
        self.data, self.made = data, folder / "made"
        self.told: list[InklingError] = []

    def prepare(self, folder: Path) -> None:
        """Make what there is before, without faults."""

    def act(self, folder: Path) -> None:
        """What may fail, by an InklingError only."""
        raise NotImplementedError

    def check(self, folder: Path, error: InklingError | None) -> None:
        """What must hold when the fault is gone."""
        raise NotImplementedError

    def drive(self, recorded: RecordedTraining) -> Path:
        with closing(recorded):
            for event in recorded.events():
                if isinstance(event, TrainingEnd):
                    _, folder, problem = recorded.finish(event, self.data)
                    if folder is None:
                        raise problem or AssertionError("it is not saved")
                    return folder
        raise AssertionError("it never ends")

    def tell(self, error: InklingError) -> None:
        assert str(error).endswith(".")
        self.told.append(error)

    def begin(self, path: Path) -> RecordedTraining:
        replay = Replay((), later=PLANNED)
        return RecordedTraining.begin(
            SETTINGS, self.data, self.tell, path=path, replay=replay, budget=MEGABYTE
        )

    def resume(self, path: Path, more: int = 0, *, repair: bool = False) -> RecordedTraining:
        recorded = RecordedTraining.resume(
            path, self.data, self.tell, repair=repair, budget=MEGABYTE
        )
        if more:
            recorded.extend(more)
        return recorded


class Training(Scenario):
    """A training from the first operation to the last."""

    def __init__(self, data: Dataset, folder: Path) -> None:
        super().__init__(data, folder)
        self.drive(self.begin(self.made))
        self.expected = result(self.made)
        self.place: Path | None = None

    def act(self, folder: Path) -> None:
        self.place = None
        self.place = self.drive(self.begin(folder / "run"))

    def check(self, folder: Path, error: InklingError | None) -> None:
        path = folder / "run"
        if error is None:
            assert self.place is not None
            if self.place != path:
                assert str(self.place) in str(self.told[-1])
            path = self.place
            if read_run(path).state is RunState.INTERRUPTED:
                assert str(self.told[-1]).startswith(f"The model is saved in {path}.")
                assert np.array_equal(model(path), self.expected[1])
        check_goes_on(self, path, self.expected)


class Resuming(Scenario):
    """A run that was broken off, with changes behind it and to come."""

    more, repair = 0, False

    def __init__(self, data: Dataset, folder: Path) -> None:
        super().__init__(data, folder)
        self.make()
        whole = Path(shutil.copytree(self.made, folder / "whole"))
        self.drive(self.resume(whole, self.more, repair=self.repair))
        self.expected = result(whole)

    def make(self) -> None:
        recorded = self.begin(self.made)
        events = recorded.events()
        for number in range(14):
            next(events)
            if number == 6:
                recorded._recorder.save_state(recorded.training)
        events.close()
        recorded.close()

    def prepare(self, folder: Path) -> None:
        shutil.copytree(self.made, folder / "run")

    def act(self, folder: Path) -> None:
        self.drive(self.resume(folder / "run", self.more, repair=self.repair))

    def check(self, folder: Path, error: InklingError | None) -> None:
        path = folder / "run"
        if error is None and self.told and "All of it is in" in str(self.told[-1]):
            (path,) = (p.parent for p in folder.rglob("result.json") if p.parent != path)
        check_goes_on(self, path, self.expected, self.more, repair=self.repair)


class Lengthening(Resuming):
    """A complete run is given more epochs: it has a model at any time."""

    more = 1

    def make(self) -> None:
        self.drive(self.begin(self.made))

    def check(self, folder: Path, error: InklingError | None) -> None:
        old, new = model(self.made), self.expected[1]
        assert any(np.array_equal(model(folder / "run"), each) for each in (old, new))
        super().check(folder, error)


class Repairing(Lengthening):
    """The same of a run whose history is damaged: what is left of it is never lost."""

    repair = True

    def make(self) -> None:
        super().make()
        path = self.made / "history.jsonl"
        self.damaged = path.read_bytes().replace(b'"learning_rate"', b'"learning_rat3"')
        path.write_bytes(self.damaged)

    def check(self, folder: Path, error: InklingError | None) -> None:
        kept = (folder / "run").glob("history*.jsonl")
        assert self.damaged in [path.read_bytes() for path in kept]
        super().check(folder, error)


class Branching(Scenario):
    """A new run from an epoch of an old one, which stays as it is."""

    def __init__(self, data: Dataset, folder: Path) -> None:
        super().__init__(data, folder)
        self.drive(self.begin(self.made))

    def prepare(self, folder: Path) -> None:
        shutil.copytree(self.made, folder / "run")

    def act(self, folder: Path) -> None:
        branch(folder / "run", 2, folder / "back")

    def check(self, folder: Path, error: InklingError | None) -> None:
        assert contents(folder / "run") == contents(self.made)
        if error is None:
            assert [end.epoch for end in read_run(folder / "back").epochs] == [1, 2]


class Labelling(Branching):
    """What a person says of a run; deleting it, and putting it back."""

    def prepare(self, folder: Path) -> None:
        shutil.copytree(self.made, folder / "runs" / "run")
        Library(folder / "runs").annotate(folder / "runs" / "run", name="Mine", note="why")

    def act(self, folder: Path) -> None:
        library = Library(folder / "runs")
        library.annotate(folder / "runs" / "run", starred=True)
        deleted = library.delete(folder / "runs" / "run")
        library.remove_expired()
        library.listings()
        library.restore(deleted)

    def check(self, folder: Path, error: InklingError | None) -> None:
        (path,) = (path.parent for path in folder.rglob("run.json"))
        label = read_run(path).annotations
        assert (label.name, label.note) == ("Mine", "why")
        here, there = contents(path), contents(self.made)
        assert {name: here[name] for name in there} == there
        if error is None:
            assert label.starred
            assert path == folder / "runs" / "run"


class Exporting(Branching):
    """A run and its model in all formats, over files that are there already."""

    names = ("safetensors", "npz", "python", "csv", "jsonl")

    def prepare(self, folder: Path) -> None:
        super().prepare(folder)
        for name in self.names:
            (folder / name).write_text("old")

    def act(self, folder: Path) -> None:
        run = read_run(folder / "run")
        if run.problem:
            self.tell(RunError(f"{run.problem}."))  # as the command does
        for name in self.names:
            if name in MODEL_FORMATS:
                export_model(folder / name, import_model(folder / "run" / MODEL), name)
            else:
                export_run(folder / name, run, name)

    def check(self, folder: Path, error: InklingError | None) -> None:
        assert contents(folder / "run") == contents(self.made)
        expected = folder / "expected"
        expected.mkdir()
        shutil.copytree(self.made, expected / "run")
        self.act(expected)
        for name in self.names:
            content, whole = (folder / name).read_bytes(), (expected / name).read_bytes()
            assert content != b"old" or error is not None
            # Two have the time or the place of their making in them.
            known = abs(len(content) - len(whole)) < 100 or bool(self.told)
            assert content == b"old" or known


class KeepingDigits(Scenario):
    """The digits that a person keeps, changes and deletes."""

    drawing = drawing_from_points([[(0.2, 0.2), (0.5, 0.8), (0.9, 0.1)]])

    def prepare(self, folder: Path) -> None:
        digits = DigitStore(folder / "digits" / "mine.jsonl")
        self.before = [digits.add(label, self.drawing).id for label in range(3)]

    def act(self, folder: Path) -> None:
        digits = DigitStore(folder / "digits" / "mine.jsonl")
        self.kept: list[str] = []
        self.kept.append(digits.add(7, self.drawing).id)
        self.kept.append(digits.add(8, self.drawing).id)
        digits.relabel({self.before[0]: 5})
        digits.restore(digits.delete([self.before[1]]))

    def check(self, folder: Path, error: InklingError | None) -> None:
        digits = DigitStore(folder / "digits" / "mine.jsonl")
        found = {digit.id: digit.label for digit in digits.read().digits}
        for kept in (self.before[0], self.before[2], *self.kept):
            assert kept in found
        if error is None or "put back" not in str(error):
            assert self.before[1] in found or "deleted" in str(error)
        assert digits.add(9, self.drawing).id in {digit.id for digit in digits.read().digits}


SCENARIOS: dict[str, type[Scenario]] = {
    "a training": Training,
    "a resume": Resuming,
    "more epochs": Lengthening,
    "a repair": Repairing,
    "going back": Branching,
    "labels and deletions": Labelling,
    "exports": Exporting,
    "a person's digits": KeepingDigits,
}


def result(path: Path) -> tuple[list[Record], np.ndarray]:
    return [plain(record) for record in read_run(path).records], model(path)


def model(path: Path) -> np.ndarray:
    return load_model(path / MODEL).network.parameters


def contents(path: Path) -> dict[str, bytes]:
    files = (p for p in path.rglob("*") if p.is_file() and p.name != ".lock")
    return {str(p.relative_to(path)): p.read_bytes() for p in files}


def check_goes_on(
    scenario: Scenario,
    path: Path,
    expected: tuple[list[Record], np.ndarray],
    more: int = 0,
    *,
    repair: bool = False,
) -> None:
    """Whether a run, or what there is of one, comes to what it would have come to."""
    if not is_run(path):
        scenario.drive(scenario.begin(path))  # it had not begun, and can begin
    run = read_run(path)
    epochs = SETTINGS.epochs + more
    if run.state is not RunState.COMPLETED or len(run.epochs) < epochs:
        left = epochs - run.last_settings.epochs
        scenario.drive(scenario.resume(path, left, repair=repair))
    records, parameters = result(path)
    assert np.array_equal(parameters, expected[1])
    assert records == expected[0]
    assert read_run(path).state is RunState.COMPLETED


def operations(scenario: Scenario, folder: Path) -> list[str]:
    """What it does with files, without a fault."""
    with at_home(folder):
        scenario.prepare(folder)
        with faults_below(folder) as faults:
            scenario.act(folder)
    return faults.seen


def attempt(
    scenario: Scenario, folder: Path, at: int, kind: str, *, lasting: bool, late: bool
) -> None:
    """One fault, and what must hold then."""
    scenario.told = []
    with at_home(folder):
        scenario.prepare(folder)
        error = None
        with faults_below(folder, at, kind, lasting=lasting, late=late):
            try:
                scenario.act(folder)
            except InklingError as caught:
                error = caught
        if error is not None:
            assert str(error).rstrip("”").endswith("."), error
        if not lasting:
            assert not list(folder.rglob("*.part"))
        scenario.check(folder, error)
    shutil.rmtree(folder)


def spread(count: int, most: int) -> list[int]:
    """At most so many of the numbers below `count`, evenly."""
    return sorted({int(each) for each in np.linspace(0, count - 1, min(count, most))})
