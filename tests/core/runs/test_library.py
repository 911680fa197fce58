"""The library of runs: lists, labels, deletes and puts back, whatever lies in the folder."""

import json
import os
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import core.runs.library
from core.foundation.errors import RunError
from core.foundation.json_file import write_object
from core.hyperparameters.presets import preset
from core.hyperparameters.schema import Hyperparameters
from core.runs.history import record_to_dict
from core.runs.library import Library, find_run, title_of_run
from core.runs.run import RunState, read_run
from core.runs.run_folder import RunFolder
from core.runs.run_metadata import RunMetadata
from core.runs.summary import Summary
from core.training.events import EpochEnd, LiveChange, Status, TrainingEnd

SETTINGS = Hyperparameters(hidden_layers=(8,), epochs=3, training_images=1000)
EPOCHS = [
    EpochEnd(1, 2.0, 0.5, 2.2, 0.4, seconds=0.5, train_seconds=0.25),
    EpochEnd(2, 1.0, 0.7, 1.1, 0.6, seconds=0.5, train_seconds=0.25),
    EpochEnd(3, 0.5, 0.9, 1.3, 0.65, seconds=0.5, train_seconds=0.25),
]
Make = Callable[..., Path]


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "runs")


@pytest.fixture
def make(library: Library) -> Make:
    """A run in the library, without any training."""

    def one(name: str, *, ended: bool = True, age: int = 0) -> Path:
        about = RunMetadata("id " + name, datetime.now(UTC) - timedelta(days=age), "Report")
        folder = RunFolder.create(SETTINGS, library.root / name, about)
        folder.close()
        records = [*EPOCHS, LiveChange(3000, {"epochs": 5})]
        lines = "".join(json.dumps(record_to_dict(record)) + "\n" for record in records)
        (folder.path / "history.jsonl").write_text(lines)
        summary = Summary.of_records(records)
        if ended:
            summary.end, summary.test_accuracy = TrainingEnd(Status.COMPLETED, 3, 1.5), 0.9
            write_object(folder.path / "summary.json", summary.to_dict())
        return folder.path

    return one


def names(library: Library) -> list[str]:
    return [listing.path.name for listing in library.listings()]


def test_a_run_took_as_long_as_is_said_at_its_end() -> None:
    """The sum of its epochs leaves out what was done between them, and an unfinished epoch."""
    summary = Summary(epochs=2, seconds=4.4)
    assert summary.duration == 4.4
    summary.end = TrainingEnd(Status.STOPPED, 2, 4.5)
    assert summary.duration == 4.5


def test_the_newest_run_comes_first(library: Library, make: Make) -> None:
    for name, age in (("b", 5), ("a", 9), ("c", 1)):
        make(name, age=age)
    assert names(library) == ["c", "b", "a"]


def test_a_line_tells_the_best_and_the_last_of_each_metric(library: Library, make: Make) -> None:
    make("run")
    (listing,) = library.listings()
    assert listing.summary.best == {
        "train_loss": (0.5, 3),
        "train_accuracy": (0.9, 3),
        "validation_loss": (1.1, 2),
        "validation_accuracy": (0.65, 3),
    }
    assert listing.summary.last["validation_loss"] == 1.3
    assert (listing.summary.epochs, listing.epochs) == (3, 5)
    assert (listing.summary.seconds, listing.images_per_second) == (1.5, 4000.0)
    assert (listing.state, listing.title) == (RunState.COMPLETED, "Report")


@pytest.mark.parametrize("earlier", [False, True])
def test_live_changes_are_listed(library: Library, make: Make, earlier: bool) -> None:
    path = make("run")
    if earlier:  # as by a version that did not record them
        values = json.loads((path / "summary.json").read_text())
        del values["changes"]
        (path / "summary.json").write_text(json.dumps(values))
    (listing,) = library.listings()
    assert listing.changes == {"epochs": [(4, 3, 5)]}
    assert not listing.problem


def test_a_run_without_a_summary_is_counted_from_its_history(library: Library, make: Make) -> None:
    make("run", ended=False)
    (listing,) = library.listings()
    assert (listing.summary.epochs, listing.state) == (3, RunState.INTERRUPTED)


def test_a_run_under_way_is_running_until_its_process_lets_go(library: Library, make: Make) -> None:
    folder = RunFolder(make("run", ended=False))
    assert library.listings()[0].state is RunState.RUNNING
    folder.close()
    assert library.listings()[0].state is RunState.INTERRUPTED


def test_what_was_written_meanwhile_is_seen(library: Library, make: Make) -> None:
    path = make("run", ended=False)
    assert library.listings()[0].summary.epochs == 3
    with (path / "history.jsonl").open("a") as file:
        file.write(json.dumps(record_to_dict(EpochEnd(4, *[0.1] * 6))) + "\n")
    assert library.listings()[0].summary.epochs == 4


def test_labels_are_kept(library: Library, make: Make) -> None:
    path = make("run")
    library.annotate(path, name="Émile's", tags=("a", "b"))
    library.annotate(path, starred=True, note="two\nlines")
    expected = {"name": "Émile's", "note": "two\nlines", "starred": True, "tags": ("a", "b")}
    assert asdict(Library(library.root).listings()[0].annotations) == expected
    assert read_run(path).title == "Émile's"


def test_a_label_that_cannot_be_understood_is_set_aside_and_not_lost(
    library: Library, make: Make
) -> None:
    path = make("run")
    (path / "label.json").write_text('{"name": "Mine"')
    library.annotate(path, starred=True)
    assert (path / "label.damaged-1.json").read_text() == '{"name": "Mine"'
    assert library.listings()[0].annotations.starred


@pytest.mark.skipif(os.name != "posix", reason="links need a right elsewhere")
def test_a_damaged_label_behind_a_link_is_set_aside_and_not_lost(
    library: Library, make: Make, tmp_path: Path
) -> None:
    path, target = make("run"), tmp_path / "elsewhere.json"
    target.write_text('{"name": "Mine"')
    (path / "label.json").symlink_to(target)
    library.annotate(path, starred=True)
    assert (path / "label.damaged-1.json").read_text() == '{"name": "Mine"'
    assert (path / "label.json").readlink() == target
    assert library.listings()[0].annotations.starred


def test_a_label_that_cannot_be_read_is_not_replaced(library: Library, make: Make) -> None:
    path = make("run")
    (path / "label.json").mkdir()
    with pytest.raises(RunError, match="annotations of"):
        library.annotate(path, starred=True)


def test_a_deleted_run_is_put_back_as_it_was(library: Library, make: Make) -> None:
    path = make("run")
    before = {p.name: p.read_bytes() for p in path.iterdir() if p.is_file()}
    deleted = library.delete(path)
    assert names(library) == []
    assert library.restore(deleted) == path
    assert {p.name: p.read_bytes() for p in path.iterdir() if p.is_file()} == before


def test_runs_of_the_same_name_do_not_replace_each_other(library: Library, make: Make) -> None:
    first = library.delete(make("run"))
    second = library.delete(make("run"))
    third = make("run")
    back = [library.restore(path) for path in (first, second)]
    assert len({*back, third}) == 3
    assert len(names(library)) == 3


def test_a_run_under_way_is_not_deleted(library: Library, make: Make) -> None:
    folder = RunFolder(make("run"))
    with pytest.raises(RunError, match="is running"):
        library.delete(folder.path)
    folder.close()
    assert names(library) == ["run"]


class Clock(datetime):
    """Says what a test wants it to."""

    shown = datetime(2026, 5, 1, tzinfo=UTC)

    @classmethod
    def now(cls, tz: object = None) -> datetime:
        return cls.shown


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> type[Clock]:
    monkeypatch.setattr(core.runs.library, "datetime", Clock)
    monkeypatch.setattr(Clock, "shown", Clock.shown)
    return Clock


def start_on(library: Library, clock: type[Clock], *days: int) -> None:
    """The program is started at so many days after the first."""
    for day in days:
        clock.shown = datetime(2026, 5, 1, tzinfo=UTC) + timedelta(days=day)
        library.remove_expired()


def test_what_was_deleted_is_removed_after_thirty_days_of_use(
    library: Library, make: Make, clock: type[Clock]
) -> None:
    library.remove_expired()
    old = library.delete(make("old"))
    start_on(library, clock, *range(20), *range(20))
    new = library.delete(make("new"))
    start_on(library, clock, *range(20, 30))
    assert old.exists()
    start_on(library, clock, 31)
    assert (old.exists(), new.exists()) == (False, True)


def test_a_run_that_is_restored_while_old_ones_are_removed_is_not_mentioned(
    library: Library, make: Make, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    library.delete(make("one"))
    restored: list[Path] = []
    real = core.runs.library.is_missing

    def is_missing(path: Path) -> bool:
        if not restored:
            restored.append(library.restore(path.parent))
        return real(path)

    monkeypatch.setattr(core.runs.library, "is_missing", is_missing)
    library.remove_expired()
    assert restored[0].exists()
    assert not caplog.records


@pytest.mark.parametrize("wrong", [31, 400, 100_000, -31, -10_000])
def test_a_clock_that_is_wrong_once_removes_nothing(
    library: Library, make: Make, clock: type[Clock], wrong: int
) -> None:
    paths = [library.delete(make(name)) for name in ("a", "b")]
    for path in paths:
        os.utime(path, (1, 1))
    for day in range(14):
        start_on(library, clock, day, day + wrong)
    assert all(path.exists() for path in paths)


def test_what_is_deleted_again_is_kept_as_long_again(
    library: Library, make: Make, clock: type[Clock]
) -> None:
    deleted = library.delete(make("run"))
    start_on(library, clock, *range(25))
    deleted = library.delete(library.restore(deleted))
    start_on(library, clock, *range(25, 50))
    assert deleted.exists()


@pytest.mark.parametrize("text", ["{", "[]", '{"days": 3}', '{"days": [[]]}'])
def test_days_that_cannot_be_read_are_counted_anew(
    library: Library, make: Make, clock: type[Clock], text: str
) -> None:
    deleted = library.delete(make("run"))
    start_on(library, clock, *range(29))
    (deleted / "deleted.json").write_text(text)
    start_on(library, clock, *range(29, 40))
    assert deleted.exists()


def test_what_a_link_leads_to_is_not_removed(
    library: Library, make: Make, clock: type[Clock], tmp_path: Path
) -> None:
    elsewhere = make("run").rename(tmp_path / "elsewhere")
    (library.root / "run").symlink_to(elsewhere)
    library.delete(library.root / "run")
    start_on(library, clock, *range(40))
    assert read_run(elsewhere).settings == SETTINGS


HOSTILE = {
    "empty": b"",
    "no JSON": b"\xff\xfe\x00",
    "a list": b"[]",
    "deep": b"[" * 100_000,
    "numbers that are none": b'{"epochs": NaN, "seconds": Infinity}',
    "texts for numbers": b'{"epochs": "x", "best": {"train_loss": "y"}, "last": 3}',
    "large": b" " * (2 << 20),
    "huge numbers": b'{"status": "completed", "epochs": 1e400, "seconds": -1, "reason": 1}',
}
PARTS = ["run.json", "summary.json", "label.json", "result.json", "test.json", "history.jsonl"]


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("kind", HOSTILE)
def test_a_damaged_part_leaves_the_rest_to_be_read(
    library: Library, make: Make, part: str, kind: str
) -> None:
    path = make("run")
    make("other")
    (path / part).write_bytes(HOSTILE[kind])
    listings = {listing.path.name: listing for listing in library.listings()}
    assert set(listings) == {"run", "other"}
    assert listings["run"].settings == SETTINGS
    run = read_run(path)
    assert run.settings == SETTINGS
    if part != "history.jsonl":
        assert run.epochs == EPOCHS


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_run_whose_settings_are_damaged_is_listed_and_says_so(
    library: Library, make: Make, kind: str
) -> None:
    path = make("run")
    (path / "hyperparameters.json").write_bytes(HOSTILE[kind])
    (listing,) = library.listings()
    assert listing.settings is None
    assert "hyperparameters.json" in listing.problem
    with pytest.raises(RunError):
        read_run(path)


def test_what_is_no_run_is_not_listed(library: Library, make: Make) -> None:
    make("run")
    (library.root / "notes.txt").write_text("mine")
    (library.root / "photos").mkdir()
    assert names(library) == ["run"]


def test_a_library_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "runs").write_text("")
    with pytest.raises(RunError, match="cannot be listed"):
        Library(tmp_path / "runs").listings()


def test_a_run_is_found_by_its_folder_or_its_name(library: Library, make: Make) -> None:
    path = make("first")
    library.annotate(make("second"), name="Mine")
    assert find_run(str(path)) == path
    assert find_run("first", library.root) == path
    assert find_run("Mine", library.root).name == "second"
    library.annotate(path, name="Mine")
    with pytest.raises(RunError, match="several"):
        find_run("Mine", library.root)


DATED = "2026-11-27 12.00.0{}.000000"


def test_runs_that_nobody_named_can_be_told_apart(library: Library) -> None:
    report = preset("report").hyperparameters
    cases = [
        ("named by its user", report, ""),
        (DATED.format(1), report, "Report"),
        (DATED.format(2), report, "Report"),
        (DATED.format(3), report.with_values({"learning_rate": 1.0, "epochs": 5}), ""),
        (DATED.format(4), report.with_values({"learning_rate": 1.0, "epochs": 5}), ""),
        (DATED.format(5), report.with_values({"loss": "softmax_cross_entropy"}), ""),
    ]
    for age, (name, settings, title) in enumerate(cases):
        about = RunMetadata(name, datetime.now(UTC) - timedelta(days=9 - age), title)
        RunFolder.create(settings, library.root / name, about).close()
    changed = "Report: η 1, Epochs 5"
    assert {p.name: title_of_run(read_run(p)) for p in library.root.iterdir()} == {
        each.path.name: each.title for each in library.listings()
    }
    assert {each.path.name: each.title for each in library.listings()} == {
        "named by its user": "named by its user",
        DATED.format(1): "Report",
        DATED.format(2): "Report (2)",
        DATED.format(3): changed,
        DATED.format(4): f"{changed} (2)",
        DATED.format(5): "Report: Output and loss Softmax, cross-entropy",
    }
    library.annotate(library.root / DATED.format(1), name="Mine")
    titles = {each.path.name: each.title for each in library.listings()}
    assert (titles[DATED.format(1)], titles[DATED.format(2)]) == ("Mine", "Report")
    assert {p.name: title_of_run(read_run(p)) for p in library.root.iterdir()} == titles


def test_a_run_is_called_after_the_preset_from_which_its_settings_were_made(
    library: Library,
) -> None:
    settings = preset("overfitting").hyperparameters.with_values({"dropout": 0.5})
    titles = []
    for number, name in enumerate(("overfitting", "", "gone")):
        metadata = RunMetadata(str(number), datetime.now(UTC), preset=name)
        assert RunMetadata.from_dict(metadata.to_dict()) == metadata
        path = library.root / DATED.format(number)
        RunFolder.create(settings, path, metadata).close()
        titles.append(title_of_run(read_run(path)))
    assert titles[0] == "Fails: memorizes 1,000 images: Dropout (hidden) 0.5"
    assert titles[2] == f"{titles[1]} (2)"
    assert titles[1].startswith("Nielsen")
