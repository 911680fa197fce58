"""No file of other people's making is read in the window's own thread."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QTabWidget, QWidget

from core.importing import model_import
from core.models.model_file import Model, save_model
from core.tuning import space_file
from gui.common import tasks
from gui.tuning import search_controls

from .person import Person
from .run_library_fixture import Library, Visitor


class Hanging:
    """Reads nothing until it is let go."""

    def __init__(self, then: Callable[..., object]) -> None:
        self.then = then
        self.threads: list[threading.Thread] = []
        self.go_on = threading.Event()
        self.ended = threading.Semaphore(0)

    def __call__(self, *arguments: object) -> object:
        self.threads.append(threading.current_thread())
        self.go_on.wait()
        try:
            return self.then(*arguments)
        finally:
            self.ended.release()


@pytest.fixture
def hanging(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hanging]:
    """A model file that is never read to its end."""
    reading = Hanging(model_import.read_model)
    monkeypatch.setattr("core.importing.model_import.read_model", reading)
    monkeypatch.setattr(tasks, "PATIENCE", 50)
    yield reading
    reading.go_on.set()
    for thread in list(tasks._abandoned):
        assert thread.wait(30_000)


@pytest.fixture
def mine(trained_model: Model, tmp_path: Path) -> Path:
    path = tmp_path / "mine.safetensors"
    save_model(path, trained_model)
    return path


def test_while_a_model_is_read_the_window_answers(
    person: Person, hanging: Hanging, mine: Path
) -> None:
    person.window.files.open(mine)
    assert person.text("statusMessage") == f"Opening {mine} …"
    person.draw([(0.2, 0.2), (0.8, 0.8)])
    person.train()
    assert person.session.model is not None
    assert hanging.threads != [threading.main_thread()]
    hanging.go_on.set()
    person.wait(lambda: person.text("statusMessage") == f"Opened {mine}")


def test_the_window_closes_while_a_model_is_read_that_never_ends(
    person: Person, hanging: Hanging, mine: Path
) -> None:
    person.window.files.open(mine)
    person.wait(lambda: bool(hanging.threads))
    assert person.window.close()
    assert tasks.abandoned_run_on()
    hanging.go_on.set()
    assert hanging.ended.acquire(timeout=30)
    QApplication.processEvents()
    assert person.session.model is None


def test_who_opens_another_model_does_not_wait_for_the_first(
    person: Person, hanging: Hanging, mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person.window.files.open(Path("never read"))
    person.wait(lambda: bool(hanging.threads))
    monkeypatch.setattr("core.importing.model_import.read_model", hanging.then)
    person.window.files.open(mine)
    person.wait(lambda: person.text("statusMessage") == f"Opened {mine}")
    hanging.go_on.set()
    assert hanging.ended.acquire(timeout=30)
    QApplication.processEvents()
    assert person.text("statusMessage") == f"Opened {mine}"
    assert not person.dialogs("errorDialog")


def test_a_model_that_comes_when_a_training_has_begun_is_not_used(
    person: Person, hanging: Hanging, mine: Path
) -> None:
    person.window.files.open(mine)
    person.begin()
    hanging.go_on.set()
    person.wait(lambda: "was not opened" in person.text("statusMessage"))
    assert person.session.active
    assert person.field("learning_rate") != "0.003"


def test_a_space_file_is_read_in_a_thread(
    person: Person,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    expect_log: Callable[[str], None],
) -> None:
    reading = Hanging(space_file.read_space)
    reading.go_on.set()
    person.find(QTabWidget, "centre").setCurrentIndex(2)
    monkeypatch.setattr(search_controls, "read_space", reading)
    path = tmp_path / "bad.toml"
    path.write_text("=")
    expect_log("bad.toml")
    person.find(QWidget, "searchPanel").findChild(search_controls.SearchControls).open(path)
    person.wait(lambda: bool(person.dialogs("errorDialog")))
    assert reading.threads[0] is not threading.main_thread()


DIALOGS = {
    "openModelDialog": lambda person: person.choose_action("Open model…"),
    "saveModelDialog": lambda person: person.choose_action("Save model as…"),
    "exportDialog": lambda person: person.choose_action("Export model…"),
    "pinModelDialog": lambda person: person.window.comparison.ask_to_pin(),
    "openSpaceDialog": lambda person: person.click("openSpaceButton"),
    "exportDigitsDialog": lambda person: person.click("exportDigitsButton"),
    "reportFileDialog": lambda person: person.click("writeReportButton"),
}


@pytest.mark.parametrize("name", DIALOGS)
def test_no_dialog_outlives_its_closing(
    person: Person, library: Library, trained_model: Model, name: str
) -> None:
    prepare(person, library, trained_model, name)
    for _ in range(2):
        DIALOGS[name](person)
        person.find(QFileDialog, name).close()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        assert person.window.findChildren(QFileDialog) == []


def prepare(person: Person, library: Library, trained_model: Model, name: str) -> None:
    """So that the dialog can be asked for."""
    person.session.use_model(trained_model)
    match name:
        case "openSpaceDialog":
            person.find(QTabWidget, "centre").setCurrentIndex(2)
        case "exportDigitsDialog":
            person.draw([(0.2, 0.2), (0.8, 0.8)])
            person.find(QWidget, "thatWasButton").menu().actions()[1].trigger()
            tabs = person.find(QTabWidget, "questions")
            tabs.setCurrentIndex(tabs.count() - 1)
            person.wait(lambda: person.enabled("exportDigitsButton"))
        case "reportFileDialog":
            library.add("mine")
            visitor = Visitor(person).open(rows=1)
            person.wait(lambda: visitor.texts("name") == ["mine"])
            visitor.select("mine")
            visitor.act("report")
