"""What goes wrong is said in a sentence, and the window goes on."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox

from core.datasets.dataset import Dataset
from core.datasets.mnist import DatasetProvider
from core.foundation.errors import DataError
from core.models.model_file import Model, save_model
from core.training.events import EpochEnd, Status
from gui.common.error_reporter import show_error
from gui.main_window import MainWindow
from gui.session.session import State

from .person import Person

ExpectLog = Callable[[str], None]


class Loader:
    """Cannot read the data set, until it is mended."""

    def __init__(self, dataset: Dataset) -> None:
        self.damaged = True
        self._dataset = dataset

    def __call__(self) -> Dataset:
        if self.damaged:
            raise DataError("The data file is damaged.", "SHA-256 of another file")
        return self._dataset


@pytest.fixture
def loader(mnist: Dataset) -> Loader:
    return Loader(mnist)


def errors(person: Person) -> list[QMessageBox]:
    return person.dialogs("errorDialog")


class TestDamagedData:
    """The data file cannot be read."""

    @pytest.fixture
    def source(self, loader: Loader) -> DatasetProvider:
        return DatasetProvider(loader)

    @pytest.fixture(autouse=True)
    def log(self, expect_log: ExpectLog) -> None:
        expect_log("The data file is damaged")

    def test_the_window_says_so_when_it_opens(self, person: Person) -> None:
        person.wait(lambda: bool(errors(person)))
        (dialog,) = errors(person)
        assert dialog.text() == "The data file is damaged."
        assert dialog.detailedText() == "SHA-256 of another file"
        assert not dialog.isModal()

    def test_a_training_fails_and_can_be_tried_again(self, person: Person, loader: Loader) -> None:
        person.begin()
        person.wait_for(State.FAILED)
        assert "failed" in person.text("statusMessage")
        assert person.ends == []
        assert person.enabled("startButton")
        loader.damaged = False
        person.train()
        assert [end.status for end in person.ends] == [Status.COMPLETED]

    def test_the_question_about_quitting_follows_a_failure(self, person: Person) -> None:
        person.begin()
        person.window.close()
        (question,) = person.dialogs("closeQuestion")
        person.wait_for(State.FAILED)
        assert question.text() == "The training has ended meanwhile."

    def test_a_failure_can_be_reset(self, person: Person) -> None:
        person.begin()
        person.wait_for(State.FAILED)
        person.click("resetButton")
        assert person.session.state is State.IDLE
        assert not person.enabled("resetButton")

    def test_an_evaluation_fails_and_can_be_tried_again(
        self, person: Person, loader: Loader, trained_model: Model
    ) -> None:
        person.wait(lambda: bool(errors(person)))
        errors(person)[0].close()
        person.session.use_model(trained_model)
        person.click("evaluateButton")
        person.wait(lambda: bool(errors(person)))
        loader.damaged = False
        person.click("evaluateButton")
        person.wait(lambda: person.text("testAccuracyLabel") != "–")


def test_where_nothing_can_be_saved_a_training_runs_all_the_same(
    person: Person, home: Path, expect_log: ExpectLog
) -> None:
    expect_log("cannot be written")
    home.mkdir(exist_ok=True)
    (home / "data").write_text("in the way")
    person.train()
    assert person.ends[0].status is Status.COMPLETED
    (dialog,) = errors(person)
    assert "cannot be written" in dialog.text()
    assert dialog.detailedText()
    assert "saved in" not in person.text("statusMessage")


def test_a_home_that_is_a_file_stops_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, expect_log: ExpectLog,
    request: pytest.FixtureRequest,
) -> None:  # fmt: skip
    expect_log("cannot be written")
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("INKLING_HOME", str(tmp_path / "file" / "home"))
    person: Person = request.getfixturevalue("person")
    person.train()
    assert person.ends[0].status is Status.COMPLETED
    assert len(errors(person)) == 1


LONG = "long" * 100


@pytest.mark.parametrize("below", ["/dev/null/x", LONG, "/".join([LONG[:200]] * 30)])
def test_a_home_that_nobody_can_make_stops_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, expect_log: ExpectLog,
    request: pytest.FixtureRequest, below: str,
) -> None:  # fmt: skip
    expect_log("cannot be written")
    monkeypatch.setenv("INKLING_HOME", str(tmp_path / below))
    person: Person = request.getfixturevalue("person")
    person.train()
    assert person.ends[0].status is Status.COMPLETED
    (dialog,) = errors(person)
    assert "not recorded" in dialog.text()
    person.choose_action("Show runs")
    person.wait_for_threads()


def test_a_run_that_cannot_be_saved_where_it_began_is_saved_elsewhere(
    person: Person, home: Path, tmp_path: Path, expect_log: ExpectLog,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    expect_log("cannot be written at present")
    expect_log("could not be written to")
    monkeypatch.setattr("core.runs.run_saver.PATIENCE", 0.0)
    (tmp_path / "own").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "own"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "own"))
    person.begin(epochs="100")
    person.wait_for_events(EpochEnd, 2)
    (home / "data").rename(tmp_path / "gone")
    (home / "data").write_text("in the way")
    person.click("stopButton")
    person.wait_for_end()
    (saved,) = (tmp_path / "own").glob("*/model.safetensors")
    assert str(saved.parent) in person.text("statusMessage")
    assert any(str(saved.parent) in dialog.text() for dialog in errors(person))


def test_a_model_that_can_be_saved_nowhere_stays_in_the_window(
    person: Person, home: Path, tmp_path: Path, expect_log: ExpectLog,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    expect_log("cannot be written at present")
    expect_log("nor elsewhere")
    monkeypatch.setattr("core.runs.run_saver.PATIENCE", 0.0)
    monkeypatch.setattr("core.runs.run_saver._other_places", lambda name: iter(()))
    person.begin(epochs="100")
    person.wait_for_events(EpochEnd, 2)
    (home / "data").rename(tmp_path / "gone")
    (home / "data").write_text("in the way")
    person.click("stopButton")
    person.wait_for_end()
    assert any("Save model as" in dialog.text() for dialog in errors(person))
    assert person.session.model is not None
    assert person.action("Save model as…").isEnabled()


def test_a_training_that_diverges_says_so(person: Person) -> None:
    person.train(learning_rate="100", l2="1000", batch_size="10", training_images="300")
    assert person.ends[0].status is Status.DIVERGED
    assert "is probably too high" in person.text("statusMessage")
    assert "learning rate" in person.text("statusMessage")
    assert not errors(person)


@pytest.mark.parametrize("content", [b"", b"a letter to a friend", None], ids=repr)
def test_a_foreign_file_is_no_model(
    person: Person, tmp_path: Path, expect_log: ExpectLog, content: bytes | None
) -> None:
    expect_log("foreign.safetensors")
    path = tmp_path / "foreign.safetensors"
    if content is not None:
        path.write_bytes(content)
    person.window.files.open(path)
    person.wait(lambda: bool(errors(person)))
    (dialog,) = errors(person)
    assert str(path) in dialog.text()
    assert person.session.model is None


def test_a_model_from_a_file_is_shown_and_evaluated(
    person: Person, trained_model: Model, tmp_path: Path
) -> None:
    save_model(tmp_path / "reader.safetensors", trained_model)
    person.window.files.open(tmp_path / "reader.safetensors")
    person.wait(lambda: person.text("testAccuracyLabel") != "–")
    assert person.field("learning_rate") == "0.003"
    assert "reader.safetensors" in person.text("statusMessage")


@pytest.mark.parametrize(
    ("error", "sentence"),
    [(MemoryError(), "not enough memory"), (ZeroDivisionError("why"), "Something went wrong")],
    ids=repr,
)
def test_an_error_of_the_program_is_told_and_logged_with_its_traceback(
    window: MainWindow, expect_log: ExpectLog, error: Exception, sentence: str
) -> None:
    expect_log(f"^ERROR inkling: .*{type(error).__name__}")
    box = show_error(window, error)
    assert sentence in box.text()
    assert type(error).__name__ in box.detailedText()
